package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"stagedoor"
	"stagedoor/stage"
)

// Announce says words to everybody who looks at a stage, or with an empty
// stage to all, and returns the announcement's id. It stands until it is
// withdrawn, for at most stage.AnnouncementStands.
func (db *DB) Announce(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, words string, now time.Time) (string, error) {
	words, err := stage.ReadAnnouncement(words)
	if err != nil {
		return "", err
	}
	a := stagedoor.NewID(now)
	err = db.update(ctx, "announce", func(t *tx) error {
		did := stagedoor.Say("Announced to all: “%s”", words)
		if id != "" {
			var name string
			err := t.QueryRowContext(ctx, `SELECT name FROM stages WHERE id = $1`, string(id)).Scan(&name)
			if errors.Is(err, sql.ErrNoRows) {
				return stagedoor.Errorf(stagedoor.NotFound, "This stage is no longer there. Look at the stages again.")
			}
			if err != nil {
				return err
			}
			did = stagedoor.Say("Announced on %s: “%s”", name, words)
		}
		_, err := t.ExecContext(ctx, `INSERT INTO announcements (id, stage, words, made, by_name) VALUES ($1, $2, $3, $4, $5)`,
			a, string(id), words, millis(now), actor.Name)
		if err != nil {
			return err
		}
		t.change(stagedoor.AnnouncedChanged, string(id))
		return t.audit(ctx, actor, now, did, "stage", string(id))
	})
	if err != nil {
		return "", err
	}
	return a, nil
}

// Withdraw takes an announcement back. One that was withdrawn already stays
// as it is; the error is NotFound when there never was such a one.
func (db *DB) Withdraw(ctx context.Context, actor stagedoor.Actor, id string, now time.Time) error {
	return db.update(ctx, "withdraw", func(t *tx) error {
		var on, words string
		err := t.QueryRowContext(ctx, `SELECT stage, words FROM announcements WHERE id = $1`, id).Scan(&on, &words)
		if errors.Is(err, sql.ErrNoRows) {
			return stagedoor.Errorf(stagedoor.NotFound, "This announcement is no longer there.")
		}
		if err != nil {
			return err
		}
		res, err := t.ExecContext(ctx, `UPDATE announcements SET withdrawn = $1 WHERE id = $2 AND withdrawn = 0`, millis(now), id)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		t.change(stagedoor.AnnouncedChanged, on)
		return t.audit(ctx, actor, now, stagedoor.Say("Withdrew the announcement “%s”", words), "stage", on)
	})
}

// standing returns the announcements that stand, newest first.
func (db *DB) standing(ctx context.Context, t *sql.Tx) ([]stage.Announcement, error) {
	now, err := db.now(ctx, t)
	if err != nil {
		return nil, err
	}
	rows, err := t.QueryContext(ctx, fmt.Sprintf(
		`SELECT id, stage, words, made, by_name FROM announcements WHERE withdrawn = 0 AND made > $1 ORDER BY made DESC, id DESC LIMIT %d`,
		stage.MaxAnnouncements), millis(now.Add(-stage.AnnouncementStands)))
	if err != nil {
		return nil, fmt.Errorf("announcements: %w", err)
	}
	defer rows.Close()
	var out []stage.Announcement
	for rows.Next() {
		var a stage.Announcement
		var made int64
		if err := rows.Scan(&a.ID, &a.Stage, &a.Words, &made, &a.By); err != nil {
			return nil, fmt.Errorf("announcements: %w", err)
		}
		a.Made = moment(made)
		out = append(out, a)
	}
	return out, rows.Err()
}
