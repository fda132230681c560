package stage

import (
	"errors"
	"strings"

	"golang.org/x/net/html"
)

// parseEmbedCode takes the address of the first <iframe> that can be shown;
// the rest of the code, scripts above all, is dropped.
func parseEmbedCode(code string, o Options) (Source, error) {
	var first error
	z := html.NewTokenizer(strings.NewReader(code))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if first == nil {
				first = refuse("There is no <iframe> with an address in this embed code. Paste the address alone.")
			}
			return Source{}, first
		case html.StartTagToken, html.SelfClosingTagToken:
			src, ok := iframeSource(z)
			if !ok {
				continue
			}
			s, err := parseAddress(strings.TrimSpace(src), o)
			if err == nil || errors.Is(err, ErrIngest) {
				return s, err
			}
			if first == nil {
				first = err
			}
		}
	}
}

// iframeSource is the src of the tag at z, if it is an <iframe> that has one.
func iframeSource(z *html.Tokenizer) (string, bool) {
	name, more := z.TagName()
	if string(name) != "iframe" {
		return "", false
	}
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if string(key) == "src" && len(value) > 0 {
			return string(value), true
		}
	}
	return "", false
}
