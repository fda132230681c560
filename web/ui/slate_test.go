package ui

import (
	"context"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/text"
)

// TestGoesOn: nobody is back who was never there.
func TestGoesOn(t *testing.T) {
	zone := time.FixedZone("there", 3*3600)
	day := func(d, h int) time.Time { return time.Date(2027, 5, d, h, 0, 0, 0, zone) }
	talk := func(d, from int, pause bool) stagedoor.Talk {
		return stagedoor.Talk{Starts: day(d, from), Ends: day(d, from+1), Break: pause}
	}
	s := stagedoor.Schedule{talk(13, 8, true), talk(13, 9, false), talk(13, 11, false), talk(14, 9, false)}
	for _, tt := range []struct {
		name     string
		now, at  time.Time
		en, inBg string
	}{
		{"months before", time.Date(2026, 11, 23, 4, 0, 0, 0, zone), day(13, 9), "We begin on Thursday 13 May 2027 at 09:00", "Начало: четвъртък, 13 май 2027 г., в 09:00"},
		{"the day before", day(12, 20), day(13, 9), "We begin on Thursday 13 May at 09:00", "Начало: четвъртък, 13 май, в 09:00"},
		{"coffee before the first talk", day(13, 8), day(13, 9), "We begin at 09:00", "Започваме в 09:00"},
		{"between two talks", day(13, 10), day(13, 11), "We are back at 11:00", "Продължаваме в 11:00"},
		{"the evening between two days", day(13, 20), day(14, 9), "We are back on Friday 14 May at 09:00", "Продължаваме: петък, 14 май, в 09:00"},
	} {
		for lang, want := range map[string]string{"en": tt.en, "bg": tt.inBg} {
			ctx := With(context.Background(), Page{Now: tt.now, Zone: zone, Language: text.For(lang)})
			if got := GoesOn(ctx, s, tt.at); got != want {
				t.Errorf("%s, %s: %q, want %q", tt.name, lang, got, want)
			}
		}
	}
}
