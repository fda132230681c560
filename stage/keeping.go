package stage

import (
	"maps"
	"reflect"
	"time"

	"stagedoor"
)

// settle is how long a new keeper counts on what the last one saw of a rung
// that its own eyes have not judged yet: a Watcher takes at most three target
// durations of 30 s. A restart must not change what is on air.
const settle = 100 * time.Second

// keeping is what a Keeper knows of a stage that it keeps. Only the keeper
// writes the stage's row, so air is the row.
type keeping struct {
	since, until time.Time // of the lease
	air          Air
	left         map[stagedoor.SourceID]Health // by the last keeper
	looks        map[stagedoor.SourceID]look
	untried      map[stagedoor.SourceID]time.Time // until when a rung's first judgement is waited for
}

// trial is how long a stage waits for a rung's first judgement: a playlist
// that moves was seen to by then, as good as any.
const trial = 10 * time.Second

// A look is a rung's health as eyes said it last, and what we make of it.
type look struct{ said, taken Health }

func newKeeping(a Air, now time.Time) *keeping {
	return &keeping{since: now, until: now.Add(LeaseLasts), air: a, left: maps.Clone(a.Health), looks: map[stagedoor.SourceID]look{}, untried: map[stagedoor.SourceID]time.Time{}}
}

// decide says what the stage is to show, with how its rungs are, why that is
// another rung than before, and when to ask again.
func (kp *keeping) decide(view *Snapshot, st *Showing, said map[stagedoor.SourceID]Health, now time.Time) (a Air, cause Cause, again time.Time) {
	health := kp.health(view, st, said, now)
	d := Decide(Situation{
		Stage: st.Stage, Health: health, Schedule: st.Schedule, Was: kp.air, Untried: kp.trials(st, said, now), Zone: view.Conference.Location(), Now: now,
	})
	if end := kp.since.Add(settle); now.Before(end) && len(kp.left) > 0 && (d.Again.IsZero() || end.Before(d.Again)) {
		d.Again = end
	}
	return Air{Stage: st.ID, Source: d.Source, Since: d.Since, Why: d.Why, Health: health}, d.Cause, d.Again
}

// health is how the stage's rungs are; those that nobody watches are left out.
func (kp *keeping) health(view *Snapshot, st *Showing, said map[stagedoor.SourceID]Health, now time.Time) map[stagedoor.SourceID]Health {
	var out map[stagedoor.SourceID]Health
	for _, r := range st.Ladder {
		var h Health
		switch r.Kind {
		case OtherStage:
			h = view.stageHealth(st.ID, stagedoor.StageID(r.Ref), now).since(now, kp.air.Health[r.ID])
		default:
			h = kp.look(r.ID, said[r.ID], now)
		}
		if h.State == Unknown {
			continue
		}
		if out == nil {
			out = map[stagedoor.SourceID]Health{}
		}
		h.Since = h.Since.UTC().Truncate(time.Millisecond) // as it is kept
		out[r.ID] = h
	}
	return out
}

// trials are the playlists that eyes have not judged yet, each with when that
// is waited for no longer.
func (kp *keeping) trials(st *Showing, said map[stagedoor.SourceID]Health, now time.Time) map[stagedoor.SourceID]time.Time {
	next := map[stagedoor.SourceID]time.Time{}
	for _, r := range st.Ladder {
		if r.Kind != HLS || said[r.ID].State != Unknown {
			continue
		}
		next[r.ID] = now.Add(trial)
		if until, known := kp.untried[r.ID]; known {
			next[r.ID] = until
		}
	}
	kp.untried = next
	return next
}

// look is how a rung is of which eyes say this. What they see first and the
// last keeper saw too has been so since then.
func (kp *keeping) look(id stagedoor.SourceID, said Health, now time.Time) Health {
	settling := now.Before(kp.since.Add(settle))
	l, seen := kp.looks[id]
	switch {
	case said.State == Unknown && seen: // another address: it begins anew
		delete(kp.looks, id)
		delete(kp.left, id)
		return Health{}
	case said.State == Unknown && settling:
		return kp.left[id]
	case said.State == Unknown:
		return Health{}
	case seen && reflect.DeepEqual(l.said, said):
		return l.taken
	}
	taken := said
	if left := kp.left[id]; !seen && settling && left.same(said) {
		taken = left
	} else if left.State != Unknown && !left.Never {
		taken.Never = false // the last keeper saw it up
	}
	kp.looks[id] = look{said, taken}
	return taken
}

// same reports whether both say the same, whoever wrote them.
func (a Air) same(b Air) bool {
	return a.Source == b.Source && a.Since.Equal(b.Since) && reflect.DeepEqual(a.Why, b.Why) && len(a.Health) == len(b.Health) &&
		(len(a.Health) == 0 || reflect.DeepEqual(a.Health, b.Health))
}
