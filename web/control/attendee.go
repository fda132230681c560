package control

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/web/ui"
)

// AttendeePage is what attendee.templ shows: the card of one ticket and its
// attendee.
type AttendeePage struct {
	Frame   Frame
	Search  DeskSearch
	Card    access.Card
	Cause   stagedoor.Sentence // why this person calls, as far as we can tell
	Advice  Advice
	Code    stagedoor.AccessCode // shown once, in the answer to "Show the code"
	Typed   string
	Differs string // how what they typed differs from the code
	Address string // as it was typed into the form, when something is wrong with it
	Said    string
	Problem string
}

// cardHref is the card's address without a question.
func cardHref(c access.Card) string {
	if c.Attendee != nil {
		return attendeeHref(c.Attendee.ID)
	}
	return ticketHref(c.Ticket.ID)
}

// whoOf is whose card the address names.
func whoOf(r *http.Request) access.Who {
	return access.Who{Attendee: stagedoor.AttendeeID(r.PathValue("attendee")), Ticket: stagedoor.TicketID(r.PathValue("ticket"))}
}

// ShowAttendee answers GET /control/attendees/{attendee}.
func (p *Pages) ShowAttendee(w http.ResponseWriter, r *http.Request) error {
	return p.showCard(w, r, http.StatusOK, AttendeePage{Said: cardSaid(r.Context(), r.URL.Query())})
}

// ShowTicket answers GET /control/tickets/{ticket}: the card of a ticket that
// lets nobody in. One that does has its attendee's.
func (p *Pages) ShowTicket(w http.ResponseWriter, r *http.Request) error {
	c, err := p.Desk.Card(r.Context(), whoOf(r))
	if err != nil {
		return err
	}
	if c.Attendee != nil {
		q := r.URL.Query()
		http.Redirect(w, r, withQuery(cardHref(c), q.Get("q"), "done", q.Get("done")), http.StatusSeeOther)
		return nil
	}
	return p.showCard(w, r, http.StatusOK, AttendeePage{})
}

func (p *Pages) showCard(w http.ResponseWriter, r *http.Request, status int, page AttendeePage) error {
	ctx := r.Context()
	c, err := p.Desk.Card(ctx, whoOf(r))
	if err != nil {
		return err
	}
	page.Card = c
	page.Cause = access.Cause(c, ui.PageOf(ctx).Now, zoneOf(ctx))
	page.Advice = advise(ctx, c)
	if page.Search, err = p.beside(r, foundID(access.Found{Ticket: c.Ticket, Attendee: c.Attendee})); err != nil {
		return err
	}
	page.Frame = p.frame(r)
	return ui.RenderStatus(w, r, status, AttendeeTempl(page))
}

// zoneOf is the conference's zone.
func zoneOf(ctx context.Context) *time.Location {
	if z := ui.PageOf(ctx).Zone; z != nil {
		return z
	}
	return time.UTC
}

// cardSaid is what was just done.
func cardSaid(ctx context.Context, q url.Values) string {
	switch q.Get("done") {
	case "letter":
		return ui.T(ctx, "The letter is in the outbox.")
	case "address":
		return ui.T(ctx, "The address is corrected. A letter with the right code is in the outbox.")
	case "code":
		return ui.T(ctx, "The code is replaced, all devices are signed out, and a letter is in the outbox.")
	case "signout":
		return ui.T(ctx, "All devices are signed out. The code still works.")
	case "revoke":
		return ui.T(ctx, "The ticket is revoked. Nobody comes in with it.")
	case "undo":
		return ui.T(ctx, "The ticket lets them in again.")
	case "letin":
		return ui.T(ctx, "The ticket lets them in now. A letter with the code is in the outbox.")
	case "guest":
		return ui.T(ctx, "The guest pass is written.")
	}
	return ""
}

// ActOnAttendee answers POST /control/attendees/{attendee}: what the help desk
// does for one person.
func (p *Pages) ActOnAttendee(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, actor, now := stagedoor.AttendeeID(r.PathValue("attendee")), MemberOf(ctx).Actor(), ui.PageOf(ctx).Now
	do, page := r.PostFormValue("do"), AttendeePage{}
	var err error
	switch do {
	case "letter":
		err = p.Desk.Resend(ctx, actor, id, now)
	case "address":
		page.Address = strings.TrimSpace(r.PostFormValue("address"))
		err = p.Desk.CorrectAddress(ctx, actor, id, page.Address, r.PostFormValue("sign-out") != "", now)
	case "show":
		// The code is the answer itself: no address leads to it again.
		var code stagedoor.AccessCode
		if code, err = p.Desk.ReadCode(ctx, actor, id, now); err == nil {
			return p.showCard(w, r, http.StatusOK, AttendeePage{Code: code})
		}
	case "typed":
		page.Typed = r.PostFormValue("typed")
		var s stagedoor.Sentence
		if s, err = p.Desk.Typed(ctx, id, page.Typed); err == nil {
			page.Differs = ui.Say(ctx, s)
			return p.showCard(w, r, http.StatusOK, page)
		}
	case "code":
		err = p.Desk.Rotate(ctx, actor, id, now)
	case "signout":
		err = p.Desk.SignOutEverywhere(ctx, actor, id, now)
	case "revoke":
		err = p.Desk.Revoke(ctx, actor, id, now)
	case "undo":
		err = p.Desk.Undo(ctx, actor, id, now)
	default:
		err = errNoAct()
	}
	return p.cardDone(w, r, err, page, do)
}

// ActOnTicket answers POST /control/tickets/{ticket}: lets in whoever has a
// ticket that lets nobody in.
func (p *Pages) ActOnTicket(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	err := errNoAct()
	if r.PostFormValue("do") == "letin" {
		err = p.Desk.LetIn(ctx, MemberOf(ctx).Actor(), stagedoor.TicketID(r.PathValue("ticket")), ui.PageOf(ctx).Now)
	}
	return p.cardDone(w, r, err, AttendeePage{}, "letin")
}

// cardDone leads back to the card, or shows it with what went wrong.
func (p *Pages) cardDone(w http.ResponseWriter, r *http.Request, err error, page AttendeePage, done string) error {
	if err == nil {
		http.Redirect(w, r, withQuery(r.URL.Path, r.URL.Query().Get("q"), "done", done), http.StatusSeeOther)
		return nil
	}
	status, mine := formStatus(err)
	if !mine || stagedoor.KindOf(err) == stagedoor.NotFound {
		return err
	}
	page.Problem = ui.Problem(r.Context(), err)
	return p.showCard(w, r, status, page)
}

// ExportAttendee answers GET of a card's /export: all that is kept of one
// person, as a file for them.
func (p *Pages) ExportAttendee(w http.ResponseWriter, r *http.Request) error {
	var file strings.Builder // so that a failure halfway is no half file
	if err := p.Desk.Export(r.Context(), MemberOf(r.Context()).Actor(), whoOf(r), ui.PageOf(r.Context()).Now, &file); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="what-we-know.json"`)
	_, _ = w.Write([]byte(file.String())) // the reader went away: nobody is left to tell
	return nil
}

// besideCard is the search beside the card; without a question it is an empty
// field.
func besideCard(p AttendeePage) DeskSearch {
	s := p.Search
	if s.Current == "" {
		s.Current = "-" // a card is open all the same
	}
	return s
}

// addressOf is what stands in the address field: what was typed when that was
// wrong, else the address that we have.
func addressOf(p AttendeePage) string {
	if p.Address != "" {
		return p.Address
	}
	return p.Card.Attendee.Email
}
