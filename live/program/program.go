package program

import (
	"context"
	"errors"
	"sync"
	"time"

	"stagedoor/live"
)

// A RungID names a rung; the empty one is the slate.
type RungID string

// An Output takes the program's tracks and samples; hls.Muxer is one. Each
// SetTracks is a discontinuity.
type Output interface {
	SetTracks([]live.Track)
	Write(live.Sample)
}

// Options tune a Program. Slate and Out are needed.
type Options struct {
	Slate Clip
	Out   Output
	Zero  time.Time // the wall clock at media time 0
	// Silence is how long the rung on air may send no picture before the
	// slate is shown; 0 is 700 ms.
	Silence time.Duration
	// Shown hears which rung the program shows from now on; the empty one is
	// the slate. It is called in the program's goroutine. May be nil.
	Shown func(rung RungID, at time.Time)
	Now   func() time.Time // nil is time.Now
}

const (
	silence = 700 * time.Millisecond
	// tick is how often the slate is played on and silence is looked for:
	// shorter than a picture of 30 a second.
	tick = 20 * time.Millisecond
)

// A Program is one stage's output. Make one with New and Run it.
type Program struct {
	o    Options
	wake chan struct{}

	mu      sync.Mutex
	want    RungID
	streams map[RungID]*live.Stream

	// Of Run's goroutine:
	said   bool   // shown was told
	shown  RungID // what the output shows; the empty one is the slate
	on     *input // of the rung that is wanted; nil while it has no publisher
	leaves *input // of the rung that is shown until the wanted one has a key frame
	line   line
	slate  [2]player // the slate's picture and its silence, wherever they stand in
}

// New makes a program that shows the slate.
func New(o Options) (*Program, error) {
	if err := o.Slate.validate(); err != nil {
		return nil, err
	}
	if o.Silence == 0 {
		o.Silence = silence
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Program{
		o: o, wake: make(chan struct{}, 1), streams: map[RungID]*live.Stream{}, line: line{out: o.Out},
		slate: [2]player{newPlayer(o.Slate, picture), newPlayer(o.Slate, sound)},
	}, nil
}

// Show says which rung is on air from now on; the empty one is the slate. It
// never blocks.
func (p *Program) Show(rung RungID) {
	p.mu.Lock()
	p.want = rung
	p.mu.Unlock()
	p.awake()
}

// Attach says that a rung has a publisher, Detach that it has none any more.
func (p *Program) Attach(rung RungID, s *live.Stream) {
	p.mu.Lock()
	p.streams[rung] = s
	p.mu.Unlock()
	p.awake()
}

// Detach takes s from the rung, if it is still the rung's.
func (p *Program) Detach(rung RungID, s *live.Stream) {
	p.mu.Lock()
	if p.streams[rung] == s {
		delete(p.streams, rung)
	}
	p.mu.Unlock()
	p.awake()
}

func (p *Program) awake() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// An input reads one rung's stream.
type input struct {
	rung   RungID
	stream *live.Stream
	reader *live.Reader
	tracks []live.Track
	heard  time.Time // when the last picture came, or sound of a rung without one
	splice *splice   // nil while the output does not show it
}

func (in *input) close() {
	if in != nil {
		in.reader.Close()
	}
}

// Run plays until ctx ends; a program never stops for its publishers.
func (p *Program) Run(ctx context.Context) {
	p.playSlate(p.o.Now())
	t := time.NewTicker(tick)
	defer t.Stop()
	defer func() { p.on.close(); p.leaves.close() }()
	for {
		var coming, leaving <-chan live.Event
		if p.on != nil {
			coming = p.on.reader.C
		}
		if p.leaves != nil {
			leaving = p.leaves.reader.C
		}
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
			p.choose()
		case e, ok := <-coming:
			p.on = p.take(p.on, e, ok)
		case e, ok := <-leaving:
			p.leaves = p.take(p.leaves, e, ok)
		case <-t.C:
		}
		p.pass(p.o.Now())
	}
}

// choose opens what is wanted and has a publisher.
func (p *Program) choose() {
	p.mu.Lock()
	want := p.want
	stream := p.streams[want]
	p.mu.Unlock()
	if p.on != nil && p.on.rung == want && p.on.stream == stream {
		return
	}
	if p.on != nil && p.on.splice != nil && p.on.rung != want && want != "" {
		p.leaves.close()
		p.leaves = p.on // goes on until the other has a key frame
	} else {
		p.on.close()
	}
	p.on = nil
	if stream == nil { // the slate, or a rung that nobody publishes
		p.leaves.close()
		p.leaves = nil
		return
	}
	p.on = &input{rung: want, stream: stream, reader: stream.Read()}
}

// take takes an event of an input, and returns the input, or nil when it is
// over.
func (p *Program) take(in *input, e live.Event, ok bool) *input {
	switch {
	case !ok && errors.Is(in.reader.Err(), live.ErrSlow):
		in.reader, in.splice = in.stream.Read(), nil // on with the newest
	case !ok:
		return nil
	case e.Tracks != nil:
		in.tracks, in.splice = e.Tracks, nil
	default:
		p.sample(in, e.Sample)
	}
	return in
}

// sample writes what an input sends, from its first key frame on.
func (p *Program) sample(in *input, s live.Sample) {
	if s.Track >= len(in.tracks) {
		return
	}
	leads := in.tracks[s.Track].Video() || !hasPicture(in.tracks)
	if leads {
		in.heard = s.At
	}
	if in.splice == nil {
		if in != p.on || !leads || !s.Key {
			return
		}
		p.begin(in, s)
	}
	if out, ok := in.splice.rebased(s); ok {
		p.line.write(out)
	}
	if leads {
		p.fill(in)
	}
}

// begin has the output show an input from this sample on.
func (p *Program) begin(in *input, s live.Sample) {
	at := p.line.here(p.o.Zero, s.At)
	sp := newSplice(in.tracks, toTime(s.DTS, in.tracks[s.Track].Scale), at)
	in.splice = &sp
	tracks := append([]live.Track(nil), p.o.Slate.Tracks...)
	for i, to := range sp.to {
		if to >= 0 {
			tracks[to] = in.tracks[i]
		}
	}
	p.line.begin(tracks)
	for i := range p.slate {
		p.slate[i].from(max(at, p.line.end[i]))
	}
	if in != p.leaves {
		p.leaves.close()
		p.leaves = nil
	}
	p.say(in.rung, at)
}

// fill writes the slate's picture or its silence beside an input that has
// only the other, as far as the input has got.
func (p *Program) fill(in *input) {
	has := [2]bool{}
	for _, to := range in.splice.to {
		if to >= 0 {
			has[to] = true
		}
	}
	for i := range p.slate {
		if has[i] {
			continue
		}
		for p.slate[i].peek() < p.line.end[1-i] {
			s := p.slate[i].take()
			s.Track = i
			p.line.write(s)
		}
	}
}

// pass plays the slate where nothing else is shown, and notices silence.
func (p *Program) pass(now time.Time) {
	shows := false
	for _, in := range []*input{p.on, p.leaves} {
		if in == nil || in.splice == nil {
			continue
		}
		if now.Sub(in.heard) > p.o.Silence {
			in.splice = nil
			continue
		}
		shows = true
	}
	if shows {
		return
	}
	if p.shown != "" || now.Sub(p.o.Zero)-p.line.end[picture] > p.o.Silence+behind {
		p.playSlate(now)
	}
	due := now.Sub(p.o.Zero)
	for {
		i := picture
		if p.slate[sound].peek() < p.slate[picture].peek() {
			i = sound
		}
		if p.slate[i].peek() > due {
			return
		}
		s := p.slate[i].take()
		s.Track = i
		p.line.write(s)
	}
}

// behind is how far the slate may be behind the clock before it goes on at
// the clock's time: the machine slept.
const behind = 2 * time.Second

// playSlate has the output show the slate from now on. Its beginning covers
// what was silent already, so that media time has no hole.
func (p *Program) playSlate(now time.Time) {
	at := p.line.end[picture]
	if now.Sub(p.o.Zero)-at > p.o.Silence+behind {
		at = now.Sub(p.o.Zero)
	}
	p.line.begin(p.o.Slate.Tracks)
	for i := range p.slate {
		p.slate[i].from(max(at, p.line.end[i]))
	}
	p.say("", at)
}

func (p *Program) say(rung RungID, at time.Duration) {
	if p.shown == rung && p.said {
		return
	}
	p.shown, p.said = rung, true
	if p.o.Shown != nil {
		p.o.Shown(rung, p.o.Zero.Add(at))
	}
}

func hasPicture(tracks []live.Track) bool {
	for _, t := range tracks {
		if t.Video() {
			return true
		}
	}
	return false
}
