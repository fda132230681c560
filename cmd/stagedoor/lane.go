package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// A lane answers what players ask over plain HTTP/1.1. A player asks ten times
// a second, and half of what an answer costs is what net/http does around it: a
// goroutine that looks whether the player has gone, seven deadlines, a system
// call for the header and one for the body. So the lane takes a connection
// over at its first media request, and answers it and what follows one after
// the other. It reads into net/http's own buffer and asks the same handler;
// whatever is not exactly a player's request goes back to net/http with its
// connection, not a byte changed. TLS and HTTP/2 stay there altogether.
//
// That a player went away while its request waits is noticed only when the
// answer is there: after 200 ms, and at most after the time that a request is
// held.
type lane struct {
	site   http.Handler
	server *http.Server // gets back what is not for the lane
	date   dates

	stopping atomic.Bool
	busy     sync.WaitGroup // connections; nobody comes in once it stops
	mu       sync.Mutex
	conns    map[*net.TCPConn]struct{}
}

// newLane puts a lane before the server's handler.
func newLane(server *http.Server) *lane {
	l := &lane{site: server.Handler, server: server, conns: map[*net.TCPConn]struct{}{}}
	server.Handler = l
	return l
}

// ServeHTTP takes the connection over if the lane is for it.
func (l *lane) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h, ok := w.(http.Hijacker)
	if !ok || r.TLS != nil || !fromPlayer(r) || !l.enter() {
		l.site.ServeHTTP(w, r)
		return
	}
	defer l.busy.Done()
	hijacked, rw, err := h.Hijack()
	if err != nil {
		l.site.ServeHTTP(w, r)
		return
	}
	defer func() {
		if hijacked != nil {
			hijacked.Close()
		}
	}()
	conn := tcpOf(hijacked)
	if conn == nil {
		l.answerOn(hijacked).to(l.site, r, true)
		return
	}
	if rest := l.run(conn, rw.Reader, r); rest != nil {
		// It comes back at once: one connection is all that there is.
		if err := l.server.Serve(&handedBack{conn: &resumed{conn, rest}}); errors.Is(err, io.EOF) {
			hijacked = nil
		}
	}
}

// run answers r and what follows it. What it returns was read and is not for
// the lane; nil when nothing more comes.
func (l *lane) run(conn *net.TCPConn, b *bufio.Reader, r *http.Request) (rest []byte) {
	l.know(conn)
	defer l.forget(conn)
	if b.Buffered() == 0 {
		b.Reset(conn) // past what net/http reads through, which only it needs
	}
	q := questions{in: b, ctx: r.Context(), address: r.RemoteAddr}
	idle := deadline{length: l.server.IdleTimeout}
	a := l.answerOn(conn)
	for {
		if last := l.stopping.Load(); !a.to(l.site, r, last) || last {
			return nil
		}
		if !q.waiting() {
			if idle.begin(time.Now(), conn.SetReadDeadline) != nil || l.stopping.Load() {
				return nil // stop moved the deadline before or will yet
			}
			if !q.wait() {
				return nil
			}
		}
		if r = q.next(); r == nil {
			return q.rest()
		}
	}
}

func (l *lane) answerOn(conn net.Conn) *answer {
	return &answer{conn: conn, header: http.Header{}, within: deadline{length: l.server.WriteTimeout}, date: &l.date}
}

// A deadline is when a time of some length is over that began with an answer,
// or after one. It is moved once a quarter of the time is gone, not with each
// answer, and may come that much early.
type deadline struct {
	length time.Duration // 0: for ever
	over   time.Time
}

func (d *deadline) begin(now time.Time, set func(time.Time) error) error {
	if d.length == 0 || d.over.Sub(now) > d.length-d.length/4 {
		return nil
	}
	d.over = now.Add(d.length)
	return set(d.over)
}

// enter lets one more in, unless it stops.
func (l *lane) enter() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stopping.Load() {
		return false
	}
	l.busy.Add(1)
	return true
}

func (l *lane) know(conn *net.TCPConn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conns[conn] = struct{}{}
}

func (l *lane) forget(conn *net.TCPConn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.conns, conn)
}

// stop lets go of who waits to ask, and nobody in any more; what is being
// answered is the connection's last.
func (l *lane) stop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stopping.Store(true)
	for conn := range l.conns {
		_ = conn.SetReadDeadline(time.Unix(1, 0)) // it is at its end if this fails
	}
}

// wait returns when all are answered; when ctx ends they have had their time.
func (l *lane) wait(ctx context.Context) {
	empty := make(chan struct{})
	go func() {
		defer close(empty)
		l.busy.Wait()
	}()
	select {
	case <-empty:
	case <-ctx.Done():
		l.mu.Lock()
		defer l.mu.Unlock()
		for conn := range l.conns {
			conn.Close()
		}
	}
}
