package control

import (
	"slices"
	"time"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
)

// A Seat is one stage on the producer's page.
type Seat struct {
	stage.Showing
	Key      int                        // the key that picks it, 1 to 9; 0 for none
	Watching int                        // pages that are open on it
	Faults   map[stagedoor.SourceID]int // embeds that reported an error within the last minute
	Talk     Running
	Shift    *schedule.Shift      // the newest that counts; nil for none
	Said     []stage.Announcement // to this stage alone, those that stand
	Sendings []Sending            // how its encoders do
	Playing  stage.Playing        // how its players do
	Clock    time.Time            // what timers are written for; zero in a piece, where the script writes them
	Fell     bool                 // what is on air stands in for a rung that lost its picture
	Problem  string               // what became of a form, for who has no script
}

// A Running is where a stage is in its day.
type Running struct {
	On, Next *stagedoor.Talk // either may be nil; Next is never a break
	After    string          // the break between them, "Coffee"
	Over     bool            // On should have ended, and the picture is still on air
}

// overrun is how long a talk whose time is over is thought to go on while a
// picture is on air and no other has begun.
const overrun = 15 * time.Minute

// running says where a stage is. Whether a talk really ended nobody tells us:
// as long as there is a picture and no other talk, the last one goes on.
func running(s stage.Showing, now time.Time) (r Running) {
	r.On, _ = s.Schedule.At(now)
	var last *stagedoor.Talk
	for i := range s.Schedule {
		t := &s.Schedule[i]
		switch {
		case t.Break:
		case t.Past(now):
			if last == nil || t.Ends.After(last.Ends) {
				last = t
			}
		case t.Starts.After(now) && r.Next == nil:
			r.Next = t
		}
	}
	if picture := s.OnAir != nil && s.OnAir.Kind != stage.Slate; picture && (r.On == nil || r.On.Break) && last != nil && now.Sub(last.Ends) < overrun {
		r.On, r.Over = last, true
	}
	if r.Next == nil {
		return r
	}
	for _, t := range s.Schedule {
		if t.Break && !t.Starts.Before(now) && !t.Ends.After(r.Next.Starts) {
			r.After = t.Title
		}
		if t.Break && r.Over && t.On(now) {
			r.After = t.Title
		}
	}
	return r
}

// turns is when what running says of a stage changes next by itself; zero for
// never.
func turns(s stage.Showing, now time.Time) (at time.Time) {
	for _, t := range s.Schedule {
		for _, m := range []time.Time{t.Starts, t.Ends, t.Ends.Add(overrun)} {
			if m.After(now) && (at.IsZero() || m.Before(at)) {
				at = m
			}
		}
	}
	return at
}

// seats are the stages with what belongs to each; encoders may be nil.
func seats(s *stage.Snapshot, d Day, encoders Encoders, now time.Time) []Seat {
	out := make([]Seat, len(s.Stages))
	for i, st := range s.Stages {
		out[i] = Seat{Showing: st, Watching: d.Audience[st.ID].Pages, Faults: d.Audience[st.ID].Faults, Talk: running(st, now),
			Sendings: sendings(encoders, st, now), Playing: d.Audience[st.ID].Playing, Fell: st.StandsIn(now)}
		if i < 9 {
			out[i].Key = i + 1
		}
		for _, a := range s.Announcements {
			if a.Stage == st.ID {
				out[i].Said = append(out[i].Said, a)
			}
		}
		out[i].Shift = newest(d.Shifts, st.ID)
	}
	return out
}

// dark reports whether an encoder's rung is on air and has no picture, as one
// that is held may: the program shows the slate in its place.
func (s Seat) dark() bool {
	return s.OnAir != nil && s.OnAir.Kind == stage.Ingest && s.Program != nil && !s.Program.Live
}

// newest is the last shift of a stage that counts, or nil.
func newest(all []schedule.Shift, id stagedoor.StageID) (last *schedule.Shift) {
	for i, s := range all {
		if s.Stage == id && s.Undone.IsZero() && (last == nil || s.Made.After(last.Made)) {
			last = &all[i]
		}
	}
	return last
}

// shiftedLast reports whether the stage's last act that can be undone is its
// shift, and not a hand on its ladder.
func (s Seat) shiftedLast() bool {
	return s.Shift != nil && (s.Before == nil || s.Shift.Made.After(s.Hand.Since))
}

// toAll are the announcements to everybody that stand.
func toAll(s *stage.Snapshot) []stage.Announcement {
	return slices.DeleteFunc(slices.Clone(s.Announcements), func(a stage.Announcement) bool { return a.Stage != "" })
}

// hosts are what the page must be allowed to load from: it draws a still of
// every stage.
func hosts(s *stage.Snapshot) stage.Hosts {
	var all []stage.Source
	for _, st := range s.Stages {
		for _, r := range st.Ladder {
			if r.Kind == stage.HLS {
				all = append(all, r)
			}
		}
	}
	h := stage.HostsOf(all)
	h.Media = append(h.Media, "'self'") // an encoder's still is a film; the first encoder may come while the page is open
	return h
}
