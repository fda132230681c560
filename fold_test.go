package stagedoor_test

import (
	"testing"

	"stagedoor"
)

func TestFold(t *testing.T) {
	for _, tt := range []struct{ name, a, b string }{
		{"Latin", "Ada LOVELACE", "ada lovelace"},
		{"Cyrillic", "ПЕТРОВ", "петров"},
		{"German", "STRASSE", "straße"},
		{"Greek, its two small sigmas", "ΟΔΥΣΣΕΥΣ", "οδυσσευς"},
		{"an accent apart from its letter", "Zoe\u0308", "Zoë"},
		{"Bulgarian й apart", "Наи\u0306ден", "Найден"},
		{"full width", "ＡＤＡ", "ada"},
		{"spaces of any kind and number", "  Ada\t \u00a0Lovelace\n", "ada lovelace"},
		{"a ligature", "ﬁnn", "finn"},
	} {
		if got, want := stagedoor.Fold(tt.a), stagedoor.Fold(tt.b); got != want {
			t.Errorf("%s: %q folds to %q, %q to %q; want the same", tt.name, tt.a, got, tt.b, want)
		}
	}
	if stagedoor.Fold("Петров") == stagedoor.Fold("Петрова") {
		t.Error("Петров and Петрова fold to the same")
	}
	if got := stagedoor.Fold(" \t\n"); got != "" {
		t.Errorf("spaces fold to %q, want nothing", got)
	}
}

func TestFoldAddress(t *testing.T) {
	for _, tt := range []struct{ a, b string }{
		{"Ada@Example.ORG", "ada@example.org"},
		{"  ada@example.org\r\n", "ada@example.org"},
		{"АДА@пример.бг", "ада@пример.бг"},
	} {
		if got := stagedoor.FoldAddress(tt.a); got != tt.b {
			t.Errorf("%q folds to %q, want %q", tt.a, got, tt.b)
		}
	}
	if stagedoor.FoldAddress("ada+vip@example.org") == stagedoor.FoldAddress("ada@example.org") {
		t.Error("what follows a plus sign is lost")
	}
}

// FuzzFold: what is folded stays when it is folded again, or a search for
// what a page shows would not find it.
func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "Ada", "ПЕТРОВ", "İstanbul", "ǅ", "ͅ", "ᾳ\u0345", "\xff", "ẞ ß", "Å Å"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if once, twice := stagedoor.Fold(s), stagedoor.Fold(stagedoor.Fold(s)); once != twice {
			t.Errorf("%q folds to %q and then to %q", s, once, twice)
		}
		if once, twice := stagedoor.FoldAddress(s), stagedoor.FoldAddress(stagedoor.FoldAddress(s)); once != twice {
			t.Errorf("address %q folds to %q and then to %q", s, once, twice)
		}
	})
}
