package ui

import (
	"context"
	"strings"
	"testing"
)

func TestLinked(t *testing.T) {
	for _, tt := range []struct{ words, want string }{ // each address in brackets
		{"Lunch is ready.", "Lunch is ready."},
		{"", ""},
		{"https://a.example", "[https://a.example]"},
		{"See https://a.example/day?x=1&y=2#top now", "See [https://a.example/day?x=1&y=2#top] now"},
		{"It is at https://a.example/day.", "It is at [https://a.example/day]."},
		{"Is it at https://a.example?", "Is it at [https://a.example]?"},
		{"https://a.example, https://b.example; https://c.example!", "[https://a.example], [https://b.example]; [https://c.example]!"},
		{"Wait… https://a.example/…", "Wait… [https://a.example/]…"},
		{"(https://a.example/x)", "([https://a.example/x])"},
		{"https://a.example/Foo_(bar)", "[https://a.example/Foo_(bar)]"},
		{"(see https://a.example/Foo_(bar)).", "(see [https://a.example/Foo_(bar)])."},
		{"“https://a.example/x”", "“[https://a.example/x]”"},
		{"„https://a.example/x“", "„[https://a.example/x]“"},
		{"<https://a.example/x>", "<[https://a.example/x]>"},
		{`"https://a.example/x"`, `"[https://a.example/x]"`},
		{"Https://a.example/X", "[Https://a.example/X]"},
		{"https://пример.example/час", "[https://пример.example/час]"},
		{"https://[2001:db8::1]/x.", "[https://[2001:db8::1]/x]."},
		{"https://a.example:8443/x", "[https://a.example:8443/x]"},
		{"http://a.example", "http://a.example"},
		{"a.example, www.a.example", "a.example, www.a.example"},
		{"javascript:alert(1)//https://a.example", "javascript:alert(1)//https://a.example"},
		{"xhttps://a.example", "xhttps://a.example"},
		{"view-source:https://a.example", "view-source:https://a.example"},
		{"https://", "https://"},
		{"https:// a.example", "https:// a.example"},
		{"https://.", "https://."},
		{"https://...", "https://..."},
		{"https://bank.example@evil.example/", "https://bank.example@evil.example/"},
		{"https://a.example:port/", "https://a.example:port/"},
		{"https://a.example/%zz", "https://a.example/%zz"},
		{"https://a.example/\u202Egpj.exe", "[https://a.example/]\u202Egpj.exe"},
		{"https://a.example/\u200Bx", "[https://a.example/]\u200Bx"},
	} {
		var got strings.Builder
		all := ""
		for _, r := range linked(tt.words) {
			all += r.text
			if r.href == "" {
				got.WriteString(r.text)
				continue
			}
			got.WriteString("[" + r.text + "]")
			if !strings.HasPrefix(r.href, "https://") {
				t.Errorf("%q leads to %q", r.text, r.href)
			}
		}
		if got.String() != tt.want || all != tt.words {
			t.Errorf("%q is cut as %q, want %q", tt.words, got.String(), tt.want)
		}
	}
}

// TestAToastHasLinks: what the page shows, and what push brings it.
func TestAToastHasLinks(t *testing.T) {
	const words = `Slides: https://a.example/x?a=1&b="2" <script>alert(1)</script>, javascript:alert(1).`
	var b strings.Builder
	if err := ToastList([]Toast{{ID: "a", Text: words, By: "To all stages, 10:00"}}).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	if want := `Slides: <a href="https://a.example/x?a=1&amp;b=" rel="noopener noreferrer" target="_blank">https://a.example/x?a=1&amp;b=</a>&#34;2&#34; &lt;script&gt;`; !strings.Contains(b.String(), want) {
		t.Errorf("it is\n%s\nwant\n%s", b.String(), want)
	}
	if strings.Count(b.String(), "href=") != 1 || strings.Contains(b.String(), "<script") {
		t.Errorf("more than the address does something: %s", b.String())
	}
}

func FuzzLinked(f *testing.F) {
	f.Add("See https://a.example/(x).")
	f.Fuzz(func(t *testing.T, words string) {
		all := ""
		for _, r := range linked(words) {
			all += r.text
			if r.href != "" && (!strings.HasPrefix(r.href, "https://") || !strings.HasSuffix(r.href, r.text[len(https):]) || strings.ContainsAny(r.href, "<>\" ")) {
				t.Errorf("%q leads to %q", r.text, r.href)
			}
		}
		if all != words {
			t.Errorf("%q became %q", words, all)
		}
	})
}
