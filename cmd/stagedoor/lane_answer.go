package main

import (
	"bytes"
	"net"
	"net/http"
	"strconv"
	"time"
)

// An answer is what the handler says to one request of the lane after the
// other. Of what says its length, the header leaves together with the first
// bytes of the body; anything else is kept until the handler is done. What
// net/http guesses about an answer (its type, chunks, ranges), no media has.
type answer struct {
	conn   net.Conn
	header http.Header
	within time.Duration // to send it; a reader that takes longer is dropped
	last   bool          // the connection ends with it

	status int          // 0: nothing is said yet
	head   bytes.Buffer // until it is sent
	left   int64        // of the body, or lengthUnknown
	body   bytes.Buffer // of an answer whose length nobody said
	pieces [2][]byte
	failed error // to send
}

const lengthUnknown = -1

// to answers r, and reports whether the connection is good for another.
func (a *answer) to(h http.Handler, r *http.Request, last bool) bool {
	clear(a.header)
	a.head.Reset()
	a.body.Reset()
	a.status, a.last = 0, last
	h.ServeHTTP(a, r)
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	if a.left == lengthUnknown {
		a.left = 0
		a.line("Content-Length", strconv.Itoa(a.body.Len()))
		a.head.WriteString("\r\n")
		a.send(a.body.Bytes())
	} else if a.head.Len() > 0 {
		a.send(nil)
	}
	return a.failed == nil && a.left == 0
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status != 0 || status < http.StatusOK {
		return // net/http says an interim answer; no media has one
	}
	a.status = status
	n, err := strconv.ParseInt(a.header.Get("Content-Length"), 10, 64)
	switch {
	case status == http.StatusNoContent || status == http.StatusNotModified: // they have no body
		delete(a.header, "Content-Length")
		a.left = 0
	case err != nil || n < 0:
		delete(a.header, "Content-Length")
		a.left = lengthUnknown
	default:
		a.left = n
	}
	a.head.WriteString("HTTP/1.1 ")
	a.head.WriteString(strconv.Itoa(status))
	a.head.WriteByte(' ')
	a.head.WriteString(http.StatusText(status))
	a.head.WriteString("\r\n")
	_ = a.header.Write(&a.head) // a buffer takes all
	a.line("Date", time.Now().UTC().Format(http.TimeFormat))
	if a.last {
		a.line("Connection", "close")
	}
	if a.left != lengthUnknown {
		a.head.WriteString("\r\n")
	}
}

func (a *answer) line(name, value string) {
	a.head.WriteString(name)
	a.head.WriteString(": ")
	a.head.WriteString(value)
	a.head.WriteString("\r\n")
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	switch {
	case a.left == lengthUnknown:
		return a.body.Write(b)
	case a.left < int64(len(b)):
		return 0, http.ErrContentLength
	}
	a.left -= int64(len(b))
	return a.send(b)
}

// send sends b, with the header before it if that is not sent.
func (a *answer) send(b []byte) (int, error) {
	switch {
	case a.failed != nil:
		return 0, a.failed
	case a.head.Len() == 0:
		_, a.failed = a.conn.Write(b)
		return len(b), a.failed
	}
	if a.failed = a.conn.SetWriteDeadline(after(a.within)); a.failed != nil {
		return 0, a.failed
	}
	a.pieces = [2][]byte{a.head.Bytes(), b}
	out := net.Buffers(a.pieces[:])
	_, a.failed = out.WriteTo(a.conn)
	a.head.Reset()
	return len(b), a.failed
}
