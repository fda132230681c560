package stage

import "stagedoor"

// OnAir returns the rung that a stage shows: the one that was taken, or the
// first when none was or it is no longer there. It is false when the ladder is
// empty.
func OnAir(ladder []Source, taken SourceID) (Source, bool) {
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
func Take(s Stage, id SourceID) (Stage, error) {
	if _, ok := s.Source(id); !ok && id != "" {
		return s, stagedoor.Errorf(stagedoor.NotFound, "This source is no longer on the stage. Look at its ladder again.")
	}
	s.Taken = id
	return s, nil
}
