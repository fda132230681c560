package stage

import (
	"cmp"
	"time"

	"stagedoor"
)

// A Situation is all that the decision what a stage shows depends on.
type Situation struct {
	Stage    Stage                            // its ladder and the hand on it
	Health   map[stagedoor.SourceID]Health    // a rung that is not in it is Unknown
	Schedule stagedoor.Schedule               // a talk may have a source of its own
	Was      Air                              // what was shown; the zero value: nothing yet
	Untried  map[stagedoor.SourceID]time.Time // watched rungs that nobody has judged yet: until when the stage waits for that
	Zone     *time.Location                   // for the times in words; nil is UTC
	Now      time.Time
}

// A Decision is what a stage shows from now on.
type Decision struct {
	Source stagedoor.SourceID // empty: the house's own slate
	Since  time.Time
	Why    stagedoor.Sentence // what stands behind the rung's name; see Air
	Cause  Cause              // why it is another than was
	Again  time.Time          // when to decide again though nothing else happens; zero: not needed
}

// Decide says what a stage shows.
//
// The taken rung is preferred, then the source of the talk that is on, then
// the ladder in its order. A held rung stays whatever becomes of it. Of the
// others none is shown while it is down. From a rung that goes down the stage
// falls at once, to the first one that is steady if there is one; it climbs to
// a preferred one only when that one is steady: not watched, up for Steady, or
// up already when somebody took it or its talk began. For one that is watched
// and was never judged it waits a moment, unless there is nothing else or
// somebody took it. From a slate it climbs to an encoder's picture at once:
// between the two nobody's player changes, and nobody loses anything. One that
// is only heard is shown rather than a slate below it: its sound over the
// program's slate.
func Decide(s Situation) Decision {
	c := s.choice()
	d := Decision{Source: c.pick(), Since: s.Was.Since}
	if s.Was.zero() || d.Source != s.Was.Source {
		d.Since = s.Now
		if d.Source == s.Stage.Hand.Taken && d.Source != "" && s.Stage.Hand.Since.After(s.Was.Since) && s.Stage.Hand.Since.Before(s.Now) {
			d.Since = s.Stage.Hand.Since
		}
	}
	d.Why, d.Cause = c.why(d.Source), c.cause(d.Source)
	d.Again = c.again(d.Source)
	return d
}

// A choice is a Situation with its rungs in order of preference.
type choice struct {
	Situation
	talk  *stagedoor.Talk // that is on and whose own source is on the ladder
	rungs []Source
}

func (s Situation) choice() choice {
	c := choice{Situation: s}
	seen := map[stagedoor.SourceID]bool{}
	add := func(r Source) {
		if !seen[r.ID] {
			seen[r.ID] = true
			c.rungs = append(c.rungs, r)
		}
	}
	if r, there := s.Stage.Source(s.Stage.Hand.Taken); there {
		add(r)
	}
	if on, _ := s.Schedule.At(s.Now); on != nil {
		if r, there := s.Stage.Source(on.Source); there {
			c.talk = on
			add(r)
		}
	}
	for _, r := range s.Stage.Ladder {
		add(r)
	}
	return c
}

// pick is the rung to show.
func (c choice) pick() stagedoor.SourceID {
	if len(c.rungs) == 0 {
		return ""
	}
	if c.held() {
		return c.rungs[0].ID
	}
	var standIn, untried, heard stagedoor.SourceID
	for _, r := range c.rungs {
		switch {
		case c.Health[r.ID].Heard():
			heard = cmp.Or(heard, r.ID)
		case c.Health[r.ID].State == Down:
		case r.Kind == Slate && heard != "":
			return heard
		case r.ID == c.Was.Source:
			return r.ID
		case c.untried(r):
			if untried == "" {
				untried = r.ID
			}
		case c.steady(r):
			return r.ID
		case standIn == "":
			standIn = r.ID
		}
	}
	houses := !c.Was.zero() && (c.Was.Source == "" || c.Health[c.Was.Source].Heard())
	if standIn == "" || houses {
		return cmp.Or(heard, untried) // a slate of ours is on: to leave it for standIn is to climb
	}
	return standIn
}

// untried reports whether the stage waits for the first judgement of a rung.
// The first decision of all waits for nothing, and neither does a hand.
func (c choice) untried(r Source) bool {
	return c.Health[r.ID].State == Unknown && c.Now.Before(c.Untried[r.ID]) && !c.Was.zero() && r.ID != c.Stage.Hand.Taken
}

// held reports whether the ladder waits.
func (c choice) held() bool {
	_, there := c.Stage.Source(c.Stage.Hand.Taken)
	return c.Stage.Hand.Held && there
}

// StandsIn reports whether what is on air stands in for a rung that lost its
// picture: nobody's hand wants it there, nor the programme.
func (s Showing) StandsIn(now time.Time) bool {
	c := Situation{Stage: s.Stage, Health: s.Air.Health, Schedule: s.Schedule, Was: s.Air, Now: now}.choice()
	if len(c.rungs) == 0 {
		return false
	}
	preferred := c.rungs[0].ID
	h := c.Health[preferred]
	return preferred != s.Air.Source && h.State == Down && !h.Never && !h.Chosen()
}

// steady reports whether the stage may climb to a rung that is not down.
func (c choice) steady(r Source) bool {
	h := c.Health[r.ID]
	return h.State == Unknown || !c.Now.Before(c.steadyAt(r))
}

// steadyAt is from when on a rung that is up is steady.
func (c choice) steadyAt(r Source) time.Time {
	id, since := r.ID, c.Health[r.ID].Since
	if r.Kind == Ingest && c.slateWasOn() {
		return since
	}
	if id == c.Stage.Hand.Taken && !since.After(c.Stage.Hand.Since) {
		return c.Stage.Hand.Since
	}
	if c.talk != nil && id == c.talk.Source && !since.After(c.talk.Starts) {
		return c.talk.Starts
	}
	return since.Add(Steady)
}

// slateWasOn reports whether what was shown is a slate: the house's, one of the
// ladder, or the one over which an encoder is heard.
func (c choice) slateWasOn() bool {
	return !c.Was.zero() && (c.isSlate(c.Was.Source) || c.Health[c.Was.Source].Heard())
}

func (c choice) isSlate(id stagedoor.SourceID) bool {
	r, there := c.Stage.Source(id)
	return id == "" || there && r.Kind == Slate
}

// again is when this decision may end by the passing of time: a rung above
// becomes steady, or another talk is on.
func (c choice) again(shown stagedoor.SourceID) (next time.Time) {
	soonest := func(t time.Time) {
		if t.After(c.Now) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	if !c.held() {
		for _, r := range c.rungs {
			if r.ID == shown && !c.Health[shown].Heard() {
				break
			}
			switch {
			case c.Health[r.ID].State == Up:
				soonest(c.steadyAt(r))
			case c.untried(r):
				soonest(c.Untried[r.ID])
			}
		}
	}
	for _, t := range c.Schedule {
		if t.Source != "" { // a talk without one may be on in its place
			for _, t := range c.Schedule {
				soonest(t.Starts)
				soonest(t.Ends)
			}
			break
		}
	}
	return next
}

// why says why shown is on air.
func (c choice) why(shown stagedoor.SourceID) stagedoor.Sentence {
	hand := c.Stage.Hand
	if len(c.rungs) == 0 {
		return stagedoor.Say("because the ladder is empty.")
	}
	r := c.rungs[0] // the one that is preferred
	h := c.Health[r.ID]
	switch {
	case r.ID != shown && c.untried(r):
		return stagedoor.Say("because nobody has looked at %s yet. It is shown as soon as it has a picture.", r.Name())
	case r.ID != shown && h.State == Down && r.Kind == Ingest && h.Problem.Msg == noEncoder:
		return stagedoor.Say("because no encoder has begun to send for %s.", r.Name())
	case r.ID != shown && h.Heard():
		return stagedoor.Say("because %s sends sound alone. It is shown when it has had a picture for %d seconds.", r.Name(), steadySeconds)
	case r.ID != shown && h.Chosen():
		return stagedoor.Say("because %s shows a slate. It is shown when it has had a picture for %d seconds.", r.Name(), steadySeconds)
	case r.ID != shown && h.State == Down && h.Never:
		return stagedoor.Say("because %s has no picture.", r.Name())
	case r.ID != shown && h.State == Down && r.Kind == Ingest && c.isSlate(shown):
		return stagedoor.Say("because %s lost its picture at %s. It returns at once when its encoder is back.", r.Name(), c.clock(h.Since))
	case r.ID != shown && h.State == Down && shown == "":
		return stagedoor.Say("because %s lost its picture at %s and nothing else on the ladder can be shown. It returns after %d steady seconds.", r.Name(), c.clock(h.Since), steadySeconds)
	case r.ID != shown && h.State == Down:
		return stagedoor.Say("because %s lost its picture at %s. It returns after %d steady seconds.", r.Name(), c.clock(h.Since), steadySeconds)
	case r.ID != shown:
		return stagedoor.Say("because %s has a picture only since %s. It is shown after %d steady seconds.", r.Name(), c.clock(h.Since), steadySeconds)
	case r.ID == hand.Taken && hand.Held:
		return stagedoor.Say("held by %s at %s. The ladder waits until it is released.", hand.By, c.clock(hand.Since))
	case r.ID == hand.Taken:
		return stagedoor.Say("taken by %s at %s.", hand.By, c.clock(hand.Since))
	case c.talk != nil && r.ID == c.talk.Source:
		return stagedoor.Say("the source of the talk “%s”.", c.talk.Title)
	case h.Heard():
		return stagedoor.Say("because nothing on the ladder has a picture. Its sound is heard over a slate.")
	}
	return stagedoor.Say("first of the ladder.")
}

const steadySeconds = int(Steady / time.Second)

// clock is a time as people of the conference read it.
func (c choice) clock(t time.Time) string {
	zone := c.Zone
	if zone == nil {
		zone = time.UTC
	}
	return t.In(zone).Format("15:04")
}
