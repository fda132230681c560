package schedule

import (
	"stagedoor"
)

// A Diff says what a reading would change. A talk may be in several lists:
// moved to another stage and retimed.
type Diff struct {
	New, Moved, Retimed, Changed, Gone []Difference
	Stays                              []Difference // gone from the file, but on now: off when it is over
	Kept                               []Keeping    // the hand's field differs from the file's
}

// A Difference is one talk as it was read before and as it is read now; Was
// of a new talk and Is of a gone one are zero.
type Difference struct{ Was, Is stagedoor.Talk }

// A Keeping is a field of a talk that a hand set and that the file has
// otherwise. It stays as the hand set it.
type Keeping struct {
	Field Field
	File  stagedoor.Talk // as the file has it
	Hand  stagedoor.Talk // as it is in force, but for shifts
}

// Counts are the lengths of the lists.
func (d Diff) Counts() Counts {
	return Counts{New: len(d.New), Moved: len(d.Moved), Retimed: len(d.Retimed), Changed: len(d.Changed), Gone: len(d.Gone), Kept: len(d.Kept), Stays: len(d.Stays)}
}
