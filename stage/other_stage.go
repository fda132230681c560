package stage

import (
	"maps"
	"slices"
	"time"

	"stagedoor"
)

// NewStageSource makes a rung that shows what another stage shows. That both
// may not be the same stage is Validate's to say: the rung's own stage is the
// caller's to set.
func NewStageSource(id stagedoor.StageID) (Source, error) {
	s := Source{Kind: OtherStage, Ref: string(id)}
	return s, s.validateStage()
}

func (s Source) validateStage() error {
	switch {
	case !stagedoor.ValidName(s.Ref):
		return stagedoor.Errorf(stagedoor.Invalid, "Choose the stage that is to be shown.")
	case s.Ref == string(s.Stage):
		return stagedoor.Errorf(stagedoor.Invalid, "A stage cannot show itself. Choose another one.")
	case s.URL != "" || s.Hash != "" || s.Sentence != "" || s.Picture != "":
		return stagedoor.Errorf(stagedoor.Invalid, "The source's address and its kind do not fit. Paste the address again.")
	}
	return nil
}

// resolve returns what is to be seen on stage id: its rung on air, or what the
// stage shows that this rung is. Nil is the house's own slate, also when
// stages show each other round in a circle. visited are the stages that the
// way came through.
func (s *Snapshot) resolve(id stagedoor.StageID, visited []stagedoor.StageID) *Source {
	st := s.Stage(id)
	if st == nil || slices.Contains(visited, id) {
		return nil
	}
	on := st.onAir()
	if on != nil && on.Kind == OtherStage {
		return s.resolve(stagedoor.StageID(on.Ref), append(visited, id))
	}
	return on
}

// fallen is s with what the keepers of stages that show another stage decide
// in a moment: that one has changed to a slate, which is its own stage's alone
// to show.
func (s *Snapshot) fallen() *Snapshot {
	out, now := &Snapshot{Stages: slices.Clone(s.Stages)}, s.changed()
	for i := range s.Stages {
		st := &s.Stages[i]
		on := st.onAir()
		if on == nil || on.Kind != OtherStage || s.stageHealth(st.ID, stagedoor.StageID(on.Ref), now).State != Down {
			continue
		}
		health := maps.Clone(st.Air.Health)
		if health == nil {
			health = map[stagedoor.SourceID]Health{}
		}
		for _, r := range st.Ladder {
			if r.Kind == OtherStage {
				health[r.ID] = s.stageHealth(st.ID, stagedoor.StageID(r.Ref), now).since(now, st.Air.Health[r.ID])
			}
		}
		d := Decide(Situation{Stage: st.Stage, Health: health, Schedule: st.Schedule, Was: st.Air, Untried: st.untried(now), Now: now})
		out.Stages[i].Air = Air{Stage: st.ID, Source: d.Source, Since: now}
	}
	return out
}

// untried are the playlists that the keeper has not judged, by the row that it
// wrote: it waits for that, so nobody shows one before it does.
func (st *Showing) untried(now time.Time) map[stagedoor.SourceID]time.Time {
	out := map[stagedoor.SourceID]time.Time{}
	for _, r := range st.Ladder {
		if r.Kind == HLS && st.Air.Health[r.ID].State == Unknown {
			out[r.ID] = now.Add(trial)
		}
	}
	return out
}

// changed is when a stage last changed what it shows: the moment for which all
// nodes decide alike.
func (s *Snapshot) changed() time.Time {
	last := time.Unix(0, 0)
	for _, st := range s.Stages {
		if st.Air.Since.After(last) {
			last = st.Air.Since
		}
	}
	return last
}

// onAir is the stage's rung that is on air, or nil.
func (st *Showing) onAir() *Source {
	if r, there := st.Source(st.Air.Source); there {
		return &r
	}
	if st.Air.zero() || st.Air.Source != "" { // none yet, or a moment ago its rung was removed
		return st.first()
	}
	return nil
}

// since is h with the time from when on it has been so.
func (h Health) since(now time.Time, was Health) Health {
	if h.Since = now; was.same(h) {
		return was
	}
	h.Never = h.State == Down && (was.State == Unknown || was.Never)
	return h
}

// stageHealth is how a rung of stage is that shows the stage other: up while
// that shows a picture that does not come from this stage itself. Now is for
// the programme: it may want a slate there.
func (s *Snapshot) stageHealth(stage, other stagedoor.StageID, now time.Time) Health {
	st := s.Stage(other)
	if st == nil {
		return Health{State: Down, Problem: stagedoor.Say("The stage %s is no longer there.", string(other))}
	}
	switch on := s.resolve(other, []stagedoor.StageID{stage}); {
	case on == nil:
		return Health{State: Down, Problem: stagedoor.Say("The stage %s has nothing to show.", st.Name)}
	case on.Kind == Slate && s.fellTo(on, now):
		return Health{State: Down, Problem: stagedoor.Say("The stage %s lost its picture.", st.Name)}
	case on.Kind == Slate:
		return Health{State: Down, Problem: stagedoor.Say("The stage %s shows a slate.", st.Name)}
	}
	return Health{State: Up}
}

// fellTo reports whether the slate on is on air since its stage lost its
// picture.
func (s *Snapshot) fellTo(on *Source, now time.Time) bool {
	st := s.Stage(on.Stage)
	return st != nil && st.StandsIn(now)
}

// reach returns the rungs of all stages that can be seen on stage id through
// rungs that are other stages, without its own.
func (s *Snapshot) reach(id stagedoor.StageID) []Source {
	var out []Source
	seen := []stagedoor.StageID{id}
	for i := 0; i < len(seen); i++ {
		st := s.Stage(seen[i])
		if st == nil {
			continue
		}
		if i > 0 {
			out = append(out, st.Ladder...)
		}
		for _, r := range st.Ladder {
			if other := stagedoor.StageID(r.Ref); r.Kind == OtherStage && !slices.Contains(seen, other) {
				seen = append(seen, other)
			}
		}
	}
	return out
}
