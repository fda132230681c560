package schedule

import (
	"html"
	"strings"
	"unicode"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// plain makes a foreign title or name one line of plain text: no tags, no
// entities, nothing that cannot be seen. "<T>" and "a < b" are no tags of HTML
// and stay.
func plain(s string) string {
	if tidy(s) {
		return s
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	if strings.IndexByte(s, '<') >= 0 {
		s = untagged(s, " ")
	} else if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
	}
	return line(s)
}

// tidy reports whether plain leaves s as it is; most titles and names are so.
func tidy(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == '<' || c == '&' || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return s == "" || last != ' '
}

// line is s as one line, spaces single, without control characters and those
// that turn the direction of what follows.
func line(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\uFEFF', r == '\u200B', r == '\u2060', r == '\u00AD',
			r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069':
			return -1
		case unicode.IsControl(r), unicode.IsSpace(r):
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// untagged is the text of s without HTML's tags; what stands for a tag that
// breaks the line is gap.
func untagged(s, gap string) string {
	var out strings.Builder
	z := nethtml.NewTokenizer(strings.NewReader(s))
	read := 0
	for {
		kind := z.Next()
		if kind == nethtml.ErrorToken {
			break
		}
		raw := z.Raw()
		read += len(raw)
		switch kind {
		case nethtml.TextToken:
			out.WriteString(html.UnescapeString(string(raw)))
		case nethtml.StartTagToken, nethtml.EndTagToken, nethtml.SelfClosingTagToken:
			written := string(raw) // TagName changes it
			name, _ := z.TagName()
			switch a := atom.Lookup(name); {
			case a == 0:
				out.WriteString(html.UnescapeString(written))
			case breaks[a]:
				out.WriteString(gap)
			case (a == atom.Script || a == atom.Style) && kind == nethtml.StartTagToken:
				if z.Next() == nethtml.TextToken { // its text is not for people
					read += len(z.Raw())
				}
			}
		}
	}
	if read < len(s) { // a tag that is not closed: it was none
		out.WriteString(html.UnescapeString(s[read:]))
	}
	return out.String()
}

// breaks are the tags that end a line of text.
var breaks = map[atom.Atom]bool{
	atom.P: true, atom.Br: true, atom.Div: true, atom.Li: true, atom.Ul: true, atom.Ol: true, atom.H1: true, atom.H2: true, atom.H3: true,
	atom.H4: true, atom.H5: true, atom.H6: true, atom.Tr: true, atom.Table: true, atom.Blockquote: true, atom.Pre: true, atom.Hr: true,
}

// prose is an abstract as it was written, HTML or Markdown: only line ends and
// what no database keeps are put right.
func prose(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= ' ' && r <= '~', r == '\n', r == '\t':
			return r
		case r == '\r', r == '\u2028', r == '\u2029', r == '\u0085':
			return '\n'
		case unicode.IsControl(r), r == '\uFEFF':
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// cut returns the first n characters of s, without a space at their end.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n == 0 {
			return strings.TrimSpace(s[:i])
		}
		n--
	}
	return s
}

// languages are those that tables call by name.
var languages = map[string]string{
	"english": "en", "английски": "en", "englisch": "en",
	"bulgarian": "bg", "български": "bg", "bulgarisch": "bg",
	"german": "de", "немски": "de", "deutsch": "de",
}

// languageTag is a foreign language as BCP 47, or nothing when it is none.
func languageTag(s string) string {
	s = strings.ToLower(plain(s))
	if tag, ok := languages[s]; ok {
		return tag
	}
	s = strings.ReplaceAll(s, "_", "-")
	if len(s) > 35 || !languageForm.MatchString(s) {
		return ""
	}
	return s
}

// truthy reports whether a cell or a field means yes.
func truthy(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "true", "yes", "y", "1", "x", "да", "ja", "wahr":
		return true
	}
	return false
}
