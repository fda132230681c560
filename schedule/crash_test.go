package schedule_test

import (
	"errors"
	"strings"
	"testing"

	"stagedoor/schedule"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

var errCrashed = errors.New("crashed here")

// A yes that is broken off at any point leaves either all of it, the stages
// that it makes included, or nothing, and can be said again.
func TestACrashInAYes(t *testing.T) {
	for _, point := range []string{"programme written", "before commit of take the draft", "after commit of take the draft"} {
		for _, engine := range []string{"sqlite", "postgres"} {
			t.Run(point+"/"+engine, func(t *testing.T) {
				url := ""
				if engine == "postgres" {
					url = storetest.Postgres(t)
				}
				crash := func(string) {}
				d := newDesk(t, storetest.Open(t, url, store.Options{At: func(p string) { crash(p) }}))
				if err := d.Upload(ctx, owner, "day.xml", strings.NewReader(xml(morning, "x Attic|11:00-11:30"))); err != nil {
					t.Fatal(err)
				}
				rooms := []schedule.RoomChoice{{Room: "Great Hall", Stage: "hall"}, {Room: "Attic", Create: true}}
				draft := d.known().Draft.ID
				died := false
				crash = func(p string) {
					if p == point && !died {
						died = true
						panic(errCrashed)
					}
				}
				func() {
					defer func() {
						if p := recover(); p != nil && p != any(errCrashed) {
							panic(p)
						}
					}()
					d.Accept(ctx, owner, draft, rooms, 0)
				}()
				if !died {
					t.Fatal("the point was not reached")
				}
				crash = func(string) {}
				whole := "a hall 10:00-10:30, x attic 11:00-11:30"
				if strings.HasPrefix(point, "after") {
					d.sees(whole)
					if d.known().Draft != nil {
						t.Error("what was taken over waits still")
					}
					return
				}
				d.sees("")
				if k := d.known(); len(k.Stages) != 2 || k.Draft == nil || len(k.Settings.Rooms) != 0 {
					t.Errorf("after the crash: stages %v, draft %v, rooms %v; want what was before", k.Stages, k.Draft, k.Settings.Rooms)
				}
				if _, err := d.Accept(ctx, owner, draft, rooms, 0); err != nil {
					t.Fatal(err)
				}
				d.sees(whole)
			})
		}
	}
}
