package e2e

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// An openRequest is a form of which the server has read the beginning.
type openRequest struct {
	conn   net.Conn
	answer *bufio.Reader
	rest   string // of the form
}

// slow is `slow post PATH k=v…`, which sends a form but for its last byte once
// the server began to read it, and `slow end`, which sends that byte too and
// prints the answer's status line and body.
func (w *world) slow(args []string) (string, error) {
	const usage = usageError("slow post PATH k=v…, slow end")
	switch {
	case len(args) > 2 && args[0] == "post" && w.open == nil:
		values := url.Values{}
		for _, f := range args[2:] {
			k, v, ok := strings.Cut(f, "=")
			if !ok {
				return "", usage
			}
			values.Add(k, v)
		}
		return "", w.beginRequest(args[1], values.Encode())
	case len(args) == 1 && args[0] == "end" && w.open != nil:
		o := w.open
		w.open = nil
		return o.end()
	}
	return "", usage
}

func (w *world) beginRequest(path, form string) error {
	conn, err := net.Dial("tcp", w.site)
	if err != nil {
		return err
	}
	w.atEnd(func() error { conn.Close(); return nil })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"+
		"Content-Length: %d\r\nSec-Fetch-Site: same-origin\r\nExpect: 100-continue\r\n\r\n", path, w.site, len(form)); err != nil {
		return err
	}
	in := bufio.NewReader(conn)
	line, err := in.ReadString('\n') // the server says so when it reads
	if err != nil || !strings.HasPrefix(line, "HTTP/1.1 100 ") {
		return fmt.Errorf("the server did not begin to read: %q, %v", line, err)
	}
	if _, err := in.ReadString('\n'); err != nil {
		return err
	}
	w.open = &openRequest{conn, in, form[len(form)-1:]}
	_, err = io.WriteString(conn, form[:len(form)-1])
	return err
}

func (o *openRequest) end() (string, error) {
	defer o.conn.Close()
	if _, err := io.WriteString(o.conn, o.rest); err != nil {
		return "", err
	}
	a, err := http.ReadResponse(o.answer, nil)
	if err != nil {
		return "", err
	}
	defer a.Body.Close()
	body, err := io.ReadAll(io.LimitReader(a.Body, maxPage))
	return a.Status + "\n" + string(body), err
}

// closed ADDR waits until nobody listens there any more.
func (w *world) closed(args []string) (string, error) {
	if len(args) != 1 {
		return "", usageError("closed ADDR")
	}
	for waited := startWatch(); ; time.Sleep(pollEvery) {
		conn, err := net.Dial("tcp", args[0])
		if err != nil {
			return "", nil
		}
		conn.Close()
		if waited.over(patience) {
			return "", errors.New("somebody still listens")
		}
	}
}
