package access_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// lettersTo lists the letters to an address, each as "kind state: attendee/version …".
func lettersTo(t *testing.T, db *store.DB, address string) []string {
	t.Helper()
	rows, err := storetest.SQL(t, db).Query(
		`SELECT l.id, l.kind, l.state, l.address, n.attendee, n.version FROM letters l JOIN letter_lines n ON n.letter = l.id
		 WHERE l.address_folded = $1 ORDER BY l.created, l.id, n.position`, stagedoor.FoldAddress(address))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	last := ""
	for rows.Next() {
		var id, kind, state, address, attendee string
		var version int
		if err := rows.Scan(&id, &kind, &state, &address, &attendee, &version); err != nil {
			t.Fatal(err)
		}
		if id != last {
			out = append(out, fmt.Sprintf("%s %s %s:", kind, state, address))
		}
		last = id
		out[len(out)-1] += fmt.Sprintf(" %s/%d", attendee, version)
	}
	return out
}

func TestLostCode(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		storetest.Attendees(t, db, []stagedoor.Attendee{
			{ID: "a1", Name: "Ada", Email: "Ada@example.org"},
			{ID: "a2", Name: "Ada's guest", Email: "ada@Example.org", CodeVersion: 2},
			{ID: "a3", Name: "Cancelled", Email: "ada@example.org", Standing: stagedoor.Cancelled},
			{ID: "b1", Name: "Boris", Email: "boris@example.org", Standing: stagedoor.Revoked},
		})
		d, _ := newDoor(t, db)
		ask := func(address string, after time.Duration) {
			t.Helper()
			if err := d.LostCode(t.Context(), address, here, nine.Add(after)); err != nil {
				t.Errorf("ask for %s: %v, want the same answer for all", address, err)
			}
		}
		ada := "lost queued Ada@example.org: a1/1 a2/2"
		for _, step := range []struct {
			address string
			after   time.Duration
			want    []string
		}{
			{"nobody@example.org", 0, nil},
			{"boris@example.org", 0, nil},
			{" ADA@example.org ", 0, []string{ada}},
			{"ada@example.org", time.Minute, []string{ada}},
			{"ada@example.org", 5*time.Minute - time.Millisecond, []string{ada}},
			{"ada@example.org", 5 * time.Minute, []string{ada, ada}},
		} {
			ask(step.address, step.after)
			if got := lettersTo(t, db, step.address); !slices.Equal(got, step.want) {
				t.Errorf("%q after %v: letters %q, want %q", step.address, step.after, got, step.want)
			}
		}

		// Somebody who came to the address since is no reason for a second one.
		storetest.Attendee(t, db, stagedoor.Attendee{ID: "a4", Email: "ada@example.org"})
		ask("ada@example.org", 6*time.Minute)
		if got := lettersTo(t, db, "ada@example.org"); len(got) != 2 {
			t.Errorf("a new attendee of the address made a third letter within 5 minutes: %q", got)
		}
	})
}

func TestLostCodeTakesAsLongForAll(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		storetest.Attendee(t, db, stagedoor.Attendee{ID: "a1", Email: "ada@example.org"})
		conf, _ := db.Conference(t.Context())
		const answer = 300 * time.Millisecond
		d := access.NewDoor(db, access.Options{Secret: storetest.Secret, Conference: func() stagedoor.Conference { return conf }, LostAnswer: answer})
		for _, address := range []string{"ada@example.org", "nobody@example.org", "ada@example.org"} {
			began := time.Now()
			if err := d.LostCode(t.Context(), address, here, nine); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(began); took < answer {
				t.Errorf("the answer for %s took %v, want %v for all", address, took, answer)
			}
		}
	})
}

func TestLostCodeIsThrottled(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		conf, _ := db.Conference(t.Context())
		g := newGate()
		d := access.NewDoor(db, access.Options{Secret: storetest.Secret, Conference: func() stagedoor.Conference { return conf }, Wait: g.wait, LostAnswer: time.Millisecond})
		for _, address := range []string{"", "ada", "Ada <ada@example.org>", "a@b@c", strings.Repeat("x", 250) + "@example.org", "a@example.org\r\nBcc: b@example.org"} {
			if err := d.LostCode(t.Context(), address, here, nine); stagedoor.KindOf(err) != stagedoor.Invalid {
				t.Errorf("ask for %q: %v, want Invalid", address, err)
			}
		}
		for range 10 {
			if err := d.LostCode(t.Context(), "ada@example.org", here, nine); err != nil {
				t.Fatal(err)
			}
		}
		answers := make(chan error, 60)
		for range 60 {
			go func() { answers <- d.LostCode(context.Background(), "ada@example.org", here, nine) }()
		}
		until(t, "10 are sent away, 50 wait", func() bool { return len(answers) == 10 && g.waiting.Load() == 50 })
		for range 10 {
			if err := <-answers; stagedoor.KindOf(err) != stagedoor.TooMany || access.RefusalOf(err) == nil {
				t.Errorf("more than 50 wait: %v, want TooMany", err)
			}
		}
		close(g.open)
		for range 50 {
			if err := <-answers; err != nil {
				t.Errorf("who waited: %v", err)
			}
		}
	})
}

func TestCodesForLetters(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		conf, _ := db.Conference(t.Context())
		storetest.Attendees(t, db, []stagedoor.Attendee{
			{ID: "ada", Ticket: "t1", Name: "Ада", CodeVersion: 2}, {ID: "boris", Name: "Boris", Standing: stagedoor.Cancelled},
		})
		storetest.Exec(t, db, `INSERT INTO tickets (id, feed, identity, order_no, type, name, email, language, status, word, admits, line, digest, created, changed, search)
			VALUES ('t1', 'shop', 'HC-1042-2', 'HC-1042', 'Student', '', '', '', 'paid', 'paid', 1, 1, '', 0, 0, '')`)
		c := access.Codes{Store: db, Secret: storetest.Secret, Conference: func() stagedoor.Conference { return conf }}
		got, err := c.Lines(t.Context(), []stagedoor.LetterLine{{Attendee: "ada", Version: 2}, {Attendee: "nobody", Version: 1}, {Attendee: "boris", Version: 1}, {Attendee: "ada", Version: 1}})
		want := []access.Line{
			{Attendee: "ada", Name: "Ада", Label: "Student · HC-1042-2", Code: storetest.Code(conf, "ada", 2), Current: true},
			{Attendee: "boris", Name: "Boris", Code: storetest.Code(conf, "boris", 1)},
			{Attendee: "ada", Name: "Ада", Label: "Student · HC-1042-2", Code: storetest.Code(conf, "ada", 1)},
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("lines are %+v, %v; want %+v", got, err, want)
		}
	})
}
