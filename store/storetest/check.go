package storetest

import (
	"database/sql"
	"fmt"
)

// A rule holds in every committed state of a database, whatever crashed: the
// query finds what breaks it.
type rule struct{ what, query string }

// rules are what rounds, hands, readings and the outbox keep true between
// them.
var rules = []rule{
	{"an admitted attendee has an address and no letter with the current code",
		`SELECT a.id FROM attendees a WHERE a.standing = 'admitted' AND a.email <> '' AND NOT EXISTS (
			SELECT 1 FROM letter_lines ll JOIN letters l ON l.id = ll.letter
			WHERE ll.attendee = a.id AND ll.version = a.code_version AND l.state <> 'superseded' AND l.kind <> 'test')`},
	{"two letters of one kind, neither asked for by anybody, have the same code",
		`SELECT ll.attendee FROM letter_lines ll JOIN letters l ON l.id = ll.letter
		 WHERE l.kind IN ('code', 'new') AND l.state <> 'superseded' GROUP BY ll.attendee, ll.version, l.kind HAVING COUNT(*) > 1`},
	{"an attendee has no row for the current code",
		`SELECT a.id FROM attendees a WHERE NOT EXISTS (SELECT 1 FROM codes c WHERE c.attendee = a.id AND c.version = a.code_version)`},
	{"a code's version is of the future",
		`SELECT c.attendee FROM codes c JOIN attendees a ON a.id = c.attendee WHERE c.version > a.code_version`},
	{"a code belongs to nobody",
		`SELECT c.attendee FROM codes c WHERE NOT EXISTS (SELECT 1 FROM attendees a WHERE a.id = c.attendee)`},
	{"an attendee's ticket is not there",
		`SELECT a.id FROM attendees a WHERE NOT EXISTS (SELECT 1 FROM tickets t WHERE t.id = a.ticket)`},
	{"a paid ticket that admits, that is there and that no hand touched lets nobody in",
		`SELECT t.id FROM tickets t LEFT JOIN attendees a ON a.ticket = t.id
		 WHERE t.status = 'paid' AND t.admits = 1 AND t.missing = 0 AND t.hand = '' AND (a.standing IS NULL OR a.standing <> 'admitted')`},
	{"a ticket that is not paid lets somebody in, and no hand said so",
		`SELECT t.id FROM tickets t JOIN attendees a ON a.ticket = t.id
		 WHERE a.standing = 'admitted' AND t.hand = '' AND (t.status <> 'paid' OR t.admits = 0)`},
	{"a login is good though its attendee may not come in",
		`SELECT l.id FROM logins l JOIN attendees a ON a.id = l.attendee WHERE l.ended = 0 AND a.standing <> 'admitted' AND l.created < a.since`},
	{"a letter has no line",
		`SELECT l.id FROM letters l WHERE l.kind <> 'test' AND NOT EXISTS (SELECT 1 FROM letter_lines ll WHERE ll.letter = l.id)`},
	{"a letter's line is about nobody",
		`SELECT ll.letter FROM letter_lines ll JOIN letters l ON l.id = ll.letter
		 WHERE l.kind <> 'test' AND NOT EXISTS (SELECT 1 FROM attendees a WHERE a.id = ll.attendee)`},
	{"a feed has two open entries",
		`SELECT feed FROM waiting WHERE closed = 0 GROUP BY feed HAVING COUNT(*) > 1`},
	{"a talk stands on a stage that is not there",
		`SELECT t.id FROM talks t WHERE NOT EXISTS (SELECT 1 FROM stages s WHERE s.id = t.stage)`},
	{"a talk of the programme is there twice",
		`SELECT foreign_id FROM talks WHERE origin = 'programme' GROUP BY foreign_id HAVING COUNT(*) > 1`},
	{"a shift is of a stage that is not there",
		`SELECT h.id FROM shifts h WHERE NOT EXISTS (SELECT 1 FROM stages s WHERE s.id = h.stage)`},
	{"a draft waits without its file, or a file without its draft",
		`SELECT draft FROM programme WHERE (draft = '') <> (data IS NULL)`},
	{"an erased login still names its attendee",
		`SELECT id FROM logins WHERE why = 'erased' AND attendee <> ''`},
}

// Check holds a whole database against the rules that are true of every
// committed state, and says what breaks them; nothing when all is well. db is
// any handle on the database.
func Check(db *sql.DB) ([]string, error) {
	var out []string
	for _, r := range rules {
		rows, err := db.Query(r.query)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.what, err)
		}
		n, first := 0, ""
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				rows.Close()
				return nil, fmt.Errorf("%s: %w", r.what, err)
			}
			if n++; n == 1 {
				first = id
			}
		}
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("%s: %w", r.what, err)
		}
		if n > 0 {
			out = append(out, fmt.Sprintf("%s: %d times, first %s", r.what, n, first))
		}
	}
	return out, nil
}
