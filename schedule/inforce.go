package schedule

import (
	"time"

	"stagedoor"
)

// InForce puts together what was read, what a hand changed and the shifts of
// a late day: the talks as everybody sees them, in the order of read. A talk
// that a hand took off is not among them. shifts must be in the order made;
// Planned of a talk is when it would be without them.
func InForce(read []ReadTalk, edits []Edit, shifts []Shift) []stagedoor.Talk {
	of := byTalk(edits)
	days := byStage(shifts)
	out := make([]stagedoor.Talk, 0, len(read))
	for _, r := range read {
		e := of[r.ID]
		if e.Removed {
			continue
		}
		t := e.over(r.Talk)
		out = append(out, shifted(t, e.Timed, days[t.Stage]))
	}
	return out
}

// InForceOf is InForce for one talk, also when it is off.
func InForceOf(r ReadTalk, e Edit, shifts []Shift) stagedoor.Talk {
	t := e.over(r.Talk)
	return shifted(t, e.Timed, byStage(shifts)[t.Stage])
}

func byTalk(edits []Edit) map[stagedoor.TalkID]Edit {
	of := make(map[stagedoor.TalkID]Edit, len(edits))
	for _, e := range edits {
		of[e.Talk] = e
	}
	return of
}

// byStage sorts the shifts that count to their stages.
func byStage(shifts []Shift) map[stagedoor.StageID][]Shift {
	of := map[stagedoor.StageID][]Shift{}
	for _, s := range shifts {
		if s.Undone.IsZero() {
			of[s.Stage] = append(of[s.Stage], s)
		}
	}
	return of
}

// over lays what the hand changed over a talk as read.
func (e Edit) over(t stagedoor.Talk) stagedoor.Talk {
	set(&t.Title, e.Title)
	set(&t.People, e.People)
	set(&t.Abstract, e.Abstract)
	set(&t.Language, e.Language)
	set(&t.Starts, e.Starts)
	set(&t.Ends, e.Ends)
	set(&t.Stage, e.Stage)
	set(&t.Break, e.Break)
	set(&t.NoRecord, e.NoRecord)
	return t
}

func set[T any](field *T, by *T) {
	if by != nil {
		*field = *by
	}
}

// shifted applies the stage's shifts, in the order made. Those that were made
// before a hand set the talk's times do not move it.
func shifted(t stagedoor.Talk, timed time.Time, shifts []Shift) stagedoor.Talk {
	t.Planned = stagedoor.Span{Starts: t.Starts, Ends: t.Ends}
	for _, s := range shifts {
		if s.Made.Before(timed) || !s.Until.IsZero() && !t.Planned.Starts.Before(s.Until) {
			continue
		}
		by := time.Duration(s.Minutes) * time.Minute
		switch {
		case !t.Starts.Before(s.Since):
			t.Starts, t.Ends = t.Starts.Add(by), t.Ends.Add(by)
		case t.On(s.Since):
			if t.Ends = t.Ends.Add(by); t.Ends.Before(s.Since) {
				t.Ends = s.Since
			}
		}
	}
	return t
}

// Overlaps returns the talks of a stage that are on while t is, but for t
// itself. A break overlaps like a talk: somebody stands in the way of coffee.
func Overlaps(s stagedoor.Schedule, t stagedoor.Talk) []stagedoor.Talk {
	var out []stagedoor.Talk
	for _, o := range s {
		if o.ID != t.ID && o.Starts.Before(t.Ends) && t.Starts.Before(o.Ends) {
			out = append(out, o)
		}
	}
	return out
}
