package program

import (
	"context"
	"slices"
	"sync"
	"time"

	"stagedoor/live"
)

// A RungID names a rung; the empty one is the slate.
type RungID string

// An Output takes the program's tracks and samples; hls.Muxer is one. There
// are always two tracks, a picture and sound, in this order. Each SetTracks is
// a discontinuity, and the first picture after it is a key frame.
type Output interface {
	SetTracks([]live.Track)
	Write(live.Sample)
}

// Options tune a Program. Slate and Out are needed.
type Options struct {
	Slate Clip
	Out   Output
	// Zero is the wall clock at media time 0; the zero Time is when New is
	// called. It may be up to MostAhead later than that, where dates go on
	// that had got ahead of the clock.
	Zero time.Time
	// Silence is how long the rung on air may send no picture before the
	// slate is shown; 0 is 700 ms.
	Silence time.Duration
	// Shown hears which rung the program shows from now on, the empty one
	// being the slate. It is called in the program's goroutine. May be nil.
	Shown func(rung RungID)
	Now   func() time.Time // nil is time.Now
}

const (
	defaultSilence = 700 * time.Millisecond
	// tick is how often the slate is played on and silence is looked for:
	// shorter than a picture of 30 a second.
	tick = 20 * time.Millisecond
	// behind is how far, besides Silence, media time may be behind the wall
	// clock before it is put right at a discontinuity: an encoder's clock runs
	// slow, or the machine slept.
	behind = 2 * time.Second
	// ahead is how far media time may be ahead of the wall clock: what a file
	// that is sent at once, or a backlog, would put further ahead is left out.
	ahead = 2 * time.Second
	// tolerated is the lead that an encoder keeps: one without sound, whose
	// first second comes at once, has one of a second. When it has more it
	// loses all, piece by piece, each shorter than Silence, and than what a
	// player has in hand.
	tolerated = 1250 * time.Millisecond
	piece     = 500 * time.Millisecond
	// begins is the lead with which a run may begin: also that of who was
	// ahead by all that is allowed, and has lost a piece and goes on.
	begins = ahead - piece + 100*time.Millisecond
	// MostAhead is how far Zero may be ahead of the wall clock: somewhat
	// further than a program gets before a restart.
	MostAhead = ahead + time.Second
	// keyFrame is how long a key frame is waited for, to put right at it an
	// encoder that is behind: longer than they are apart with OBS's default.
	keyFrame = 10 * time.Second
)

// A Program is one stage's output. Make one with New and Run it.
type Program struct {
	o     Options
	wake  chan struct{}
	began time.Time     // when New was called: what is counted from here no set clock disturbs
	first time.Duration // media time then, by the wall clock: before 0 when Zero is yet to come

	mu      sync.Mutex
	want    RungID
	streams map[RungID]*live.Stream
	hidden  time.Time // since when the rung that is wanted is not shown, though it has a publisher; zero: it is, or has none

	// Of Run's goroutine:
	on     *input // of the rung that is wanted; nil while it has no publisher
	leaves *input // of the rung that is shown until the wanted one has a key frame
	line   line
	shown  RungID // what the line shows; the empty one is the slate
	said   bool   // Shown was told
	hides  *input // that is wanted and not shown
	slate  player
	// heard is when the last picture of a rung was written, or sound of one
	// without picture.
	heard time.Time
	slow  slow
}

// New makes a program that shows the slate.
func New(o Options) (*Program, error) {
	if err := o.Slate.validate(); err != nil {
		return nil, err
	}
	if o.Silence == 0 {
		o.Silence = defaultSilence
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	now := o.Now()
	if o.Zero.IsZero() {
		o.Zero = now
	}
	return &Program{
		o: o, wake: make(chan struct{}, 1), streams: map[RungID]*live.Stream{}, line: newLine(o.Out), slate: newPlayer(o.Slate),
		began: now, first: now.Sub(o.Zero),
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

// Attach says that a rung has a publisher, in place of the one it had.
func (p *Program) Attach(rung RungID, s *live.Stream) {
	p.mu.Lock()
	p.streams[rung] = s
	p.mu.Unlock()
	p.awake()
}

// Detach says that s is not the rung's publisher any more. It does nothing
// when another has taken its place.
func (p *Program) Detach(rung RungID, s *live.Stream) {
	p.mu.Lock()
	if p.streams[rung] == s {
		delete(p.streams, rung)
	}
	p.mu.Unlock()
	p.awake()
}

// Hidden is the rung that is to be shown, and for how long it has not been
// though it has a publisher: its next key frame does not come. 0 says that it
// is shown, or that nobody publishes it.
func (p *Program) Hidden() (rung RungID, d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.hidden.IsZero() {
		d = max(1, p.o.Now().Sub(p.hidden))
	}
	return p.want, d
}

// note notes from when on the input that is wanted is hidden.
func (p *Program) note(now time.Time) {
	in := p.on
	if in != nil && in.splice != nil {
		in = nil
	}
	if in == p.hides {
		return
	}
	p.hides = in
	p.mu.Lock()
	p.hidden = time.Time{}
	if in != nil {
		p.hidden = now
	}
	p.mu.Unlock()
}

func (p *Program) awake() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// Run plays until ctx ends; a program never stops for its publishers. It may
// be run once.
func (p *Program) Run(ctx context.Context) {
	t := time.NewTicker(tick)
	defer t.Stop()
	defer func() { p.on.close(); p.leaves.close() }()
	p.start(p.o.Now())
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
			p.choose(p.o.Now())
		case e, ok := <-p.on.events():
			p.on = p.take(p.on, e, ok, p.o.Now())
		case e, ok := <-p.leaves.events():
			p.leaves = p.take(p.leaves, e, ok, p.o.Now())
		case <-t.C:
		}
		p.pass(p.o.Now())
	}
}

// start shows the slate, before anything else.
func (p *Program) start(now time.Time) {
	p.line.end[picture] = max(0, p.wall(now))
	p.playSlate(now)
}

// wall is the media time of a moment by the wall clock.
func (p *Program) wall(now time.Time) time.Duration { return p.first + now.Sub(p.began) }

// A slow is media time at half speed from a moment on: how the slate waits for
// the wall clock when the line is ahead of it. Viewers see it at once, and at
// most some of it a little longer.
type slow struct {
	since time.Time
	at    time.Duration
}

func (s slow) clock(now time.Time) time.Duration { return s.at + now.Sub(s.since)/2 }

// late and early report whether the line is off the wall clock by more than
// this: late counts from what is put right at a discontinuity anyway.
func (p *Program) late(now time.Time, more time.Duration) bool {
	return p.wall(now)-p.line.end[picture] > p.o.Silence+behind+more
}

func (p *Program) early(now time.Time, more time.Duration) bool {
	return p.lead(now) > more
}

// lead is how far the line is ahead of the wall clock.
func (p *Program) lead(now time.Time) time.Duration { return p.line.end[picture] - p.wall(now) }

// join is where a run that begins now with a picture of this offset stands:
// where the last one ends, without a hole; or at the wall clock's time, when
// that is too far behind to be caught up with.
func (p *Program) join(now time.Time, offset time.Duration) time.Duration {
	at := p.line.seam(offset)
	if wall := p.wall(now); wall-at > p.o.Silence+behind {
		return wall
	}
	return at
}

// begin has the output show an input from this key frame on.
func (p *Program) begin(in *input, s live.Sample, now time.Time) {
	at := p.join(now, in.tracks[s.Track].Time(int64(s.Offset)))
	in.splice = newSplice(in.tracks, s, at)
	tracks := slices.Clone(p.o.Slate.Tracks) // of what the input does not have
	silent := true
	for i, to := range in.splice.to {
		if to >= 0 {
			tracks[to] = in.tracks[i]
			silent = silent && to != sound
		}
	}
	p.line.begin(tracks, at, silent)
	p.slate.from(at)
	p.leaves.close()
	p.leaves = nil
	p.say(in.rung)
}

// pass has the slate take over from what went silent, and plays it on.
func (p *Program) pass(now time.Time) {
	defer p.note(now)
	if p.shown != "" {
		gone := p.on == nil && p.leaves == nil
		if !gone && now.Sub(p.heard) <= p.o.Silence {
			return
		}
		p.leaves.close()
		p.leaves = nil
		if p.on != nil {
			p.on.splice = nil
		}
		p.playSlate(now)
	}
	due := max(p.wall(now), p.slow.clock(now))
	if due-p.line.end[picture] > p.o.Silence+behind {
		p.playSlate(now) // the machine slept: no hour of slate at once
	}
	p.slateUntil(due)
}

// playSlate has the output show the slate from now on. Its beginning covers
// what was silent already, so that media time has no hole.
func (p *Program) playSlate(now time.Time) {
	at := p.join(now, p.slate.track.Time(int64(p.slate.samples[0].Offset)))
	p.line.begin(p.o.Slate.Tracks, at, true)
	p.slate.from(at)
	p.slow = slow{now, at}
	p.say("")
}

// slateUntil writes the slate's pictures that are due.
func (p *Program) slateUntil(due time.Duration) {
	for p.slate.peek() <= due {
		p.line.picture(p.slate.take())
	}
}

func (p *Program) say(rung RungID) {
	if p.shown == rung && p.said {
		return
	}
	p.shown, p.said = rung, true
	if p.o.Shown != nil {
		p.o.Shown(rung)
	}
}
