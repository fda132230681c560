package control

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"stagedoor/tickets"
)

var (
	hiddenInput = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)
	selectTag   = regexp.MustCompile(`(?s)<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>`)
	optionTag   = regexp.MustCompile(`<option value="([^"]*)"( selected)?`)
)

// formFields are what a browser sends of a page's hidden fields and selects
// when nothing was touched.
func formFields(t testing.TB, page string) [][2]string {
	t.Helper()
	var out [][2]string
	for _, m := range hiddenInput.FindAllStringSubmatch(page, -1) {
		if m[1] != "next" {
			out = append(out, [2]string{m[1], html.UnescapeString(m[2])})
		}
	}
	for _, m := range selectTag.FindAllStringSubmatch(page, -1) {
		value, first := "", true
		for _, o := range optionTag.FindAllStringSubmatch(m[2], -1) {
			if first || o[2] != "" {
				value, first = html.UnescapeString(o[1]), false
			}
		}
		out = append(out, [2]string{m[1], value})
	}
	if len(out) < 5 {
		t.Fatalf("the page has only the fields %q", out)
	}
	return out
}

// shopMapping is the mapping of realExport.
func shopMapping(t testing.TB) tickets.Mapping {
	t.Helper()
	look, err := tickets.Look(strings.NewReader(realExport(1)), nil, "weemss")
	if err != nil {
		t.Fatal(err)
	}
	return look.Mapping
}
