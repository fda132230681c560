package push

import (
	"bufio"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"
)

var errFlood = errors.New("the client sends too much")

// A wire is a visit's socket: it meters what comes in, in bytes, whatever the
// frames are, and tells when it is closed. A page says hello and answers
// pings; everything beyond is somebody else's script.
type wire struct {
	net.Conn
	in     budget // the read loop's alone
	closed func()
	once   sync.Once
}

// Read reads, or fails when more came than a page ever sends.
func (w *wire) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if n > 0 {
		if _, ok := w.in.take(float64(n), time.Now()); !ok {
			return 0, errFlood
		}
	}
	return n, err
}

// Close closes the socket and tells, once.
func (w *wire) Close() error {
	w.once.Do(w.closed)
	return w.Conn.Close()
}

// hurry ends a socket that has not said hello.
func (w *wire) hurry() { w.Conn.Close() } // its reader sees it and closes the rest

// hijacker gives the upgrade a wire in place of the socket. It is made at the
// moment of the upgrade: what is refused before never counts as open.
type hijacker struct {
	http.ResponseWriter
	open func(net.Conn) net.Conn
}

// Hijack is http.Hijacker's.
func (h hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, rw, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	return h.open(c), rw, nil
}
