package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// unused are the classes of centrifuge-js that a page of ours never makes:
// the server subscribes, and there is one transport. What nothing makes,
// esbuild leaves out: 10 KB of 24, compressed.
var unused = []string{
	"Subscription", "MapSubscription", "SharedPollSubscription",
	"SockjsTransport", "SseTransport", "HttpStreamTransport", "WebtransportTransport",
}

// slimCentrifuge reads centrifuge-js without them.
var slimCentrifuge = api.Plugin{Name: "centrifuge", Setup: func(b api.PluginBuild) {
	b.OnLoad(api.OnLoadOptions{Filter: `centrifuge/build/index\.mjs$`}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
		source, err := os.ReadFile(a.Path)
		if err != nil {
			return api.OnLoadResult{}, err
		}
		slim, err := leaveOut(string(source), unused)
		return api.OnLoadResult{Contents: &slim, Loader: api.LoaderJS}, err
	})
}}

// leaveOut has whoever makes one of the classes told that it is not here. A
// class that is not made anywhere is an error: the package is another than
// this was written for.
func leaveOut(source string, classes []string) (string, error) {
	for _, class := range classes {
		made := "new " + class + "("
		if !strings.Contains(source, made) {
			return "", fmt.Errorf("centrifuge-js makes no %s: look again at what is left out", class)
		}
		source = strings.ReplaceAll(source, made, "new LeftOut(")
	}
	return source + "\nclass LeftOut { constructor() { throw new Error(\"left out of this build\"); } }\n", nil
}
