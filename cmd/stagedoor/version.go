package main

import (
	"fmt"
	"runtime/debug"
)

// version is set by the release build with -ldflags "-X main.version=1.2.3".
var version = ""

type versionCmd struct{}

func (versionCmd) Run(s streams) error {
	fmt.Fprintln(s.out, "stagedoor", versionText())
	return nil
}

// versionText is the release's number, or the commit it was built from.
func versionText() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return "built from " + s.Value[:12]
		}
	}
	return "built from source"
}
