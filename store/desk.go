package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/access"
)

// likeEscape keeps what people type from being a pattern.
var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// Search implements access.DeskStore: tickets without an attendee too.
func (db *DB) Search(ctx context.Context, words []string, limit int) ([]access.Found, error) {
	where := []string{"1 = 1"}
	args := []any{limit}
	for _, w := range words[:min(len(words), 8)] {
		args = append(args, "%"+likeEscape.Replace(w)+"%")
		where = append(where, fmt.Sprintf(`(t.search LIKE $%d ESCAPE '\' OR a.search LIKE $%d ESCAPE '\')`, len(args), len(args)))
	}
	rows, err := db.r.QueryContext(ctx, `SELECT `+knownColumns+` FROM tickets t LEFT JOIN attendees a ON a.ticket = t.id
		WHERE `+strings.Join(where, " AND ")+` ORDER BY t.created DESC, t.id DESC LIMIT $1`, args...)
	if err != nil {
		return nil, fmt.Errorf("search: %w", away(err))
	}
	defer rows.Close()
	var out []access.Found
	for rows.Next() {
		k, err := scanKnown(rows)
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		out = append(out, access.Found{Ticket: k.Ticket, Attendee: k.Attendee})
	}
	return out, rows.Err()
}

// AttendeesAt implements access.DeskStore.
func (db *DB) AttendeesAt(ctx context.Context, address string) ([]stagedoor.Attendee, error) {
	rows, err := db.r.QueryContext(ctx, `SELECT `+personColumns+` FROM attendees a WHERE a.address_folded = $1 AND a.address_folded <> '' ORDER BY a.id`, address)
	if err != nil {
		return nil, fmt.Errorf("attendees of an address: %w", away(err))
	}
	defer rows.Close()
	var out []stagedoor.Attendee
	for rows.Next() {
		var a stagedoor.Attendee
		to, done := person(&a)
		if err := rows.Scan(to...); err != nil {
			return nil, fmt.Errorf("attendees of an address: %w", err)
		}
		done()
		out = append(out, a)
	}
	return out, rows.Err()
}

// ticketOf reads one ticket, by its attendee or itself.
func ticketOf(ctx context.Context, q reader, who access.Who) (access.KnownTicket, error) {
	where, id := `a.id = $1`, string(who.Attendee)
	if id == "" {
		where, id = `t.id = $1`, string(who.Ticket)
	}
	var lettered int
	k, err := scanKnown(q.QueryRowContext(ctx, `SELECT `+knownColumns+letteredColumn+`
		FROM tickets t LEFT JOIN attendees a ON a.ticket = t.id WHERE `+where, id), &lettered)
	k.Lettered = lettered
	return k, notFound(err, stagedoor.Say("There is no such attendee. Was it erased?"))
}

// Card implements access.DeskStore. It is read in several queries: what
// happens between them shows at the next look.
func (db *DB) Card(ctx context.Context, who access.Who) (access.Card, error) {
	c, err := db.card(ctx, who)
	if err != nil {
		return c, fmt.Errorf("card: %w", away(err))
	}
	return c, nil
}

// cardMost bounds each list of a card.
const cardMost = 100

func (db *DB) card(ctx context.Context, who access.Who) (c access.Card, err error) {
	k, err := ticketOf(ctx, db.r, who)
	if err != nil {
		return c, err
	}
	c.Ticket, c.Attendee = k.Ticket, k.Attendee
	if c.Feed, err = db.Feed(ctx, c.Ticket.Feed); err != nil {
		return c, err
	}
	if c.History, err = db.historyOf(ctx, c.Ticket); err != nil || c.Attendee == nil {
		return c, err
	}
	id := c.Attendee.ID
	if c.Letters, err = db.attendeeLetters(ctx, id); err != nil {
		return c, err
	}
	if c.Logins, err = db.attendeeLogins(ctx, id); err != nil {
		return c, err
	}
	if c.Uses, err = db.CodeUsesOf(ctx, id); err != nil {
		return c, err
	}
	c.Audit, err = db.AuditOf(ctx, "attendee", string(id), cardMost)
	return c, err
}

// historyOf reads what a ticket's rows and hands did, and puts its first
// appearance, which the ticket itself remembers, at the end.
func (db *DB) historyOf(ctx context.Context, k access.Ticket) ([]access.TicketEvent, error) {
	rows, err := db.r.QueryContext(ctx,
		`SELECT at, line, word, did FROM ticket_history WHERE ticket = $1 ORDER BY at DESC, id DESC LIMIT $2`, string(k.ID), cardMost)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []access.TicketEvent
	for rows.Next() {
		var e access.TicketEvent
		var at int64
		var did string
		if err := rows.Scan(&at, &e.Line, &e.Word, &did); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(did), &e.Did); err != nil {
			return nil, err
		}
		e.At = moment(at)
		out = append(out, e)
	}
	first := access.TicketEvent{At: k.Created, Did: stagedoor.Say("It came in the export.")}
	if !slices.ContainsFunc(out, func(e access.TicketEvent) bool { return e.Line > 0 }) {
		first.Line, first.Word = k.Line, k.Word // no other row of it came since
	}
	if k.Feed == stagedoor.FeedByHand {
		first.Did = stagedoor.Say("It was written by hand.")
	}
	return append(out, first), rows.Err()
}

// attendeeLetters reads an attendee's letters with the line that is theirs.
func (db *DB) attendeeLetters(ctx context.Context, id stagedoor.AttendeeID) ([]stagedoor.Letter, error) {
	rows, err := db.r.QueryContext(ctx,
		`SELECT `+letterColumns+`, attendee, version FROM letters JOIN letter_lines ON letter = id
		 WHERE attendee = $1 ORDER BY created DESC, id DESC LIMIT $2`, string(id), cardMost)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []stagedoor.Letter
	for rows.Next() {
		var line stagedoor.LetterLine
		l, err := scanLetter(rows, &line.Attendee, &line.Version)
		if err != nil {
			return nil, err
		}
		l.Lines = []stagedoor.LetterLine{line}
		out = append(out, l)
	}
	return out, rows.Err()
}

func (db *DB) attendeeLogins(ctx context.Context, id stagedoor.AttendeeID) ([]stagedoor.Login, error) {
	rows, err := db.r.QueryContext(ctx,
		`SELECT id, attendee, device, created, seen, expires, ended, why FROM logins WHERE attendee = $1 ORDER BY created DESC, id LIMIT $2`, string(id), cardMost)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []stagedoor.Login
	for rows.Next() {
		var l stagedoor.Login
		var created, seen, expires, ended int64
		if err := rows.Scan(&l.ID, &l.Attendee, &l.Device, &created, &seen, &expires, &ended, &l.Why); err != nil {
			return nil, err
		}
		l.Created, l.Seen, l.Expires, l.Ended = moment(created), moment(seen), moment(expires), moment(ended)
		out = append(out, l)
	}
	return out, rows.Err()
}

// lockTicket reads a ticket under its feed's lock.
func (t *tx) lockTicket(ctx context.Context, who access.Who) (access.KnownTicket, error) {
	k, err := ticketOf(ctx, t, who)
	if err != nil {
		return k, err
	}
	if _, err := t.lockFeed(ctx, k.Feed); err != nil {
		return k, err
	}
	return ticketOf(ctx, t, who) // again: a round may have changed it before we had the lock
}

// ByHand implements access.HandStore. Tables: those of a round's effects, and
// audit.
func (db *DB) ByHand(ctx context.Context, actor stagedoor.Actor, who access.Who, now time.Time, decide func(access.Held) (access.Deed, error)) error {
	return db.update(ctx, "by hand", func(t *tx) error {
		var h access.Held
		var err error
		if who == (access.Who{}) { // a guest pass
			_, err = t.lockFeed(ctx, stagedoor.FeedByHand)
		} else {
			h.KnownTicket, err = t.lockTicket(ctx, who)
		}
		if err != nil {
			return err
		}
		conf, err := db.conference(ctx, t)
		if err != nil {
			return err
		}
		h.LettersOpen = conf.LettersOpen
		deed, err := decide(h)
		if err != nil {
			return err
		}
		kind, subject := "ticket", string(h.ID)
		if h.Attendee != nil {
			kind, subject = "attendee", string(h.Attendee.ID)
		}
		if e := deed.Effect; e != nil {
			if err := t.effects(ctx, []access.Effect{*e}, now); err != nil {
				return err
			}
			if e.Attendee != nil {
				kind, subject = "attendee", string(e.Attendee.ID)
			}
			if e.Made {
				t.change(stagedoor.RoundDone, string(e.Ticket.Feed))
			}
		}
		if err := t.queueLetters(ctx, deed.Letters); err != nil {
			return err
		}
		return t.audit(ctx, actor, now, deed.Did, kind, subject)
	})
}
