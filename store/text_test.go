package store_test

import (
	"testing"
	"time"

	"stagedoor"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// PostgreSQL keeps no NUL and no broken UTF-8; SQLite does. Who pastes some is
// told, and it is not a fault of ours.
func TestTextThatCannotBeKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, name := range []string{"Great\x00Hall", "Great\xffHall"} {
			err := db.SaveConference(ctx, stagedoor.Actor{Name: name}, func(c *stagedoor.Conference) error {
				c.Sentence = "changed to " + name[:5] + time.Now().String()
				return nil
			}, time.Now())
			if kind := stagedoor.KindOf(err); db.Postgres() && kind != stagedoor.Invalid || !db.Postgres() && err != nil {
				t.Errorf("a text with %q: %v, want Invalid on PostgreSQL, and kept on SQLite", name, err)
			}
		}
	})
}
