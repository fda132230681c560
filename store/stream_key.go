package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"stagedoor/stage"
)

// keepKeys notes the stream keys that after has and before had not, and
// returns after's ladder: what becomes an encoder's source starts above every
// key that its id ever had there.
func (t *tx) keepKeys(ctx context.Context, before, after stage.Stage) ([]stage.Source, error) {
	ladder := slices.Clone(after.Ladder)
	for i := range ladder {
		r := &ladder[i]
		old, _ := before.Source(r.ID)
		if r.Kind != stage.Ingest || old.KeyVersion == r.KeyVersion {
			continue
		}
		highest := 0
		err := t.QueryRowContext(ctx, `SELECT version FROM stream_keys WHERE stage = $1 AND source = $2`, string(after.ID), string(r.ID)).Scan(&highest)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
		r.KeyVersion = max(r.KeyVersion, highest+1)
		if _, err := t.ExecContext(ctx,
			`INSERT INTO stream_keys (stage, source, version) VALUES ($1, $2, $3)
			 ON CONFLICT (stage, source) DO UPDATE SET version = EXCLUDED.version`,
			string(after.ID), string(r.ID), r.KeyVersion); err != nil {
			return nil, err
		}
	}
	return ladder, nil
}
