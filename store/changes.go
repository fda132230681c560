package store

import (
	"context"
	"fmt"
	"time"

	"stagedoor"
)

// writeChanges writes the transaction's changes, stamped by the database's
// clock at this moment: a transaction that was open for long must not write
// rows that readers have passed already.
func (t *tx) writeChanges(ctx context.Context) error {
	if len(t.changes) == 0 {
		return nil
	}
	now, err := t.db.now(ctx, t.Tx)
	if err != nil {
		return err
	}
	rows := make([][]any, len(t.changes))
	for i, c := range t.changes {
		rows[i] = []any{stagedoor.NewID(now), millis(now), string(c.Kind), c.Subject}
	}
	return t.insert(ctx, "changes", "id, at, kind, subject", rows, "")
}

// Changes returns the changes stamped at or after since, oldest first. It has
// no limit of its own: a round that ends 20,000 logins writes as many rows,
// and none of them may be missed.
func (db *DB) Changes(ctx context.Context, since time.Time) ([]stagedoor.Change, error) {
	rows, err := db.r.QueryContext(ctx,
		`SELECT id, at, kind, subject FROM changes WHERE at >= $1 ORDER BY at, id`, millis(since))
	if err != nil {
		return nil, fmt.Errorf("changes: %w", away(err))
	}
	defer rows.Close()
	var out []stagedoor.Change
	for rows.Next() {
		var c stagedoor.Change
		var at int64
		if err := rows.Scan(&c.ID, &at, &c.Kind, &c.Subject); err != nil {
			return nil, fmt.Errorf("changes: %w", err)
		}
		c.At = moment(at)
		out = append(out, c)
	}
	return out, rows.Err()
}

// changesLife is how long change rows are kept; a process that was away
// longer drops its caches.
const changesLife = 24 * time.Hour

// Tidy removes what has served its time: change rows and the audience of
// processes that are gone after a day, and pictures that no slate shows.
func (db *DB) Tidy(ctx context.Context, now time.Time) error {
	return db.update(ctx, "tidy", func(t *tx) error {
		for _, q := range []string{`DELETE FROM changes WHERE at < $1`, `DELETE FROM audience WHERE at < $1`} {
			if _, err := t.ExecContext(ctx, q, millis(now.Add(-changesLife))); err != nil {
				return err
			}
		}
		return t.tidyPictures(ctx, now)
	})
}
