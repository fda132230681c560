package access

import (
	"container/list"
	"context"
	"net/netip"
	"sync"
	"time"
)

// The throttle's numbers. A venue's hall is one address, so the first ones
// are free, and a right code is never asked about.
const (
	wrongFree   = 10               // wrong ones in wrongWindow that cost nothing
	wrongWindow = 10 * time.Minute //
	wrongDelay  = 2 * time.Second  // what each further one waits
	wrongQueue  = 50               // how many may wait; the rest are sent away
	wrongMost   = 100000           // prefixes remembered; the one silent for longest goes
	// wrongAlarm is how many wrong codes a minute, from everywhere, are an
	// alarm for the crew: never a lock.
	wrongAlarm = 300
)

// Prefix is the network that is throttled together: a /24, for IPv6 a /56,
// which is what one household or office has.
func Prefix(from netip.Addr) netip.Prefix {
	from = from.Unmap().WithZone("")
	bits := 24
	if from.Is6() {
		bits = 56
	}
	p, err := from.Prefix(bits)
	if err != nil {
		return netip.Prefix{} // no address: they share one
	}
	return p
}

// wait is how the throttle passes time; tests put their own.
type wait func(ctx context.Context, d time.Duration) error

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A throttle slows those who try too often, key by key, in memory.
type throttle[K comparable] struct {
	free int // tries within wrongWindow that cost nothing
	wait wait

	mu    sync.Mutex
	tries map[K]*tries[K]
	order list.List // of *tries, the one silent for longest first
}

type tries[K comparable] struct {
	key     K
	times   []time.Time // of the newest tries, at most free of them; a ring
	next    int
	waiting int
	place   *list.Element
}

func newThrottle[K comparable](free int, w wait) *throttle[K] {
	if w == nil {
		w = sleep
	}
	return &throttle[K]{free: free, wait: w, tries: map[K]*tries[K]{}}
}

// try notes one try of k. It returns at once while they are free, after
// wrongDelay when there were too many, and at once with false when too many
// wait already.
func (t *throttle[K]) try(ctx context.Context, k K, now time.Time) bool {
	x, over := t.note(k, now)
	if x == nil {
		return false
	}
	if !over {
		return true
	}
	t.wait(ctx, wrongDelay) // a person who went away need not be told
	t.mu.Lock()
	x.waiting--
	t.mu.Unlock()
	return true
}

// note counts a try; nil when too many wait, and whether this one must.
func (t *throttle[K]) note(k K, now time.Time) (*tries[K], bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	x := t.tries[k]
	if x == nil {
		if len(t.tries) >= wrongMost {
			oldest := t.order.Remove(t.order.Front()).(*tries[K])
			delete(t.tries, oldest.key)
		}
		x = &tries[K]{key: k}
		x.place = t.order.PushBack(x)
		t.tries[k] = x
	}
	t.order.MoveToBack(x.place)
	over := len(x.times) == t.free && now.Sub(x.times[x.next]) < wrongWindow
	if over && x.waiting >= wrongQueue {
		return nil, true
	}
	if len(x.times) < t.free {
		x.times = append(x.times, now)
	} else {
		x.times[x.next] = now
		x.next = (x.next + 1) % t.free
	}
	if over {
		x.waiting++
	}
	return x, over
}

// clear forgets k's tries, after a right one.
func (t *throttle[K]) clear(k K) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if x := t.tries[k]; x != nil {
		x.times, x.next = nil, 0
	}
}

// A rate counts what happened within the last minute, second by second.
type rate struct {
	mu     sync.Mutex
	counts [60]int
	last   int64 // the second that was counted last
}

func (r *rate) add(n int, now time.Time) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := now.Unix()
	for i := max(r.last+1, s-int64(len(r.counts))+1); i <= s; i++ {
		r.counts[i%int64(len(r.counts))] = 0
	}
	r.last = max(r.last, s)
	if s > r.last-int64(len(r.counts)) {
		r.counts[s%int64(len(r.counts))] += n
	}
	sum := 0
	for _, c := range r.counts {
		sum += c
	}
	return sum
}
