package schedule

import (
	"strings"
	"testing"
	"time"
)

// tableOf is the head of a table of so many columns, and so many rows behind it.
func tableOf(columns, rows int) string {
	return strings.Repeat("|a", columns) + "|\n" + strings.Repeat("|-", columns) + "|\n" + strings.Repeat("a\n", rows)
}

func TestOvermarked(t *testing.T) {
	talk := "# What you learn\n\nHow *we* moved 3.5 million rows (2024. 2025.) - and what broke:\n\n- one\n- two [here](https://conf.example/a_b)\n\n> \"It works.\"\n\n"
	for _, tt := range []struct {
		name, abstract string
		want           bool
	}{
		{"nothing", "", false},
		{"a long abstract", strings.Repeat(talk, 90), false},
		{"a long one in HTML", strings.Repeat("<p>Some <strong>ten words</strong> more of what this is about.</p>\n", 280), false},
		{"a table", tableOf(6, 60), false},
		{"words that have bars", strings.Repeat("either | or\n", 100), false},
		{"brackets", strings.Repeat("[", 20000), true},
		{"links that never end", strings.Repeat("[a](", 5000), true},
		{"stars", strings.Repeat("*a_ ", 5000), true},
		{"quotes in quotes", strings.Repeat(">", 20000), true},
		{"points in points", strings.Repeat("- ", 10000), true},
		{"numbers in numbers", strings.Repeat("1. ", 6000), true},
		{"numbers with brackets", strings.Repeat("1) ", 6000), true},
		{"a table wide and long", tableOf(500, 9000), true},
		{"a table of few marks", tableOf(70, 9000), true},
	} {
		if got := Overmarked(tt.abstract); got != tt.want {
			t.Errorf("%s: Overmarked is %t, want %t", tt.name, got, tt.want)
		}
	}
}

// TestPlainProseOfMarks: a calendar of such abstracts is there at once, and has
// them as they were typed. As Markdown the first took seconds.
func TestPlainProseOfMarks(t *testing.T) {
	for _, abstract := range []string{strings.TrimSpace(strings.Repeat("- ", 10000)), strings.Repeat("[a](", 5000)} {
		began := time.Now()
		for range 20 {
			if got := plainProse(abstract); got != abstract {
				t.Fatalf("%.20q… became %.60q…", abstract, got)
			}
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("20 talks of %.20q… took %v", abstract, took)
		}
	}
}
