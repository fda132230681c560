package store

import (
	"context"
	"fmt"
	"time"

	"stagedoor"
	"stagedoor/access"
)

// entriesKept is how long a replaced entry is kept: a yes may name the list
// that somebody read a moment before.
const entriesKept = 24 * time.Hour

// waiting replaces what waits in a feed; a nil entry closes it. An upload is
// kept as long as its entry is open.
func (t *tx) waiting(ctx context.Context, feed stagedoor.FeedID, e *access.Entry, now time.Time) error {
	for _, q := range []string{
		`DELETE FROM waiting_tickets WHERE feed = $1 AND entry IN (SELECT id FROM waiting WHERE feed = $1 AND closed > 0 AND closed < $2)`,
		`DELETE FROM waiting WHERE feed = $1 AND closed > 0 AND closed < $2`,
	} {
		if _, err := t.ExecContext(ctx, q, string(feed), millis(now.Add(-entriesKept))); err != nil {
			return err
		}
	}
	if _, err := t.ExecContext(ctx, `UPDATE waiting SET closed = $1 WHERE feed = $2 AND closed = 0`, millis(now), string(feed)); err != nil {
		return err
	}
	if e == nil || !e.Upload {
		if _, err := t.ExecContext(ctx, `DELETE FROM uploads WHERE feed = $1`, string(feed)); err != nil {
			return err
		}
	}
	if e == nil {
		return nil
	}
	if _, err := t.ExecContext(ctx,
		`INSERT INTO waiting (feed, id, since, at, whole, upload) VALUES ($1, $2, $3, $4, $5, $6)
		 ON CONFLICT (feed, id) DO UPDATE SET since = EXCLUDED.since, at = EXCLUDED.at, upload = EXCLUDED.upload, closed = 0`,
		string(feed), e.ID, millis(e.Since), millis(e.At), flag(e.Whole), flag(e.Upload)); err != nil {
		return err
	}
	return t.insertEach(ctx, "waiting_tickets", "feed, entry, ticket, what", len(e.Items), "ON CONFLICT DO NOTHING", func(i int) ([]any, error) {
		return []any{string(feed), e.ID, string(e.Items[i].Ticket), string(e.Items[i].What)}, nil
	})
}

const entryColumns = `w.id, w.feed, w.since, w.at, w.whole, w.upload, w.closed,
	(SELECT COUNT(*) FROM waiting_tickets i WHERE i.feed = w.feed AND i.entry = w.id)`

type scanner interface{ Scan(to ...any) error }

func scanEntry(row scanner) (e access.Entry, err error) {
	var since, at, closed int64
	var whole, upload int
	err = row.Scan(&e.ID, &e.Feed, &since, &at, &whole, &upload, &closed, &e.Count)
	e.Since, e.At, e.Closed, e.Whole, e.Upload = moment(since), moment(at), moment(closed), whole == 1, upload == 1
	return e, err
}

// Waiting returns every feed's open entry, oldest first, without its items.
func (db *DB) Waiting(ctx context.Context) ([]access.Entry, error) {
	rows, err := db.r.QueryContext(ctx, `SELECT `+entryColumns+` FROM waiting w WHERE w.closed = 0 ORDER BY w.since, w.feed`)
	if err != nil {
		return nil, fmt.Errorf("waiting: %w", away(err))
	}
	defer rows.Close()
	var out []access.Entry
	for rows.Next() {
		e, err := scanEntry(rows)
		if err != nil {
			return nil, fmt.Errorf("waiting: %w", err)
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// Entry implements access.RoundStore.
func (db *DB) Entry(ctx context.Context, feed stagedoor.FeedID, id string) (access.Entry, error) {
	e, err := entry(ctx, db.r, `w.feed = $1 AND w.id = $2`, string(feed), id)
	if err != nil {
		return e, fmt.Errorf("entry: %w", away(notFound(err, stagedoor.Say("This does not wait any more. Look at the feed again."))))
	}
	return e, nil
}

// entry reads one entry with its items.
func entry(ctx context.Context, q reader, where string, args ...any) (access.Entry, error) {
	e, err := scanEntry(q.QueryRowContext(ctx, `SELECT `+entryColumns+` FROM waiting w WHERE `+where, args...))
	if err != nil {
		return e, err
	}
	rows, err := q.QueryContext(ctx,
		`SELECT i.ticket, i.what, t.identity, t.name, t.email, COALESCE(a.id, ''), COALESCE(a.name, ''), COALESCE(a.email, '')
		 FROM waiting_tickets i JOIN tickets t ON t.id = i.ticket LEFT JOIN attendees a ON a.ticket = t.id
		 WHERE i.feed = $1 AND i.entry = $2 ORDER BY i.what, t.name, i.ticket`, string(e.Feed), e.ID)
	if err != nil {
		return e, err
	}
	defer rows.Close()
	for rows.Next() {
		var i access.Item
		var name, email string
		if err := rows.Scan(&i.Ticket, &i.What, &i.Identity, &i.Name, &i.Email, &i.Attendee, &name, &email); err != nil {
			return e, err
		}
		if i.Attendee != "" {
			i.Name, i.Email = name, email // as we know them, whatever the row says
		}
		e.Items = append(e.Items, i)
	}
	return e, rows.Err()
}

// keepUpload keeps a feed's export for the yes.
func (t *tx) keepUpload(ctx context.Context, feed stagedoor.FeedID, u access.Upload) error {
	_, err := t.ExecContext(ctx,
		`INSERT INTO uploads (feed, at, partial, data) VALUES ($1, $2, $3, $4)
		 ON CONFLICT (feed) DO UPDATE SET at = EXCLUDED.at, partial = EXCLUDED.partial, data = EXCLUDED.data`,
		string(feed), millis(u.At), flag(u.Partial), u.Data)
	return err
}

// Upload implements access.RoundStore.
func (db *DB) Upload(ctx context.Context, feed stagedoor.FeedID) (access.Upload, error) {
	var u access.Upload
	var at int64
	var partial int
	err := db.r.QueryRowContext(ctx, `SELECT at, partial, data FROM uploads WHERE feed = $1`, string(feed)).Scan(&at, &partial, &u.Data)
	if err != nil {
		return u, fmt.Errorf("upload: %w", away(notFound(err, stagedoor.Say("The uploaded export is not here any more. Upload it again."))))
	}
	u.At, u.Partial = moment(at), partial == 1
	return u, nil
}
