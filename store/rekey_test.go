package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/mail"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// twice runs do with two processes on one database, on each engine; the
// second has not begun.
func twice(t *testing.T, do func(t *testing.T, db, other *store.DB)) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			address, data := "", t.TempDir()
			if engine == "postgres" {
				address = storetest.Postgres(t)
			}
			var both [2]*store.DB
			for i := range both {
				var err error
				if both[i], err = store.Open(ctx, address, data, store.Options{}); err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { both[i].Close() })
			}
			if err := both[0].Begin(ctx, storetest.Secret, stagedoor.Conference{Name: "Test Conf", Zone: "UTC", LettersOpen: true}, time.Now()); err != nil {
				t.Fatal(err)
			}
			do(t, both[0], both[1])
		})
	}
}

// desk is a help desk on db, with a secret.
func desk(db *store.DB, secret stagedoor.Secret, conference string) *access.Desk {
	return &access.Desk{Find: db, Hands: db, Secret: secret, Conference: func() stagedoor.Conference { return stagedoor.Conference{ID: conference} }}
}

var fresh = stagedoor.Secret("fedcba9876543210fedcba9876543210")

// A process that still has the old secret writes nothing that needs it, and
// sends no letter; one that begins with the new secret goes on.
func TestNothingIsWrittenWithTheOldSecret(t *testing.T) {
	twice(t, func(t *testing.T, db, other *store.DB) {
		conf, err := db.Conference(ctx)
		if err != nil {
			t.Fatal(err)
		}
		guest := access.Guest{Name: "Ada", Email: "ada@example.org"}
		id, err := desk(db, storetest.Secret, conf.ID).GuestPass(ctx, producer, guest, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		codes, letters, err := access.Rekey(ctx, other, producer, fresh, conf.ID, time.Now())
		if err != nil || codes != 1 || letters != 1 {
			t.Fatalf("rekey by a process that has not begun = %d codes, %d letters, %v; want one each", codes, letters, err)
		}
		shop := access.Feed{ID: stagedoor.FeedByHand}
		acts := []struct {
			name string
			do   func() error
		}{
			{"a guest pass", func() error {
				_, err := desk(db, storetest.Secret, conf.ID).GuestPass(ctx, producer, guest, time.Now())
				return err
			}},
			{"reading a code", func() error {
				_, err := desk(db, storetest.Secret, conf.ID).ReadCode(ctx, producer, id, time.Now())
				return err
			}},
			{"a lost letter", func() error {
				_, err := db.LostLetter(ctx, guest.Email, time.Now().Add(time.Hour), time.Now().Add(2*time.Hour))
				return err
			}},
			{"a claim of letters", func() error {
				_, err := db.ClaimLetters(ctx, mail.Claim{Now: time.Now().Add(time.Minute), Until: time.Now().Add(time.Hour), Open: true, Max: 10})
				return err
			}},
			{"a letter's lines", func() error { _, err := db.Labelled(ctx, []stagedoor.AttendeeID{id}); return err }},
			{"a round", func() error {
				_, err := db.Known(ctx, shop.ID, &access.Reading{})
				return err
			}},
			{"the settings", func() error {
				return db.SaveConference(ctx, producer, func(*stagedoor.Conference) error { return nil }, time.Now())
			}},
			{"the board", func() error { _, err := db.House(ctx); return err }},
		}
		for _, a := range acts {
			if err := a.do(); stagedoor.KindOf(err) != stagedoor.Denied {
				t.Errorf("%s with the old secret: %v, want Denied", a.name, err)
			}
		}
		if err := db.Begin(ctx, storetest.Secret, stagedoor.Conference{}, time.Now()); stagedoor.KindOf(err) != stagedoor.Denied {
			t.Errorf("the old secret again: %v, want Denied", err)
		}
		if err := other.Begin(ctx, fresh, stagedoor.Conference{}, time.Now()); err != nil {
			t.Fatalf("the new secret: %v", err)
		}
		db = other // restarted
		for _, a := range acts {
			if err := a.do(); err != nil {
				t.Errorf("%s with the new secret: %v", a.name, err)
			}
		}
	})
}

// Guest passes are written while the secret changes: each that was written
// has the code of its version.
func TestGuestPassesWhileTheSecretChanges(t *testing.T) {
	twice(t, func(t *testing.T, db, other *store.DB) {
		conf, err := db.Conference(ctx)
		if err != nil {
			t.Fatal(err)
		}
		now := time.Now()
		secrets := []stagedoor.Secret{storetest.Secret, fresh}
		for turn := range 6 {
			was, next := secrets[turn%2], secrets[(turn+1)%2]
			var all sync.WaitGroup
			begun := make(chan struct{}, 8)
			for g := range 4 {
				all.Go(func() {
					for i := range 12 {
						_, err := desk(db, was, conf.ID).GuestPass(ctx, producer, access.Guest{Name: fmt.Sprint("Guest ", turn, g, i)}, now)
						if i == 1 {
							begun <- struct{}{}
						}
						if err != nil && stagedoor.KindOf(err) != stagedoor.Denied {
							t.Errorf("guest pass: %v", err)
						}
					}
				})
			}
			all.Go(func() {
				<-begun
				if _, _, err := access.Rekey(ctx, other, producer, next, conf.ID, now); err != nil {
					t.Errorf("rekey: %v", err)
				}
			})
			all.Wait()
			for _, d := range []*store.DB{db, other} {
				if err := d.Begin(ctx, next, stagedoor.Conference{}, now); err != nil {
					t.Fatal(err)
				}
			}
		}
		checkCodes(t, db, secrets[0], conf.ID)
	})
}

// checkCodes wants every attendee's code to open the door.
func checkCodes(t *testing.T, db *store.DB, secret stagedoor.Secret, conference string) {
	t.Helper()
	found, err := db.Search(context.Background(), nil, 10000)
	if err != nil || len(found) == 0 {
		t.Fatalf("%d tickets, %v", len(found), err)
	}
	for _, f := range found {
		code := stagedoor.NewAccessCode(secret, conference, f.Attendee.ID, f.Attendee.CodeVersion)
		owners, err := db.CodeOwners(ctx, []stagedoor.CodeHash{code.Hash(secret)})
		if err != nil || owners[0].Attendee.ID != f.Attendee.ID {
			t.Fatalf("%s has version %d, and its code is of %q, %v", f.Attendee.Name, f.Attendee.CodeVersion, owners[0].Attendee.ID, err)
		}
	}
}
