package store

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/tickets"
)

// A reader is a transaction, or the database outside of one.
type reader interface {
	querier
	rowsQuerier
}

// Index implements access.RoundStore. A feed that is not there yet, as in a
// preview, has an empty one.
func (db *DB) Index(ctx context.Context, id stagedoor.FeedID) (access.Index, error) {
	ix, err := index(ctx, db.r, id)
	if err != nil {
		return ix, fmt.Errorf("index: %w", away(err))
	}
	return ix, nil
}

func index(ctx context.Context, q reader, id stagedoor.FeedID) (ix access.Index, err error) {
	ix.Digests, ix.Missing = map[string]tickets.Digest{}, map[string]int{}
	var saved, read int64
	// The revision is read before the tickets: one that is older than them
	// makes a round read again, never miss a change.
	err = q.QueryRowContext(ctx,
		`SELECT COALESCE(MAX(revision), 0), COALESCE(MAX(header), ''), COALESCE(MAX(refused), ''), COALESCE(MAX(saved), 0),
		 (SELECT COUNT(*) FROM waiting WHERE feed = $1 AND closed = 0) > 0
		 FROM feeds WHERE id = $1`, string(id)).Scan(&ix.Revision, &ix.Header, &ix.Refused, &saved, &ix.Open)
	if err != nil {
		return ix, err
	}
	rows, err := q.QueryContext(ctx,
		`SELECT etag, last_modified, at FROM rounds WHERE feed = $1 AND result <> 'failed' ORDER BY at DESC, id DESC LIMIT 1`, string(id))
	if err != nil {
		return ix, err
	}
	for rows.Next() {
		if err = rows.Scan(&ix.ETag, &ix.LastModified, &read); err != nil {
			break
		}
	}
	rows.Close()
	if err != nil {
		return ix, err
	}
	if read <= saved {
		ix.ETag, ix.LastModified = "", "" // the settings changed: the same export may read otherwise
	}
	if ix.Erased, err = erased(ctx, q, id); err != nil {
		return ix, err
	}
	return ix, indexTickets(ctx, q, id, &ix)
}

func indexTickets(ctx context.Context, q reader, id stagedoor.FeedID, ix *access.Index) error {
	rows, err := q.QueryContext(ctx, `SELECT identity, digest, missing FROM tickets WHERE feed = $1`, string(id))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var identity, digest string
		var missing int
		if err := rows.Scan(&identity, &digest, &missing); err != nil {
			return err
		}
		var d tickets.Digest
		if n, err := hex.Decode(d[:], []byte(digest)); err != nil || n != len(d) {
			return fmt.Errorf("digest of a ticket: %w", err)
		}
		ix.Digests[identity] = d
		if missing != 0 {
			ix.Missing[identity] = missing
		}
	}
	return rows.Err()
}

func erased(ctx context.Context, q reader, id stagedoor.FeedID) (e access.Erased, err error) {
	var salt string
	if err := q.QueryRowContext(ctx, `SELECT erase_salt FROM conference`).Scan(&salt); err != nil {
		return e, err
	}
	if e.Salt, err = hex.DecodeString(salt); err != nil {
		return e, err
	}
	rows, err := q.QueryContext(ctx, `SELECT hash FROM erased WHERE feed = $1`, string(id))
	if err != nil {
		return e, err
	}
	defer rows.Close()
	e.Hashes = map[string]bool{}
	for rows.Next() {
		var h string
		if err := rows.Scan(&h); err != nil {
			return e, err
		}
		e.Hashes[h] = true
	}
	return e, rows.Err()
}

// knownColumns are those that scanKnown scans. A letter whose every line was
// replaced before it left counts as none.
const knownColumns = `t.id, t.feed, t.identity, t.order_no, t.type, t.name, t.email, t.language, t.status, t.word, t.admits, t.line,
	t.missing, t.hand, t.created, t.changed,
	COALESCE(a.id, ''), COALESCE(a.ticket, ''), COALESCE(a.name, ''), COALESCE(a.email, ''), COALESCE(a.language, ''),
	COALESCE(a.code_version, 0), COALESCE(a.standing, ''), COALESCE(a.since, 0)`

const letteredColumn = `, COALESCE((SELECT MAX(ll.version) FROM letter_lines ll JOIN letters l ON l.id = ll.letter
	WHERE ll.attendee = a.id AND l.state <> 'superseded' AND l.kind <> 'test'), 0)`

func scanKnown(row scanner, more ...any) (k access.KnownTicket, err error) {
	var a stagedoor.Attendee
	var created, changed, since int64
	var admits int
	to := []any{&k.ID, &k.Feed, &k.Identity, &k.Order, &k.Type, &k.Name, &k.Email, &k.Language, &k.Status, &k.Word, &admits, &k.Line,
		&k.Missing, &k.Hand, &created, &changed,
		&a.ID, &a.Ticket, &a.Name, &a.Email, &a.Language, &a.CodeVersion, &a.Standing, &since}
	if err := row.Scan(append(to, more...)...); err != nil {
		return k, err
	}
	k.Admits, k.Created, k.Changed = admits == 1, moment(created), moment(changed)
	if a.ID != "" {
		a.Since = moment(since)
		k.Attendee = &a
	}
	return k, nil
}

// known reads what a round's decision needs.
func (db *DB) known(ctx context.Context, q reader, feed stagedoor.FeedID, r *access.Reading) (access.Known, error) {
	k := access.Known{Tickets: map[string]access.KnownTicket{}}
	var names []string
	r.Names(func(id string) { names = append(names, id) })
	if err := knownTickets(ctx, q, feed, names, k.Tickets); err != nil {
		return k, err
	}
	err := q.QueryRowContext(ctx,
		`SELECT COUNT(*) FROM tickets t JOIN attendees a ON a.ticket = t.id WHERE t.feed = $1 AND a.standing = 'admitted'`, string(feed)).Scan(&k.Admitted)
	if err != nil {
		return k, err
	}
	conf, err := db.conference(ctx, q)
	if err != nil {
		return k, err
	}
	k.LettersOpen = conf.LettersOpen
	if k.Erased, err = erased(ctx, q, feed); err != nil {
		return k, err
	}
	if r.MayWait() {
		if err := ordersAndAddresses(ctx, q, feed, &k); err != nil {
			return k, err
		}
	}
	e, err := entry(ctx, q, `w.feed = $1 AND w.closed = 0`, string(feed))
	switch {
	case err == nil:
		k.Open = &e
	case stagedoor.KindOf(notFound(err, stagedoor.Sentence{})) != stagedoor.NotFound:
		return k, err
	}
	return k, nil
}

// knownTickets reads those of the feed's tickets that are named; all of them
// are gone through when many are.
func knownTickets(ctx context.Context, q reader, feed stagedoor.FeedID, names []string, into map[string]access.KnownTicket) error {
	read := func(where string, wanted map[string]bool, args ...any) error {
		rows, err := q.QueryContext(ctx, `SELECT `+knownColumns+letteredColumn+`
			FROM tickets t LEFT JOIN attendees a ON a.ticket = t.id WHERE t.feed = $1`+where, append([]any{string(feed)}, args...)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var lettered int
			k, err := scanKnown(rows, &lettered)
			if err != nil {
				return err
			}
			if wanted == nil || wanted[k.Identity] {
				k.Lettered = lettered
				into[k.Identity] = k
			}
		}
		return rows.Err()
	}
	const few = 1000
	if len(names) > few {
		wanted := make(map[string]bool, len(names))
		for _, n := range names {
			wanted[n] = true
		}
		return read("", wanted)
	}
	for batch := range slices.Chunk(names, inBatch) {
		in, args := inList(2, batch)
		if err := read(` AND t.identity IN (`+in+`)`, nil, args...); err != nil {
			return err
		}
	}
	return nil
}

// ordersAndAddresses reads those of all the feed's tickets.
func ordersAndAddresses(ctx context.Context, q reader, feed stagedoor.FeedID, k *access.Known) error {
	k.Orders, k.Addresses = map[string]bool{}, map[string]bool{}
	rows, err := q.QueryContext(ctx,
		`SELECT t.order_no, t.email, COALESCE(a.address_folded, '') FROM tickets t LEFT JOIN attendees a ON a.ticket = t.id WHERE t.feed = $1`, string(feed))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var order, email, folded string
		if err := rows.Scan(&order, &email, &folded); err != nil {
			return err
		}
		k.Orders[order], k.Addresses[stagedoor.FoldAddress(email)], k.Addresses[folded] = true, true, true
	}
	delete(k.Orders, "")
	delete(k.Addresses, "")
	return rows.Err()
}

// searchable is the folded text that a ticket is found by.
func searchable(parts ...string) string { return stagedoor.Fold(strings.Join(parts, " ")) }

// effects writes what happens to tickets and their attendees.
func (t *tx) effects(ctx context.Context, effects []access.Effect, now time.Time) error {
	err := t.insertEach(ctx, "tickets",
		"id, feed, identity, order_no, type, name, email, language, status, word, admits, line, digest, missing, hand, created, changed, search",
		len(effects),
		`ON CONFLICT (id) DO UPDATE SET order_no = EXCLUDED.order_no, type = EXCLUDED.type, name = EXCLUDED.name, email = EXCLUDED.email,
		 language = EXCLUDED.language, status = EXCLUDED.status, word = EXCLUDED.word, admits = EXCLUDED.admits, line = EXCLUDED.line,
		 digest = EXCLUDED.digest, missing = EXCLUDED.missing, hand = EXCLUDED.hand, changed = EXCLUDED.changed, search = EXCLUDED.search`,
		func(i int) ([]any, error) {
			k := effects[i].Ticket
			digest := k.Digest()
			return []any{string(k.ID), string(k.Feed), k.Identity, k.Order, k.Type, k.Name, k.Email, k.Language, string(k.Status), k.Word,
				flag(k.Admits), k.Line, hex.EncodeToString(digest[:]), k.Missing, string(k.Hand), millis(k.Created), millis(k.Changed),
				searchable(k.Name, k.Email, k.Order, k.Identity)}, nil
		})
	if err != nil {
		return err
	}
	if err := t.keepAttendees(ctx, effects, now); err != nil {
		return err
	}
	return t.history(ctx, effects, now)
}

// history writes what a row or a hand did to tickets that were known.
func (t *tx) history(ctx context.Context, effects []access.Effect, now time.Time) error {
	var told []access.Effect
	for _, e := range effects {
		if !e.New && !e.Did.Zero() {
			told = append(told, e)
		}
	}
	return t.insertEach(ctx, "ticket_history", "id, ticket, at, line, word, did", len(told), "", func(i int) ([]any, error) {
		e := told[i]
		did, err := json.Marshal(e.Did)
		line, word := e.Ticket.Line, e.Ticket.Word
		if e.ByHand || e.Ticket.Missing > 0 {
			line, word = 0, ""
		}
		return []any{stagedoor.NewID(now), string(e.Ticket.ID), millis(now), line, word, string(did)}, err
	})
}

// insertEach is insert for many rows: it makes them while it writes, so that
// a round of 100,000 does not hold them all.
func (t *tx) insertEach(ctx context.Context, table, columns string, n int, tail string, row func(i int) ([]any, error)) error {
	const some = 100
	rows := make([][]any, 0, some)
	for i := range n {
		r, err := row(i)
		if err != nil {
			return err
		}
		if rows = append(rows, r); len(rows) == some || i == n-1 {
			if err := t.insert(ctx, table, columns, rows, tail); err != nil {
				return err
			}
			rows = rows[:0]
		}
	}
	return nil
}
