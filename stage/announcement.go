package stage

import (
	"time"

	"stagedoor"
)

// An Announcement is a sentence to everybody who looks at a stage, or at any.
type Announcement struct {
	ID    string
	Stage stagedoor.StageID // empty: all stages and the lobby
	Words string
	Made  time.Time
	By    string // the crew member's name; not shown to attendees
}
