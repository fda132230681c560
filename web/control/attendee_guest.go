package control

import (
	"context"
	"net/http"
	"strings"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/text"
	"stagedoor/web/ui"
)

// GuestPage is what attendee_guest.templ shows: a ticket written by hand.
type GuestPage struct {
	Frame   Frame
	Guest   access.Guest
	Problem string
}

// ShowGuest answers GET /control/attendees/guest.
func (p *Pages) ShowGuest(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, GuestTempl(GuestPage{Frame: p.frame(r)}))
}

// WriteGuest answers POST /control/attendees/guest.
func (p *Pages) WriteGuest(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	get := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	g := access.Guest{Name: get("name"), Email: get("email"), Language: get("language"), Type: get("type")}
	id, err := p.writeGuest(ctx, g)
	if err != nil {
		status, mine := formStatus(err)
		if !mine {
			return err
		}
		return ui.RenderStatus(w, r, status, GuestTempl(GuestPage{Frame: p.frame(r), Guest: g, Problem: ui.Problem(ctx, err)}))
	}
	http.Redirect(w, r, attendeeHref(id)+"?done=guest", http.StatusSeeOther)
	return nil
}

func (p *Pages) writeGuest(ctx context.Context, g access.Guest) (stagedoor.AttendeeID, error) {
	if g.Language != "" && !text.Has(g.Language) {
		return "", stagedoor.Errorf(stagedoor.Invalid, "We do not speak %q.", g.Language)
	}
	return p.Desk.GuestPass(ctx, MemberOf(ctx).Actor(), g, ui.PageOf(ctx).Now)
}

// guestLanguages are the languages that letters and pages are in.
func guestLanguages(ctx context.Context) []ui.Option {
	out := []ui.Option{{Text: ui.T(ctx, "The conference's")}}
	for _, l := range text.Languages() {
		out = append(out, ui.Option{Value: l.Tag(), Text: l.Name()})
	}
	return out
}
