package stage

import (
	"time"

	"stagedoor"
)

// A Hand is a producer's hand on a stage's ladder. The zero value is nobody's.
type Hand struct {
	Taken stagedoor.SourceID // the rung that was taken; empty: the ladder decides
	Held  bool               // the rung stays on air whatever becomes of it; the ladder waits
	By    string             // the crew member's name: who took, held or, when nothing is taken, released
	Since time.Time
}

// Take puts a rung on air by a producer's hand; the ladder falls from it when
// it goes down. The error is NotFound when there is no such rung. What changes
// nothing leaves the hand of whoever was first.
func (s Stage) Take(source stagedoor.SourceID, by string, now time.Time) (Stage, error) {
	return s.takes(Hand{Taken: source, By: by, Since: now})
}

// Hold takes a rung and has the ladder wait until it is released.
func (s Stage) Hold(source stagedoor.SourceID, by string, now time.Time) (Stage, error) {
	return s.takes(Hand{Taken: source, Held: true, By: by, Since: now})
}

// Release takes the hand away: the ladder decides again.
func (s Stage) Release(by string, now time.Time) Stage {
	return s.puts(Hand{By: by, Since: now})
}

// Undo puts the hand back as it was before the last take, hold or release: one
// step, and it is gone. The error is Conflict when there is nothing to undo,
// and NotFound when the rung of then is no longer there.
func (s Stage) Undo() (Stage, error) {
	if s.Before == nil {
		return s, stagedoor.Errorf(stagedoor.Conflict, "There is nothing to undo on %s.", s.Name)
	}
	if s.Before.Taken != "" {
		if _, err := s.rung(s.Before.Taken); err != nil {
			return s, err
		}
	}
	s.Hand, s.Before = *s.Before, nil
	return s, nil
}

func (s Stage) takes(h Hand) (Stage, error) {
	if _, err := s.rung(h.Taken); err != nil {
		return s, err
	}
	return s.puts(h), nil
}

func (s Stage) puts(h Hand) Stage {
	if h.Taken == s.Hand.Taken && h.Held == s.Hand.Held {
		return s
	}
	h.Since = h.Since.UTC().Truncate(time.Millisecond) // as it is kept
	before := s.Hand
	s.Hand, s.Before = h, &before
	return s
}

// LetGo takes the hand away from a rung that is no longer there.
func (s Stage) LetGo() Stage {
	if _, there := s.Source(s.Hand.Taken); !there && s.Hand.Taken != "" {
		s.Hand, s.Before = Hand{}, nil
	}
	return s
}
