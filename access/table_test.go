package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/tickets"
)

// These tests read like the table "what may change someone's access", one test
// a row, through real rounds on both databases.

// rounds that nobody may notice write these tables' rows only when something
// changed.
var quietTables = []string{"tickets", "ticket_history", "attendees", "codes", "letters", "letter_lines", "refused", "logins", "waiting", "waiting_tickets", "changes", "feeds"}

func TestNewRowAwaitingPayment(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export("T1,O1,pending,Std,Ada,ada@example.org")
		c := h.card("T1")
		if c.Ticket.Status != tickets.Awaiting || c.Attendee != nil || len(c.Letters) != 0 {
			t.Fatalf("before it is paid: %+v, want the ticket kept and nothing else", c)
		}
		h.export("T1,O1,paid,Std,Ada,ada@example.org")
		c = h.card("T1")
		if c.Attendee == nil || letters(c) != "code→ada@example.org v1" {
			t.Errorf("once paid: attendee %v, letters %q", c.Attendee, letters(c))
		}
		h.check()
	})
}

func TestSameRowAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		rows := append(many(30), "TX,OX,flying,Std,Odd,odd@example.org", "TY,OY,pending,Std,Later,later@example.org", "TZ,OZ,paid,T-shirt,Shirt,shirt@example.org")
		h.export(rows...)
		before := h.dump(quietTables...)
		r := h.export(rows...)
		if r.Round.Result != access.RoundSame {
			t.Errorf("result = %s, want same", r.Round.Result)
		}
		if after := h.dump(quietTables...); after != before {
			t.Errorf("a re-import wrote rows:\n%s", differences(before, after))
		}
		rounds, err := h.db.RoundsOf(ctx, shop, true, 10)
		if err != nil || len(rounds) != 2 {
			t.Errorf("rounds = %d, %v; want 2", len(rounds), err)
		}
	})
}

// TestARoundsChanges: a round tells the others once, and of each login that it
// ends; that thousands are renamed is one change.
func TestARoundsChanges(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		rows := many(20)
		h.export(rows...)
		d, _ := newDoor(t, h.db)
		out := signIn(t, d, h.code(h.card("T0").Attendee), "phone", h.clock)
		in := signIn(t, d, h.code(h.card("T1").Attendee), "phone", h.clock)
		if _, err := h.sql.Exec(`DELETE FROM changes`); err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			rows[i] = strings.Replace(rows[i], "Person", "Renamed", 1)
		}
		h.export(cancelled(rows, 1)...)
		changes, err := h.db.Changes(ctx, time.Unix(0, 0))
		var kinds []string
		for _, c := range changes {
			kinds = append(kinds, string(c.Kind)+"/"+c.Subject)
		}
		slices.Sort(kinds)
		if want := []string{"login-ended/" + string(out.Login.ID), "round/shop"}; err != nil || !slices.Equal(kinds, want) {
			t.Errorf("changes are %v, %v; want %v", kinds, err, want)
		}
		tell(t, h.db, d)
		if got := why(t, d, out.Token, h.clock); got != access.WhyCancelled {
			t.Errorf("the cancelled one, at once: %q, want cancelled", got)
		}
		if err := d.Refresh(ctx, h.clock); err != nil {
			t.Fatal(err)
		}
		if p, err := d.Allow(ctx, in.Token, h.clock); err != nil || p.Name != "Renamed 1" {
			t.Errorf("the renamed one, at the next tick: %q, %v; want Renamed 1", p.Name, err)
		}
	})
}

// differences are the lines that one of two dumps lacks.
func differences(a, b string) string {
	in := map[string]int{}
	for _, l := range strings.Split(a, "\n") {
		in[l]--
	}
	for _, l := range strings.Split(b, "\n") {
		in[l]++
	}
	var out strings.Builder
	for l, n := range in {
		if n != 0 {
			fmt.Fprintf(&out, "%+d %s\n", n, l)
		}
	}
	return out.String()
}

func TestNameChanged(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export("T1,O1,paid,Std,Ada,ada@example.org")
		login := h.comesIn("T1", "Chrome on Android")
		code := h.code(h.card("T1").Attendee)
		h.export("T1,O1,paid,Std,Ada Lovelace,ada@example.org")
		c := h.card("T1")
		if c.Attendee.Name != "Ada Lovelace" || letters(c) != "code→ada@example.org v1" || h.opens(code) != "in" || h.login(login) != "in" {
			t.Errorf("after the name: %q, letters %q, code %s, login %s; want the new name and nothing else", c.Attendee.Name, letters(c), h.opens(code), h.login(login))
		}
		h.check()
	})
}

func TestEmailChanged(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export("T1,O1,paid,Std,Ada,ada@example.org")
		login := h.comesIn("T1", "Chrome on Android")
		old := h.code(h.card("T1").Attendee)
		h.export("T1,O1,paid,Std,Grace,grace@example.org")
		c := h.card("T1")
		if got := letters(c); got != "new→grace@example.org v2, code→ada@example.org v1" {
			t.Errorf("letters = %q, want one to the new address", got)
		}
		if got := h.opens(old); got != "replaced" {
			t.Errorf("the old code = %s, want replaced", got)
		}
		if got := h.opens(h.code(c.Attendee)); got != "in" {
			t.Errorf("the new code = %s, want in", got)
		}
		if got := h.login(login); got != "replaced" {
			t.Errorf("the old login = %s, want replaced", got)
		}
		h.check()
	})
}

func TestEmailSpelledOtherwise(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export("T1,O1,paid,Std,Ada,ada@example.org")
		login := h.comesIn("T1", "x")
		h.export("T1,O1,paid,Std,Ada,Ada@Example.org")
		if c := h.card("T1"); c.Attendee.CodeVersion != 1 || h.login(login) != "in" || len(c.Letters) != 1 {
			t.Errorf("version %d, login %s, %d letters: another spelling is no transfer", c.Attendee.CodeVersion, h.login(login), len(c.Letters))
		}
	})
}

func TestStatusTakesAccess(t *testing.T) {
	for _, tt := range []struct{ word, code, login string }{
		{"cancelled", "cancelled", "cancelled"},
		{"refunded", "cancelled", "cancelled"},
		{"void", "cancelled", "cancelled"},
		{"pending", "unpaid", "unpaid"},
	} {
		t.Run(tt.word, func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				h.export("T1,O1,paid,Std,Ada,ada@example.org")
				login := h.comesIn("T1", "Firefox on Linux")
				code := h.code(h.card("T1").Attendee)
				h.export("T1,O1," + tt.word + ",Std,Ada,ada@example.org")
				if got := h.opens(code); got != tt.code {
					t.Errorf("the code = %s, want %s", got, tt.code)
				}
				if got := h.login(login); got != tt.login {
					t.Errorf("the login = %s, want %s", got, tt.login)
				}
				// undo is one click
				if err := h.desk.Undo(ctx, ada, h.card("T1").Attendee.ID, h.clock); err != nil {
					t.Fatal(err)
				}
				if got := h.opens(code); got != "in" {
					t.Errorf("after undo the code = %s, want in", got)
				}
				h.export("T1,O1," + tt.word + ",Std,Ada,ada@example.org")
				if got := h.opens(code); got != "in" {
					t.Errorf("after undo and the same row the code = %s, want in", got)
				}
				h.check()
			})
		})
	}
}

func TestBackToPaid(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export("T1,O1,paid,Std,Ada,ada@example.org")
		if _, err := h.sql.Exec(`UPDATE letters SET state = 'delivered'`); err != nil {
			t.Fatal(err)
		}
		code := h.code(h.card("T1").Attendee)
		h.export("T1,O1,cancelled,Std,Ada,ada@example.org")
		h.export("T1,O1,paid,Std,Ada,ada@example.org")
		if got := h.opens(code); got != "in" {
			t.Errorf("the same code = %s, want in", got)
		}
		if got := letters(h.card("T1")); got != "code→ada@example.org v1" {
			t.Errorf("letters = %q, want no second one: they have the code", got)
		}
		h.check()
	})
}

func TestBackToPaidBeforeTheLetterLeft(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export("T1,O1,paid,Std,Ada,both@example.org", "T2,O1,paid,Std,Bob,both@example.org")
		h.export("T1,O1,cancelled,Std,Ada,both@example.org", "T2,O1,paid,Std,Bob,both@example.org")
		if got := letters(h.card("T1")); got != "" {
			t.Errorf("letters of the cancelled one = %q, want it out of the one that is queued", got)
		}
		if got := letters(h.card("T2")); got != "code→both@example.org v1" {
			t.Errorf("letters of the other = %q", got)
		}
		h.export("T1,O1,paid,Std,Ada,both@example.org", "T2,O1,paid,Std,Bob,both@example.org")
		if got := letters(h.card("T1")); got != "code→both@example.org v1" {
			t.Errorf("letters once paid again = %q, want one", got)
		}
		h.check()
	})
}

func TestUnknownStatusWord(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export("T1,O1,paid,Std,Ada,ada@example.org")
		code := h.code(h.card("T1").Attendee)
		r := h.export("T1,O1,teleported,Std,Ada,ada@example.org")
		if r.Round.Refused != 1 || h.opens(code) != "in" {
			t.Errorf("refused %d, code %s; want 1 and in", r.Round.Refused, h.opens(code))
		}
		rows, err := h.db.RefusedRows(ctx, shop, 10)
		if err != nil || len(rows) != 1 || rows[0].Word != "teleported" || !rows[0].Unknown || rows[0].Line != 2 {
			t.Errorf("refused rows = %+v, %v; want the word offered, of line 2", rows, err)
		}
		if r.Round.Gone != 0 || r.Round.Waiting != 0 {
			t.Errorf("round = %+v: a refused row is not gone", r.Round)
		}
		h.check()
	})
}

func TestTypeThatDoesNotAdmit(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export("T1,O1,paid,T-shirt,Ada,ada@example.org", "T2,O2,paid,Std,Bob,bob@example.org")
		if c := h.card("T1"); c.Ticket.Identity != "T1" || c.Attendee != nil {
			t.Errorf("card = %+v, want the ticket kept and no attendee", c)
		}
		code := h.code(h.card("T2").Attendee)
		h.export("T1,O1,paid,T-shirt,Ada,ada@example.org", "T2,O2,paid,T-shirt,Bob,bob@example.org")
		if got := h.opens(code); got != "cancelled" {
			t.Errorf("the code of one whose type does not admit any more = %s, want cancelled", got)
		}
		h.check()
	})
}

func TestNoEmail(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export("T1,O1,paid,Std,Ada,")
		c := h.card("T1")
		if h.opens(h.code(c.Attendee)) != "in" || len(c.Letters) != 0 {
			t.Errorf("without an address: %+v, want admitted without a letter", c)
		}
		if n, err := h.db.TicketCounts(ctx, shop); err != nil || n.NoAddress != 1 || n.Awaiting != 0 {
			t.Errorf("counts = %+v, %v; want one without an address", n, err)
		}
		h.export("T1,O1,paid,Std,Ada,ada@example.org")
		if got := letters(h.card("T1")); got != "code→ada@example.org v1" {
			t.Errorf("letters once there is an address = %q, want the first code", got)
		}
		h.check()
	})
}

func TestOneEmailOnSeveralTickets(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := h.export("T1,O1,paid,Std,Ada,both@example.org", "T2,O1,paid,Std,Bob,Both@example.org", "T3,O2,paid,Std,Eve,eve@example.org")
		if r.Round.Attendees != 3 || r.Round.Letters != 2 {
			t.Errorf("attendees %d, letters %d; want 3 and 2", r.Round.Attendees, r.Round.Letters)
		}
		a, b := h.card("T1"), h.card("T2")
		if a.Letters[0].ID != b.Letters[0].ID || a.Attendee.ID == b.Attendee.ID {
			t.Error("two attendees who share an address want one letter")
		}
		h.export("T1,O1,paid,Std,Ada,both@example.org", "T2,O1,paid,Std,Bob,Both@example.org", "T3,O2,paid,Std,Eve,eve@example.org", "T4,O4,paid,Std,Dan,both@example.org")
		if d := h.card("T4"); len(d.Letters) != 1 || d.Letters[0].ID == a.Letters[0].ID {
			t.Error("a ticket of a later round wants a letter of its own")
		}
		h.check()
	})
}

func TestGoneWaitsForYourYes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.feed(access.Feed{ID: shop, Gone: tickets.GoneWaits})
		h.export(many(20)...)
		code := h.code(h.card("T0").Attendee)
		rest := many(20)[1:]
		for range 4 {
			if r := h.export(rest...); r.Round.Waiting != 1 || r.Round.Result != access.RoundWaits || h.opens(code) != "in" {
				t.Fatalf("round = %+v, code %s; want one waiting, who may still come in", r.Round, h.opens(code))
			}
		}
		e := h.waiting()
		if e.Whole || e.Count != 1 {
			t.Fatalf("entry = %+v, want one ticket, not the whole round", e)
		}
		h.clock = h.clock.Add(time.Minute)
		h.yes(e, rest...)
		if got := h.opens(code); got != "gone" {
			t.Errorf("after the yes the code = %s, want gone", got)
		}
		if got := h.entries(); got != 0 {
			t.Errorf("%d entries wait after the yes", got)
		}
		h.export(many(20)...)
		if got := h.opens(code); got != "in" {
			t.Errorf("back in the export the code = %s, want in", got)
		}
		h.check()
	})
}

func TestGoneAndTheAnswerIsNo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.feed(access.Feed{ID: shop, Gone: tickets.GoneWaits})
		h.export(many(20)...)
		code := h.code(h.card("T0").Attendee)
		rest := many(20)[1:]
		h.export(rest...)
		h.no(h.waiting(), rest...)
		if r := h.export(rest...); r.Round.Result != access.RoundSame || h.opens(code) != "in" || h.entries() != 0 {
			t.Errorf("after the no: round %s, code %s, %d entries; want same, in, 0", r.Round.Result, h.opens(code), h.entries())
		}
		h.check()
	})
}

func TestGoneAfterThreeRounds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.feed(access.Feed{ID: shop, Gone: tickets.GoneAfter3})
		h.export(many(20)...)
		login := h.comesIn("T0", "x")
		code := h.code(h.card("T0").Attendee)
		rest := many(20)[1:]
		for i, want := range []string{"in", "in"} {
			if h.export(rest...); h.opens(code) != want {
				t.Fatalf("after round %d without it the code = %s, want %s", i+1, h.opens(code), want)
			}
		}
		h.export(many(20)...) // there again: the count starts anew
		for i, want := range []string{"in", "in", "gone"} {
			if h.export(rest...); h.opens(code) != want {
				t.Fatalf("after round %d without it the code = %s, want %s", i+1, h.opens(code), want)
			}
		}
		if got := h.login(login); got != "gone" {
			t.Errorf("the login = %s, want gone", got)
		}
		if r := h.export(rest...); r.Round.Result != access.RoundSame {
			t.Errorf("a further round = %s, want same", r.Round.Result)
		}
		h.check()
	})
}

func TestNobodyIsGone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.feed(access.Feed{ID: shop, Gone: tickets.GoneAfter3})
		h.export(many(3)...)
		for _, tt := range []struct{ name, file string }{
			{"when the file is empty", header},
			{"when its header changed", "Ticket ID,Order,Status,Type,Name,Email,Diet\nT1,O1,paid,Std,Person 1,p1@example.org,vegan\n"},
			{"when a row does not say which ticket it is", header + "T1,O1,paid,Std,Person 1,p1@example.org\n,O9,paid,Std,Who,who@example.org\n"},
		} {
			for range 4 {
				h.clock = h.clock.Add(time.Minute)
				r, err := h.rounds.Import(ctx, shop, strings.NewReader(tt.file), access.ImportOptions{})
				if err != nil || len(r.Round.Notes) != 1 {
					t.Fatalf("%s: round = %+v, %v; want a note that says why", tt.name, r.Round, err)
				}
			}
			if got := h.opens(h.code(h.card("T0").Attendee)); got != "in" {
				t.Errorf("%s: T0's code = %s, want in", tt.name, got)
			}
		}
		h.check()
	})
}

// TestAHeaderWithMoreColumns: vendors add a column for each question that the
// organiser asks. What came is read, and said; nobody is gone until somebody
// confirms the columns. A header that lost what we read: TestNotTheExport.
func TestAHeaderWithMoreColumns(t *testing.T) {
	for _, tt := range []struct{ name, header, row string }{
		{"at the end", "Ticket ID,Order,Status,Type,Name,Email,Diet", "T1,O1,paid,Std,Renamed,p1@example.org,vegan"},
		{"between, and twice", "Ticket ID,Order,Diet,Status,Type,Diet,Name,Email", "T1,O1,vegan,paid,Std,none,Renamed,p1@example.org"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				h.feed(access.Feed{ID: shop, Gone: tickets.GoneWaits})
				h.export(many(3)...)
				round := func() access.Round {
					h.clock = h.clock.Add(time.Minute)
					r, err := h.rounds.Import(ctx, shop, strings.NewReader(tt.header+"\n"+tt.row+"\n"), access.ImportOptions{})
					if err != nil {
						t.Fatal(err)
					}
					return r.Round
				}
				if r := round(); r.Names != 1 || len(r.Notes) != 1 || r.Waiting != 0 || r.Gone != 0 {
					t.Errorf("the first round = %+v; want the name read, a note, and nobody gone", r)
				}
				if r := round(); r.Result != access.RoundSame || len(r.Notes) != 1 {
					t.Errorf("the second round = %+v; want nothing new and the note again", r)
				}
				h.clock = h.clock.Add(time.Minute)
				h.feed(access.Feed{ID: shop, Gone: tickets.GoneWaits}) // saving the feed confirms the columns
				if r := round(); len(r.Notes) != 0 || r.Waiting != 2 {
					t.Errorf("the round after somebody confirmed = %+v; want the two who left to wait", r)
				}
				h.check()
			})
		})
	}
}

func TestPartialTakesNobodyAway(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.feed(access.Feed{ID: shop, Gone: tickets.GoneAfter3})
		h.export(many(3)...)
		for range 4 {
			if _, err := h.rounds.Import(ctx, shop, strings.NewReader(header+"T9,O9,paid,Std,Nine,nine@example.org\n"), access.ImportOptions{Partial: true}); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := h.db.TicketCounts(ctx, shop); err != nil || n.Admitted != 4 || h.entries() != 0 {
			t.Errorf("counts = %+v, %v, %d entries; want 4 admitted and nothing waiting", n, err, h.entries())
		}
	})
}

func TestABadRow(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := h.export("T1,O1,paid,Std,Ada,ada@example.org", "T2,O2,paid,Std,Bad,no address at all", "T3,O3,paid,Std,Eve,eve@example.org")
		if r.Round.Refused != 1 || r.Round.Attendees != 2 {
			t.Errorf("round = %+v, want one refused and two in", r.Round)
		}
		rows, err := h.db.RefusedRows(ctx, shop, 10)
		if err != nil || len(rows) != 1 || rows[0].Line != 3 || rows[0].Reason.Zero() {
			t.Errorf("refused rows = %+v, %v; want line 3 with a reason", rows, err)
		}
		h.export("T1,O1,paid,Std,Ada,ada@example.org", "T2,O2,paid,Std,Good,good@example.org", "T3,O3,paid,Std,Eve,eve@example.org")
		if rows, _ := h.db.RefusedRows(ctx, shop, 10); len(rows) != 0 {
			t.Errorf("refused rows after it was mended = %+v", rows)
		}
		h.check()
	})
}

func TestIdentityTwiceInAFile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := h.export("T1,O1,paid,Std,Ada,ada@example.org", "T1,O1,paid,Std,Eve,eve@example.org")
		rows, err := h.db.RefusedRows(ctx, shop, 10)
		if err != nil || r.Round.Attendees != 1 || len(rows) != 1 || rows[0].Line != 3 {
			t.Errorf("round %+v, refused %+v, %v; want the second refused with its line", r.Round, rows, err)
		}
	})
}

func TestNotTheExport(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export(many(3)...)
		before := h.dump(quietTables...)
		for _, tt := range []struct{ name, file string }{
			{"a login page", "<!DOCTYPE html><html><body><form>Log in</form></body></html>"},
			{"another header", "Bestellung,Datum\n1,2\n"},
			{"a header that lost a column that we read", "Ticket ID,Order,Type,Name,Email\nT0,O0,Std,Person 0,p0@example.org\n"},
			{"a header in which a column that we read has another name", "Ticket ID,Order,State,Type,Name,Email\nT0,O0,paid,Std,Person 0,p0@example.org\n"},
			{"a header in which a column that we read is there twice", "Ticket ID,Order,Status,Type,Name,Email,Email\nT0,O0,paid,Std,Person 0,p0@example.org,x@example.org\n"},
			{"nothing at all", ""},
			{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00"},
			{"cut within a quoted field", header + "T1,O1,paid,Std,Ada,ada@example.org\nT2,O2,paid,Std,\"Bob"},
		} {
			var done []access.Round
			h.rounds.Done = func(r access.Round) { done = append(done, r) }
			h.clock = h.clock.Add(time.Minute)
			_, err := h.rounds.Import(ctx, shop, strings.NewReader(tt.file), access.ImportOptions{})
			if stagedoor.KindOf(err) != stagedoor.Invalid {
				t.Errorf("%s: error = %v, want a sentence", tt.name, err)
			}
			if after := h.dump(quietTables...); after != before {
				t.Fatalf("%s: a failed round changed:\n%s", tt.name, differences(before, after))
			}
			rounds, _ := h.db.RoundsOf(ctx, shop, false, 1)
			if len(rounds) != 1 || !rounds[0].At.Equal(h.clock) || rounds[0].Result != access.RoundFailed || rounds[0].Problem.Zero() {
				t.Errorf("%s: the round's row = %+v, want failed with a sentence", tt.name, rounds)
			}
			if len(done) != 1 || done[0].Result != access.RoundFailed {
				t.Errorf("%s: the metrics heard %+v, want one failed round", tt.name, done)
			}
		}
	})
}

func TestQuantityOnARow(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		f := access.Feed{ID: "orders", Mapping: tickets.Mapping{Preset: "generic", Columns: map[tickets.Field][]tickets.Column{
			tickets.FieldOrder: {{Name: "Order"}}, tickets.FieldStatus: {{Name: "Status"}}, tickets.FieldBuyerName: {{Name: "Buyer"}},
			tickets.FieldBuyerEmail: {{Name: "Buyer email"}}, tickets.FieldQuantity: {{Name: "Quantity"}}, tickets.FieldIdentity: {{Name: "Order"}}}}}
		if err := h.db.SaveFeed(ctx, ada, f, h.clock); err != nil {
			t.Fatal(err)
		}
		h.clock = h.clock.Add(time.Minute)
		r, err := h.rounds.Import(ctx, "orders", strings.NewReader("Order,Status,Buyer,Buyer email,Quantity\nORD1,paid,Ada,ada@example.org,3\n"), access.ImportOptions{})
		if err != nil || r.Round.Attendees != 3 || r.Round.Letters != 1 {
			t.Fatalf("round = %+v, %v; want 3 attendees and one letter to the buyer", r.Round, err)
		}
		for _, id := range []string{"ORD1-1", "ORD1-2", "ORD1-3"} {
			if c := h.card(id); c.Attendee == nil || len(c.Letters) != 1 {
				t.Errorf("%s: attendee %v", id, c.Attendee)
			}
		}
		h.clock = h.clock.Add(time.Minute)
		if _, err := h.rounds.Import(ctx, "orders", strings.NewReader("Order,Status,Buyer,Buyer email,Quantity\nORD1,refunded,Ada,ada@example.org,3\n"), access.ImportOptions{}); err != nil {
			t.Fatal(err)
		}
		if n, _ := h.db.TicketCounts(ctx, "orders"); n.Tickets != 3 || n.Admitted != 0 {
			t.Errorf("after the refund of the row: %+v, want 3 tickets, nobody admitted", n)
		}
		h.check()
	})
}

// TestIdentityWithoutAColumn: it is order and e-mail then, so that a transfer
// looks like gone and new.
func TestIdentityWithoutAColumn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		f := access.Feed{ID: "plain", Gone: tickets.GoneWaits, Mapping: tickets.Mapping{Preset: "generic", Columns: map[tickets.Field][]tickets.Column{
			tickets.FieldOrder: {{Name: "Order"}}, tickets.FieldName: {{Name: "Name"}}, tickets.FieldEmail: {{Name: "Email"}}}}}
		if err := h.db.SaveFeed(ctx, ada, f, h.clock); err != nil {
			t.Fatal(err)
		}
		run := func(rows string) access.Report {
			h.clock = h.clock.Add(time.Minute)
			r, err := h.rounds.Import(ctx, "plain", strings.NewReader("Order,Name,Email\n"+rows), access.ImportOptions{})
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		run("O1,Ada,ada@example.org\nO2,Bob,bob@example.org\n")
		if r := run("O1,Ada L,ada@example.org\nO2,Bob,bob@example.org\n"); r.Round.Names != 1 || r.Round.New != 0 {
			t.Errorf("another name = %+v, want the same ticket", r.Round)
		}
		if r := run("O1,Eve,eve@example.org\nO2,Bob,bob@example.org\n"); r.Round.New != 1 || r.Round.Attendees != 1 || r.Round.Waiting != 1 {
			t.Errorf("a transfer = %+v, want one new and one that waits as gone", r.Round)
		}
		h.check()
	})
}
