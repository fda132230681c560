package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"sync/atomic"
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
	notes    chan struct{} // the broadcast's

	dts int64 // of the last picture; of the program's goroutine

	broken  atomic.Bool // it panicked
	over    time.Time   // when it ended for good; zero: it has not. Of follow's goroutine
	doubted bool        // the database has it as another process's; of write's goroutine

	keeping sync.Mutex // one writes its numbers at a time
	left    bool       // the last ones are written; guarded by keeping

	mu       sync.Mutex
	at       stage.Numbers // where the playlist has got to
	counted  int64         // fragments that are in parts
	reserved stage.Numbers // that no other run will use
}

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
		notes: b.notes, at: first, counted: first.Fragment, reserved: first.Plus(ahead),
	}
	p.program, err = program.New(program.Options{Slate: b.slate, Out: p, Zero: zero, Shown: func(source program.RungID) {
		if source == "" {
			b.log.Info("the slate is seen", append([]any{"stage", id}, b.whySlate(p)...)...)
		} else {
			b.log.Info("an encoder's picture is seen", b.about(rungKey{id, stagedoor.SourceID(source)})...)
		}
	}})
	if err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	p.stop = stop
	go func() {
		defer close(p.done)
		b.play(running, p)
	}()
	b.counts.starts.WithLabelValues(string(id)).Inc()
	return p, nil
}

// whySlate says why a program shows the slate from now on. When an encoder
// sends and nothing of it can be shown, last tells a picture that stopped from
// one that came too late, or waits for its key frame.
func (b *broadcast) whySlate(p *stageProgram) []any {
	rung, _ := p.program.Hidden()
	if rung == "" {
		return []any{"why", "no encoder is on air"}
	}
	key := rungKey{p.id, stagedoor.SourceID(rung)}
	about := b.about(key)[2:] // the line has the stage
	sender, _ := b.publisherOf(key)
	if sender == nil {
		return append(about, "why", "no encoder sends")
	}
	at := time.Duration(sender.picture.Load())
	if at == 0 {
		return append(about, "why", "its encoder has sent no picture yet")
	}
	return append(about, "why", "no picture of it could be shown in time", "last", (b.ran() - at).Round(time.Millisecond))
}

// about is what a log line says of a rung.
func (b *broadcast) about(key rungKey) []any {
	if st := b.board.Now().Stage(key.stage); st != nil {
		return st.About(key.source)
	}
	return []any{"stage", key.stage, "source", key.source}
}

// play runs a program until ctx ends. One that panicked begins again, a moment
// later: what made it panic may come again.
func (b *broadcast) play(ctx context.Context, p *stageProgram) {
	err := survive(func() error { p.program.Run(ctx); return nil })
	if err == nil {
		return
	}
	b.log.Error("a stage's program broke; it begins again", "stage", p.id, "err", err)
	p.broken.Store(true)
	time.AfterFunc(beginAgain, func() { nudge(b.wake) })
}

// SetTracks and Write make it its program's output.
func (p *stageProgram) SetTracks(tracks []live.Track) {
	p.muxer.SetTracks(tracks)
	p.note(time.Now())
}

func (p *stageProgram) Write(s live.Sample) {
	p.muxer.Write(s)
	if s.Track != 0 {
		return
	}
	p.dts = s.DTS
	p.note(time.Now())
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

// attach has it take a publisher's samples while that rung is on air.
func (p *stageProgram) attach(key rungKey, of *publisher) {
	p.program.Attach(program.RungID(key.source), of.stream)
}

// halt stops it; nothing is written into its playlist any more.
func (p *stageProgram) halt() {
	p.stop()
	<-p.done
}
