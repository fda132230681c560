package schedule

import (
	"strings"
	"testing"
)

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"Opening": "Opening", " Two\r\n lines\t": "Two lines", "Q&amp;A &lt;3": "Q&A <3", "<b>Bold</b> and<br/>new": "Bold and new",
		"Return code < human error >": "Return code < human error >", "Maps of <K, V> in <T>": "Maps of <K, V> in <T>", "a <b": "a <b",
		"<script>alert(1)</script>Safe": "Safe", "x<!-- no -->y": "xy", "\u202eright\u202c": "right", "a\x00b\xff": "a b\uFFFD", "Ж\u00ad\u200b": "Ж",
		"<img src=x onerror=alert(1)>": "", "": "",
	} {
		if got := plain(in); got != want {
			t.Errorf("plain(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestProse(t *testing.T) {
	for in, want := range map[string]string{
		" a\r\nb\rc\n\n ": "a\nb\nc", "<p>As it <b>is</b></p>": "<p>As it <b>is</b></p>", "**x**\x00": "**x**", "a\u2028b": "a\nb",
	} {
		if got := prose(in); got != want {
			t.Errorf("prose(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestPlainProse(t *testing.T) {
	for in, want := range map[string]string{
		"Plain.\nSecond line.":                                     "Plain.\nSecond line.",
		"# Head\n\n**Bold** and _soft_ `code`.":                    "Head\n\nBold and soft code.",
		"* one\n* two":                                             "- one\n- two",
		"[site](https://a.example) https://b.ex":                   "site (https://a.example) https://b.ex",
		"<p>HTML &amp; <b>more</b><br>line</p><ul><li>a</li></ul>": "HTML & more\nline\n\n- a",
		"<script>bad()</script><p>good</p>":                        "good",
		"1 < 2 and Map<K>":                                         "1 < 2 and Map<K>",
		"":                                                         "",
	} {
		if got := plainProse(in); got != want {
			t.Errorf("plainProse(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLanguageTag(t *testing.T) {
	for in, want := range map[string]string{"en": "en", "DE": "de", "pt_BR": "pt-br", "de-formal": "de-formal", "Български": "bg", "English": "en", "Klingon!": "", "": "", strings.Repeat("en-", 40): ""} {
		if got := languageTag(in); got != want {
			t.Errorf("languageTag(%q) = %q, want %q", in, got, want)
		}
	}
}
