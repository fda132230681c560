package ui

import (
	"context"
	"embed"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/a-h/templ"
)

// The drawings are lucide's, as published; a new icon is one more file there.
//
//go:embed third_party/lucide/*.svg
var lucide embed.FS

//go:embed src/icon.svg
var ourIcon string

// tabIcon is the address of the icon in the browser's tab. It is in the page:
// a request costs more than its few bytes.
var tabIcon = templ.SafeURL("data:image/svg+xml," + url.PathEscape(strings.TrimSpace(ourIcon)))

var drawing = regexp.MustCompile(`(?s)<svg[^>]*>(.*)</svg>`)

// icons is each drawing by name, ready to be written.
var icons = sync.OnceValue(func() map[string]string {
	const folder = "third_party/lucide"
	files, err := lucide.ReadDir(folder)
	if err != nil {
		panic(err) // an embedded folder
	}
	all := map[string]string{}
	for _, f := range files {
		b, err := lucide.ReadFile(folder + "/" + f.Name())
		if err != nil {
			panic(err) // an embedded file
		}
		name := strings.TrimSuffix(f.Name(), ".svg")
		if m := drawing.FindSubmatch(b); m != nil {
			all[name] = fmt.Sprintf(`<svg class="icon %s-i" aria-hidden="true" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">%s</svg>`,
				name, strings.Join(strings.Fields(string(m[1])), " "))
		}
	}
	return all
})

// Icon draws a lucide icon by its name. It is decoration: the words stand
// beside it, or in the button's label. An unknown name is an error.
func Icon(name string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		svg, ok := icons()[name]
		if !ok {
			return fmt.Errorf("there is no icon %q in third_party/lucide", name)
		}
		_, err := io.WriteString(w, svg)
		return err
	})
}
