package schedule

import (
	"testing"
	"time"

	"stagedoor"
)

// TestASourceStaysOnItsStage: a talk's own source is a rung of one ladder, and
// goes when the file moves the talk to another; not when a hand keeps it there.
func TestASourceStaysOnItsStage(t *testing.T) {
	at := time.Date(2027, 5, 13, 10, 0, 0, 0, time.UTC)
	read := func(stage stagedoor.StageID, later time.Duration) ReadTalk {
		return ReadTalk{Origin: FromProgramme, Foreign: "a", Talk: stagedoor.Talk{ID: "a", Stage: stage, Title: "One", Starts: at.Add(later), Ends: at.Add(later + time.Hour)}}
	}
	hall := stagedoor.StageID("hall")
	for _, tt := range []struct {
		name string
		edit Edit
		is   ReadTalk
		want stagedoor.SourceID
	}{
		{"retimed", Edit{Talk: "a"}, read("hall", time.Minute), "cam"},
		{"moved", Edit{Talk: "a"}, read("attic", 0), ""},
		{"moved, but a hand keeps it", Edit{Talk: "a", Stage: &hall}, read("attic", 0), "cam"},
	} {
		was := read("hall", 0)
		was.Source = "cam"
		d := Compare([]ReadTalk{was}, []Edit{tt.edit}, nil, Fresh{Talks: []ReadTalk{tt.is}}, at.Add(-time.Hour))
		if len(d.put) != 1 || d.put[0].Source != tt.want {
			t.Errorf("%s: it is written as %+v, want with the source %q", tt.name, d.put, tt.want)
		}
	}
}
