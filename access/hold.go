package access

import (
	"context"
	"time"

	"stagedoor"
)

const (
	// leaseLife is how long a round's lease outlives its node: the next round
	// after a kill -9 comes within this and the feed's interval.
	leaseLife = 30 * time.Second
	// holdWait is how long a person's round waits for one that runs.
	holdWait = 90 * time.Second
	// holdTry is how often it tries.
	holdTry = 250 * time.Millisecond
)

// hold takes the feed for one round, in this process and among the nodes, and
// waits at most wait for it. The context it returns ends when the lease is
// lost; release gives the feed back.
func (rs *Rounds) hold(ctx context.Context, feed stagedoor.FeedID, wait time.Duration) (context.Context, func(), error) {
	slot := rs.slot(feed)
	deadline := time.NewTimer(wait)
	defer deadline.Stop()
	select {
	case slot <- struct{}{}:
	default:
		select {
		case slot <- struct{}{}:
		case <-deadline.C:
			return nil, nil, errBusy()
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
	}
	for {
		got, err := rs.Store.Lease(ctx, leaseName(feed), rs.Node, rs.now(), leaseLife)
		if err == nil && got {
			held, release := rs.renew(ctx, feed, slot)
			return held, release, nil
		}
		if err != nil {
			// The answer may have been lost on its way, and the lease be ours.
			rs.unlease(ctx, feed)
			<-slot
			return nil, nil, err
		}
		select {
		case <-time.After(holdTry):
		case <-deadline.C:
			<-slot
			return nil, nil, errBusy()
		case <-ctx.Done():
			<-slot
			return nil, nil, ctx.Err()
		}
	}
}

func errBusy() error {
	return stagedoor.Errorf(stagedoor.Conflict, "Another round of this feed is running. Try again in a minute.")
}

func leaseName(feed stagedoor.FeedID) string { return "feed/" + string(feed) }

// slot is the feed's turnstile in this process.
func (rs *Rounds) slot(feed stagedoor.FeedID) chan struct{} {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.busy == nil {
		rs.busy = map[stagedoor.FeedID]chan struct{}{}
	}
	if rs.busy[feed] == nil {
		rs.busy[feed] = make(chan struct{}, 1)
	}
	return rs.busy[feed]
}

// renew keeps the lease while the round runs.
func (rs *Rounds) renew(ctx context.Context, feed stagedoor.FeedID, slot chan struct{}) (context.Context, func()) {
	held, cancel := context.WithCancelCause(ctx)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		t := time.NewTicker(leaseLife / 3)
		defer t.Stop()
		good := time.Now()
		for {
			select {
			case <-held.Done():
				return
			case <-t.C:
			}
			got, err := rs.Store.Lease(held, leaseName(feed), rs.Node, rs.now(), leaseLife)
			switch {
			case err == nil && got:
				good = time.Now()
			case err == nil || time.Since(good) > leaseLife:
				cancel(errBusy())
				return
			}
		}
	}()
	return held, func() {
		cancel(nil)
		<-stopped
		rs.unlease(ctx, feed)
		<-slot
	}
}

// unlease gives the lease back, also when ctx has ended; whoever cannot lets it
// run out. The caller has the feed's slot: no other round of this process has
// the lease.
func (rs *Rounds) unlease(ctx context.Context, feed stagedoor.FeedID) {
	done, stop := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer stop()
	if err := rs.Store.Unlease(done, leaseName(feed), rs.Node); err != nil {
		rs.Log.Warn("a feed's lease runs out by itself", "feed", feed, "err", err)
	}
}
