package stage

import (
	"context"
	"log/slog"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"stagedoor"
)

// A Crowd is how many pages are open on a stage, and what goes wrong in them.
type Crowd struct {
	Pages   int
	Faults  map[stagedoor.SourceID]int // embeds that reported an error within the last minute
	Playing Playing                    // what our own players said within the last minute
}

// AudienceStore is where each process leaves its own sums.
type AudienceStore interface {
	// PutAudience writes the process's own sums, by stage; empty is the lobby.
	PutAudience(ctx context.Context, node string, own map[stagedoor.StageID]Crowd, now time.Time) error
	// ForgetAudience takes them away.
	ForgetAudience(ctx context.Context, node string) error
	// Audience adds what all processes wrote lately.
	Audience(ctx context.Context, now time.Time) (map[stagedoor.StageID]Crowd, error)
}

// AudienceFresh is how old a process's sums may be: one that writes none any
// more counts no more.
const AudienceFresh = 15 * time.Second

const (
	audienceEvery = 5 * time.Second  // sums are written and read
	audienceKeeps = 10 * time.Second // sums that did not change are written again
)

// An Audience counts who watches: this process's own pages, and by way of the
// database everybody's. Fill in the fields, then Run it.
type Audience struct {
	Store AudienceStore
	// Pages says how many pages this process serves on each push channel:
	// "stage/ID/LANG", and "conference/LANG" for those that are no stage's.
	Pages func() map[string]int
	Board *Board // which stages and sources there are
	Node  string
	Log   *slog.Logger

	mu     sync.Mutex
	all    map[stagedoor.StageID]Crowd
	faults map[faultKey]*minute[int]
	plays  map[stagedoor.StageID]*minute[Playing]
	hear   []func()

	wrote   map[stagedoor.StageID]Crowd // Run's own
	wroteAt time.Time
}

type faultKey struct {
	stage  stagedoor.StageID
	source stagedoor.SourceID
}

// Now returns the newest sums of all processes, by stage; empty is the lobby.
// Nobody may change them.
func (a *Audience) Now() map[stagedoor.StageID]Crowd {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.all
}

// Listen has f called after the sums of all processes changed. f must not
// block.
func (a *Audience) Listen(f func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.hear = append(a.hear, f)
}

// Fault counts an embed that reported an error on a stage's page; it counts on
// the stage whose rung it is, when this one shows another. One of a rung that
// is not there is passed over.
func (a *Audience) Fault(stage stagedoor.StageID, source stagedoor.SourceID, now time.Time) {
	st := a.Board.Now().Stage(stage)
	if st == nil {
		return
	}
	r, there := st.Source(source)
	if !there {
		i := slices.IndexFunc(st.reach, func(r Source) bool { return r.ID == source })
		if i < 0 {
			return
		}
		r = st.reach[i]
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.faults == nil {
		a.faults = map[faultKey]*minute[int]{}
	}
	key := faultKey{r.Stage, r.ID}
	f := a.faults[key]
	if f == nil {
		f = &minute[int]{}
		a.faults[key] = f
	}
	*f.at(now)++
}

// Beacon counts what a page's player says of itself. One of a stage that is
// not there is passed over.
func (a *Audience) Beacon(stage stagedoor.StageID, b Beacon, now time.Time) {
	if a.Board.Now().Stage(stage) == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.plays == nil {
		a.plays = map[stagedoor.StageID]*minute[Playing]{}
	}
	m := a.plays[stage]
	if m == nil {
		m = &minute[Playing]{}
		a.plays[stage] = m
	}
	p := m.at(now)
	*p = p.with(b)
}

// Run writes and reads the sums until ctx ends; then this process counts no
// more.
func (a *Audience) Run(ctx context.Context) {
	t := time.NewTicker(audienceEvery)
	defer t.Stop()
	failing := false
	for {
		err := a.step(ctx, time.Now())
		switch {
		case err == nil && failing:
			a.Log.Info("the audience is counted again")
		case err != nil && !failing && ctx.Err() == nil:
			a.Log.Error("cannot count the audience; will go on trying", "err", err)
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
			defer cancel()
			if err := a.Store.ForgetAudience(ctx, a.Node); err != nil {
				a.Log.Error("cannot take our audience out of the count", "err", err)
			}
			return
		case <-t.C:
		}
	}
}

// step writes this process's sums, if there is need, and reads everybody's.
func (a *Audience) step(ctx context.Context, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	own := a.own(now)
	put := maps.Clone(own)
	for id := range a.wrote {
		if _, still := put[id]; !still {
			put[id] = Crowd{} // nobody any more
		}
	}
	if len(put) > 0 && (!reflect.DeepEqual(own, a.wrote) || now.Sub(a.wroteAt) >= audienceKeeps) {
		if err := a.Store.PutAudience(ctx, a.Node, put, now); err != nil {
			return err
		}
		a.wrote, a.wroteAt = own, now
	}
	all, err := a.Store.Audience(ctx, now)
	if err != nil {
		return err
	}
	a.mu.Lock()
	changed := !reflect.DeepEqual(a.all, all)
	a.all = all
	hear := a.hear
	a.mu.Unlock()
	if changed {
		for _, f := range hear {
			f()
		}
	}
	return nil
}

// own are this process's sums: a page of the conference that is no stage's is
// in the lobby.
func (a *Audience) own(now time.Time) map[stagedoor.StageID]Crowd {
	out := map[stagedoor.StageID]Crowd{}
	add := func(id stagedoor.StageID, pages int) {
		c := out[id]
		c.Pages += pages
		out[id] = c
	}
	if a.Pages != nil {
		for channel, n := range a.Pages() {
			switch part := strings.Split(channel, "/"); {
			case part[0] == "conference":
				add("", n)
			case part[0] == "stage" && len(part) == 3:
				add(stagedoor.StageID(part[1]), n)
			}
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for key, f := range a.faults {
		f.at(now)
		n := 0
		for _, step := range f.steps {
			n += step
		}
		if n == 0 {
			delete(a.faults, key)
			continue
		}
		c := out[key.stage]
		if c.Faults == nil {
			c.Faults = map[stagedoor.SourceID]int{}
		}
		c.Faults[key.source] = n
		out[key.stage] = c
	}
	for id, m := range a.plays {
		m.at(now)
		var p Playing
		for _, step := range m.steps {
			p = p.Plus(step)
		}
		if p.Beacons == 0 {
			delete(a.plays, id)
			continue
		}
		c := out[id]
		c.Playing = p
		out[id] = c
	}
	for id, c := range out {
		if c.Pages == 0 && len(c.Faults) == 0 && c.Playing.Beacons == 0 {
			delete(out, id)
		}
	}
	return out
}

// Rounded is a count as attendees see it: exact below ten, else its first two
// digits, so that it does not change with everyone who comes and goes.
func Rounded(n int) int {
	step := 1
	for n/step >= 100 {
		step *= 10
	}
	return (n + step/2) / step * step
}
