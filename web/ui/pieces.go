package ui

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"slices"
	"sync"

	"github.com/a-h/templ"
)

// Pieces are the parts of a page that change while it is open: of each its
// name, as in data-piece="NAME", and the HTML inside that element. The page
// shows them at first with the same components that make them here, and push
// and the state endpoint bring them anew.
//
// Nothing in a piece changes with the passing of time alone: what counts down
// is the script's, from data- attributes. So pieces are compared as text.
type Pieces map[string]string

// Put renders c as the piece of this name.
func (p Pieces) Put(ctx context.Context, name string, c templ.Component) error {
	var b bytes.Buffer
	if err := c.Render(ctx, &b); err != nil {
		return err
	}
	p[name] = b.String()
	return nil
}

// Since are those that are new or other than before; of one that is gone it
// is empty.
func (p Pieces) Since(before Pieces) Pieces {
	out := Pieces{}
	for name, html := range p {
		if old, there := before[name]; !there || old != html {
			out[name] = html
		}
	}
	for name := range before {
		if _, there := p[name]; !there {
			out[name] = ""
		}
	}
	return out
}

// Version changes with the content; more is what belongs to it beside the
// pieces. It is the same in every process.
func (p Pieces) Version(more ...string) string {
	sum := sha256.New()
	add := func(s string) {
		_, _ = sum.Write([]byte(s)) // a hash takes all
		_, _ = sum.Write([]byte{0})
	}
	for _, name := range slices.Sorted(maps.Keys(p)) {
		add(name)
		add(p[name])
	}
	for _, m := range more {
		add(m)
	}
	return hex.EncodeToString(sum.Sum(nil)[:12])
}

// A State is all that a page asks for, ready to be sent: the JSON object of a
// version. Make one with NewState.
type State struct {
	Version string
	Body    []byte
	zipped  func() []byte // made once, when somebody takes it
}

// NewState keeps body, which holds nothing that somebody else sent in: it is
// compressed.
func NewState(version string, body []byte) State {
	return State{version, body, sync.OnceValue(func() []byte { return zip(body) })}
}

// Send answers a page that asks for its state, and may have it already.
func (s State) Send(w http.ResponseWriter, r *http.Request) error {
	tag := `"` + s.Version + `"`
	w.Header().Set("ETag", tag)
	w.Header().Add("Vary", "Accept-Language, Accept-Encoding, Cookie")
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	w.Header().Set("Content-Type", "application/json")
	body := s.Body
	if s.zipped != nil && len(body) >= gzipFrom && takesGzip(r.Header.Get("Accept-Encoding")) {
		w.Header().Set("Content-Encoding", "gzip")
		body = s.zipped()
	}
	_, _ = w.Write(body) // the reader went away: nobody is left to tell
	return nil
}

// SendState answers with the state of this version, as it is.
func SendState(w http.ResponseWriter, r *http.Request, version string, body []byte) error {
	return State{Version: version, Body: body}.Send(w, r)
}
