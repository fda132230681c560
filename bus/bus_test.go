package bus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"stagedoor"
)

// table is a Source that behaves like the changes table.
type table struct {
	mu   sync.Mutex
	rows []stagedoor.Change
	now  time.Time
	err  error
}

func (t *table) add(id string, at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows = append(t.rows, stagedoor.Change{ID: id, At: at, Kind: stagedoor.LoginEnded, Subject: id})
}

func (t *table) Changes(_ context.Context, since time.Time) ([]stagedoor.Change, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []stagedoor.Change
	for _, c := range t.rows {
		if !c.At.Before(since) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b stagedoor.Change) int { return a.At.Compare(b.At) })
	return out, t.err
}

func (t *table) Now(context.Context) (time.Time, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.now, t.err
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// listening returns a reading of src and what it has told so far.
func listening(src Source) (*reading, *[]string) {
	b := New(src, quiet())
	var told []string
	b.Listen(func(c stagedoor.Change) { told = append(told, string(c.Kind)+" "+c.Subject) })
	return &reading{bus: b, seen: map[string]time.Time{}}, &told
}

func TestEveryChangeIsToldOnce(t *testing.T) {
	start := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
	src := &table{now: start}
	src.add("before", start.Add(-time.Minute))
	r, told := listening(src)
	for _, step := range []struct {
		name  string
		id    string
		stamp time.Duration // after start
		now   time.Duration
		want  string
	}{
		{"nothing of before the start", "", 0, 0, ""},
		{"a new row", "a", time.Second, time.Second, "login-ended a"},
		{"not again", "", 0, 2 * time.Second, ""},
		{"one that committed late", "late", -5 * time.Second, 4 * time.Second, "login-ended late"},
		{"not again, while it is re-read", "", 0, 6 * time.Second, ""},
		{"after a quiet hour", "b", time.Hour, time.Hour, "login-ended b"},
		{"a moment later, stamped a moment before", "d", time.Hour - 300*time.Millisecond, time.Hour + 50*time.Millisecond, "login-ended d"},
		{"late, after the quiet hour", "c", time.Hour - 7*time.Second, time.Hour + 2*time.Second, "login-ended c"},
	} {
		*told = nil
		src.now = start.Add(step.now)
		if step.id != "" {
			src.add(step.id, start.Add(step.stamp))
		}
		r.once(t.Context())
		if got := fmt.Sprint(*told); got != fmt.Sprint([]string(nil)) && got != "["+step.want+"]" || step.want != "" && len(*told) != 1 {
			t.Errorf("%s: told %v, want %q", step.name, *told, step.want)
		}
	}
	if len(r.seen) > 3 {
		t.Errorf("%d ids are remembered after an hour, want only those within the overlap", len(r.seen))
	}
}

func TestAwayTooLongDropsCaches(t *testing.T) {
	start := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
	src := &table{now: start}
	r, told := listening(src)
	r.once(t.Context())
	src.err = errors.New("no database")
	src.now = start.Add(20 * time.Hour)
	r.once(t.Context())
	if len(*told) != 0 {
		t.Errorf("told %v while the database was away", *told)
	}
	src.err, src.now = nil, start.Add(25*time.Hour)
	r.once(t.Context())
	if want := "caches-lost "; len(*told) != 1 || (*told)[0] != want {
		t.Errorf("back after 25 hours: told %q, want %q", *told, want)
	}
}

// silent is a table that, while it is told to, answers nothing until its
// caller gives up, as a connection does that nobody closed.
type silent struct {
	*table
	now, changes atomic.Bool
}

func (s *silent) Now(ctx context.Context) (time.Time, error) {
	if s.now.Load() {
		<-ctx.Done()
		return time.Time{}, ctx.Err()
	}
	return s.table.Now(ctx)
}

func (s *silent) Changes(ctx context.Context, since time.Time) ([]stagedoor.Change, error) {
	if s.changes.Load() {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return s.table.Changes(ctx, since)
}

func TestSilentConnectionIsGivenUp(t *testing.T) {
	for _, tt := range []struct {
		name string
		hang func(*silent) *atomic.Bool
	}{
		{"asked for the time", func(s *silent) *atomic.Bool { return &s.now }},
		{"asked for changes", func(s *silent) *atomic.Bool { return &s.changes }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				start := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
				src := &silent{table: &table{now: start}}
				b := New(src, quiet())
				var told atomic.Int32
				b.Listen(func(stagedoor.Change) { told.Add(1) })
				go b.Run(ctx)
				time.Sleep(time.Second) // the clock of this bubble, not ours
				hang := tt.hang(src)
				hang.Store(true)
				time.Sleep(time.Second)
				src.add("a", start.Add(time.Millisecond))
				hang.Store(false)
				time.Sleep(patience + interval)
				if told.Load() != 1 {
					t.Errorf("%d changes told once the database answers again, want 1", told.Load())
				}
			})
		})
	}
}

func TestQuietDayKeepsCaches(t *testing.T) {
	start := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
	src := &table{now: start}
	r, told := listening(src)
	for h := range 50 {
		src.now = start.Add(time.Duration(h) * time.Hour)
		r.once(t.Context())
	}
	if len(*told) != 0 {
		t.Errorf("two days without a change told %v", *told)
	}
}

// For the race detector: listeners come, changes are written and the bus is
// woken, all at once.
func TestBusConcurrently(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	start := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
	src := &table{now: start}
	b := New(src, quiet())
	heard := make(chan string, 1000)
	b.Listen(func(c stagedoor.Change) { heard <- c.Subject })
	started := make(chan struct{})
	b.Listen(func(c stagedoor.Change) {
		if c.Subject == "first" {
			close(started)
		}
	})
	var wg sync.WaitGroup
	wg.Go(func() { b.Run(ctx) })
	// The first read sets where the bus starts; what is stamped then is told.
	src.add("first", start.Add(time.Millisecond))
	b.Wake()
	<-started
	for g := range 8 {
		wg.Go(func() {
			for i := range 50 {
				b.Listen(func(stagedoor.Change) {})
				src.add(fmt.Sprintf("%d-%d", g, i), start.Add(time.Millisecond))
				b.Wake()
			}
		})
	}
	for range 401 {
		<-heard
	}
	stop()
	wg.Wait()
}
