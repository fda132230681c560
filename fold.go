package stagedoor

import (
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold makes text comparable for search, in any script: case folded, accents
// composed, spaces single. SQLite's lower() knows only ASCII, so every
// column that is searched has a folded twin, written with this.
func Fold(s string) string {
	return strings.Join(strings.Fields(cases.Fold().String(norm.NFKC.String(s))), " ")
}

// FoldAddress makes two spellings of one e-mail address equal: case folded,
// spaces around it gone. What is before the @ is folded too: no provider that
// sells tickets tells them apart, and people type either.
func FoldAddress(s string) string { return strings.ToLower(strings.TrimSpace(norm.NFC.String(s))) }
