package ui

import (
	"net/url"
	"strings"
)

// maxNext bounds an address that we send somebody on to.
const maxNext = 500

// Next makes an address safe to send somebody on to: a path of this site with
// its query, or fallback. Browsers read "//host", "/\host" and control
// characters as ways to another site.
func Next(asked, fallback string) string {
	if len(asked) > maxNext || !strings.HasPrefix(asked, "/") || strings.HasPrefix(asked, "//") ||
		strings.ContainsFunc(asked, func(r rune) bool { return r < ' ' || r == '\\' || r == 0x7f }) {
		return fallback
	}
	u, err := url.Parse(asked)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || strings.HasPrefix(u.Path, "//") {
		return fallback
	}
	u.Fragment = ""
	return u.String()
}
