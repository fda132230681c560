package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

func TestApplyIsAllOrNothing(t *testing.T) {
	now := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := db.AddStage(ctx, producer, stage.Stage{ID: "hall", Name: "Hall"}, now); err != nil {
			t.Fatal(err)
		}
		e := listen(db)
		e.heard(t)
		talk := stagedoor.Talk{ID: "a", Stage: "foundry", Title: "A", Starts: now, Ends: now.Add(time.Hour)}
		good := func(s store.Settings) store.Settings {
			s.Conference.Name = "Applied"
			s.Stages, _ = s.Stages.Add(stage.Stage{ID: "foundry", Name: "Foundry"})
			s.Talks = []stagedoor.Talk{talk}
			s.Feeds = []access.Feed{{ID: "shop", URL: "https://shop.example/x.csv"}}
			return s
		}
		for name, spoil := range map[string]func(*store.Settings){
			"the conference": func(s *store.Settings) { s.Conference.Name = "" },
			"a stage":        func(s *store.Settings) { s.Stages[1].Name = "" },
			"a talk":         func(s *store.Settings) { s.Talks[0].Stage = "attic" },
			"a feed":         func(s *store.Settings) { s.Feeds[0].Every = time.Millisecond },
		} {
			err := db.Apply(ctx, producer, func(s store.Settings) (store.Settings, error) {
				s = good(s)
				spoil(&s)
				return s, nil
			}, now)
			if stagedoor.KindOf(err) != stagedoor.Invalid {
				t.Errorf("%s is not valid: %v, want Invalid", name, err)
			}
			if told, audited := e.heard(t); told != "" || audited != 0 {
				t.Errorf("%s is not valid: told %q and audited %d, want nothing", name, told, audited)
			}
		}
		for _, want := range []struct {
			told    string
			audited int
		}{{"conference/ round/shop stages/foundry talks/foundry", 1}, {"", 0}} { // the second time it is all there
			err := db.Apply(ctx, producer, func(s store.Settings) (store.Settings, error) {
				if len(s.Stages) == 2 {
					return s, nil
				}
				return good(s), nil
			}, now)
			if err != nil {
				t.Fatal(err)
			}
			if told, audited := e.heard(t); told != want.told || audited != want.audited {
				t.Errorf("applied: told %q and audited %d, want %q and %d", told, audited, want.told, want.audited)
			}
		}
		s, err := db.Settings(ctx)
		if err != nil || s.Conference.Name != "Applied" || len(s.Stages) != 2 || len(s.Talks) != 1 || len(s.Feeds) != 1 {
			t.Errorf("kept %+v (%v)", s, err)
		}
	})
}

// TestApplyTwiceAtOnce would lose a stage if both read the same settings.
func TestApplyTwiceAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var wait sync.WaitGroup
		for i := range 6 {
			wait.Go(func() {
				err := db.Apply(ctx, producer, func(s store.Settings) (store.Settings, error) {
					var err error
					s.Stages, err = s.Stages.Add(stage.Stage{ID: stagedoor.StageID(fmt.Sprint("s", i)), Name: "S"})
					return s, err
				}, time.Now())
				if err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if stages, err := db.Stages(ctx); err != nil || len(stages) != 6 {
			t.Errorf("6 at once left %d stages (%v)", len(stages), err)
		}
	})
}
