package web

import (
	"net/http"
	"net/url"

	"stagedoor/text"
	"stagedoor/web/ui"
)

// surround gives every answer its headers and every request what surrounds a
// page: the conference, the viewer's language, the time.
func (s *Server) surround(next http.Handler) http.Handler {
	strict := ui.Policy{}.String()
	hsts := s.Public != nil && s.Public.Scheme == "https"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", strict)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cache-Control", "no-store")
		if hsts {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		now := s.now()
		if s.Proxies.forwardedUntrusted(r) {
			s.untrusted.Store(now.UnixMilli())
		}
		c := s.Conference()
		ctx := ui.With(r.Context(), ui.Page{
			Language:   text.Match(r.Header.Get("Accept-Language"), s.Cookies.Language(r), c.Language),
			Conference: c.Name,
			Zone:       c.Location(),
			Look:       c.Look,
			Contact:    c.Contact,
			Now:        now,
			Path:       pageOf(r),
		})
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// pageOf is the address of the page that the person looks at: a form that is
// answered with a page came from the page before.
func pageOf(r *http.Request) string {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return r.URL.RequestURI()
	}
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host != r.Host {
		return "/"
	}
	return ui.Next(from.RequestURI(), "/")
}
