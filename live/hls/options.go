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
	Keep  int           // segments in the playlist, and as many again that can still be fetched; 0 is 15
	Part  time.Duration // PART-TARGET; 0 is 210 ms
}

// Numbers are where a playlist has got to.
type Numbers struct {
	Sequence      int64 // media sequence number of the next segment
	Discontinuity int64 // discontinuity sequence number of it
	Init          int64 // of the next initialization segment
	Fragment      int64 // of the next fragment, which is a part
}

const (
	// targetDuration is EXT-X-TARGETDURATION, in seconds: the longest
	// segment's, rounded.
	targetDuration = 2
	// longest is how long a segment may get: 2.4 s rounds to 2.
	longest = 2400 * time.Millisecond
	// partTarget is not 200 ms, since within 200 no whole number of pictures
	// of 29.97 or 24 a second reaches 85 %.
	partTarget = 210 * time.Millisecond
	keep       = 15
	// partsFor is for how long parts stand in the playlist, 4.4.4.9: three
	// target durations.
	partsFor = 3 * targetDuration * time.Second
	// skipUntil is CAN-SKIP-UNTIL, at least six target durations, 4.4.3.8.
	skipUntil = 6 * targetDuration * time.Second
	// maxWindow bounds the bytes of all segments: what a publisher sends is
	// not ours to choose.
	maxWindow = 256 << 20
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
