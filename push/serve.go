package push

import (
	"context"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Connect makes the request a connection of the visit, or answers why not: a
// plain status, never a page or a redirect, since a script asked. Whoever
// calls it has let the visitor in already.
func (h *Hub) Connect(w http.ResponseWriter, r *http.Request, v Visit) {
	now := time.Now()
	switch {
	case !upgrades(r):
		w.Header().Set("Upgrade", "websocket")
		http.Error(w, "This address speaks WebSocket.", http.StatusUpgradeRequired)
		return
	case !h.sameSite(r):
		// A GET passes CrossOriginProtection, and no CORS rule stops a WebSocket.
		h.counts.foreign.Add(1)
		http.Error(w, "This page is another site's.", http.StatusForbidden)
		return
	case h.stopping.Load() || h.visits.full():
		h.refuse(w, http.StatusServiceUnavailable, h.spread())
		return
	}
	if wait, ok := h.visits.may(v.Login, now); !ok {
		h.refuse(w, http.StatusTooManyRequests, wait)
		return
	}
	if !h.afford(now) {
		h.refuse(w, http.StatusServiceUnavailable, h.spread())
		return
	}
	in := &visit{Visit: v}
	open := func(c net.Conn) net.Conn {
		in.wire = &wire{Conn: c, in: budget{perSecond: bytesPerSecond, burst: bytesBurst}, closed: func() { h.visits.remove(in) }}
		if out := h.visits.add(in); out != nil {
			h.counts.older.Add(1)
			out.close(closeOlder)
		}
		h.counts.accepted.Add(1)
		return in.wire
	}
	h.sockets.ServeHTTP(hijacker{w, open}, handshake(r, in))
}

// upgrades reports whether the request asks for a WebSocket.
func upgrades(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}

// sameSite reports whether the page that asks is ours: its Origin is the host
// that it was sent to, or, behind a proxy that writes another, the public
// one. Only what is no browser has no Origin.
func (h *Hub) sameSite(r *http.Request) bool {
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		site := r.Header.Get("Sec-Fetch-Site")
		return site == "" || site == "same-origin"
	}
	from, err := url.Parse(origins[0])
	if err != nil || len(origins) > 1 || from.Host == "" {
		return false
	}
	return strings.EqualFold(from.Host, r.Host) || strings.EqualFold(from.Host, h.publicHost)
}

// afford spends one connection of the budget that all share.
func (h *Hub) afford(now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, ok := h.budget.take(1, now)
	return ok
}

// refuse says not now, and when: after wait, and a random part of the spread
// on top, so that those who are refused together do not come together.
func (h *Hub) refuse(w http.ResponseWriter, status int, wait time.Duration) {
	h.counts.refused.Add(1)
	wait += rand.N(h.spread())
	w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
	http.Error(w, http.StatusText(status), status)
}

// handshake is r with only what an upgrade reads: a connection lives for a
// day, and must not keep a request's header, nor the page around it. Without
// the query nobody chooses another protocol than ours.
func handshake(r *http.Request, v *visit) *http.Request {
	header := http.Header{}
	for _, name := range []string{"Connection", "Upgrade", "Sec-Websocket-Version", "Sec-Websocket-Key"} {
		header[name] = r.Header[name]
	}
	out := &http.Request{
		Method: r.Method, URL: &url.URL{Path: "/push"}, Host: r.Host,
		Proto: r.Proto, ProtoMajor: r.ProtoMajor, ProtoMinor: r.ProtoMinor, Header: header,
	}
	return out.WithContext(context.WithValue(context.Background(), visitKey{}, v))
}
