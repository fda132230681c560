package stage

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"stagedoor"
)

// A Snapshot is all that the pages show, as it was at one moment. Nobody
// changes it: a reader may keep it for as long as a page takes.
type Snapshot struct {
	Conference    stagedoor.Conference
	Stages        []Showing      // in their order
	Announcements []Announcement // those that stand, newest first
	Version       string         // changes with what attendees see and is the same on every node; good as an ETag
	Crew          string         // likewise, with what only the crew sees besides: the hand, why a rung is on air, health
}

// A Showing is a stage with what follows from it.
type Showing struct {
	Stage
	Air      Air      // as the keeper wrote it
	OnAir    *Source  // what is to be seen; of a rung that is another stage, that stage's; nil: the house's own slate
	Program  *Program // the output of ours that shows it; nil when none does
	Schedule stagedoor.Schedule
	reach    []Source // rungs of the stages that can be seen through this one's
	names    map[stagedoor.StageID]string
}

// NameOf is what the crew calls a rung: one that is another stage and has no
// title of its own has that stage's name.
func (s Showing) NameOf(r Source) string {
	if r.Kind == OtherStage && r.Title == "" {
		return s.StageName(stagedoor.StageID(r.Ref))
	}
	return r.Name()
}

// About is what a log line says of a rung: its ids, and its title when it has
// one. The empty one is the house's own slate.
func (s Showing) About(id stagedoor.SourceID) []any {
	about := []any{"stage", s.ID, "source", id}
	if r, there := s.Source(id); there && r.Title != "" && r.Title != string(id) {
		return append(about, "title", r.Title)
	}
	if id == "" {
		return append(about, "title", "the house's own slate")
	}
	return about
}

// StageName is what a stage of the house is called; one that is gone has its
// id.
func (s Showing) StageName(id stagedoor.StageID) string {
	if name, there := s.names[id]; there {
		return name
	}
	return string(id)
}

// Hosts are what the stage's page must be allowed to load from, now and after
// any switch.
func (s Showing) Hosts() Hosts { return HostsOf(slices.Concat(s.Ladder, s.reach)) }

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
	of, names := map[stagedoor.StageID][]stagedoor.Talk{}, map[stagedoor.StageID]string{}
	for _, st := range h.Stages {
		names[st.ID] = st.Name
	}
	for _, t := range h.Talks {
		of[t.Stage] = append(of[t.Stage], t)
	}
	for i, st := range h.Stages {
		s.Stages[i] = Showing{Stage: st, Schedule: stagedoor.NewSchedule(of[st.ID]), names: names}
	}
	for _, a := range h.Airs {
		if st := s.Stage(a.Stage); st != nil {
			st.Air = a
		}
	}
	seen := s.fallen()
	for i := range s.Stages {
		st := &s.Stages[i]
		st.OnAir, st.reach = seen.resolve(st.ID, nil), s.reach(st.ID)
		st.Program = s.program(st)
	}
	var err error
	if s.Version, err = digest(s.forAttendees()); err != nil {
		return nil, err
	}
	s.Crew, err = digest(s.forCrew())
	return s, err
}

// forAttendees is s without what only the crew sees.
func (s *Snapshot) forAttendees() *Snapshot {
	a := &Snapshot{Conference: s.Conference, Stages: slices.Clone(s.Stages), Announcements: slices.Clone(s.Announcements)}
	for i := range a.Stages {
		st := &a.Stages[i]
		st.Hand, st.Before, st.Air = Hand{}, nil, Air{}
	}
	for i := range a.Announcements {
		a.Announcements[i].By = ""
	}
	return a
}

// crewSees is what the crew sees, without repeating what attendees do.
type crewSees struct {
	Version string
	Hands   []Hand
	Before  []*Hand
	Airs    []Air
	By      []string
}

func (s *Snapshot) forCrew() crewSees {
	c := crewSees{Version: s.Version}
	for _, st := range s.Stages {
		c.Hands, c.Before, c.Airs = append(c.Hands, st.Hand), append(c.Before, st.Before), append(c.Airs, st.Air)
	}
	for _, a := range s.Announcements {
		c.By = append(c.By, a.By)
	}
	return c
}

func digest(what any) (string, error) {
	b, err := json.Marshal(what)
	if err != nil {
		return "", err // plain values: it cannot be
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12]), nil
}
