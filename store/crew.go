package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"stagedoor"
	"stagedoor/access"
)

// noMember is said of a member who is not there.
var noMember = stagedoor.Say("There is no such member of the crew.")

// noLink is said of a link that is not there, or not any more.
var noLink = stagedoor.Say("There is no such link.")

// HasOwner implements access.CrewLinkStore.
func (db *DB) HasOwner(ctx context.Context) (bool, error) {
	var n int
	if err := db.r.QueryRowContext(ctx, `SELECT COUNT(*) FROM crew WHERE role = $1`, string(stagedoor.Owner)).Scan(&n); err != nil {
		return false, fmt.Errorf("crew: %w", away(err))
	}
	return n > 0, nil
}

// AddLink implements access.CrewLinkStore. Links out of time go.
func (db *DB) AddLink(ctx context.Context, actor stagedoor.Actor, l access.Link, now time.Time) error {
	return db.update(ctx, "add link", func(t *tx) error {
		if _, err := t.ExecContext(ctx, `DELETE FROM crew_links WHERE expires <= $1`, millis(now)); err != nil {
			return err
		}
		did := stagedoor.Say("Made a link for a new member of the crew: %s.", string(l.Role))
		if l.For.ID != "" {
			m, _, err := t.member(ctx, l.For.ID)
			if err != nil {
				return err
			}
			if _, err := t.ExecContext(ctx, `DELETE FROM crew_links WHERE member = $1`, string(m.ID)); err != nil {
				return err
			}
			did = stagedoor.Say("Made a link for another password of %s.", m.Name)
		}
		if _, err := t.ExecContext(ctx, `INSERT INTO crew_links (hash, role, first, member, expires) VALUES ($1, $2, $3, $4, $5)`,
			l.Hash, string(l.Role), flag(l.First), string(l.For.ID), millis(l.Expires)); err != nil {
			return err
		}
		if l.First {
			return nil // nobody did it: it is printed at each start
		}
		return t.audit(ctx, actor, now, did, "crew", string(l.For.ID))
	})
}

const linkWhere = ` hash = $1 AND expires > $2 AND (first = 0 OR NOT EXISTS (SELECT 1 FROM crew WHERE role = 'owner'))`

// LinkByHash implements access.CrewLinkStore.
func (db *DB) LinkByHash(ctx context.Context, hash string, now time.Time) (access.Link, error) {
	l := access.Link{Hash: hash}
	var expires int64
	err := db.r.QueryRowContext(ctx, `SELECT role, first, member, expires FROM crew_links WHERE`+linkWhere, hash, millis(now)).
		Scan(&l.Role, &l.First, &l.For.ID, &expires)
	if err == nil && l.For.ID != "" {
		l.For, err = scanMember(db.r.QueryRowContext(ctx, `SELECT `+memberColumns+` FROM crew m WHERE m.id = $1`, string(l.For.ID)).Scan)
	}
	if err != nil {
		return access.Link{}, fmt.Errorf("link: %w", away(notFound(err, noLink)))
	}
	l.Expires = moment(expires)
	return l, nil
}

// Join implements access.CrewLinkStore. All first links go with the first
// owner; of two who press the button at once, the second finds none.
func (db *DB) Join(ctx context.Context, hash string, m access.Member, password string, now time.Time) error {
	return db.update(ctx, "join", func(t *tx) error {
		// Locks the link's rows before it looks: on PostgreSQL two may join at once.
		if _, err := t.ExecContext(ctx, `UPDATE crew_links SET first = first WHERE first = 1 OR hash = $1`, hash); err != nil {
			return err
		}
		var first bool
		err := t.QueryRowContext(ctx, `DELETE FROM crew_links WHERE`+linkWhere+` AND member = '' RETURNING first`, hash, millis(now)).Scan(&first)
		if err != nil {
			return notFound(err, noLink)
		}
		if m.Role == stagedoor.Owner {
			if _, err := t.ExecContext(ctx, `DELETE FROM crew_links WHERE first = 1`); err != nil {
				return err
			}
		}
		res, err := t.ExecContext(ctx,
			`INSERT INTO crew (id, name, email, address_folded, role, password, created) VALUES ($1, $2, $3, $4, $5, $6, $7)
			 ON CONFLICT (address_folded) DO NOTHING`,
			string(m.ID), m.Name, m.Email, stagedoor.FoldAddress(m.Email), string(m.Role), password, millis(now))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			if err == nil {
				err = stagedoor.Errorf(stagedoor.Conflict, "This address has an account already.")
			}
			return err
		}
		t.change(stagedoor.CrewChanged, string(m.ID))
		return t.audit(ctx, m.Actor(), now, stagedoor.Say("Joined the crew as %s.", string(m.Role)), "crew", string(m.ID))
	})
}

// Renew implements access.CrewLinkStore. Of two who press the button at once,
// the second finds no link.
func (db *DB) Renew(ctx context.Context, l access.Link, password string, now time.Time) error {
	return db.update(ctx, "renew password", func(t *tx) error {
		var member string
		err := t.QueryRowContext(ctx, `DELETE FROM crew_links WHERE hash = $1 AND expires > $2 AND member = $3 RETURNING member`,
			l.Hash, millis(now), string(l.For.ID)).Scan(&member)
		if err != nil {
			return notFound(err, noLink)
		}
		if _, err := t.ExecContext(ctx, `UPDATE crew SET password = $1 WHERE id = $2`, password, member); err != nil {
			return err
		}
		if err := t.endCrewLogins(ctx, `member = $1`, member); err != nil {
			return err
		}
		return t.audit(ctx, l.For.Actor(), now, stagedoor.Say("Chose another password."), "crew", member)
	})
}

const memberColumns = `m.id, m.name, m.email, m.role, m.created, (SELECT COALESCE(MAX(s.created), 0) FROM crew_logins s WHERE s.member = m.id)`

// scanMember reads memberColumns, and more after them.
func scanMember(scan func(...any) error, more ...any) (m access.Member, err error) {
	var created, seen int64
	err = scan(append([]any{&m.ID, &m.Name, &m.Email, &m.Role, &created, &seen}, more...)...)
	m.Created, m.Seen = moment(created), moment(seen)
	return m, err
}

// MemberByEmail implements access.CrewLoginStore.
func (db *DB) MemberByEmail(ctx context.Context, folded string) (access.Member, string, error) {
	var password string
	m, err := scanMember(db.r.QueryRowContext(ctx,
		`SELECT `+memberColumns+`, m.password FROM crew m WHERE m.address_folded = $1`, folded).Scan, &password)
	if err != nil {
		return access.Member{}, "", fmt.Errorf("member: %w", away(notFound(err, noMember)))
	}
	return m, password, nil
}

// Members implements access.CrewAccountStore.
func (db *DB) Members(ctx context.Context) ([]access.Member, error) {
	rows, err := db.r.QueryContext(ctx, `SELECT `+memberColumns+` FROM crew m ORDER BY m.name, m.id`)
	if err != nil {
		return nil, fmt.Errorf("members: %w", away(err))
	}
	defer rows.Close()
	var out []access.Member
	for rows.Next() {
		m, err := scanMember(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("members: %w", err)
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// AddCrewLogin implements access.CrewLoginStore. Logins out of time go.
func (db *DB) AddCrewLogin(ctx context.Context, l access.CrewLogin) error {
	return db.update(ctx, "crew login", func(t *tx) error {
		if _, err := t.ExecContext(ctx, `DELETE FROM crew_logins WHERE expires <= $1`, millis(l.Created)); err != nil {
			return err
		}
		res, err := t.ExecContext(ctx,
			`INSERT INTO crew_logins (id, member, created, expires) SELECT $1, id, CAST($2 AS BIGINT), CAST($3 AS BIGINT) FROM crew WHERE id = $4`,
			string(l.ID), millis(l.Created), millis(l.Expires), string(l.Member.ID))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			if err == nil {
				err = &stagedoor.Error{Kind: stagedoor.NotFound, Msg: noMember.Msg}
			}
			return err
		}
		return nil
	})
}

// CrewLogins implements access.CrewLoginStore.
func (db *DB) CrewLogins(ctx context.Context, ids []stagedoor.LoginID) ([]access.CrewLogin, error) {
	known := map[stagedoor.LoginID]access.CrewLogin{}
	for batch := range slices.Chunk(ids, inBatch) {
		in, args := inList(1, batch)
		rows, err := db.r.QueryContext(ctx, `SELECT `+memberColumns+`, l.id, l.created, l.expires
			FROM crew_logins l JOIN crew m ON m.id = l.member WHERE l.id IN (`+in+`)`, args...)
		if err != nil {
			return nil, fmt.Errorf("crew logins: %w", away(err))
		}
		for rows.Next() {
			var l access.CrewLogin
			var created, expires int64
			l.Member, err = scanMember(rows.Scan, &l.ID, &created, &expires)
			if err != nil {
				rows.Close()
				return nil, fmt.Errorf("crew logins: %w", err)
			}
			l.Created, l.Expires = moment(created), moment(expires)
			known[l.ID] = l
		}
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("crew logins: %w", away(err))
		}
	}
	out := make([]access.CrewLogin, len(ids))
	for i, id := range ids {
		out[i] = known[id]
	}
	return out, nil
}

// EndCrewLogin implements access.CrewLoginStore.
func (db *DB) EndCrewLogin(ctx context.Context, id stagedoor.LoginID) error {
	return db.update(ctx, "end crew login", func(t *tx) error {
		return t.endCrewLogins(ctx, `id = $1`, string(id))
	})
}

// endCrewLogins removes logins and tells of whose they were.
func (t *tx) endCrewLogins(ctx context.Context, where string, args ...any) error {
	rows, err := t.QueryContext(ctx, `DELETE FROM crew_logins WHERE `+where+` RETURNING member`, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var member string
		if err := rows.Scan(&member); err != nil {
			return err
		}
		t.change(stagedoor.CrewChanged, member)
	}
	return rows.Err()
}

// member reads a member for a change, and says how many owners there are. It
// locks the owners' rows: of two owners who remove each other, one stays.
func (t *tx) member(ctx context.Context, id stagedoor.CrewID) (m access.Member, owners int, err error) {
	if _, err := t.ExecContext(ctx, `UPDATE crew SET role = role WHERE role = $1 OR id = $2`, string(stagedoor.Owner), string(id)); err != nil {
		return m, 0, err
	}
	m, err = scanMember(t.QueryRowContext(ctx, `SELECT `+memberColumns+` FROM crew m WHERE m.id = $1`, string(id)).Scan)
	if err != nil {
		return m, 0, notFound(err, noMember)
	}
	err = t.QueryRowContext(ctx, `SELECT COUNT(*) FROM crew WHERE role = $1`, string(stagedoor.Owner)).Scan(&owners)
	return m, owners, err
}

// SetRole implements access.CrewAccountStore.
func (db *DB) SetRole(ctx context.Context, actor stagedoor.Actor, id stagedoor.CrewID, role stagedoor.Role, now time.Time) error {
	return db.update(ctx, "set role", func(t *tx) error {
		m, owners, err := t.member(ctx, id)
		if err != nil || m.Role == role {
			return err
		}
		if m.Role == stagedoor.Owner && owners == 1 {
			return stagedoor.Errorf(stagedoor.Denied, "%s is the only owner. Make another member an owner first.", m.Name)
		}
		if _, err := t.ExecContext(ctx, `UPDATE crew SET role = $1 WHERE id = $2`, string(role), string(id)); err != nil {
			return err
		}
		if err := t.voidLinksOf(ctx, m); err != nil {
			return err
		}
		t.change(stagedoor.CrewChanged, string(id))
		return t.audit(ctx, actor, now, stagedoor.Say("Changed the role of %s from %s to %s.", m.Name, string(m.Role), string(role)), "crew", string(id))
	})
}

// voidLinksOf takes away all links when m was an owner: one that they made and
// kept would be their way back, as a new owner or with a colleague's password.
// Of which of them it was nothing is kept.
func (t *tx) voidLinksOf(ctx context.Context, m access.Member) error {
	if m.Role != stagedoor.Owner {
		return nil
	}
	_, err := t.ExecContext(ctx, `DELETE FROM crew_links`)
	return err
}

// RemoveMember implements access.CrewAccountStore.
func (db *DB) RemoveMember(ctx context.Context, actor stagedoor.Actor, id stagedoor.CrewID, now time.Time) error {
	return db.update(ctx, "remove member", func(t *tx) error {
		m, owners, err := t.member(ctx, id)
		if err != nil {
			return err
		}
		if m.Role == stagedoor.Owner && owners == 1 {
			return stagedoor.Errorf(stagedoor.Denied, "%s is the only owner. Make another member an owner first.", m.Name)
		}
		for _, table := range []string{"crew_logins", "crew_links"} {
			if _, err := t.ExecContext(ctx, `DELETE FROM `+table+` WHERE member = $1`, string(id)); err != nil {
				return err
			}
		}
		if err := t.voidLinksOf(ctx, m); err != nil {
			return err
		}
		if _, err := t.ExecContext(ctx, `DELETE FROM crew WHERE id = $1`, string(id)); err != nil {
			return err
		}
		t.change(stagedoor.CrewChanged, string(id))
		return t.audit(ctx, actor, now, stagedoor.Say("Removed %s from the crew.", m.Name), "crew", string(id))
	})
}
