package hls

import (
	"time"

	"stagedoor/live"
	"stagedoor/live/fmp4"
)

// A run is what has come of one track for the part under way.
type run struct {
	track   live.Track
	samples []fmp4.Sample
	base    int64 // DTS of the first
	last    int64 // DTS of the last
	frame   int64 // ticks of a sample, as far as is known
}

// add puts a sample behind the others; only now the last one's duration is
// known.
func (r *run) add(s live.Sample) {
	if n := len(r.samples); n > 0 {
		r.samples[n-1].Duration = uint32(s.DTS - r.last)
	} else {
		r.base = s.DTS
	}
	r.last = s.DTS
	r.samples = append(r.samples, fmp4.Sample{Duration: uint32(r.frame), Offset: s.Offset, Key: s.Key, Data: s.Data})
}

// heard learns how long a sample is from the distance to the last one. It
// believes no gap.
func (r *run) heard(dts int64) {
	if d := dts - r.last; d > 0 && d < int64(r.track.Scale)/4 {
		r.frame = d
	}
}

func ticks(n int64, scale int) time.Duration {
	whole := n / int64(scale)
	return time.Duration(whole)*time.Second + time.Duration(n%int64(scale))*time.Second/time.Duration(scale)
}

// A cutter decides where parts and segments end. Its times are the picture's,
// in media time.
type cutter struct {
	target  time.Duration // PART-TARGET
	segment time.Duration // where the segment under way began
	part    time.Duration // where the part under way began
	key     time.Duration // the last key frame
	every   time.Duration // from key frame to key frame, as seen last; 0 is not known
}

// A cut says what ends before a picture.
type cut int

const (
	none cut = iota
	endPart
	endSegment
)

// before says what ends before the picture at; frame is how long one lasts.
func (c *cutter) before(at, frame time.Duration, key bool) cut {
	long := at - c.segment
	if key {
		every := at - c.key
		if every <= 0 {
			every = c.every
		}
		c.key, c.every = at, every
		// At a key frame the segment ends when the next one would come too
		// late.
		if long > 0 && long+every > longest {
			return endSegment
		}
		if at > c.part {
			return endPart // so that the next part is independent
		}
		return none
	}
	if at-c.part+frame > c.target && at > c.part {
		// Where key frames are far apart it ends without one, while its
		// length still rounds to the target duration.
		if long+c.target > longest {
			return endSegment
		}
		return endPart
	}
	return none
}

// full reports whether the part that now ends at end can take no more
// pictures: it is given out at once, before the next one comes.
func (c *cutter) full(end, frame time.Duration) bool { return end-c.part+frame > c.target }

func (c *cutter) began(what cut, at time.Duration) {
	c.part = at
	if what == endSegment {
		c.segment = at
	}
}
