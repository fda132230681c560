package ui

import (
	"fmt"
	"hash/fnv"

	"stagedoor"
)

// LookCSS is /look.css: the custom properties of the conference's one colour.
// A colour that is none, which Validate lets not in, is the default.
func LookCSS(look stagedoor.Look) []byte {
	a, err := stagedoor.AccentOf(look.AccentOrDefault())
	if err != nil {
		a, _ = stagedoor.AccentOf(stagedoor.DefaultAccent)
	}
	return fmt.Appendf(nil, `@layer tokens {
:root {
  --accent: %s; --on-accent: %s; --accent-away: %s;
  --accent-text: light-dark(%s, %s); --accent-line: light-dark(%s, %s);
  --accent-edge: light-dark(%s, %s); --accent-wash: light-dark(%s, %s);
}
}
`, a.Fill, a.On, a.Away, a.Light.Text, a.Dark.Text, a.Light.Line, a.Dark.Line,
		a.Light.Edge, a.Dark.Edge, a.Light.Wash, a.Dark.Wash)
}

// LookURL is where a page finds its LookCSS. It changes with the colour, so
// the answer may be cached.
func LookURL(look stagedoor.Look) string {
	h := fnv.New32a()
	fmt.Fprint(h, look.AccentOrDefault())
	return fmt.Sprintf("/look.css?v=%08x", h.Sum32())
}
