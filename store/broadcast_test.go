package store_test

import (
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

func camera(t *testing.T, db *store.DB, now time.Time) {
	t.Helper()
	cam := stage.NewIngest("Camera")
	cam.ID, cam.Stage = "cam", "hall"
	if err := db.AddStage(t.Context(), stagedoor.Actor{Name: "Mira"}, stage.Stage{ID: "hall", Name: "Hall", Gel: "azure", Ladder: []stage.Source{cam}}, now); err != nil {
		t.Fatal(err)
	}
}

func TestRotatedKeyIsKeptAndAudited(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, now := t.Context(), time.Now()
		camera(t, db, now)
		if err := db.RotateKey(ctx, stagedoor.Actor{Name: "Mira"}, "hall", "cam", now.Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		stages, err := db.Stages(ctx)
		if err != nil || stages[0].Ladder[0].KeyVersion != 2 || stages[0].Ladder[0].Kind != stage.Ingest {
			t.Fatalf("kept: %+v, %v", stages, err)
		}
		audits, err := db.Audit(ctx, "", 10)
		if err != nil || len(audits) == 0 || audits[0].Did.String() != "Changed the stream key of Camera on Hall." {
			t.Errorf("audited: %+v, %v", audits, err)
		}
		if err := db.RotateKey(ctx, stagedoor.Actor{Name: "Mira"}, "hall", "gone", now); stagedoor.KindOf(err) != stagedoor.NotFound {
			t.Errorf("a source that is gone: %v, want NotFound", err)
		}
	})
}

// TestMoveLease: a stage goes to the node whose encoder asks, unless its
// keeper has an encoder of it.
func TestMoveLease(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, now := t.Context(), time.Now().Truncate(time.Millisecond)
		lease := stage.LeaseOf("hall")
		move := func(node string, now time.Time) string {
			t.Helper()
			by, err := db.MoveLease(ctx, "hall", lease, node, now, 10*time.Second)
			if err != nil {
				t.Fatal(err)
			}
			return by
		}
		holder := func(who string, now time.Time) {
			t.Helper()
			got, err := db.Leases(ctx, []string{lease}, who, now, 10*time.Second)
			if err != nil || len(got) != 1 {
				t.Errorf("%s has %v, %v; want the lease", who, got, err)
			}
		}
		if by := move("one", now); by != "" {
			t.Errorf("nobody has it, but %q", by)
		}
		holder("one", now)
		if by := move("two", now); by != "" {
			t.Errorf("its keeper has no encoder, but %q", by)
		}
		holder("two", now)
		if err := db.SetPublisher(ctx, "hall", "cam", "two", false, now); err != nil {
			t.Fatal(err)
		}
		if by := move("one", now); by != "two" {
			t.Errorf("its keeper has an encoder, and we hear %q", by)
		}
		if by := move("two", now); by != "" {
			t.Errorf("its own encoder is refused for %q", by)
		}
		holder("two", now)
		if err := db.SetPublisher(ctx, "foyer", "cam", "two", false, now); err != nil {
			t.Fatal(err)
		}
		if err := db.SetPublisher(ctx, "hall", "cam", "one", true, now); err != nil { // not its own
			t.Fatal(err)
		}
		if by := move("one", now); by != "two" {
			t.Errorf("another's row was taken away: %q", by)
		}
		if by := move("one", now.Add(11*time.Second)); by != "" {
			t.Errorf("its keeper died with an encoder, and we hear %q", by)
		}
		holder("one", now.Add(11*time.Second))
	})
}

func TestRemovedStageTakesItsProgramAlong(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, now := t.Context(), time.Now()
		camera(t, db, now)
		if _, err := db.BeginProgram(ctx, "hall", "one", stage.Numbers{Sequence: 7}); err != nil {
			t.Fatal(err)
		}
		if err := db.RemoveStage(ctx, stagedoor.Actor{Name: "Mira"}, "hall", now); err != nil {
			t.Fatal(err)
		}
		if kept, err := db.KeepProgram(ctx, "hall", "one", stage.Numbers{Sequence: 9}); err != nil || kept {
			t.Errorf("the program of a stage that is gone: kept %v, %v", kept, err)
		}
	})
}
