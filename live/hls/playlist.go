package hls

import (
	"bytes"
	"compress/gzip"
	"strconv"
	"time"
)

// render writes the playlist of what there is now, whole and as a delta
// update.
func (m *Muxer) render(over bool) *snapshot {
	s := &snapshot{sequence: m.next.Sequence, over: over, hint: m.hint, next: make(chan struct{})}
	listed := m.whole
	if n := len(listed) - m.o.Keep; n > 0 {
		listed = listed[n:]
	}
	if n := len(listed); n > 0 {
		s.before = len(listed[n-1].parts)
	}
	if m.current != nil {
		s.sequence, s.parts = m.current.number, len(m.current.parts)
	}
	s.full = m.write(listed, 0, over)
	s.fullGzip = squeeze(s.full)
	if skip := skippable(listed, m.current); skip > 0 {
		s.delta = m.write(listed, skip, over)
		s.deltaGzip = squeeze(s.delta)
	}
	return s
}

// skippable is how many segments at the beginning a delta update leaves out:
// those before the Skip Boundary, 4.4.3.8, and 6.2.5.1: at least one.
func skippable(listed []*segment, current *segment) int {
	var after time.Duration
	if current != nil {
		after = current.duration
	}
	n := len(listed)
	for ; n > 0 && after < skipUntil; n-- {
		after += listed[n-1].duration
	}
	return n
}

func (m *Muxer) write(listed []*segment, skip int, over bool) []byte {
	b := make([]byte, 0, 8<<10)
	b = append(b, "#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:"...)
	b = strconv.AppendInt(b, targetDuration, 10)
	b = append(b, "\n#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL="...)
	b = seconds(b, skipUntil)
	b = append(b, ",HOLD-BACK="...)
	b = seconds(b, 3*targetDuration*time.Second) // at least three, 4.4.3.8
	b = append(b, ",PART-HOLD-BACK="...)
	b = seconds(b, 3*m.o.Part) // likewise
	b = append(b, "\n#EXT-X-PART-INF:PART-TARGET="...)
	b = seconds(b, m.o.Part)
	first := m.next.Sequence
	switch {
	case len(listed) > 0:
		first = listed[0].number
	case m.current != nil:
		first = m.current.number
	}
	b = append(b, "\n#EXT-X-MEDIA-SEQUENCE:"...)
	b = strconv.AppendInt(b, first, 10)
	b = append(b, "\n#EXT-X-DISCONTINUITY-SEQUENCE:"...)
	b = strconv.AppendInt(b, m.gone, 10)
	b = append(b, '\n')
	var mapped *initSegment
	if skip > 0 {
		b = append(b, "#EXT-X-SKIP:SKIPPED-SEGMENTS="...)
		b = strconv.AppendInt(b, int64(skip), 10)
		b = append(b, '\n')
		mapped = listed[skip-1].init // the client has it
	}
	// Parts are for who is at the live edge, 4.4.4.9.
	withParts := len(listed)
	for after := time.Duration(0); withParts > skip && after < partsFor; withParts-- {
		after += listed[withParts-1].duration
	}
	for i := skip; i < len(listed); i++ {
		b, mapped = listed[i].begin(b, mapped)
		if i >= withParts {
			b = listed[i].partial(b)
		}
		b = append(b, "#EXTINF:"...)
		b = seconds(b, listed[i].duration)
		b = append(b, ",\n"...)
		b = append(b, listed[i].name...)
		b = append(b, '\n')
	}
	if m.current != nil {
		b, _ = m.current.begin(b, mapped)
		b = m.current.partial(b)
	}
	if over {
		return append(b, "#EXT-X-ENDLIST\n"...)
	}
	b = append(b, `#EXT-X-PRELOAD-HINT:TYPE=PART,URI="`...)
	b = append(b, m.hint...)
	return append(b, "\"\n"...)
}

// begin writes what stands before a segment's parts.
func (s *segment) begin(b []byte, mapped *initSegment) ([]byte, *initSegment) {
	if s.discontinuity {
		b = append(b, "#EXT-X-DISCONTINUITY\n"...)
	}
	if s.init != mapped {
		b = append(b, `#EXT-X-MAP:URI="`...)
		b = append(b, s.init.name...)
		b = append(b, "\"\n"...)
	}
	b = append(b, "#EXT-X-PROGRAM-DATE-TIME:"...)
	b = s.at.UTC().AppendFormat(b, "2006-01-02T15:04:05.000Z")
	return append(b, '\n'), s.init
}

func (s *segment) partial(b []byte) []byte {
	for _, p := range s.parts {
		b = append(b, "#EXT-X-PART:DURATION="...)
		b = seconds(b, p.duration)
		b = append(b, `,URI="`...)
		b = append(b, p.name...)
		b = append(b, '"')
		if p.independent {
			b = append(b, ",INDEPENDENT=YES"...)
		}
		b = append(b, '\n')
	}
	return b
}

func seconds(b []byte, d time.Duration) []byte {
	return strconv.AppendFloat(b, d.Seconds(), 'f', 5, 64)
}

// squeeze compresses at the fastest level: once a part for everybody.
func squeeze(b []byte) []byte {
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestSpeed) // the level is good
	_, _ = z.Write(b)                                 // a buffer takes all
	_ = z.Close()
	return out.Bytes()
}
