package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/access"
)

// personColumns are those that person scans, of attendees as a.
const personColumns = `a.id, a.ticket, a.name, a.email, a.language, a.code_version, a.standing, a.since`

// person returns where to scan personColumns to; done fills in the rest.
func person(a *stagedoor.Attendee) (to []any, done func()) {
	var since int64
	return []any{&a.ID, &a.Ticket, &a.Name, &a.Email, &a.Language, &a.CodeVersion, &a.Standing, &since},
		func() { a.Since = moment(since) }
}

// inList is an IN list's placeholders and values. Its length is a power of
// two, the last value repeated: few lengths make few statements to prepare.
func inList[T ~string](from int, values []T) (string, []any) {
	n := powerOfTwo(len(values))
	args := make([]any, n)
	for i := range args {
		args[i] = string(values[min(i, len(values)-1)])
	}
	return placeholders(from, n), args
}

func powerOfTwo(n int) int {
	p := 1
	for p < n {
		p *= 2
	}
	return p
}

// inBatch is the most values that the methods below put into one IN list.
const inBatch = 128

// codeBatch is the most codes that one statement looks for. With many in its
// list PostgreSQL takes reading all codes there are for cheaper than the
// index: with 64, of 10,000 attendees, it was ten times as long about it.
const codeBatch = 16

// codeQuery finds the owners of hashes, in hexadecimal.
func codeQuery(hashes []string) (query string, args []any) {
	in, args := inList(1, hashes)
	return `SELECT c.hash, c.version, ` + personColumns + `
		FROM codes c JOIN attendees a ON a.id = c.attendee WHERE c.hash IN (` + in + `)`, args
}

// CodeOwners implements access.CodeStore.
func (db *DB) CodeOwners(ctx context.Context, hashes []stagedoor.CodeHash) ([]access.CodeOwner, error) {
	byHash := make(map[string]access.CodeOwner, len(hashes))
	keys := make([]string, len(hashes))
	for i, h := range hashes {
		keys[i] = hex.EncodeToString(h[:])
	}
	for batch := range slices.Chunk(keys, codeBatch) {
		query, args := codeQuery(batch)
		rows, err := db.r.QueryContext(ctx, query, args...)
		if err != nil {
			return nil, fmt.Errorf("code owners: %w", away(err))
		}
		for rows.Next() {
			var hash string
			var o access.CodeOwner
			to, done := person(&o.Attendee)
			if err := rows.Scan(append([]any{&hash, &o.Version}, to...)...); err != nil {
				rows.Close()
				return nil, fmt.Errorf("code owners: %w", err)
			}
			done()
			byHash[hash] = o
		}
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("code owners: %w", away(err))
		}
	}
	out := make([]access.CodeOwner, len(hashes))
	for i, k := range keys {
		out[i] = byHash[k]
	}
	return out, nil
}

// CodesUsed implements access.CodeStore.
func (db *DB) CodesUsed(ctx context.Context, uses []access.CodeUse) error {
	slices.SortFunc(uses, func(a, b access.CodeUse) int { // one order on all nodes: no deadlock
		return strings.Compare(string(a.Attendee)+string(a.Why), string(b.Attendee)+string(b.Why))
	})
	return db.update(ctx, "codes used", func(t *tx) error {
		rows := make([][]any, len(uses))
		for i, u := range uses {
			rows[i] = []any{string(u.Attendee), string(u.Why), u.Count, millis(u.Last)}
		}
		return t.insert(ctx, "code_uses", "attendee, why, uses, last", rows,
			`ON CONFLICT (attendee, why) DO UPDATE SET uses = code_uses.uses + EXCLUDED.uses,
			 last = CASE WHEN EXCLUDED.last > code_uses.last THEN EXCLUDED.last ELSE code_uses.last END`)
	})
}

// CodeUsesOf returns the refused uses of an attendee's codes, newest first.
func (db *DB) CodeUsesOf(ctx context.Context, attendee stagedoor.AttendeeID) ([]access.CodeUse, error) {
	rows, err := db.r.QueryContext(ctx,
		`SELECT why, uses, last FROM code_uses WHERE attendee = $1 ORDER BY last DESC, why`, string(attendee))
	if err != nil {
		return nil, fmt.Errorf("code uses: %w", away(err))
	}
	defer rows.Close()
	var out []access.CodeUse
	for rows.Next() {
		u := access.CodeUse{Attendee: attendee}
		var last int64
		if err := rows.Scan(&u.Why, &u.Count, &last); err != nil {
			return nil, fmt.Errorf("code uses: %w", err)
		}
		u.Last = moment(last)
		out = append(out, u)
	}
	return out, rows.Err()
}

// LostLetter implements access.LostStore. That it was asked for is kept on
// the attendees' rows: two nodes that are asked at once wait for each other
// there, and the second finds it done.
func (db *DB) LostLetter(ctx context.Context, address string, since, now time.Time) (bool, error) {
	var queued bool
	err := db.update(ctx, "lost letter", func(t *tx) error {
		queued = false
		rows, err := t.QueryContext(ctx,
			`UPDATE attendees SET lost_asked = $1 WHERE address_folded = $2 AND standing = 'admitted' AND lost_asked <= $3
			 AND NOT EXISTS (SELECT 1 FROM attendees b WHERE b.address_folded = $2 AND b.lost_asked > $3)
			 RETURNING id, email, name, language, code_version`,
			millis(now), stagedoor.FoldAddress(address), millis(since))
		if err != nil {
			return err
		}
		defer rows.Close()
		var people []stagedoor.Attendee
		for rows.Next() {
			var a stagedoor.Attendee
			if err := rows.Scan(&a.ID, &a.Email, &a.Name, &a.Language, &a.CodeVersion); err != nil {
				return err
			}
			people = append(people, a)
		}
		if err := rows.Err(); err != nil || len(people) == 0 {
			return err
		}
		slices.SortFunc(people, func(a, b stagedoor.Attendee) int { return strings.Compare(string(a.ID), string(b.ID)) })
		conf, err := db.conference(ctx, t)
		if err != nil {
			return err
		}
		l := stagedoor.Letter{
			ID:       stagedoor.LetterID(stagedoor.NewID(now)),
			Kind:     stagedoor.LetterLost,
			Address:  people[0].Email,
			Name:     people[0].Name,
			Language: people[0].Language,
			State:    stagedoor.LetterWaiting,
			Due:      now,
			Created:  now,
		}
		if conf.LettersOpen {
			l.State = stagedoor.LetterQueued
		}
		for _, a := range people {
			l.Lines = append(l.Lines, stagedoor.LetterLine{Attendee: a.ID, Version: a.CodeVersion})
		}
		queued = true
		return t.queueLetters(ctx, []stagedoor.Letter{l})
	})
	return queued && err == nil, err
}

// Labelled implements access.LineStore.
func (db *DB) Labelled(ctx context.Context, ids []stagedoor.AttendeeID) ([]access.Labelled, error) {
	var out []access.Labelled
	for batch := range slices.Chunk(ids, inBatch) {
		in, args := inList(1, batch)
		rows, err := db.r.QueryContext(ctx,
			`SELECT COALESCE(k.feed, ''), COALESCE(k.identity, ''), COALESCE(k.type, ''), COALESCE(k.order_no, ''), COALESCE(k.email, ''), `+personColumns+`
			 FROM attendees a LEFT JOIN tickets k ON k.id = a.ticket WHERE a.id IN (`+in+`)`, args...)
		if err != nil {
			return nil, fmt.Errorf("letter lines: %w", away(err))
		}
		for rows.Next() {
			var l access.Labelled
			var k access.Ticket
			to, done := person(&l.Attendee)
			if err := rows.Scan(append([]any{&k.Feed, &k.Identity, &k.Type, &k.Order, &k.Email}, to...)...); err != nil {
				rows.Close()
				return nil, fmt.Errorf("letter lines: %w", err)
			}
			done()
			l.Label = k.Label()
			out = append(out, l)
		}
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("letter lines: %w", away(err))
		}
	}
	// After the versions were read: those of a new secret must not be written
	// with the old one.
	if _, err := db.conference(ctx, db.r); err != nil {
		return nil, fmt.Errorf("letter lines: %w", err)
	}
	return out, nil
}
