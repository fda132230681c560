package access

import (
	"context"
	"time"
)

// Refresh is what Run does each second.
func (d *Door) Refresh(ctx context.Context, now time.Time) error { return d.book.refresh(ctx, now) }

// Save writes all that Run would write in time.
func (d *Door) Save(ctx context.Context) error { return d.save(ctx, 0) }

// Asked writes the letters that were asked for.
func (d *Door) Asked(ctx context.Context, now time.Time) {
	for len(d.lost) > 0 {
		d.lostLetter(ctx, <-d.lost, now)
	}
}

// BatchTime is how long the database may take.
const BatchTime = batchTime
