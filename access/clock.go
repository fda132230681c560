package access

import (
	"context"
	"errors"
	"sync"
	"time"

	"stagedoor"
)

const (
	// tick is how often the clock looks for feeds that are due.
	tick = time.Second
	// hookRest is the least time between rounds that hooks start.
	hookRest = 5 * time.Second
	// atOnce is how many feeds are read at a time.
	atOnce = 4
)

// Run runs every feed's rounds until ctx ends; then it waits for those that
// are under way. When a round is due is in the database, so that of several
// nodes one runs it.
func (rs *Rounds) Run(ctx context.Context) {
	var under sync.WaitGroup
	defer under.Wait()
	free := make(chan struct{}, atOnce)
	running := map[stagedoor.FeedID]bool{}
	var mu sync.Mutex // of running
	start := func(feed stagedoor.FeedID, trigger Trigger) {
		mu.Lock()
		defer mu.Unlock()
		if running[feed] {
			return
		}
		select {
		case free <- struct{}{}:
		default:
			return // the next tick
		}
		running[feed] = true
		under.Go(func() {
			rs.byItself(ctx, feed, trigger)
			<-free
			mu.Lock()
			delete(running, feed)
			mu.Unlock()
		})
	}
	t := time.NewTicker(tick)
	defer t.Stop()
	away := false
	for {
		due, err := rs.Store.DueFeeds(ctx, rs.now())
		if err != nil && !away && ctx.Err() == nil {
			rs.Log.Error("cannot see which feeds are due; will go on trying", "err", err)
		}
		away = err != nil
		for _, feed := range rs.hooked() {
			start(feed, ByHook)
		}
		for _, f := range due {
			start(f.ID, ByClock)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// Hook asks for a round of the feed at once; the web handler has checked the
// token. Several calls within hookRest are one round.
func (rs *Rounds) Hook(feed stagedoor.FeedID) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.wanted == nil {
		rs.wanted = map[stagedoor.FeedID]bool{}
	}
	rs.wanted[feed] = true
}

func (rs *Rounds) hooked() []stagedoor.FeedID {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	var out []stagedoor.FeedID
	for f := range rs.wanted {
		out = append(out, f)
	}
	return out
}

func (rs *Rounds) unwant(feed stagedoor.FeedID) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	delete(rs.wanted, feed)
}

// byItself runs a round that nobody waits for. A feed that another node holds,
// or that is not due any more, is left alone.
func (rs *Rounds) byItself(ctx context.Context, feed stagedoor.FeedID, trigger Trigger) {
	ctx, release, err := rs.hold(ctx, feed, 0)
	if err != nil {
		if stagedoor.KindOf(err) != stagedoor.Conflict && !errors.Is(err, context.Canceled) {
			rs.Log.Warn("cannot take a feed's lease", "feed", feed, "err", err)
		}
		return
	}
	defer release()
	due, err := rs.due(ctx, feed, trigger)
	if err != nil {
		rs.Log.Warn("cannot see when a feed was last read", "feed", feed, "err", err)
	}
	if err != nil || !due {
		return
	}
	if trigger == ByHook {
		rs.unwant(feed) // a call from here on is heard by the next round
	}
	report, err := rs.run(ctx, job{feed: feed, trigger: trigger, open: rs.fetch})
	if err != nil && report.Round.Result != RoundFailed && ctx.Err() == nil { // one that failed is told of already
		rs.Log.Warn("a round could not be run", "feed", feed, "err", err)
	}
}

// due looks again, with the lease in hand: another node may have run it.
func (rs *Rounds) due(ctx context.Context, feed stagedoor.FeedID, trigger Trigger) (bool, error) {
	f, err := rs.Store.Feed(ctx, feed)
	if stagedoor.KindOf(err) == stagedoor.NotFound || err == nil && (f.Off || f.URL == "") {
		rs.unwant(feed)
		return false, nil
	}
	if err != nil {
		return false, err
	}
	last, err := rs.Store.LastRound(ctx, feed)
	if err != nil {
		return false, err
	}
	rest := f.Interval()
	if trigger == ByHook {
		rest = hookRest
	}
	return !rs.now().Before(last.Add(rest)), nil
}
