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
// at 2^32 and may jump.
type clock struct {
	begun  bool
	since  time.Time        // when the first message came
	raw    uint32           // the last stamp as it was sent
	at     time.Duration    // the same without wrap, from the first
	last   [2]time.Duration // the latest that was given out, of each track
	offset time.Duration    // from at to what is given out
}

// stamp returns the time of a message that came at now, from the publisher's
// first one.
func (c *clock) stamp(track int, raw uint32, now time.Time) time.Duration {
	if !c.begun {
		c.begun, c.raw, c.since = true, raw, now
		return 0
	}
	c.at += time.Duration(int32(raw-c.raw)) * time.Millisecond
	c.raw = raw
	t := c.at + c.offset
	latest := max(c.last[picture], c.last[sound])
	back := t < c.last[track]-backward
	ahead := t > latest+forward && t > now.Sub(c.since)+forward
	if back || ahead {
		t = latest + resume
		c.offset = t - c.at
	}
	c.last[track] = max(c.last[track], t)
	return t
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
