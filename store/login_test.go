package store_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

var nine = time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)

// loginOf makes a login of an attendee's, seen at.
func loginOf(attendee, id string, seen time.Time) access.NewLogin {
	return access.NewLogin{Version: 1, Login: stagedoor.Login{
		ID: stagedoor.LoginID(id), Attendee: stagedoor.AttendeeID(attendee), Device: "Firefox",
		Created: seen, Seen: seen, Expires: seen.Add(time.Hour),
	}}
}

// endings says of each login why it ended, "good" or "none".
func endings(t *testing.T, db *store.DB, ids ...stagedoor.LoginID) []string {
	t.Helper()
	known, err := db.KnownLogins(ctx, ids)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, k := range known {
		switch {
		case k.Login.ID == "":
			out = append(out, "none")
		case k.Login.Why == "":
			out = append(out, "good")
		default:
			out = append(out, string(k.Login.Why))
		}
	}
	return out
}

func letIn(t *testing.T, db *store.DB, now time.Time, logins ...access.NewLogin) []access.LetIn {
	t.Helper()
	out, err := db.LetIn(ctx, logins, 3, now)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestLetIn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		storetest.Attendees(t, db, []stagedoor.Attendee{
			{ID: "ada", Name: "Ada"}, {ID: "boris", Name: "Борис"},
			{ID: "out", Standing: stagedoor.Cancelled, Since: nine}, {ID: "moved", CodeVersion: 2},
		})
		in := letIn(t, db, nine, loginOf("ada", "a1", nine), loginOf("boris", "b1", nine), loginOf("out", "o1", nine),
			loginOf("moved", "m1", nine), loginOf("nobody", "n1", nine), loginOf("ada", "a2", nine.Add(time.Second)))
		for i, want := range []bool{true, true, false, false, false, true} {
			if in[i].In != want || len(in[i].Evicted) != 0 {
				t.Errorf("login %d: %+v, want in = %v and nobody evicted", i, in[i], want)
			}
		}
		if got := endings(t, db, "a1", "b1", "o1", "m1", "n1", "a2"); !slices.Equal(got, []string{"good", "good", "none", "none", "none", "good"}) {
			t.Errorf("logins are %v", got)
		}
		if c, _ := db.Changes(ctx, time.Unix(0, 0)); len(c) != 0 {
			t.Errorf("nobody was evicted, but there are changes: %v", c)
		}

		// Ada was seen on her first device last: the second goes.
		if err := db.LoginsSeen(ctx, []access.Seen{{Login: "a1", At: nine.Add(time.Minute)}, {Login: "b1", At: nine.Add(-time.Hour)}}); err != nil {
			t.Fatal(err)
		}
		in = letIn(t, db, nine.Add(time.Minute), loginOf("ada", "a3", nine.Add(2*time.Second)), loginOf("ada", "a4", nine.Add(time.Minute)))
		if len(in[0].Evicted) != 0 || !slices.Equal(in[1].Evicted, []stagedoor.LoginID{"a2"}) {
			t.Errorf("evicted %v and %v, want none and a2", in[0].Evicted, in[1].Evicted)
		}
		if got := endings(t, db, "a1", "a2", "a3", "a4"); !slices.Equal(got, []string{"good", "elsewhere", "good", "good"}) {
			t.Errorf("logins are %v", got)
		}
		c, err := db.Changes(ctx, time.Unix(0, 0))
		if err != nil || len(c) != 1 || c[0].Kind != stagedoor.LoginEnded || c[0].Subject != "a2" {
			t.Errorf("changes are %v, %v; want the end of a2", c, err)
		}
		known, err := db.KnownLogins(ctx, []stagedoor.LoginID{"b1"})
		if err != nil || !known[0].Login.Seen.Equal(nine) {
			t.Errorf("seen went back to %v, %v", known[0].Login.Seen, err)
		}
		want := stagedoor.Attendee{ID: "boris", Name: "Борис", CodeVersion: 1, Standing: stagedoor.Admitted}
		if !reflect.DeepEqual(known[0].Attendee, want) || known[0].Version != 1 {
			t.Errorf("login of %+v, version %d; want %+v, version 1", known[0].Attendee, known[0].Version, want)
		}
	})
}

// A whole crowd at once, more than one statement takes, some of them on more
// devices than they may: nobody has more logins than the limit.
func TestLetInACrowd(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var people []stagedoor.Attendee
		var logins []access.NewLogin
		for i := range 300 {
			id := fmt.Sprint("p", i)
			people = append(people, stagedoor.Attendee{ID: stagedoor.AttendeeID(id)})
			for j := range 1 + i%6 {
				logins = append(logins, loginOf(id, fmt.Sprint(id, "-", j), nine.Add(time.Duration(j)*time.Second)))
			}
		}
		storetest.Attendees(t, db, people)
		in := letIn(t, db, nine, logins...)
		for i := range in {
			if !in[i].In {
				t.Fatalf("%s was not let in", logins[i].ID)
			}
		}
		for _, tt := range []struct {
			query string
			want  int
		}{
			{`SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM logins WHERE ended = 0 GROUP BY attendee) AS x`, 3},
			{`SELECT COUNT(*) FROM logins`, len(logins)},
			{`SELECT COUNT(*) FROM logins WHERE ended = 0`, 50 * (1 + 2 + 3 + 3 + 3 + 3)},
			{`SELECT COUNT(*) FROM changes`, 50 * (1 + 2 + 3)},
		} {
			var got int
			if err := storetest.SQL(t, db).QueryRow(tt.query).Scan(&got); err != nil || got != tt.want {
				t.Errorf("%s = %d, %v; want %d", tt.query, got, err, tt.want)
			}
		}
	})
}

// Who is in is told so, though another of the batch could not be written: a
// login whose token nobody has would count against the device limit.
func TestLetInTellsWhoIsInWhenAnotherFails(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		storetest.Attendees(t, db, []stagedoor.Attendee{{ID: "ada"}, {ID: "boris"}})
		for i := range 3 {
			letIn(t, db, nine, loginOf("ada", fmt.Sprint("a", i), nine))
		}
		taken := loginOf("ada", "a0", nine.Add(time.Minute)) // no room, and an id that is there
		in := letIn(t, db, nine, loginOf("boris", "b1", nine), taken)
		if !in[0].In || in[0].Err != nil || in[1].In || in[1].Err == nil {
			t.Errorf("let in = %+v, want b1 in and an error for the other", in)
		}
		if got := endings(t, db, "b1", "a0", "a1", "a2"); !slices.Equal(got, []string{"good", "good", "good", "good"}) {
			t.Errorf("logins are %v, want b1 written and ada's as they were", got)
		}
		if in, err := db.LetIn(ctx, []access.NewLogin{taken}, 3, nine); err == nil {
			t.Errorf("alone it is let in: %+v", in)
		}
	})
}

func TestLoginsThatAreOverDoNotPileUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		storetest.Attendee(t, db, stagedoor.Attendee{ID: "ada"})
		for i := range 130 {
			at := nine.Add(time.Duration(i) * time.Second)
			letIn(t, db, at, loginOf("ada", fmt.Sprintf("a%03d", i), at))
		}
		var n int
		if err := storetest.SQL(t, db).QueryRow(`SELECT COUNT(*) FROM logins`).Scan(&n); err != nil || n > 64 {
			t.Errorf("130 sign-ins left %d rows, %v; want at most 64", n, err)
		}
		if got := endings(t, db, "a129", "a128", "a127", "a126"); !slices.Equal(got, []string{"good", "good", "good", "elsewhere"}) {
			t.Errorf("the newest are %v", got)
		}
	})
}

func TestTakeBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		storetest.Attendee(t, db, stagedoor.Attendee{ID: "ada", Name: "Ada"})
		for i := range 4 {
			at := nine.Add(time.Duration(i) * time.Minute)
			letIn(t, db, at, loginOf("ada", fmt.Sprint("a", i), at))
		}
		at := nine.Add(10 * time.Minute)
		owner, in, err := db.TakeBack(ctx, "a0", loginOf("", "a9", at).Login, 3, at)
		if err != nil || owner.Attendee.Name != "Ada" || !in.In || !slices.Equal(in.Evicted, []stagedoor.LoginID{"a1"}) {
			t.Fatalf("take back = %+v, %+v, %v; want Ada in and a1 out", owner, in, err)
		}
		if got := endings(t, db, "a0", "a1", "a2", "a3", "a9"); !slices.Equal(got, []string{"signed-out", "elsewhere", "good", "good", "good"}) {
			t.Errorf("logins are %v", got)
		}
		for _, id := range []stagedoor.LoginID{"a0", "a9", "none"} {
			if _, _, err := db.TakeBack(ctx, id, loginOf("", "again", at).Login, 3, at); stagedoor.KindOf(err) != stagedoor.NotFound {
				t.Errorf("take back %s: %v, want NotFound", id, err)
			}
		}
		storetest.Exec(t, db, `UPDATE attendees SET standing = 'cancelled'`)
		owner, in, err = db.TakeBack(ctx, "a1", loginOf("", "late", at).Login, 3, at)
		if why, _ := owner.Refused(); err != nil || in.In || why != access.WhyCancelled {
			t.Errorf("with a cancelled ticket: %q, %+v, %v; want nobody in", why, in, err)
		}
	})
}

func TestEndLogin(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		storetest.Attendee(t, db, stagedoor.Attendee{ID: "ada"})
		letIn(t, db, nine, loginOf("ada", "a1", nine))
		for _, why := range []stagedoor.Ending{stagedoor.EndedSignedOut, stagedoor.EndedByCrew} { // the second finds it over
			if err := db.EndLogin(ctx, "a1", why, nine); err != nil {
				t.Fatal(err)
			}
		}
		if got := endings(t, db, "a1"); got[0] != "signed-out" {
			t.Errorf("ended %s, want signed-out", got[0])
		}
		if c, _ := db.Changes(ctx, time.Unix(0, 0)); len(c) != 1 {
			t.Errorf("%d changes, want one", len(c))
		}
	})
}
