package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"stagedoor"
)

// Begin makes the conference's row at the first start, with settings as given
// and an id of its own, and checks at every later one that secret is the one
// the database was made with. Two nodes may begin at once.
func (db *DB) Begin(ctx context.Context, secret stagedoor.Secret, first stagedoor.Conference, now time.Time) error {
	return db.update(ctx, "begin", func(t *tx) error {
		salt := make([]byte, 32)
		rand.Read(salt)
		first.ID = stagedoor.NewID(now)
		settings, err := json.Marshal(first)
		if err != nil {
			return err
		}
		_, err = t.ExecContext(ctx,
			`INSERT INTO conference (one, id, settings, fingerprint, erase_salt, created) VALUES (1, $1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
			first.ID, string(settings), secret.Fingerprint(), hex.EncodeToString(salt), millis(now))
		if err != nil {
			return err
		}
		var fingerprint string
		if err := t.QueryRowContext(ctx, `SELECT fingerprint FROM conference`).Scan(&fingerprint); err != nil {
			return err
		}
		if fingerprint != secret.Fingerprint() {
			return stagedoor.Errorf(stagedoor.Denied, "The secret is not the one this database was made with. Give the old one with --secret-file; if it is lost, stagedoor rekey makes new codes for everyone.")
		}
		return nil
	})
}

// Begun reports whether the conference's row is there: whether this database
// was ever started.
func (db *DB) Begun(ctx context.Context) (bool, error) {
	var n int
	if err := db.r.QueryRowContext(ctx, `SELECT COUNT(*) FROM conference`).Scan(&n); err != nil {
		return false, fmt.Errorf("conference: %w", away(err))
	}
	return n == 1, nil
}

// Conference returns the settings.
func (db *DB) Conference(ctx context.Context) (stagedoor.Conference, error) {
	return conference(ctx, db.r)
}

func conference(ctx context.Context, q querier) (c stagedoor.Conference, err error) {
	var id, settings string
	if err := q.QueryRowContext(ctx, `SELECT id, settings FROM conference`).Scan(&id, &settings); err != nil {
		return c, fmt.Errorf("conference: %w", away(err))
	}
	if err := json.Unmarshal([]byte(settings), &c); err != nil {
		return c, fmt.Errorf("conference: %w", err)
	}
	c.ID = id
	return c, nil
}
