package main

import (
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/live"
	"stagedoor/live/program"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// A mine panics in a program's goroutine once it is armed.
type mine struct {
	*stageProgram
	armed atomic.Bool
}

func (m *mine) Write(s live.Sample) {
	if m.armed.Load() {
		panic("a mine")
	}
	m.stageProgram.Write(s)
}

// mineIn puts a program with a mine in place of the hall's.
func mineIn(t *testing.T, b *broadcast, p *stageProgram) *mine {
	t.Helper()
	p.halt()
	m := &mine{stageProgram: p}
	var err error
	if p.program, err = program.New(program.Options{Slate: b.slate, Out: m, Zero: p.zero}); err != nil {
		t.Fatal(err)
	}
	p.done = make(chan struct{})
	go func() {
		defer close(p.done)
		b.play(t.Context(), p)
	}()
	return m
}

// TestAProgramThatPanicsBeginsAgain: with numbers that go on, and the other
// stages do not notice.
func TestAProgramThatPanicsBeginsAgain(t *testing.T) {
	db := storetest.Open(t, "", store.Options{})
	addHall(t, db)
	attic := stage.Stage{ID: "attic", Name: "Attic", Gel: "rose", Ladder: []stage.Source{{ID: "cam", Stage: "attic", Kind: stage.Ingest, KeyVersion: 1, Title: "Cam"}}}
	if err := db.AddStage(t.Context(), tester, attic, time.Now()); err != nil {
		t.Fatal(err)
	}
	var book logBook
	b := mustBroadcast(t, db, db, slog.New(slog.NewTextHandler(&book, nil)))
	b.Watch([]stage.Stage{twoEncoders, attic})
	if !b.follow(t.Context()) {
		t.Fatal("the programs did not begin")
	}
	was := *b.programs.Load()
	broke, other := was["hall"], was["attic"]
	defer other.halt()
	m := mineIn(t, b, broke)
	until(t, "a part of the hall", 10*time.Second, func() (bool, string) { return !spanOf(t, broke).to.IsZero(), "none" })
	for len(b.wake) > 0 {
		<-b.wake
	}
	m.armed.Store(true)
	select {
	case <-b.wake:
	case <-time.After(10 * time.Second):
		t.Fatal("nobody looks for what has to begin again")
	}
	end := spanOf(t, broke)
	if !b.follow(t.Context()) {
		t.Error("the programs are not where they belong")
	}
	now := *b.programs.Load()
	again := now["hall"]
	if again == nil || again == broke || now["attic"] != other {
		t.Fatalf("the programs are %v, were %v; want another hall's and the same attic's", now, was)
	}
	defer again.halt()
	until(t, "a part of the hall again", 10*time.Second, func() (bool, string) { return !spanOf(t, again).to.IsZero(), "none" })
	if is := spanOf(t, again); is.sequence < end.sequence || is.from.Before(end.to) {
		t.Errorf("it begins with %+v behind %+v", is, end)
	}
	lines := book.lines("a stage's program broke; it begins again")
	if len(lines) != 1 || !strings.Contains(lines[0], "a mine") || !strings.Contains(lines[0], "survive_test.go") {
		t.Errorf("the log says %q, want once what broke and where", lines)
	}
}

// TestAPanicOfATurnIsAnError that says where it was.
func TestAPanicOfATurnIsAnError(t *testing.T) {
	plain := errors.New("plain")
	if err := survive(func() error { return plain }); err != plain {
		t.Errorf("an error comes out as %v", err)
	}
	err := survive(func() error { panic("a mine") })
	if err == nil || !strings.Contains(err.Error(), "a mine") || !strings.Contains(err.Error(), "survive_test.go") {
		t.Errorf("a panic comes out as %v", err)
	}
}

// TestJudgingGoesOnAfterAPanic, and the log says so once.
func TestJudgingGoesOnAfterAPanic(t *testing.T) {
	db := storetest.Open(t, "", store.Options{})
	addHall(t, db)
	var book logBook
	b := mustBroadcast(t, db, db, slog.New(slog.NewTextHandler(&book, nil)))
	var turns atomic.Int64
	b.heard = func(stagedoor.StageID) {
		if turns.Add(1) <= 3 {
			panic("a mine")
		}
	}
	b.Watch([]stage.Stage{twoEncoders})
	p := &publisher{of: b, key: rungKey{"hall", "main"}, stream: &live.Stream{}}
	b.mu.Lock()
	b.publishers[p.key] = p
	b.mu.Unlock()
	go b.judgeHealth(t.Context())
	until(t, "turns after those that panicked", 10*time.Second, func() (bool, string) {
		if turns.Load()%2 == 0 { // a picture, or silence: something changes each time
			p.picture.Store(int64(b.ran()))
		} else {
			p.picture.Store(1)
		}
		return turns.Load() > 3, "none"
	})
	if got := len(book.lines("cannot judge how the encoders are; we go on trying")); got < 1 || got > 3 {
		t.Errorf("the log says so %d times", got)
	}
}
