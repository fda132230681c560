package access_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/fetch"
	"stagedoor/tickets"
)

// A vendor serves an export over HTTP, with an ETag of its content.
type vendor struct {
	mu    sync.Mutex
	body  string
	asked atomic.Int32 // requests
	sent  atomic.Int32 // those that got the file
	*httptest.Server
}

func newVendor(t *testing.T, rows ...string) *vendor {
	v := &vendor{}
	v.serve(rows...)
	v.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v.asked.Add(1)
		v.mu.Lock()
		body := v.body
		v.mu.Unlock()
		tag := fmt.Sprintf(`"%x"`, len(body)*31+strings.Count(body, "cancelled")*7+strings.Count(body, "\n"))
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		v.sent.Add(1)
		w.Header().Set("ETag", tag)
		w.Header().Set("Content-Type", "text/csv")
		fmt.Fprint(w, body)
	}))
	t.Cleanup(v.Close)
	return v
}

func (v *vendor) serve(rows ...string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.body = header + strings.Join(rows, "\n") + "\n"
}

func fetchPrivate(ctx context.Context, s tickets.Source) (*tickets.Export, error) {
	return tickets.Fetch(ctx, s, fetch.Options{AllowPrivate: true}, "")
}

// runNow runs a round from the vendor.
func (h *house) runNow() access.Report {
	h.t.Helper()
	h.clock = h.clock.Add(time.Minute)
	r, err := h.rounds.RunNow(ctx, ada, shop)
	if err != nil {
		h.t.Fatalf("round: %v", err)
	}
	return r
}

func TestRoundFromAURL(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v := newVendor(t, many(20)...)
		h.rounds.Fetch = fetchPrivate
		h.feed(access.Feed{ID: shop, URL: v.URL, Gone: tickets.GoneAfter3})
		if r := h.runNow(); r.Round.Attendees != 20 {
			t.Fatalf("round = %+v, want 20 attendees", r.Round)
		}
		for range 3 {
			if r := h.runNow(); r.Round.Result != access.RoundSame {
				t.Errorf("round = %+v, want same", r.Round)
			}
		}
		if n := v.sent.Load(); n != 1 {
			t.Errorf("the vendor sent the file %d times, want once: the ETag was known", n)
		}
		v.serve(many(20)[1:]...)
		for range 3 {
			h.runNow() // the same file, but who is missing must be counted
		}
		if c := h.card("T0"); c.Attendee.Standing != stagedoor.Gone {
			t.Errorf("T0 = %s after three rounds without it, want gone", c.Attendee.Standing)
		}
		h.check()
	})
}

func TestSavingTheFeedReadsTheSameFileAgain(t *testing.T) {
	h := open(t, "sqlite", storeOptions)
	v := newVendor(t, many(3)...)
	h.rounds.Fetch = fetchPrivate
	h.feed(access.Feed{ID: shop, URL: v.URL})
	h.runNow()
	h.clock = h.clock.Add(time.Minute)
	h.feed(access.Feed{ID: shop, URL: v.URL})
	h.runNow()
	if n := v.sent.Load(); n != 2 {
		t.Errorf("the vendor sent the file %d times, want twice: other settings may read it otherwise", n)
	}
}

func TestAVendorThatIsAway(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v := newVendor(t, many(3)...)
		h.rounds.Fetch = fetchPrivate
		h.feed(access.Feed{ID: shop, URL: v.URL})
		h.runNow()
		before := h.dump(quietTables...)
		v.Close()
		h.clock = h.clock.Add(time.Minute)
		if _, err := h.rounds.RunNow(ctx, ada, shop); err == nil {
			t.Fatal("a round from a vendor that is away wants an error")
		}
		rounds, _ := h.db.RoundsOf(ctx, shop, false, 1)
		if len(rounds) != 1 || rounds[0].Result != access.RoundFailed || rounds[0].Problem.Zero() {
			t.Errorf("the round's row = %+v, want failed with a sentence", rounds)
		}
		if after := h.dump(quietTables...); after != before {
			t.Errorf("it changed:\n%s", differences(before, after))
		}
	})
}

// TestClock runs two nodes' clocks on one database: together they run the feed
// once per interval, and a hook at once.
func TestClock(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v := newVendor(t, many(5)...)
		h.feed(access.Feed{ID: shop, URL: v.URL, Every: time.Hour})
		ctx, stop := context.WithCancel(ctx)
		var nodes []*access.Rounds
		var done sync.WaitGroup
		var rounds atomic.Int32
		for _, node := range []string{"n1", "n2"} {
			rs := &access.Rounds{Store: h.db, Secret: h.rounds.Secret, Conference: h.conf.ID, Node: node, Log: h.rounds.Log, Fetch: fetchPrivate,
				Done: func(access.Round) { rounds.Add(1) }}
			nodes = append(nodes, rs)
			done.Go(func() { rs.Run(ctx) })
		}
		wait(t, "the first round", func() bool { return rounds.Load() == 1 })
		v.serve(many(6)...)
		nodes[0].Hook(shop)
		nodes[1].Hook(shop)
		wait(t, "the hook's round", func() bool { return rounds.Load() > 1 && h.card("T5").Attendee != nil })
		stop()
		done.Wait()
		if n := rounds.Load(); n != 2 {
			t.Errorf("%d rounds, want one by the clock and one by the hooks", n)
		}
		list, err := h.db.RoundsOf(context.Background(), shop, true, 10)
		if err != nil || len(list) != 2 || list[0].Trigger != access.ByHook || list[1].Trigger != access.ByClock {
			t.Fatalf("rounds = %+v, %v", list, err)
		}
		if between := list[0].At.Sub(list[1].At); between < 5*time.Second {
			t.Errorf("the hook's round came %s after the one before, want 5 s at least", between)
		}
		h.check()
	})
}

// wait waits for a condition.
func wait(t *testing.T, what string, true func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if true() {
			return
		}
	}
	t.Fatalf("waited 30 s for %s", what)
}

func TestALeaseThatAnotherNodeHolds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v := newVendor(t, many(5)...)
		h.feed(access.Feed{ID: shop, URL: v.URL})
		now := time.Now()
		if got, err := h.db.Lease(ctx, "feed/shop", "killed", now, 3*time.Second); err != nil || !got {
			t.Fatal(got, err)
		}
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		var at atomic.Int64
		rs := &access.Rounds{Store: h.db, Secret: h.rounds.Secret, Conference: h.conf.ID, Node: "n2", Log: h.rounds.Log, Fetch: fetchPrivate,
			Done: func(r access.Round) { at.Store(r.At.UnixMilli()) }}
		ended := make(chan struct{})
		go func() { defer close(ended); rs.Run(ctx) }()
		wait(t, "a round once the lease of the killed node is over", func() bool { return at.Load() != 0 })
		if since := at.Load() - now.UnixMilli(); since < 2990 {
			t.Errorf("the round began %d ms after the other node took the lease of 3 s", since)
		}
		stop()
		<-ended
	})
}

// lostAnswers is a store whose lease is taken, and nobody hears of it.
type lostAnswers struct{ access.RoundStore }

func (s lostAnswers) Lease(ctx context.Context, name, holder string, now time.Time, ttl time.Duration) (bool, error) {
	_, _ = s.RoundStore.Lease(ctx, name, holder, now, ttl)
	return false, errAway
}

func TestALeaseWhoseAnswerWasLostIsGivenBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v := newVendor(t, many(5)...)
		h.feed(access.Feed{ID: shop, URL: v.URL})
		rs := &access.Rounds{Store: lostAnswers{h.db}, Secret: h.rounds.Secret, Conference: h.conf.ID, Node: "n2", Log: h.rounds.Log, Fetch: fetchPrivate}
		if _, err := rs.RunNow(ctx, ada, shop); !errors.Is(err, errAway) {
			t.Fatalf("a round without an answer to its lease ends with %v, want %v", err, errAway)
		}
		if got, err := h.db.Lease(ctx, "feed/shop", "n3", time.Now(), time.Second); err != nil || !got {
			t.Errorf("another node gets the lease: %v, %v; want it at once", got, err)
		}
	})
}

// TestRoundsConcurrently runs rounds of one feed from every side at once. It
// is for the race detector too.
func TestRoundsConcurrently(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v := newVendor(t, many(40)...)
		h.rounds.Fetch, h.rounds.Now = fetchPrivate, nil
		other := &access.Rounds{Store: h.db, Secret: h.rounds.Secret, Conference: h.conf.ID, Node: "n2", Log: h.rounds.Log, Fetch: fetchPrivate}
		h.feed(access.Feed{ID: shop, URL: v.URL})
		var all sync.WaitGroup
		for i := range 8 {
			rs := h.rounds
			if i%2 == 1 {
				rs = other
			}
			all.Go(func() {
				rs.Hook(shop)
				if _, err := rs.RunNow(ctx, ada, shop); err != nil {
					t.Errorf("run now: %v", err)
				}
				rows := append(many(40), fmt.Sprintf("U%d,U%d,paid,Std,Upload %d,u%d@example.org", i, i, i, i))
				if _, err := rs.Import(ctx, shop, strings.NewReader(header+strings.Join(rows, "\n")), access.ImportOptions{Partial: true}); err != nil {
					t.Errorf("import: %v", err)
				}
			})
		}
		all.Wait()
		if n, err := h.db.TicketCounts(ctx, shop); err != nil || n.Tickets != 48 || n.Admitted != 48 {
			t.Errorf("counts = %+v, %v; want 48 tickets, each admitted once", n, err)
		}
		h.check()
	})
}
