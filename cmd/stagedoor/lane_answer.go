package main

import (
	"bytes"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// An answer is what the handler says to one request of the lane after the
// other. Of what says its length, the header leaves together with the first
// bytes of the body; anything else is kept until the handler is done. What
// net/http guesses about an answer (its type, chunks, ranges), no media has.
type answer struct {
	conn   net.Conn
	header http.Header
	within deadline // to send it; a reader that takes longer is dropped
	date   *dates
	last   bool // the connection ends with it

	status int          // 0: nothing is said yet
	said   time.Time    // when status was
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
	a.status, a.said = status, time.Now()
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
	for name, values := range a.header {
		for _, value := range values {
			a.line(name, value)
		}
	}
	a.line("Date", a.date.at(a.said))
	if a.last {
		a.line("Connection", "close")
	}
	if a.left != lengthUnknown {
		a.head.WriteString("\r\n")
	}
}

// line writes one field of the header: in one line, as net/http does.
func (a *answer) line(name, value string) {
	if strings.ContainsAny(value, "\r\n") {
		value = inOneLine.Replace(value)
	}
	a.head.WriteString(name)
	a.head.WriteString(": ")
	a.head.WriteString(value)
	a.head.WriteString("\r\n")
}

var inOneLine = strings.NewReplacer("\r", " ", "\n", " ")

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
	if a.failed = a.within.begin(a.said, a.conn.SetWriteDeadline); a.failed != nil {
		return 0, a.failed
	}
	a.pieces = [2][]byte{a.head.Bytes(), b}
	out := net.Buffers(a.pieces[:])
	_, a.failed = out.WriteTo(a.conn)
	a.head.Reset()
	return len(b), a.failed
}

// dates keeps how the current second is written: thousands of answers a second
// bear the same.
type dates struct{ last atomic.Pointer[date] }

type date struct {
	second int64
	text   string
}

func (d *dates) at(t time.Time) string {
	if last := d.last.Load(); last != nil && last.second == t.Unix() {
		return last.text
	}
	now := &date{second: t.Unix(), text: t.UTC().Format(http.TimeFormat)}
	d.last.Store(now)
	return now.text
}
