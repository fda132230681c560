package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"stagedoor"
	"stagedoor/live"
	"stagedoor/live/hls"
	"stagedoor/live/program"
	"stagedoor/stage"
)

// A stageProgram is a stage's output with its playlist, while it runs here.
type stageProgram struct {
	id       stagedoor.StageID
	program  *program.Program
	muxer    *hls.Muxer
	zero     time.Time // the wall clock at media time 0
	stop     context.CancelFunc
	done     chan struct{} // closed when it stands still
	requests prometheus.Counter
	parts    prometheus.Counter

	// Of the program's goroutine:
	pictures int   // since the numbers were noted
	dts      int64 // of the last picture

	doubted bool // the database has it as another process's; write's own

	mu       sync.Mutex
	at       stage.Numbers // where the playlist has got to
	counted  int64         // fragments that are in parts
	reserved stage.Numbers // that no other run will use
}

// ahead is how much is reserved: 200 segments are eight minutes without the
// database at worst.
var ahead = stage.Numbers{Sequence: 200, Discontinuity: 200, Init: 200, Fragment: 200 * 16}

// begin starts a stage's program, where the last one ended.
func (b *broadcast) begin(ctx context.Context, id stagedoor.StageID) (*stageProgram, error) {
	one, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	first, err := b.store.BeginProgram(one, id, b.node, ahead)
	if err != nil {
		return nil, err
	}
	key := b.secret.Derive("publish key", b.board.Conference().ID, string(id))
	o := hls.Options{Key: key[:], First: hls.Numbers{Sequence: first.Sequence, Discontinuity: first.Discontinuity, Init: first.Init, Fragment: first.Fragment}}
	if _, err := rand.Read(o.Epoch[:]); err != nil {
		return nil, fmt.Errorf("an epoch for the names: %w", err)
	}
	zero := zeroAfter(first, time.Now())
	p := &stageProgram{
		id: id, zero: zero, muxer: hls.New(o, zero), done: make(chan struct{}),
		requests: b.counts.requests.WithLabelValues(string(id)), parts: b.counts.parts.WithLabelValues(string(id)),
		at: first, counted: first.Fragment, reserved: first.Plus(ahead),
	}
	p.program, err = program.New(program.Options{Slate: b.slate, Out: p, Zero: zero, Shown: func(source program.RungID, at time.Time) {
		b.log.Info("the program shows", "stage", id, "source", string(source))
	}})
	if err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	p.stop = stop
	go func() {
		defer close(p.done)
		p.program.Run(running)
	}()
	b.counts.starts.WithLabelValues(string(id)).Inc()
	return p, nil
}

// mostAhead is how far before the clock the dates of a playlist may be from an
// encoder that sent what had piled up. Beyond it some clock was wrong.
const mostAhead = 2 * time.Minute

// zeroAfter is the wall clock at media time 0: now, or where the dates of the
// last program had come to. They only go forward.
func zeroAfter(first stage.Numbers, now time.Time) time.Time {
	if reached := time.UnixMilli(first.Reached); reached.After(now) && reached.Before(now.Add(mostAhead)) {
		return reached
	}
	return now
}

// SetTracks and Write make it its program's output.
func (p *stageProgram) SetTracks(tracks []live.Track) {
	p.muxer.SetTracks(tracks)
	p.note()
}

func (p *stageProgram) Write(s live.Sample) {
	p.muxer.Write(s)
	if s.Track != 0 {
		return
	}
	p.dts = s.DTS
	if p.pictures++; s.Key || p.pictures >= 30 {
		p.note()
	}
}

// note notes where the playlist has got to.
func (p *stageProgram) note() {
	n := p.numbers()
	p.pictures = 0
	p.mu.Lock()
	p.at = n
	p.mu.Unlock()
}

// numbers are where the playlist has got to; of the program's goroutine, and
// of nobody's once it stands still.
func (p *stageProgram) numbers() stage.Numbers {
	n := p.muxer.Numbers()
	const last = 100 * time.Millisecond // longer than a picture lasts
	whole, rest := p.dts/live.VideoScale, p.dts%live.VideoScale
	reached := p.zero.Add(time.Duration(whole)*time.Second + time.Duration(rest)*time.Second/live.VideoScale + last)
	return stage.Numbers{Sequence: n.Sequence, Discontinuity: n.Discontinuity, Init: n.Init, Fragment: n.Fragment, Reached: reached.UnixMilli()}
}

// show has the program show what is on air: an encoder's rung of this stage,
// or the slate.
func (p *stageProgram) show(st *stage.Showing) {
	source := stagedoor.SourceID("")
	if on := st.OnAir; on != nil && on.Kind == stage.Ingest && on.Stage == st.ID {
		source = on.ID
	}
	p.program.Show(program.RungID(source))
}

func (p *stageProgram) attach(key rungKey, of *publisher) {
	p.program.Attach(program.RungID(key.source), of.stream)
}

// due reports what is to be reserved; false while enough is.
func (p *stageProgram) due(now time.Time) (stage.Numbers, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.parts.Add(float64(p.at.Fragment - p.counted))
	p.counted = p.at.Fragment
	short := p.at.Sequence > p.reserved.Sequence-ahead.Sequence/2 || p.at.Discontinuity > p.reserved.Discontinuity-ahead.Discontinuity/2 ||
		p.at.Init > p.reserved.Init-ahead.Init/2 || p.at.Fragment > p.reserved.Fragment-ahead.Fragment/2
	// Dates that are ahead of the clock are not to be found there again.
	early := p.at.Reached > now.UnixMilli()+2000 && p.at.Reached > p.reserved.Reached
	return p.at.Plus(ahead), short || early
}

// end stops a program that nobody is led to any more, and keeps exactly where
// it got to: who goes on skips nothing.
func (b *broadcast) end(ctx context.Context, p *stageProgram) {
	p.stop()
	<-p.done
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTime)
	defer cancel()
	if _, err := b.store.KeepProgram(ctx, p.id, b.node, p.numbers()); err != nil {
		b.log.Error("cannot keep where a playlist has got to; the next one skips a few numbers", "stage", p.id, "err", err)
	}
}

// noteEvery is how often what is to be written is looked for.
const noteEvery = time.Second

// write writes, never in a picture's way, the numbers that are reserved and
// who publishes here, until ctx ends.
func (b *broadcast) write(ctx context.Context) {
	t := time.NewTicker(noteEvery)
	defer t.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.notes:
		case <-t.C:
		}
		err := b.writeOnce(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			b.log.Error("cannot write where the playlists are; they go on, and we go on trying", "err", err)
		}
		failing = err != nil
	}
}

func (b *broadcast) writeOnce(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	for _, p := range *b.programs.Load() {
		n, due := p.due(time.Now())
		if !due {
			continue
		}
		kept, err := b.store.KeepProgram(ctx, p.id, b.node, n)
		if err != nil {
			return err
		}
		if !kept { // another process has begun one; the keeper finds out whose the stage is
			if !p.doubted {
				b.log.Warn("a stage's program was begun elsewhere, too", "stage", p.id)
			}
			p.doubted = true
			b.lost(p.id)
			continue
		}
		p.doubted = false
		p.mu.Lock()
		p.reserved = n
		p.mu.Unlock()
	}
	return b.writePublishers(ctx)
}
