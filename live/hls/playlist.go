package hls

import (
	"bytes"
	"compress/gzip"
	"slices"
	"strconv"
	"time"
)

// A writer writes playlists. What it uses to do so it keeps.
type writer struct {
	text   []byte
	packed bytes.Buffer
	gzip   *gzip.Writer
}

// render writes the playlist of what there is now, whole and as a Playlist
// Delta Update.
func (m *Muxer) render(over bool) *snapshot {
	listed := m.window.listed()
	s := &snapshot{
		sequence: m.next.Sequence, limit: int(3 * time.Second / m.o.Part),
		ready: len(listed) > 0, over: over, hint: m.hint, next: make(chan struct{}),
	}
	if s.ready {
		s.before = len(listed[len(listed)-1].parts)
	}
	if m.current != nil {
		s.sequence, s.parts = m.current.number, len(m.current.parts)
	}
	s.full = m.writer.body(func(b []byte) []byte { return m.write(b, listed, 0, over) })
	if skip := skippable(listed, m.current); skip > 0 && !over {
		s.delta = m.writer.body(func(b []byte) []byte { return m.write(b, listed, skip, over) })
	}
	return s
}

// body is what write writes, plain and compressed at the fastest level: once
// a part for everybody.
func (w *writer) body(write func([]byte) []byte) *body {
	w.text = write(w.text[:0])
	w.packed.Reset()
	if w.gzip == nil {
		w.gzip, _ = gzip.NewWriterLevel(&w.packed, gzip.BestSpeed) // the level is good
	} else {
		w.gzip.Reset(&w.packed)
	}
	_, _ = w.gzip.Write(w.text) // a buffer takes all
	_ = w.gzip.Close()
	return newBody(slices.Clone(w.text), bytes.Clone(w.packed.Bytes()))
}

// skippable is how many segments at the beginning a delta update leaves out:
// those that are further from the end than the Skip Boundary, 6.2.5.1.
func skippable(listed []*segment, current *segment) int {
	n, _ := further(listed, current, skipUntil)
	return n
}

// further is how many segments at the beginning end further from the
// playlist's end than a distance.
func further(listed []*segment, current *segment, than time.Duration) (n int, after time.Duration) {
	if current != nil {
		after = current.duration
	}
	for n = len(listed); n > 0 && after <= than; n-- {
		after += listed[n-1].duration
	}
	return n, after
}

func (m *Muxer) write(b []byte, listed []*segment, skip int, over bool) []byte {
	first := m.next.Sequence
	switch {
	case len(listed) > 0:
		first = listed[0].number
	case m.current != nil:
		first = m.current.number
	}
	b = m.head(b, first)
	var mapped *initSegment
	if skip > 0 {
		b = append(b, "#EXT-X-SKIP:SKIPPED-SEGMENTS="...)
		b = strconv.AppendInt(b, int64(skip), 10)
		b = append(b, '\n')
		mapped = listed[skip-1].init // the client has it
	}
	// Parts are for who is at the live edge, 6.2.2.
	old, _ := further(listed, m.current, partsFor)
	for i := skip; i < len(listed); i++ {
		b, mapped = listed[i].begin(b, mapped)
		if i >= old {
			b = listed[i].partial(b)
		}
		b = append(b, "#EXTINF:"...)
		b = seconds(b, listed[i].duration)
		b = append(b, ",\n"...)
		b = append(b, listed[i].name...)
		b = append(b, '\n')
	}
	if m.current != nil && len(m.current.parts) > 0 {
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

// head writes what is true of the whole playlist. Only the two sequence
// numbers ever change, 6.2.1.
func (m *Muxer) head(b []byte, first int64) []byte {
	b = append(b, "#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:"...)
	b = strconv.AppendInt(b, targetDuration, 10)
	b = append(b, "\n#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL="...)
	b = seconds(b, skipUntil)
	b = append(b, ",HOLD-BACK="...)
	b = seconds(b, holdBack)
	b = append(b, ",PART-HOLD-BACK="...)
	b = seconds(b, partHoldBack*m.o.Part)
	b = append(b, "\n#EXT-X-PART-INF:PART-TARGET="...)
	b = seconds(b, m.o.Part)
	b = append(b, "\n#EXT-X-MEDIA-SEQUENCE:"...)
	b = strconv.AppendInt(b, first, 10)
	b = append(b, "\n#EXT-X-DISCONTINUITY-SEQUENCE:"...)
	b = strconv.AppendInt(b, m.window.gone, 10)
	return append(b, '\n')
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
