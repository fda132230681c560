package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// entries are the files that pages ask for; what they import goes into them.
// The two builds of hls.js become files of their own: a page loads one.
var entries = []string{
	"src/attend.css", "src/lobby.css", "src/control.css",
	"src/page.ts", "src/stage.ts",
}

// build makes all files, by name, in memory.
func build(ui string) (map[string][]byte, error) {
	out := filepath.Join(ui, "static")
	result := api.Build(api.BuildOptions{
		AbsWorkingDir:     ui,
		EntryPoints:       entries,
		Outdir:            out,
		EntryNames:        "[name]-[hash]",
		AssetNames:        "[name]-[hash]",
		ChunkNames:        "[name]-[hash]",
		Bundle:            true,
		Splitting:         true,
		Format:            api.FormatESModule,
		Engines:           engines,
		MinifySyntax:      true,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsInline, // the licences ask for it
		Loader: map[string]api.Loader{
			".woff2": api.LoaderFile,
		},
		Alias: map[string]string{
			"centrifuge":   "./third_party/centrifuge/build/index.mjs",
			"hls.js":       "./third_party/hls.js/dist/hls.min.mjs",
			"hls.js/light": "./third_party/hls.js/dist/hls.light.min.mjs",
			"media-chrome": "./third_party/media-chrome/dist",
		},
		Plugins:  []api.Plugin{gridSheet, slimCentrifuge},
		LogLevel: api.LogLevelSilent,
	})
	if len(result.Errors) > 0 {
		return nil, fmt.Errorf("esbuild: %s", strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), "\n"))
	}
	files := map[string][]byte{}
	for _, f := range result.OutputFiles {
		files[filepath.Base(f.Path)] = f.Contents
	}
	return files, nil
}

// engines are the oldest browsers that have light-dark(), without which the
// look has no colours: all are of spring 2024 or before. Named, so that
// esbuild does not rewrite light-dark() and nesting for older ones.
var engines = []api.Engine{
	{Name: api.EngineChrome, Version: "123"},
	{Name: api.EngineFirefox, Version: "121"},
	{Name: api.EngineSafari, Version: "17.5"},
}
