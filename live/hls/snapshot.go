package hls

import "strconv"

// A snapshot is the playlist as it is between one part and the next. Nobody
// changes it.
type snapshot struct {
	full  *body
	delta *body // with EXT-X-SKIP; nil while there is nothing to skip

	sequence int64  // Media Sequence Number of the segment under way, or of the next
	parts    int    // of it that are there
	before   int    // parts of the segment before it; 0 when there is none
	limit    int    // the Advance Part Limit, 6.2.5.2
	ready    bool   // there is a whole segment: without one players think that it is broken
	over     bool   // nothing more comes
	hint     string // name of the part that comes next

	next chan struct{} // closed when another snapshot takes its place
}

// A body is a playlist's text as it is sent, with its Content-Length.
type body struct {
	plain, gzip             []byte
	plainLength, gzipLength []string
}

func newBody(plain, gzip []byte) *body {
	return &body{
		plain: plain, plainLength: []string{strconv.Itoa(len(plain))},
		gzip: gzip, gzipLength: []string{strconv.Itoa(len(gzip))},
	}
}

// has reports whether the playlist holds part of segment msn, or with part
// -1 the whole of it, 6.2.5.2; msn -1 is any. A part past the end of a
// finished segment means part 0 of the next. An ended playlist is never
// waited for.
func (s *snapshot) has(msn int64, part int) bool {
	switch {
	case s.over:
		return true
	case !s.ready:
		return false
	case msn < s.sequence-1:
		return true
	case msn == s.sequence-1:
		return part < s.before || s.parts > 0
	case msn == s.sequence:
		return part >= 0 && part < s.parts
	}
	return false
}

// ahead is how many segments msn may be beyond the last whole one before it
// is a mistake, 6.2.5.2. Its end comes within the time that a request is held.
const ahead = 2

// tooFar reports whether a request asks for what no player can wait for yet.
func (s *snapshot) tooFar(msn int64, part int) bool {
	switch last := s.sequence - 1; {
	case s.over:
		return false
	case msn == s.sequence:
		return part > s.parts-1+s.limit
	case msn > s.sequence:
		return msn > last+ahead || part > s.limit
	}
	return false
}
