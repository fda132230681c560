package schedule

import "stagedoor"

// A Loss is what a yes would take away of the programme's talks.
type Loss struct {
	Gone, Of int              // so many of so many
	Edited   []stagedoor.Talk // those of the gone that a hand changed, as it did
}

// few is how many talks a file may take away without being asked.
const few = 5

// Large reports whether it takes an answer of its own: so many go when the file
// is another one than was meant.
func (l Loss) Large() bool { return l.Gone > few && 2*l.Gone > l.Of }

func lossOf(k Known, d Diff) Loss {
	l := Loss{Gone: len(d.Gone)}
	for _, t := range k.Talks {
		if t.Origin == FromProgramme {
			l.Of++
		}
	}
	hands := byTalk(k.Edits)
	for _, g := range d.Gone {
		if e, is := hands[g.Was.ID]; is && !e.Removed {
			l.Edited = append(l.Edited, e.over(g.Was))
		}
	}
	return l
}

// allows refuses a yes that nobody can have meant: as long as rooms of the file
// are not decided nobody saw what it does, and a large loss is agreed to by its
// number.
func allows(k Known, f file, d Diff, gone int) error {
	if len(Map(f.programme, k.Settings.Rooms, k.Stages).New) > 0 {
		return stagedoor.Errorf(stagedoor.Invalid, "Say first which stage each room is, or leave it out.")
	}
	if l := lossOf(k, d); l.Large() && l.Gone > gone {
		return stagedoor.Errorf(stagedoor.Invalid, "This file would take away %d of %d talks. Say yes to that too, or drop it.", l.Gone, l.Of)
	}
	return nil
}
