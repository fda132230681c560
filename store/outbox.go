package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/mail"
)

// notLeft are the states of letters that have not left.
const notLeft = `('waiting', 'queued', 'sending')`

// letterRank sends first what somebody waits for at the screen.
const letterRank = `CASE kind WHEN 'test' THEN 0 WHEN 'lost' THEN 1 WHEN 'new' THEN 2 ELSE 3 END`

// ClaimLetters gives out due letters, each to one caller only, until the
// claim ends; a claim that ended is due again. While the outbox is not open
// only test letters are; once it is, also letters that a round wrote as
// waiting while somebody opened it.
func (db *DB) ClaimLetters(ctx context.Context, c mail.Claim) ([]stagedoor.Letter, error) {
	var out []stagedoor.Letter
	err := db.update(ctx, "claim letters", func(t *tx) error {
		skip := ""
		if db.postgres {
			skip = "FOR UPDATE SKIP LOCKED"
		}
		rows, err := t.QueryContext(ctx, `
			WITH due_now AS MATERIALIZED (
				SELECT id FROM letters
				WHERE state IN `+notLeft+` AND due <= $1 AND ($2 = 1 OR kind = 'test')
				ORDER BY `+letterRank+`, due, id LIMIT $3 `+skip+`)
			UPDATE letters SET state = 'sending', due = $4
			WHERE id IN (SELECT id FROM due_now)
			RETURNING `+letterColumns,
			millis(c.Now), flag(c.Open), c.Max, millis(c.Until))
		if err != nil {
			return err
		}
		if out, err = scanLetters(rows); err != nil {
			return err
		}
		if _, err := db.conference(ctx, t); err != nil { // after the claim: it must not have a new secret's letters
			return err
		}
		slices.SortFunc(out, func(a, b stagedoor.Letter) int { return strings.Compare(string(a.ID), string(b.ID)) })
		return letterLines(ctx, t, out)
	})
	return out, err
}

// LetterTried keeps how a claimed letter's try ended. What was accepted is
// kept as sent even when the claim has ended meanwhile; anything else only
// while the claim is the caller's. An event that came before is applied.
func (db *DB) LetterTried(ctx context.Context, d mail.Tried) error {
	problem, err := sentenceText(d.Problem)
	if err != nil {
		return err
	}
	var sent, settled int64
	switch d.State {
	case stagedoor.LetterSent:
		sent = millis(d.At)
	case stagedoor.LetterFailed, stagedoor.LetterSuperseded:
		settled = millis(d.At)
	}
	return db.update(ctx, "letter tried", func(t *tx) error {
		res, err := t.ExecContext(ctx,
			`UPDATE letters SET state = $1, due = $2, tries = tries + $3, provider = $4, problem = $5, sent = $6, settled = $7
			 WHERE id = $8 AND (state = 'sending' AND due = $9 OR $1 = 'sent' AND state IN `+notLeft+`)`,
			string(d.State), millis(d.Due), flag(d.Counts), d.Provider, problem, sent, settled, string(d.Letter), millis(d.Claim))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 && d.State != stagedoor.LetterSent {
			return err // the claim has ended: the letter is another caller's
		}
		if err := t.leftOut(ctx, d); err != nil || d.State != stagedoor.LetterSent {
			return err
		}
		if d.Provider == "" {
			return nil
		}
		if _, err := t.ExecContext(ctx,
			`UPDATE letters SET (state, problem, settled) = (SELECT e.state, e.problem, e.at FROM letter_events e WHERE e.provider = $1)
			 WHERE provider = $1 AND EXISTS (SELECT 1 FROM letter_events e WHERE e.provider = $1)`, d.Provider); err != nil {
			return err
		}
		_, err = t.ExecContext(ctx, `DELETE FROM letter_events WHERE provider = $1`, d.Provider)
		return err
	})
}

// LetterEvents keeps what the provider says of letters that it accepted: the
// newest counts. Of one that we do not know yet it is kept for a day.
func (db *DB) LetterEvents(ctx context.Context, events []mail.Event, now time.Time) error {
	return db.update(ctx, "letter events", func(t *tx) error {
		for _, e := range events {
			if err := t.letterEvent(ctx, e, now); err != nil {
				return err
			}
		}
		_, err := t.ExecContext(ctx, `DELETE FROM letter_events WHERE heard < $1`, millis(now.Add(-24*time.Hour)))
		return err
	})
}

// heldFor is how far back an address that is held makes letters come back:
// those that the provider has and has not delivered.
const heldFor = 7 * 24 * time.Hour

func (t *tx) letterEvent(ctx context.Context, e mail.Event, now time.Time) error {
	problem, err := sentenceText(e.Problem)
	if err != nil {
		return err
	}
	if e.Provider == "" {
		_, err := t.ExecContext(ctx,
			`UPDATE letters SET state = $1, problem = $2, settled = $3 WHERE address_folded = $4 AND state = 'sent' AND sent >= $5`,
			string(e.State), problem, millis(e.At), stagedoor.FoldAddress(e.Address), millis(now.Add(-heldFor)))
		return err
	}
	res, err := t.ExecContext(ctx,
		`UPDATE letters SET state = $1, problem = $2, settled = $3
		 WHERE provider = $4 AND state IN ('sent', 'delivered', 'bounced') AND settled <= $3`,
		string(e.State), problem, millis(e.At), e.Provider)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return err
	}
	_, err = t.ExecContext(ctx,
		`INSERT INTO letter_events (provider, state, problem, at, heard)
		 SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT 1 FROM letters WHERE provider = $1)
		 ON CONFLICT (provider) DO UPDATE SET state = EXCLUDED.state, problem = EXCLUDED.problem, at = EXCLUDED.at, heard = EXCLUDED.heard
		 WHERE letter_events.at <= EXCLUDED.at`,
		e.Provider, string(e.State), problem, millis(e.At), millis(now))
	return err
}

// OutboxState counts the letters and says whether, and why not, they leave.
func (db *DB) OutboxState(ctx context.Context, now time.Time) (mail.State, error) {
	s := mail.State{Counts: map[stagedoor.LetterState]int{}}
	fail := func(err error) (mail.State, error) { return mail.State{}, fmt.Errorf("outbox: %w", away(err)) }
	conf, err := db.conference(ctx, db.r)
	if err != nil {
		return fail(err)
	}
	s.Open = conf.LettersOpen
	rows, err := db.r.QueryContext(ctx, `SELECT state, COUNT(*) FROM letters GROUP BY state`)
	if err != nil {
		return fail(err)
	}
	defer rows.Close()
	for rows.Next() {
		var state stagedoor.LetterState
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			return fail(err)
		}
		s.Counts[state] = n
	}
	if err := rows.Err(); err != nil {
		return fail(err)
	}
	var oldest, last, since int64
	err = db.r.QueryRowContext(ctx,
		`SELECT COALESCE(MIN(created), 0), COALESCE(MAX(due), 0) FROM letters WHERE state IN `+notLeft).Scan(&oldest, &last)
	if err != nil {
		return fail(err)
	}
	err = db.r.QueryRowContext(ctx, `SELECT COUNT(*), COALESCE(MIN(sent), 0) FROM letters WHERE sent > $1 AND kind <> 'test'`,
		millis(now.Add(-2*time.Minute))).Scan(&s.Lately, &since)
	if err != nil {
		return fail(err)
	}
	s.Oldest, s.LastDue, s.Since = moment(oldest), moment(last), moment(since)
	if s.Pause, err = pause(ctx, db.r); err != nil {
		return fail(err)
	}
	return s, nil
}

func pause(ctx context.Context, q querier) (p mail.Pause, err error) {
	var why string
	var until int64
	var settings int
	err = q.QueryRowContext(ctx,
		`SELECT COALESCE(MAX(why), ''), COALESCE(MAX(until), 0), COALESCE(MAX(settings), 0) FROM outbox`).Scan(&why, &until, &settings)
	if err != nil || why == "" {
		return p, err
	}
	p.Until, p.Settings = moment(until), settings == 1
	return p, json.Unmarshal([]byte(why), &p.Why)
}

// PauseOutbox keeps why nothing leaves, for the other nodes and for who sends
// next; the zero Pause ends it.
func (db *DB) PauseOutbox(ctx context.Context, p mail.Pause) error {
	why, err := sentenceText(p.Why)
	if err != nil {
		return err
	}
	return db.update(ctx, "pause outbox", func(t *tx) error {
		_, err := t.ExecContext(ctx,
			`INSERT INTO outbox (one, why, until, settings) VALUES (1, $1, $2, $3)
			 ON CONFLICT (one) DO UPDATE SET why = EXCLUDED.why, until = EXCLUDED.until, settings = EXCLUDED.settings`,
			why, millis(p.Until), flag(p.Settings))
		return err
	})
}

// OpenOutbox lets the letters that waited leave, and from then on every letter
// at once. Opening it again changes nothing.
func (db *DB) OpenOutbox(ctx context.Context, actor stagedoor.Actor, now time.Time) error {
	return db.update(ctx, "open outbox", func(t *tx) error {
		before, err := t.lockConference(ctx)
		if err != nil || before.LettersOpen {
			return err
		}
		after := before
		after.LettersOpen = true
		if _, err := t.keepConference(ctx, before, after); err != nil {
			return err
		}
		res, err := t.ExecContext(ctx, `UPDATE letters SET state = 'queued' WHERE state = 'waiting'`)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return err
		}
		t.change(stagedoor.LettersChanged, "")
		return t.audit(ctx, actor, now, stagedoor.Say("Opened the outbox; %d letters had waited.", int(n)), "letter", "")
	})
}

// sentenceText is how a sentence is kept: JSON, or nothing.
func sentenceText(s stagedoor.Sentence) (string, error) {
	if s.Zero() {
		return "", nil
	}
	b, err := json.Marshal(s)
	if err != nil {
		return "", fmt.Errorf("sentence: %w", err)
	}
	return string(b), nil
}
