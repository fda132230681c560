package store

import (
	"context"
	"time"
)

// Lease takes or renews the lease of this name for holder until now + ttl,
// and reports whether holder has it. A lease that ran out goes to whoever
// asks first. Times are the nodes' own; CheckClock keeps them together.
func (db *DB) Lease(ctx context.Context, name, holder string, now time.Time, ttl time.Duration) (bool, error) {
	var got bool
	err := db.update(ctx, "lease "+name, func(t *tx) error {
		res, err := t.ExecContext(ctx,
			`INSERT INTO leases (name, holder, until) VALUES ($1, $2, $3)
			 ON CONFLICT (name) DO UPDATE SET holder = EXCLUDED.holder, until = EXCLUDED.until
			 WHERE leases.holder = EXCLUDED.holder OR leases.until <= $4`,
			name, holder, millis(now.Add(ttl)), millis(now))
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		got = n == 1
		return err
	})
	return got, err
}

// Unlease gives the lease up, if holder has it, so that another node need not
// wait for its end.
func (db *DB) Unlease(ctx context.Context, name, holder string) error {
	return db.update(ctx, "unlease "+name, func(t *tx) error {
		_, err := t.ExecContext(ctx, `DELETE FROM leases WHERE name = $1 AND holder = $2`, name, holder)
		return err
	})
}
