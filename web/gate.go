package web

import (
	"net/http"
	"net/url"
	"time"

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
		preview, err := s.enter(r, page.Now)
		if err != nil {
			return s.refuse(w, r, err)
		}
		closed := attend.Closed(s.Conference(), page.Now)
		if !preview && closed {
			preview = s.isCrew(r, page.Now) // who is crew and has a ticket too
		}
		page.Preview, page.SignedIn = preview, !preview
		r = r.WithContext(ui.With(ctx, page))
		if !preview && closed {
			return s.Attend.ShowClosed(w, r)
		}
		return h(w, r)
	})
}

// enter lets in who holds a ticket, and crew, for whom it is a preview; the
// error says why nobody else may.
func (s *Server) enter(r *http.Request, now time.Time) (preview bool, err error) {
	if _, err = s.Door.Allow(r.Context(), s.Cookies.Login(r), now); err != nil && s.isCrew(r, now) {
		return true, nil
	}
	return false, err
}

func (s *Server) isCrew(r *http.Request, now time.Time) bool {
	token := s.Cookies.Crew(r)
	if token == "" {
		return false
	}
	_, err := s.Crew.Allow(r.Context(), token, now)
	return err == nil
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
