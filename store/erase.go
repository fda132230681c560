package store

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/access"
)

// Erase implements access.HandStore. What stays: a keyed hash of the ticket's
// identity; the logins, ended and without their attendee and device, so that
// a browser is told; the audit's entries without their values.
func (db *DB) Erase(ctx context.Context, actor stagedoor.Actor, who access.Who, now time.Time) error {
	return db.update(ctx, "erase", func(t *tx) error {
		k, err := t.lockTicket(ctx, who)
		if err != nil {
			return err
		}
		if k.Feed != stagedoor.FeedByHand {
			e, err := erased(ctx, t, k.Feed)
			if err != nil {
				return err
			}
			if err := t.insert(ctx, "erased", "feed, hash, at", [][]any{{string(k.Feed), access.EraseHash(e.Salt, k.Identity), millis(now)}}, "ON CONFLICT DO NOTHING"); err != nil {
				return err
			}
		}
		if err := t.eraseTicket(ctx, k); err != nil {
			return err
		}
		if k.Attendee != nil {
			if err := t.eraseAttendee(ctx, *k.Attendee, now); err != nil {
				return err
			}
		}
		kind, subject := "ticket", string(k.ID)
		if k.Attendee != nil {
			kind, subject = "attendee", string(k.Attendee.ID)
		}
		t.change(stagedoor.RoundDone, string(k.Feed))
		return t.audit(ctx, actor, now, stagedoor.Say("Erased a person."), kind, subject)
	})
}

func (t *tx) eraseTicket(ctx context.Context, k access.KnownTicket) error {
	for _, q := range []string{
		`DELETE FROM tickets WHERE id = $1`,
		`DELETE FROM ticket_history WHERE ticket = $1`,
		`DELETE FROM waiting_tickets WHERE ticket = $1`,
	} {
		if _, err := t.ExecContext(ctx, q, string(k.ID)); err != nil {
			return err
		}
	}
	names := []string{k.Email, k.Name, k.Identity}
	if k.Attendee != nil {
		names = append(names, k.Attendee.Email, k.Attendee.Name)
	}
	if err := t.eraseRefused(ctx, k.Feed, names); err != nil {
		return err
	}
	return t.eraseAudit(ctx, "ticket", string(k.ID))
}

// eraseRefused removes the feed's refused rows that hold one of the names, in
// any case: the two engines' LIKE would not agree on that.
func (t *tx) eraseRefused(ctx context.Context, feed stagedoor.FeedID, names []string) error {
	rows, err := t.texts(ctx, `SELECT DISTINCT row_text FROM refused WHERE feed = $1`, string(feed))
	if err != nil {
		return err
	}
	for _, row := range rows {
		if !holdsOne(stagedoor.Fold(row), names) {
			continue
		}
		if _, err := t.ExecContext(ctx, `DELETE FROM refused WHERE feed = $1 AND row_text = $2`, string(feed), row); err != nil {
			return err
		}
	}
	return nil
}

// holdsOne reports whether one of the names is in the folded row. What is
// shorter than three letters is in too many.
func holdsOne(folded string, names []string) bool {
	for _, n := range names {
		if f := stagedoor.Fold(n); len(n) >= 3 && f != "" && strings.Contains(folded, f) {
			return true
		}
	}
	return false
}

func (t *tx) eraseAttendee(ctx context.Context, a stagedoor.Attendee, now time.Time) error {
	id := string(a.ID)
	if err := t.endLogins(ctx, a.ID, stagedoor.EndedErased, now); err != nil {
		return err
	}
	t.change(stagedoor.AttendeeChanged, id)
	for _, q := range []string{
		`UPDATE logins SET attendee = '', device = '', why = 'erased' WHERE attendee = $1`,
		`DELETE FROM letters WHERE id IN (SELECT letter FROM letter_lines WHERE attendee = $1)
		 AND NOT EXISTS (SELECT 1 FROM letter_lines o WHERE o.letter = letters.id AND o.attendee <> $1)`,
		`DELETE FROM letter_lines WHERE attendee = $1`,
		`DELETE FROM codes WHERE attendee = $1`,
		`DELETE FROM code_uses WHERE attendee = $1`,
		`DELETE FROM attendees WHERE id = $1`,
	} {
		if _, err := t.ExecContext(ctx, q, id); err != nil {
			return err
		}
	}
	// Letters that list others too stay theirs, without this name.
	if _, err := t.ExecContext(ctx, `UPDATE letters SET name = '' WHERE address_folded = $1 AND name = $2`, stagedoor.FoldAddress(a.Email), a.Name); err != nil {
		return err
	}
	return t.eraseAudit(ctx, "attendee", id)
}

// eraseAudit leaves of the entries about one subject what was done.
func (t *tx) eraseAudit(ctx context.Context, kind, subject string) error {
	dids, err := t.texts(ctx, `SELECT DISTINCT did FROM audit WHERE kind = $1 AND subject = $2`, kind, subject)
	if err != nil {
		return err
	}
	slices.Sort(dids)
	for _, did := range dids {
		var s stagedoor.Sentence
		if err := json.Unmarshal([]byte(did), &s); err != nil {
			return err
		}
		text, err := json.Marshal(access.ErasedSentence(s))
		if err != nil {
			return err
		}
		if _, err := t.ExecContext(ctx, `UPDATE audit SET did = $1 WHERE kind = $2 AND subject = $3 AND did = $4`, string(text), kind, subject, did); err != nil {
			return err
		}
	}
	return nil
}
