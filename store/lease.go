package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"stagedoor"
)

// Lease takes or renews the lease of this name for holder until now + ttl,
// and reports whether holder has it. A lease that ran out goes to whoever
// asks first. Times are the nodes' own; CheckClock keeps them together.
func (db *DB) Lease(ctx context.Context, name, holder string, now time.Time, ttl time.Duration) (bool, error) {
	var got bool
	ctx, cancel, err := heard(ctx)
	if err != nil {
		return false, err
	}
	defer cancel()
	err = db.update(ctx, "lease "+name, func(t *tx) error {
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

// leaseWait is how long who stops waits for the answer about a lease.
const leaseWait = 3 * time.Second

// heard is ctx, but a lease that is being taken when its asker stops is heard
// of, and can be given back: one whose transaction ended after the goodbye
// would stay until its time is over. A deadline of ctx holds as it is.
func heard(ctx context.Context) (context.Context, context.CancelFunc, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	out, cancel := context.WithCancel(context.WithoutCancel(ctx))
	forget := context.AfterFunc(ctx, func() {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			cancel()
		} else {
			time.AfterFunc(leaseWait, cancel)
		}
	})
	return out, func() { forget(); cancel() }, nil
}

// Unlease gives the lease up, if holder has it, so that another node need not
// wait for its end.
func (db *DB) Unlease(ctx context.Context, name, holder string) error {
	return db.update(ctx, "unlease "+name, func(t *tx) error {
		_, err := t.ExecContext(ctx, `DELETE FROM leases WHERE name = $1 AND holder = $2`, name, holder)
		return err
	})
}

// Leases is Lease for many names in one statement; it returns the names that
// holder has now.
func (db *DB) Leases(ctx context.Context, names []string, holder string, now time.Time, ttl time.Duration) (got []string, err error) {
	if len(names) == 0 {
		return nil, nil
	}
	ctx, cancel, err := heard(ctx)
	if err != nil {
		return nil, err
	}
	defer cancel()
	names = slices.Compact(slices.Sorted(slices.Values(names))) // nodes that ask at once lock rows in one order
	err = db.update(ctx, "leases", func(t *tx) error {
		got = nil
		var rows []string
		args := []any{holder, millis(now.Add(ttl)), millis(now)}
		for _, name := range names {
			args = append(args, name)
			rows = append(rows, fmt.Sprintf("($%d, $1, $2)", len(args)))
		}
		held, err := t.QueryContext(ctx,
			`INSERT INTO leases (name, holder, until) VALUES `+strings.Join(rows, ",")+`
			 ON CONFLICT (name) DO UPDATE SET holder = EXCLUDED.holder, until = EXCLUDED.until
			 WHERE leases.holder = EXCLUDED.holder OR leases.until <= $3
			 RETURNING name`, args...)
		if err != nil {
			return err
		}
		defer held.Close()
		for held.Next() {
			var name string
			if err := held.Scan(&name); err != nil {
				return err
			}
			got = append(got, name)
		}
		return held.Err()
	})
	if err != nil {
		return nil, err
	}
	return got, nil
}

// Unleases gives the leases up that holder has, and tells the stages' keepers
// of other processes to take them.
func (db *DB) Unleases(ctx context.Context, names []string, holder string) error {
	if len(names) == 0 {
		return nil
	}
	return db.update(ctx, "unleases", func(t *tx) error {
		args := []any{holder}
		for _, name := range names {
			args = append(args, name)
		}
		_, err := t.ExecContext(ctx, `DELETE FROM leases WHERE holder = $1 AND name IN (`+placeholders(2, len(names))+`)`, args...)
		t.change(stagedoor.OnAirChanged, "")
		return err
	})
}
