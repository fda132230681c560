package stage

import (
	"time"

	"stagedoor"
)

// An Air is what a stage shows: the row that the stage's keeper writes and
// all others read.
type Air struct {
	Stage  stagedoor.StageID
	Source stagedoor.SourceID // the rung; empty: the house's own slate, since no rung can be shown
	Since  time.Time
	Why    stagedoor.Sentence // "Primary lost its picture at 14:51. It returns after 10 steady seconds."
	Health map[stagedoor.SourceID]Health
	Keeper string // the node
}

// OnAir returns the rung that a stage shows: the one that was taken, or the
// first when none was or it is no longer there. It is false when the ladder is
// empty.
func OnAir(ladder []Source, taken stagedoor.SourceID) (Source, bool) {
	for _, s := range ladder {
		if s.ID == taken {
			return s, true
		}
	}
	if len(ladder) == 0 {
		return Source{}, false
	}
	return ladder[0], true
}

// Take puts a rung on air by a producer's hand; an empty id takes the hand
// away. The error is NotFound when there is no such rung.
func Take(s Stage, id stagedoor.SourceID) (Stage, error) {
	if _, ok := s.Source(id); !ok && id != "" {
		return s, stagedoor.Errorf(stagedoor.NotFound, "This source is no longer on the stage. Look at its ladder again.")
	}
	s.Taken = id
	return s, nil
}
