package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"stagedoor"
	"stagedoor/stage"
)

// readAirs returns what each stage shows.
func readAirs(ctx context.Context, q rowsQuerier) ([]stage.Air, error) {
	rows, err := q.QueryContext(ctx, `SELECT stage, source, since, why, health, keeper FROM on_air ORDER BY stage`)
	if err != nil {
		return nil, fmt.Errorf("on air: %w", err)
	}
	defer rows.Close()
	var out []stage.Air
	for rows.Next() {
		var a stage.Air
		var since int64
		var why, health string
		if err := rows.Scan(&a.Stage, &a.Source, &since, &why, &health, &a.Keeper); err != nil {
			return nil, fmt.Errorf("on air: %w", err)
		}
		a.Since = moment(since)
		if err := json.Unmarshal([]byte(why), &a.Why); err != nil {
			return nil, fmt.Errorf("on air on %s: %w", a.Stage, err)
		}
		if err := json.Unmarshal([]byte(health), &a.Health); err != nil {
			return nil, fmt.Errorf("on air on %s: %w", a.Stage, err)
		}
		out = append(out, a)
	}
	return out, rows.Err()
}

// PutAir writes what a stage shows, if holder has the lease at now and the
// stage is there; kept says whether it was written.
func (db *DB) PutAir(ctx context.Context, a stage.Air, lease, holder string, now time.Time) (kept bool, err error) {
	why, err := json.Marshal(a.Why)
	if err != nil {
		return false, err
	}
	health, err := json.Marshal(a.Health)
	if err != nil {
		return false, err
	}
	err = db.update(ctx, "on air", func(t *tx) error {
		kept = false
		// Both rows are locked until the commit: another node cannot become
		// the keeper meanwhile, nor the stage be removed.
		for _, row := range []struct {
			query string
			args  []any
		}{
			{`UPDATE leases SET until = until WHERE name = $1 AND holder = $2 AND until > $3`, []any{lease, holder, millis(now)}},
			{`UPDATE stages SET id = id WHERE id = $1`, []any{string(a.Stage)}},
		} {
			res, err := t.ExecContext(ctx, row.query, row.args...)
			if err != nil {
				return err
			}
			if n, err := res.RowsAffected(); err != nil || n != 1 {
				return err
			}
		}
		_, err := t.ExecContext(ctx,
			`INSERT INTO on_air (stage, source, since, why, health, keeper) VALUES ($1, $2, $3, $4, $5, $6)
			 ON CONFLICT (stage) DO UPDATE SET source = EXCLUDED.source, since = EXCLUDED.since, why = EXCLUDED.why,
			 health = EXCLUDED.health, keeper = EXCLUDED.keeper`,
			string(a.Stage), string(a.Source), millis(a.Since), string(why), string(health), a.Keeper)
		kept = err == nil
		t.change(stagedoor.OnAirChanged, string(a.Stage))
		return err
	})
	return kept && err == nil, err
}
