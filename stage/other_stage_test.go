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
		if h := s.stageHealth("hall", "foyer"); h.State != tt.state || h.Problem.String() != tt.reason {
			t.Errorf("%s: %+v, want %q %q", tt.name, h, tt.state, tt.reason)
		}
	}
	s, _ := NewSnapshot(House{})
	if h := s.stageHealth("hall", "foyer"); h.State != Down || !strings.Contains(h.Problem.String(), "no longer there") {
		t.Errorf("a stage that was removed: %+v", h)
	}
}
