package schedule

import (
	"time"

	"stagedoor"
)

const (
	// MaxShift is how far one shift goes, in minutes: half a day.
	MaxShift = 720
	// maxShifts is how many shifts of a stage's day count at once.
	maxShifts = 300
	// maxAway is how far shifts may take a talk from its plan in all: further
	// is another day, and needs the talk's editor.
	maxAway = 24 * time.Hour
	// dayChange is the hour at which a conference's day ends: a talk at one in
	// the night is still of the evening before.
	dayChange = 4
)

// DayEnd is the end of the conference day that now is in.
func DayEnd(now time.Time, zone *time.Location) time.Time {
	y, m, d := now.In(zone).Date()
	if end := time.Date(y, m, d, dayChange, 0, 0, 0, zone); end.After(now) {
		return end
	}
	return time.Date(y, m, d+1, dayChange, 0, 0, 0, zone)
}

// DayStart is the start of the conference day that now is in.
func DayStart(now time.Time, zone *time.Location) time.Time {
	return DayEnd(now, zone).AddDate(0, 0, -1)
}

// DateOf is the date of the conference day that t is in: a party that goes
// past midnight is the evening's.
func DateOf(t time.Time, zone *time.Location) stagedoor.Date {
	y, m, d := DayStart(t, zone).In(zone).Date()
	return stagedoor.Date{Year: y, Month: m, Day: d}
}

// DayOf is the date of the conference day that a talk belongs to: the one it
// was planned for, also when a shift carries it over the day's end.
func DayOf(t stagedoor.Talk, zone *time.Location) stagedoor.Date {
	if t.Shifted() {
		return DateOf(t.Planned.Starts, zone)
	}
	return DateOf(t.Starts, zone)
}

// Check says what is wrong with one more shift, as an error with a sentence:
// it is too long, moves nothing, would have a talk begin before it was made,
// or takes one too far from its plan.
func (s Shift) Check(k Known) error {
	switch {
	case s.Minutes == 0:
		return stagedoor.Errorf(stagedoor.Invalid, "Say by how many minutes the stage is shifted.")
	case s.Minutes > MaxShift || s.Minutes < -MaxShift:
		return stagedoor.Errorf(stagedoor.Invalid, "A stage is shifted by at most %d minutes at once.", MaxShift)
	}
	n := 0
	for _, o := range k.Shifts {
		if o.Stage == s.Stage && o.Undone.IsZero() && o.Until.Equal(s.Until) {
			n++
		}
	}
	if n >= maxShifts {
		return stagedoor.Errorf(stagedoor.Invalid, "This stage was shifted %d times today. Undo some of them first.", n)
	}
	return s.checkTalks(k)
}

// checkTalks looks at what the shift does to each talk.
func (s Shift) checkTalks(k Known) error {
	was := map[stagedoor.TalkID]stagedoor.Talk{}
	for _, t := range k.InForce() {
		was[t.ID] = t
	}
	k.Shifts = append(k.Shifts[:len(k.Shifts):len(k.Shifts)], s)
	moves := false
	for _, t := range k.InForce() {
		w := was[t.ID]
		if t.Starts.Equal(w.Starts) && t.Ends.Equal(w.Ends) {
			continue
		}
		moves = true
		switch {
		case t.Starts.Before(s.Since) && !w.Starts.Before(s.Since):
			most := int(w.Starts.Sub(s.Since) / time.Minute)
			if most == 0 {
				return stagedoor.Errorf(stagedoor.Invalid, "“%s” begins now, so the stage cannot be earlier.", clip(t.Title))
			}
			return stagedoor.Errorf(stagedoor.Invalid, "“%s” would begin before now. The stage can be at most %d minutes earlier.", clip(t.Title), most)
		case away(t.Starts, t.Planned.Starts) || away(t.Ends, t.Planned.Ends):
			return stagedoor.Errorf(stagedoor.Invalid, "“%s” would be more than a day away from its plan. Set its time in its editor instead.", clip(t.Title))
		}
	}
	if !moves {
		return stagedoor.Errorf(stagedoor.Invalid, "Nothing is left to shift on this stage today.")
	}
	return nil
}

func away(at, planned time.Time) bool { return at.Sub(planned).Abs() > maxAway }
