package hls

import (
	"time"

	"stagedoor/live"
	"stagedoor/live/fmp4"
)

// What one part may hold of one track. No encoder comes near; a publisher
// whose time stands still does.
const (
	maxSamples = 512
	maxBytes   = 8 << 20
)

// A run is what has come of one track for the part under way.
type run struct {
	track   live.Track
	samples []fmp4.Sample
	size    int   // bytes of samples
	base    int64 // DTS of the first
	last    int64 // DTS of the last that ever came; -1 before
	lasts   int64 // ticks between the last two
	frame   int64 // ticks of a sample, as far as is known
}

func newRun(t live.Track) run {
	r := run{track: t, last: -1, frame: live.AACFrame}
	if t.Video() {
		r.frame = int64(t.Scale) / 30
	}
	return r
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
	r.size += len(s.Data)
	r.samples = append(r.samples, fmp4.Sample{Duration: uint32(r.frame), Offset: s.Offset, Key: s.Key, Data: s.Data})
}

// heard learns how long a picture is from the distance to the last one: the
// shorter of the last two, so that a gap is no long picture.
func (r *run) heard(dts int64) {
	if r.last < 0 {
		return
	}
	d := dts - r.last
	if r.lasts == 0 {
		r.lasts = d
	}
	r.frame, r.lasts = min(d, r.lasts), d
}

// until gives the last sample the duration that the next one's DTS says.
func (r *run) until(dts int64) {
	if n := len(r.samples); n > 0 {
		r.samples[n-1].Duration = uint32(dts - r.last)
	}
}

// crowded reports whether the run holds all that a part may.
func (r *run) crowded() bool { return len(r.samples) >= maxSamples || r.size >= maxBytes }

// empty lets go of the samples' data.
func (r *run) empty() {
	clear(r.samples)
	r.samples, r.size = r.samples[:0], 0
}

// A cutter decides where parts and segments end. Its times are the picture's,
// in media time.
type cutter struct {
	target  time.Duration // PART-TARGET
	segment time.Duration // where the segment under way began
	part    time.Duration // where the part under way began, by what the playlist says of those before
	alone   time.Duration // where the last independent part began
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

// begin has a segment begin at a picture.
func (c *cutter) begin(at time.Duration) { c.segment, c.part = at, at }

// before says what ends before the picture at; frame is how long one lasts,
// begun whether the part under way has a picture.
func (c *cutter) before(at, frame time.Duration, key, begun bool) cut {
	long := at - c.segment
	fits := begun && at-c.part+frame <= c.target
	if key {
		c.key, c.every = at, at-c.key
		// At a key frame the segment ends when the next one would come too
		// late. Otherwise a part ends, so that the next is independent; but
		// not at each frame of an encoder that sends nothing else.
		if fits && at-c.alone < apart && long+c.every <= longest {
			return none
		}
		c.alone = at
		if long+c.every > longest {
			return endSegment
		}
		return endPart
	}
	if fits {
		return none
	}
	// Where key frames are far apart it ends without one.
	if long+max(c.target, frame) > limit {
		return endSegment
	}
	return endPart
}

// full reports whether the part can take no more pictures than those up to
// end: it is given out at once, before the next one comes.
func (c *cutter) full(end, frame time.Duration) bool { return end-c.part+frame > c.target }

// ended ends the part under way at end, and returns how long the playlist
// says it is: at most PART-TARGET, never nothing, and at least the floor of it when another
// part of its segment follows that is not independent, 4.4.4.9. What a
// picture's length leaves over, the next part makes up for; a gap it does not.
func (c *cutter) ended(end time.Duration, floored bool) time.Duration {
	d := max(min(end-c.part, c.target), instant)
	if floored {
		d = max(d, c.target*floor/100)
	}
	c.part += d
	return d
}

// skip leaves out what a gap before the picture at took from the part that
// begins.
func (c *cutter) skip(at, frame time.Duration) {
	if at-c.part+frame > c.target {
		c.part = at
	}
}
