package stage

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"stagedoor"
)

// A Snapshot is all that the pages show, as it was at one moment. Nobody
// changes it: a reader may keep it for as long as a page takes.
type Snapshot struct {
	Conference stagedoor.Conference
	Stages     []Showing // in their order
	Version    string    // changes with the content and is the same on every node; good as an ETag
}

// A Showing is a stage with what follows from it.
type Showing struct {
	Stage
	OnAir    *Source // nil when the ladder is empty
	Schedule stagedoor.Schedule
}

// Hosts are what the stage's page must be allowed to load from.
func (s Showing) Hosts() Hosts { return HostsOf(s.Ladder) }

// Stage returns the stage with this id, or nil.
func (s *Snapshot) Stage(id stagedoor.StageID) *Showing {
	for i := range s.Stages {
		if s.Stages[i].ID == id {
			return &s.Stages[i]
		}
	}
	return nil
}

// NewSnapshot joins what the store has: stages in their order, talks in any.
// A talk whose stage is not there is left out.
func NewSnapshot(c stagedoor.Conference, stages []Stage, talks []stagedoor.Talk) (*Snapshot, error) {
	s := &Snapshot{Conference: c, Stages: make([]Showing, len(stages))}
	of := map[stagedoor.StageID][]stagedoor.Talk{}
	for _, t := range talks {
		of[t.Stage] = append(of[t.Stage], t)
	}
	for i, st := range stages {
		s.Stages[i] = Showing{Stage: st, Schedule: stagedoor.NewSchedule(of[st.ID])}
		if on, ok := OnAir(st.Ladder, st.Taken); ok {
			s.Stages[i].OnAir = &on
		}
	}
	b, err := json.Marshal(s)
	if err != nil {
		return nil, err // plain values: it cannot be
	}
	sum := sha256.Sum256(b)
	s.Version = hex.EncodeToString(sum[:12])
	return s, nil
}
