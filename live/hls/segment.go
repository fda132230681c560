package hls

import "time"

// A resource is the bytes behind a name: one piece for a part or an init, the
// parts for a segment, which shares their bytes.
type resource struct {
	pieces [][]byte
	size   int
}

// A part is a partial segment, 3.2.
type part struct {
	name        string
	duration    time.Duration
	independent bool
	data        []byte
}

// A segment is a media segment, whole or under way.
type segment struct {
	name          string
	number        int64         // media sequence number
	at            time.Time     // EXT-X-PROGRAM-DATE-TIME
	start         time.Duration // in media time
	duration      time.Duration
	parts         []part
	discontinuity bool         // the tracks are others than the last segment's
	init          *initSegment // its EXT-X-MAP
	size          int
}

// An initSegment is an initialization segment.
type initSegment struct {
	name string
	data []byte
	refs int // segments that need it
}

func (s *segment) add(p part) {
	s.parts = append(s.parts, p)
	s.duration += p.duration
	s.size += len(p.data)
}

func (s *segment) resource() *resource {
	r := &resource{size: s.size}
	for _, p := range s.parts {
		r.pieces = append(r.pieces, p.data)
	}
	return r
}
