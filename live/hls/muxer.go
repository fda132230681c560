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
	resources sync.Map  // name → *resource
	timers    sync.Pool // of *time.Timer: thousands of requests wait for each part
	left      chan struct{}
	leave     sync.Once

	// Of the writing goroutine:
	next    Numbers
	zero    time.Time // the wall clock at media time 0
	init    *initSegment
	runs    []run
	cutter  cutter
	end     time.Duration // of the last picture, as far as is known
	window  window
	current *segment // under way; nil before the first picture
	broken  bool     // the next segment is a discontinuity
	hint    string   // name of the next part
	scratch []fmp4.Run
	writer  writer
}

// New makes a muxer without anything in it. zero is the wall clock at media
// time 0.
func New(o Options, zero time.Time) *Muxer {
	m := &Muxer{o: o.withDefaults(), next: o.First, zero: zero, left: make(chan struct{})}
	m.timers.New = newTimer
	m.window.gone = o.First.Discontinuity
	m.broken = m.next.Sequence > 0 // a restart: what players have is of another timeline
	m.hint = m.o.name(ofPart, m.next.Fragment)
	m.snap.Store(m.render(false))
	return m
}

// SetTracks says what the samples from now on are; one of them is a picture.
// It is a discontinuity, with an initialization segment of its own.
func (m *Muxer) SetTracks(tracks []live.Track) {
	m.endSegment(m.end, true)
	if m.init != nil {
		m.broken = true
		if m.init.refs == 0 {
			m.resources.Delete(m.init.name)
		}
	}
	m.runs = make([]run, len(tracks))
	for i, t := range tracks {
		m.runs[i] = newRun(t)
	}
	m.init = &initSegment{name: m.o.name(ofInit, m.next.Init)}
	m.resources.Store(m.init.name, newResource(fmp4.Init(tracks)))
	m.next.Init++
}

// Write takes the next sample of a track. Its DTS is in program time and only
// grows; one that does not is left out. Sound is cut where the picture is.
func (m *Muxer) Write(s live.Sample) {
	if s.Track < 0 || s.Track >= len(m.runs) {
		return
	}
	r := &m.runs[s.Track]
	switch {
	case s.DTS <= r.last || s.DTS < 0:
	case r.track.Video():
		m.picture(r, s)
	case m.current != nil && !r.crowded(): // without a picture nobody plays sound
		r.add(s)
	}
}

func (m *Muxer) picture(r *run, s live.Sample) {
	r.heard(s.DTS)
	at, frame := r.track.Time(s.DTS), r.track.Time(r.frame)
	if m.current == nil {
		if !s.Key {
			return // nobody could begin with it
		}
		m.cutter = cutter{target: m.o.Part, key: at, alone: at}
		m.beginSegment(at)
	} else {
		m.cut(r, s, at, frame)
	}
	r.add(s)
	m.end = at + frame
	if full := m.cutter.full(m.end, frame); full || r.crowded() {
		m.endPart(m.end, full, false)
		m.publish(false)
	}
}

// cut ends what the picture s does not belong to any more.
func (m *Muxer) cut(r *run, s live.Sample, at, frame time.Duration) {
	what := m.cutter.before(at, frame, s.Key, len(r.samples) > 0)
	if what == none {
		return
	}
	r.until(s.DTS)
	if what == endSegment || m.current.size > maxSegment {
		m.endSegment(at, false)
		m.beginSegment(at)
		return
	}
	if m.endPart(at, !s.Key, false) {
		m.publish(false)
	}
	m.cutter.skip(at, frame)
}

func (m *Muxer) beginSegment(at time.Duration) {
	m.current = &segment{
		name: m.o.name(ofSegment, m.next.Sequence), number: m.next.Sequence,
		at: m.zero.Add(at), start: at, discontinuity: m.broken, init: m.init,
	}
	m.next.Sequence++
	if m.broken {
		m.next.Discontinuity++
	}
	m.broken = false
	m.init.refs++
	m.cutter.begin(at)
}

// endPart gives out what has come up to end, if a picture has: sound alone
// waits for one, unless nothing follows it, which is last. floored is whether
// another part of the segment follows that is not independent.
func (m *Muxer) endPart(end time.Duration, floored, last bool) bool {
	independent, any := false, false
	m.scratch = m.scratch[:0]
	for i := range m.runs {
		r := &m.runs[i]
		if r.track.Video() && len(r.samples) > 0 {
			any, independent = true, r.samples[0].Key
		}
		any = any || last && len(r.samples) > 0
		m.scratch = append(m.scratch, fmp4.Run{Track: uint32(i + 1), Base: uint64(r.base), Samples: r.samples})
	}
	if !any {
		return false
	}
	data := fmp4.AppendFragment(make([]byte, 0, fmp4.Size(m.scratch)), uint32(m.next.Fragment+1), m.scratch)
	m.current.add(part{name: m.hint, duration: m.cutter.ended(end, floored), independent: independent, data: data})
	m.resources.Store(m.hint, newResource(data))
	m.next.Fragment++
	m.hint = m.o.name(ofPart, m.next.Fragment)
	for i := range m.runs {
		m.runs[i].empty()
	}
	return true
}

// endSegment ends the segment under way, with its last part. A gap at its end
// belongs to it as far as it does not get too long. last says that its tracks
// end with it: sound that came behind its picture goes out with them.
func (m *Muxer) endSegment(end time.Duration, last bool) {
	s := m.current
	if s == nil {
		return
	}
	if end-s.start > limit {
		end = min(m.end, s.start+limit)
	}
	m.endPart(end, false, last)
	m.current = nil
	s.duration = end - s.start
	m.resources.Store(s.name, s.resource())
	for _, old := range m.window.add(s, end, m.o.Keep) {
		m.forget(old)
	}
	m.publish(false)
}

func (m *Muxer) forget(s *segment) {
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
	m.endSegment(m.end, true)
	m.publish(true)
}

// Leave says that another muxer goes on with this playlist: who waits is told
// to ask again, and nobody waits any more. Any goroutine may say it.
func (m *Muxer) Leave() { m.leave.Do(func() { close(m.left) }) }

// publish gives out the playlist as it is now, and wakes who waits.
func (m *Muxer) publish(over bool) { close(m.snap.Swap(m.render(over)).next) }

// Numbers are those that come next. Only the writing goroutine may ask.
func (m *Muxer) Numbers() Numbers { return m.next }
