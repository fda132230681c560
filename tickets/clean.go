package tickets

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"stagedoor"
)

// clean makes a value one line without spaces around it. Control characters
// and those that cannot be seen (a byte order mark within a joined file, a
// soft hyphen) would make two equal addresses differ.
func clean(s string) string {
	if tidy(s) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\uFEFF', r == '\u200B', r == '\u2060', r == '\u00AD':
			return -1
		case unicode.IsControl(r), unicode.IsSpace(r):
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// tidy reports whether clean would leave s as it is: most values are, and an
// export has a million of them.
func tidy(s string) bool {
	last := ' '
	for _, r := range s {
		switch {
		case r == ' ' && last == ' ', r < ' ', r >= 0x7F && r <= 0xAD && (r <= 0xA0 || r == 0xAD):
			return false
		case r >= 0x1680 && (r == '\uFEFF' || r == '\u2060' || r == '\u200B' || unicode.IsSpace(r)):
			return false
		}
		last = r
	}
	return s == "" || last != ' '
}

// cut returns the first n characters of s.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// shorten is cut with a mark that something is missing.
func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return cut(s, n-1) + "…"
}

// shown is a row as the control room shows it.
func shown(raw []byte) string {
	return shorten(strings.TrimRight(strings.ToValidUTF8(string(raw), "\uFFFD"), "\r\n"), maxShown)
}

var languageTag = regexp.MustCompile(`^[a-z]{2,3}([-_][a-z0-9]{2,8})*$`)

// language reads a language's tag or its name in one of our languages; what it
// does not know is no language, so the conference's counts.
func language(s string) string {
	if s == "" || len(s) > 35 {
		return ""
	}
	s = stagedoor.Fold(s)
	switch s {
	case "english", "английски", "englisch":
		return "en"
	case "български", "bulgarian", "bulgarisch":
		return "bg"
	case "deutsch", "german", "немски":
		return "de"
	}
	if !languageTag.MatchString(s) {
		return ""
	}
	tag, _, _ := strings.Cut(strings.ReplaceAll(s, "_", "-"), "-") // de-informal writes German
	return tag
}
