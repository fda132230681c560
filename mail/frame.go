package mail

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"stagedoor"
)

// frame.html is the look's letter around the body: 560 px tables, inline
// styles, the system's face, dark by media query.
//
//go:embed frame.html
var frameFile string

var frameTemplate = sync.OnceValues(func() (*template.Template, error) {
	return template.New("letter").Parse(frameFile)
})

// framed is what frame.html shows.
type framed struct {
	Language, Subject, Preheader, Name, Dates string
	Accent                                    stagedoor.Accent
	Body                                      string // safe HTML
}

// Days are the dates as a line of their own: with a capital.
func (f framed) Days() string {
	r, n := utf8.DecodeRuneInString(f.Dates)
	if n == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + f.Dates[n:]
}

// SafeBody is the body as it is: writer made it, out of escaped values.
func (f framed) SafeBody() template.HTML { return template.HTML(f.Body) }

func frame(f framed) (string, error) {
	t, err := frameTemplate()
	if err != nil {
		return "", fmt.Errorf("letter's frame: %w", err)
	}
	var b strings.Builder
	if err := t.Execute(&b, f); err != nil {
		return "", fmt.Errorf("letter's frame: %w", err)
	}
	return b.String(), nil
}
