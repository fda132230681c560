package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"stagedoor"
	"stagedoor/stage"
)

// RotateKey gives an encoder's source another stream key; whoever publishes
// with the old one is cut off.
func (db *DB) RotateKey(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, source stagedoor.SourceID, now time.Time) error {
	return db.editStage(ctx, actor, id, now, func(s stage.Stage) (stage.Stage, stagedoor.Sentence, error) {
		r, _ := s.Source(source)
		s, err := s.RotateKey(source)
		return s, stagedoor.Say("Changed the stream key of %s on %s.", r.Name(), s.Name), err
	})
}

// BeginProgram has node keep the numbers of a stage's program from now on, and
// returns those to begin with; ahead is how many of each are reserved.
func (db *DB) BeginProgram(ctx context.Context, id stagedoor.StageID, node string, ahead stage.Numbers) (first stage.Numbers, err error) {
	err = db.update(ctx, "begin program", func(t *tx) error {
		first = stage.Numbers{}
		// The row is locked before it is read: two nodes never begin alike.
		if _, err := t.ExecContext(ctx,
			`INSERT INTO programs (stage, node, sequence, discontinuity, init, fragment, reached, lead) VALUES ($1, $2, 0, 0, 0, 0, 0, 0)
			 ON CONFLICT (stage) DO UPDATE SET node = EXCLUDED.node`, string(id), node); err != nil {
			return err
		}
		if err := t.QueryRowContext(ctx, `SELECT sequence, discontinuity, init, fragment, reached, lead FROM programs WHERE stage = $1`, string(id)).
			Scan(&first.Sequence, &first.Discontinuity, &first.Init, &first.Fragment, &first.Reached, &first.Lead); err != nil {
			return err
		}
		_, err := t.keepProgram(ctx, id, node, first.Plus(ahead))
		return err
	})
	return first, err
}

// KeepProgram writes numbers that node's program of a stage has not reached;
// kept is false when another node has taken the stage since.
func (db *DB) KeepProgram(ctx context.Context, id stagedoor.StageID, node string, n stage.Numbers) (kept bool, err error) {
	err = db.update(ctx, "keep program", func(t *tx) (err error) {
		kept, err = t.keepProgram(ctx, id, node, n)
		return err
	})
	return kept && err == nil, err
}

func (t *tx) keepProgram(ctx context.Context, id stagedoor.StageID, node string, n stage.Numbers) (bool, error) {
	res, err := t.ExecContext(ctx,
		`UPDATE programs SET sequence = $3, discontinuity = $4, init = $5, fragment = $6, reached = $7, lead = $8 WHERE stage = $1 AND node = $2`,
		string(id), node, n.Sequence, n.Discontinuity, n.Init, n.Fragment, n.Reached, n.Lead)
	if err != nil {
		return false, err
	}
	rows, err := res.RowsAffected()
	return rows == 1, err
}

// SetPublisher notes that node has a source's publisher, or with gone that it
// has none any more.
func (db *DB) SetPublisher(ctx context.Context, id stagedoor.StageID, source stagedoor.SourceID, node string, gone bool, now time.Time) error {
	return db.update(ctx, "publisher", func(t *tx) error {
		if gone {
			_, err := t.ExecContext(ctx, `DELETE FROM publishers WHERE stage = $1 AND source = $2 AND node = $3`, string(id), string(source), node)
			return err
		}
		_, err := t.ExecContext(ctx,
			`INSERT INTO publishers (stage, source, node, at) VALUES ($1, $2, $3, $4)
			 ON CONFLICT (stage, source) DO UPDATE SET node = EXCLUDED.node, at = EXCLUDED.at`,
			string(id), string(source), node, millis(now))
		return err
	})
}

// MoveLease gives a stage's lease to node until now + ttl, unless the node
// that has it has a publisher of that stage: by is then its name.
func (db *DB) MoveLease(ctx context.Context, id stagedoor.StageID, lease, node string, now time.Time, ttl time.Duration) (by string, err error) {
	err = db.update(ctx, "move lease", func(t *tx) error {
		by = ""
		// Locked first: meanwhile nobody renews it, nor takes it.
		if _, err := t.ExecContext(ctx,
			`INSERT INTO leases (name, holder, until) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET until = leases.until`,
			lease, node, millis(now.Add(ttl))); err != nil {
			return err
		}
		err := t.QueryRowContext(ctx,
			`SELECT l.holder FROM leases l JOIN publishers p ON p.node = l.holder
			 WHERE l.name = $1 AND l.holder <> $2 AND l.until > $3 AND p.stage = $4 LIMIT 1`,
			lease, node, millis(now), string(id)).Scan(&by)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		_, err = t.ExecContext(ctx, `UPDATE leases SET holder = $2, until = $3 WHERE name = $1`, lease, node, millis(now.Add(ttl)))
		t.change(stagedoor.OnAirChanged, "") // the keepers look again
		return err
	})
	return by, err
}
