package store_test

import (
	"context"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// A round that has a login in work does not hold up those that were seen, nor
// they the round.
func TestSeenPassesOverLockedLogins(t *testing.T) {
	db := storetest.Open(t, storetest.Postgres(t), store.Options{})
	storetest.Attendee(t, db, stagedoor.Attendee{ID: "ada"})
	letIn(t, db, nine, loginOf("ada", "a1", nine), loginOf("ada", "a2", nine))
	round, err := storetest.SQL(t, db).Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer round.Rollback()
	if _, err := round.Exec(`UPDATE logins SET version = 1 WHERE id = 'a1'`); err != nil {
		t.Fatal(err)
	}
	soon, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	at := nine.Add(time.Minute)
	if err := db.LoginsSeen(soon, []access.Seen{{Login: "a1", At: at}, {Login: "a2", At: at}}); err != nil {
		t.Fatalf("with a login in work: %v, want it passed over", err)
	}
	if err := round.Commit(); err != nil {
		t.Fatal(err)
	}
	known, err := db.KnownLogins(ctx, []stagedoor.LoginID{"a1", "a2"})
	if err != nil || !known[0].Login.Seen.Equal(nine) || !known[1].Login.Seen.Equal(at) {
		t.Errorf("seen at %v and %v, %v; want the first as before and the second at %v", known[0].Login.Seen, known[1].Login.Seen, err, at)
	}
}

// PostgreSQL ends one of two transactions that wait for each other: ours
// begins again, and nobody hears of it.
func TestADeadlockBeginsAgain(t *testing.T) {
	db := storetest.Open(t, storetest.Postgres(t), store.Options{})
	storetest.Attendee(t, db, stagedoor.Attendee{ID: "ada"})
	other, err := storetest.SQL(t, db).Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer other.Rollback()
	for _, q := range []string{`SET LOCAL deadlock_timeout = '1h'`, `UPDATE attendees SET name = 'Ada'`} { // ours is the one that is ended
		if _, err := other.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	done := make(chan error, 1)
	tries := 0
	err = db.Rekey(ctx, producer, storetest.Secret.Fingerprint(), nine, func(all []stagedoor.Attendee, _ bool) access.Rekeyed {
		if tries++; tries == 1 {
			go func() {
				_, err := other.Exec(`UPDATE feeds SET saved = 1`) // waits for ours, which goes on to the attendees
				if err == nil {
					err = other.Commit()
				}
				done <- err
			}()
		}
		return access.Rekeyed{Did: stagedoor.Say("Changed the secret: %d new codes, %d letters. All logins ended.", 0, 0)}
	})
	if e := <-done; err != nil || e != nil || tries < 2 {
		t.Errorf("ours: %v after %d tries, the other: %v; want both done, ours not at the first try", err, tries, e)
	}
	if entries, err := db.AuditOf(ctx, "conference", "", 10); err != nil || len(entries) != 1 {
		t.Errorf("%d audit entries, %v; want the one of the try that was kept", len(entries), err)
	}
}
