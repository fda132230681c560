package store_test

import (
	"errors"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

func TestConferenceIsSaved(t *testing.T) {
	now := time.Now()
	open := time.Date(2027, 5, 13, 8, 30, 0, 0, time.UTC)
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		first, err := db.Conference(ctx)
		if err != nil {
			t.Fatal(err)
		}
		edit := func(c *stagedoor.Conference) error {
			c.ID = "another"
			c.Name, c.DoorsOpen = "Конф", open.In(time.FixedZone("", 7200))
			c.Letters = []stagedoor.LetterText{{Kind: stagedoor.LetterCode, Language: "en", Subject: "Your code", Body: "Hello"}}
			return nil
		}
		for range 2 { // the second writes nothing
			if err := db.SaveConference(ctx, producer, edit, now); err != nil {
				t.Fatal(err)
			}
		}
		c, err := db.Conference(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if c.ID != first.ID || c.Name != "Конф" || !c.DoorsOpen.Equal(open) || len(c.Letters) != 1 || !c.LettersOpen || c.Zone != first.Zone {
			t.Errorf("kept %+v of %+v", c, first)
		}
		if told, audited := listen(db).heard(t); told != "conference/" || audited != 1 {
			t.Errorf("told %q and audited %d, want one of each", told, audited)
		}
		err = db.SaveConference(ctx, producer, func(c *stagedoor.Conference) error { c.Name = ""; return nil }, now)
		if stagedoor.KindOf(err) != stagedoor.Invalid {
			t.Errorf("no name: %v, want Invalid", err)
		}
		no := errors.New("no")
		if err := db.SaveConference(ctx, producer, func(*stagedoor.Conference) error { return no }, now); !errors.Is(err, no) {
			t.Errorf("the edit's own error became %v", err)
		}
	})
}
