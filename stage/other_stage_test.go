package stage

import (
	"strings"
	"testing"
	"time"

	"stagedoor"
)

// TestHowAnotherStageIs: a rung that is another stage is up while that one
// shows a picture, but for one that it has from this stage itself: to climb to
// it would show nobody anything.
func TestHowAnotherStageIs(t *testing.T) {
	video, slate := Source{ID: "video", Kind: HLS}, Source{ID: "slate", Kind: Slate}
	show := func(other stagedoor.StageID) Source { return Source{ID: "other", Kind: OtherStage, Ref: string(other)} }
	for _, tt := range []struct {
		name   string
		foyer  Source // what is on air there
		attic  Source
		state  State
		reason string
	}{
		{"a picture", video, slate, Up, ""},
		{"a slate", slate, video, Down, "The stage Foyer shows a slate."},
		{"a third stage's picture", show("attic"), video, Up, ""},
		{"a third stage's slate", show("attic"), slate, Down, "The stage Foyer shows a slate."},
		{"this stage's own", show("hall"), video, Down, "The stage Foyer has nothing to show."},
		{"this stage's own by way of a third", show("attic"), show("hall"), Down, "The stage Foyer has nothing to show."},
		{"a stage that is not there", show("cellar"), video, Down, "The stage Foyer has nothing to show."},
	} {
		s, err := NewSnapshot(House{Stages: []Stage{
			{ID: "hall", Name: "Hall", Ladder: []Source{show("foyer"), video}},
			{ID: "foyer", Name: "Foyer", Ladder: []Source{tt.foyer}},
			{ID: "attic", Name: "Attic", Ladder: []Source{tt.attic}},
		}, Airs: []Air{{Stage: "hall", Source: "video", Since: time.Unix(1, 0)}}})
		if err != nil {
			t.Fatal(err)
		}
		if h := s.stageHealth("hall", "foyer", time.Unix(60, 0)); h.State != tt.state || h.Problem.String() != tt.reason {
			t.Errorf("%s: %+v, want %q %q", tt.name, h, tt.state, tt.reason)
		}
	}
	s, _ := NewSnapshot(House{})
	if h := s.stageHealth("hall", "foyer", time.Unix(60, 0)); h.State != Down || !strings.Contains(h.Problem.String(), "no longer there") {
		t.Errorf("a stage that was removed: %+v", h)
	}
}

// TestASlateByChoice: a stage that shows a slate because somebody wants it to
// has lost nothing, and neither has the one that shows it; one that fell to
// its slate has.
func TestASlateByChoice(t *testing.T) {
	now := time.Date(2027, 5, 13, 10, 0, 0, 0, time.UTC)
	video, slate := Source{ID: "video", Stage: "foyer", Kind: HLS}, Source{ID: "slate", Stage: "foyer", Kind: Slate}
	other, backup := Source{ID: "other", Stage: "hall", Kind: OtherStage, Ref: "foyer"}, Source{ID: "backup", Stage: "hall", Kind: HLS}
	lost, up := Health{State: Down, Since: now}, Health{State: Up, Since: now.Add(-time.Hour)}
	film := stagedoor.NewSchedule([]stagedoor.Talk{{ID: "t", Stage: "foyer", Title: "A break", Source: "slate", Starts: now, Ends: now.Add(time.Hour)}})
	for _, tt := range []struct {
		name   string
		ladder []Source
		video  Health
		hand   Hand
		talks  stagedoor.Schedule
		says   string
	}{
		{"it fell", []Source{video, slate}, lost, Hand{}, nil, "The stage Foyer lost its picture."},
		{"somebody took it", []Source{video, slate}, up, Hand{Taken: "slate", By: "Mira"}, nil, "The stage Foyer shows a slate."},
		{"somebody took it when the picture was gone", []Source{video, slate}, lost, Hand{Taken: "slate", By: "Mira"}, nil, "The stage Foyer shows a slate."},
		{"somebody holds it", []Source{video, slate}, up, Hand{Taken: "slate", Held: true, By: "Mira"}, nil, "The stage Foyer shows a slate."},
		{"the programme has it", []Source{video, slate}, up, Hand{}, film, "The stage Foyer shows a slate."},
		{"its ladder begins with one", []Source{slate, video}, up, Hand{}, nil, "The stage Foyer shows a slate."},
		{"no encoder has begun there", []Source{video, slate}, Health{State: Down, Since: now, Never: true}, Hand{}, nil, "The stage Foyer shows a slate."},
	} {
		s, err := NewSnapshot(House{
			Stages: []Stage{{ID: "hall", Name: "Hall", Ladder: []Source{other, backup}}, {ID: "foyer", Name: "Foyer", Ladder: tt.ladder, Hand: tt.hand}},
			Airs:   []Air{{Stage: "hall", Source: "other", Since: now.Add(-time.Minute)}, {Stage: "foyer", Source: "slate", Since: now, Health: map[stagedoor.SourceID]Health{"video": tt.video}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		s.Stage("foyer").Schedule = tt.talks
		h := s.stageHealth("hall", "foyer", now)
		fell := tt.name == "it fell"
		if h.State != Down || h.Problem.String() != tt.says || h.Chosen() == fell || h.Wrong() != fell {
			t.Errorf("%s: %+v, by choice %v, wrong %v; want %q", tt.name, h, h.Chosen(), h.Wrong(), tt.says)
		}
		hall := s.Stage("hall")
		health := map[stagedoor.SourceID]Health{"other": h, "backup": up}
		d := Decide(Situation{Stage: hall.Stage, Health: health, Was: hall.Air, Now: now})
		hall.Air = Air{Stage: "hall", Source: d.Source, Since: now, Health: health}
		want := Cause{Says: "other shows a slate"}
		if fell {
			want = Cause{Says: "a fall: other has no picture", Fell: true}
		}
		if d.Source != "backup" || d.Cause != want || hall.StandsIn(now) != fell {
			t.Errorf("%s: the hall shows %q, %+v, which stands in %v; want backup, %+v, %v", tt.name, d.Source, d.Cause, hall.StandsIn(now), want, fell)
		}
	}
}
