package stage_test

import (
	"fmt"
	"testing"

	"stagedoor"
	"stagedoor/stage"
)

// TestAbout: a log's line names a rung by its title beside its id, and what is
// shown without one.
func TestAbout(t *testing.T) {
	hall := stage.Showing{Stage: stage.Stage{ID: "hall", Ladder: []stage.Source{
		{ID: "01m833pw", Stage: "hall", Kind: stage.Ingest, Title: "Camera"}, {ID: "01m833px", Stage: "hall", Kind: stage.HLS},
	}}}
	for _, tt := range []struct {
		source stagedoor.SourceID
		want   string
	}{
		{"01m833pw", "[stage hall source 01m833pw title Camera]"},
		{"01m833px", "[stage hall source 01m833px]"},
		{"gone", "[stage hall source gone]"},
		{"", "[stage hall source  title the house's own slate]"},
	} {
		if got := fmt.Sprint(hall.About(tt.source)); got != tt.want {
			t.Errorf("about %q: %s, want %s", tt.source, got, tt.want)
		}
	}
}
