package stage

import (
	"time"

	"stagedoor"
)

// A judge makes one rung's health of what was seen of its playlist. Its rules:
//
//   - A playlist that does not change for three of its target durations is
//     frozen, and one with an end is over: down.
//   - One bad try is a hiccup, the second in a row, a second later, is a fall.
//     A server that hangs has had its time: it falls at once. So does a rung
//     that came back less than Steady ago: steady means without a hiccup.
//   - A rung is up when its playlist was seen to move. The first look shows only
//     that there is one: it may be frozen for hours, and a new keeper must not
//     climb to it. Likewise, that the same old one is there again is not enough
//     for a rung that is down.
type judge struct {
	second  time.Duration // how long a playlist's second lasts
	health  Health
	seen    bool
	live    bool      // it had no end when it was seen once
	last    playlist  // the newest one
	moved   time.Time // when it was seen to change
	bad     int       // tries in a row
	problem stagedoor.Sentence
	back    bool // it fell before
}

// Bounds, in seconds.
const (
	leastPoll   = 1
	mostPoll    = 6
	usualTarget = 4  // of a playlist that was never seen
	mostTarget  = 30 // a server that says more is not believed
)

// saw takes a playlist that was read at now.
func (j *judge) saw(p playlist, now time.Time) {
	j.bad, j.problem = 0, stagedoor.Sentence{}
	changed := j.seen && p != j.last
	if changed || !j.seen {
		j.seen, j.last, j.moved = true, p, now
	}
	j.live = j.live || !p.ended
	switch still := now.Sub(j.moved); {
	case p.film && !j.live:
		j.up(now)
	case p.ended:
		j.down(stagedoor.Say("The stream has ended."), now)
	case p.segments == 0 && p.parts == 0:
		j.down(stagedoor.Say("There is nothing in the playlist yet."), now)
	case still >= 3*j.target():
		j.down(stagedoor.Say("The playlist has not changed for %d s.", int(still/j.second)), now)
	case changed:
		j.up(now)
	}
}

// failed takes a try at now that brought no playlist; late says that it took
// all its time.
func (j *judge) failed(problem stagedoor.Sentence, late bool, now time.Time) {
	again := j.problem.Msg == problem.Msg
	j.bad++
	j.problem = problem
	unsteady := j.health.State == Up && j.back && now.Sub(j.health.Since) < j.of(int(Steady/time.Second))
	if j.health.State == Down && again || j.health.State != Down && (j.bad > 1 || late || unsteady) {
		j.down(problem, now)
	}
}

func (j *judge) up(now time.Time) {
	if j.health.State != Up {
		j.health = Health{State: Up, Since: now}
	}
}

// down notes a fall, or another problem of what is down already. The same
// problem with other figures is no news: each news is a row for everybody.
func (j *judge) down(problem stagedoor.Sentence, now time.Time) {
	if j.health.State != Down {
		j.health = Health{State: Down, Since: now, Never: j.health.State == Unknown}
		j.back = true
	}
	if j.health.Problem.Msg != problem.Msg {
		j.health.Problem = problem
	}
}

// next is how long to wait before the next try: half a target duration, and a
// second after the first bad try.
func (j *judge) next() time.Duration {
	if j.bad == 1 {
		return j.of(1)
	}
	return min(max(j.target()/2, j.of(leastPoll)), j.of(mostPoll))
}

func (j *judge) target() time.Duration {
	if !j.seen {
		return j.of(usualTarget)
	}
	return j.of(min(max(j.last.target, 1), mostTarget))
}

func (j *judge) of(seconds int) time.Duration { return time.Duration(seconds) * j.second }
