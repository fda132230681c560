package ui

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A run is a piece of somebody's words; one with an address leads there.
type run struct{ text, href string }

const https = "https://"

// linked cuts words so that each https address in them is a run with where it
// leads. Nothing else is an address: no other scheme, and no host behind a
// name, which only makes one look like another.
func linked(words string) (out []run) {
	add := func(r run) {
		if r.text != "" {
			out = append(out, r)
		}
	}
	from := 0
	for i := 0; i < len(words); {
		address := addressAt(words, i)
		if address == "" {
			_, n := utf8.DecodeRuneInString(words[i:])
			i += n
			continue
		}
		add(run{text: words[from:i]})
		add(run{text: address, href: https + address[len(https):]})
		i += len(address)
		from = i
	}
	add(run{text: words[from:]})
	return out
}

// addressAt is the address that begins at i, or empty.
func addressAt(words string, i int) string {
	if len(words) < i+len(https) || !strings.EqualFold(words[i:i+len(https)], https) {
		return ""
	}
	if before, _ := utf8.DecodeLastRuneInString(words[:i]); i > 0 && (unicode.IsLetter(before) || unicode.IsDigit(before) || strings.ContainsRune("+-./:@", before)) {
		return "" // the end of another scheme, or of a longer address
	}
	address := words[i:]
	if end := strings.IndexFunc(address, ends); end >= 0 {
		address = address[:end]
	}
	address = trimmed(address)
	u, err := url.Parse(https + address[min(len(https), len(address)):])
	if err != nil || u.User != nil || !strings.ContainsFunc(u.Hostname(), func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return ""
	}
	return address
}

// ends reports whether an address is over before r.
func ends(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune("<>\"\\^`{}|“”„«»", r)
}

// trimmed is an address without the sentence's own punctuation behind it; a
// bracket that was opened within stays.
func trimmed(address string) string {
	for {
		r, n := utf8.DecodeLastRuneInString(address)
		switch {
		case strings.ContainsRune(".,;:!?…'’*_", r):
		case r == ')' && strings.Count(address, "(") < strings.Count(address, ")"):
		case r == ']' && strings.Count(address, "[") < strings.Count(address, "]"):
		default:
			return address
		}
		address = address[:len(address)-n]
	}
}
