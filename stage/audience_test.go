package stage

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"stagedoor"
)

// tally is an AudienceStore in memory.
type tally struct {
	mu     sync.Mutex
	rows   map[string]map[stagedoor.StageID]Crowd
	at     map[string]time.Time
	writes int
	away   bool
}

func newTally() *tally {
	return &tally{rows: map[string]map[stagedoor.StageID]Crowd{}, at: map[string]time.Time{}}
}

func (s *tally) PutAudience(_ context.Context, node string, own map[stagedoor.StageID]Crowd, now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		return errors.New("away")
	}
	s.writes++
	if s.rows[node] == nil {
		s.rows[node] = map[stagedoor.StageID]Crowd{}
	}
	maps.Copy(s.rows[node], own)
	s.at[node] = now
	return nil
}

func (s *tally) ForgetAudience(_ context.Context, node string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.rows, node)
	return nil
}

func (s *tally) Audience(_ context.Context, now time.Time) (map[stagedoor.StageID]Crowd, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[stagedoor.StageID]Crowd{}
	for node, rows := range s.rows {
		if now.Sub(s.at[node]) >= AudienceFresh {
			continue
		}
		for id, c := range rows {
			sum := out[id]
			sum.Pages += c.Pages
			sum.Playing = sum.Playing.Plus(c.Playing)
			for source, n := range c.Faults {
				if sum.Faults == nil {
					sum.Faults = map[stagedoor.SourceID]int{}
				}
				sum.Faults[source] += n
			}
			out[id] = sum
		}
	}
	return out, nil
}

// shelved is a Store of one house.
type shelved struct{ h House }

func (s shelved) House(context.Context) (House, error) { return s.h, nil }

func counting(t *testing.T, s AudienceStore, node string, pages func() map[string]int) *Audience {
	t.Helper()
	b := NewBoard(shelved{House{Stages: []Stage{
		{ID: "hall", Ladder: []Source{{ID: "main", Stage: "hall", Kind: Slate}, {ID: "backup", Stage: "hall", Kind: Slate}}},
		{ID: "foyer", Ladder: []Source{{ID: "other", Stage: "foyer", Kind: OtherStage, Ref: "hall"}}},
	}}}, slog.New(slog.DiscardHandler))
	if err := b.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return &Audience{Store: s, Pages: pages, Board: b, Node: node, Log: slog.New(slog.DiscardHandler)}
}

func TestAudienceAddsProcesses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTally()
		var mu sync.Mutex
		pages := map[string]int{"conference/en": 5, "conference/bg": 2, "stage/hall/en": 4, "stage/hall/bg": 3, "crew/producer/en": 2, "login/1": 1}
		a := counting(t, s, "a", func() map[string]int { mu.Lock(); defer mu.Unlock(); return maps.Clone(pages) })
		b := counting(t, s, "b", func() map[string]int { return map[string]int{"stage/hall/en": 1} })
		told := 0
		b.Listen(func() { mu.Lock(); defer mu.Unlock(); told++ })
		ctx, cancel := context.WithCancel(t.Context())
		stopA, cancelA := context.WithCancel(ctx)
		defer cancel()
		go a.Run(stopA)
		go b.Run(ctx)
		time.Sleep(6 * time.Second) // the clock of this bubble, not ours
		if got := pagesAndFaults(b); got != "map[:{7 map[]} hall:{8 map[]}]" {
			t.Errorf("6 s later b counts %s, want 7 in the lobby and 8 on hall", got)
		}
		// Nothing changes: rows are only kept fresh.
		s.mu.Lock()
		s.writes = 0
		s.mu.Unlock()
		mu.Lock()
		told = 0
		mu.Unlock()
		time.Sleep(time.Minute)
		s.mu.Lock()
		if s.writes < 10 || s.writes > 14 {
			t.Errorf("in a quiet minute the two wrote %d times, want each every 10 s", s.writes)
		}
		s.mu.Unlock()
		mu.Lock()
		if told != 0 {
			t.Errorf("in a quiet minute the listener was told %d times", told)
		}
		delete(pages, "stage/hall/en")
		pages["conference/en"] = 0
		mu.Unlock()
		time.Sleep(11 * time.Second)
		mu.Lock()
		if got := pagesAndFaults(b); got != "map[:{2 map[]} hall:{4 map[]}]" || told == 0 {
			t.Errorf("after some left b counts %s (told %d times)", got, told)
		}
		mu.Unlock()
		cancelA()
		time.Sleep(6 * time.Second)
		if got := pagesAndFaults(b); got != "map[hall:{1 map[]}]" {
			t.Errorf("after a stopped b counts %s, want only its own", got)
		}
	})
}

func TestAnEmptyHouseWritesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newTally()
		a := counting(t, s, "a", func() map[string]int { return map[string]int{"conference/en": 0} })
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go a.Run(ctx)
		time.Sleep(time.Minute)
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.writes != 0 {
			t.Errorf("a server that nobody looks at wrote %d times", s.writes)
		}
	})
}

func TestFaultsLastAMinute(t *testing.T) {
	s := newTally()
	a := counting(t, s, "a", nil)
	start := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
	for _, step := range []struct {
		name   string
		after  time.Duration
		faults int
		want   string
	}{
		{"three at once", 0, 3, "map[hall:{0 map[main:3]}]"},
		{"half a minute later one more", 30 * time.Second, 1, "map[hall:{0 map[main:4]}]"},
		{"a minute after the first", 61 * time.Second, 0, "map[hall:{0 map[main:1]}]"},
		{"a minute after the last", 91 * time.Second, 0, "map[hall:{0 map[]}]"},
		{"written once, and no more", 96 * time.Second, 0, "map[hall:{0 map[]}]"},
		{"on the page of a stage that shows it", 100 * time.Second, -1, "map[hall:{0 map[main:1]}]"},
		{"the next day", 24 * time.Hour, 1, "map[hall:{0 map[main:1]}]"},
	} {
		now := start.Add(step.after)
		if step.faults < 0 {
			a.Fault("foyer", "main", now)
		}
		for range step.faults {
			a.Fault("hall", "main", now)
			a.Fault("hall", "nobody", now) // no such source
			a.Fault("hall", "other", now)  // hall does not show the foyer
			a.Fault("attic", "main", now)  // no such stage
		}
		if err := a.step(t.Context(), now); err != nil {
			t.Fatal(err)
		}
		if got := pagesAndFaults(a); got != step.want {
			t.Errorf("%s: %s, want %s", step.name, got, step.want)
		}
	}
}

func TestRounded(t *testing.T) {
	for n, want := range map[int]int{0: 0, 1: 1, 9: 9, 10: 10, 47: 47, 99: 99, 100: 100, 104: 100, 105: 110, 412: 410, 995: 1000, 1049: 1000, 1234: 1200, 98765: 99000} {
		if got := Rounded(n); got != want {
			t.Errorf("%d pages are shown as %d, want %d", n, got, want)
		}
	}
}

// For the race detector: pages report faults while the sums are written and
// read.
func TestAudienceConcurrently(t *testing.T) {
	s := newTally()
	a := counting(t, s, "a", func() map[string]int { return map[string]int{"stage/hall/en": 1, "conference/en": 1} })
	start := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 100 {
				a.Fault("hall", "main", start)
				a.Listen(func() {})
				_ = a.Now()["hall"].Pages
			}
		})
	}
	for range 50 {
		if err := a.step(t.Context(), start); err != nil {
			t.Fatal(err)
		}
	}
	wait.Wait()
	if err := a.step(t.Context(), start); err != nil || a.Now()["hall"].Faults["main"] != 800 {
		t.Errorf("%v, %v; want all 800 faults", a.Now(), err)
	}
}

// pagesAndFaults writes what a counts, without what players said.
func pagesAndFaults(a *Audience) string {
	type crowd struct {
		Pages  int
		Faults map[stagedoor.SourceID]int
	}
	out := map[stagedoor.StageID]crowd{}
	for id, c := range a.Now() {
		out[id] = crowd{c.Pages, c.Faults}
	}
	return fmt.Sprint(out)
}
