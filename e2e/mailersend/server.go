package mailersend

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// maxBody is more than any letter has; the vendor's own limit is 25 MB for
// attachments, of which we send none.
const maxBody = 1 << 20

// A failure is how the vendor is out of order.
type failure struct {
	status     int
	message    string
	retryAfter string
	left       int  // how many requests it lasts; 0 is until Recover
	lost       bool // the letter is accepted, and the answer never arrives
}

// Fail makes every following POST /v1/email answer with a status and message,
// times times, or until Recover when times is 0. retryAfter may be empty.
// 421 is the vendor's maintenance.
func (s *Server) Fail(status int, message, retryAfter string, times int) {
	s.setFailure(&failure{status: status, message: message, retryAfter: retryAfter, left: times})
}

// LoseAnswers accepts the next letters and cuts the connection instead of
// saying so: nobody can know on the other side.
func (s *Server) LoseAnswers(times int) { s.setFailure(&failure{lost: true, left: times}) }

// Recover ends whatever Fail or LoseAnswers began.
func (s *Server) Recover() { s.setFailure(nil) }

func (s *Server) setFailure(f *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failure = f
}

// takeFailure returns the failure that this request meets, or nil. It is
// called with s.mu held.
func (s *Server) takeFailure() *failure {
	f := s.failure
	if f != nil && f.left > 0 {
		if f.left--; f.left == 0 {
			s.failure = nil
		}
	}
	return f
}

func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/v1/email", s.email)
	mux.HandleFunc("/v1/api-quota", s.quota)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.refuse(w, http.StatusNotFound, "The requested resource does not exist on the system.", nil)
	})
	return mux
}

// refuse answers with the vendor's envelope. It is called with s.mu held.
func (s *Server) refuse(w http.ResponseWriter, status int, message string, fields map[string][]string) {
	s.refused[status]++
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	body := map[string]any{"message": message}
	if len(fields) > 0 {
		body["errors"] = fields
	}
	json.NewEncoder(w).Encode(body) // the other side may have gone
}

// authorized reports whether the token is good; if not it has answered. It is
// called with s.mu held.
func (s *Server) authorized(w http.ResponseWriter, r *http.Request) bool {
	token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !bearer || token == "" || s.opt.Token != "" && token != s.opt.Token {
		s.refuse(w, http.StatusUnauthorized, "Unauthenticated.", nil)
		return false
	}
	return true
}

// method reports whether it is the one allowed; if not it has answered. It is
// called with s.mu held.
func (s *Server) method(w http.ResponseWriter, r *http.Request, want string) bool {
	if r.Method != want {
		w.Header().Set("Allow", want)
		s.refuse(w, http.StatusMethodNotAllowed, "HTTP method is not supported by the requested endpoint.", nil)
		return false
	}
	return true
}

// email is POST /v1/email.
func (s *Server) email(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	s.mu.Lock()
	defer s.mu.Unlock()
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		s.refuse(w, http.StatusRequestEntityTooLarge, "The request is too large.", nil)
		return
	case err != nil:
		return // the other side has gone
	}
	if !s.method(w, r, http.MethodPost) || !s.authorized(w, r) {
		return
	}
	f := s.takeFailure()
	if f != nil && !f.lost {
		if f.retryAfter != "" {
			w.Header().Set("retry-after", f.retryAfter)
		}
		s.refuse(w, f.status, f.message, nil)
		return
	}
	if !s.limited(w) {
		return
	}
	letter, problem := check(r.Header.Get("Content-Type"), body, s.opt.Domain)
	if problem != nil {
		s.refuse(w, problem.status, problem.message, problem.fields)
		return
	}
	id := s.keep(letter)
	s.refused[http.StatusAccepted]++
	if f != nil {
		panic(http.ErrAbortHandler) // net/http's way to cut the connection without an answer
	}
	w.Header().Set("x-message-id", id)
	w.WriteHeader(http.StatusAccepted)
}

// quota is GET /v1/api-quota; it does not count itself.
func (s *Server) quota(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.method(w, r, http.MethodGet) || !s.authorized(w, r) {
		return
	}
	s.day.roll(s.opt.Now())
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{
		"quota":     s.day.limit,
		"remaining": s.day.left(),
		"reset":     s.day.resets().UTC().Format(time.RFC3339),
	})
}
