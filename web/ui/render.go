package ui

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"sync"

	"github.com/a-h/templ"
)

// Render answers the request with the component: all of it, or, when a
// component fails, nothing and the error.
func Render(w http.ResponseWriter, r *http.Request, c templ.Component) error {
	return RenderStatus(w, r, http.StatusOK, c)
}

// RenderStatus is Render with another status.
func RenderStatus(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	ctx := r.Context()
	if p := PageOf(ctx); r.Method == http.MethodPost {
		p.Answer = true
		ctx = With(ctx, p)
	}
	page, err := bind(ctx, c)
	if err != nil {
		return err
	}
	page.send(w, r, status)
	return nil
}

// A bound page is all of its bytes: a component that fails halfway can still
// become an error page.
type bound struct {
	plain  []byte
	zipped func() []byte // made once, when somebody takes it
}

func bind(ctx context.Context, c templ.Component) (*bound, error) {
	var page bytes.Buffer
	if err := c.Render(ctx, &page); err != nil {
		return nil, err
	}
	b := &bound{plain: page.Bytes()}
	b.zipped = sync.OnceValue(func() []byte { return zip(b.plain) })
	return b, nil
}

// send answers with the page, compressed for who takes it. The crew's pages
// stay as they are: a page that holds a token and repeats what was typed tells
// the one through the other by its length.
func (b *bound) send(w http.ResponseWriter, r *http.Request, status int) {
	body, h := b.plain, w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", Lang(r.Context()).Tag())
	h.Add("Vary", "Accept-Encoding")
	if len(body) >= gzipFrom && PageOf(r.Context()).Crew == nil && takesGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = b.zipped()
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the reader went away: nobody is left to tell
	}
}
