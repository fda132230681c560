package web

import (
	"errors"
	"net/http"
	"strconv"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/web/attend"
)

// serve makes a handler of h: the one place where an error becomes an answer
// and where a fault of ours is logged.
func (s *Server) serve(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer s.survive(w, r)
		if err := h(w, r); err != nil {
			s.answer(w, r, err)
		}
	})
}

// answer tells what went wrong: the status by the error's kind, a page for
// whoever looks at pages.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, err error) {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		err = &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "That is too large. We take at most %d MB.", Args: []any{int(large.Limit >> 20)}, Err: err}
	}
	if r.Context().Err() != nil {
		return // the person went away: nobody is there to answer, and nothing to log
	}
	kind := stagedoor.KindOf(err)
	if kind == stagedoor.Internal {
		s.Log.Error("request failed", "method", r.Method, "route", r.Pattern, "err", err)
	} else if kind == stagedoor.Unavailable {
		w.Header().Set("Retry-After", "5")
		s.Log.Warn("request refused", "method", r.Method, "route", r.Pattern, "err", err)
	}
	if refusal := access.RefusalOf(err); refusal != nil && refusal.Retry > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(refusal.Retry.Seconds())+1))
	}
	status := Status(kind)
	if e := attend.ShowProblem(w, r, status, err); e != nil {
		s.Log.Error("the error page failed", "route", r.Pattern, "err", e)
		http.Error(w, http.StatusText(status), status)
	}
}

// Status is the HTTP status of a kind of error.
func Status(k stagedoor.Kind) int {
	switch k {
	case stagedoor.Invalid:
		return http.StatusBadRequest
	case stagedoor.NotFound:
		return http.StatusNotFound
	case stagedoor.Denied:
		return http.StatusForbidden
	case stagedoor.Conflict:
		return http.StatusConflict
	case stagedoor.TooMany:
		return http.StatusTooManyRequests
	case stagedoor.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// survive keeps one page's panic from ending the process.
func (s *Server) survive(w http.ResponseWriter, r *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler {
		panic(p)
	}
	s.Log.Error("request panicked", "method", r.Method, "route", r.Pattern, "panic", p)
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
}
