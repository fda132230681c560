package stage

import (
	"slices"

	"stagedoor"
)

// Stages are all stages of a conference, in their order. Its methods return
// a changed copy and leave the receiver as it was.
type Stages []Stage

// Find returns the stage with this id; the error is NotFound.
func (l Stages) Find(id stagedoor.StageID) (Stage, error) {
	i := l.index(id)
	if i < 0 {
		return Stage{}, stagedoor.Errorf(stagedoor.NotFound, "This stage is no longer there. Look at the stages again.")
	}
	return l[i], nil
}

// Add puts a new stage behind the others; without a gel it gets the next one.
func (l Stages) Add(s Stage) (Stages, error) {
	if s.Gel == "" {
		s.Gel = stagedoor.GelOf(len(l))
	}
	return append(slices.Clone(l), s).checked()
}

// Put replaces the stage that has s's id.
func (l Stages) Put(s Stage) (Stages, error) {
	if _, err := l.Find(s.ID); err != nil {
		return nil, err
	}
	out := slices.Clone(l)
	out[l.index(s.ID)] = s
	return out.checked()
}

// Remove takes a stage away.
func (l Stages) Remove(id stagedoor.StageID) (Stages, error) {
	if _, err := l.Find(id); err != nil {
		return nil, err
	}
	i := l.index(id)
	return slices.Concat(l[:i], l[i+1:]).checked()
}

// Move puts a stage at place to, counted from 0; beyond the ends is at the
// end.
func (l Stages) Move(id stagedoor.StageID, to int) (Stages, error) {
	s, err := l.Find(id)
	if err != nil {
		return nil, err
	}
	rest, err := l.Remove(id)
	if err != nil {
		return nil, err
	}
	return slices.Insert(rest, between(to, len(rest)), s).checked()
}

// Validate returns the first thing that is wrong with the stages, or nil.
func (l Stages) Validate() error {
	if len(l) > MaxStages {
		return stagedoor.Errorf(stagedoor.Invalid, "A conference has at most %d stages.", MaxStages)
	}
	for i, s := range l {
		if l.index(s.ID) != i {
			return stagedoor.Errorf(stagedoor.Conflict, "There is a stage with the id %q already.", string(s.ID))
		}
		if err := s.Validate(); err != nil {
			return err
		}
	}
	return nil
}

// checked numbers the stages and their rungs and validates them.
func (l Stages) checked() (Stages, error) {
	for i := range l {
		l[i].Position = i
		l[i].Ladder = slices.Clone(l[i].Ladder)
		for j := range l[i].Ladder {
			l[i].Ladder[j].Stage = l[i].ID
		}
	}
	return l, l.Validate()
}

func (l Stages) index(id stagedoor.StageID) int {
	return slices.IndexFunc(l, func(s Stage) bool { return s.ID == id })
}

// AddSource puts a new rung below the others.
func (s Stage) AddSource(r Source) (Stage, error) {
	if _, there := s.Source(r.ID); there {
		return s, stagedoor.Errorf(stagedoor.Conflict, "There is a source with the id %q on this stage already.", string(r.ID))
	}
	s.Ladder = append(slices.Clone(s.Ladder), r)
	return s, s.Validate()
}

// PutSource replaces the rung that has r's id; the error is NotFound when
// there is none. A stream key that was replaced stays so.
func (s Stage) PutSource(r Source) (Stage, error) {
	i, err := s.rung(r.ID)
	if err != nil {
		return s, err
	}
	if r.Kind == Ingest {
		r.KeyVersion = max(r.KeyVersion, s.Ladder[i].KeyVersion, 1)
	}
	s.Ladder = slices.Clone(s.Ladder)
	s.Ladder[i] = r
	return s, s.Validate()
}

// RemoveSource takes a rung away; a hand that took it is gone with it.
func (s Stage) RemoveSource(id stagedoor.SourceID) (Stage, error) {
	i, err := s.rung(id)
	if err != nil {
		return s, err
	}
	s.Ladder = slices.Concat(s.Ladder[:i], s.Ladder[i+1:])
	return s.LetGo(), nil
}

// MoveSource puts a rung at place to, counted from 0; beyond the ends is at
// the end.
func (s Stage) MoveSource(id stagedoor.SourceID, to int) (Stage, error) {
	i, err := s.rung(id)
	if err != nil {
		return s, err
	}
	r := s.Ladder[i]
	rest := slices.Concat(s.Ladder[:i], s.Ladder[i+1:])
	s.Ladder = slices.Insert(rest, between(to, len(rest)), r)
	return s, nil
}

func (s Stage) rung(id stagedoor.SourceID) (int, error) {
	i := slices.IndexFunc(s.Ladder, func(r Source) bool { return r.ID == id })
	if i < 0 {
		return 0, stagedoor.Errorf(stagedoor.NotFound, "This source is no longer on the stage. Look at its ladder again.")
	}
	return i, nil
}

// between is i, but at least 0 and at most n.
func between(i, n int) int { return max(0, min(i, n)) }
