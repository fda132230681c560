package hls

import (
	"strconv"
	"time"
)

// A resource is the bytes behind a name: one piece for a part or an init, the
// parts for a segment, which shares their bytes.
type resource struct {
	pieces [][]byte
	length []string // Content-Length
}

func newResource(pieces ...[]byte) *resource {
	n := 0
	for _, p := range pieces {
		n += len(p)
	}
	return &resource{pieces: pieces, length: []string{strconv.Itoa(n)}}
}

// A part is a Partial Segment, 3.2.
type part struct {
	name        string
	duration    time.Duration // as the playlist says it
	independent bool
	data        []byte
}

// A segment is a Media Segment, whole or under way.
type segment struct {
	name          string
	number        int64         // Media Sequence Number
	at            time.Time     // EXT-X-PROGRAM-DATE-TIME
	start         time.Duration // in media time
	duration      time.Duration // EXTINF; until it is whole, that of its parts
	parts         []part
	discontinuity bool          // the tracks are others than the last segment's, or their time is
	init          *initSegment  // its EXT-X-MAP
	size          int           // bytes
	until         time.Duration // media time until which it can be fetched; once it left the playlist
}

// An initSegment is a Media Initialization Section, 3.1.2.
type initSegment struct {
	name string
	refs int // segments that need it
}

func (s *segment) add(p part) {
	s.parts = append(s.parts, p)
	s.duration += p.duration
	s.size += len(p.data)
}

func (s *segment) resource() *resource {
	pieces := make([][]byte, len(s.parts))
	for i, p := range s.parts {
		pieces[i] = p.data
	}
	return newResource(pieces...)
}
