package access_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/store"
	"stagedoor/tickets"
)

// TestACrashInARound breaks a round off at each point where a crash must do no
// harm. The process does not die here, the transaction does: its context ends.
func TestACrashInARound(t *testing.T) {
	for _, point := range []string{"round inserted", "before commit", "after commit"} {
		t.Run(point, func(t *testing.T) {
			for _, engine := range []string{"sqlite", "postgres"} {
				t.Run(engine, func(t *testing.T) {
					t.Parallel()
					crash := func(string) {}
					h := open(t, engine, store.Options{At: func(p string) { crash(p) }})
					h.export(many(10)...)
					dying, die := context.WithCancelCause(ctx)
					inRound, died := false, false
					crash = func(p string) {
						inRound = inRound || p == "round inserted" // the lease is a transaction too
						if inRound && p == point && !died {
							died = true
							die(errors.New("crashed"))
							if point == "after commit" {
								return
							}
							panic(errCrashed)
						}
					}
					rows := append(many(10), "N1,N1,paid,Std,New,new@example.org", "N2,N1,paid,Std,New,new@example.org")
					rows[0] = strings.Replace(rows[0], "paid", "cancelled", 1)
					rows[1] = strings.Replace(rows[1], "p1@", "grace@", 1)
					func() {
						defer func() {
							if p := recover(); p != nil && p != any(errCrashed) {
								panic(p)
							}
						}()
						h.rounds.Import(dying, shop, strings.NewReader(header+strings.Join(rows, "\n")+"\n"), access.ImportOptions{})
					}()
					if !died {
						t.Fatal("the point was not reached")
					}
					crash = func(string) {}
					h.check()
					n, _ := h.db.TicketCounts(ctx, shop)
					want := 10
					if point == "after commit" {
						want = 12
					}
					if n.Tickets != want {
						t.Errorf("%d tickets after the crash, want %d", n.Tickets, want)
					}
					h.rounds = &access.Rounds{Store: h.db, Secret: h.rounds.Secret, Conference: h.conf.ID, Node: "n2", Log: h.rounds.Log, Now: h.rounds.Now}
					h.clock = h.clock.Add(time.Hour) // the dead node's lease is over
					h.export(rows...)
					if n, _ := h.db.TicketCounts(ctx, shop); n.Tickets != 12 || n.Admitted != 11 {
						t.Errorf("after the next round: %+v, want 12 tickets, 11 admitted", n)
					}
					if got := letters(h.card("N1")); got != "code→new@example.org v1" {
						t.Errorf("letters of N1 = %q, want exactly one", got)
					}
					h.check()
				})
			}
		})
	}
}

var errCrashed = errors.New("crashed here")

// TestAStaleRoundReadsAgain: what an export was compared with is not there any
// more, since another round wrote meanwhile. It must not decide on that.
func TestAStaleRoundReadsAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export(many(3)...)
		ix, err := h.db.Index(ctx, shop)
		if err != nil {
			t.Fatal(err)
		}
		h.export(many(4)...)
		_, err = h.db.Round(ctx, access.Run{Feed: access.Feed{ID: shop}, Revision: ix.Revision, Reading: &access.Reading{}, Took: func() time.Duration { return 0 }},
			func(access.Known) access.Outcome {
				t.Error("a stale round decided")
				return access.Outcome{}
			})
		if !errors.Is(err, access.ErrStale) || stagedoor.KindOf(err) != stagedoor.Conflict {
			t.Errorf("a stale round = %v, want ErrStale", err)
		}
	})
}

// TestAFeedSavedDuringARound: the round began with the settings before, so it
// reads again with the new ones.
func TestAFeedSavedDuringARound(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		saved := false
		v := newVendor(t, "T1,O1,paid,T-shirt,Ada,ada@example.org")
		h.rounds.Fetch = func(ctx context.Context, s tickets.Source) (*tickets.Export, error) {
			if !saved {
				saved = true
				f := feedOf(t, h)
				f.Mapping.NoAdmit = nil
				if err := h.db.SaveFeed(ctx, ada, f, h.clock); err != nil {
					t.Error(err)
				}
			}
			return fetchPrivate(ctx, s)
		}
		h.feed(access.Feed{ID: shop, URL: v.URL})
		if r := h.runNow(); r.Round.Attendees != 1 {
			t.Errorf("round = %+v, want the T-shirt let in, as saved last", r.Round)
		}
	})
}
