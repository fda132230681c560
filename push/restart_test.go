package push

import (
	"context"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var spreadForm = regexp.MustCompile(`^spread=(\d+)$`)

// TestTwoThousandComeBack: a process stops under two thousand pages; they come
// back to the next as web/ui/src/live.ts does, within its budget and fifteen
// seconds.
func TestTwoThousandComeBack(t *testing.T) {
	const pages = 2000
	first, err := New(Options{Burst: pages})
	if err != nil {
		t.Fatal(err)
	}
	var now atomic.Pointer[Hub]
	now.Store(first)
	s := &site{hub: first}
	s.Server = newGate(t, func(w http.ResponseWriter, r *http.Request) {
		login := r.FormValue("login")
		now.Load().Connect(w, r, Visit{Login: login, Channels: []string{"conference/en"}})
	})
	// Each answers pings from its hello on, as a page does: on a slow machine
	// the first would else be cut off before the last is there.
	began := time.Now()
	phones := make([]*phone, pages)
	goodbyes := make([]chan error, pages)
	for i := range phones {
		phones[i], _ = s.call(t, strconv.Itoa(i))
		phones[i].patience = time.Minute
		goodbyes[i] = make(chan error, 1)
		go func() { goodbyes[i] <- phones[i].ended() }()
	}
	second, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { second.node.Shutdown(t.Context()) })
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan struct{})
	go func() { defer close(over); first.Run(ctx) }()
	now.Store(second)
	// How soon they are back is no news of a machine that has no time for them,
	// before or meanwhile.
	busy := time.Since(began) > 10*time.Second
	began = time.Now()
	late := lateness()
	stop()
	var all sync.WaitGroup
	var told atomic.Int64
	for i, p := range phones {
		all.Go(func() {
			err := <-goodbyes[i]
			p.conn.Close()
			c, _ := err.(closed)
			said := spreadForm.FindStringSubmatch(c.reason)
			ms := 500 // who was cut off before the goodbye was written comes back soon
			if c.code == 4001 && said != nil {
				ms, _ = strconv.Atoi(said[1])
				told.Add(1)
			}
			comeBack(t, s, strconv.Itoa(i), time.Duration(ms)*time.Millisecond)
		})
	}
	all.Wait()
	took, none := time.Since(began), late()
	busy = busy || none > 5*time.Second
	if took > 15*time.Second && !busy {
		t.Errorf("all were back after %v, want 15 s at most", took)
	}
	if n := told.Load(); n < pages && !busy {
		t.Errorf("%d of %d pages were told when to come back, want all", n, pages)
	}
	t.Logf("back after %v, of which the machine had no time for us: %v; %d were refused on the way", took.Round(time.Millisecond), none.Round(time.Millisecond), second.Counts().Refused)
	<-over
}

// lateness measures, until it is called, for how long the machine had no time
// for a clock of ours.
func lateness() (stop func() time.Duration) {
	over, late := make(chan struct{}), make(chan time.Duration)
	go func() {
		const every = 10 * time.Millisecond
		var sum time.Duration
		t := time.NewTicker(every)
		defer t.Stop()
		for last := time.Now(); ; {
			select {
			case <-over:
				late <- sum
				return
			case <-t.C:
				now := time.Now()
				sum += max(0, now.Sub(last)-2*every)
				last = now
			}
		}
	}()
	return func() time.Duration {
		close(over)
		return <-late
	}
}

// comeBack waits and tries as the script does, until a hello is answered.
func comeBack(t *testing.T, s *site, login string, spread time.Duration) {
	wait := rand.N(spread)
	for try := range 20 {
		time.Sleep(wait)
		p, res, err := s.tryKnock(t, login)
		if err == nil && res.StatusCode == http.StatusSwitchingProtocols {
			if err = p.command(map[string]any{"connect": map[string]any{}}); err == nil {
				var r reply
				if r, err = p.next(); err == nil && r.Connect != nil {
					return
				}
			}
		}
		const least, most = 500 * time.Millisecond, 20 * time.Second
		wait = min(most, least+rand.N(min(most, least<<try)))
	}
	t.Errorf("%s did not come back", login)
}
