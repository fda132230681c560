package store

import (
	"context"

	"stagedoor"
)

// QueueLetters lets tests queue letters without a round.
func (db *DB) QueueLetters(ctx context.Context, letters ...stagedoor.Letter) error {
	return db.update(ctx, "queue letters", func(t *tx) error { return t.queueLetters(ctx, letters) })
}
