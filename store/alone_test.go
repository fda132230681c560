package store_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/mail"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

func died(holder string) bool { return strings.HasSuffix(holder, "/dead") }

// TestAloneReleasesTheLeasesOfTheDead: and no other's, ended or not.
func TestAloneReleasesTheLeasesOfTheDead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		held := map[string]string{
			"outbox": "door/7/dead", "programme": "door/7/dead", stage.LeaseOf("hall"): "door/7/dead", "feed/shop": "door/7/dead",
			stage.LeaseOf("attic"): "door/5/dead", // killed before that one
			"feed/hand":            "door/9/alive",
		}
		for name, holder := range held {
			if got, err := db.Lease(ctx, name, holder, noon, 5*time.Minute); err != nil || !got {
				t.Fatalf("%s: %v, %v", name, got, err)
			}
		}
		again := func() []string {
			t.Helper()
			got, err := db.Leases(ctx, slices.Collect(maps.Keys(held)), "door/8/new", noon.Add(time.Second), time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			slices.Sort(got)
			return got
		}
		if got := again(); len(got) != 0 {
			t.Fatalf("before, the new one has %v", got)
		}
		if err := db.Alone(ctx, died, noon.Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		if got, want := again(), []string{"feed/shop", "outbox", "programme", "stage/attic", "stage/hall"}; !slices.Equal(got, want) {
			t.Errorf("the new one has the leases %v, want %v", got, want)
		}
		if got, err := db.Lease(ctx, "feed/hand", "door/9/alive", noon.Add(2*time.Second), time.Minute); err != nil || !got {
			t.Errorf("the living one renews its lease: %v, %v", got, err)
		}
	})
}

// TestAloneEndsClaims: a letter in hand is due as it is when its claim ends,
// and nothing else of any letter is changed.
func TestAloneEndsClaims(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		later := letter("later", stagedoor.LetterCode, stagedoor.LetterQueued)
		later.Due = noon.Add(time.Hour)
		queue(t, db, letter("a", stagedoor.LetterCode, stagedoor.LetterQueued), letter("b", stagedoor.LetterNew, stagedoor.LetterWaiting),
			letter("c", stagedoor.LetterCode, stagedoor.LetterQueued), letter("test", stagedoor.LetterTest, stagedoor.LetterQueued), later)
		hand := map[stagedoor.LetterID]stagedoor.Letter{}
		for _, l := range claim(t, db, noon, true) {
			hand[l.ID] = l
		}
		tried(t, db, mail.Tried{Letter: "c", Claim: hand["c"].Due, State: stagedoor.LetterSent, At: noon, Provider: "id of c", Counts: true})
		now := noon.Add(time.Second)
		if got := claim(t, db, now, true); len(got) != 0 {
			t.Fatalf("before, %v are due", ids(got))
		}
		if err := db.Alone(ctx, died, now); err != nil {
			t.Fatal(err)
		}
		for _, id := range []stagedoor.LetterID{"a", "b", "test"} {
			if l := stateOf(t, db, id); l.State != stagedoor.LetterSending || !l.Due.Equal(now) || l.Tries != 0 {
				t.Errorf("%s is %s, due %s, tried %d times; want it as when its claim ends: sending, due %s, untried", id, l.State, l.Due, l.Tries, now)
			}
		}
		if got, want := ids(claim(t, db, now, false)), []string{"test"}; !slices.Equal(got, want) {
			t.Errorf("while the outbox is closed %v are due, want %v", got, want)
		}
		if got, want := ids(claim(t, db, now, true)), []string{"a", "b"}; !slices.Equal(got, want) {
			t.Errorf("%v are due, want %v: no letter that was accepted, none that was put off, none twice", got, want)
		}
		if l := stateOf(t, db, "c"); l.State != stagedoor.LetterSent || l.Provider != "id of c" {
			t.Errorf("the letter that was accepted is %+v", l)
		}
	})
}

// TestAloneForgetsEncodersAndPages: with the process its connections ended.
func TestAloneForgetsEncodersAndPages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		camera(t, db, noon)
		if err := db.SetPublisher(ctx, "hall", "cam", "door/7/dead", false, noon); err != nil {
			t.Fatal(err)
		}
		if err := db.PutAudience(ctx, "door/7/dead", map[stagedoor.StageID]stage.Crowd{"hall": {Pages: 400}}, noon); err != nil {
			t.Fatal(err)
		}
		if err := db.Alone(ctx, died, noon); err != nil {
			t.Fatal(err)
		}
		var encoders int
		if err := storetest.SQL(t, db).QueryRow(`SELECT COUNT(*) FROM publishers`).Scan(&encoders); err != nil || encoders != 0 {
			t.Errorf("%d encoders are left (%v)", encoders, err)
		}
		if got, err := db.Audience(ctx, noon.Add(time.Second)); err != nil || len(got) != 0 {
			t.Errorf("there are still %v (%v)", got, err)
		}
	})
}
