package access

import (
	"context"
	"fmt"
	"sync"
	"time"

	"stagedoor"
)

const (
	// batchMost is how many are done in one go.
	batchMost = 128
	// batchWaiting bounds those that wait for the next go; more are told to
	// come back: it is reached only while the database does not answer.
	batchWaiting = 20000
	// batchTime is how long the database may take over one go.
	batchTime = 5 * time.Second
)

// A batcher does together what many ask for at the same moment: while one go
// is under way in each lane the next gathers. A lone caller waits for nobody, and a
// thousand callers share a few round trips and commits.
type batcher[Q, A any] struct {
	do    func(ctx context.Context, qs []Q) ([]A, error) // the answers in the order of qs
	lanes int                                            // how many goes may be under way; 0 is one

	mu      sync.Mutex
	waiting []*asked[Q, A]
	busy    int // goes under way
}

type asked[Q, A any] struct {
	q    Q
	a    A
	err  error
	done chan struct{}
}

// ask returns do's answer to q. When ctx ends first, q may be done all the
// same.
func (b *batcher[Q, A]) ask(ctx context.Context, q Q) (A, error) {
	x := &asked[Q, A]{q: q, done: make(chan struct{})}
	b.mu.Lock()
	var none A
	if len(b.waiting) >= batchWaiting {
		b.mu.Unlock()
		return none, refuse(WhyAway, time.Time{}, time.Time{}, time.UTC)
	}
	b.waiting = append(b.waiting, x)
	if b.busy < max(b.lanes, 1) {
		b.busy++
		go b.run()
	}
	b.mu.Unlock()
	select {
	case <-x.done:
		return x.a, x.err
	case <-ctx.Done():
		return none, &stagedoor.Error{Kind: stagedoor.Unavailable, Msg: "This took too long. Please try again.", Err: ctx.Err()}
	}
}

// run does go after go until nobody waits.
func (b *batcher[Q, A]) run() {
	for {
		b.mu.Lock()
		n := min(len(b.waiting), batchMost)
		if n == 0 {
			b.waiting = nil
			b.busy--
			b.mu.Unlock()
			return
		}
		batch := b.waiting[:n:n]
		b.waiting = b.waiting[n:]
		b.mu.Unlock()
		b.one(batch)
	}
}

func (b *batcher[Q, A]) one(batch []*asked[Q, A]) {
	ctx, cancel := context.WithTimeout(context.Background(), batchTime)
	defer cancel()
	qs := make([]Q, len(batch))
	for i, x := range batch {
		qs[i] = x.q
	}
	as, err := b.do(ctx, qs)
	if err == nil && len(as) != len(qs) {
		err = fmt.Errorf("%d answers to %d questions", len(as), len(qs))
	}
	for i, x := range batch {
		if x.err = err; err == nil {
			x.a = as[i]
		}
		close(x.done)
	}
}
