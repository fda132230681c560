package access_test

import (
	"strings"
	"testing"
	"time"

	"stagedoor/access"
	"stagedoor/store"
)

// What waits and the file that the yes runs are written together: a crash
// right after the round leaves both.
func TestAWaitingUploadIsKeptWithItsRound(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			var h *house
			crashed := false
			h = open(t, engine, store.Options{At: func(point string) {
				if point == "after commit of round" && crashed {
					panic("crash")
				}
			}})
			rows := many(30)
			h.export(rows...)
			first, second := cancelled(rows, 20), cancelled(rows, 25)
			h.export(first...)
			crashed = true
			func() {
				defer func() { recover() }()
				h.rounds.Import(ctx, shop, strings.NewReader(header+strings.Join(second, "\n")+"\n"), access.ImportOptions{})
				t.Error("the round did not crash")
			}()
			crashed = false
			u, err := h.db.Upload(ctx, shop)
			if err != nil {
				t.Fatalf("after the crash: %v", err)
			}
			if got, want := string(u.Data), string(gzipped(header+strings.Join(second, "\n")+"\n")); got != want {
				t.Error("the list is of the second file and what is kept is the first")
			}
			if e := h.waiting(); len(e.Items) != 25 {
				t.Errorf("%d tickets wait, want 25", len(e.Items))
			}
		})
	}
}

// A file that lists nothing leaves the one that somebody's yes needs.
func TestAnUploadThatListsNothingKeepsTheEarlier(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		rows := many(30)
		h.export(rows...)
		gone := append([]string{}, rows[:10]...)
		h.export(gone...)
		h.export(gone...)
		before, err := h.db.Upload(ctx, shop)
		if err != nil {
			t.Fatalf("the first file: %v", err)
		}
		h.clock = h.clock.Add(time.Minute)
		if _, err := h.rounds.Import(ctx, shop, strings.NewReader(header+strings.Join(append(gone, "N1,N1,paid,Std,New,new@example.org"), "\n")+"\n"), access.ImportOptions{Partial: true}); err != nil {
			t.Fatal(err)
		}
		after, err := h.db.Upload(ctx, shop)
		if err != nil || string(after.Data) != string(before.Data) {
			t.Errorf("a partial file that lists nothing replaced what the yes needs: %v", err)
		}
	})
}
