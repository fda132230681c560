package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"stagedoor"
	"stagedoor/access"
)

// Round implements access.RoundStore: it keeps what decide says about a
// feed's tickets, in one transaction, so that a crash leaves neither an
// attendee without a letter nor a letter without an attendee. It decides
// nothing itself. Tables: feeds, tickets, ticket_history, attendees, codes,
// logins, letters, refused, waiting, uploads, rounds.
func (db *DB) Round(ctx context.Context, run access.Run, decide func(access.Known) access.Outcome) (access.Round, error) {
	var done access.Round
	err := db.update(ctx, "round", func(t *tx) error {
		state, err := t.lockFeed(ctx, run.Feed.ID)
		if err != nil {
			return err
		}
		if state.revision != run.Revision {
			return access.ErrStale
		}
		known, err := db.known(ctx, t, run.Feed.ID, run.Reading)
		if err != nil {
			return err
		}
		known.Refused = state.refused
		out := decide(known)
		done = out.Round
		if run.SaveFeed {
			if err := t.keepColumns(ctx, run.Feed); err != nil {
				return err
			}
		}
		if !out.Empty() {
			if err := t.roundOutcome(ctx, run, out); err != nil {
				return err
			}
		}
		if out.Upload != nil {
			if err := t.keepUpload(ctx, run.Feed.ID, *out.Upload); err != nil {
				return err
			}
		}
		if run.Actor != nil {
			if err := t.audit(ctx, *run.Actor, done.At, run.Did, "feed", string(run.Feed.ID)); err != nil {
				return err
			}
		}
		done.Took = run.Took()
		return t.roundRow(ctx, done)
	})
	return done, err
}

// Known implements access.RoundStore.
func (db *DB) Known(ctx context.Context, feed stagedoor.FeedID, r *access.Reading) (access.Known, error) {
	k, err := db.known(ctx, db.r, feed, r)
	if err != nil {
		return k, fmt.Errorf("known tickets: %w", away(err))
	}
	return k, nil
}

// keepColumns keeps the columns that a round guessed with the feed. Nobody
// saved it meanwhile, or the round would be stale.
func (t *tx) keepColumns(ctx context.Context, f access.Feed) error {
	settings, err := json.Marshal(f)
	if err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, `UPDATE feeds SET settings = $1 WHERE id = $2`, string(settings), string(f.ID))
	t.change(stagedoor.RoundDone, string(f.ID))
	return err
}

// roundOutcome writes what a round changes.
func (t *tx) roundOutcome(ctx context.Context, run access.Run, out access.Outcome) error {
	feed, now := run.Feed.ID, out.Round.At
	first := true
	for b := range out.Batches() {
		if err := t.effects(ctx, b.Effects, now); err != nil {
			return err
		}
		if first {
			t.db.at("round inserted")
			first = false
		}
		if err := t.queueLetters(ctx, b.Letters); err != nil {
			return err
		}
	}
	if out.Refused {
		if err := t.refusedRows(ctx, feed, run.Reading); err != nil {
			return err
		}
	}
	if out.Entry != nil || out.Close {
		if err := t.waiting(ctx, feed, out.Entry, now); err != nil {
			return err
		}
	}
	t.oneChange(stagedoor.LettersChanged)
	t.oneChange(stagedoor.RoundDone)
	if !t.noted(stagedoor.RoundDone) {
		t.change(stagedoor.RoundDone, string(feed))
	}
	_, err := t.ExecContext(ctx, `UPDATE feeds SET revision = revision + 1 WHERE id = $1`, string(feed))
	return err
}

// oneChange leaves one change of a kind that says it all.
func (t *tx) oneChange(kind stagedoor.ChangeKind) {
	kept, found := t.changes[:0], false
	for _, c := range t.changes {
		if c.Kind == kind && found {
			continue
		}
		found = found || c.Kind == kind
		kept = append(kept, c)
	}
	t.changes = kept
}

func (t *tx) noted(kind stagedoor.ChangeKind) bool {
	for _, c := range t.changes {
		if c.Kind == kind {
			return true
		}
	}
	return false
}

func (t *tx) refusedRows(ctx context.Context, feed stagedoor.FeedID, r *access.Reading) error {
	if _, err := t.ExecContext(ctx, `DELETE FROM refused WHERE feed = $1`, string(feed)); err != nil {
		return err
	}
	if _, err := t.ExecContext(ctx, `UPDATE feeds SET refused = $1 WHERE id = $2`, r.RefusedDigest, string(feed)); err != nil {
		return err
	}
	return t.insertEach(ctx, "refused", "feed, position, line, reason, row_text, word, unknown", len(r.Refused), "", func(i int) ([]any, error) {
		x := r.Refused[i]
		reason, err := json.Marshal(x.Reason)
		return []any{string(feed), i, x.Line, string(reason), x.Row, x.Word, flag(x.Unknown)}, err
	})
}

// roundsKept is how long rounds that changed nothing are kept.
const roundsKept = 48 * time.Hour

// SaveRound implements access.RoundStore. Tables: rounds, and feeds when the
// round is the first to see the confirmed header.
func (db *DB) SaveRound(ctx context.Context, r access.Round) error {
	return db.update(ctx, "round's row", func(t *tx) error { return t.roundRow(ctx, r) })
}

func (t *tx) roundRow(ctx context.Context, r access.Round) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if _, err := t.ExecContext(ctx,
		`INSERT INTO rounds (id, feed, at, result, round, etag, last_modified) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		r.ID, string(r.Feed), millis(r.At), string(r.Result), string(text), r.ETag, r.LastModified); err != nil {
		return err
	}
	if r.Header != "" {
		if _, err := t.ExecContext(ctx, `UPDATE feeds SET header = $1 WHERE id = $2 AND header = ''`, r.Header, string(r.Feed)); err != nil {
			return err
		}
	}
	_, err = t.ExecContext(ctx, `DELETE FROM rounds WHERE feed = $1 AND at < $2 AND result IN ('same', 'failed')`,
		string(r.Feed), millis(r.At.Add(-roundsKept)))
	return err
}

// LastRound implements access.RoundStore.
func (db *DB) LastRound(ctx context.Context, id stagedoor.FeedID) (time.Time, error) {
	var at int64
	if err := db.r.QueryRowContext(ctx, `SELECT COALESCE(MAX(at), 0) FROM rounds WHERE feed = $1`, string(id)).Scan(&at); err != nil {
		return time.Time{}, fmt.Errorf("last round: %w", away(err))
	}
	return moment(at), nil
}

// RoundsOf returns the feed's newest rounds; quiet ones only with all.
func (db *DB) RoundsOf(ctx context.Context, id stagedoor.FeedID, all bool, limit int) ([]access.Round, error) {
	rows, err := db.r.QueryContext(ctx,
		`SELECT round FROM rounds WHERE feed = $1 AND (result <> 'same' OR $2 = 1) ORDER BY at DESC, id DESC LIMIT $3`,
		string(id), flag(all), limit)
	if err != nil {
		return nil, fmt.Errorf("rounds: %w", away(err))
	}
	defer rows.Close()
	var out []access.Round
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, fmt.Errorf("rounds: %w", err)
		}
		var r access.Round
		if err := json.Unmarshal([]byte(text), &r); err != nil {
			return nil, fmt.Errorf("rounds: %w", err)
		}
		out = append(out, r)
	}
	return out, rows.Err()
}
