package stagedoor_test

import (
	"strings"
	"testing"
	"time"

	"stagedoor"
)

// at is a time of day on 13 May 2027, UTC.
func at(clock string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", "2027-05-13 "+clock)
	if err != nil {
		panic(err) // a mistake in a table below
	}
	return t
}

func title(t *stagedoor.Talk) string {
	if t == nil {
		return ""
	}
	return t.Title
}

func TestScheduleAt(t *testing.T) {
	schedule := stagedoor.NewSchedule([]stagedoor.Talk{
		{ID: "4", Title: "Panel", Starts: at("11:00"), Ends: at("12:00")},
		{ID: "1", Title: "Opening", Starts: at("09:00"), Ends: at("09:30")},
		{ID: "3", Title: "Coffee", Starts: at("10:15"), Ends: at("10:30"), Break: true},
		{ID: "2", Title: "Keynote", Starts: at("09:30"), Ends: at("10:15")},
	})
	for _, tt := range []struct{ name, now, on, next string }{
		{"before the day", "08:59", "", "Opening"},
		{"first moment", "09:00", "Opening", "Keynote"},
		{"last minute of the first", "09:29", "Opening", "Keynote"},
		{"back to back", "09:30", "Keynote", "Coffee"},
		{"a break is on like a talk", "10:20", "Coffee", "Panel"},
		{"between talks", "10:45", "", "Panel"},
		{"the last talk", "11:59", "Panel", ""},
		{"its end is exclusive", "12:00", "", ""},
		{"after the day", "18:00", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on, next := schedule.At(at(tt.now))
			if got := title(on); got != tt.on {
				t.Errorf("on at %s = %q, want %q", tt.now, got, tt.on)
			}
			if got := title(next); got != tt.next {
				t.Errorf("next at %s = %q, want %q", tt.now, got, tt.next)
			}
		})
	}
}

func TestScheduleAtOverlap(t *testing.T) {
	schedule := stagedoor.NewSchedule([]stagedoor.Talk{
		{ID: "1", Title: "Long", Starts: at("09:00"), Ends: at("12:00")},
		{ID: "2", Title: "Short", Starts: at("10:00"), Ends: at("10:30")},
	})
	for now, want := range map[string]string{"09:59": "Long", "10:00": "Short", "10:29": "Short", "10:30": "Long"} {
		if on, _ := schedule.At(at(now)); title(on) != want {
			t.Errorf("on at %s = %q, want %q: of two, the one that started last", now, title(on), want)
		}
	}
}

func TestScheduleOfNothing(t *testing.T) {
	on, next := stagedoor.NewSchedule(nil).At(at("09:00"))
	if on != nil || next != nil {
		t.Errorf("an empty schedule has %q on and %q next, want nothing", title(on), title(next))
	}
}

func TestScheduleOrder(t *testing.T) {
	schedule := stagedoor.NewSchedule([]stagedoor.Talk{
		{ID: "d", Title: "later", Starts: at("10:00"), Ends: at("10:30")},
		{ID: "c", Title: "same start, longer", Starts: at("09:00"), Ends: at("10:00")},
		{ID: "b", Title: "same times, second id", Starts: at("09:00"), Ends: at("09:30")},
		{ID: "a", Title: "same times, first id", Starts: at("09:00"), Ends: at("09:30")},
	})
	var got []string
	for _, talk := range schedule {
		got = append(got, string(talk.ID))
	}
	if want := "a b c d"; strings.Join(got, " ") != want {
		t.Errorf("order = %s, want %s", strings.Join(got, " "), want)
	}
}

func TestTalkOnAndPast(t *testing.T) {
	talk := stagedoor.Talk{Starts: at("09:00"), Ends: at("09:30")}
	for _, tt := range []struct {
		now      string
		on, past bool
	}{
		{"08:59", false, false},
		{"09:00", true, false},
		{"09:29", true, false},
		{"09:30", false, true},
	} {
		if got := talk.On(at(tt.now)); got != tt.on {
			t.Errorf("on at %s = %v, want %v", tt.now, got, tt.on)
		}
		if got := talk.Past(at(tt.now)); got != tt.past {
			t.Errorf("past at %s = %v, want %v", tt.now, got, tt.past)
		}
	}
}
