package web

import (
	"net/http"
	"strings"
	"time"

	"stagedoor"
)

const (
	// maxForm bounds what a form may bring: a letter's text in Cyrillic, each
	// byte written as three, is the largest.
	maxForm = 256 << 10
	// maxUpload bounds a vendor's export with the form around it.
	maxUpload = 65 << 20
	// uploadTime is how long an upload and the round that follows may take.
	uploadTime = 5 * time.Minute
)

// bound keeps what a route reads small: only the upload routes take files, and
// they read them as a stream. A file in any other form would be written to
// the disk by whoever asks for its values.
func (s *Server) bound(route route) http.Handler {
	return s.serve(func(w http.ResponseWriter, r *http.Request) error {
		if route.upload {
			r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
		} else {
			r.Body = http.MaxBytesReader(w, r.Body, maxForm)
			if strings.HasPrefix(strings.ToLower(r.Header.Get("Content-Type")), "multipart/") {
				return stagedoor.Errorf(stagedoor.Invalid, "This page takes no files.")
			}
		}
		route.handler.ServeHTTP(w, r)
		return nil
	})
}

// unhurried gives an upload its time. It stands behind the gate: a stranger's
// connection is kept no longer than any other.
func unhurried(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		c := http.NewResponseController(w)
		c.SetReadDeadline(time.Now().Add(uploadTime)) // a writer without deadlines has none to move
		c.SetWriteDeadline(time.Now().Add(uploadTime))
		return h(w, r)
	}
}
