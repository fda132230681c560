package tickets

import "testing"

func TestClean(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"as it is", "Ada Lovelace", "Ada Lovelace"},
		{"Cyrillic as it is", "Мария Петрова-Димитрова", "Мария Петрова-Димитрова"},
		{"spaces around and within", "  Ada   Lovelace ", "Ada Lovelace"},
		{"line breaks and tabs", "Ada\r\nLovelace\t", "Ada Lovelace"},
		{"a space that does not break", "Ada\u00A0Lovelace\u00A0", "Ada Lovelace"},
		{"an ideographic space", "山田\u3000太郎", "山田 太郎"},
		{"what cannot be seen", "\uFEFFa\u200Bd\u00ADa\u2060@b.c", "ada@b.c"},
		{"control characters", "a\x00b\x7Fc\u0085d", "a b c d"},
		{"a family of emoji keeps its joiners", "👩‍💻", "👩‍💻"},
	} {
		if got := clean(tt.in); got != tt.want {
			t.Errorf("%s: clean(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
		if got := clean(tt.want); got != tt.want {
			t.Errorf("%s: cleaned twice it is %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestLanguage(t *testing.T) {
	for in, want := range map[string]string{"bg": "bg", "EN": "en", "de-informal": "de", "pt_BR": "pt", "Български": "bg", "Deutsch": "de", "": "", "I speak Klingon": "", "x": ""} {
		if got := language(in); got != want {
			t.Errorf("language(%q) = %q, want %q", in, got, want)
		}
	}
}
