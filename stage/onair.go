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
	// Why is what stands behind the rung's name and a comma: "Backup, because
	// Primary lost its picture at 14:51. It returns after 10 steady seconds."
	Why    stagedoor.Sentence
	Health map[stagedoor.SourceID]Health // of the rungs that are watched, and of those that are other stages
	Keeper string                        // the node
}

// zero reports whether there is none yet.
func (a Air) zero() bool { return a.Since.IsZero() }

// first is the rung that is shown while no keeper has decided yet: the one
// that was taken, or the first of the ladder.
func (s Stage) first() *Source {
	if r, there := s.Source(s.Hand.Taken); there {
		return &r
	}
	if len(s.Ladder) > 0 {
		r := s.Ladder[0]
		return &r
	}
	return nil
}
