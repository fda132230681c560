// Package stage decides what each stage shows. What an organiser pastes
// becomes a Source (parse.go, then one file per provider) on a stage's
// ladder; Decide says which rung is shown, and the stage's Keeper writes what
// comes of it; a Board keeps all of it, with the conference and the schedules,
// in memory for the pages.
//
// Nothing here knows SQL, HTTP or HTML pages, but for the <iframe> that people
// paste. Start at Decide in decide.go, then keeper.go
// and board.go.
package stage

import (
	"strings"
	"unicode/utf8"

	"stagedoor"
)

// A Stage is one stage and what it can show.
type Stage struct {
	ID       stagedoor.StageID
	Name     string
	Gel      string   // its colour, one of stagedoor.Gels
	Position int      // among the stages, from 0
	Ladder   []Source // in order; each is a rung
	Hand     Hand     // a producer's on the ladder
	Before   *Hand    // as it was before the last take, hold or release; nil: nothing to undo
}

// Limits of what an organiser may write.
const (
	maxName   = 80
	maxTitle  = 120
	MaxLadder = 20  // rungs of one stage
	MaxStages = 100 // of one conference
)

// Validate returns the first thing that is wrong with the stage or a rung of
// it, as an Invalid error with a sentence, or nil.
func (s Stage) Validate() error {
	switch name := strings.TrimSpace(s.Name); {
	case !stagedoor.ValidName(string(s.ID)):
		return stagedoor.Errorf(stagedoor.Invalid, "The stage's id %q must be 1 to 40 of a-z, 0-9 and -, with no - at either end. It stands in the address.", clip(string(s.ID)))
	case name == "":
		return stagedoor.Errorf(stagedoor.Invalid, "The stage needs a name.")
	case utf8.RuneCountInString(name) > maxName:
		return stagedoor.Errorf(stagedoor.Invalid, "The stage's name is longer than %d characters.", maxName)
	case strings.ContainsAny(name, "\r\n"):
		return stagedoor.Errorf(stagedoor.Invalid, "The stage's name must be one line.")
	case !stagedoor.ValidGel(s.Gel):
		return stagedoor.Errorf(stagedoor.Invalid, "The gel %q is not one of: %s.", clip(s.Gel), strings.Join(stagedoor.Gels, ", "))
	case len(s.Ladder) > MaxLadder:
		return stagedoor.Errorf(stagedoor.Invalid, "A stage has at most %d sources.", MaxLadder)
	}
	seen := map[stagedoor.SourceID]bool{}
	for _, r := range s.Ladder {
		if seen[r.ID] {
			return stagedoor.Errorf(stagedoor.Invalid, "The source id %q stands twice on one stage.", string(r.ID))
		}
		seen[r.ID] = true
		if err := r.Validate(); err != nil {
			return err
		}
	}
	return nil
}

// Source returns the rung with this id.
func (s Stage) Source(id stagedoor.SourceID) (Source, bool) {
	for _, r := range s.Ladder {
		if r.ID == id {
			return r, true
		}
	}
	return Source{}, false
}

// clip keeps a value short enough for a sentence.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
