package main

import (
	"fmt"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// As in web/ui/grid.go, which names the classes; TestGridClassesAreInTheSheet
// there fails when they drift apart.
const (
	gridRows   = 4 + 30*12
	gridSpan   = 12 * 12
	gridStages = 12
)

// gridSheet makes the module "grid.css": one class per row, height and
// column, because the pages' Content-Security-Policy allows no style
// attribute.
var gridSheet = api.Plugin{Name: "grid.css", Setup: func(b api.PluginBuild) {
	b.OnResolve(api.OnResolveOptions{Filter: `^grid\.css$`}, func(api.OnResolveArgs) (api.OnResolveResult, error) {
		return api.OnResolveResult{Path: "grid.css", Namespace: "grid"}, nil
	})
	b.OnLoad(api.OnLoadOptions{Filter: `.*`, Namespace: "grid"}, func(api.OnLoadArgs) (api.OnLoadResult, error) {
		css := gridCSS()
		return api.OnLoadResult{Contents: &css, Loader: api.LoaderCSS}, nil
	})
}}

func gridCSS() string {
	var s strings.Builder
	s.WriteString("@layer pages {\n@media (width >= 60rem) {\n")
	for n := 1; n <= gridRows; n++ {
		fmt.Fprintf(&s, ".r%d{grid-row-start:%d}", n, n)
		if n <= gridSpan {
			fmt.Fprintf(&s, ".s%d{grid-row-end:span %d}", n, n)
		}
	}
	s.WriteString("}\n")
	for i := range gridStages {
		fmt.Fprintf(&s, ".c%d{grid-column:%d}", i+2, i+2)
	}
	s.WriteString("\n}\n")
	return s.String()
}
