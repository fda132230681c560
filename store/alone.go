package store

import (
	"context"
	"fmt"
	"time"
)

// Alone takes away what a process left that was killed, in one transaction:
// publishers, its counts of the audience, the leases of holders that dead
// names, and its claims of letters, which are due at now as they would be when
// the claims end. Only for whoever knows that no other process serves. Commands
// may run beside it: they claim no letters, but dead must not name them.
func (db *DB) Alone(ctx context.Context, dead func(holder string) bool, now time.Time) error {
	return db.update(ctx, "alone", func(t *tx) error {
		for _, left := range []string{`DELETE FROM publishers`, `DELETE FROM audience`} {
			if _, err := t.ExecContext(ctx, left); err != nil {
				return err
			}
		}
		if _, err := t.ExecContext(ctx, `UPDATE letters SET due = $1 WHERE state = 'sending' AND due > $1`, millis(now)); err != nil {
			return fmt.Errorf("letters in hand: %w", err)
		}
		holders, err := t.holders(ctx)
		if err != nil {
			return fmt.Errorf("leases: %w", err)
		}
		for _, h := range holders {
			if !dead(h) {
				continue
			}
			if _, err := t.ExecContext(ctx, `DELETE FROM leases WHERE holder = $1`, h); err != nil {
				return fmt.Errorf("leases: %w", err)
			}
		}
		return nil
	})
}

// holders are the names that have leases.
func (t *tx) holders(ctx context.Context) (out []string, err error) {
	rows, err := t.QueryContext(ctx, `SELECT DISTINCT holder FROM leases`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var h string
		if err := rows.Scan(&h); err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, rows.Err()
}
