package control

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
)

// TestWhatAlarmsAProducer: a rung that cannot be shown is told to the page's
// alarm and is red, but for one that is a stage with a slate by choice; and
// one for an encoder that has not begun is not red.
func TestWhatAlarmsAProducer(t *testing.T) {
	down := func(problem stagedoor.Sentence) stage.Health {
		return stage.Health{State: stage.Down, Since: time.Date(2027, 5, 13, 14, 51, 0, 0, time.UTC), Problem: problem}
	}
	never := down(stage.NoPicture(time.Time{}, time.UTC))
	never.Never = true
	for _, tt := range []struct {
		name       string
		health     stage.Health
		alarm, red bool
		says       string // on the list of stages
	}{
		{"up", stage.Health{State: stage.Up}, false, false, ""},
		{"a playlist that stands still", down(stagedoor.Say("The playlist has not changed for %d s.", 12)), true, true, "Foyer"},
		{"a stage that fell to its slate", down(stagedoor.Say("The stage %s lost its picture.", "Foyer")), true, true, "Foyer"},
		{"a stage with a slate by choice", down(stagedoor.Say("The stage %s shows a slate.", "Foyer")), false, false, ""},
		{"no encoder yet", never, true, false, ""},
	} {
		r := stage.Source{ID: "other", Stage: "hall", Kind: stage.OtherStage, Ref: "foyer", Title: "Foyer"}
		s := Seat{Showing: stage.Showing{
			Stage: stage.Stage{ID: "hall", Name: "Hall", Ladder: []stage.Source{r}},
			Air:   stage.Air{Stage: "hall", Source: "other", Health: map[stagedoor.SourceID]stage.Health{"other": tt.health}},
		}}
		var b bytes.Buffer
		if err := seatRung(s, r, 0).Render(in("en"), &b); err != nil {
			t.Fatal(err)
		}
		alarm, red := strings.Contains(b.String(), "data-down="), strings.Contains(b.String(), "dead")
		if alarm != tt.alarm || red != tt.red {
			t.Errorf("%s: alarm %v, red %v; want %v, %v\n%s", tt.name, alarm, red, tt.alarm, tt.red, b.String())
		}
		if got := downWord(in("en"), s.Showing); (got != "") != (tt.says != "") || !strings.Contains(got, tt.says) {
			t.Errorf("%s: the list of stages says %q, want %q", tt.name, got, tt.says)
		}
	}
}
