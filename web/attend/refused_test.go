package attend

import (
	"testing"

	"stagedoor"
	"stagedoor/access"
)

func TestEveryRefusalSaysWhatToDo(t *testing.T) {
	titles := map[string]access.Reason{}
	for _, why := range []access.Reason{
		access.WhyReplaced, access.WhyCancelled, access.WhyUnpaid, access.WhyGone, access.WhyRevoked, access.WhyElsewhere, access.WhyErased,
	} {
		page := refusedPage(seen(at("14:22")), &access.Refusal{Why: why, At: at("14:02")}, stagedoor.Conference{}, "/stage/hall")
		if page.Title == "" || page.Lead == "" {
			t.Errorf("%s: title %q, lead %q: want both", why, page.Title, page.Lead)
		}
		if other, twice := titles[page.Title]; twice {
			t.Errorf("%s and %s have the same title %q", why, other, page.Title)
		}
		titles[page.Title] = why
		if len(page.Facts) != 1 || page.Facts[0].Value != "14:02" {
			t.Errorf("%s: facts %v, want since 14:02", why, page.Facts)
		}
		if page.TakeBack != (why == access.WhyElsewhere) || page.Lost != (why == access.WhyReplaced) {
			t.Errorf("%s: the place can be taken back: %v; a letter is offered: %v", why, page.TakeBack, page.Lost)
		}
	}
}

func TestNameBreaksInTwo(t *testing.T) {
	for name, want := range map[string][2]string{
		"Hexagon Conf 2027":            {"Hexagon", "Conf 2027"},
		"Hexagon":                      {"Hexagon", ""},
		"ХакКонф 2027":                 {"ХакКонф", "2027"},
		"The Great Software Gathering": {"The Great", "Software Gathering"},
	} {
		got := append(twoLines(name), "")
		if got[0] != want[0] || got[1] != want[1] {
			t.Errorf("%q breaks into %q, want %q", name, got[:2], want)
		}
	}
}
