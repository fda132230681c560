package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"stagedoor"
	"stagedoor/live/hls"
	"stagedoor/live/program"
	"stagedoor/live/rtmp"
	"stagedoor/stage"
)

// A broadcast is our own live video in one process. What is on air it hears
// from the Board, as everybody does.
//
// An encoder comes in by its key (broadcast_publish.go, _keys.go) and is a
// publisher until it ends (_publisher.go). Each stage that this process keeps
// and whose ladder has an encoder's rung has a program with its playlist
// (_program.go), which begins and ends where it belongs (_programs.go); its
// numbers only go forward (_numbers.go). How the rungs are goes to the keeper
// (_health.go), to the control room (_encoders.go) and to the operator
// (_metrics.go).
type broadcast struct {
	broadcastOptions

	began time.Time // moments are counted from here: a clock that is set ages no picture
	keys  keyring
	wake  chan struct{} // holds one: other stages or rungs, so perhaps other programs
	takes chan struct{} // holds one: perhaps another picture is on air, or a key is another one
	judge chan struct{} // holds one: somebody began or ended
	notes chan struct{} // holds one: something is to be written

	mu         sync.Mutex
	kept       map[stagedoor.StageID]time.Duration // since when
	keeps      chan struct{}                       // closed and made anew when kept changes
	publishers map[rungKey]*publisher
	silent     map[rungKey]time.Duration // when the last picture of a rung came
	health     map[rungKey]rungHealth
	refusals   map[rungKey]stage.Refusal // the last one of each; of no rung: a wrong key
	stills     map[rungKey]stillFilm     // the last that was asked for
	over       bool                      // the process stops: health stays as it is

	told map[rungKey]bool // publishers that the database knows; write's own

	programs atomic.Pointer[map[stagedoor.StageID]*stageProgram] // of the stages that are on here; never changed, only replaced
}

// broadcastOptions are what a broadcast needs; all but grace.
type broadcastOptions struct {
	store  broadcastStore
	board  *stage.Board
	secret stagedoor.Secret
	node   string
	log    *slog.Logger
	heard  func(stagedoor.StageID) // that a rung's health changed; must not block
	lost   func(stagedoor.StageID) // that a stage may be another process's; must not block
	slate  program.Clip
	counts broadcastCounts
	grace  time.Duration // for encoders to come back after a restart; 0 is 10 s
}

// A rungKey names a stage's source that an encoder publishes to.
type rungKey struct {
	stage  stagedoor.StageID
	source stagedoor.SourceID
}

// broadcastStore is what a broadcast keeps; store.DB is one.
type broadcastStore interface {
	BeginProgram(ctx context.Context, id stagedoor.StageID, node string, ahead stage.Numbers) (stage.Numbers, error)
	KeepProgram(ctx context.Context, id stagedoor.StageID, node string, n stage.Numbers) (bool, error)
	SetPublisher(ctx context.Context, id stagedoor.StageID, source stagedoor.SourceID, node string, gone bool, now time.Time) error
	MoveLease(ctx context.Context, id stagedoor.StageID, lease, node string, now time.Time, ttl time.Duration) (by string, err error)
}

const (
	// storeTime bounds one call to the database: no picture waits for it, but
	// a program that begins does.
	storeTime = 3 * time.Second
	// beginAgain is how soon a program that could not begin tries again.
	beginAgain = time.Second
)

// newBroadcast makes a broadcast of nothing; Run it.
func newBroadcast(o broadcastOptions) *broadcast {
	if o.grace == 0 {
		o.grace = 10 * time.Second
	}
	b := &broadcast{
		broadcastOptions: o, began: time.Now(),
		wake: make(chan struct{}, 1), takes: make(chan struct{}, 1), judge: make(chan struct{}, 1), notes: make(chan struct{}, 1), keeps: make(chan struct{}),
		publishers: map[rungKey]*publisher{}, silent: map[rungKey]time.Duration{}, health: map[rungKey]rungHealth{},
		refusals: map[rungKey]stage.Refusal{}, stills: map[rungKey]stillFilm{}, told: map[rungKey]bool{},
	}
	b.programs.Store(&map[stagedoor.StageID]*stageProgram{})
	b.board.Listen(func() { nudge(b.takes); nudge(b.wake) })
	return b
}

// nudge leaves a word in a channel that holds one.
func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// ran is the moment, counted from the beginning.
func (b *broadcast) ran() time.Duration { return time.Since(b.began) }

// Watch hears which stages this process keeps, from the keeper, and judges
// their rungs at once: the keeper asks for their health next, and must not put
// a rung on air that nobody publishes to.
func (b *broadcast) Watch(stages []stage.Stage) {
	now := b.ran()
	b.mu.Lock()
	kept := map[stagedoor.StageID]time.Duration{}
	for _, s := range stages {
		since, was := b.kept[s.ID]
		if !was {
			since = now
		}
		kept[s.ID] = since
	}
	if !maps.Equal(kept, b.kept) {
		b.kept = kept
		close(b.keeps)
		b.keeps = make(chan struct{})
	}
	b.mu.Unlock()
	nudge(b.takes)
	nudge(b.wake)
	b.judgeOnce(time.Now(), now)
}

// Run takes encoders on l, which may be nil, and has the programs run until
// ctx ends. Then viewers who wait are told to ask again, encoders are sent
// away, and the playlists are left where they are, without an end: they go on
// after a restart.
func (b *broadcast) Run(ctx context.Context, l net.Listener) {
	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var work, ingest sync.WaitGroup
	work.Go(func() { b.judgeHealth(working) })
	work.Go(func() { b.write(working) })
	work.Go(func() { b.direct(working) })
	serving, sendAway := context.WithCancel(working)
	defer sendAway()
	if l != nil {
		ingest.Go(func() { b.serve(serving, l) })
	}
	again := time.NewTimer(0)
	defer again.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			continue
		case <-b.wake:
		case <-again.C:
		}
		if !b.follow(working) {
			again.Reset(beginAgain)
		}
	}
	b.mu.Lock()
	b.over = true
	b.mu.Unlock()
	was := *b.programs.Swap(&map[stagedoor.StageID]*stageProgram{})
	for _, p := range was {
		p.muxer.Leave()
	}
	sendAway()
	ingest.Wait()
	stop()
	work.Wait()
	for _, p := range was {
		p.halt()
		b.leaveNumbers(ctx, p)
	}
	b.forgetPublishers(ctx)
}

// serve takes encoders until ctx ends.
func (b *broadcast) serve(ctx context.Context, l net.Listener) {
	err := rtmp.Serve(ctx, l, rtmp.Options{Publish: b.publish, Refused: b.refused, Silence: gone, Log: b.log})
	if err != nil {
		b.log.Error("encoders cannot reach us any more", "err", err)
	}
}

// direct has the programs show what is on air, and sends encoders away that
// may not publish any more, until ctx ends. It asks nobody and waits for
// nothing: a take is a take at once, whatever the database does.
func (b *broadcast) direct(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.takes:
		}
		now := b.board.Now()
		for id, p := range *b.programs.Load() {
			if st := now.Stage(id); st != nil {
				p.show(st)
			}
		}
		b.cutStrangers()
	}
}

// Muxer is a stage's playlist, for the media routes. Without one, ours says
// whether the stage has a program at all, in another process or in a moment.
func (b *broadcast) Muxer(id stagedoor.StageID) (m *hls.Muxer, ours bool) {
	if p := (*b.programs.Load())[id]; p != nil {
		p.requests.Inc()
		return p.muxer, true
	}
	st := b.board.Now().Stage(id)
	return nil, st != nil && len(st.Ingests()) > 0
}

// bundledSlate reads the clip that stands in every gap.
func bundledSlate() (program.Clip, error) {
	film, err := rtmp.ReadFLV(bytes.NewReader(program.SlateFLV))
	if err != nil {
		return program.Clip{}, fmt.Errorf("the bundled slate: %w", err)
	}
	return program.Clip{Tracks: film.Tracks, Samples: film.Samples, Length: program.SlateLength}, nil
}
