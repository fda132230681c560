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
	Conference    stagedoor.Conference
	Stages        []Showing      // in their order
	Announcements []Announcement // those that stand, newest first
	Version       string         // changes with the content and is the same on every node; good as an ETag
}

// A Showing is a stage with what follows from it.
type Showing struct {
	Stage
	Air      Air     // as the keeper wrote it
	OnAir    *Source // what is to be seen; of a rung that is another stage, that stage's; nil: the house's own slate
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

// A House is what the store has of the stages, as it was at one moment.
type House struct {
	Conference    stagedoor.Conference
	Stages        []Stage          // in their order
	Talks         []stagedoor.Talk // in force, in any order
	Airs          []Air
	Announcements []Announcement // those that stand, newest first
}

// NewSnapshot joins what the store has. A talk whose stage is not there is
// left out.
func NewSnapshot(h House) (*Snapshot, error) {
	s := &Snapshot{Conference: h.Conference, Stages: make([]Showing, len(h.Stages)), Announcements: h.Announcements}
	of := map[stagedoor.StageID][]stagedoor.Talk{}
	for _, t := range h.Talks {
		of[t.Stage] = append(of[t.Stage], t)
	}
	for i, st := range h.Stages {
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
