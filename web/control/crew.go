package control

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/web/ui"
)

// Accounts lists and changes the crew's accounts.
type Accounts interface {
	Members(ctx context.Context) ([]access.Member, error)
	NewLink(ctx context.Context, actor stagedoor.Actor, role stagedoor.Role, now time.Time) (token string, err error)
	PasswordLink(ctx context.Context, actor stagedoor.Actor, member stagedoor.CrewID, now time.Time) (token string, err error)
	SetRole(ctx context.Context, actor stagedoor.Actor, id stagedoor.CrewID, role stagedoor.Role, now time.Time) error
	Remove(ctx context.Context, actor stagedoor.Actor, id stagedoor.CrewID, now time.Time) error
}

// CrewPage is what crew.templ shows.
type CrewPage struct {
	Frame   Frame
	Members []access.Member
	Me      stagedoor.CrewID
	Link    string         // a fresh link, shown once; empty otherwise
	Role    stagedoor.Role // of whom the link makes
	For     string         // whose password the link is for; empty when it makes a member
	Problem string
}

// ShowCrew answers GET /control/crew.
func (p *Pages) ShowCrew(w http.ResponseWriter, r *http.Request) error {
	return p.showCrew(w, r, http.StatusOK, CrewPage{})
}

func (p *Pages) showCrew(w http.ResponseWriter, r *http.Request, status int, page CrewPage) error {
	var err error
	if page.Members, err = p.Crew.Members(r.Context()); err != nil {
		return err
	}
	page.Frame, page.Me = p.frame(r), MemberOf(r.Context()).ID
	return ui.RenderStatus(w, r, status, CrewTempl(page))
}

// AddCrew answers POST /control/crew: it shows a link, once, which the new
// member opens. It is not kept, so it is the answer itself and no redirect.
func (p *Pages) AddCrew(w http.ResponseWriter, r *http.Request) error {
	role := stagedoor.Role(r.PostFormValue("role"))
	token, err := p.Crew.NewLink(r.Context(), MemberOf(r.Context()).Actor(), role, ui.PageOf(r.Context()).Now)
	if err != nil {
		return p.crewProblem(w, r, err)
	}
	return p.showCrew(w, r, http.StatusOK, CrewPage{Link: JoinURL(p.Public, token), Role: role})
}

// passwordLink shows a link, once, with which a member chooses another
// password; likewise not kept.
func (p *Pages) passwordLink(w http.ResponseWriter, r *http.Request, id stagedoor.CrewID) error {
	ctx, now := r.Context(), ui.PageOf(r.Context()).Now
	token, err := p.Crew.PasswordLink(ctx, MemberOf(ctx).Actor(), id, now)
	if err != nil {
		return p.crewProblem(w, r, err)
	}
	link, err := p.Crew.Link(ctx, token, now)
	if err != nil {
		return p.crewProblem(w, r, err)
	}
	return p.showCrew(w, r, http.StatusOK, CrewPage{Link: JoinURL(p.Public, token), For: link.For.Name})
}

// JoinURL is the link that makes an account, or another password.
func JoinURL(public *url.URL, token string) string {
	u := *public
	u.Path, u.RawQuery = "/control/join", url.Values{"link": {token}}.Encode()
	return u.String()
}

// ChangeCrew answers POST /control/crew/{member}: another role, a link for
// another password, or out.
func (p *Pages) ChangeCrew(w http.ResponseWriter, r *http.Request) error {
	ctx, now := r.Context(), ui.PageOf(r.Context()).Now
	id, actor := stagedoor.CrewID(r.PathValue("member")), MemberOf(ctx).Actor()
	var err error
	switch r.PostFormValue("do") {
	case "password":
		return p.passwordLink(w, r, id)
	case "remove":
		err = p.Crew.Remove(ctx, actor, id, now)
	default:
		err = p.Crew.SetRole(ctx, actor, id, stagedoor.Role(r.PostFormValue("role")), now)
	}
	if err != nil {
		return p.crewProblem(w, r, err)
	}
	http.Redirect(w, r, "/control/crew", http.StatusSeeOther)
	return nil
}

func (p *Pages) crewProblem(w http.ResponseWriter, r *http.Request, err error) error {
	status, mine := formStatus(err)
	if !mine {
		return err
	}
	return p.showCrew(w, r, status, CrewPage{Problem: ui.Problem(r.Context(), err)})
}

// crewLine is a member's address and when they were last here.
func crewLine(ctx context.Context, m access.Member) string {
	if m.Seen.IsZero() {
		return m.Email + " · " + ui.T(ctx, "was never here")
	}
	return m.Email + " · " + ui.T(ctx, "last here %s", ui.When(ctx, m.Seen))
}

// roleOptions are the roles to choose from. A moderator has no room yet, so
// that role is shown only where somebody has it.
func roleOptions(ctx context.Context, chosen stagedoor.Role) []ui.Option {
	var out []ui.Option
	for _, role := range stagedoor.Roles {
		if role == stagedoor.Moderator && chosen != role {
			continue
		}
		out = append(out, ui.Option{Value: string(role), Text: ui.RoleName(ctx, role), Selected: role == chosen})
	}
	return out
}
