package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/access"
)

// keepAttendees writes the attendees that effects make or change, their new
// codes, and the ends of logins.
func (t *tx) keepAttendees(ctx context.Context, effects []access.Effect, now time.Time) error {
	var with, codes []*access.Effect
	for i := range effects {
		if e := &effects[i]; e.Attendee != nil {
			with = append(with, e)
			if e.Code != "" {
				codes = append(codes, e)
			}
		}
	}
	err := t.insertEach(ctx, "attendees", "id, ticket, name, email, address_folded, language, code_version, standing, since, created, search", len(with),
		`ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, email = EXCLUDED.email, address_folded = EXCLUDED.address_folded,
		 language = EXCLUDED.language, code_version = EXCLUDED.code_version, standing = EXCLUDED.standing, since = EXCLUDED.since, search = EXCLUDED.search`,
		func(i int) ([]any, error) {
			a, k := with[i].Attendee, with[i].Ticket
			return []any{string(a.ID), string(a.Ticket), a.Name, a.Email, stagedoor.FoldAddress(a.Email), a.Language, a.CodeVersion,
				string(a.Standing), millis(a.Since), millis(now), searchable(a.Name, a.Email, k.Order, k.Identity)}, nil
		})
	if err != nil {
		return err
	}
	err = t.insertEach(ctx, "codes", "hash, attendee, version", len(codes), "", func(i int) ([]any, error) {
		return []any{codes[i].Code, string(codes[i].Attendee.ID), codes[i].Attendee.CodeVersion}, nil
	})
	if err != nil {
		return err
	}
	for _, e := range with {
		if err := t.attendeeTold(ctx, e, now); err != nil {
			return err
		}
	}
	return nil
}

// attendeeTold ends an attendee's logins and notes what others must know.
func (t *tx) attendeeTold(ctx context.Context, e *access.Effect, now time.Time) error {
	a := e.Attendee
	if e.Made {
		return nil
	}
	// After a round everybody's logins are read again, and those that it ends
	// have their own changes: a change for each name would be thousands.
	if e.Told && e.ByHand {
		t.change(stagedoor.AttendeeChanged, string(a.ID))
	}
	switch {
	case e.End != "":
		if err := t.endLogins(ctx, a.ID, e.End, now); err != nil {
			return err
		}
	case e.Code != "": // another code, and who is in stays in
		if _, err := t.ExecContext(ctx, `UPDATE logins SET version = $1 WHERE attendee = $2 AND ended = 0`, a.CodeVersion, string(a.ID)); err != nil {
			return err
		}
	}
	if a.Standing != stagedoor.Admitted && e.End != "" {
		return t.holdLetters(ctx, a.ID, now)
	}
	return nil
}

// holdLetters takes an attendee who may not come in any more out of letters
// that have not left: whoever is back later gets a letter then.
func (t *tx) holdLetters(ctx context.Context, attendee stagedoor.AttendeeID, now time.Time) error {
	letters, err := t.texts(ctx,
		`SELECT DISTINCT l.id FROM letters l JOIN letter_lines ll ON ll.letter = l.id
		 WHERE ll.attendee = $1 AND l.state IN ('waiting', 'queued')`, string(attendee))
	if err != nil {
		return err
	}
	for _, id := range letters {
		res, err := t.ExecContext(ctx,
			`UPDATE letters SET state = 'superseded', settled = $1 WHERE id = $2 AND state IN ('waiting', 'queued')
			 AND NOT EXISTS (SELECT 1 FROM letter_lines WHERE letter = $2 AND attendee <> $3)`, millis(now), id, string(attendee))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n > 0 {
			continue
		}
		if _, err := t.ExecContext(ctx, `DELETE FROM letter_lines WHERE letter = $1 AND attendee = $2`, id, string(attendee)); err != nil {
			return err
		}
	}
	return nil
}

// texts reads a query's one column.
func (t *tx) texts(ctx context.Context, query string, args ...any) ([]string, error) {
	rows, err := t.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// Rekey implements access.HandStore. Tables: conference, attendees, codes,
// logins, letters, audit.
func (db *DB) Rekey(ctx context.Context, actor stagedoor.Actor, fingerprint string, now time.Time,
	decide func(all []stagedoor.Attendee, lettersOpen bool) access.Rekeyed) error {
	return db.update(ctx, "rekey", func(t *tx) error {
		if _, err := t.ExecContext(ctx, `UPDATE feeds SET revision = revision + 1`); err != nil {
			return err
		}
		all, err := t.everyone(ctx)
		if err != nil {
			return err
		}
		conf, err := db.conference(ctx, t)
		if err != nil {
			return err
		}
		r := decide(all, conf.LettersOpen)
		if _, err := t.ExecContext(ctx, `UPDATE conference SET fingerprint = $1`, fingerprint); err != nil {
			return err
		}
		if _, err := t.ExecContext(ctx, `UPDATE attendees SET code_version = code_version + 1`); err != nil {
			return err
		}
		err = t.insertEach(ctx, "codes", "hash, attendee, version", len(r.Codes), "", func(i int) ([]any, error) {
			return []any{r.Codes[i].Hash, string(r.Codes[i].Attendee), r.Codes[i].Version}, nil
		})
		if err != nil {
			return err
		}
		logins, err := t.texts(ctx, `UPDATE logins SET ended = $1, why = $2 WHERE ended = 0 RETURNING id`, millis(now), string(stagedoor.EndedReplaced))
		if err != nil {
			return err
		}
		for _, id := range logins {
			t.change(stagedoor.LoginEnded, id)
		}
		for batch := range slices.Chunk(r.Letters, 500) {
			if err := t.queueLetters(ctx, batch); err != nil {
				return err
			}
		}
		t.oneChange(stagedoor.LettersChanged)
		t.change(stagedoor.ConferenceChanged, "")
		return t.audit(ctx, actor, now, r.Did, "conference", "")
	})
}

// everyone reads all attendees, in the order of their ids.
func (t *tx) everyone(ctx context.Context) ([]stagedoor.Attendee, error) {
	rows, err := t.QueryContext(ctx, `SELECT `+personColumns+` FROM attendees a`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []stagedoor.Attendee
	for rows.Next() {
		var a stagedoor.Attendee
		to, done := person(&a)
		if err := rows.Scan(to...); err != nil {
			return nil, err
		}
		done()
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b stagedoor.Attendee) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return out, rows.Err()
}
