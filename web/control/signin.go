package control

import (
	"context"
	"net/http"
	"net/netip"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/web/ui"
)

// Crew lets crew members in and out, and keeps their accounts; access.Crew is
// one.
type Crew interface {
	SignIn(ctx context.Context, email, password string, from netip.Addr, now time.Time) (token string, m access.Member, err error)
	SignOut(ctx context.Context, token string) error
	Link(ctx context.Context, token string, now time.Time) (access.Link, error)
	Join(ctx context.Context, link, name, email, password string, now time.Time) (token string, m access.Member, err error)
	Accounts
}

// SignInPage is what signin.templ shows: the control room's door.
type SignInPage struct {
	Next    string
	Email   string
	Problem string
}

// ShowSignIn answers GET /control/signin.
func (p *Pages) ShowSignIn(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, SignIn(SignInPage{Next: ui.Next(r.URL.Query().Get("next"), "/control")}))
}

// SignIn answers POST /control/signin.
func (p *Pages) SignIn(w http.ResponseWriter, r *http.Request) error {
	page := SignInPage{Next: ui.Next(r.PostFormValue("next"), "/control"), Email: r.PostFormValue("email")}
	token, _, err := p.Crew.SignIn(r.Context(), page.Email, r.PostFormValue("password"), p.Client(r), ui.PageOf(r.Context()).Now)
	if err != nil {
		status, mine := formStatus(err)
		if !mine {
			return err
		}
		page.Problem = ui.Problem(r.Context(), err)
		return ui.RenderStatus(w, r, status, SignIn(page))
	}
	p.Cookies.SetCrew(w, token)
	http.Redirect(w, r, page.Next, http.StatusSeeOther)
	return nil
}

// SignOut answers POST /control/signout.
func (p *Pages) SignOut(w http.ResponseWriter, r *http.Request) error {
	if token := p.Cookies.Crew(r); token != "" {
		if err := p.Crew.SignOut(r.Context(), token); err != nil {
			return err
		}
	}
	p.Cookies.ClearCrew(w)
	http.Redirect(w, r, "/control/signin", http.StatusSeeOther)
	return nil
}

// JoinPage is what signin.templ shows to somebody with a link: the form that
// makes an account, or another password.
type JoinPage struct {
	Link    string
	Role    stagedoor.Role
	For     access.Member // whose password it is; zero makes an account
	Name    string
	Email   string
	Problem string
	Void    string // why the link is no good; empty when it is
}

func (p JoinPage) title(ctx context.Context) string {
	if p.For.ID != "" {
		return ui.T(ctx, "Another password")
	}
	return ui.T(ctx, "Join the crew")
}

func (p JoinPage) button(ctx context.Context) string {
	if p.For.ID != "" {
		return ui.T(ctx, "Keep the password")
	}
	return ui.T(ctx, "Make the account")
}

// ShowJoin answers GET /control/join. It makes nothing: whoever looks at the
// link, a mail scanner too, does not use it up.
func (p *Pages) ShowJoin(w http.ResponseWriter, r *http.Request) error {
	page := JoinPage{Link: r.URL.Query().Get("link")}
	link, err := p.Crew.Link(r.Context(), page.Link, ui.PageOf(r.Context()).Now)
	if stagedoor.KindOf(err) == stagedoor.Unavailable || err != nil && stagedoor.KindOf(err) == stagedoor.Internal {
		return err
	}
	if err != nil {
		page.Void = ui.Problem(r.Context(), err)
		return ui.RenderStatus(w, r, http.StatusForbidden, Join(page))
	}
	page.Role, page.For = link.Role, link.For
	return ui.Render(w, r, Join(page))
}

// Join answers POST /control/join.
func (p *Pages) Join(w http.ResponseWriter, r *http.Request) error {
	ctx, now := r.Context(), ui.PageOf(r.Context()).Now
	page := JoinPage{Link: r.PostFormValue("link"), Name: r.PostFormValue("name"), Email: r.PostFormValue("email")}
	token, _, err := p.Crew.Join(ctx, page.Link, page.Name, page.Email, r.PostFormValue("password"), now)
	if err != nil {
		status, mine := formStatus(err)
		if !mine {
			return err
		}
		page.Problem = ui.Problem(ctx, err)
		if link, e := p.Crew.Link(ctx, page.Link, now); e == nil {
			page.Role, page.For = link.Role, link.For
		} else {
			page.Void = page.Problem
		}
		return ui.RenderStatus(w, r, status, Join(page))
	}
	p.Cookies.SetCrew(w, token)
	http.Redirect(w, r, "/control", http.StatusSeeOther)
	return nil
}

// formStatus is the status of a form that is shown again with what is wrong;
// mine is false for an error that is no answer to what was typed.
func formStatus(err error) (status int, mine bool) {
	switch stagedoor.KindOf(err) {
	case stagedoor.Invalid:
		return http.StatusUnprocessableEntity, true
	case stagedoor.Denied:
		return http.StatusForbidden, true
	case stagedoor.NotFound:
		return http.StatusNotFound, true
	case stagedoor.TooMany:
		return http.StatusTooManyRequests, true
	case stagedoor.Conflict:
		return http.StatusConflict, true
	}
	return 0, false
}
