package stage

import "stagedoor"

// A Cause is why a stage shows another rung than before, in the log's words.
type Cause struct {
	Says string
	Fell bool // what was on air went down, and nobody's hand nor the programme chose another
}

// cause says why shown comes on air after what was.
func (c choice) cause(shown stagedoor.SourceID) Cause {
	hand := c.Stage.Hand
	newHand := hand.Since.After(c.Was.Since)
	taken := shown != "" && shown == hand.Taken
	ofTalk := c.talk != nil && shown == c.talk.Source
	up := c.Health[shown]
	switch {
	case taken && hand.Held:
		return Cause{Says: "held by hand"}
	case taken && newHand:
		return Cause{Says: "taken by hand"}
	case ofTalk && !c.Was.zero() && c.talk.Starts.After(c.Was.Since):
		return Cause{Says: "the programme"}
	case c.Was.Health[c.Was.Source].Heard() && up.State != Down:
		return Cause{Says: "has a picture"}
	case c.Health[c.Was.Source].Chosen():
		return Cause{Says: c.called(c.Was.Source) + " shows a slate"}
	case c.Health[c.Was.Source].State == Down:
		return Cause{Says: "a fall: " + c.called(c.Was.Source) + " has no picture", Fell: true}
	case !c.Was.zero() && up.State == Up && !up.Since.Before(c.Was.Since):
		return Cause{Says: "has a picture"} // again, or the first one
	case taken:
		return Cause{Says: "taken by hand"} // again, by an undo
	case hand.Taken == "" && hand.By != "" && newHand:
		return Cause{Says: "released by hand"}
	case ofTalk:
		return Cause{Says: "the programme"}
	case len(c.rungs) > 0 && shown != c.rungs[0].ID && c.Health[c.rungs[0].ID].State == Down:
		return Cause{Says: "stands in: " + c.called(c.rungs[0].ID) + " has no picture"}
	}
	return Cause{Says: "the ladder"}
}

// called is a rung in the log's words: its title, if it has one, beside its id.
func (c choice) called(id stagedoor.SourceID) string {
	if r, there := c.Stage.Source(id); there && r.Title != "" && r.Title != string(id) {
		return r.Title + " (" + string(id) + ")"
	}
	return string(id)
}
