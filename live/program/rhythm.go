package program

import (
	"time"

	"stagedoor/live"
)

// A rhythm is how far apart an input's key frames are, and whether it loses a
// lead on the wall clock, which its fast clock or a backlog gave it: that is
// done by leaving out the last pictures before a key frame, which no other
// needs. Media time then stands until the key frame comes.
type rhythm struct {
	key   int64 // DTS of the last key frame
	every int64 // ticks from the one before to it
	even  bool  // and that was as long as the time before
	loses bool
}

// hear takes a sample of the track that leads.
func (r *rhythm) hear(s live.Sample, t live.Track) {
	if !s.Key {
		return
	}
	const same = 100 * time.Millisecond
	every := s.DTS - r.key
	r.even = t.Time(every-r.every).Abs() < same
	r.key, r.every = s.DTS, every
}

// sheds reports whether a picture is left out. An encoder whose key frames are
// not evenly apart keeps its lead, as nobody knows when the next one comes.
func (r *rhythm) sheds(s live.Sample, t live.Track, lead time.Duration) bool {
	switch {
	case lead > tolerated:
		r.loses = true
	case lead < piece/2:
		r.loses = false
	}
	left := t.Time(r.key + r.every - s.DTS)
	return r.loses && r.even && !s.Key && left > 0 && left <= min(lead, piece)
}
