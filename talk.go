package stagedoor

import (
	"sort"
	"time"
)

// A Talk is one entry of a stage's schedule, as it is in force: what the
// programme says, what a hand changed, and the shifts of a late day.
type Talk struct {
	ID       TalkID
	Stage    StageID
	Title    string
	People   []string // 0 to 7 were met in real programmes
	Abstract string   // Markdown or HTML, as it was written: cleaned where it is shown
	Language string   // BCP 47, empty for the conference's
	Starts   time.Time
	Ends     time.Time
	Planned  Span     // when it was to be before the day was shifted; Starts and Ends when it was not
	Break    bool     // a pause: coffee, lunch, doors
	NoRecord bool     // the speaker asked not to be recorded
	Source   SourceID // what its stage shows while it is on, when the talk has a source of its own
}

// A Span is a time from its start to its end, the end excluded.
type Span struct{ Starts, Ends time.Time }

// Shifted reports whether the talk is at another time than it was planned.
func (t Talk) Shifted() bool {
	return !t.Planned.Starts.IsZero() && (!t.Planned.Starts.Equal(t.Starts) || !t.Planned.Ends.Equal(t.Ends))
}

// On reports whether the talk is on at now. The end is exclusive, so of two
// back-to-back talks exactly one is on.
func (t Talk) On(now time.Time) bool {
	return !now.Before(t.Starts) && now.Before(t.Ends)
}

// Past reports whether the talk is over at now.
func (t Talk) Past(now time.Time) bool { return !now.Before(t.Ends) }

// A Schedule is the talks of one stage, in order of their start. Make one with
// NewSchedule.
type Schedule []Talk

// NewSchedule puts talks in order: by start, then end, then id.
func NewSchedule(talks []Talk) Schedule {
	s := Schedule(talks)
	sort.SliceStable(s, func(i, j int) bool {
		a, b := s[i], s[j]
		if !a.Starts.Equal(b.Starts) {
			return a.Starts.Before(b.Starts)
		}
		if !a.Ends.Equal(b.Ends) {
			return a.Ends.Before(b.Ends)
		}
		return a.ID < b.ID
	})
	return s
}

// At returns what is on at now, or nil between talks, and the next one to
// start. A break is on like a talk. Of two that overlap, the one that started
// last is on.
func (s Schedule) At(now time.Time) (on, next *Talk) {
	for i := range s {
		t := &s[i]
		switch {
		case t.On(now):
			on = t
		case t.Starts.After(now) && next == nil:
			next = t
		}
	}
	return on, next
}
