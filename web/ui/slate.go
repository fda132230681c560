package ui

import (
	"context"
	"time"

	"stagedoor"
)

// GoesOn is what a stage's slate says of the next talk, which starts at at:
// that we begin, as long as none of the stage's talks has, or that we are
// back; with the day when that is another one.
func GoesOn(ctx context.Context, s stagedoor.Schedule, at time.Time) string {
	p := PageOf(ctx)
	begun := false
	for _, t := range s {
		begun = begun || !t.Break && !t.Starts.After(p.Now)
	}
	clock := Clock(ctx, at)
	switch day := p.Language.OtherDay(at, p.Now, p.Zone); {
	case begun && day == "":
		return T(ctx, "We are back at %s", clock)
	case begun:
		return T(ctx, "We are back on %s at %s", day, clock)
	case day == "":
		return T(ctx, "We begin at %s", clock)
	default:
		return T(ctx, "We begin on %s at %s", day, clock)
	}
}
