package stage

import (
	"slices"
	"time"

	"stagedoor"
)

// A Program is the output of ours that is to be seen on a stage: one playlist,
// whichever rung of ours or slate is on air in it.
type Program struct {
	Stage stagedoor.StageID // whose
	Live  bool              // an encoder's picture is to be seen; else the slate
	Since time.Time         // when that, or the rung on air, last changed
}

// Playlist is its address.
func (p Program) Playlist() string { return "/live/" + string(p.Stage) + "/index.m3u8" }

// program is the program that is to be seen on st; nil when it is something
// else, or the slate of a stage that has none.
func (s *Snapshot) program(st *Showing) *Program {
	of := st
	if on := st.OnAir; on != nil {
		of = s.Stage(on.Stage)
		if of == nil || on.Kind != Ingest && on.Kind != Slate {
			return nil
		}
	}
	if len(of.Ingests()) == 0 {
		return nil
	}
	p := &Program{Stage: of.ID, Since: of.Air.Since}
	if on := st.OnAir; on != nil && on.Kind == Ingest {
		h := of.Air.Health[on.ID]
		p.Live = h.State != Down
		if h.Since.After(p.Since) {
			p.Since = h.Since
		}
	}
	return p
}

// MayShowProgram reports whether a program may be seen on the stage, now or
// after any switch.
func (s Showing) MayShowProgram() bool {
	return slices.ContainsFunc(slices.Concat(s.Ladder, s.reach), func(r Source) bool { return r.Kind == Ingest })
}
