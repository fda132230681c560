package stage_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
)

// shelf is a Store in memory that can be away.
type shelf struct {
	mu    sync.Mutex
	name  string
	talks []stagedoor.Talk
	away  bool
	loads int
}

func (s *shelf) House(context.Context) (stage.House, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.loads++
	if s.away {
		return stage.House{}, errors.New("the database is away")
	}
	return stage.House{Conference: stagedoor.Conference{Name: s.name}, Stages: []stage.Stage{hall()}, Talks: s.talks}, nil
}

func (s *shelf) set(f func(*shelf)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s)
}

// until waits for a condition.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited 10 s for %s", what)
		}
	}
}

func run(t *testing.T, b *stage.Board) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { b.Run(ctx); close(done) }()
	t.Cleanup(func() { cancel(); <-done })
}

func TestBoardShowsWhatIsKept(t *testing.T) {
	nine := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
	s := &shelf{name: "Conf", talks: []stagedoor.Talk{
		{ID: "b", Stage: "hall", Title: "Second", Starts: nine.Add(time.Hour), Ends: nine.Add(2 * time.Hour)},
		{ID: "a", Stage: "hall", Title: "First", Starts: nine, Ends: nine.Add(time.Hour)},
		{ID: "c", Stage: "attic", Title: "Lost", Starts: nine, Ends: nine.Add(time.Hour)},
	}}
	b := stage.NewBoard(s, slog.New(slog.DiscardHandler))
	if n := b.Now(); n == nil || len(n.Stages) != 0 || n.Stage("hall") != nil {
		t.Errorf("before the first load: %+v, want an empty snapshot", n)
	}
	if err := b.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	n := b.Now()
	if n.Conference.Name != "Conf" || b.Conference().Name != "Conf" {
		t.Errorf("the conference is %q", n.Conference.Name)
	}
	st := n.Stage("hall")
	if st == nil || st.OnAir == nil || st.OnAir.ID != "main" || len(st.Schedule) != 2 || st.Schedule[0].ID != "a" || st.Schedule[1].Title != "Second" {
		t.Errorf("hall shows %+v", st)
	}
	if len(n.Stages) != 1 {
		t.Error("a talk on a stage that is not there is shown")
	}
	if err := b.Load(t.Context()); err != nil || b.Now().Version != n.Version {
		t.Errorf("the same content has the version %q, then %q (%v)", n.Version, b.Now().Version, err)
	}
	s.set(func(s *shelf) { s.talks[0].Title = "Moved" })
	if err := b.Load(t.Context()); err != nil || b.Now().Version == n.Version {
		t.Errorf("another title, and the version is still %q (%v)", n.Version, err)
	}
}

func TestBoardFollowsChanges(t *testing.T) {
	for _, kind := range []stagedoor.ChangeKind{stagedoor.ConferenceChanged, stagedoor.StagesChanged, stagedoor.TalksChanged, stagedoor.CachesLost} {
		t.Run(string(kind), func(t *testing.T) {
			s := &shelf{name: "before"}
			b := stage.NewBoard(s, slog.New(slog.DiscardHandler))
			if err := b.Load(t.Context()); err != nil {
				t.Fatal(err)
			}
			run(t, b)
			s.set(func(s *shelf) { s.name = "after" })
			b.Changed(stagedoor.Change{Kind: stagedoor.LoginEnded}) // not ours
			b.Changed(stagedoor.Change{Kind: kind})
			until(t, "the new name", func() bool { return b.Now().Conference.Name == "after" })
		})
	}
}

func TestBoardJoinsManyChanges(t *testing.T) {
	s := &shelf{name: "Conf"}
	b := stage.NewBoard(s, slog.New(slog.DiscardHandler))
	for range 1000 {
		b.Changed(stagedoor.Change{Kind: stagedoor.TalksChanged})
	}
	run(t, b)
	until(t, "a load", func() bool { return b.Now().Conference.Name == "Conf" })
	s.set(func(s *shelf) {
		if s.loads != 1 {
			t.Errorf("1000 changes were loaded %d times, want once", s.loads)
		}
	})
}

func TestBoardKeepsTheLastWhileTheDatabaseIsAway(t *testing.T) {
	var logged bytes.Buffer
	var mu sync.Mutex
	s := &shelf{name: "before"}
	b := stage.NewBoard(s, slog.New(slog.NewTextHandler(lockedWriter{&mu, &logged}, nil)))
	if err := b.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.set(func(s *shelf) { s.away, s.name = true, "after" })
	run(t, b)
	b.Changed(stagedoor.Change{Kind: stagedoor.StagesChanged})
	until(t, "two tries", func() bool { s.mu.Lock(); defer s.mu.Unlock(); return s.loads >= 3 })
	if got := b.Now().Conference.Name; got != "before" {
		t.Errorf("away, and it shows %q, want the last", got)
	}
	s.set(func(s *shelf) { s.away = false })
	until(t, "the new name, without another change", func() bool { return b.Now().Conference.Name == "after" })
	until(t, "a line that it is back", func() bool { mu.Lock(); defer mu.Unlock(); return strings.Contains(logged.String(), "again") })
	mu.Lock()
	defer mu.Unlock()
	if n := strings.Count(logged.String(), "level=ERROR"); n != 1 {
		t.Errorf("the outage was logged %d times, want once:\n%s", n, logged.String())
	}
}

type lockedWriter struct {
	mu *sync.Mutex
	w  *bytes.Buffer
}

func (l lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// TestBoardConcurrently is for the race detector.
func TestBoardConcurrently(t *testing.T) {
	s := &shelf{name: "0"}
	b := stage.NewBoard(s, slog.New(slog.DiscardHandler))
	run(t, b)
	var wait sync.WaitGroup
	for i := range 4 {
		wait.Go(func() {
			for j := range 200 {
				s.set(func(s *shelf) { s.name = fmt.Sprint(i, j) })
				b.Changed(stagedoor.Change{Kind: stagedoor.StagesChanged})
				if j%10 == 0 {
					if err := b.Load(t.Context()); err != nil {
						t.Error(err)
					}
				}
			}
		})
		wait.Go(func() {
			for range 1000 {
				n := b.Now()
				_ = n.Version + b.Conference().Name
				if st := n.Stage("hall"); st != nil {
					_ = st.Hosts()
				}
			}
		})
	}
	wait.Wait()
	s.set(func(s *shelf) { s.name = "last" })
	b.Changed(stagedoor.Change{Kind: stagedoor.StagesChanged})
	until(t, "the last", func() bool { return b.Now().Conference.Name == "last" })
}
