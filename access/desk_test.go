package access_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/store/storetest"
)

// The help desk's buttons, on both databases. Each is audited.

func (h *house) audited(id stagedoor.AttendeeID) string {
	h.t.Helper()
	entries, err := h.db.AuditOf(ctx, "attendee", string(id), 1)
	if err != nil || len(entries) == 0 {
		h.t.Fatalf("audit = %v, %v; want an entry", entries, err)
	}
	if entries[0].Actor != ada {
		h.t.Errorf("audit's actor = %+v, want Ada", entries[0].Actor)
	}
	return entries[0].Did.String()
}

func (h *house) do(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func TestRevokeStandsUntilTheRowChanges(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export("T1,O1,paid,Std,Ada,ada@example.org")
		a, login := h.card("T1").Attendee, h.comesIn("T1", "x")
		h.do(h.desk.Revoke(ctx, ada, a.ID, h.tick()))
		if h.opens(h.code(a)) != "revoked" || h.login(login) != "revoked" {
			t.Errorf("revoked: code %s, login %s", h.opens(h.code(a)), h.login(login))
		}
		if got := h.audited(a.ID); got != "Revoked the ticket of Ada." {
			t.Errorf("audit = %q", got)
		}
		if r := h.export("T1,O1,paid,Std,Ada,ada@example.org"); r.Round.Result != access.RoundSame || h.opens(h.code(a)) != "revoked" {
			t.Errorf("the same row again: %s, code %s; want it to stand", r.Round.Result, h.opens(h.code(a)))
		}
		if err := h.desk.Revoke(ctx, ada, a.ID, h.tick()); stagedoor.KindOf(err) != stagedoor.Conflict {
			t.Errorf("revoked twice: %v, want Conflict", err)
		}
		h.export("T1,O1,cancelled,Std,Ada,ada@example.org")
		if got := h.opens(h.code(a)); got != "cancelled" {
			t.Errorf("the row was cancelled: %s", got)
		}
		h.export("T1,O1,paid,Std,Ada,ada@example.org")
		if got := h.opens(h.code(a)); got != "in" {
			t.Errorf("the row is paid again: %s, want in: the hand's decision stood until it changed", got)
		}
		h.check()
	})
}

func TestUndoIsOneClickBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export("T1,O1,paid,Std,Ada,ada@example.org")
		a := h.card("T1").Attendee
		h.do(h.desk.Revoke(ctx, ada, a.ID, h.tick()))
		h.do(h.desk.Undo(ctx, ada, a.ID, h.tick()))
		if got := h.opens(h.code(a)); got != "in" {
			t.Errorf("after undo the same code = %s, want in", got)
		}
		if err := h.desk.Undo(ctx, ada, a.ID, h.tick()); stagedoor.KindOf(err) != stagedoor.Conflict {
			t.Errorf("undo of nothing: %v, want Conflict", err)
		}
		if h.card("T1").Ticket.Hand != access.HandNone {
			t.Errorf("hand = %q: the row says the same, so none", h.card("T1").Ticket.Hand)
		}
		h.check()
	})
}

func TestGuestPass(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		id, err := h.desk.GuestPass(ctx, ada, access.Guest{Name: " Grace  Hopper ", Email: "grace@example.org", Type: "Speaker"}, h.tick())
		h.do(err)
		c, err := h.desk.Card(ctx, access.Who{Attendee: id})
		h.do(err)
		if c.Ticket.Feed != stagedoor.FeedByHand || c.Attendee.Name != "Grace Hopper" || letters(c) != "code→grace@example.org v1" || h.opens(h.code(c.Attendee)) != "in" {
			t.Errorf("card = %+v, letters %q", c.Attendee, letters(c))
		}
		h.export(many(3)...)
		if got := h.opens(h.code(c.Attendee)); got != "in" {
			t.Errorf("after a round the guest's code = %s", got)
		}
		for _, g := range []access.Guest{{}, {Name: "x", Email: "nonsense"}, {Name: strings.Repeat("x", 121)}} {
			if _, err := h.desk.GuestPass(ctx, ada, g, h.tick()); stagedoor.KindOf(err) != stagedoor.Invalid {
				t.Errorf("guest %+v: %v, want Invalid", g, err)
			}
		}
		if _, err := h.rounds.Import(ctx, stagedoor.FeedByHand, strings.NewReader(header), access.ImportOptions{}); stagedoor.KindOf(err) != stagedoor.Invalid {
			t.Errorf("import into by hand: %v, want Invalid", err)
		}
		h.check()
	})
}

func TestLetInATicketThatLetsNobodyIn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export("T1,O1,pending,Std,Ada,ada@example.org")
		h.do(h.desk.LetIn(ctx, ada, h.card("T1").Ticket.ID, h.tick()))
		c := h.card("T1")
		if c.Attendee == nil || h.opens(h.code(c.Attendee)) != "in" || letters(c) != "code→ada@example.org v1" {
			t.Fatalf("card = %+v, letters %q", c.Attendee, letters(c))
		}
		h.export("T1,O1,pending,Std,Ada,ada@example.org")
		if got := h.opens(h.code(c.Attendee)); got != "in" {
			t.Errorf("after the same row = %s, want in", got)
		}
		h.check()
	})
}

func TestCorrectAddress(t *testing.T) {
	for _, signOut := range []bool{false, true} {
		t.Run(fmt.Sprint("sign out ", signOut), func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				h.export("T1,O1,paid,Std,Ada,ada@exmaple.org")
				a, login := h.card("T1").Attendee, h.comesIn("T1", "x")
				h.do(h.desk.CorrectAddress(ctx, ada, a.ID, " ada@example.org ", signOut, h.tick()))
				c := h.card("T1")
				if got := letters(c); got != "new→ada@example.org v2, code→ada@exmaple.org v1" {
					t.Errorf("letters = %q", got)
				}
				if h.opens(h.code(a)) != "replaced" || h.opens(h.code(c.Attendee)) != "in" {
					t.Errorf("old code %s, new code %s", h.opens(h.code(a)), h.opens(h.code(c.Attendee)))
				}
				want := "in"
				if signOut {
					want = "replaced"
				}
				if got := h.login(login); got != want {
					t.Errorf("login = %s, want %s", got, want)
				}
				h.export("T1,O1,paid,VIP,Ada Lovelace,ada@exmaple.org") // the vendor still has the wrong one
				if a := h.card("T1").Attendee; a.Email != "ada@example.org" || a.Name != "Ada Lovelace" || a.CodeVersion != 2 {
					t.Errorf("after the row changed: %+v; want the corrected address to stand", a)
				}
				h.export("T1,O1,paid,VIP,Ada Lovelace,ada@example.org") // the vendor has it too now
				if a := h.card("T1").Attendee; a.CodeVersion != 2 || len(h.card("T1").Letters) != 2 {
					t.Errorf("once the vendor has the same address: version %d, %d letters; want no second replacement", a.CodeVersion, len(h.card("T1").Letters))
				}
				if err := h.desk.CorrectAddress(ctx, ada, a.ID, "nonsense", false, h.tick()); stagedoor.KindOf(err) != stagedoor.Invalid {
					t.Errorf("nonsense: %v, want Invalid", err)
				}
				h.check()
			})
		})
	}
}

func TestDeskButtons(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export("T1,O1,paid,Std,Ada,ada@example.org", "T2,O2,paid,Std,Bob,")
		a := h.card("T1").Attendee

		h.do(h.desk.Resend(ctx, ada, a.ID, h.tick()))
		if got := letters(h.card("T1")); !strings.HasPrefix(got, "lost→ada@example.org v1") || h.audited(a.ID) != "Sent the code of Ada again." {
			t.Errorf("resend: letters %q, audit %q", got, h.audited(a.ID))
		}
		if err := h.desk.Resend(ctx, ada, h.card("T2").Attendee.ID, h.tick()); stagedoor.KindOf(err) != stagedoor.Conflict {
			t.Errorf("resend without an address: %v, want Conflict", err)
		}

		code, err := h.desk.ReadCode(ctx, ada, a.ID, h.tick())
		if err != nil || code != h.code(a) || h.audited(a.ID) != "Read the code of Ada." {
			t.Errorf("read = %v, %v, audit %q", code == h.code(a), err, h.audited(a.ID))
		}
		if strings.Contains(h.dump("audit", "letters"), string(code)) || strings.Contains(h.dump("audit"), code.String()) {
			t.Error("the code lies in the audit or a letter")
		}

		login := h.comesIn("T1", "x")
		h.do(h.desk.SignOutEverywhere(ctx, ada, a.ID, h.tick()))
		if h.login(login) != "by-crew" || h.opens(code) != "in" {
			t.Errorf("signed out: login %s, code %s", h.login(login), h.opens(code))
		}

		login = h.comesIn("T1", "y")
		h.clock = h.clock.Add(time.Second)
		h.do(h.desk.Rotate(ctx, ada, a.ID, h.tick()))
		c := h.card("T1")
		if h.opens(code) != "replaced" || h.opens(h.code(c.Attendee)) != "in" || h.login(login) != "replaced" || !strings.HasPrefix(letters(c), "new→ada@example.org v2") {
			t.Errorf("rotated: old %s, new %s, login %s, letters %q", h.opens(code), h.opens(h.code(c.Attendee)), h.login(login), letters(c))
		}
		if _, err := h.desk.ReadCode(ctx, ada, "nobody", h.tick()); stagedoor.KindOf(err) != stagedoor.NotFound {
			t.Errorf("the code of nobody: %v, want NotFound", err)
		}
		h.check()
	})
}

func TestSearch(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export("T1,ORD-77,paid,Std,Габриела ПЕТРОВА,gabi@example.org", "T2,ORD-78,pending,Std,Неплатил Иванов,later@example.org", "T3,ORD-79,paid,Std,100% Sure_Thing,sure@example.org")
		for _, tt := range []struct{ query, want string }{
			{"петров", "T1"},
			{"ПЕТРОВА габриела", "T1"},
			{"gabi@EXAMPLE", "T1"},
			{"ord-78", "T2"}, // no attendee: people call about them too
			{"неплатил", "T2"},
			{"t3", "T3"},
			{"100%", "T3"},
			{"e_t", "T3"}, // "_" is no pattern: nothing else has it
			{"nobody at all", ""},
			{"", "T3 T2 T1"},
		} {
			found, err := h.desk.Search(ctx, tt.query, 10)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]bool{}
			for _, f := range found {
				got[f.Ticket.Identity] = true
			}
			want := strings.Fields(tt.want)
			ok := len(got) == len(want)
			for _, w := range want {
				ok = ok && got[w]
			}
			if !ok {
				t.Errorf("search %q = %v, want %v", tt.query, got, want)
			}
		}
		for _, query := range []string{"gab\x00i@", "\xffgabi@", "gabi@\xc3"} {
			if found, err := h.desk.Search(ctx, query, 10); err != nil || len(found) != 1 {
				t.Errorf("search %q = %d tickets, %v; want Gabriela's", query, len(found), err)
			}
		}
		if _, err := h.desk.Card(ctx, access.Who{Attendee: "\x00\xff x"}); stagedoor.KindOf(err) != stagedoor.NotFound {
			t.Errorf("the card of nobody: %v, want NotFound", err)
		}
		if _, err := h.desk.AttendeesAt(ctx, "ada\x00\xff@example.org"); err != nil {
			t.Errorf("the attendees of an address: %v", err)
		}
		if _, err := h.desk.GuestPass(ctx, ada, access.Guest{Name: "Eve\x00", Type: "Press\xff"}, h.tick()); err != nil {
			t.Errorf("a guest pass: %v", err)
		}
		if _, err := h.desk.Search(ctx, strings.Repeat("x", 201), 10); stagedoor.KindOf(err) != stagedoor.Invalid {
			t.Errorf("a very long search: %v, want Invalid", err)
		}
	})
}

func TestCardTellsTheHistory(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export("T1,O1,paid,Std,Ada,ada@example.org")
		h.export("T0,O0,paid,Std,Zoe,zoe@example.org", "T1,O1,paid,Std,Grace,grace@example.org")
		h.export("T0,O0,paid,Std,Zoe,zoe@example.org", "T1,O1,refunded,Std,Grace,grace@example.org")
		id := h.card("T1").Attendee.ID
		h.clock = h.clock.Add(time.Second)
		h.do(h.desk.Undo(ctx, ada, id, h.tick()))
		var got []string
		for _, e := range h.card("T1").History {
			got = append(got, fmt.Sprintf("%d %s %s", e.Line, e.Word, e.Did))
		}
		want := []string{"0  It lets them in again, by hand: the same code works.", "3 refunded It was cancelled.",
			"3 paid It went to another address: new code, old logins ended.", "0  It came in the export."}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("history:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

func TestErase(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		rows := []string{"SECRETID,SECRETORDER,paid,Std,Ada Secretname,secret@example.org", "T2,O2,paid,Std,Bob,bob@example.org", "T3,O3,teleported,Std,Ada Secretname,secret@example.org"}
		h.export(rows...)
		a, login := h.card("SECRETID").Attendee, h.comesIn("SECRETID", "Secretdevice")
		h.do(h.desk.Resend(ctx, ada, a.ID, h.tick()))
		var file bytes.Buffer
		h.do(h.desk.Export(ctx, ada, access.Who{Attendee: a.ID}, h.tick(), &file))
		for _, want := range []string{"Ada Secretname", "secret@example.org", "SECRETID", "Secretdevice", "Sent the code"} {
			if !strings.Contains(file.String(), want) {
				t.Errorf("the export of their data lacks %q:\n%s", want, file.String())
			}
		}
		if strings.Contains(file.String(), string(h.code(a))) {
			t.Error("the export of their data holds the code")
		}

		h.do(h.desk.Erase(ctx, ada, access.Who{Attendee: a.ID}, h.tick()))
		left := h.dump("tickets", "ticket_history", "attendees", "codes", "code_uses", "logins", "letters", "letter_lines", "refused", "waiting_tickets", "audit", "erased", "rounds")
		for _, gone := range []string{"Secretname", "secret@example.org", "SECRETID", "SECRETORDER", "Secretdevice"} {
			if strings.Contains(left, gone) {
				t.Errorf("%q is still there:\n%s", gone, left)
			}
		}
		if got := h.login(login); got != "erased" {
			t.Errorf("the login = %s, want erased", got)
		}
		if got := h.opens(h.code(a)); got != "unknown" {
			t.Errorf("the code = %s, want unknown", got)
		}
		r := h.export(rows...)
		if r.Round.Attendees != 0 || r.Round.Skipped != 1 {
			t.Errorf("the next round = %+v, want the erased one skipped", r.Round)
		}
		if r = h.export(rows...); r.Round.Result != access.RoundSame {
			t.Errorf("the round after = %s, want same", r.Round.Result)
		}
		h.check()
	})
}

// Rows that we could not take are shown as they came: none may tell of who was
// erased, however it is written there, nor come back with the next export.
func TestRefusedRowsForgetWhoWasErased(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export("T1,O1,paid,Std,Ада Secretname,secret@example.org", "T2,O2,teleported,Std,АДА SECRETNAME,other@example.org",
			"T3,O3,teleported,Std,Bob,bob@example.org")
		refused := func() string {
			rows, err := h.db.RefusedRows(ctx, shop, 10)
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, r := range rows {
				all = append(all, r.Row)
			}
			return strings.Join(all, "\n")
		}
		h.do(h.desk.Erase(ctx, ada, access.Who{Attendee: h.card("T1").Attendee.ID}, h.tick()))
		if got := refused(); strings.Contains(got, "SECRETNAME") || !strings.Contains(got, "Bob") {
			t.Errorf("after they were erased the refused rows are:\n%s\nwant Bob's alone", got)
		}
		r := h.export("T1,O1,teleported,Std,Ада Secretname,secret@example.org", "T3,O3,teleported,Std,Bob,bob@example.org")
		if got := refused(); strings.Contains(got, "Secretname") || !strings.Contains(got, "Bob") {
			t.Errorf("after the next export the refused rows are:\n%s\nwant Bob's alone", got)
		}
		if r.Round.Refused != 1 || r.Round.Skipped != 1 {
			t.Errorf("refused %d and skipped %d, want one each", r.Round.Refused, r.Round.Skipped)
		}
	})
}

func TestEraseOneOfTwoWhoShareALetter(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export("T1,O1,paid,Std,Ada,both@example.org", "T2,O1,paid,Std,Bob,both@example.org")
		h.do(h.desk.Erase(ctx, ada, access.Who{Attendee: h.card("T1").Attendee.ID}, h.tick()))
		c := h.card("T2")
		if letters(c) != "code→both@example.org v1" || c.Letters[0].Name == "Ada" {
			t.Errorf("the other's letters = %q to %q, want theirs kept, without the name", letters(c), c.Letters[0].Name)
		}
		h.check()
	})
}

func TestRekey(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export("T1,O1,paid,Std,Ada,ada@example.org", "T2,O2,paid,Std,Bob,", "T3,O3,paid,Std,Eve,eve@example.org", "T4,O4,paid,Std,Zed,zed@example.org")
		h.do(h.desk.Erase(ctx, ada, access.Who{Attendee: h.card("T4").Attendee.ID}, h.tick()))
		h.export("T1,O1,paid,Std,Ada,ada@example.org", "T2,O2,paid,Std,Bob,", "T3,O3,cancelled,Std,Eve,eve@example.org", "T4,O4,paid,Std,Zed,zed@example.org")
		login := h.comesIn("T1", "x")
		old := h.code(h.card("T1").Attendee)
		fresh := stagedoor.Secret("fedcba9876543210fedcba9876543210")
		codes, count, err := access.Rekey(ctx, h.db, ada, fresh, h.conf.ID, h.tick())
		if err != nil || codes != 3 || count != 1 {
			t.Fatalf("rekey = %d codes, %d letters, %v; want 3 and 1", codes, count, err)
		}
		if got := h.login(login); got != "replaced" {
			t.Errorf("login = %s, want replaced", got)
		}
		a := h.card("T1").Attendee
		code := stagedoor.NewAccessCode(fresh, h.conf.ID, a.ID, a.CodeVersion)
		owners, err := h.db.CodeOwners(ctx, []stagedoor.CodeHash{code.Hash(fresh), old.Hash(fresh)})
		if err != nil || owners[0].Attendee.ID != a.ID || owners[1].Attendee.ID != "" {
			t.Errorf("owners = %+v, %v; want the new code known and the old one not", owners, err)
		}
		if got := letters(h.card("T1")); got != "new→ada@example.org v2, code→ada@example.org v1" {
			t.Errorf("letters = %q", got)
		}
		if err := h.db.Begin(ctx, storetest.Secret, stagedoor.Conference{}, h.tick()); stagedoor.KindOf(err) != stagedoor.Denied {
			t.Errorf("a start with the old secret: %v, want Denied", err)
		}
		h.do(h.db.Begin(ctx, fresh, stagedoor.Conference{}, h.tick()))
		h.rounds.Secret = fresh
		r := h.export("T1,O1,paid,Std,Ada,ada@example.org", "T2,O2,paid,Std,Bob,", "T3,O3,paid,Std,Eve,eve@example.org", "T4,O4,paid,Std,Zed,zed@example.org")
		if r.Round.Skipped != 1 || !strings.HasPrefix(letters(h.card("T3")), "new→eve@example.org v2") {
			t.Errorf("round = %+v, letters of T3 %q; want T4 still skipped, and a letter with the new code for who is back", r.Round, letters(h.card("T3")))
		}
		h.check()
	})
}

func TestTypedKnowsOtherCodes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export("T1,O1,paid,Std,Ada,ada@example.org", "T2,O2,paid,Std,Bob,bob@example.org")
		a, b := h.card("T1").Attendee, h.card("T2").Attendee
		first := h.code(a)
		h.do(h.desk.Rotate(ctx, ada, a.ID, h.tick()))
		second := h.code(h.card("T1").Attendee)
		h.do(h.desk.Rotate(ctx, ada, a.ID, h.tick()))
		for _, tt := range []struct {
			typed stagedoor.AccessCode
			want  string
		}{
			{h.code(h.card("T1").Attendee), "This is the right code."},
			{second, "This is the code before this one. It was replaced; the newest letter has the right one."},
			{first, "This is an old code, replaced 2 times since. The newest letter has the right one."},
			{h.code(b), "This is the code of another attendee."},
		} {
			got, err := h.desk.Typed(ctx, a.ID, strings.ToLower(tt.typed.String()))
			if err != nil || got.String() != tt.want {
				t.Errorf("typed = %q, %v; want %q", got, err, tt.want)
			}
		}
	})
}

func TestDryRunChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.export(many(5)...)
		before := h.dump(append(quietTables, "rounds", "audit")...)
		rows := append(many(5), "N1,N1,paid,Std,New,new@example.org")
		rows[0] = strings.Replace(rows[0], "paid", "cancelled", 1)
		r, err := h.rounds.Import(ctx, shop, strings.NewReader(header+strings.Join(rows, "\n")), access.ImportOptions{DryRun: true})
		if err != nil || r.Round.Attendees != 1 || r.Round.Taken != 1 || len(r.Lines) != 2 {
			t.Errorf("dry run = %+v, %v; want one new, one taken, two lines", r, err)
		}
		p, err := h.rounds.Preview(ctx, access.Feed{ID: "other", Mapping: feedOf(t, h).Mapping}, strings.NewReader(header+strings.Join(rows, "\n")))
		if err != nil || !p.Problem.Zero() || p.Report.Round.Attendees != 5 {
			t.Errorf("preview = %+v, %v; want 5 attendees in a feed that is new", p.Report.Round, err)
		}
		p, err = h.rounds.Preview(ctx, feedOf(t, h), strings.NewReader("<html>log in</html>"))
		if err == nil && p.Problem.Zero() {
			t.Error("the preview of a login page wants a problem")
		}
		if after := h.dump(append(quietTables, "rounds", "audit")...); after != before {
			t.Errorf("it wrote:\n%s", differences(before, after))
		}
	})
}

func feedOf(t *testing.T, h *house) access.Feed {
	f, err := h.db.Feed(ctx, shop)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestAFirstUploadGuessesTheColumns(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		f := access.Feed{ID: "fresh"}
		f.Mapping.Preset = "generic"
		h.do(h.db.SaveFeed(ctx, ada, f, h.tick()))
		h.clock = h.clock.Add(time.Minute)
		r, err := h.rounds.Import(ctx, "fresh", strings.NewReader(header+"T1,O1,paid,Std,Ada,ada@example.org\n"), access.ImportOptions{})
		if err != nil || r.Round.Attendees != 1 {
			t.Fatalf("round = %+v, %v", r.Round, err)
		}
		if f, _ := h.db.Feed(ctx, "fresh"); !f.HasColumns() {
			t.Error("the guessed columns were not kept")
		}
		if err := h.db.RemoveFeed(ctx, ada, "fresh", h.tick()); stagedoor.KindOf(err) != stagedoor.Conflict {
			t.Errorf("removing a feed with tickets: %v, want Conflict", err)
		}
		h.do(h.db.SaveFeed(ctx, ada, access.Feed{ID: "empty"}, h.tick()))
		h.do(h.db.RemoveFeed(ctx, ada, "empty", h.tick()))
		if _, err := h.db.Feed(ctx, "empty"); stagedoor.KindOf(err) != stagedoor.NotFound {
			t.Errorf("a removed feed: %v, want NotFound", err)
		}
	})
}

// tick is a second later each time: ids of one millisecond have no order.
func (h *house) tick() time.Time {
	h.clock = h.clock.Add(time.Second)
	return h.clock
}
