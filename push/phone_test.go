package push

import (
	"bufio"
	"cmp"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// site is a real server in front of a hub. The login is in the query, where a
// real gate would have read a cookie.
type site struct {
	*httptest.Server
	hub *Hub
}

func newSite(t *testing.T, o Options) *site {
	t.Helper()
	hub, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{hub: hub}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		login := r.FormValue("login")
		attendee := "a-" + login
		if strings.HasPrefix(login, "crew-") {
			attendee = ""
		}
		hub.Connect(w, r, Visit{Login: login, Attendee: attendee, Channels: []string{"conference/en", "stage/hall/en"}})
	}))
	t.Cleanup(s.Close)
	t.Cleanup(func() { hub.node.Shutdown(t.Context()) })
	return s
}

// phone is a client: WebSocket's frames and centrifuge's JSON, and nothing
// that a browser would keep it from doing.
type phone struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
	id   int

	patience time.Duration // with the server's silence; 0 means 20 s: less than from ping to ping
}

// knock asks for a connection and returns the server's answer.
func (s *site) knock(t *testing.T, login string, header ...string) (*phone, *http.Response) {
	t.Helper()
	p, res, err := s.tryKnock(t, login, header...)
	if err != nil {
		t.Fatal(err)
	}
	return p, res
}

func (s *site) tryKnock(t *testing.T, login string, header ...string) (*phone, *http.Response, error) {
	c, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		return nil, nil, err
	}
	t.Cleanup(func() { c.Close() })
	r, _ := http.NewRequest("GET", s.URL+"/push?login="+login, nil)
	var key [16]byte
	_, _ = rand.Read(key[:])
	r.Header.Set("Connection", "Upgrade")
	r.Header.Set("Upgrade", "websocket")
	r.Header.Set("Sec-WebSocket-Version", "13")
	r.Header.Set("Sec-WebSocket-Key", base64.StdEncoding.EncodeToString(key[:]))
	r.Header.Set("Origin", s.URL)
	for _, h := range header {
		name, value, _ := strings.Cut(h, ":")
		r.Header.Del(name)
		if value = strings.TrimSpace(value); value != "" {
			r.Header.Set(name, value)
		}
	}
	if err := r.Write(c); err != nil {
		return nil, nil, err
	}
	in := bufio.NewReader(c)
	res, err := http.ReadResponse(in, r)
	return &phone{t: t, conn: c, in: in}, res, err
}

// call knocks and says hello; with places it asks for what it missed. The hub
// answers a hello a moment before it has the page among those that hear, and
// call waits for that.
func (s *site) call(t *testing.T, login string, places ...place) (*phone, hello) {
	t.Helper()
	p, res := s.knock(t, login)
	if res.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("%s is answered %s", login, res.Status)
	}
	hi := p.hello(places...)
	until(t, login+" is among those that hear", func() bool {
		for _, v := range s.hub.visits.of("login/" + login) {
			if v.wire.RemoteAddr().String() == p.conn.LocalAddr().String() {
				return v.client.Load() != nil
			}
		}
		return false
	})
	return p, hi
}

// A place is where a phone was in a channel.
type place struct {
	channel, epoch string
	offset         uint64
}

// hello is the server's answer to one.
type hello struct {
	Data struct{ Spread int }
	Subs map[string]struct {
		Epoch                     string
		Offset                    uint64
		Recovered, Was_recovering bool
		Publications              []publication
	}
}

type publication struct {
	Data   json.RawMessage
	Offset uint64
}

// reply is one line from the server.
type reply struct {
	ID      int
	Error   struct{ Code int }
	Connect *hello
	Push    struct {
		Channel string
		Pub     *publication
		Message *publication // to this page alone
	}
}

func (p *phone) hello(places ...place) hello {
	p.t.Helper()
	subs := map[string]any{}
	for _, at := range places {
		subs[at.channel] = map[string]any{"recover": true, "epoch": at.epoch, "offset": at.offset}
	}
	if err := p.command(map[string]any{"connect": map[string]any{"subs": subs}}); err != nil {
		p.t.Fatal(err)
	}
	r, err := p.next()
	if err != nil || r.Connect == nil {
		p.t.Fatalf("no answer to a hello: %+v, %v", r, err)
	}
	return *r.Connect
}

// command sends one command, with its number.
func (p *phone) command(c map[string]any) error {
	p.id++
	c["id"] = p.id
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return p.frame(1, b)
}

// frame sends one frame, masked with zeros.
func (p *phone) frame(op byte, payload []byte) error {
	head := []byte{0x80 | op}
	switch n := len(payload); {
	case n < 126:
		head = append(head, 0x80|byte(n))
	case n < 1<<16:
		head = binary.BigEndian.AppendUint16(append(head, 0x80|126), uint16(n))
	default:
		head = binary.BigEndian.AppendUint64(append(head, 0x80|127), uint64(n))
	}
	_, err := p.conn.Write(append(append(head, 0, 0, 0, 0), payload...))
	return err
}

// closed is the error of a connection that the server closed.
type closed struct {
	code   int
	reason string
}

func (c closed) Error() string { return fmt.Sprintf("closed: %d %s", c.code, c.reason) }

// codeOf is the code with which the server closed; 0 when it said none.
func codeOf(err error) int {
	var c closed
	errors.As(err, &c)
	return c.code
}

// read reads one frame that is no ping.
func (p *phone) read() ([]byte, error) {
	_ = p.conn.SetReadDeadline(time.Now().Add(cmp.Or(p.patience, 20*time.Second)))
	for {
		var head [2]byte
		if _, err := io.ReadFull(p.in, head[:]); err != nil {
			return nil, err
		}
		n := uint64(head[1] & 127)
		if n >= 126 {
			long := make([]byte, map[uint64]int{126: 2, 127: 8}[n])
			if _, err := io.ReadFull(p.in, long); err != nil {
				return nil, err
			}
			n = binary.BigEndian.Uint64(append(make([]byte, 8-len(long)), long...))
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(p.in, body); err != nil {
			return nil, err
		}
		switch head[0] & 15 {
		case 8:
			_ = p.frame(8, body[:min(2, len(body))]) // as browsers answer
			if len(body) < 2 {
				return nil, closed{}
			}
			return nil, closed{int(binary.BigEndian.Uint16(body)), string(body[2:])}
		case 1:
			return body, nil
		}
	}
}

// lines reads one frame's lines, answering the server's pings.
func (p *phone) lines() ([]reply, error) {
	for {
		body, err := p.read()
		if err != nil {
			return nil, err
		}
		var out []reply
		for line := range strings.SplitSeq(strings.TrimSpace(string(body)), "\n") {
			if line == "{}" {
				if err := p.frame(1, []byte("{}")); err != nil {
					return nil, err
				}
				continue
			}
			var r reply
			if err := json.Unmarshal([]byte(line), &r); err != nil {
				return nil, fmt.Errorf("%q: %w", line, err)
			}
			out = append(out, r)
		}
		if len(out) > 0 {
			return out, nil
		}
	}
}

// next reads one frame that has one line.
func (p *phone) next() (reply, error) {
	rs, err := p.lines()
	if err != nil {
		return reply{}, err
	}
	if len(rs) != 1 {
		return reply{}, fmt.Errorf("%d lines in a frame, want one: %+v", len(rs), rs)
	}
	return rs[0], nil
}

// hears reads n payloads, of whichever channel.
func (p *phone) hears(n int) []string {
	p.t.Helper()
	var out []string
	for len(out) < n {
		rs, err := p.lines()
		if err != nil {
			p.t.Fatalf("heard %d of %d payloads: %v", len(out), n, err)
		}
		for _, r := range rs {
			for _, pub := range []*publication{r.Push.Pub, r.Push.Message} {
				if pub != nil {
					out = append(out, string(pub.Data))
				}
			}
		}
	}
	return out
}

// ended reads until the server closes, and returns how it did.
func (p *phone) ended() error {
	for {
		if _, err := p.lines(); err != nil {
			return err
		}
	}
}

// end is the code with which the server closes.
func (p *phone) end() int {
	p.t.Helper()
	return codeOf(p.ended())
}

// until waits for a condition of the server.
func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it did not become so that %s", what)
		}
	}
}

// newGate is a server with a handler of its own.
func newGate(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}
