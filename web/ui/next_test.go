package ui

import (
	"net/url"
	"strings"
	"testing"
)

func TestNextStaysOnThisSite(t *testing.T) {
	for _, tt := range []struct{ asked, want string }{
		{"/stage/main", "/stage/main"},
		{"/lobby?day=2027-05-13", "/lobby?day=2027-05-13"},
		{"", "/lobby"},
		{"lobby", "/lobby"},
		{"//evil.example/x", "/lobby"},
		{"/\\evil.example", "/lobby"},
		{"/\t/evil.example", "/lobby"},
		{"https://evil.example", "/lobby"},
		{"javascript:alert(1)", "/lobby"},
		{"/%2F/evil.example", "/lobby"},
		{"/stage/main#top", "/stage/main"},
		{"/" + strings.Repeat("a", 600), "/lobby"},
	} {
		if got := Next(tt.asked, "/lobby"); got != tt.want {
			t.Errorf("Next(%q) = %q, want %q", tt.asked, got, tt.want)
		}
	}
}

func FuzzNext(f *testing.F) {
	for _, s := range []string{"/stage/main", "//evil", "/\\evil", "/a?b=//c", "/%2f%2fevil", "/..//evil"} {
		f.Add(s)
	}
	base, _ := url.Parse("https://conf.example/")
	f.Fuzz(func(t *testing.T, asked string) {
		got := Next(asked, "/lobby")
		u, err := base.Parse(got)
		if err != nil || u.Host != "conf.example" || u.Scheme != "https" {
			t.Errorf("Next(%q) = %q leads to %v, %v", asked, got, u, err)
		}
	})
}
