package stage

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"stagedoor"
)

// KeeperStore is where keepers agree and where they write.
type KeeperStore interface {
	// Leases takes or renews leases for holder until now + ttl, all at once,
	// and returns the names of those that holder has.
	Leases(ctx context.Context, names []string, holder string, now time.Time, ttl time.Duration) ([]string, error)
	// Unleases gives leases up and tells the other keepers: an OnAirChanged
	// without a subject.
	Unleases(ctx context.Context, names []string, holder string) error
	// PutAir writes what a stage shows, if holder has the lease at now.
	PutAir(ctx context.Context, a Air, lease, holder string, now time.Time) (kept bool, err error)
}

// Eyes look after the rungs that can be watched, and say how they are. A rung
// that they do not look after, or have not judged yet, is not in Health.
type Eyes interface {
	Watch(stages []Stage)
	Health() map[stagedoor.StageID]map[stagedoor.SourceID]Health
}

const (
	LeaseLasts  = 10 * time.Second // so long a stage keeps what it shows when its keeper dies
	renewEvery  = 3 * time.Second
	keeperWaits = 3 * time.Second // for the database, less than LeaseLasts
	keeperAgain = time.Second     // after a write that failed
)

// A Keeper runs in every process. It keeps those stages whose lease
// "stage/ID" it has: it judges health (keeping.go), decides and writes what
// they show. Make one with NewKeeper, give it the changes, and Run it.
type Keeper struct {
	Eyes Eyes // set before Run; nil: no rung is watched

	store KeeperStore
	board *Board
	node  string // who holds the leases, and stands in each Air
	log   *slog.Logger

	wake chan struct{} // holds one: something is to be decided
	free chan struct{} // holds one: leases may be had

	// Run's own:
	kept    map[stagedoor.StageID]*keeping
	asked   *Snapshot // for whose stages leases were asked last
	watched *Snapshot // whose rungs Eyes were told of; nil: not all that are kept now
	failing bool
}

// NewKeeper makes a Keeper that acts as node.
func NewKeeper(s KeeperStore, b *Board, node string, log *slog.Logger) *Keeper {
	k := &Keeper{
		store: s, board: b, node: node, log: log,
		wake: make(chan struct{}, 1), free: make(chan struct{}, 1),
		kept: map[stagedoor.StageID]*keeping{},
	}
	b.Listen(func() { nudge(k.wake) })
	return k
}

// Lost hears that a stage may be somebody else's by now. It never blocks.
func (k *Keeper) Lost(stagedoor.StageID) { nudge(k.free) }

// Heard hears that a rung's health changed. It never blocks.
func (k *Keeper) Heard(stagedoor.StageID) { nudge(k.wake) }

// Changed hears of a change; what the Board shows the Keeper hears of from
// there. It never blocks.
func (k *Keeper) Changed(c stagedoor.Change) {
	if c.Kind == stagedoor.OnAirChanged && c.Subject == "" || c.Kind == stagedoor.CachesLost {
		nudge(k.free)
	}
}

func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Run keeps stages until ctx ends; then it gives them up, and another process
// takes over at once.
func (k *Keeper) Run(ctx context.Context) {
	defer k.giveUp(ctx)
	renew := time.NewTicker(renewEvery)
	defer renew.Stop()
	again := time.NewTimer(0)
	defer again.Stop()
	var leasing error
	for {
		lease := false
		select {
		case <-ctx.Done():
			return
		case <-renew.C:
			lease = true
		case <-k.free:
			lease = true
		case <-k.wake:
		case <-again.C:
		}
		if ctx.Err() != nil {
			return
		}
		if lease || k.newStages() {
			leasing = k.lease(ctx, time.Now())
		}
		next, err := k.step(ctx, time.Now())
		k.say(ctx, errors.Join(leasing, err))
		if next.IsZero() {
			again.Stop()
		} else {
			again.Reset(time.Until(next))
		}
	}
}

// say logs an outage once.
func (k *Keeper) say(ctx context.Context, err error) {
	switch {
	case err == nil && k.failing:
		k.log.Info("the stages are kept again")
	case err != nil && !k.failing && ctx.Err() == nil:
		k.log.Error("cannot keep the stages; they show what they showed, and we go on trying", "err", err)
	}
	k.failing = err != nil
}

// LeaseOf is the name of a stage's lease.
func LeaseOf(id stagedoor.StageID) string { return "stage/" + string(id) }

// newStages reports whether there are others than leases were asked for.
func (k *Keeper) newStages() bool {
	now := k.board.Now()
	if k.asked == nil || len(now.Stages) != len(k.asked.Stages) {
		return true
	}
	for _, s := range now.Stages {
		if k.asked.Stage(s.ID) == nil {
			return true
		}
	}
	return false
}

// lease takes and renews leases. A stage that is newly kept goes on from the
// row that its last keeper left; so does one whose lease ran out meanwhile, for
// somebody else may have kept it. Only an answer takes a stage away: while the
// database is silent its picture goes on here.
func (k *Keeper) lease(ctx context.Context, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, keeperWaits)
	defer cancel()
	all := k.board.Now()
	names := make([]string, len(all.Stages))
	for i, s := range all.Stages {
		names[i] = LeaseOf(s.ID)
	}
	got, err := k.store.Leases(ctx, names, k.node, now, LeaseLasts)
	if err != nil {
		return fmt.Errorf("leases: %w", err) // those we have last until they end
	}
	k.asked = all
	have := map[string]bool{}
	for _, name := range got {
		have[name] = true
	}
	fresh := false
	for _, s := range all.Stages {
		switch kp := k.kept[s.ID]; {
		case !have[LeaseOf(s.ID)]:
			if kp != nil {
				delete(k.kept, s.ID)
				k.watched = nil
			}
		case kp == nil || kp.lapsed(now):
			fresh = true
		default:
			kp.until = now.Add(LeaseLasts)
		}
	}
	if !fresh {
		return nil
	}
	if err := k.board.Load(ctx); err != nil { // the Board may be a moment behind the last keeper
		return err
	}
	for _, s := range k.board.Now().Stages {
		kp := k.kept[s.ID]
		if !have[LeaseOf(s.ID)] || kp != nil && !kp.lapsed(now) {
			continue
		}
		k.kept[s.ID] = newKeeping(s.Air, now)
		if kp == nil {
			k.watched = nil
		}
	}
	return nil
}

// lapsed reports whether the lease ran out: then somebody else may write.
func (kp *keeping) lapsed(now time.Time) bool { return !now.Before(kp.until) }

// giveUp lets go of all stages: of those whose lease was got and that are not
// kept yet, too, since a stop may come in between.
func (k *Keeper) giveUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keeperWaits)
	defer cancel()
	names := map[string]bool{}
	for id := range k.kept {
		names[LeaseOf(id)] = true
	}
	for _, s := range k.board.Now().Stages {
		names[LeaseOf(s.ID)] = true
	}
	clear(k.kept)
	if k.Eyes != nil {
		k.Eyes.Watch(nil)
	}
	if err := k.store.Unleases(ctx, slices.Sorted(maps.Keys(names)), k.node); err != nil {
		k.log.Error("cannot give the stages up; another process takes them in a few seconds", "err", err)
	}
}

// step decides for all stages that are kept, and writes what changed. It
// returns when it must be done again though nothing else happens.
func (k *Keeper) step(ctx context.Context, now time.Time) (next time.Time, err error) {
	ctx, cancel := context.WithTimeout(ctx, keeperWaits)
	defer cancel()
	view := k.view()
	health := k.look()
	row := now.UTC().Truncate(time.Millisecond) // as it is kept
	for i := range view.Stages {
		st := &view.Stages[i]
		kp := k.kept[st.ID]
		if kp == nil || kp.lapsed(now) {
			continue
		}
		air, cause, again := kp.decide(view, st, health[st.ID], row)
		if !air.same(kp.air) {
			air.Keeper = k.node
			kept, e := k.store.PutAir(ctx, air, LeaseOf(st.ID), k.node, row)
			switch {
			case e != nil:
				err, again = fmt.Errorf("on air on %s: %w", st.ID, e), now.Add(keeperAgain)
			case !kept: // somebody else's by now, or gone: the leases say which
				kp.until = time.Time{}
				nudge(k.free)
				continue
			default:
				if air.Source != kp.air.Source || kp.air.zero() {
					level := slog.LevelInfo
					if cause.Fell {
						level = slog.LevelWarn
					}
					k.log.Log(ctx, level, "on air", append(st.About(air.Source), "why", cause.Says)...)
				}
				kp.air, st.Air = air, air
				nudge(k.wake) // a stage above that shows this one
			}
		}
		if !again.IsZero() && (next.IsZero() || again.Before(next)) {
			next = again
		}
	}
	return next, err
}

// view is what there is now, with what this Keeper wrote and the Board has not
// read yet.
func (k *Keeper) view() *Snapshot {
	all := k.board.Now()
	view := &Snapshot{Conference: all.Conference, Stages: append([]Showing(nil), all.Stages...)}
	for id, kp := range k.kept {
		st := view.Stage(id)
		if st == nil {
			delete(k.kept, id)
			k.watched = nil
			continue
		}
		st.Air = kp.air
	}
	if k.Eyes != nil && k.watched != all {
		var mine []Stage
		for _, s := range view.Stages {
			if k.kept[s.ID] != nil {
				mine = append(mine, s.Stage)
			}
		}
		k.Eyes.Watch(mine)
		k.watched = all
	}
	return view
}

// look asks how the rungs are.
func (k *Keeper) look() map[stagedoor.StageID]map[stagedoor.SourceID]Health {
	if k.Eyes == nil {
		return nil
	}
	return k.Eyes.Health()
}
