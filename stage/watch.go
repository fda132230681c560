package stage

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"stagedoor"
)

// WatchOptions tune a Watcher. The zero value is good for playlists on the
// Internet.
type WatchOptions struct {
	AllowPrivate bool          // also playlists inside the house
	Timeout      time.Duration // of one try; 0 means 5 s
	Second       time.Duration // how long a playlist's second lasts; 0 means a second, tests make it shorter
	Log          *slog.Logger  // nil for none
}

func (o WatchOptions) withDefaults() WatchOptions {
	if o.Timeout <= 0 {
		o.Timeout = 5 * time.Second
	}
	if o.Second <= 0 {
		o.Second = time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// maxWatched bounds the playlists that one process watches: each is a request
// a second at most, and a conference with more rungs than this has them for
// show.
const maxWatched = 200

// A Watcher looks after the HLS playlists of the stages that this process
// keeps: it reads each again and again and says how it is. Make one with
// NewWatcher, tell it with Watch what to look after, and Close it.
type Watcher struct {
	opt    WatchOptions
	notify func(stagedoor.StageID)
	ctx    context.Context // ends with Close
	stop   context.CancelFunc
	wg     sync.WaitGroup

	mu     sync.Mutex
	rungs  map[rungKey]*watched
	full   bool // there was more to watch than maxWatched, and the log knows
	closed bool
}

type rungKey struct {
	stage  stagedoor.StageID
	source stagedoor.SourceID
}

// watched is one rung that is looked after; Watcher.mu guards its health.
type watched struct {
	key    rungKey
	url    string
	stop   context.CancelFunc
	health Health
}

// NewWatcher makes a Watcher of nothing. notify is called with the stage after
// a rung's State or Problem changed, from any goroutine; it must not block.
func NewWatcher(o WatchOptions, notify func(stagedoor.StageID)) *Watcher {
	ctx, stop := context.WithCancel(context.Background())
	return &Watcher{opt: o.withDefaults(), notify: notify, ctx: ctx, stop: stop, rungs: map[rungKey]*watched{}}
}

// Watch says which stages' playlists are to be looked after from now on; what
// is looked after already goes on as it was. A rung whose address is another
// one begins anew.
func (w *Watcher) Watch(stages []Stage) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return
	}
	want, left := map[rungKey]string{}, 0
	for _, s := range stages {
		for _, r := range s.Ladder {
			switch {
			case r.Kind != HLS || r.URL == "":
			case len(want) == maxWatched:
				left++
			default:
				want[rungKey{s.ID, r.ID}] = r.URL
			}
		}
	}
	if left > 0 && !w.full {
		w.opt.Log.Warn("there are more playlists than we watch; the others count as good", "watched", maxWatched, "others", left)
	}
	w.full = left > 0
	for key, r := range w.rungs {
		if want[key] != r.url {
			r.stop()
			delete(w.rungs, key)
		}
	}
	for key, url := range want {
		if w.rungs[key] == nil {
			ctx, stop := context.WithCancel(w.ctx)
			r := &watched{key: key, url: url, stop: stop}
			w.rungs[key] = r
			w.wg.Go(func() { w.follow(ctx, r) })
		}
	}
}

// Health returns how the rungs are that are looked after. One that was not
// judged yet, since its playlist was not seen to move, is not in it.
func (w *Watcher) Health() map[stagedoor.StageID]map[stagedoor.SourceID]Health {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := map[stagedoor.StageID]map[stagedoor.SourceID]Health{}
	for key, r := range w.rungs {
		if r.health.State == Unknown {
			continue
		}
		if out[key.stage] == nil {
			out[key.stage] = map[stagedoor.SourceID]Health{}
		}
		out[key.stage][key.source] = r.health
	}
	return out
}

// Close stops looking and waits until nothing of it runs.
func (w *Watcher) Close() {
	w.mu.Lock()
	w.closed = true
	clear(w.rungs)
	w.mu.Unlock()
	w.stop()
	w.wg.Wait()
}
