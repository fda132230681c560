package access_test

import (
	"context"
	"fmt"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// A gate holds all who wait until it opens.
type gate struct {
	waiting atomic.Int64
	open    chan struct{}
}

func newGate() *gate { return &gate{open: make(chan struct{})} }

func (g *gate) wait(ctx context.Context, d time.Duration) error {
	if d != 2*time.Second {
		return fmt.Errorf("told to wait %v, want 2 s", d)
	}
	g.waiting.Add(1)
	select {
	case <-g.open:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// 200 wrong codes from one hall, and then 300 people with right ones from the
// same address, all at once, while wrong ones still wait: all are in within
// 5 s.
func TestThrottleNeverMeetsRightCodes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var people []stagedoor.Attendee
		for i := range 300 {
			people = append(people, stagedoor.Attendee{ID: stagedoor.AttendeeID(fmt.Sprint("p", i))})
		}
		codes := storetest.Attendees(t, db, people)
		conf, _ := db.Conference(t.Context())
		g := newGate()
		d := access.NewDoor(db, access.Options{Secret: storetest.Secret, Conference: func() stagedoor.Conference { return conf }, Wait: g.wait})

		var wrong sync.WaitGroup
		var mu sync.Mutex
		got := map[access.Reason]int{}
		for i := range 200 {
			wrong.Go(func() {
				_, err := d.SignIn(context.Background(), fmt.Sprintf("0000-0000-%04d", i), here, "", "", nine)
				r := access.RefusalOf(err)
				if r == nil {
					t.Errorf("a wrong code: %v", err)
					return
				}
				if r.Why == access.WhyTooMany && (r.Retry <= 0 || stagedoor.KindOf(err) != stagedoor.TooMany) {
					t.Errorf("sent away with %v, retry %v", err, r.Retry)
				}
				mu.Lock()
				got[r.Why]++
				mu.Unlock()
			})
		}
		until(t, "10 refused, 140 sent away", func() bool {
			mu.Lock()
			defer mu.Unlock()
			return got[access.WhyUnknown] == 10 && got[access.WhyTooMany] == 140
		})
		until(t, "50 wait", func() bool { return g.waiting.Load() == 50 })
		if n, alarm := d.WrongPerMinute(nine); n != 200 || alarm {
			t.Errorf("%d wrong codes a minute, alarm %v; want 200, no alarm", n, alarm)
		}

		start := time.Now()
		var right sync.WaitGroup
		for _, code := range codes {
			right.Go(func() {
				if _, err := d.SignIn(context.Background(), code.String(), here, "", "", nine); err != nil {
					t.Errorf("a right code: %v", err)
				}
			})
		}
		right.Wait()
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("300 right codes took %v, want at most 5 s", took)
		}
		if g.waiting.Load() != 50 {
			t.Errorf("%d waited in all, want the 50 wrong ones only", g.waiting.Load())
		}
		close(g.open)
		wrong.Wait()
		if got[access.WhyUnknown] != 60 || got[access.WhyTooMany] != 140 {
			t.Errorf("wrong codes ended as %v, want 60 unknown and 140 sent away", got)
		}
	})
}

// until waits for a condition.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited 10 s for: %s", what)
		}
	}
}

func TestPrefix(t *testing.T) {
	for _, tt := range []struct{ from, want string }{
		{"203.0.113.7", "203.0.113.0/24"},
		{"::ffff:203.0.113.7", "203.0.113.0/24"},
		{"2001:db8:1:2ff:3::4", "2001:db8:1:200::/56"},
		{"fe80::1%eth0", "fe80::/56"},
	} {
		if got := access.Prefix(netip.MustParseAddr(tt.from)).String(); got != tt.want {
			t.Errorf("Prefix(%s) = %s, want %s", tt.from, got, tt.want)
		}
	}
	if got := access.Prefix(netip.Addr{}); got.IsValid() {
		t.Errorf("no address: %v", got)
	}
}
