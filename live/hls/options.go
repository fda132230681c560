package hls

import "time"

// Options tune a Muxer. The zero value is low latency for a talk; Key is
// needed.
type Options struct {
	Key   []byte   // of the names
	Epoch [16]byte // random at each start: a name never comes again
	// First is the numbers to begin with: over a restart they only go
	// forward, so whoever keeps a muxer writes down in time numbers that it
	// has not reached.
	First Numbers
	Keep  int           // segments in the playlist; for as long again they can be fetched; 0 is 15
	Part  time.Duration // PART-TARGET; 0 is 210 ms
}

// Numbers are where a playlist has got to.
type Numbers struct {
	Sequence      int64 // media sequence number of the next segment
	Discontinuity int64 // discontinuity sequence number of the newest
	Init          int64 // of the next initialization segment
	Fragment      int64 // of the next fragment, which is a part
}

const (
	// targetDuration is EXT-X-TARGETDURATION, in seconds: the longest
	// segment's, rounded.
	targetDuration = 2
	target         = targetDuration * time.Second
	// longest is how long a segment may get until a key frame, limit how long
	// without one or over a gap: both round to 2.
	longest = 2400 * time.Millisecond
	limit   = 2450 * time.Millisecond
	// partTarget is not 200 ms, since within 200 no whole number of pictures
	// of 29.97 or 24 a second reaches 85 %. (Nor does one of 12 in 210, or
	// any of less than 5: their parts are said to be as long as a part may
	// be, and EXTINF is right.)
	partTarget = 210 * time.Millisecond
	floor      = 85 // % of PART-TARGET, 4.4.4.9
	// instant is how long a part of sound alone is said to be, whose picture
	// has gone before.
	instant = time.Millisecond
	// apart is how far independent parts are apart at least, where no segment
	// begins: nobody needs more of them to begin with.
	apart = 500 * time.Millisecond
	keep  = 15
	// partsFor is for how long parts stand in the playlist, 6.2.2.
	partsFor = 3 * target
	// shortest is how short a playlist may get by a segment's leaving, 6.2.2.
	shortest = 3 * target
	// skipUntil is CAN-SKIP-UNTIL, holdBack HOLD-BACK, 4.4.3.8.
	skipUntil = 6 * target
	holdBack  = 3 * target
	// partHoldBack is PART-HOLD-BACK in PART-TARGETs, 4.4.3.8.
	partHoldBack = 3
	// maxWindow bounds the bytes of all segments: what a publisher sends is
	// not ours to choose. maxSegment bounds those of one.
	maxWindow  = 256 << 20
	maxSegment = maxWindow / 8
)

func (o Options) withDefaults() Options {
	if o.Keep == 0 {
		o.Keep = keep
	}
	if o.Part == 0 {
		o.Part = partTarget
	}
	return o
}
