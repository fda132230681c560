package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"stagedoor"
	"stagedoor/live/rtmp"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// TestBroadcastHammer: encoders come, are replaced and cut off while stages
// are kept and lost, for -race.
func TestBroadcastHammer(t *testing.T) {
	db := storetest.Open(t, "", store.Options{})
	addHall(t, db)
	log := slog.New(slog.DiscardHandler)
	board := stage.NewBoard(db, log)
	if err := board.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	slate, err := bundledSlate()
	if err != nil {
		t.Fatal(err)
	}
	b := newBroadcast(broadcastOptions{store: db, board: board, secret: storetest.Secret, node: "one", log: log,
		heard: func(stagedoor.StageID) {}, lost: func(stagedoor.StageID) {}, slate: slate, counts: newBroadcastCounts(prometheus.NewRegistry())})
	ctx, stop := context.WithCancel(t.Context())
	var run, all sync.WaitGroup
	run.Go(func() { b.Run(ctx, nil) })
	b.Watch([]stage.Stage{twoEncoders})
	conf := board.Conference().ID
	for _, r := range twoEncoders.Ingests() {
		for range 3 {
			all.Go(func() {
				for range 40 {
					p, err := b.publish(ctx, rtmp.Request{Key: r.StreamKey(storetest.Secret, conf), Cut: func(string) {}})
					if err != nil {
						continue // another one has the rung
					}
					p.SetTracks(slate.Tracks)
					for _, s := range slate.Samples[:20] {
						s.At = time.Now()
						p.Write(s)
					}
					p.End(errors.New("hung up"))
				}
			})
		}
	}
	all.Go(func() {
		for range 10 {
			b.Watch(nil)
			b.cutStrangers()
			b.Watch([]stage.Stage{twoEncoders})
			time.Sleep(time.Millisecond)
		}
	})
	all.Go(func() {
		for range 200 {
			b.Health()
			b.Muxer("hall")
			b.judgeOnce(time.Now(), b.ran())
			encoders{b, ""}.Encoder("hall", "main")
			encoders{b, ""}.Stranger()
		}
	})
	all.Wait()
	stop()
	run.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.publishers) != 0 || len(b.told) != 0 {
		t.Errorf("after all have gone there are %v, and the database has %v", b.publishers, b.told)
	}
}
