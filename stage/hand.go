package stage

import (
	"time"

	"stagedoor"
)

// A Hand is a producer's hand on a stage's ladder. The zero value is nobody's.
type Hand struct {
	Taken stagedoor.SourceID // the rung that was taken; empty: the ladder decides
	Held  bool               // the rung stays on air whatever becomes of it; the ladder waits
	By    string             // the crew member's name
	Since time.Time
}
