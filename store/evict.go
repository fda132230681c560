package store

import (
	"context"
	"slices"
	"time"

	"stagedoor"
	"stagedoor/access"
)

// A crowd is an attendee with their good logins, while more are let in.
type crowd struct {
	admitted bool
	version  int
	over     int // logins that are over
	good     []stagedoor.Login
}

// letInFull lets in attendees who have no room left: whom access.Evict names
// is ended.
func (t *tx) letInFull(ctx context.Context, logins []access.NewLogin, limit int, now time.Time) ([]access.LetIn, error) {
	crowds, err := t.crowds(ctx, logins, now)
	if err != nil {
		return nil, err
	}
	out := make([]access.LetIn, len(logins))
	place := map[stagedoor.LoginID]int{}
	var ended []string // rows that are there already
	rows := make([][]any, 0, len(logins))
	for i, l := range logins {
		c := crowds[l.Attendee]
		if c == nil || !c.admitted || c.version != l.Version {
			continue
		}
		out[i] = access.LetIn{In: true, Evicted: access.Evict(c.good, limit)}
		for _, id := range out[i].Evicted {
			t.change(stagedoor.LoginEnded, string(id))
			if j, fresh := place[id]; fresh { // came in a moment ago, in this very batch
				rows[j][7], rows[j][8] = millis(now), string(stagedoor.EndedElsewhere)
			} else {
				ended = append(ended, string(id))
			}
			c.good = slices.DeleteFunc(c.good, func(g stagedoor.Login) bool { return g.ID == id })
		}
		c.good = append(c.good, l.Login)
		place[l.ID] = len(rows)
		rows = append(rows, []any{string(l.ID), string(l.Attendee), l.Version, l.Device,
			millis(l.Created), millis(l.Seen), millis(l.Expires), int64(0), ""})
	}
	for batch := range slices.Chunk(ended, inBatch) {
		in, args := inList(3, batch)
		if _, err := t.ExecContext(ctx, `UPDATE logins SET ended = $1, why = $2 WHERE ended = 0 AND id IN (`+in+`)`,
			append([]any{millis(now), string(stagedoor.EndedElsewhere)}, args...)...); err != nil {
			return nil, err
		}
	}
	if err := t.insert(ctx, "logins", "id, attendee, version, device, created, seen, expires, ended, why", rows, ""); err != nil {
		return nil, err
	}
	return out, t.forgetOldLogins(ctx, crowds)
}

// crowds reads the attendees of logins and their good logins. On PostgreSQL
// the logins are locked; those that another transaction holds are passed
// over, so that nobody waits here for a round to end.
func (t *tx) crowds(ctx context.Context, logins []access.NewLogin, now time.Time) (map[stagedoor.AttendeeID]*crowd, error) {
	ids := make([]stagedoor.AttendeeID, len(logins))
	for i, l := range logins {
		ids[i] = l.Attendee
	}
	out := map[stagedoor.AttendeeID]*crowd{}
	for batch := range slices.Chunk(ids, inBatch) {
		in, args := inList(1, batch)
		rows, err := t.QueryContext(ctx,
			`SELECT a.id, a.standing, a.code_version, (SELECT COUNT(*) FROM logins l WHERE l.attendee = a.id AND l.ended > 0)
			 FROM attendees a WHERE a.id IN (`+in+`)`, args...)
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		for rows.Next() {
			var id stagedoor.AttendeeID
			var standing stagedoor.Standing
			c := &crowd{}
			if err := rows.Scan(&id, &standing, &c.version, &c.over); err != nil {
				return nil, err
			}
			c.admitted = standing == stagedoor.Admitted
			out[id] = c
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
		if err := t.goodLogins(ctx, batch, out, now); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (t *tx) goodLogins(ctx context.Context, attendees []stagedoor.AttendeeID, into map[stagedoor.AttendeeID]*crowd, now time.Time) error {
	in, args := inList(2, attendees)
	rows, err := t.QueryContext(ctx,
		`SELECT id, attendee, created, seen FROM logins WHERE ended = 0 AND expires > $1 AND attendee IN (`+in+`)`+t.db.skipLocked(),
		append([]any{millis(now)}, args...)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var l stagedoor.Login
		var created, seen int64
		if err := rows.Scan(&l.ID, &l.Attendee, &created, &seen); err != nil {
			return err
		}
		l.Created, l.Seen = moment(created), moment(seen)
		if c := into[l.Attendee]; c != nil {
			c.good = append(c.good, l)
		}
	}
	return rows.Err()
}

const (
	// overKept is how many logins that are over are kept of an attendee, for
	// the help desk: whoever signs in all day long must not fill the disk.
	overKept = 20
	// overMost is at how many the rest is removed.
	overMost = 60
)

func (t *tx) forgetOldLogins(ctx context.Context, crowds map[stagedoor.AttendeeID]*crowd) error {
	for id, c := range crowds {
		if c.over < overMost {
			continue
		}
		if _, err := t.ExecContext(ctx,
			`DELETE FROM logins WHERE attendee = $1 AND ended > 0 AND id NOT IN
			 (SELECT id FROM logins WHERE attendee = $1 AND ended > 0 ORDER BY ended DESC, id LIMIT $2)`,
			string(id), overKept); err != nil {
			return err
		}
	}
	return nil
}
