package schedule

import (
	"time"

	"stagedoor"
)

// An Origin says where a talk comes from.
type Origin string

// The origins.
const (
	FromFile      Origin = "file"      // "stagedoor apply"
	FromProgramme Origin = "programme" // the foreign file
	ByHand        Origin = "hand"      // the editor
)

// A ReadTalk is a talk as it was read, before any hand.
type ReadTalk struct {
	stagedoor.Talk
	Origin  Origin
	Foreign string // its identity in the foreign file; empty for others
}

// An Edit is what a hand changed of one talk. A nil field is as read; a field
// that was changed wins over every later reading, until it is taken back.
type Edit struct {
	Talk     stagedoor.TalkID
	Title    *string            `json:",omitempty"`
	People   *[]string          `json:",omitempty"`
	Abstract *string            `json:",omitempty"`
	Language *string            `json:",omitempty"`
	Starts   *time.Time         `json:",omitempty"`
	Ends     *time.Time         `json:",omitempty"`
	Timed    time.Time          `json:",omitzero"` // when Starts or Ends was set: older shifts do not move them
	Stage    *stagedoor.StageID `json:",omitempty"`
	Break    *bool              `json:",omitempty"`
	NoRecord *bool              `json:",omitempty"`
	Removed  bool               `json:",omitempty"` // off the schedule, whatever the file says
}

// A Shift moves the rest of a stage's day: talks that start at or after Since,
// and the end of the one that is on then.
type Shift struct {
	ID      string
	Stage   stagedoor.StageID
	Since   time.Time
	Minutes int // negative: earlier
	Made    time.Time
	By      string    // the crew member's name
	Undone  time.Time // zero while it counts
}
