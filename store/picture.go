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

// SavePicture keeps a picture; the slate that shows it is saved after it. The
// same picture again is one row.
func (db *DB) SavePicture(ctx context.Context, p stage.Picture, now time.Time) error {
	return db.update(ctx, "picture", func(t *tx) error {
		_, err := t.ExecContext(ctx,
			`INSERT INTO pictures (id, kind, data, made) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET made = EXCLUDED.made`,
			p.ID, p.Kind, p.Data, millis(now))
		return err
	})
}

// Picture returns a picture; the error is NotFound when it is not there.
func (db *DB) Picture(ctx context.Context, id string) (stage.Picture, error) {
	p := stage.Picture{ID: id}
	err := db.r.QueryRowContext(ctx, `SELECT kind, data FROM pictures WHERE id = $1`, id).Scan(&p.Kind, &p.Data)
	if errors.Is(err, sql.ErrNoRows) {
		return p, &stagedoor.Error{Kind: stagedoor.NotFound, Msg: "This picture is no longer there.", Err: err}
	}
	if err != nil {
		return p, fmt.Errorf("picture: %w", away(err))
	}
	return p, nil
}

// pictureLife is how long a picture may wait for its slate: a form that was
// refused for its sentence is sent again.
const pictureLife = time.Hour

// tidyPictures removes pictures that no slate shows.
func (t *tx) tidyPictures(ctx context.Context, now time.Time) error {
	_, err := t.ExecContext(ctx,
		`DELETE FROM pictures WHERE made < $1 AND NOT EXISTS (SELECT 1 FROM sources WHERE sources.picture = pictures.id)`,
		millis(now.Add(-pictureLife)))
	return err
}
