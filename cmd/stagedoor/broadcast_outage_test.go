package main

import (
	"log/slog"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// TestNothingIsReservedElsewhere: numbers that another process's program has
// are not ours to reserve.
func TestNothingIsReservedElsewhere(t *testing.T) {
	db := storetest.Open(t, "", store.Options{})
	if _, err := db.BeginProgram(t.Context(), "hall", "two", ahead); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	counts := newBroadcastCounts(prometheus.NewRegistry())
	var lost []stagedoor.StageID
	b := newBroadcast(broadcastOptions{store: db, board: stage.NewBoard(db, log), node: "one", log: log, counts: counts,
		lost: func(id stagedoor.StageID) { lost = append(lost, id) }})
	p := &stageProgram{id: "hall", parts: counts.parts.WithLabelValues("hall"), at: stage.Numbers{Sequence: 150}, reserved: ahead}
	b.programs.Store(&map[stagedoor.StageID]*stageProgram{"hall": p})
	if err := b.writeOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p.reserved != ahead || len(lost) != 1 || lost[0] != "hall" {
		t.Errorf("another process's: reserved %v, the keeper heard of %v; want %v and the hall", p.reserved, lost, ahead)
	}
	if _, err := db.BeginProgram(t.Context(), "hall", "one", ahead); err != nil {
		t.Fatal(err)
	}
	if err := b.writeOnce(t.Context()); err != nil || p.reserved.Sequence != 350 || len(lost) != 1 {
		t.Errorf("ours: reserved %v, %v, the keeper heard of %v; want 350", p.reserved, err, lost)
	}
}
