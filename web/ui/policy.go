package ui

import (
	"net/http"
	"slices"
	"strings"
)

// A Policy is a page's Content-Security-Policy: what it may load besides our
// own. The zero value is a page of our own parts only.
type Policy struct {
	Frame   []string // hosts of embedded players: https://player.vimeo.com
	Media   []string // hosts of playlists and segments
	Connect []string // hosts that scripts ask; Media's are among them
	Img     []string // hosts of pictures
	Player  bool     // media-chrome writes style elements: measured, it does not work without
}

// String writes the header's value.
func (p Policy) String() string {
	var b strings.Builder
	directive := func(name string, values ...string) {
		b.WriteString(name)
		for _, v := range values {
			b.WriteByte(' ')
			b.WriteString(v)
		}
		b.WriteString("; ")
	}
	with := func(first []string, more ...string) []string {
		for _, m := range more {
			if !slices.Contains(first, m) {
				first = append(first, m)
			}
		}
		return first
	}
	directive("default-src", "'none'")
	directive("script-src", "'self'")
	if p.Player {
		directive("style-src", "'self'", "'unsafe-inline'")
		directive("worker-src", "blob:")
	} else {
		directive("style-src", "'self'")
	}
	directive("font-src", "'self'")
	directive("img-src", with([]string{"'self'", "data:"}, p.Img...)...)
	directive("connect-src", with(with([]string{"'self'"}, p.Connect...), p.Media...)...)
	if len(p.Media) > 0 || p.Player {
		directive("media-src", with([]string{"'self'", "blob:"}, p.Media...)...)
	}
	if len(p.Frame) > 0 {
		directive("frame-src", p.Frame...)
	}
	directive("form-action", "'self'")
	directive("base-uri", "'none'")
	directive("frame-ancestors", "'none'")
	return strings.TrimSuffix(b.String(), "; ")
}

// Allow gives the page its policy, in place of the strict one that every
// answer starts with.
func Allow(w http.ResponseWriter, p Policy) {
	w.Header().Set("Content-Security-Policy", p.String())
}
