package control

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/web/ui"
)

// Desk is what the help desk can do; access.Desk is one. What changes anything
// is audited.
type Desk interface {
	DeskFind
	DeskCodes
	DeskTickets
}

// DeskFind finds people and tells about them.
type DeskFind interface {
	// Search finds tickets by name, address, order or ticket number; those
	// without an attendee too.
	Search(ctx context.Context, query string, limit int) ([]access.Found, error)
	Card(ctx context.Context, who access.Who) (access.Card, error)
	// Typed says how what somebody typed differs from their code.
	Typed(ctx context.Context, id stagedoor.AttendeeID, typed string) (stagedoor.Sentence, error)
	// Export writes all that is kept of one person as JSON, audited.
	Export(ctx context.Context, actor stagedoor.Actor, who access.Who, now time.Time, w io.Writer) error
}

// DeskCodes does what concerns an attendee's code, letters and logins.
type DeskCodes interface {
	Resend(ctx context.Context, actor stagedoor.Actor, id stagedoor.AttendeeID, now time.Time) error
	CorrectAddress(ctx context.Context, actor stagedoor.Actor, id stagedoor.AttendeeID, address string, signOut bool, now time.Time) error
	ReadCode(ctx context.Context, actor stagedoor.Actor, id stagedoor.AttendeeID, now time.Time) (stagedoor.AccessCode, error)
	Rotate(ctx context.Context, actor stagedoor.Actor, id stagedoor.AttendeeID, now time.Time) error
	SignOutEverywhere(ctx context.Context, actor stagedoor.Actor, id stagedoor.AttendeeID, now time.Time) error
}

// DeskTickets gives and takes the right to come in.
type DeskTickets interface {
	Revoke(ctx context.Context, actor stagedoor.Actor, id stagedoor.AttendeeID, now time.Time) error
	Undo(ctx context.Context, actor stagedoor.Actor, id stagedoor.AttendeeID, now time.Time) error
	LetIn(ctx context.Context, actor stagedoor.Actor, ticket stagedoor.TicketID, now time.Time) error
	GuestPass(ctx context.Context, actor stagedoor.Actor, g access.Guest, now time.Time) (stagedoor.AttendeeID, error)
	Erase(ctx context.Context, actor stagedoor.Actor, who access.Who, now time.Time) error
}

// How many answers a search shows: on its own page, and beside a card.
const (
	foundMost   = 100
	foundBeside = 8
)

// A DeskSearch is the search field and what it found; it stands beside a card
// too.
type DeskSearch struct {
	Query   string
	Words   []string // folded: what to mark
	Found   []access.Found
	More    bool // there are more than are shown
	Current string
	Problem string
}

// AttendeesPage is what attendees.templ shows.
type AttendeesPage struct {
	Frame  Frame
	Search DeskSearch
	Said   string
}

// ShowAttendees answers GET /control/attendees. Without a question it shows
// the newest tickets.
func (p *Pages) ShowAttendees(w http.ResponseWriter, r *http.Request) error {
	search, err := p.search(r, foundMost)
	if err != nil {
		return err
	}
	page := AttendeesPage{Frame: p.frame(r), Search: search}
	if r.URL.Query().Get("done") == "erased" {
		page.Said = ui.T(r.Context(), "It is erased. The next rounds skip this ticket.")
	}
	status := http.StatusOK
	if search.Problem != "" {
		status = http.StatusUnprocessableEntity
	}
	return ui.RenderStatus(w, r, status, AttendeesTempl(page))
}

// search runs the question that the address holds.
func (p *Pages) search(r *http.Request, limit int) (DeskSearch, error) {
	s := DeskSearch{Query: strings.TrimSpace(r.URL.Query().Get("q"))}
	s.Words = strings.Fields(stagedoor.Fold(s.Query))
	found, err := p.Desk.Search(r.Context(), s.Query, limit+1)
	if stagedoor.KindOf(err) == stagedoor.Invalid {
		s.Problem = ui.Problem(r.Context(), err)
		return s, nil
	}
	if err != nil {
		return s, err
	}
	s.Found, s.More = found, len(found) > limit
	if s.More {
		s.Found = found[:limit]
	}
	return s, nil
}

// beside is the search that stands beside a card: nothing without a question.
func (p *Pages) beside(r *http.Request, current string) (DeskSearch, error) {
	if strings.TrimSpace(r.URL.Query().Get("q")) == "" {
		return DeskSearch{}, nil
	}
	s, err := p.search(r, foundBeside)
	s.Current = current
	return s, err
}

// foundHref leads to the card of what was found, and keeps the question.
func foundHref(f access.Found, query string) string {
	if f.Attendee != nil {
		return withQuery(attendeeHref(f.Attendee.ID), query)
	}
	return withQuery(ticketHref(f.Ticket.ID), query)
}

func foundID(f access.Found) string {
	if f.Attendee != nil {
		return string(f.Attendee.ID)
	}
	return string(f.Ticket.ID)
}

func attendeeHref(id stagedoor.AttendeeID) string { return "/control/attendees/" + string(id) }

func ticketHref(id stagedoor.TicketID) string { return "/control/tickets/" + string(id) }

// withQuery keeps the question in the address, so that the list stays.
func withQuery(href, query string, more ...string) string {
	v := url.Values{}
	if query != "" {
		v.Set("q", query)
	}
	for i := 0; i+1 < len(more); i += 2 {
		if more[i+1] != "" {
			v.Set(more[i], more[i+1])
		}
	}
	if len(v) == 0 {
		return href
	}
	return href + "?" + v.Encode()
}
