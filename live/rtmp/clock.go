package rtmp

import "time"

// A publisher's time may stand still, wrap and jump. Beyond these it has
// jumped, and goes on where it was: what comes after must not be far from what
// came before, in either direction.
const (
	backward = 1 * time.Second
	forward  = 10 * time.Second
	resume   = 20 * time.Millisecond // from the last stamp to the first after a jump
)

// A clock makes one time of a connection's timestamps: milliseconds that wrap
// at 2^32 and may jump.
type clock struct {
	begun  bool
	raw    uint32        // the last stamp as it was sent
	at     time.Duration // the same without wrap, from the first
	last   time.Duration // the latest that was given out
	offset time.Duration // from at to what is given out
	Jumps  int
}

// stamp returns the time of a message from the publisher's first one.
func (c *clock) stamp(raw uint32) time.Duration {
	if !c.begun {
		c.begun, c.raw = true, raw
		return 0
	}
	c.at += time.Duration(int32(raw-c.raw)) * time.Millisecond
	c.raw = raw
	t := c.at + c.offset
	if t < c.last-backward || t > c.last+forward {
		c.Jumps++
		t = c.last + resume
		c.offset = t - c.at
	}
	c.last = max(c.last, t)
	return t
}
