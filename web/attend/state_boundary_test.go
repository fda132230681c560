package attend

import (
	"slices"
	"testing"

	"stagedoor"
	"stagedoor/stage"
)

// TestTimeAloneChangesPages: at each of these moments the pages are rendered
// again, though nobody changed anything.
func TestTimeAloneChangesPages(t *testing.T) {
	talks := []stagedoor.Talk{
		{ID: "t1", Stage: "hall", Title: "One", Starts: at("09:00"), Ends: at("09:45")},
		{ID: "t2", Stage: "attic", Title: "Two", Starts: at("09:30"), Ends: at("10:15")},
	}
	s, err := stage.NewSnapshot(stage.House{
		Conference: stagedoor.Conference{Name: "Hexagon Conf", Zone: "Europe/Sofia", DoorsOpen: at("08:30"), DoorsClose: at("14 01:00")},
		Stages:     []stage.Stage{{ID: "hall", Name: "Hall"}, {ID: "attic", Name: "Attic"}}, Talks: talks,
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for now := at("12 23:00"); now.Before(at("14 04:00")); {
		now = nextBoundary(s, now)
		got = append(got, now.In(sofia).Format("2 15:04"))
	}
	want := []string{
		"13 00:00", "13 04:00", // the date, and the conference's day
		"13 08:30",                                     // the doors open
		"13 08:55", "13 09:00", "13 09:25", "13 09:30", // soon, and begun
		"13 09:45", "13 10:15", // over
		"14 00:00", "14 01:00", // the doors close
		"14 04:00",
	}
	if !slices.Equal(got, want) {
		t.Errorf("rendered at %v, want %v", got, want)
	}
}
