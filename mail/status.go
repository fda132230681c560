package mail

import (
	"context"
	"time"

	"stagedoor"
)

// A Status is how the outbox stands, for the control room.
type Status struct {
	Open      bool
	Counts    map[stagedoor.LetterState]int
	ToLeave   int           // waiting, queued or in work
	Oldest    time.Time     // when the oldest of them was made
	PerMinute int           // how fast they leave, as far as we know
	Takes     time.Duration // how long they take at that rate
	Last      time.Time     // when the last will have left; zero when none is to leave, or the outbox is not open
	Paused    stagedoor.Sentence
	Until     time.Time // when a paused outbox tries again
}

// guessRate stands in for a sender without a rate that has sent nothing yet.
const guessRate = 120

// Status says how the outbox stands. Any node may ask, not only the one that
// sends.
func (o *Outbox) Status(ctx context.Context) (Status, error) {
	now := o.opt.Now()
	s, err := o.opt.Store.OutboxState(ctx, now)
	if err != nil {
		return Status{}, err
	}
	return statusOf(s, o.opt.Sender.Pace(), now), nil
}

// A rate is known once some letters left, over no shorter a time than this:
// the first ones leave together.
const (
	rateLetters = 5
	rateTime    = 5 * time.Second
)

// rate is how many letters left a minute, since the first of those sent
// lately: sending may have begun just now. 0 is unknown.
func (s State) rate(now time.Time) int {
	if s.Lately < rateLetters || s.Since.IsZero() {
		return 0
	}
	return int(time.Duration(s.Lately) * time.Minute / max(now.Sub(s.Since), rateTime))
}

func statusOf(s State, p Pace, now time.Time) Status {
	st := Status{Open: s.Open, Counts: s.Counts, Oldest: s.Oldest, PerMinute: p.PerMinute, Paused: s.Pause.Why, Until: s.Pause.Until}
	if st.PerMinute == 0 {
		st.PerMinute = s.rate(now)
	}
	if st.PerMinute == 0 {
		st.PerMinute = guessRate
	}
	st.ToLeave = s.Counts[stagedoor.LetterWaiting] + s.Counts[stagedoor.LetterQueued] + s.Counts[stagedoor.LetterSending]
	if st.ToLeave == 0 {
		return st
	}
	st.Takes = time.Duration(st.ToLeave) * time.Minute / time.Duration(st.PerMinute)
	if !st.Open {
		return st
	}
	from := now
	if st.Until.After(from) {
		from = st.Until
	}
	st.Last = from.Add(st.Takes)
	if s.LastDue.After(st.Last) {
		st.Last = s.LastDue // one that was put off
	}
	return st
}
