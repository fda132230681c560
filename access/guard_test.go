package access_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/tickets"
)

// waiting is the feed's one open entry.
func (h *house) waiting() access.Entry {
	h.t.Helper()
	all, err := h.db.Waiting(ctx)
	if err != nil || len(all) != 1 {
		h.t.Fatalf("waiting = %+v, %v; want one entry", all, err)
	}
	e, err := h.db.Entry(ctx, shop, all[0].ID)
	if err != nil {
		h.t.Fatal(err)
	}
	return e
}

func (h *house) entries() int {
	all, err := h.db.Waiting(ctx)
	if err != nil {
		h.t.Fatal(err)
	}
	return len(all)
}

// yes says yes to an entry while the newest export is rows.
func (h *house) yes(e access.Entry, rows ...string) access.Report { return h.answer(e, true, rows) }
func (h *house) no(e access.Entry, rows ...string) access.Report  { return h.answer(e, false, rows) }

func (h *house) answer(e access.Entry, yes bool, rows []string) access.Report {
	h.t.Helper()
	h.clock = h.clock.Add(time.Minute)
	h.newest(rows...)
	do := h.rounds.KeepAll
	if yes {
		do = h.rounds.Yes
	}
	r, err := do(ctx, ada, shop, e.ID)
	if err != nil {
		h.t.Fatalf("answer: %v", err)
	}
	return r
}

// newest makes rows the upload that waits, as if it had been uploaded last.
func (h *house) newest(rows ...string) {
	h.t.Helper()
	_, err := h.sql.Exec(`UPDATE uploads SET at = $1, partial = 0, data = $2 WHERE feed = $3`,
		h.clock.UnixMilli(), gzipped(header+strings.Join(rows, "\n")+"\n"), string(shop))
	if err != nil {
		h.t.Fatal(err)
	}
}

// cancelled are rows with the first n cancelled.
func cancelled(rows []string, n int) []string {
	out := append([]string{}, rows...)
	for i := range n {
		out[i] = strings.Replace(out[i], ",paid,", ",cancelled,", 1)
	}
	return out
}

func moved(rows []string, n int) []string {
	out := append([]string{}, rows...)
	for i := range n {
		out[i] = strings.Replace(out[i], "@example.org", "@other.example", 1)
	}
	return out
}

func TestGuard(t *testing.T) {
	base := many(50)
	for _, tt := range []struct {
		name  string
		known []string
		rows  []string
		waits bool
	}{
		{"5 of 50 cancelled", base, cancelled(base, 5), false},
		{"6 of 50 cancelled: more than 5 and more than 10 %", base, cancelled(base, 6), true},
		{"6 of 60 cancelled: not more than 10 %", many(60), cancelled(many(60), 6), false},
		{"7 of 60 cancelled", many(60), cancelled(many(60), 7), true},
		{"6 of 50 change address", base, moved(base, 6), true},
		{"5 of 50 change address", base, moved(base, 5), false},
		{"6 of 50 go", base, base[6:], true},
		{"3 cancelled, 3 change address", base, append(moved(base[:3], 3), append(cancelled(base[3:6], 3), base[6:]...)...), true},
		{"all 5 of 5 cancelled", many(5), cancelled(many(5), 5), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := open(t, "sqlite", storeOptions)
			h.feed(access.Feed{ID: shop, Gone: tickets.GoneAfter3})
			h.export(tt.known...)
			before := h.dump("tickets", "attendees", "codes", "letters", "logins")
			r := h.export(tt.rows...)
			if waits := r.Round.Result == access.RoundWaits; waits != tt.waits {
				t.Fatalf("round = %+v, want waits %v", r.Round, tt.waits)
			}
			if after := h.dump("tickets", "attendees", "codes", "letters", "logins"); tt.waits && after != before {
				t.Errorf("a round that waits changed:\n%s", differences(before, after))
			}
			h.check()
		})
	}
}

func TestGuardIsOneEntryThatLaterRoundsReplace(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		base := many(50)
		h.export(base...)
		h.export(cancelled(base, 10)...)
		first := h.waiting()
		h.export(cancelled(base, 10)...)
		if e := h.waiting(); e.ID != first.ID || !e.At.Equal(first.At) {
			t.Errorf("the same again made another entry: %+v", e)
		}
		h.export(cancelled(base, 12)...)
		e := h.waiting()
		if e.ID == first.ID || e.Count != 12 || !e.Since.Equal(first.Since) || !e.Whole {
			t.Errorf("entry = %+v; want another list of 12, that waits since %s", e, first.Since)
		}
		h.export(base...)
		if n := h.entries(); n != 0 {
			t.Errorf("%d entries wait though the export is whole again", n)
		}
		h.check()
	})
}

func TestNewPaidRowsGoInMeanwhile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		base := many(50)
		h.export(base...)
		rows := append(cancelled(base, 10),
			"N1,N1,paid,Std,New,new@example.org",
			"N2,O3,paid,Std,Known order,n2@example.org",
			"N3,N3,paid,Std,Known address,p4@example.org",
			"N4,N4,pending,Std,Not paid,n4@example.org")
		r := h.export(rows...)
		if r.Round.Attendees != 1 || r.Round.New != 1 || h.card("N1").Attendee == nil {
			t.Errorf("round = %+v; want only N1 in", r.Round)
		}
		if r = h.export(rows...); r.Round.Attendees != 0 || r.Round.Result != access.RoundWaits {
			t.Errorf("the same again = %+v", r.Round)
		}
		h.yes(h.waiting(), rows...)
		for _, id := range []string{"N2", "N3"} {
			if h.card(id).Attendee == nil {
				t.Errorf("after the yes %s is not in", id)
			}
		}
		if n, _ := h.db.TicketCounts(ctx, shop); n.Admitted != 43 {
			t.Errorf("admitted = %d, want 50-10+3", n.Admitted)
		}
		h.check()
	})
}

func TestTheYesTakesOnlyWhatWasListed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		base := many(50)
		h.export(base...)
		h.export(cancelled(base, 10)...)
		e := h.waiting()
		r := h.yes(e, cancelled(base, 11)...)
		if r.Round.Result != access.RoundWaits || r.Round.Taken != 0 {
			t.Errorf("a yes to 10 with 11 in the newest export = %+v, want it to ask again", r.Round)
		}
		if n, _ := h.db.TicketCounts(ctx, shop); n.Admitted != 50 {
			t.Errorf("admitted = %d, want 50: nothing may be taken", n.Admitted)
		}
		r = h.yes(h.waiting(), cancelled(base, 9)...) // one of them is paid again meanwhile
		if n, _ := h.db.TicketCounts(ctx, shop); n.Admitted != 41 || r.Round.Taken != 9 || h.entries() != 0 {
			t.Errorf("a yes to 11 with 9 in the newest export: round %+v, admitted %d, %d entries", r.Round, n.Admitted, h.entries())
		}
		audit, err := h.db.AuditOf(ctx, "feed", string(shop), 5)
		if err != nil || len(audit) < 2 || audit[0].Actor != ada || !strings.HasPrefix(audit[0].Did.String(), "Said yes") {
			t.Errorf("audit = %+v, %v; want Ada's yes", audit, err)
		}
		h.check()
	})
}

func TestAYesMayNameTheListBefore(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		base := many(50)
		h.export(base...)
		h.export(cancelled(base, 12)...)
		read := h.waiting() // on somebody's screen
		h.export(cancelled(base, 10)...)
		r := h.yes(read, cancelled(base, 10)...)
		if r.Round.Taken != 10 || h.entries() != 0 {
			t.Errorf("round = %+v, %d entries; want the 10 taken: they were among the 12", r.Round, h.entries())
		}
		if _, err := h.rounds.Yes(ctx, ada, shop, "0000"); stagedoor.KindOf(err) != stagedoor.NotFound {
			t.Errorf("a yes to a list that never was = %v, want NotFound", err)
		}
	})
}

func TestTheNoKeepsThemUntilTheirRowsChange(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		base := many(50)
		h.export(base...)
		rows := append(append(cancelled(base[:6], 6), moved(base[6:12], 6)...), base[12:]...)
		h.export(rows...)
		h.no(h.waiting(), rows...)
		r := h.export(rows...)
		n, _ := h.db.TicketCounts(ctx, shop)
		if r.Round.Result != access.RoundSame || n.Admitted != 50 || h.entries() != 0 {
			t.Errorf("after the no: %+v, %d admitted, %d entries", r.Round, n.Admitted, h.entries())
		}
		if a := h.card("T7").Attendee; a.Email != "p7@example.org" || a.CodeVersion != 1 {
			t.Errorf("T7 = %+v, want the address kept", a)
		}
		rows[0] = strings.Replace(rows[0], "Person 0", "Person Zero", 1)
		h.export(rows...)
		if a := h.card("T0").Attendee; a.Standing != stagedoor.Cancelled {
			t.Errorf("T0 = %s once its row changed again, want cancelled", a.Standing)
		}
		h.check()
	})
}

// TestANoHoldsThoughMoreCame: what somebody said no to is settled, though the
// round waits again for what came meanwhile.
func TestANoHoldsThoughMoreCame(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.feed(access.Feed{ID: shop, Gone: tickets.GoneWaits})
		base := many(50)
		h.export(base...)
		h.export(cancelled(base, 10)[:49]...) // and one is gone
		if r := h.no(h.waiting(), cancelled(base, 17)[:49]...); r.Round.Result != access.RoundWaits || r.Round.Taken != 0 {
			t.Errorf("a no with 7 more in the newest export = %+v, want it to wait for them", r.Round)
		}
		if e := h.waiting(); e.Count != 7 || !e.Whole {
			t.Fatalf("the entry lists %d, want the 7 that came after the no", e.Count)
		}
		if c := h.card("T0"); c.Ticket.Hand != access.HandKept || c.Attendee.Standing != stagedoor.Admitted {
			t.Errorf("T0 has the hand %q and is %s, want kept and admitted", c.Ticket.Hand, c.Attendee.Standing)
		}
		h.yes(h.waiting(), cancelled(base, 17)[:49]...)
		if n, _ := h.db.TicketCounts(ctx, shop); n.Admitted != 43 || h.entries() != 0 {
			t.Errorf("after a no to 11 and a yes to 7: %d admitted and %d entries, want 43 and none", n.Admitted, h.entries())
		}
		h.check()
	})
}

// TestIdentitiesInAnotherShape: a vendor numbers its tickets anew. Nobody may
// get a second code for that.
func TestIdentitiesInAnotherShape(t *testing.T) {
	for _, gone := range []tickets.Gone{tickets.GoneWaits, tickets.GoneAfter3} {
		t.Run(string(gone), func(t *testing.T) {
			h := open(t, "sqlite", storeOptions)
			h.feed(access.Feed{ID: shop, Gone: gone})
			h.export(many(30)...)
			var rows []string
			for i, r := range many(30) {
				rows = append(rows, fmt.Sprintf("NEW%d,%s", i, strings.SplitN(r, ",", 2)[1]))
			}
			for range 4 {
				if r := h.export(rows...); r.Round.Result != access.RoundWaits || r.Round.New != 0 || r.Round.Letters != 0 {
					t.Fatalf("round = %+v, want all of it to wait", r.Round)
				}
			}
		})
	}
}

// TestTheYesRunsTheNewestExportAgain: an upload's file was kept, a URL is
// fetched again.
func TestTheYesRunsTheNewestExportAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		base := many(50)
		h.export(base...)
		h.export(cancelled(base, 10)...)
		e := h.waiting()
		if !e.Upload {
			t.Errorf("entry = %+v, want it to know that it was uploaded", e)
		}
		h.clock = h.clock.Add(time.Minute)
		if r, err := h.rounds.Yes(ctx, ada, shop, e.ID); err != nil || r.Round.Taken != 10 {
			t.Fatalf("yes to an upload = %+v, %v; want 10 taken", r.Round, err)
		}
		if _, err := h.db.Upload(ctx, shop); stagedoor.KindOf(err) != stagedoor.NotFound {
			t.Errorf("the upload is still kept after its answer: %v", err)
		}

		v := newVendor(t, cancelled(base, 10)...)
		h.rounds.Fetch = fetchPrivate
		h.feed(access.Feed{ID: shop, URL: v.URL})
		h.runNow()
		v.serve(cancelled(base, 30)...)
		h.runNow()
		e = h.waiting()
		v.serve(cancelled(base, 29)...)
		h.clock = h.clock.Add(time.Minute)
		if r, err := h.rounds.Yes(ctx, ada, shop, e.ID); err != nil || r.Round.Taken != 19 || h.entries() != 0 {
			t.Errorf("yes to a URL = %+v, %v; want the newest export's 19 taken", r.Round, err)
		}
		h.check()
	})
}

// TestTheNewestExportWins: what an upload made wait is listed by a later
// round from the URL too, so the yes reads the URL; and the other way round.
func TestTheNewestExportWins(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		base := many(50)
		v := newVendor(t, base...)
		h.rounds.Fetch = fetchPrivate
		h.feed(access.Feed{ID: shop, URL: v.URL})
		h.runNow()
		h.export(cancelled(base, 10)...)
		uploaded := h.waiting()
		v.serve(cancelled(base, 10)...)
		h.runNow()
		fetched := h.waiting()
		if fetched.ID != uploaded.ID || fetched.Upload || !fetched.At.Equal(uploaded.At) {
			t.Errorf("the same list from the URL is entry %s of an upload %v at %s, want %s, no upload's any more, still at %s",
				fetched.ID, fetched.Upload, fetched.At, uploaded.ID, uploaded.At)
		}
		if _, err := h.db.Upload(ctx, shop); stagedoor.KindOf(err) != stagedoor.NotFound {
			t.Errorf("the upload is still kept: %v", err)
		}
		h.export(cancelled(base, 10)...)
		if again := h.waiting(); again.ID != uploaded.ID || !again.Upload {
			t.Errorf("uploaded again it is entry %s of an upload %v, want %s, an upload's", again.ID, again.Upload, uploaded.ID)
		}
		h.runNow()
		v.serve(cancelled(base, 9)...)
		h.clock = h.clock.Add(time.Minute)
		if r, err := h.rounds.Yes(ctx, ada, shop, uploaded.ID); err != nil || r.Round.Taken != 9 {
			t.Errorf("yes = %+v, %v; want the newest export's 9 taken", r.Round, err)
		}
		h.check()
	})
}

// TestGoneDoesNotHoldUpTheRest: while one waits as gone, a transfer and a
// refund happen, and the yes to the gone one takes only that.
func TestGoneDoesNotHoldUpTheRest(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.feed(access.Feed{ID: shop, Gone: tickets.GoneWaits})
		base := many(50)
		h.export(base...)
		rows := append(cancelled(moved(base[1:3], 1), 0), base[3:]...)
		rows[1] = strings.Replace(rows[1], ",paid,", ",refunded,", 1)
		r := h.export(rows...)
		if r.Round.Addresses != 1 || r.Round.Taken != 1 || r.Round.Waiting != 1 {
			t.Fatalf("round = %+v; want a transfer, a refund, and one waiting", r.Round)
		}
		r = h.yes(h.waiting(), append([]string{}, rows[:47]...)...) // two more left meanwhile
		if r.Round.Gone != 1 || h.entries() != 1 || h.waiting().Count != 2 {
			t.Errorf("after the yes: %+v, %d entries; want the listed one gone and the two others asked about", r.Round, h.entries())
		}
		h.check()
	})
}
