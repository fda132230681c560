package store_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// Two nodes asked for the same letter at the same moment queue one.
func TestOneLostLetterAtATime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for round := range 15 { // it is the moment that matters
			storetest.Exec(t, db, `DELETE FROM letters`)
			id, address := fmt.Sprint("a", round), fmt.Sprintf("ada%d@example.org", round)
			storetest.Attendees(t, db, []stagedoor.Attendee{{ID: stagedoor.AttendeeID(id), Email: address}, {ID: stagedoor.AttendeeID(id + "b"), Email: address}})
			var queued atomic.Int64
			var all sync.WaitGroup
			for range 10 {
				all.Go(func() {
					did, err := db.LostLetter(context.Background(), address, nine.Add(-5*time.Minute), nine)
					if err != nil {
						t.Error(err)
					}
					if did {
						queued.Add(1)
					}
				})
			}
			all.Wait()
			var letters, lines int
			if err := storetest.SQL(t, db).QueryRow(`SELECT COUNT(DISTINCT l.id), COUNT(*) FROM letters l JOIN letter_lines n ON n.letter = l.id`).Scan(&letters, &lines); err != nil {
				t.Fatal(err)
			}
			if queued.Load() != 1 || letters != 1 || lines != 2 {
				t.Fatalf("%d said that they queued one, %d letters with %d lines; want 1, 1 and 2", queued.Load(), letters, lines)
			}
		}
	})
}

func TestCodesUsedAdds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var all sync.WaitGroup
		for i := range 10 {
			all.Go(func() {
				if err := db.CodesUsed(context.Background(), []access.CodeUse{
					{Attendee: "b", Why: access.WhyReplaced, Count: 1, Last: nine.Add(time.Duration(i) * time.Second)},
					{Attendee: "a", Why: access.WhyCancelled, Count: 2, Last: nine},
				}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for id, want := range map[stagedoor.AttendeeID]access.CodeUse{
			"a": {Attendee: "a", Why: access.WhyCancelled, Count: 20, Last: nine},
			"b": {Attendee: "b", Why: access.WhyReplaced, Count: 10, Last: nine.Add(9 * time.Second)},
		} {
			if got, err := db.CodeUsesOf(ctx, id); err != nil || len(got) != 1 || got[0] != want {
				t.Errorf("uses of %s are %+v, %v; want %+v", id, got, err, want)
			}
		}
	})
}

func TestCodeOwners(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		conf, _ := db.Conference(ctx)
		ada := stagedoor.Attendee{ID: "ada", Ticket: "t", Name: "Ада", Email: "Ada@example.org", Language: "bg", CodeVersion: 2, Standing: stagedoor.Unpaid, Since: nine}
		storetest.Attendee(t, db, ada)
		var hashes []stagedoor.CodeHash
		for v := range 300 { // more than one statement takes
			hashes = append(hashes, storetest.Code(conf, "ada", v).Hash(storetest.Secret))
		}
		owners, err := db.CodeOwners(ctx, hashes)
		if err != nil || len(owners) != len(hashes) {
			t.Fatalf("%d owners, %v; want %d", len(owners), err, len(hashes))
		}
		for v, o := range owners {
			want := access.CodeOwner{}
			if v == 1 || v == 2 {
				want = access.CodeOwner{Attendee: ada, Version: v}
			}
			if o != want {
				t.Errorf("version %d is of %+v, want %+v", v, o, want)
			}
		}
	})
}

// A sign-in must not cost more with each attendee there is: many codes looked
// for at once are found by the index too.
func TestCodesAreFoundByTheirIndex(t *testing.T) {
	db := storetest.Open(t, storetest.Postgres(t), store.Options{})
	storetest.Exec(t, db, `INSERT INTO attendees (id, ticket, name, email, address_folded, language, code_version, standing, since, created, search)
		SELECT 'attendee-' || i, 'ticket-' || i, 'Person ' || i, 'person' || i || '@example.org', 'person' || i || '@example.org', 'en', 1, 'admitted', 0, 0, 'person ' || i
		FROM generate_series(1, 10000) i`)
	storetest.Exec(t, db, `INSERT INTO codes (hash, attendee, version)
		SELECT encode(sha256(CAST('code-' || i AS BYTEA)), 'hex'), 'attendee-' || i, 1 FROM generate_series(1, 10000) i`)
	storetest.Exec(t, db, `ANALYZE attendees, codes`)
	for n := 1; n <= store.CodeBatch; n *= 2 {
		hashes := make([]string, n)
		for i := range hashes {
			hashes[i] = fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(nil, "code-%d", i+1)))
		}
		query, args := store.CodeQuery(hashes)
		rows, err := storetest.SQL(t, db).Query(`EXPLAIN `+query, args...)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var plan []string
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			plan = append(plan, line)
		}
		if all := strings.Join(plan, "\n"); rows.Err() != nil || strings.Contains(all, "Seq Scan") || !strings.Contains(all, "codes_pkey") {
			t.Errorf("%d codes at once: every row is read, %v\n%s", n, rows.Err(), all)
		}
	}
}
