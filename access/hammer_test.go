package access_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// Everything at once with few attendees; then what the door says is what the
// database says, and nobody has more logins than the limit.
func TestDoorConcurrently(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		people := make([]stagedoor.Attendee, 6)
		for i := range people {
			people[i] = stagedoor.Attendee{ID: stagedoor.AttendeeID(fmt.Sprint("p", i)), Email: fmt.Sprintf("p%d@example.org", i)}
		}
		codes := storetest.Attendees(t, db, people)
		d, _ := newDoor(t, db)
		ctx := context.Background()
		var mu sync.Mutex
		var tokens []string
		keep := func(in access.Entered, err error) {
			if err != nil {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			tokens = append(tokens, in.Token)
		}
		any := func() string {
			mu.Lock()
			defer mu.Unlock()
			if len(tokens) == 0 {
				return ""
			}
			return tokens[rand.IntN(len(tokens))]
		}
		var all sync.WaitGroup
		for w := range 8 {
			all.Go(func() {
				for i := range 40 {
					now := nine.Add(time.Duration(i) * time.Second)
					n := rand.IntN(len(codes))
					switch (i + w) % 8 {
					case 0, 1, 2:
						keep(d.SignIn(ctx, codes[n].String(), here, "", "", now))
					case 3:
						keep(d.TakeBack(ctx, any(), "", now))
					case 4:
						d.SignOut(ctx, any(), now)
					case 5:
						d.Changed(stagedoor.Change{Kind: stagedoor.AttendeeChanged, Subject: string(people[n].ID)})
						d.Changed(stagedoor.Change{Kind: stagedoor.RoundDone})
					case 6:
						d.Refresh(ctx, now)
						d.Save(ctx)
					case 7:
						d.SignIn(ctx, "0000-0000-0000", here, "", "", now)
						d.LostCode(ctx, people[n].Email, here, now)
						d.WrongPerMinute(now)
					}
					d.Allow(ctx, any(), now)
				}
			})
		}
		all.Wait()
		at := nine.Add(40 * time.Second)
		fresh, _ := newDoor(t, db) // knows only what the database says
		good := 0
		for _, token := range tokens {
			got, want := why(t, d, token, at), why(t, fresh, token, at)
			if got != want {
				t.Errorf("the door says %q, the database %q", got, want)
			}
			if want == "" {
				good++
			}
		}
		var most int
		if err := storetest.SQL(t, db).QueryRow(`SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM logins WHERE ended = 0 GROUP BY attendee) AS x`).Scan(&most); err != nil {
			t.Fatal(err)
		}
		// TakeBack has a transaction of its own and may make one too many; the
		// next sign-in ends it.
		if good == 0 || most > 4 {
			t.Errorf("%d logins are good, at most %d of one attendee; want some, and at most 3", good, most)
		}
		for i, code := range codes {
			signIn(t, d, code, "", at.Add(time.Duration(i)*time.Second))
		}
		if err := storetest.SQL(t, db).QueryRow(`SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM logins WHERE ended = 0 GROUP BY attendee) AS x`).Scan(&most); err != nil || most > 3 {
			t.Errorf("after one more sign-in of each: %d of one attendee, %v; want at most 3", most, err)
		}
	})
}
