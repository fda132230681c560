package stage

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"stagedoor"
)

// Store is what the Board reads.
type Store interface {
	// House returns what there is, as it was at one moment.
	House(ctx context.Context) (House, error)
}

const (
	// again is how soon a load that failed is tried once more.
	again = time.Second
	// refresh is how often the Board is loaded without being told to.
	refresh = time.Minute
	// patience bounds one load.
	patience = 10 * time.Second
)

// A Board has what the pages show in memory, and keeps it fresh. While the
// database is away it keeps what it had. Make one with NewBoard, Load it once,
// give it the changes, and Run it.
type Board struct {
	store Store
	log   *slog.Logger
	now   atomic.Pointer[Snapshot]
	dirty chan struct{} // holds one: however many changes come, one load follows

	hearing sync.Mutex
	hear    []func()

	loading sync.Mutex // an older load must not overwrite a newer one
}

// NewBoard makes an empty Board.
func NewBoard(s Store, log *slog.Logger) *Board {
	b := &Board{store: s, log: log, dirty: make(chan struct{}, 1)}
	b.now.Store(&Snapshot{})
	return b
}

// Now returns what there is to show. It never blocks and is never nil; before
// the first Load it is empty.
func (b *Board) Now() *Snapshot { return b.now.Load() }

// Conference returns the conference's settings, from memory.
func (b *Board) Conference() stagedoor.Conference { return b.Now().Conference }

// Listen has f called after each load that brought something new. f must not
// block.
func (b *Board) Listen(f func()) {
	b.hearing.Lock()
	defer b.hearing.Unlock()
	b.hear = append(b.hear, f)
}

func (b *Board) tell() {
	b.hearing.Lock()
	hear := b.hear
	b.hearing.Unlock()
	for _, f := range hear {
		f()
	}
}

// Changed hears of a change; what the Board shows is loaded again in the
// background. It never blocks.
func (b *Board) Changed(c stagedoor.Change) {
	switch c.Kind {
	case stagedoor.ConferenceChanged, stagedoor.StagesChanged, stagedoor.TalksChanged,
		stagedoor.OnAirChanged, stagedoor.AnnouncedChanged, stagedoor.CachesLost:
		select {
		case b.dirty <- struct{}{}:
		default: // a load is due already and will see this too
		}
	}
}

// Load reads all of it now. After an error the Board shows what it showed.
func (b *Board) Load(ctx context.Context) error {
	b.loading.Lock()
	defer b.loading.Unlock()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	h, err := b.store.House(ctx)
	if err != nil {
		return fmt.Errorf("load the stages: %w", err)
	}
	s, err := NewSnapshot(h)
	if err != nil {
		return fmt.Errorf("load the stages: %w", err)
	}
	if old := b.now.Swap(s); old.Crew != s.Crew {
		b.tell()
	}
	return nil
}

// Run loads the Board after each change until ctx ends.
func (b *Board) Run(ctx context.Context) {
	next := time.NewTimer(refresh)
	defer next.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.dirty:
		case <-next.C:
		}
		err := b.Load(ctx)
		switch {
		case err == nil && failing:
			b.log.Info("the stages are loaded again")
		case err != nil && !failing && ctx.Err() == nil:
			b.log.Error("cannot load the stages; pages show the last ones, and we go on trying", "err", err)
		}
		failing = err != nil
		if failing {
			next.Reset(again)
		} else {
			next.Reset(refresh)
		}
	}
}
