package main

import (
	"bufio"
	"bytes"
	"context"
	"net/http"
	"net/url"

	"golang.org/x/net/http/httpguts"

	"stagedoor/web"
)

// questions are the requests of one connection of the lane. A player's differ
// only in their first line, so the header of the last is kept and read again
// only when it is another.
type questions struct {
	in      *bufio.Reader
	ctx     context.Context
	address string

	there  []byte        // what was there at the last look
	header []byte        // of the last request, as it came
	like   *http.Request // the last request that was read in full; nobody changes it
	asked  http.Request  // the one that is answered, and its address: no handler keeps them
	url    url.URL
}

// waiting reports whether something is there already, and wait whether
// something comes.
func (q *questions) waiting() bool { return q.in.Buffered() > 0 }

func (q *questions) wait() bool {
	_, err := q.in.Peek(1)
	return err == nil
}

// rest is what is there and was not answered.
func (q *questions) rest() []byte { return q.there }

// next is the request that is there, or nil if it is not for the lane or not
// whole.
func (q *questions) next() *http.Request {
	peeked, _ := q.in.Peek(q.in.Buffered()) // so much can be peeked at
	q.there = append(q.there[:0], peeked...)
	end := bytes.Index(q.there, endOfHeader)
	if end < 0 {
		return nil
	}
	line, header, _ := bytes.Cut(q.there[:end+len(endOfHeader)], endOfLine)
	if q.like != nil && bytes.Equal(header, q.header) {
		if r := q.again(line); r != nil {
			_, _ = q.in.Discard(end + len(endOfHeader)) // it is there
			return r
		}
	}
	r, err := http.ReadRequest(q.in)
	if err != nil || !fromPlayer(r) || !sound(r) {
		return nil
	}
	q.header = append(q.header[:0], header...)
	r.RemoteAddr = q.address
	q.like = r.WithContext(q.ctx)
	return q.like
}

// again is a request with the header of the last.
func (q *questions) again(line []byte) *http.Request {
	line, get := bytes.CutPrefix(line, []byte("GET "))
	address, version := bytes.CutSuffix(line, []byte(" HTTP/1.1"))
	if !get || !version || bytes.IndexByte(address, ' ') >= 0 {
		return nil
	}
	q.asked, q.url = *q.like, url.URL{}
	r := &q.asked
	r.RequestURI, r.URL = string(address), &q.url
	if plain(address) {
		r.URL.Path = r.RequestURI
	} else if u, err := url.ParseRequestURI(r.RequestURI); err == nil {
		r.URL = u
	}
	if !fromPlayer(r) {
		return nil
	}
	return r
}

// plain reports whether an address is a path and nothing in it stands for
// something else: a file's is.
func plain(address []byte) bool {
	for _, c := range address {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '/' && c != '.' && c != '-' && c != '_' {
			return false
		}
	}
	return len(address) > 0 && address[0] == '/'
}

var (
	endOfLine   = []byte("\r\n")
	endOfHeader = []byte("\r\n\r\n")
)

// fromPlayer reports whether a request is as any player's is.
func fromPlayer(r *http.Request) bool {
	return r.Method == http.MethodGet && web.IsMedia(r.URL.Path) && r.Proto == "HTTP/1.1" && r.Host != "" && r.URL.Host == "" &&
		!r.Close && r.ContentLength == 0 && r.TransferEncoding == nil && r.Header["Expect"] == nil && r.Header["Upgrade"] == nil
}

// sound is what else net/http asks of a request before a handler sees it.
func sound(r *http.Request) bool {
	if !httpguts.ValidHostHeader(r.Host) {
		return false
	}
	for name, values := range r.Header {
		if !httpguts.ValidHeaderFieldName(name) {
			return false
		}
		for _, v := range values {
			if !httpguts.ValidHeaderFieldValue(v) {
				return false
			}
		}
	}
	return true
}
