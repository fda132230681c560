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
