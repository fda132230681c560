// Package bus reads changes from the database and tells listeners in this
// process. It is how a command-line run, another node and this process's own
// handlers are heard alike: they all write rows.
//
// A Bus polls; Wake makes it poll at once, after a commit of this process.
package bus

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"stagedoor"
)

const (
	// interval is how often new rows are read: a revocation made by another
	// node must be refused here within a second.
	interval = 250 * time.Millisecond
	// overlap is re-read once in overlapEvery, since transactions commit in
	// another order than they were stamped in; near of it is re-read each
	// time, which is nearly always enough: a change is stamped as its
	// transaction's last act. A day of many evictions would else re-read ten
	// seconds of rows many times a second.
	overlap      = 10 * time.Second
	overlapEvery = 2 * time.Second
	near         = 400 * time.Millisecond
	// rest is the least time between two readings, however often the bus is
	// woken: a change of this process is heard within it.
	rest = 20 * time.Millisecond
	// forget is how long rows are kept; a process that read none for longer
	// may have missed some, and tells its listeners so.
	forget = 24 * time.Hour
	// patience is how long one reading may take: a connection that answers
	// nothing must not keep the next reading from another.
	patience = 5 * time.Second
)

// A Source is where changes are read from.
type Source interface {
	// Changes returns the changes stamped at or after since, oldest first.
	Changes(ctx context.Context, since time.Time) ([]stagedoor.Change, error)
	// Now is the clock that stamps them.
	Now(ctx context.Context) (time.Time, error)
}

// A Bus tells listeners of changes. Make one with New, add the listeners,
// then Run it.
type Bus struct {
	src  Source
	log  *slog.Logger
	wake chan struct{}

	mu        sync.Mutex
	listeners []func(stagedoor.Change)
}

// New makes a Bus that reads from src.
func New(src Source, log *slog.Logger) *Bus {
	return &Bus{src: src, log: log, wake: make(chan struct{}, 1)}
}

// Listen adds a listener. It is called for one change at a time, in the
// bus's own goroutine: it must not block.
func (b *Bus) Listen(f func(stagedoor.Change)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.listeners = append(b.listeners, f)
}

// Wake makes the bus read now. It never blocks.
func (b *Bus) Wake() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// Run reads until ctx ends. What happened before Run is not told: listeners
// load what they need after they listen.
func (b *Bus) Run(ctx context.Context) {
	r := reading{bus: b, seen: map[string]time.Time{}}
	t := time.NewTicker(interval)
	defer t.Stop()
	pause := time.NewTicker(rest)
	defer pause.Stop()
	for {
		r.once(ctx)
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		case <-b.wake:
		}
	}
}

// reading is Run's state; one goroutine has it.
type reading struct {
	bus  *Bus
	from time.Time            // rows stamped before were all read, but for the overlap
	seen map[string]time.Time // ids told, while they are within the overlap
	away time.Time            // since when reading fails; zero while it works
	wide time.Time            // when the whole overlap was read last
}

func (r *reading) once(ctx context.Context) {
	now, changes, err := r.read(ctx)
	if err != nil {
		if r.away.IsZero() && ctx.Err() == nil {
			r.away = time.Now()
			r.bus.log.Error("cannot read changes; will go on trying", "err", err)
		}
		return
	}
	if !r.away.IsZero() {
		r.bus.log.Info("reading changes again", "away", time.Since(r.away).Round(time.Second))
		r.away = time.Time{}
	}
	if now.Sub(r.from) > forget {
		r.bus.tell(stagedoor.Change{At: now, Kind: stagedoor.CachesLost})
	}
	for _, c := range changes {
		if _, told := r.seen[c.ID]; told {
			continue
		}
		r.seen[c.ID] = c.At
		r.bus.tell(c)
		if c.At.After(r.from) {
			r.from = c.At
		}
	}
	// A quiet day moves on too, or forget would be reached by silence. What
	// may still commit with an older stamp is within the overlap.
	if now.After(r.from) {
		r.from = now
	}
	if !r.wide.Equal(now) {
		return
	}
	for id, at := range r.seen {
		if at.Before(r.from.Add(-2 * overlap)) {
			delete(r.seen, id)
		}
	}
}

// read asks for the time and for what changed up to it.
func (r *reading) read(ctx context.Context) (now time.Time, changes []stagedoor.Change, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if now, err = r.bus.src.Now(ctx); err != nil {
		return now, nil, err
	}
	if r.from.IsZero() {
		r.from = now
	}
	if now.Sub(r.wide) < overlapEvery {
		changes, err = r.bus.src.Changes(ctx, r.from.Add(-near))
		return now, changes, err
	}
	if changes, err = r.bus.src.Changes(ctx, r.from.Add(-overlap)); err == nil {
		r.wide = now
	}
	return now, changes, err
}

func (b *Bus) tell(c stagedoor.Change) {
	b.mu.Lock()
	listeners := b.listeners
	b.mu.Unlock()
	for _, f := range listeners {
		f(c)
	}
}
