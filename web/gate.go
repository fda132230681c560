package web

import (
	"net/http"
	"net/url"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/web/attend"
	"stagedoor/web/control"
	"stagedoor/web/ui"
)

// attendee lets through who holds a ticket, and crew, who see the page marked
// as a preview. Everybody else is led to the code page, or, where no page is
// asked for, refused.
func (s *Server) attendee(h handler) http.Handler {
	return s.serve(func(w http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		page := ui.PageOf(ctx)
		v, err := s.visitor(r)
		if err != nil {
			return s.refuse(w, r, err)
		}
		page.Preview, page.SignedIn = v.Preview, !v.Preview
		r = r.WithContext(attend.WithVisitor(ui.With(ctx, page), v))
		if !v.Preview && attend.Closed(s.Conference(), page.Now) {
			return s.Attend.ShowClosed(w, r)
		}
		return h(w, r)
	})
}

// visitor says who asks, or why nobody may.
func (s *Server) visitor(r *http.Request) (attend.Visitor, error) {
	now := ui.PageOf(r.Context()).Now
	pass, err := s.Door.Allow(r.Context(), s.Cookies.Login(r), now)
	if err == nil {
		return attend.Visitor{Pass: pass}, nil
	}
	if token := s.Cookies.Crew(r); token != "" {
		if _, e := s.Crew.Allow(r.Context(), token, now); e == nil {
			return attend.Visitor{Preview: true}, nil
		}
	}
	return attend.Visitor{}, err
}

// refuse answers for a page with the way to the code page, which says why;
// for anything else with 401 for who was never let in and 403 for who is not
// any more.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) error {
	refusal := access.RefusalOf(err)
	if refusal == nil || refusal.Why == access.WhyAway {
		return err
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		http.Redirect(w, r, "/?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		return nil
	}
	status := http.StatusForbidden
	if refusal.Why == access.WhyNoLogin {
		status = http.StatusUnauthorized
	}
	return attend.ShowProblem(w, r, status, err)
}

// crew lets through the roles, and the owner always; without roles all of
// the crew. Who is not signed in is
// led to the control room's door.
func (s *Server) crew(h handler, roles ...stagedoor.Role) http.Handler {
	return s.serve(func(w http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		page := ui.PageOf(ctx)
		m, err := s.Crew.Allow(ctx, s.Cookies.Crew(r), page.Now)
		switch {
		case stagedoor.KindOf(err) == stagedoor.Unavailable:
			return err
		case err != nil && (r.Method == http.MethodGet || r.Method == http.MethodHead):
			http.Redirect(w, r, "/control/signin?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
			return nil
		case err != nil:
			return attend.ShowProblem(w, r, http.StatusUnauthorized, err)
		case !m.May(roles...):
			return stagedoor.Errorf(stagedoor.Denied, "Your role does not open this page. Ask an owner.")
		}
		page.Crew = &ui.Crew{Name: m.Name, Role: m.Role}
		return h(w, r.WithContext(control.WithMember(ui.With(ctx, page), m)))
	})
}
