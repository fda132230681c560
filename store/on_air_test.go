package store_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

var (
	_ stage.KeeperStore   = (*store.DB)(nil)
	_ stage.AudienceStore = (*store.DB)(nil)
)

var director = stagedoor.Actor{ID: "crew2", Name: "Mira"}

// slates makes a stage whose rungs are slates.
func slates(t *testing.T, db *store.DB, id stagedoor.StageID, rungs ...string) {
	t.Helper()
	if err := db.AddStage(ctx, producer, stage.Stage{ID: id, Name: string(id)}, nine); err != nil {
		t.Fatal(err)
	}
	for _, r := range rungs {
		if err := db.AddSource(ctx, producer, stage.Source{ID: stagedoor.SourceID(r), Stage: id, Title: r, Kind: stage.Slate}, nine); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheHandIsKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		slates(t, db, "hall", "primary", "backup")
		e := listen(db)
		e.heard(t)
		at := func(n int) time.Time { return nine.Add(time.Duration(n) * time.Minute) }
		for _, step := range []struct {
			name   string
			do     func() error
			taken  stagedoor.SourceID
			held   bool
			by     string
			since  time.Time
			did    string // the audit entry; empty when nothing must be written
			refuse stagedoor.Kind
		}{
			{"take", func() error { return db.Take(ctx, producer, "hall", "backup", at(1)) }, "backup", false, "Vera", at(1), "Put backup on air on hall.", 0},
			{"the same by another", func() error { return db.Take(ctx, director, "hall", "backup", at(2)) }, "backup", false, "Vera", at(1), "", 0},
			{"hold", func() error { return db.Hold(ctx, director, "hall", "primary", at(3)) }, "primary", true, "Mira", at(3), "Held primary on air on hall.", 0},
			{"undo", func() error { return db.Undo(ctx, producer, "hall", at(4)) }, "backup", false, "Vera", at(1), "Put the hand on hall back as it was.", 0},
			{"undo once more", func() error { return db.Undo(ctx, producer, "hall", at(5)) }, "backup", false, "Vera", at(1), "", stagedoor.Conflict},
			{"release", func() error { return db.Release(ctx, director, "hall", at(6)) }, "", false, "Mira", at(6), "Released the ladder of hall.", 0},
			{"release again", func() error { return db.Release(ctx, producer, "hall", at(7)) }, "", false, "Mira", at(6), "", 0},
			{"undo of a release", func() error { return db.Undo(ctx, producer, "hall", at(8)) }, "backup", false, "Vera", at(1), "Put the hand on hall back as it was.", 0},
			{"hold what is not there", func() error { return db.Hold(ctx, producer, "hall", "attic", at(9)) }, "backup", false, "Vera", at(1), "", stagedoor.NotFound},
			{"on no stage", func() error { return db.Release(ctx, producer, "attic", at(9)) }, "backup", false, "Vera", at(1), "", stagedoor.NotFound},
		} {
			if err := step.do(); stagedoor.KindOf(err) != step.refuse || err != nil && step.refuse == 0 {
				t.Errorf("%s: %v", step.name, err)
			}
			stages, err := db.Stages(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := stages[0].Hand, (stage.Hand{Taken: step.taken, Held: step.held, By: step.by, Since: step.since}); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: the hand is %+v, want %+v", step.name, got, want)
			}
			told, audited := e.heard(t)
			if (told == "stages/hall") != (step.did != "") || (audited == 1) != (step.did != "") {
				t.Errorf("%s: told %q and wrote %d audit entries", step.name, told, audited)
			}
			if entries, err := db.AuditOf(ctx, "stage", "hall", 1); step.did != "" && (err != nil || entries[0].Did.String() != step.did) {
				t.Errorf("%s: audited %q (%v), want %q", step.name, entries[0].Did, err, step.did)
			}
		}
	})
}

func TestOnAirIsKeptAndGoesWithItsStage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		slates(t, db, "hall", "primary", "backup")
		if _, err := db.Leases(ctx, []string{"stage/hall"}, "a", nine, time.Minute); err != nil {
			t.Fatal(err)
		}
		want := stage.Air{
			Stage: "hall", Source: "backup", Since: nine, Keeper: "a",
			Why: stagedoor.Say("because %s lost its picture at %s. It returns after %d steady seconds.", "Primary", "14:51", 10),
			Health: map[stagedoor.SourceID]stage.Health{
				"primary": {State: stage.Down, Since: nine.Add(-time.Second), Problem: stagedoor.Say("The playlist has not changed for %d s.", 12)},
			},
		}
		for _, air := range []stage.Air{{Stage: "hall", Since: nine.Add(-time.Hour)}, want} {
			if kept, err := db.PutAir(ctx, air, "stage/hall", "a", nine); !kept || err != nil {
				t.Fatalf("kept %v, %v", kept, err)
			}
		}
		h, err := db.House(ctx)
		if err != nil || len(h.Airs) != 1 || !reflect.DeepEqual(h.Airs[0], want) {
			t.Errorf("kept %+v (%v), want %+v", h.Airs, err, want)
		}
		if err := db.RemoveStage(ctx, producer, "hall", nine); err != nil {
			t.Fatal(err)
		}
		if h, err := db.House(ctx); err != nil || len(h.Airs) != 0 {
			t.Errorf("the stage is gone, and its row is %+v (%v)", h.Airs, err)
		}
	})
}

func TestManyLeasesAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		e := listen(db)
		e.heard(t)
		for _, step := range []struct {
			name, holder, ask string
			after             time.Duration
			want              string
		}{
			{"free", "a", "stage/hall stage/attic", 0, "stage/attic stage/hall"},
			{"two of them held, one free", "b", "stage/attic stage/foyer stage/hall", time.Second, "stage/foyer"},
			{"renewed, and one that is held", "a", "stage/hall stage/foyer stage/attic stage/hall", 5 * time.Second, "stage/attic stage/hall"},
			{"run out", "a", "stage/foyer", 11 * time.Second, "stage/foyer"},
			{"all of them run out", "b", "stage/attic stage/foyer stage/hall", 21 * time.Second, "stage/attic stage/foyer stage/hall"},
			{"none", "b", "", 22 * time.Second, ""},
		} {
			got, err := db.Leases(ctx, strings.Fields(step.ask), step.holder, nine.Add(step.after), 10*time.Second)
			slices.Sort(got)
			if err != nil || strings.Join(got, " ") != step.want {
				t.Errorf("%s: %s got %v, %v; want %s", step.name, step.holder, got, err, step.want)
			}
		}
		if told, _ := e.heard(t); told != "" {
			t.Errorf("leases told %q", told)
		}
		if err := db.Unleases(ctx, []string{"stage/hall", "stage/attic"}, "a"); err != nil { // b's
			t.Fatal(err)
		}
		if got, _ := db.Leases(ctx, []string{"stage/hall"}, "a", nine.Add(23*time.Second), time.Second); len(got) != 0 {
			t.Error("giving up another's leases made them free")
		}
		e.heard(t)
		if err := db.Unleases(ctx, []string{"stage/hall", "stage/attic"}, "b"); err != nil {
			t.Fatal(err)
		}
		if told, _ := e.heard(t); told != "on-air/" {
			t.Errorf("leases that are free told %q, want the keepers to hear", told)
		}
		if got, _ := db.Leases(ctx, []string{"stage/hall", "stage/attic", "stage/foyer"}, "a", nine.Add(24*time.Second), time.Second); len(got) != 2 {
			t.Errorf("given up are two, but a got %v", got)
		}
	})
}

// TestLeasesRace has many ask for the same leases: each has one holder.
func TestLeasesRace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var names []string
		for i := range 30 {
			names = append(names, fmt.Sprint("stage/", i))
		}
		var mu sync.Mutex
		holders := map[string][]string{}
		var wait sync.WaitGroup
		for i := range 8 {
			wait.Go(func() {
				mine := slices.Clone(names)
				if i%2 == 0 {
					slices.Reverse(mine)
				}
				got, err := db.Leases(ctx, mine, fmt.Sprint(i), nine, time.Minute)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				for _, name := range got {
					holders[name] = append(holders[name], fmt.Sprint(i))
				}
			})
		}
		wait.Wait()
		for _, name := range names {
			if len(holders[name]) != 1 {
				t.Errorf("%s has the holders %v, want one", name, holders[name])
			}
		}
	})
}

func TestAnnouncements(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		slates(t, db, "hall")
		now := time.Now()
		e := listen(db)
		e.heard(t)
		standing := func() string {
			t.Helper()
			h, err := db.House(ctx)
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, a := range h.Announcements {
				out = append(out, fmt.Sprintf("%s:%s(%s)", a.Stage, a.Words, a.By))
			}
			return strings.Join(out, " ")
		}
		say := func(id stagedoor.StageID, words string, at time.Time) string {
			t.Helper()
			a, err := db.Announce(ctx, producer, id, words, at)
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		lunch := say("hall", "  Lunch ", now.Add(-time.Minute))
		if told, audited := e.heard(t); told != "announced/hall" || audited != 1 {
			t.Errorf("told %q and wrote %d audit entries", told, audited)
		}
		say("", "Coffee", now)
		say("", "Yesterday", now.Add(-stage.AnnouncementStands))
		if got, want := standing(), ":Coffee(Vera) hall:Lunch(Vera)"; got != want {
			t.Errorf("standing: %s, want %s", got, want)
		}
		e.heard(t)
		for i, want := range []string{"announced/hall", ""} { // twice
			if err := db.Withdraw(ctx, director, lunch, now); err != nil {
				t.Fatal(err)
			}
			if told, audited := e.heard(t); told != want || audited != 1-i {
				t.Errorf("withdrawn: told %q and wrote %d audit entries, want %q", told, audited, want)
			}
		}
		if got, want := standing(), ":Coffee(Vera)"; got != want {
			t.Errorf("standing: %s, want %s", got, want)
		}
		for i := range stage.MaxAnnouncements + 5 {
			say("", fmt.Sprint(i), now.Add(time.Duration(i)*time.Millisecond))
		}
		if got := strings.Fields(standing()); len(got) != stage.MaxAnnouncements || got[0] != fmt.Sprintf(":%d(Vera)", stage.MaxAnnouncements+4) {
			t.Errorf("%d stand, the newest %s; want the newest %d", len(got), got[0], stage.MaxAnnouncements)
		}
		e.heard(t)
		for _, tt := range []struct {
			name string
			do   func() error
			want stagedoor.Kind
		}{
			{"no words", func() error { _, err := db.Announce(ctx, producer, "", " ", now); return err }, stagedoor.Invalid},
			{"on no stage", func() error { _, err := db.Announce(ctx, producer, "attic", "Hello", now); return err }, stagedoor.NotFound},
			{"withdraw what never was", func() error { return db.Withdraw(ctx, producer, "nothing", now) }, stagedoor.NotFound},
		} {
			if err := tt.do(); stagedoor.KindOf(err) != tt.want {
				t.Errorf("%s: %v, want kind %d", tt.name, err, tt.want)
			}
		}
		if told, audited := e.heard(t); told != "" || audited != 0 {
			t.Errorf("what was refused told %q and wrote %d audit entries", told, audited)
		}
	})
}

func TestAudienceIsAdded(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		e := listen(db)
		e.heard(t)
		type sums = map[stagedoor.StageID]stage.Crowd
		faults := func(n int) map[stagedoor.SourceID]int { return map[stagedoor.SourceID]int{"primary": n} }
		put := func(node string, own sums, after time.Duration) {
			t.Helper()
			if err := db.PutAudience(ctx, node, own, nine.Add(after)); err != nil {
				t.Fatal(err)
			}
		}
		playing := func(n int) stage.Playing {
			return stage.Playing{Beacons: n, Stalls: 2 * n, Errors: n, Behinds: stage.Spread{40: n}}
		}
		put("a", sums{"": {Pages: 7}, "hall": {Pages: 400, Faults: faults(3), Playing: playing(3)}}, 0)
		put("b", sums{"hall": {Pages: 12, Faults: faults(1), Playing: playing(2)}, "foyer": {Pages: 1}}, 5*time.Second)
		put("b", sums{}, 5*time.Second)
		for _, tt := range []struct {
			after time.Duration
			want  sums
		}{
			{6 * time.Second, sums{"": {Pages: 7}, "hall": {Pages: 412, Faults: faults(4), Playing: playing(5)}, "foyer": {Pages: 1}}},
			{15 * time.Second, sums{"hall": {Pages: 12, Faults: faults(1), Playing: playing(2)}, "foyer": {Pages: 1}}}, // a wrote no more
			{20 * time.Second, sums{}},
		} {
			if got, err := db.Audience(ctx, nine.Add(tt.after)); err != nil || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%s later: %+v (%v), want %+v", tt.after, got, err, tt.want)
			}
		}
		put("a", sums{"hall": {Pages: 5}}, 20*time.Second)
		put("b", sums{"hall": {Pages: 6}}, 20*time.Second)
		if err := db.ForgetAudience(ctx, "b"); err != nil {
			t.Fatal(err)
		}
		if got, err := db.Audience(ctx, nine.Add(21*time.Second)); err != nil || got["hall"].Pages != 5 || got["hall"].Faults != nil {
			t.Errorf("b left, and there are %+v (%v)", got, err)
		}
		if told, audited := e.heard(t); told != "" || audited != 0 {
			t.Errorf("the audience told %q and wrote %d audit entries", told, audited)
		}
		if err := db.Tidy(ctx, nine.Add(48*time.Hour)); err != nil {
			t.Fatal(err)
		}
		var left int
		if err := storetest.SQL(t, db).QueryRow(`SELECT COUNT(*) FROM audience`).Scan(&left); err != nil || left != 0 {
			t.Errorf("a day later %d rows of processes that are gone are left (%v)", left, err)
		}
	})
}
