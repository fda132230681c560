package hls

import (
	"sync"
	"sync/atomic"
	"time"

	"stagedoor/live"
	"stagedoor/live/fmp4"
)

// A Muxer makes a stage's playlist of its program. One goroutine writes; any
// number read. Make one with New.
type Muxer struct {
	o         Options
	snap      atomic.Pointer[snapshot]
	resources sync.Map      // name → *resource
	left      chan struct{} // closed by Leave

	// Of the writing goroutine:
	next    Numbers
	scratch []fmp4.Run
	runs    []run
	cutter  cutter
	end     time.Duration // of the last picture, as far as is known
	zero    time.Time     // the wall clock at media time 0
	init    *initSegment
	whole   []*segment // finished, oldest first: those that are listed and those that can still be fetched
	current *segment   // under way; nil before the first picture
	broken  bool       // the next segment is a discontinuity
	gone    int64      // discontinuities that left the playlist
	bytes   int        // of whole
	hint    string     // name of the next part
}

// New makes a muxer without anything in it. zero is the wall clock at media
// time 0.
func New(o Options, zero time.Time) *Muxer {
	m := &Muxer{o: o.withDefaults(), next: o.First, gone: o.First.Discontinuity, zero: zero, left: make(chan struct{})}
	m.cutter.target = m.o.Part
	m.broken = m.next.Sequence > 0 // a restart: what players have is of another timeline
	m.hint = m.o.name(ofPart, m.next.Fragment)
	m.snap.Store(m.render(false))
	return m
}

// SetTracks says what the samples from now on are. Other tracks than before
// are a discontinuity with an initialization segment of its own.
func (m *Muxer) SetTracks(tracks []live.Track) {
	m.endPart(m.end)
	m.endSegment()
	if m.init != nil {
		m.broken = true
	}
	m.runs = make([]run, len(tracks))
	for i, t := range tracks {
		m.runs[i] = run{track: t, frame: int64(t.Scale) / 30}
		if !t.Video() {
			m.runs[i].frame = live.AACFrame
		}
	}
	m.init = &initSegment{name: m.o.name(ofInit, m.next.Init), data: fmp4.Init(tracks)}
	m.next.Init++
	m.cutter = cutter{target: m.o.Part}
	m.resources.Store(m.init.name, &resource{pieces: [][]byte{m.init.data}, size: len(m.init.data)})
}

// Write takes the next sample of a track: its DTS is in program time and
// only grows. Sound is cut where the picture is.
func (m *Muxer) Write(s live.Sample) {
	r := &m.runs[s.Track]
	if !r.track.Video() {
		r.heard(s.DTS)
		r.add(s)
		return
	}
	r.heard(s.DTS)
	at, frame := ticks(s.DTS, r.track.Scale), ticks(r.frame, r.track.Scale)
	if m.current == nil {
		m.beginSegment(at)
		m.cutter.key = at
	} else {
		switch what := m.cutter.before(at, frame, s.Key); what {
		case endPart:
			m.endPart(at)
			m.cutter.began(what, at)
		case endSegment:
			m.endPart(at)
			m.endSegment()
			m.beginSegment(at)
		}
	}
	r.add(s)
	m.end = at + frame
	if m.cutter.full(m.end, frame) {
		m.endPart(m.end)
		m.cutter.began(endPart, m.end)
	}
}

func (m *Muxer) beginSegment(at time.Duration) {
	m.current = &segment{
		name: m.o.name(ofSegment, m.next.Sequence), number: m.next.Sequence,
		at: m.zero.Add(at), start: at, discontinuity: m.broken, init: m.init,
	}
	m.next.Sequence++
	m.broken = false
	m.init.refs++
	m.cutter.began(endSegment, at)
}

// endPart gives out what has come up to end.
func (m *Muxer) endPart(end time.Duration) {
	independent, any := false, false
	m.scratch = m.scratch[:0]
	for i := range m.runs {
		r := &m.runs[i]
		if r.track.Video() && len(r.samples) > 0 {
			any, independent = true, r.samples[0].Key
		}
		m.scratch = append(m.scratch, fmp4.Run{Track: uint32(i + 1), Base: uint64(r.base), Samples: r.samples})
	}
	if !any {
		return // sound alone waits for its picture
	}
	data := fmp4.AppendFragment(make([]byte, 0, fmp4.Size(m.scratch)), uint32(m.next.Fragment+1), m.scratch)
	p := part{name: m.hint, duration: end - m.cutter.part, independent: independent, data: data}
	m.current.add(p)
	m.resources.Store(p.name, &resource{pieces: [][]byte{data}, size: len(data)})
	m.next.Fragment++
	m.hint = m.o.name(ofPart, m.next.Fragment)
	for i := range m.runs {
		clear(m.runs[i].samples) // lets go of the samples' data
		m.runs[i].samples = m.runs[i].samples[:0]
	}
	m.publish(false)
}

// endSegment closes the segment under way, and lets the oldest go.
func (m *Muxer) endSegment() {
	s := m.current
	m.current = nil
	if s == nil {
		return
	}
	if len(s.parts) == 0 {
		s.init.refs--
		m.next.Sequence--
		m.broken = m.broken || s.discontinuity
		return
	}
	m.resources.Store(s.name, s.resource())
	m.whole = append(m.whole, s)
	m.bytes += s.size
	if n := len(m.whole) - m.o.Keep; n > 0 && m.whole[n-1].discontinuity {
		m.gone++
	}
	for len(m.whole) > 2*m.o.Keep || m.bytes > maxWindow && len(m.whole) > m.o.Keep {
		m.forget(m.whole[0])
		m.whole = m.whole[1:]
	}
}

func (m *Muxer) forget(s *segment) {
	m.bytes -= s.size
	m.resources.Delete(s.name)
	for _, p := range s.parts {
		m.resources.Delete(p.name)
	}
	if s.init.refs--; s.init.refs == 0 && s.init != m.init {
		m.resources.Delete(s.init.name)
	}
}

// End says that nothing more comes: the playlist says so too, and nobody
// waits any more.
func (m *Muxer) End() {
	m.endPart(m.end)
	m.endSegment()
	m.publish(true)
}

// Leave lets go whoever waits, without an end: the playlist goes on
// elsewhere, or after a restart. It is called once.
func (m *Muxer) Leave() { close(m.left) }

func (m *Muxer) publish(over bool) {
	close(m.snap.Swap(m.render(over)).next)
}

// Numbers are those that come next. Only the writing goroutine may ask.
func (m *Muxer) Numbers() Numbers {
	n := m.next
	n.Discontinuity = m.gone
	for _, s := range m.whole {
		if s.discontinuity {
			n.Discontinuity++ // more than they are, for those that have left: it only must not go back
		}
	}
	return n
}
