package access

import (
	"context"
	"time"
)

// Refresh is what Run does each second.
func (d *Door) Refresh(ctx context.Context, now time.Time) error { return d.book.refresh(ctx, now) }

// Save writes all that Run would write in time.
func (d *Door) Save(ctx context.Context) error {
	_, err := d.save(ctx, 0)
	return err
}

// BatchTime is how long the database may take.
const BatchTime = batchTime
