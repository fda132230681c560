// Command bundle makes web/ui/static of web/ui/src and web/ui/third_party:
// style sheets, scripts and fonts under names that hold a hash of their
// content. It needs no Node: esbuild runs inside it.
//
//	go run ./web/ui/bundle          writes what changed
//	go run ./web/ui/bundle -check   writes nothing; lists what differs, exit 1
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
)

func main() {
	check := flag.Bool("check", false, "compare with the committed files and write nothing")
	flag.Parse()
	differs, err := run(uiFolder(), *check)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
	for _, name := range differs {
		fmt.Println(name)
	}
	if *check && len(differs) > 0 {
		fmt.Fprintln(os.Stderr, "bundle: these files of web/ui/static are not what web/ui/src makes; run go run ./web/ui/bundle")
		os.Exit(1)
	}
}

// uiFolder is web/ui, wherever in the module the program was started.
func uiFolder() string {
	_, here, _, _ := runtime.Caller(0)
	return filepath.Dir(filepath.Dir(here))
}

// run builds and returns the names that are not as they should be; unless
// check is set it makes them so.
func run(ui string, check bool) (differs []string, err error) {
	made, err := build(ui)
	if err != nil {
		return nil, err
	}
	static := filepath.Join(ui, "static")
	there, err := os.ReadDir(static)
	if err != nil {
		return nil, err
	}
	for _, f := range there {
		if _, ok := made[f.Name()]; ok {
			continue
		}
		differs = append(differs, f.Name())
		if !check {
			if err := os.Remove(filepath.Join(static, f.Name())); err != nil {
				return nil, err
			}
		}
	}
	for name, want := range made {
		path := filepath.Join(static, name)
		if got, err := os.ReadFile(path); err == nil && bytes.Equal(got, want) {
			continue
		}
		differs = append(differs, name)
		if !check {
			if err := os.WriteFile(path, want, 0o644); err != nil {
				return nil, err
			}
		}
	}
	slices.Sort(differs)
	return differs, nil
}
