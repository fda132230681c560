package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/push"
	"stagedoor/web/control"
	"stagedoor/web/ui"
)

// A Pusher makes a request a connection over which the page hears what
// changed; push.Hub is one.
type Pusher interface {
	Connect(w http.ResponseWriter, r *http.Request, v push.Visit)
}

// asked is attendee for what a page's script asks, not a person: it is open
// while the doors are closed too, so that a page of yesterday hears that they
// open, and who is not let in gets a bare status, never a page to go to.
func (s *Server) asked(h handler) http.Handler {
	return s.serve(func(w http.ResponseWriter, r *http.Request) error {
		page := ui.PageOf(r.Context())
		preview, err := s.enter(r, page.Now)
		if err != nil {
			return turnAway(w, err)
		}
		page.Preview, page.SignedIn = preview, !preview
		return h(w, r.WithContext(ui.With(r.Context(), page)))
	})
}

// askedByCrew is crew for what a page's script asks.
func (s *Server) askedByCrew(h handler, roles ...stagedoor.Role) http.Handler {
	return s.serve(func(w http.ResponseWriter, r *http.Request) error {
		page := ui.PageOf(r.Context())
		m, err := s.Crew.Allow(r.Context(), s.Cookies.Crew(r), page.Now)
		if err == nil && !m.May(roles...) {
			http.Error(w, http.StatusText(http.StatusForbidden), http.StatusForbidden)
			return nil
		}
		if err != nil {
			return turnAway(w, err)
		}
		page.Crew = &ui.Crew{Name: m.Name, Role: m.Role}
		return h(w, r.WithContext(control.WithMember(ui.With(r.Context(), page), m)))
	})
}

// turnAway answers a script: 401 for who was never let in, 403 for who is not
// any more, 503 when that cannot be said just now.
func turnAway(w http.ResponseWriter, err error) error {
	status := Status(stagedoor.KindOf(err))
	if refusal := access.RefusalOf(err); refusal != nil && refusal.Why == access.WhyNoLogin {
		status = http.StatusUnauthorized
	}
	if status == http.StatusInternalServerError {
		return err
	}
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "5")
	}
	http.Error(w, http.StatusText(status), status)
	return nil
}

// connect answers GET /push?stage=ID: an attendee's page hears all that it
// shows on one channel, its stage's or that of all other pages, and what
// concerns whose it is.
func (s *Server) connect(w http.ResponseWriter, r *http.Request) error {
	page := ui.PageOf(r.Context())
	lang := page.Language.Tag()
	v := push.Visit{Channels: []string{"conference/" + lang}}
	id := stagedoor.StageID(r.FormValue("stage"))
	if id != "" {
		if s.Attend.Board.Now().Stage(id) == nil {
			http.Error(w, http.StatusText(http.StatusNotFound), http.StatusNotFound)
			return nil
		}
		v.Channels[0] = "stage/" + string(id) + "/" + lang
	}
	v.Version = func() string { return s.Attend.StateVersion(r.Context(), id) }
	token := s.Cookies.Login(r)
	pass, err := s.Door.Allow(r.Context(), token, page.Now)
	if err != nil { // crew, who look at the page
		s.crewVisit(&v, s.Cookies.Crew(r))
	} else {
		v.Login, v.Attendee = string(pass.Login), string(pass.Attendee)
		v.Check = func(ctx context.Context, now time.Time) error {
			_, err := s.Door.Allow(ctx, token, now)
			return err
		}
	}
	s.Push.Connect(w, r, v)
	return nil
}

// connectCrew answers GET /control/push: a page of the control room hears
// what its role may.
func (s *Server) connectCrew(w http.ResponseWriter, r *http.Request) error {
	v := push.Visit{Channels: []string{"crew/" + string(stagedoor.Producer) + "/" + ui.PageOf(r.Context()).Language.Tag()}}
	s.crewVisit(&v, s.Cookies.Crew(r), stagedoor.Producer)
	s.Push.Connect(w, r, v)
	return nil
}

// crewVisit makes the visit one of the crew's, for as long as the login is
// good and has one of the roles.
func (s *Server) crewVisit(v *push.Visit, token string, roles ...stagedoor.Role) {
	sum := sha256.Sum256([]byte(token))
	v.Login = "crew-" + hex.EncodeToString(sum[:])
	v.Check = func(ctx context.Context, now time.Time) error {
		m, err := s.Crew.Allow(ctx, token, now)
		if err == nil && !m.May(roles...) {
			return stagedoor.Errorf(stagedoor.Denied, "Your role does not open this page. Ask an owner.")
		}
		return err
	}
}
