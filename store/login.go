package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/access"
)

// endLogins ends every good login of an attendee and notes a change for each.
func (t *tx) endLogins(ctx context.Context, attendee stagedoor.AttendeeID, why stagedoor.Ending, now time.Time) error {
	rows, err := t.QueryContext(ctx,
		`UPDATE logins SET ended = $1, why = $2 WHERE attendee = $3 AND ended = 0 RETURNING id`,
		millis(now), string(why), string(attendee))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		t.change(stagedoor.LoginEnded, id)
	}
	return rows.Err()
}

// LetIn implements access.LoginStore. The first statement is a transaction of
// its own and lets in everyone who has room for one more login; who has none
// goes through letInFull. A node that lets the same attendee in at the same
// moment may make one login too many; the next sign-in ends it. What is written
// stays written when a later statement fails: only the others get the error.
func (db *DB) LetIn(ctx context.Context, logins []access.NewLogin, limit int, now time.Time) ([]access.LetIn, error) {
	out := make([]access.LetIn, len(logins))
	place := make(map[stagedoor.LoginID]int, len(logins))
	people := make(map[stagedoor.AttendeeID]bool, len(logins))
	var first []access.NewLogin // of each attendee one: the statement does not see its own rows
	for i, l := range logins {
		place[l.ID] = i
		if !people[l.Attendee] {
			people[l.Attendee] = true
			first = append(first, l)
		}
	}
	for batch := range slices.Chunk(first, inBatch) {
		in, err := db.letInWithRoom(ctx, batch, limit, now)
		if err != nil {
			return notIn(out, fmt.Errorf("let in: %w", away(err)))
		}
		for _, id := range in {
			out[place[id]].In = true
		}
	}
	var full []access.NewLogin
	for i, l := range logins {
		if !out[i].In {
			full = append(full, l)
		}
	}
	if len(full) == 0 {
		return out, nil
	}
	var res []access.LetIn
	err := db.update(ctx, "let in", func(t *tx) (err error) {
		res, err = t.letInFull(ctx, full, limit, now)
		return err
	})
	if err != nil {
		return notIn(out, err)
	}
	for i, l := range full {
		out[place[l.ID]] = res[i]
	}
	return out, nil
}

// notIn gives err to those who are not in; when nobody is, to all.
func notIn(out []access.LetIn, err error) ([]access.LetIn, error) {
	some := false
	for i := range out {
		if out[i].In {
			some = true
		} else {
			out[i].Err = err
		}
	}
	if some {
		return out, nil
	}
	return nil, err
}

func (db *DB) letInWithRoom(ctx context.Context, logins []access.NewLogin, limit int, now time.Time) ([]stagedoor.LoginID, error) {
	var q strings.Builder
	q.WriteString(`WITH fresh (id, attendee, version, device, created, expires) AS (VALUES `)
	n := powerOfTwo(len(logins)) // as in inList; who is no attendee is not let in
	args := []any{limit, millis(now)}
	for i := range n {
		var l access.NewLogin
		if i < len(logins) {
			l = logins[i]
		}
		if i > 0 {
			q.WriteByte(',')
		}
		k := len(args)
		fmt.Fprintf(&q, `($%d,$%d,CAST($%d AS INTEGER),$%d,CAST($%d AS BIGINT),CAST($%d AS BIGINT))`, k+1, k+2, k+3, k+4, k+5, k+6)
		args = append(args, string(l.ID), string(l.Attendee), l.Version, l.Device, millis(l.Created), millis(l.Expires))
	}
	q.WriteString(`)
		INSERT INTO logins (id, attendee, version, device, created, seen, expires)
		SELECT f.id, f.attendee, f.version, f.device, f.created, f.created, f.expires
		FROM fresh f JOIN attendees a ON a.id = f.attendee AND a.standing = 'admitted' AND a.code_version = f.version
		WHERE (SELECT COUNT(*) FROM logins l WHERE l.attendee = f.attendee AND l.ended = 0 AND l.expires > $2) < $1
		RETURNING id`)
	rows, err := db.w.QueryContext(ctx, q.String(), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var in []stagedoor.LoginID
	for rows.Next() {
		var id stagedoor.LoginID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		in = append(in, id)
	}
	return in, rows.Err()
}

// TakeBack implements access.LoginStore.
func (db *DB) TakeBack(ctx context.Context, old stagedoor.LoginID, fresh stagedoor.Login, limit int, now time.Time) (access.CodeOwner, access.LetIn, error) {
	var owner access.CodeOwner
	var in access.LetIn
	err := db.update(ctx, "take back", func(t *tx) error {
		err := t.QueryRowContext(ctx,
			`UPDATE logins SET why = $1 WHERE id = $2 AND why = $3 AND expires > $4 RETURNING attendee, version`,
			string(stagedoor.EndedSignedOut), string(old), string(stagedoor.EndedElsewhere), millis(now)).Scan(&fresh.Attendee, &owner.Version)
		if err != nil {
			return notFound(err, stagedoor.Say("There is no place to take back."))
		}
		to, done := person(&owner.Attendee)
		err = t.QueryRowContext(ctx, `SELECT `+personColumns+` FROM attendees a WHERE a.id = $1`, string(fresh.Attendee)).Scan(to...)
		if err != nil {
			return notFound(err, stagedoor.Say("There is no place to take back."))
		}
		done()
		if owner.Version == 0 {
			owner.Version = owner.Attendee.CodeVersion
		}
		res, err := t.letInFull(ctx, []access.NewLogin{{Login: fresh, Version: owner.Version}}, limit, now)
		if err == nil {
			in = res[0]
		}
		return err
	})
	return owner, in, err
}

// KnownLogins implements access.LoginStore.
func (db *DB) KnownLogins(ctx context.Context, ids []stagedoor.LoginID) ([]access.KnownLogin, error) {
	known := make(map[stagedoor.LoginID]access.KnownLogin, len(ids))
	for batch := range slices.Chunk(ids, inBatch) {
		in, args := inList(1, batch)
		rows, err := db.r.QueryContext(ctx,
			`SELECT l.id, l.attendee, l.device, l.created, l.seen, l.expires, l.ended, l.why, l.version,
			 COALESCE(a.id, ''), COALESCE(a.name, ''), COALESCE(a.language, ''), COALESCE(a.code_version, 0), COALESCE(a.standing, ''), COALESCE(a.since, 0)
			 FROM logins l LEFT JOIN attendees a ON a.id = l.attendee WHERE l.id IN (`+in+`)`, args...)
		if err != nil {
			return nil, fmt.Errorf("logins: %w", away(err))
		}
		for rows.Next() {
			var k access.KnownLogin
			var created, seen, expires, ended, since int64
			if err := rows.Scan(&k.Login.ID, &k.Login.Attendee, &k.Login.Device, &created, &seen, &expires, &ended, &k.Login.Why, &k.Version,
				&k.Attendee.ID, &k.Attendee.Name, &k.Attendee.Language, &k.Attendee.CodeVersion, &k.Attendee.Standing, &since); err != nil {
				rows.Close()
				return nil, fmt.Errorf("logins: %w", err)
			}
			k.Login.Created, k.Login.Seen, k.Login.Expires, k.Login.Ended = moment(created), moment(seen), moment(expires), moment(ended)
			k.Attendee.Since = moment(since)
			known[k.Login.ID] = k
		}
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("logins: %w", away(err))
		}
	}
	out := make([]access.KnownLogin, len(ids))
	for i, id := range ids {
		out[i] = known[id]
	}
	return out, nil
}

// EndLogin implements access.LoginStore.
func (db *DB) EndLogin(ctx context.Context, id stagedoor.LoginID, why stagedoor.Ending, now time.Time) error {
	return db.update(ctx, "end login", func(t *tx) error {
		res, err := t.ExecContext(ctx, `UPDATE logins SET ended = $1, why = $2 WHERE id = $3 AND ended = 0`,
			millis(now), string(why), string(id))
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if n > 0 {
			t.change(stagedoor.LoginEnded, string(id))
		}
		return err
	})
}

// LoginsSeen implements access.LoginStore. Each batch is a transaction of its
// own, so that sign-ins get in between. A login that a round, a hand or
// another node has in work is passed over: it is seen again later.
func (db *DB) LoginsSeen(ctx context.Context, seen []access.Seen) error {
	slices.SortFunc(seen, func(a, b access.Seen) int { return strings.Compare(string(a.Login), string(b.Login)) })
	for batch := range slices.Chunk(seen, inBatch) {
		var q strings.Builder
		var args []any
		q.WriteString(`WITH last (id, at) AS (VALUES `)
		for i, s := range batch {
			if i > 0 {
				q.WriteByte(',')
			}
			fmt.Fprintf(&q, `($%d,CAST($%d AS BIGINT))`, 2*i+1, 2*i+2)
			args = append(args, string(s.Login), millis(s.At))
		}
		q.WriteString(`), free AS MATERIALIZED (
			SELECT l.id, last.at FROM logins l JOIN last ON l.id = last.id WHERE l.seen < last.at` + db.skipLocked() + `)
			UPDATE logins SET seen = free.at FROM free WHERE logins.id = free.id`)
		if _, err := db.w.ExecContext(ctx, q.String(), args...); err != nil {
			return fmt.Errorf("logins seen: %w", away(err))
		}
	}
	return nil
}
