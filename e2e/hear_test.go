package e2e

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/websocket"
)

// A listener is an open page's ear: the WebSocket over which it is told what
// changed. It speaks centrifuge's protocol as far as pages do: a hello, and an
// answer to each ping.
type listener struct {
	conn *websocket.Conn

	mu    sync.Mutex
	lines strings.Builder // what arrived, a message a line; at the end "closed CODE REASON"
}

// hear is `hear [-H 'Name: value'] NAME PATH`: the current jar's browser opens
// the connection, and what arrives is kept as NAME.
func (w *world) hear(args []string) (string, error) {
	r := browserRequest{header: http.Header{}}
	var name string
	rest, err := r.flags(w, args) // the path is the name at first
	if name = r.path; err != nil || len(rest) != 1 {
		return "", usageError("hear [-H 'Name: value'] NAME PATH")
	}
	base, err := url.Parse(w.base())
	if err != nil {
		return "", usageError(err.Error())
	}
	target, err := base.Parse(rest[0])
	if err != nil {
		return "", usageError(err.Error())
	}
	jar, err := w.cookieJar()
	if err != nil {
		return "", err
	}
	for _, c := range jar.Cookies(base) {
		r.header.Add("Cookie", c.Name+"="+c.Value)
	}
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	l, err := dial(ctx, target, r.header)
	if errors.Is(err, websocket.ErrBadStatus) {
		err = fmt.Errorf("the connection is refused: %s", refusal(ctx, target, r.header))
	}
	if err != nil {
		return err.Error(), err
	}
	if w.listeners == nil {
		w.listeners = map[string]*listener{}
	}
	if old := w.listeners[name]; old != nil {
		old.conn.Close()
	}
	w.listeners[name] = l
	go l.listen()
	w.atEnd(func() error { l.conn.Close(); return nil })
	_, err = l.await(hello, patience)
	return "", err
}

// dial opens the connection and says hello.
func dial(ctx context.Context, target *url.URL, header http.Header) (*listener, error) {
	address := *target
	address.Scheme = strings.Replace(address.Scheme, "http", "ws", 1)
	config, err := websocket.NewConfig(address.String(), cmp.Or(header.Get("Origin"), target.Scheme+"://"+target.Host))
	if err != nil {
		return nil, usageError(err.Error())
	}
	config.Header = header.Clone()
	config.Header.Del("Origin") // the configuration's is sent
	conn, err := config.DialContext(ctx)
	var failed *websocket.DialError
	if errors.As(err, &failed) {
		return nil, failed.Err // it does not unwrap
	}
	if err != nil {
		return nil, err
	}
	l := &listener{conn: conn}
	return l, l.send(`{"id":1,"connect":{}}`)
}

// refusal asks once more, to read the status that the library does not tell.
func refusal(ctx context.Context, target *url.URL, header http.Header) string {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return err.Error()
	}
	q.Header = header.Clone()
	for k, v := range map[string]string{"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="} {
		q.Header.Set(k, v)
	}
	if q.Header.Get("Origin") == "" {
		q.Header.Set("Origin", target.Scheme+"://"+target.Host)
	}
	a, err := http.DefaultTransport.RoundTrip(q)
	if err != nil {
		return err.Error()
	}
	defer a.Body.Close()
	return strings.TrimSpace(a.Status + " " + a.Header.Get("Retry-After"))
}

func (l *listener) send(text string) error {
	return websocket.Message.Send(l.conn, text)
}

// listen keeps what arrives until the connection ends, and hangs up then, as a
// browser does.
func (l *listener) listen() {
	defer l.conn.Close()
	for {
		frame, err := l.conn.NewFrameReader()
		if err != nil {
			l.keep(fmt.Sprintf("closed (%v)", err))
			return
		}
		data, err := io.ReadAll(frame)
		if err != nil {
			l.keep(fmt.Sprintf("closed (%v)", err))
			return
		}
		if frame.PayloadType() == websocket.CloseFrame {
			if len(data) >= 2 {
				l.keep(fmt.Sprintf("closed %d %s", int(data[0])<<8|int(data[1]), data[2:]))
			} else {
				l.keep("closed")
			}
			return
		}
		for line := range bytes.SplitSeq(data, []byte("\n")) {
			if string(line) == "{}" { // a ping
				if l.send("{}") != nil {
					return // the next read says so
				}
			} else if len(line) > 0 {
				l.keep(string(line))
			}
		}
	}
}

func (l *listener) keep(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines.WriteString(line + "\n")
}

func (l *listener) all() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines.String()
}

// await waits until something that arrived matches, and returns all of it.
func (l *listener) await(want *regexp.Regexp, wait time.Duration) (string, error) {
	for waited := startWatch(); ; time.Sleep(pollEvery) {
		got := l.all()
		if want.MatchString(got) {
			return got, nil
		}
		if waited.over(wait) {
			return got, fmt.Errorf("%s did not arrive within %s", want, wait)
		}
	}
}

// heard is `heard [-at TIME] [-within DURATION] NAME [REGEXP]`: it waits until
// something that arrived matches, and prints all that did. Without a pattern it
// prints what there is.
func (w *world) heard(args []string) (string, error) {
	const usage = usageError("heard [-at TIME] [-within DURATION] NAME [REGEXP]")
	r := browserRequest{header: http.Header{}, within: patience}
	rest, err := r.flags(w, args)
	if err != nil || len(rest) > 1 {
		return "", usage
	}
	l := w.listeners[r.path]
	if l == nil {
		return "", usageError("nobody hears as " + r.path + "; hear comes first")
	}
	if len(rest) == 0 {
		return l.all(), nil
	}
	want, err := regexp.Compile("(?m)" + rest[0])
	if err != nil {
		return "", usageError(err.Error())
	}
	for ; time.Until(r.at) > 0; time.Sleep(pollEvery) {
		if got := l.all(); want.MatchString(got) {
			return got, fmt.Errorf("%s arrived %s before its time", want, time.Until(r.at))
		}
	}
	return l.await(want, r.within)
}
