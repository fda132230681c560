package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"stagedoor"
)

// Begin makes the conference's row at the first start, with settings as given
// and an id of its own, and checks at every later one that secret is the one
// the database was made with. Two nodes may begin at once. From then on
// whatever reads the settings fails once the database has another secret.
func (db *DB) Begin(ctx context.Context, secret stagedoor.Secret, first stagedoor.Conference, now time.Time) error {
	mine := secret.Fingerprint()
	err := db.update(ctx, "begin", func(t *tx) error {
		salt := make([]byte, 32)
		rand.Read(salt)
		first.ID = stagedoor.NewID(now)
		settings, err := json.Marshal(first)
		if err != nil {
			return err
		}
		_, err = t.ExecContext(ctx,
			`INSERT INTO conference (one, id, settings, fingerprint, erase_salt, created) VALUES (1, $1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
			first.ID, string(settings), mine, hex.EncodeToString(salt), millis(now))
		if err != nil {
			return err
		}
		var fingerprint string
		if err := t.QueryRowContext(ctx, `SELECT fingerprint FROM conference`).Scan(&fingerprint); err != nil {
			return err
		}
		if fingerprint != mine {
			return otherSecret()
		}
		return nil
	})
	if err == nil {
		db.begun.Store(&mine)
	}
	return err
}

func otherSecret() error {
	return stagedoor.Errorf(stagedoor.Denied, "The secret is not the one this database was made with. Give the old one with --secret-file; if it is lost, stagedoor rekey makes new codes for everyone.")
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
	return db.conference(ctx, db.r)
}

// conference reads the settings for a use case. It is Denied when somebody
// gave the database another secret since Begin: codes and letters that this
// process wrote then would open nothing.
func (db *DB) conference(ctx context.Context, q querier) (c stagedoor.Conference, err error) {
	var id, settings, fingerprint string
	if err := q.QueryRowContext(ctx, `SELECT id, settings, fingerprint FROM conference`).Scan(&id, &settings, &fingerprint); err != nil {
		return c, fmt.Errorf("conference: %w", away(err))
	}
	if mine := db.begun.Load(); mine != nil && *mine != fingerprint {
		return c, otherSecret()
	}
	if err := json.Unmarshal([]byte(settings), &c); err != nil {
		return c, fmt.Errorf("conference: %w", err)
	}
	c.ID = id
	return c, nil
}

// SaveConference has edit change the settings under their lock: what edit does
// not touch stays as it is, whoever changed it a moment ago. The id cannot be
// changed. An edit that changes nothing writes nothing.
func (db *DB) SaveConference(ctx context.Context, actor stagedoor.Actor, edit func(*stagedoor.Conference) error, now time.Time) error {
	return db.update(ctx, "save the conference", func(t *tx) error {
		before, err := t.lockConference(ctx)
		if err != nil {
			return err
		}
		after, err := t.lockConference(ctx) // not a copy: edit may write into its slices
		if err != nil {
			return err
		}
		if err := edit(&after); err != nil {
			return err
		}
		if changed, err := t.keepConference(ctx, before, after); err != nil || !changed {
			return err
		}
		return t.audit(ctx, actor, now, stagedoor.Say("Changed the conference's settings."), "conference", "")
	})
}

// lockConference returns the settings and keeps everyone else from changing
// them, the stages and the talks until the transaction ends.
func (t *tx) lockConference(ctx context.Context) (c stagedoor.Conference, err error) {
	if _, err := t.ExecContext(ctx, `UPDATE conference SET one = 1`); err != nil {
		return c, err
	}
	return t.db.conference(ctx, t)
}

// keepConference writes the settings when they differ, and notes the change.
func (t *tx) keepConference(ctx context.Context, before, after stagedoor.Conference) (changed bool, err error) {
	after.ID = before.ID
	after.DoorsOpen, after.DoorsClose = moment(millis(after.DoorsOpen)), moment(millis(after.DoorsClose))
	if len(after.Letters) == 0 {
		after.Letters = before.Letters[:0]
	}
	if reflect.DeepEqual(before, after) {
		return false, nil
	}
	if err := after.Validate(); err != nil {
		return false, err
	}
	settings, err := json.Marshal(after)
	if err != nil {
		return false, err
	}
	if _, err := t.ExecContext(ctx, `UPDATE conference SET settings = $1`, string(settings)); err != nil {
		return false, err
	}
	t.change(stagedoor.ConferenceChanged, "")
	return true, nil
}
