package control

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/tickets"
)

const cardRoute = "/control/attendees/{attendee}"

func TestCardTellsTheCauseAndWhatToDo(t *testing.T) {
	ago := func(d time.Duration) time.Time { return deskNow.Add(-d) }
	login := func(c *access.Card, ended time.Time, why stagedoor.Ending) {
		c.Logins = append(c.Logins, stagedoor.Login{ID: "x", Device: "Chrome on Android", Created: ago(30 * time.Minute), Seen: ago(time.Minute), Ended: ended, Why: why})
	}
	for _, tt := range []struct {
		name string
		card func(*access.Card)
		want []string
		not  string
	}{
		{"the letter came back", func(*access.Card) {}, []string{"The letter came back at 07:22.", "Correct the address, or read the code out", "Letter bounced", "552 mailbox full", "says over", "Never came in", "The provider&#39;s id: 65f1c20a"}, ""},
		{"a replaced code", func(c *access.Card) {
			c.Uses = []access.CodeUse{{Why: access.WhyReplaced, Count: 3, Last: ago(time.Minute)}}
		}, []string{"Typed a code that was replaced, at 11:21.", "Send the newest letter again", "A code that was replaced", "3 times"}, ""},
		{"is in", func(c *access.Card) { c.Uses = nil; login(c, time.Time{}, "") }, []string{"Came in 30 minutes ago on Chrome on Android.", "says good", "In, on 1 device", "last seen 11:21"}, "Never came in"},
		{"another device", func(c *access.Card) { c.Uses = nil; login(c, ago(5*time.Minute), stagedoor.EndedElsewhere) }, []string{"too many other devices", "out since 11:17"}, ">in<"},
		{"cancelled", func(c *access.Card) {
			c.Attendee.Standing, c.Attendee.Since, c.Ticket.Status = stagedoor.Cancelled, ago(time.Hour), tickets.Cancelled
		}, []string{"Cancelled at 10:22.", "Let them in again", "The ticket shop says so."}, "Show the code"},
		{"revoked", func(c *access.Card) { c.Attendee.Standing, c.Attendee.Since = stagedoor.Revoked, ago(time.Hour) }, []string{"Revoked by hand at 10:22.", "It can be undone"}, `value="revoke"`},
		{"no address", func(c *access.Card) { c.Attendee.Email, c.Letters, c.Uses = "", nil, nil }, []string{"no address", "There is none.", "Write an address on the card"}, "Send the letter again"},
		{"a long Cyrillic name", func(c *access.Card) { c.Attendee.Name = strings.Repeat("Константинопоулос-", 6) }, []string{strings.Repeat("Константинопоулос-", 6)}, ""},
		{"a name that is markup", func(c *access.Card) { c.Attendee.Name = "<script>alert(1)</script>" }, []string{"&lt;script&gt;alert(1)"}, "<script>alert"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := everything()
			if tt.name == "the letter came back" {
				c.Uses = nil
			}
			tt.card(&c)
			p := deskPages(&oneDesk{cards: []access.Card{c}}, nil, nil)
			w, err := ask(t, stagedoor.HelpDesk, "en", "GET "+cardRoute, "/control/attendees/a20377", nil, p.ShowAttendee)
			if err != nil || w.Code != http.StatusOK {
				t.Fatalf("status %d, %v", w.Code, err)
			}
			holds(t, "the card", w.Body.String(), append(tt.want, "Read the code of")...)
			if tt.not != "" && strings.Contains(w.Body.String(), tt.not) {
				t.Errorf("the card holds %q", tt.not)
			}
			if n := strings.Count(w.Body.String(), "button go"); n > 1 {
				t.Errorf("the card has %d filled buttons, want one at most", n)
			}
		})
	}
}

func TestCardOfATicketWithoutAnAttendee(t *testing.T) {
	c := person("7", "Иван Петров", "ivan@posta.example")
	c.Attendee, c.Ticket.Status, c.Ticket.Word = nil, tickets.Awaiting, "очаква плащане"
	d := &oneDesk{cards: []access.Card{c}}
	p := deskPages(d, nil, nil)
	w, err := ask(t, stagedoor.HelpDesk, "en", "GET /control/tickets/{ticket}", "/control/tickets/t7", nil, p.ShowTicket)
	if err != nil {
		t.Fatal(err)
	}
	holds(t, "the card", w.Body.String(), "Awaits payment. The code comes when it is paid.", "Let them in", "очаква плащане")
	w, err = ask(t, stagedoor.HelpDesk, "en", "POST /control/tickets/{ticket}", "/control/tickets/t7?q=ivan", url.Values{"do": {"letin"}}, p.ActOnTicket)
	if err != nil || w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/control/tickets/t7?done=letin&q=ivan" {
		t.Errorf("let in: %d to %q, %v; want 303 to the card", w.Code, w.Header().Get("Location"), err)
	}
	if want := []string{"letin Mira t7"}; !slices.Equal(d.done, want) {
		t.Errorf("did %q, want %q", d.done, want)
	}
	d.cards[0] = person("7", "Иван Петров", "ivan@posta.example")
	w, err = ask(t, stagedoor.HelpDesk, "en", "GET /control/tickets/{ticket}", "/control/tickets/t7?q=ivan&done=letin", nil, p.ShowTicket)
	if err != nil || w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/control/attendees/a7?done=letin&q=ivan" {
		t.Errorf("a ticket that has an attendee: %d to %q, %v; want 303 to their card", w.Code, w.Header().Get("Location"), err)
	}
}

func TestActsOnAnAttendee(t *testing.T) {
	for _, tt := range []struct{ do, did string }{
		{"letter", "resend Mira a20377"},
		{"address", "address Mira a20377 new@posta.example true"},
		{"code", "rotate Mira a20377"},
		{"signout", "signout Mira a20377"},
		{"revoke", "revoke Mira a20377"},
		{"undo", "undo Mira a20377"},
	} {
		d := &oneDesk{cards: []access.Card{everything()}}
		form := url.Values{"do": {tt.do}, "address": {" new@posta.example "}, "sign-out": {"yes"}}
		w, err := ask(t, stagedoor.HelpDesk, "en", "POST "+cardRoute, "/control/attendees/a20377?q=stoev", form, deskPages(d, nil, nil).ActOnAttendee)
		if err != nil || w.Code != http.StatusSeeOther {
			t.Fatalf("%s: status %d, %v; want 303", tt.do, w.Code, err)
		}
		if !slices.Equal(d.done, []string{tt.did}) {
			t.Errorf("%s did %q, want %q", tt.do, d.done, tt.did)
		}
		back := w.Header().Get("Location")
		if want := "/control/attendees/a20377?done=" + tt.do + "&q=stoev"; back != want {
			t.Errorf("%s leads to %q, want %q", tt.do, back, want)
		}
		w, err = ask(t, stagedoor.HelpDesk, "en", "GET "+cardRoute, back, nil, deskPages(d, nil, nil).ShowAttendee)
		if err != nil || !strings.Contains(w.Body.String(), `says good" role="status"`) {
			t.Errorf("after %s the card does not say that it is done (%v)", tt.do, err)
		}
	}
}

func TestTheCodeIsShownOnce(t *testing.T) {
	d := &oneDesk{cards: []access.Card{everything()}}
	p := deskPages(d, nil, nil)
	w, err := ask(t, stagedoor.HelpDesk, "en", "POST "+cardRoute, "/control/attendees/a20377", url.Values{"do": {"show"}}, p.ActOnAttendee)
	if err != nil || w.Code != http.StatusOK {
		t.Fatalf("status %d, %v; want the page", w.Code, err)
	}
	holds(t, "the answer", w.Body.String(), "7HQM-K2WP-9XRT", "shown only now")
	if !slices.Equal(d.done, []string{"read Mira a20377"}) {
		t.Errorf("did %q, want the audited read", d.done)
	}
	for _, address := range []string{"/control/attendees/a20377", "/control/attendees/a20377?do=show", "/control/attendees/a20377?done=show"} {
		w, err = ask(t, stagedoor.HelpDesk, "en", "GET "+cardRoute, address, nil, p.ShowAttendee)
		if err != nil || strings.Contains(w.Body.String(), "7HQM") {
			t.Errorf("GET %s shows the code (%v)", address, err)
		}
	}
}

func TestWhatTheyTyped(t *testing.T) {
	d := &oneDesk{cards: []access.Card{everything()}}
	w, err := ask(t, stagedoor.HelpDesk, "en", "POST "+cardRoute, "/control/attendees/a20377", url.Values{"do": {"typed"}, "typed": {"7HQM"}}, deskPages(d, nil, nil).ActOnAttendee)
	if err != nil || w.Code != http.StatusOK {
		t.Fatalf("status %d, %v", w.Code, err)
	}
	holds(t, "the answer", w.Body.String(), "One character is missing: number 4.", `value="7HQM"`)
	if len(d.done) != 0 {
		t.Errorf("comparing did %q", d.done)
	}
}

func TestActsThatFail(t *testing.T) {
	for _, tt := range []struct {
		name   string
		do     string
		fails  error
		status int
		says   string
	}{
		{"a wrong address", "address", stagedoor.CheckAddress("x"), 422, "This is not an e-mail address."},
		{"revoked already", "revoke", stagedoor.Errorf(stagedoor.Conflict, "This ticket is revoked already."), 409, "This ticket is revoked already."},
		{"no such act", "dance", nil, 422, "Nothing was chosen."},
		{"no act", "", nil, 422, "Nothing was chosen."},
		{"nothing may be shown before it is audited", "show", stagedoor.Errorf(stagedoor.Conflict, "This ticket does not let anybody in now. Undo that first."), 409, "Undo that first."},
	} {
		d := &oneDesk{cards: []access.Card{everything()}, fails: tt.fails}
		w, err := ask(t, stagedoor.HelpDesk, "en", "POST "+cardRoute, "/control/attendees/a20377", url.Values{"do": {tt.do}, "address": {"x"}}, deskPages(d, nil, nil).ActOnAttendee)
		if err != nil || w.Code != tt.status {
			t.Errorf("%s: status %d, %v; want %d", tt.name, w.Code, err, tt.status)
			continue
		}
		holds(t, tt.name, w.Body.String(), tt.says, `role="alert"`)
		if strings.Contains(w.Body.String(), "7HQM") {
			t.Errorf("%s: the code is shown", tt.name)
		}
	}
	broken := errors.New("disk full")
	d := &oneDesk{cards: []access.Card{everything()}, fails: broken}
	if _, err := ask(t, stagedoor.HelpDesk, "en", "POST "+cardRoute, "/control/attendees/a20377", url.Values{"do": {"revoke"}}, deskPages(d, nil, nil).ActOnAttendee); !errors.Is(err, broken) {
		t.Errorf("a fault of ours = %v, want it handed on", err)
	}
	if _, err := ask(t, stagedoor.HelpDesk, "en", "GET "+cardRoute, "/control/attendees/nobody", nil, deskPages(d, nil, nil).ShowAttendee); stagedoor.KindOf(err) != stagedoor.NotFound {
		t.Errorf("nobody's card = %v, want NotFound", err)
	}
}

func TestErase(t *testing.T) {
	d := &oneDesk{cards: []access.Card{everything()}}
	p := deskPages(d, nil, nil)
	at := "/control/attendees/a20377"
	w, err := ask(t, stagedoor.Owner, "en", "GET "+cardRoute+"/erase", at+"/erase", nil, p.ShowErase)
	if err != nil {
		t.Fatal(err)
	}
	holds(t, "the page", w.Body.String(), "Erase what we know of Boyan Stoev?")
	w, err = ask(t, stagedoor.Owner, "en", "POST "+cardRoute+"/erase", at+"/erase", url.Values{}, p.Erase)
	if err != nil || w.Code != 422 || len(d.done) != 0 {
		t.Errorf("without the tick: %d, %v, did %q; want 422 and nothing", w.Code, err, d.done)
	}
	w, err = ask(t, stagedoor.Owner, "en", "POST "+cardRoute+"/erase", at+"/erase", url.Values{"sure": {"yes"}}, p.Erase)
	if err != nil || w.Code != http.StatusSeeOther || len(d.done) != 1 {
		t.Errorf("with the tick: %d, %v, did %q; want 303", w.Code, err, d.done)
	}
}

func TestExportIsAFile(t *testing.T) {
	p := deskPages(&oneDesk{cards: []access.Card{everything()}}, nil, nil)
	w, err := ask(t, stagedoor.HelpDesk, "en", "GET "+cardRoute+"/export", "/control/attendees/a20377/export", nil, p.ExportAttendee)
	if err != nil || w.Body.String() != `{"who":"a20377"}` || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("export = %q, %v, %q; want the JSON as a file", w.Body.String(), err, w.Header())
	}
}

func TestGuestPass(t *testing.T) {
	d := &oneDesk{}
	p := deskPages(d, nil, nil)
	const route = "/control/attendees/guest"
	w, err := ask(t, stagedoor.HelpDesk, "en", "GET "+route, route, nil, p.ShowGuest)
	if err != nil {
		t.Fatal(err)
	}
	holds(t, "the form", w.Body.String(), "Write a guest pass", "Български")
	w, err = ask(t, stagedoor.HelpDesk, "en", "POST "+route, route, url.Values{"name": {" "}, "email": {"a@b.example"}}, p.WriteGuest)
	if err != nil || w.Code != 422 {
		t.Fatalf("without a name: %d, %v; want 422", w.Code, err)
	}
	holds(t, "the answer", w.Body.String(), "A guest pass needs a name.", `value="a@b.example"`)
	w, err = ask(t, stagedoor.HelpDesk, "en", "POST "+route, route, url.Values{"name": {"Ада"}, "language": {"tlh"}}, p.WriteGuest)
	if err != nil || w.Code != 422 {
		t.Errorf("in Klingon: %d, %v; want 422", w.Code, err)
	}
	w, err = ask(t, stagedoor.HelpDesk, "en", "POST "+route, route, url.Values{"name": {" Ада "}, "email": {"ada@b.example"}, "language": {"bg"}, "type": {"Speaker"}}, p.WriteGuest)
	if err != nil || w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/control/attendees/guest1?done=guest" {
		t.Errorf("a good one: %d to %q, %v; want 303 to the card", w.Code, w.Header().Get("Location"), err)
	}
	if want := []string{"guest Mira {Ада ada@b.example bg Speaker}"}; !slices.Equal(d.done, want) {
		t.Errorf("did %q, want %q", d.done, want)
	}
}
