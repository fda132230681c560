package stage

import (
	"reflect"
	"time"

	"stagedoor"
)

// A State says how a rung is.
type State string

// The states of a rung. An embed and a slate are never watched: Unknown, and
// good enough to be shown.
const (
	Unknown State = ""
	Up      State = "up"
	Down    State = "down"
)

// A Health is how a rung is, and since when. It changes with State or Problem
// only, so that a row is written when something happened, not each second.
type Health struct {
	State   State
	Since   time.Time
	Problem stagedoor.Sentence // why it is down: "The playlist has not changed for 12 s."
	Never   bool               `json:",omitempty"` // it is down, and was never up
}

// Waits reports whether the rung is one for an encoder that has not begun yet:
// nothing is wrong with it.
func (h Health) Waits() bool { return h.State == Down && h.Never && h.Problem.Msg == noEncoder }

// chosenSlate is the problem of a rung that is another stage, which shows a
// slate because somebody wants it to.
const chosenSlate = "The stage %s shows a slate."

// Chosen reports whether the rung is a stage that shows a slate by choice: by a
// hand, by its programme, or since its ladder begins with one. It cannot be
// shown, but nothing is wrong with it.
func (h Health) Chosen() bool { return h.State == Down && h.Problem.Msg == chosenSlate }

// Heard reports whether the rung's encoder sends sound alone. It is down, and
// yet better than a silent slate.
func (h Health) Heard() bool { return h.State == Down && h.Problem.Msg == soundAlone }

// Wrong reports whether the rung is down and somebody should look after it.
func (h Health) Wrong() bool { return h.State == Down && !h.Waits() && !h.Chosen() }

// same reports whether both say the same, since whenever.
func (h Health) same(o Health) bool {
	return h.State == o.State && reflect.DeepEqual(h.Problem, o.Problem)
}

// Steady is how long a rung must have been up before the ladder climbs back
// to it.
const Steady = 10 * time.Second
