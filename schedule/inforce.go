package schedule

import (
	"stagedoor"
)

// InForce puts together what was read, what a hand changed and the shifts of a
// late day: the talks as everybody sees them.
func InForce(read []ReadTalk, edits []Edit, shifts []Shift) []stagedoor.Talk {
	return nil
}

// Overlaps returns the talks of s that are on while t is, but for t itself.
func Overlaps(s stagedoor.Schedule, t stagedoor.Talk) []stagedoor.Talk {
	var out []stagedoor.Talk
	for _, o := range s {
		if o.ID != t.ID && o.Starts.Before(t.Ends) && t.Starts.Before(o.Ends) {
			out = append(out, o)
		}
	}
	return out
}
