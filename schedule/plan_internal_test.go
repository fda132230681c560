package schedule

import (
	"fmt"
	"testing"
)

// TestTalksWithoutARoomMakeNoStage: they are on the only stage there is, or
// somebody is asked.
func TestTalksWithoutARoomMakeNoStage(t *testing.T) {
	hall, attic := Stage{ID: "hall", Name: "Great Hall"}, Stage{ID: "attic", Name: "Attic"}
	for _, tt := range []struct {
		name    string
		stages  []Stage
		decided []Room
		want    string
	}{
		{"no stage yet", nil, nil, "[{Foyer  true}]"},
		{"one", []Stage{hall}, nil, "[{ hall false} {Foyer  true}]"},
		{"two", []Stage{hall, attic}, nil, "[{Foyer  true}]"},
		{"one, and decided otherwise", []Stage{hall}, []Room{{Name: ""}}, "[{Foyer  true}]"},
	} {
		p := &Programme{Entries: []Entry{{Foreign: "a"}, {Foreign: "b", Room: "Foyer"}}}
		got := fmt.Sprint(guesses(p, Known{Stages: tt.stages, Settings: Settings{Rooms: tt.decided}}, nil))
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
