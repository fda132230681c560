package rtmp

import (
	"time"

	"stagedoor/live"
)

// A publisher's time may stand still, wrap and jump. Beyond these it has
// jumped, and goes on where it was.
const (
	backward = 250 * time.Millisecond // against the same track; tracks may be apart
	forward  = 3 * time.Second        // in one step and ahead of our clock: an encoder that lost its line for a minute has not jumped
	resume   = 20 * time.Millisecond  // from the last stamp to the first after a jump
)

// The tracks of a clock.
const (
	picture = 0
	sound   = 1
)

// A clock makes one time of a connection's timestamps: milliseconds that wrap
// at 2^32 and may jump, of each track by itself.
type clock struct {
	since time.Time // when the first message came
	of    [2]trackClock
}

type trackClock struct {
	begun bool
	raw   uint32        // the last stamp as it was sent
	at    time.Duration // what it stands for
	last  time.Duration // the latest that was given out
}

// stamp returns the time of a message that came at now, from the publisher's
// first one. That of the other track may be before it.
func (c *clock) stamp(track int, raw uint32, now time.Time) time.Duration {
	t, other := &c.of[track], &c.of[1-track]
	if !t.begun && !other.begun {
		c.since = now
		*t = trackClock{begun: true, raw: raw}
		return 0
	}
	latest := max(t.last, other.last)
	if !t.begun {
		at, near := other.beside(raw)
		if !near {
			at = latest
		}
		*t = trackClock{begun: true, raw: raw, at: at, last: at}
		return at
	}
	t.at += apart(t.raw, raw)
	t.raw = raw
	back := t.at < t.last-backward
	ahead := t.at > latest+forward && t.at > now.Sub(c.since)+forward
	if back || ahead {
		at, near := other.beside(raw)
		if !near || at < t.last-backward {
			at = latest + resume
		}
		t.at = at
	}
	t.last = max(t.last, t.at)
	return t.at
}

// beside is what a stamp stands for on the other track's clock; near says that
// both are of one time there.
func (t trackClock) beside(raw uint32) (at time.Duration, near bool) {
	d := apart(t.raw, raw)
	return t.at + d, t.begun && d.Abs() <= forward
}

// apart is the time from one stamp to another, over the wrap and back.
func apart(from, to uint32) time.Duration {
	return time.Duration(int32(to-from)) * time.Millisecond
}

// drift is how far the sound's stamps may be from the frames counted before
// they are believed again: FLV's are in milliseconds, and a frame of 1,024
// samples is 21.3 or 23.2 of them.
const drift = 50 * time.Millisecond

// A soundClock counts frames.
type soundClock struct {
	rate  int
	begun bool
	next  int64 // in samples
}

// stamp returns when a frame that is stamped at begins, in samples. A frame is
// not ok where there is sound already: the stamps have stepped back, and sound
// waits for them as the picture does.
func (s *soundClock) stamp(at time.Duration) (dts int64, ok bool) {
	said := int64(at/time.Millisecond) * int64(s.rate) / 1000
	off := time.Duration(said-s.next) * time.Second / time.Duration(s.rate)
	if !s.begun || off > drift {
		s.begun, s.next = true, said
	} else if off < -drift {
		return 0, false
	}
	dts = s.next
	s.next += live.AACFrame
	return dts, true
}
