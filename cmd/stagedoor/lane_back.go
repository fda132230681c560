package main

import (
	"io"
	"net"
)

// A resumed connection begins with what was read of it before.
type resumed struct {
	*net.TCPConn
	rest []byte
}

func (r *resumed) Read(b []byte) (int, error) {
	if len(r.rest) == 0 {
		return r.TCPConn.Read(b)
	}
	n := copy(b, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// tcpOf is the connection itself, once all that was read before is read again;
// nil if there is none.
func tcpOf(conn net.Conn) *net.TCPConn {
	switch c := conn.(type) {
	case *net.TCPConn:
		return c
	case *resumed:
		if len(c.rest) == 0 {
			return c.TCPConn
		}
	}
	return nil
}

// handedBack is a listener with one connection, and then at its end: that is
// how net/http takes one.
type handedBack struct{ conn net.Conn }

func (h *handedBack) Accept() (net.Conn, error) {
	if conn := h.conn; conn != nil {
		h.conn = nil
		return conn, nil
	}
	return nil, io.EOF
}

func (h *handedBack) Close() error   { return nil } // the connection is net/http's
func (h *handedBack) Addr() net.Addr { return &net.TCPAddr{} }
