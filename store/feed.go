package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/tickets"
)

// Feeds returns the feeds by id, "by hand" among them.
func (db *DB) Feeds(ctx context.Context) ([]access.Feed, error) {
	return db.feedsWhere(ctx, `SELECT settings FROM feeds ORDER BY id`)
}

// Feed implements access.RoundStore.
func (db *DB) Feed(ctx context.Context, id stagedoor.FeedID) (access.Feed, error) {
	var f access.Feed
	var settings string
	err := db.r.QueryRowContext(ctx, `SELECT settings FROM feeds WHERE id = $1`, string(id)).Scan(&settings)
	if err != nil {
		return f, fmt.Errorf("feed: %w", away(notFound(err, stagedoor.Say("There is no feed %q.", string(id)))))
	}
	if err := json.Unmarshal([]byte(settings), &f); err != nil {
		return f, fmt.Errorf("feed %s: %w", id, err)
	}
	return f, nil
}

// DueFeeds implements access.RoundStore. There are a handful of feeds: the
// interval is compared here.
func (db *DB) DueFeeds(ctx context.Context, now time.Time) ([]access.Feed, error) {
	rows, err := db.r.QueryContext(ctx,
		`SELECT settings, COALESCE((SELECT MAX(at) FROM rounds WHERE rounds.feed = feeds.id), 0) FROM feeds ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("due feeds: %w", away(err))
	}
	defer rows.Close()
	var out []access.Feed
	for rows.Next() {
		var settings string
		var last int64
		if err := rows.Scan(&settings, &last); err != nil {
			return nil, fmt.Errorf("due feeds: %w", err)
		}
		var f access.Feed
		if err := json.Unmarshal([]byte(settings), &f); err != nil {
			return nil, fmt.Errorf("due feeds: %w", err)
		}
		if f.URL != "" && !f.Off && !now.Before(moment(last).Add(f.Interval())) {
			out = append(out, f)
		}
	}
	return out, rows.Err()
}

func (db *DB) feedsWhere(ctx context.Context, query string) ([]access.Feed, error) {
	rows, err := db.r.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("feeds: %w", away(err))
	}
	defer rows.Close()
	var out []access.Feed
	for rows.Next() {
		var settings string
		if err := rows.Scan(&settings); err != nil {
			return nil, fmt.Errorf("feeds: %w", err)
		}
		var f access.Feed
		if err := json.Unmarshal([]byte(settings), &f); err != nil {
			return nil, fmt.Errorf("feeds: %w", err)
		}
		out = append(out, f)
	}
	return out, rows.Err()
}

// SaveFeed writes the settings, audited. The header counts as confirmed.
func (db *DB) SaveFeed(ctx context.Context, actor stagedoor.Actor, f access.Feed, now time.Time) error {
	return db.update(ctx, "save feed", func(t *tx) error {
		if err := t.saveFeed(ctx, f, now); err != nil {
			return err
		}
		return t.audit(ctx, actor, now, stagedoor.Say("Saved the feed %q.", f.Title()), "feed", string(f.ID))
	})
}

// RemoveFeed removes a feed that holds no ticket; a Conflict error else.
func (db *DB) RemoveFeed(ctx context.Context, actor stagedoor.Actor, id stagedoor.FeedID, now time.Time) error {
	if id == stagedoor.FeedByHand {
		return stagedoor.Errorf(stagedoor.Denied, "The feed “by hand” stays: it holds the guest passes.")
	}
	return db.update(ctx, "remove feed", func(t *tx) error {
		if err := t.removeFeed(ctx, id); err != nil {
			return err
		}
		return t.audit(ctx, actor, now, stagedoor.Say("Removed the feed %q.", string(id)), "feed", string(id))
	})
}

// saveFeed keeps a feed's settings. Its header counts as confirmed, and a
// round that began with the settings before finds itself stale.
func (t *tx) saveFeed(ctx context.Context, f access.Feed, now time.Time) error {
	if err := f.Validate(); err != nil {
		return err
	}
	settings, err := json.Marshal(f)
	if err != nil {
		return err
	}
	_, err = t.ExecContext(ctx,
		`INSERT INTO feeds (id, settings, saved) VALUES ($1, $2, $3)
		 ON CONFLICT (id) DO UPDATE SET settings = EXCLUDED.settings, saved = EXCLUDED.saved, header = '', revision = feeds.revision + 1`,
		string(f.ID), string(settings), millis(now))
	if err != nil {
		return err
	}
	t.change(stagedoor.RoundDone, string(f.ID))
	return nil
}

// removeFeed removes a feed that holds no ticket, with what it left; who was
// erased stays so, should the feed come back.
func (t *tx) removeFeed(ctx context.Context, id stagedoor.FeedID) error {
	if _, err := t.lockFeed(ctx, id); err != nil {
		return err
	}
	var n int
	if err := t.QueryRowContext(ctx, `SELECT COUNT(*) FROM tickets WHERE feed = $1`, string(id)).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return stagedoor.Errorf(stagedoor.Conflict, "The feed %q holds %d tickets. Switch it off instead.", string(id), n)
	}
	for _, table := range []string{"rounds", "refused", "waiting", "waiting_tickets", "uploads"} {
		if _, err := t.ExecContext(ctx, `DELETE FROM `+table+` WHERE feed = $1`, string(id)); err != nil {
			return err
		}
	}
	if _, err := t.ExecContext(ctx, `DELETE FROM feeds WHERE id = $1`, string(id)); err != nil {
		return err
	}
	t.change(stagedoor.RoundDone, string(id))
	return nil
}

// A feedState is the part of a feed's row that rounds move.
type feedState struct {
	revision        int64
	refused, header string
}

// lockFeed makes this transaction the only one that changes the feed's
// tickets and their attendees, and returns the feed's state. Everything that
// writes either begins with it.
func (t *tx) lockFeed(ctx context.Context, id stagedoor.FeedID) (s feedState, err error) {
	err = t.QueryRowContext(ctx, `UPDATE feeds SET revision = revision WHERE id = $1 RETURNING revision, refused, header`, string(id)).
		Scan(&s.revision, &s.refused, &s.header)
	return s, notFound(err, stagedoor.Say("There is no feed %q.", string(id)))
}

// TicketCounts says how a feed's tickets stand.
func (db *DB) TicketCounts(ctx context.Context, id stagedoor.FeedID) (c access.Counts, err error) {
	err = db.r.QueryRowContext(ctx,
		`SELECT COUNT(*), COALESCE(SUM(CASE WHEN a.standing = 'admitted' THEN 1 ELSE 0 END), 0),
		 COALESCE(SUM(CASE WHEN t.status = 'awaiting' THEN 1 ELSE 0 END), 0),
		 COALESCE(SUM(CASE WHEN a.standing = 'admitted' AND a.email = '' THEN 1 ELSE 0 END), 0)
		 FROM tickets t LEFT JOIN attendees a ON a.ticket = t.id WHERE t.feed = $1`, string(id)).
		Scan(&c.Tickets, &c.Admitted, &c.Awaiting, &c.NoAddress)
	if err != nil {
		return c, fmt.Errorf("count tickets: %w", away(err))
	}
	return c, nil
}

// RefusedRows returns those of the last export, at most limit.
func (db *DB) RefusedRows(ctx context.Context, id stagedoor.FeedID, limit int) ([]tickets.Refusal, error) {
	rows, err := db.r.QueryContext(ctx,
		`SELECT line, reason, row_text, word, unknown FROM refused WHERE feed = $1 ORDER BY position LIMIT $2`, string(id), limit)
	if err != nil {
		return nil, fmt.Errorf("refused rows: %w", away(err))
	}
	defer rows.Close()
	var out []tickets.Refusal
	for rows.Next() {
		var r tickets.Refusal
		var reason string
		var unknown int
		if err := rows.Scan(&r.Line, &reason, &r.Row, &r.Word, &unknown); err != nil {
			return nil, fmt.Errorf("refused rows: %w", err)
		}
		if err := json.Unmarshal([]byte(reason), &r.Reason); err != nil {
			return nil, fmt.Errorf("refused rows: %w", err)
		}
		r.Unknown = unknown == 1
		out = append(out, r)
	}
	return out, rows.Err()
}
