package main

import (
	"strings"
	"testing"
	"time"

	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// TestAppliesEncoders: a key that was changed in the control room stays so,
// however often the file is applied.
func TestAppliesEncoders(t *testing.T) {
	const file = "stages: [{id: hall, name: Hall, sources: [{id: cam, ingest: true, title: Camera}, {id: slate, slate: Soon.}]}]"
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if _, err := apply(t, db, file, false); err != nil {
			t.Fatal(err)
		}
		if err := db.RotateKey(t.Context(), tester, "hall", "cam", time.Now()); err != nil {
			t.Fatal(err)
		}
		if _, err := apply(t, db, strings.ReplaceAll(file, "Camera", "Main"), false); err != nil {
			t.Fatal(err)
		}
		r := settingsOf(t, db).Stages[0].Ladder[0]
		if r.Kind != stage.Ingest || r.KeyVersion != 2 || r.Title != "Main" {
			t.Errorf("applied twice, rotated between: %+v", r)
		}
		if _, err := apply(t, db, strings.ReplaceAll(file, "ingest: true", "ingest: false"), false); err == nil || !strings.Contains(err.Error(), "Only true stands here") {
			t.Errorf("ingest: false: %v", err)
		}
		if _, err := apply(t, db, strings.ReplaceAll(file, "ingest: true", "slate: Later."), false); err != nil {
			t.Errorf("a slate in its place: %v", err)
		}
	})
}

// TestAKeyThatLeakedStaysShut: a rung that left the file and came back under
// its id does not get its first key back, which was changed because somebody
// had it.
func TestAKeyThatLeakedStaysShut(t *testing.T) {
	const file = "stages: [{id: hall, name: Hall, sources: [{id: cam, ingest: true}, {id: slate, slate: Soon.}]}]"
	for _, way := range []struct{ name, without string }{
		{"the rung is gone meanwhile", "stages: [{id: hall, name: Hall, sources: [{id: slate, slate: Soon.}]}]"},
		{"it is a slate meanwhile", strings.Replace(file, "ingest: true", "slate: Later.", 1)},
		{"the stage is gone meanwhile", "stages: []"},
	} {
		t.Run(way.name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				version := func(when, file string) int {
					t.Helper()
					if _, err := apply(t, db, file, true); err != nil {
						t.Fatalf("%s: %v", when, err)
					}
					if s := settingsOf(t, db).Stages; len(s) > 0 {
						return s[0].Ladder[0].KeyVersion
					}
					return 0
				}
				if got := version("at first", file); got != 1 {
					t.Errorf("at first the key is version %d, want 1", got)
				}
				for range 2 {
					if err := db.RotateKey(t.Context(), tester, "hall", "cam", time.Now()); err != nil {
						t.Fatal(err)
					}
				}
				for _, want := range []int{4, 5} {
					version("without it", way.without)
					if got := version("put back", file); got != want {
						t.Errorf("put back, the key is version %d, want %d", got, want)
					}
				}
				if got := version("applied again", file); got != 5 {
					t.Errorf("applied again, the key is version %d, want 5 as before", got)
				}
			})
		})
	}
}
