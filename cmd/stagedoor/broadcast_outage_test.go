package main

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

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

// A pickyStore cannot write about one stage.
type pickyStore struct{ *store.DB }

var errPicky = errors.New("a bad row")

func (s pickyStore) KeepProgram(ctx context.Context, id stagedoor.StageID, node string, n stage.Numbers) (bool, error) {
	if id == "bad" {
		return false, errPicky
	}
	return s.DB.KeepProgram(ctx, id, node, n)
}

func (s pickyStore) SetPublisher(ctx context.Context, id stagedoor.StageID, source stagedoor.SourceID, node string, gone bool, now time.Time) error {
	if id == "bad" {
		return errPicky
	}
	return s.DB.SetPublisher(ctx, id, source, node, gone, now)
}

// TestABadRowKeepsNothingElseBack: what cannot be written of one stage is said,
// and all others' is written.
func TestABadRowKeepsNothingElseBack(t *testing.T) {
	db := storetest.Open(t, "", store.Options{})
	b := mustBroadcast(t, db, pickyStore{db}, slog.New(slog.DiscardHandler))
	programs := map[stagedoor.StageID]*stageProgram{}
	for _, id := range []stagedoor.StageID{"one", "bad", "two", "three"} {
		if _, err := db.BeginProgram(t.Context(), id, "one", ahead); err != nil {
			t.Fatal(err)
		}
		programs[id] = &stageProgram{id: id, parts: b.counts.parts.WithLabelValues(string(id)), at: stage.Numbers{Sequence: 150}, reserved: ahead}
		key := rungKey{id, "main"}
		b.publishers[key] = &publisher{of: b, key: key, since: time.Now()}
	}
	b.programs.Store(&programs)
	for _, gone := range []bool{false, true} {
		if gone {
			clear(b.publishers)
			b.told[rungKey{"bad", "main"}] = true
		}
		if err := b.writeOnce(t.Context()); !errors.Is(err, errPicky) {
			t.Errorf("gone %v: %v, want what could not be written", gone, err)
		}
		for id, p := range programs {
			written := id != "bad"
			if reserved := p.reserved.Sequence == 350; reserved != written {
				t.Errorf("%s: reserved %v, want %v", id, reserved, written)
			}
			if told, want := b.told[rungKey{id, "main"}], written != gone; told != want {
				t.Errorf("%s, gone %v: the database has the publisher %v, want %v", id, gone, told, want)
			}
		}
	}
}
