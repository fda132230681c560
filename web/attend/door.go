package attend

import (
	"context"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/web/ui"
)

// DoorPage is what door.templ shows: the code page.
type DoorPage struct {
	Name     []string // the conference's name, a line each
	When     string   // its days
	Sentence string
	Stages   []ui.StageLink
	Code     ui.CodeField
	Next     string // where to go from here
	Note     string // why the person is asked again; empty at the first visit
	Doors    string // "Doors open at 08:30", before they do
	Opens    time.Time
	Over     bool // after the end
	Lost     LostForm
}

// A LostForm is "I lost my code" on the code page.
type LostForm struct {
	Open    bool
	Email   string
	Problem string
	Sent    bool // the answer, which is the same for any address
}

// ShowLink answers GET /in, where a letter leads: the code page, always. The
// letter may be a newer one than that which let this browser in, or another
// ticket's, and whoever opens it sees the code in its field.
func (p *Pages) ShowLink(w http.ResponseWriter, r *http.Request) error {
	if r.URL.RawQuery != "" {
		return ui.Render(w, r, DoorTempl(p.doorPage(r.Context(), ui.Next(r.URL.Query().Get("next"), "/lobby"))))
	}
	return p.shelf.Render(w, r, p.Board.Now().Version, func() templ.Component { return DoorTempl(p.doorPage(r.Context(), "/lobby")) })
}

// AskedAgain answers GET for the address of one of the door's forms, which is
// what an answer to it leaves in the address bar: on to the code page.
func (p *Pages) AskedAgain(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

// ShowDoor answers GET /: the code page, or on to where the person wanted to
// go when they are in, or why they are not any more.
func (p *Pages) ShowDoor(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	token := p.Cookies.Login(r)
	if token == "" && r.URL.RawQuery == "" {
		return p.shelf.Render(w, r, p.Board.Now().Version, func() templ.Component { return DoorTempl(p.doorPage(ctx, "/lobby")) })
	}
	next := ui.Next(r.URL.Query().Get("next"), "/lobby")
	page := p.doorPage(ctx, next)
	if token == "" || r.URL.Query().Has("code") { // "Come in with a code"
		return ui.Render(w, r, DoorTempl(page))
	}
	_, err := p.Door.Allow(ctx, token, ui.PageOf(ctx).Now)
	if err == nil {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	}
	refusal := access.RefusalOf(err)
	if refusal == nil {
		return err
	}
	switch refusal.Why {
	case access.WhyNoLogin, access.WhySignedOut:
	case access.WhyExpired, access.WhyByCrew, access.WhyAgain:
		page.Note = ui.Problem(ctx, err)
	case access.WhyAway:
		return err
	default:
		refused := refusedPage(ctx, refusal, p.Board.Now().Conference, next)
		if opens(refusal.Why) {
			refused.Again = "30"
		}
		return ui.Render(w, r, Refused(refused))
	}
	return ui.Render(w, r, DoorTempl(page))
}

// doorPage is the code page at a first visit.
func (p *Pages) doorPage(ctx context.Context, next string) DoorPage {
	s := p.Board.Now()
	page := DoorPage{
		Name:     twoLines(s.Conference.Name),
		When:     ui.Lang(ctx).Days(s.Conference.Starts, s.Conference.Ends),
		Sentence: s.Conference.Sentence,
		Stages:   stageLinks(s, time.Time{}, ""),
		Next:     next,
	}
	switch now := ui.PageOf(ctx).Now; {
	case !s.Conference.Opened(now):
		page.Doors, page.Opens = doorsOpen(ctx, s.Conference), s.Conference.DoorsOpen
	case s.Conference.Over(now):
		page.Over = true
	}
	return page
}

// SignIn answers POST /signin.
func (p *Pages) SignIn(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	now := ui.PageOf(ctx).Now
	typed, next := r.PostFormValue("code"), ui.Next(r.PostFormValue("next"), "/lobby")
	in, err := p.Door.SignIn(ctx, typed, p.Client(r), device(r.UserAgent()), p.Cookies.Login(r), now)
	if err == nil {
		p.Cookies.SetLogin(w, in.Token, in.Login.Expires, now)
		http.Redirect(w, r, "/arrived?next="+queryEscape(next), http.StatusSeeOther)
		return nil
	}
	refusal := access.RefusalOf(err)
	switch {
	case refusal == nil:
		return err
	case refusal.Why == access.WhyAway:
		return err
	case refusal.Why == access.WhyUnreadable, refusal.Why == access.WhyUnknown, refusal.Why == access.WhyTooMany:
		if refusal.Retry > 0 {
			w.Header().Set("Retry-After", seconds(refusal.Retry))
		}
		page := p.doorPage(ctx, next)
		page.Code = ui.CodeField{Typed: clip(typed), Problem: ui.Problem(ctx, err)}
		return ui.RenderStatus(w, r, statusOf(err), DoorTempl(page))
	}
	return ui.RenderStatus(w, r, http.StatusForbidden, Refused(refusedPage(ctx, refusal, p.Board.Now().Conference, next)))
}

// Arrived answers GET /arrived, where a sign-in leads: on to where the person
// wanted to go, or, when the cookie did not come back, what to do about it.
func (p *Pages) Arrived(w http.ResponseWriter, r *http.Request) error {
	next := ui.Next(r.URL.Query().Get("next"), "/lobby")
	if p.Cookies.Login(r) != "" {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	}
	return ui.RenderStatus(w, r, http.StatusForbidden, NoCookie(next))
}

// SignOut answers POST /signout.
func (p *Pages) SignOut(w http.ResponseWriter, r *http.Request) error {
	if token := p.Cookies.Login(r); token != "" {
		if err := p.Door.SignOut(r.Context(), token, ui.PageOf(r.Context()).Now); err != nil {
			return err
		}
	}
	p.Cookies.ClearLogin(w)
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

// TakeBack answers POST /takeback: the person was signed out by the device
// limit and wants the place again.
func (p *Pages) TakeBack(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	now, next := ui.PageOf(ctx).Now, ui.Next(r.PostFormValue("next"), "/lobby")
	in, err := p.Door.TakeBack(ctx, p.Cookies.Login(r), device(r.UserAgent()), now)
	if err != nil {
		refusal := access.RefusalOf(err)
		switch {
		case refusal == nil || refusal.Why == access.WhyAway:
			return err
		case refusal.Why == access.WhyNoLogin: // it was taken back already
			http.Redirect(w, r, "/?code", http.StatusSeeOther)
			return nil
		}
		return ui.RenderStatus(w, r, http.StatusForbidden, Refused(refusedPage(ctx, refusal, p.Board.Now().Conference, next)))
	}
	p.Cookies.SetLogin(w, in.Token, in.Login.Expires, now)
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

// LostCode answers POST /lost. What it says is the same for every address.
func (p *Pages) LostCode(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	page := p.doorPage(ctx, ui.Next(r.PostFormValue("next"), "/lobby"))
	page.Lost = LostForm{Open: true, Email: clip(r.PostFormValue("email"))}
	err := p.Door.LostCode(ctx, r.PostFormValue("email"), p.Client(r), ui.PageOf(ctx).Now)
	status := http.StatusOK
	switch kind := stagedoor.KindOf(err); {
	case err == nil:
		page.Lost.Sent = true
	case kind == stagedoor.Invalid || kind == stagedoor.TooMany:
		page.Lost.Problem, status = ui.Problem(ctx, err), statusOf(err)
	default:
		return err
	}
	return ui.RenderStatus(w, r, status, DoorTempl(page))
}
