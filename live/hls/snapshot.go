package hls

// A snapshot is the playlist as it is between one part and the next. Nobody
// changes it.
type snapshot struct {
	full, fullGzip   []byte
	delta, deltaGzip []byte // with EXT-X-SKIP; nil while there is nothing to skip

	sequence int64  // media sequence number of the segment under way, or of the next
	parts    int    // of it that are there
	before   int    // parts of the segment before it; 0 when there is none
	over     bool   // nothing more comes
	hint     string // name of the part that comes next

	next chan struct{} // closed when another snapshot takes its place
}

// has reports whether the playlist holds part of segment msn, or with part
// -1 the whole of it, 6.2.5.2. A part past the end of a finished segment
// means part 0 of the next.
func (s *snapshot) has(msn int64, part int) bool {
	switch {
	case s.over || msn < s.sequence-1:
		return true
	case msn == s.sequence-1:
		return part < s.before || s.parts > 0
	case msn == s.sequence:
		return part >= 0 && part < s.parts
	}
	return false
}

// ahead is how many segments msn may be beyond the one under way before it is
// a mistake, 6.2.5.2.
const ahead = 2

func (s *snapshot) tooFar(msn int64) bool { return msn > s.sequence+ahead }
