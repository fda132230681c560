package stage_test

import (
	"bytes"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// TestCause: why another rung is on air; only what goes down by itself fell.
func TestCause(t *testing.T) {
	now := time.Date(2027, 5, 13, 10, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	up, back := stage.Health{State: stage.Up, Since: ago(time.Hour)}, stage.Health{State: stage.Up, Since: ago(stage.Steady)}
	down := stage.Health{State: stage.Down, Since: ago(time.Second)}
	heard := stage.Health{State: stage.Down, Since: ago(time.Hour), Problem: stage.SoundAlone()}
	talk := stagedoor.NewSchedule([]stagedoor.Talk{{ID: "film", Stage: "hall", Title: "A film", Source: "backup", Starts: now, Ends: now.Add(time.Hour)}})
	for _, tt := range []struct {
		name            string
		was             stagedoor.SourceID // for a minute; "-": nothing yet
		primary, backup stage.Health
		hand            stage.Hand
		talks           stagedoor.Schedule
		on              stagedoor.SourceID
		says            string
		fell            bool
	}{
		{"the first decision", "-", up, up, stage.Hand{}, nil, "primary", "the ladder", false},
		{"a take", "primary", up, up, stage.Hand{Taken: "backup", By: "Mira", Since: now}, nil, "backup", "taken by hand", false},
		{"a take from what is down", "primary", down, up, stage.Hand{Taken: "backup", By: "Mira", Since: now}, nil, "backup", "taken by hand", false},
		{"an undo to an older take", "primary", up, up, stage.Hand{Taken: "backup", By: "Mira", Since: ago(time.Hour)}, nil, "backup", "taken by hand", false},
		{"a hold", "primary", up, down, stage.Hand{Taken: "backup", Held: true, By: "Mira", Since: now}, nil, "backup", "held by hand", false},
		{"a release", "backup", up, up, stage.Hand{By: "Mira", Since: now}, nil, "primary", "released by hand", false},
		{"a talk's own source", "primary", up, up, stage.Hand{}, talk, "backup", "the programme", false},
		{"a fall", "primary", down, up, stage.Hand{}, nil, "backup", "a fall: primary has no picture", true},
		{"a fall of what was taken", "backup", up, down, stage.Hand{Taken: "backup", By: "Mira", Since: ago(time.Hour)}, nil, "primary", "a fall: Spare (backup) has no picture", true},
		{"a fall to the house's slate", "primary", down, down, stage.Hand{}, nil, "", "a fall: primary has no picture", true},
		{"the picture returns", "backup", back, up, stage.Hand{}, nil, "primary", "has a picture", false},
		{"what was taken returns", "primary", up, back, stage.Hand{Taken: "backup", By: "Mira", Since: ago(time.Hour)}, nil, "backup", "has a picture", false},
		{"a rung that was only heard, and another has a picture", "primary", heard, back, stage.Hand{}, nil, "backup", "has a picture", false},
		{"the rung on air was removed", "gone", up, up, stage.Hand{}, nil, "primary", "the ladder", false},
		{"and the one above it is down", "gone", down, up, stage.Hand{}, nil, "backup", "stands in: primary has no picture", false},
	} {
		st := stage.Stage{ID: "hall", Hand: tt.hand}
		for _, id := range []stagedoor.SourceID{"primary", "backup"} {
			st.Ladder = append(st.Ladder, stage.Source{ID: id, Stage: "hall", Kind: stage.HLS, Title: map[stagedoor.SourceID]string{"backup": "Spare"}[id]})
		}
		was := stage.Air{}
		if tt.was != "-" {
			was = stage.Air{Stage: "hall", Source: tt.was, Since: ago(time.Minute), Health: map[stagedoor.SourceID]stage.Health{"primary": tt.primary}}
		}
		d := stage.Decide(stage.Situation{Stage: st, Health: map[stagedoor.SourceID]stage.Health{"primary": tt.primary, "backup": tt.backup}, Schedule: tt.talks, Was: was, Now: now})
		if want := (stage.Cause{Says: tt.says, Fell: tt.fell}); d.Source != tt.on || d.Cause != want {
			t.Errorf("%s: %q on air, %+v; want %q, %+v", tt.name, d.Source, d.Cause, tt.on, want)
		}
	}
}

// TestTheLogTellsAFallFromATake by its line, and by its level.
func TestTheLogTellsAFallFromATake(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		addStage(t, db, "hall", "primary", "backup")
		var out bytes.Buffer // slog writes one line at a time; read when the node has stopped
		n := startLogging(t, db, db, "node-a", slog.New(slog.NewTextHandler(&out, nil)))
		n.shows(t, "hall", "primary, first of the ladder")
		until(t, "it is watched", func() bool { return n.eyes.watches("hall") })
		must(t, db.Take(t.Context(), mira, "hall", "backup", time.Now()))
		n.shows(t, "hall", "backup, taken by Mira")
		n.eyes.see("hall", "backup", stage.Down, time.Now())
		n.shows(t, "hall", "primary, because backup lost its picture")
		n.stop()
		got := regexp.MustCompile(`(?m)^time=\S+ `).ReplaceAllString(out.String(), "")
		const want = `level=INFO msg="on air" stage=hall source=primary why="the ladder"
level=INFO msg="on air" stage=hall source=backup why="taken by hand"
level=WARN msg="on air" stage=hall source=primary why="a fall: backup has no picture"
`
		if lines := strings.Join(regexp.MustCompile(`(?m)^.*msg="on air".*\n`).FindAllString(got, -1), ""); lines != want {
			t.Errorf("the log says\n%s, want\n%s", got, want)
		}
	})
}
