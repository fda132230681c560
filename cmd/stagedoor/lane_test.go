package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// big is more than the sockets of both sides keep.
const big = 64 << 20

// laneSite answers in each way that a handler can; X-By says who writes it.
func laneSite() http.Handler {
	mux := http.NewServeMux()
	whole := func(w http.ResponseWriter, b string) {
		w.Header()["Content-Length"] = []string{strconv.Itoa(len(b))}
		io.WriteString(w, b)
	}
	mux.HandleFunc("GET /live/part", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "video/mp4")
		w.Header().Set("X-Cookie", r.Header.Get("Cookie"))
		whole(w, "a part of "+r.Host+" for "+r.URL.RawQuery)
	})
	mux.HandleFunc("GET /live/pieces", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "video/mp4")
		w.Header().Set("Content-Length", "6")
		for _, piece := range []string{"on", "et", "wo"} {
			io.WriteString(w, piece)
		}
	})
	mux.HandleFunc("GET /live/named/{name}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		whole(w, fmt.Sprintf("%s of %s, %s, asked for %q", r.PathValue("name"), r.URL, r.Pattern, r.URL.RawQuery))
	})
	mux.HandleFunc("GET /live/nothing", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /live/refused", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusForbidden) })
	mux.HandleFunc("GET /live/same", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusNotModified)
		io.WriteString(w, "x")
	})
	mux.HandleFunc("GET /live/same-length", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "7")
		w.WriteHeader(http.StatusNotModified)
	})
	mux.HandleFunc("GET /live/promised", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Content-Length", "7")
	})
	mux.HandleFunc("GET /live/none", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /live/unsaid", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		io.WriteString(w, "no ")
		io.WriteString(w, "length")
	})
	mux.HandleFunc("GET /live/late", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(http.StatusOK)
		w.Header().Set("X-Late", "is not sent")
		w.WriteHeader(http.StatusTeapot)
		io.WriteString(w, "once")
	})
	mux.HandleFunc("GET /live/long", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Content-Length", "3")
		io.WriteString(w, "one")
		if _, err := io.WriteString(w, "two"); err != http.ErrContentLength {
			panic(fmt.Sprint("more than was said: ", err))
		}
	})
	mux.HandleFunc("GET /live/short", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Content-Length", "9")
		io.WriteString(w, "short")
	})
	mux.HandleFunc("GET /live/split", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("X-Split", "one\r\nX-Two: two")
		whole(w, "")
	})
	mux.HandleFunc("GET /live/panic", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	mux.HandleFunc("GET /live/big", func(w http.ResponseWriter, r *http.Request) { whole(w, string(make([]byte, big))) })
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		b, err := io.ReadAll(r.Body)
		fmt.Fprintf(w, "page %s %s %q %v", r.Method, r.URL.Path, b, err)
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-By", fmt.Sprintf("%T", w))
		mux.ServeHTTP(w, r)
	})
}

// A laneHouse is a server on a socket of its own.
type laneHouse struct {
	*http.Server
	lane *lane // nil: net/http by itself
	addr string
}

func openLane(t *testing.T, site http.Handler, with bool, patience time.Duration) *laneHouse {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &laneHouse{Server: &http.Server{
		Handler: site, ReadHeaderTimeout: 10 * time.Second, WriteTimeout: patience, IdleTimeout: patience,
		MaxHeaderBytes: maxHeader, ErrorLog: log.New(io.Discard, "", 0),
	}, addr: l.Addr().String()}
	if with {
		h.lane = newLane(h.Server)
	}
	go h.Serve(l)
	t.Cleanup(func() {
		if h.lane != nil {
			h.lane.stop()
		}
		h.Close()
	})
	return h
}

// A guest is a client that says what it likes.
type guest struct {
	t testing.TB
	net.Conn
	in *bufio.Reader
}

func (h *laneHouse) guest(t testing.TB) *guest {
	t.Helper()
	c, err := net.Dial("tcp", h.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(20 * time.Second))
	return &guest{t, c, bufio.NewReader(c)}
}

func (g *guest) say(s string) {
	g.t.Helper()
	if _, err := io.WriteString(g, s); err != nil {
		g.t.Fatal(err)
	}
}

func get(path string) string { return "GET " + path + " HTTP/1.1\r\nHost: a.example\r\n\r\n" }

// hear reads an answer, and returns who wrote it.
func (g *guest) hear(status int) (by, body string) {
	g.t.Helper()
	a, err := http.ReadResponse(g.in, nil)
	if err != nil {
		g.t.Fatal(err)
	}
	b, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != status {
		g.t.Fatalf("the answer is %s with %q, %v; want %d", a.Status, b, err, status)
	}
	return a.Header.Get("X-By"), string(b)
}

const byLane, byNetHTTP = "*main.answer", "*http.response"

// TestLane: what a player asks is the lane's, everything else net/http's, in
// any order on one connection.
func TestLane(t *testing.T) {
	g := openLane(t, laneSite(), true, 10*time.Second).guest(t)
	for _, tt := range []struct{ ask, by string }{
		{get("/live/part"), byLane},
		{get("/live/part?again"), byLane},
		{get("/lobby"), byNetHTTP},
		{get("/lobby"), byNetHTTP},
		{get("/live/part"), byLane},
		{"HEAD /lobby HTTP/1.1\r\nHost: a.example\r\n\r\nGET /live/part HTTP/1.1\r\nHost: a.example\r\n\r\n", byNetHTTP},
		{"", byLane},
		{"POST /signin HTTP/1.1\r\nHost: a.example\r\nContent-Length: 4\r\n\r\ncode", byNetHTTP},
		{get("/live/pieces"), byLane},
		{get("/live/nothing"), byLane},
	} {
		g.say(tt.ask)
		r := &http.Request{Method: http.MethodGet}
		if strings.HasPrefix(tt.ask, "HEAD") {
			r.Method = http.MethodHead
		}
		a, err := http.ReadResponse(g.in, r)
		if err != nil {
			t.Fatalf("%q: %v", tt.ask, err)
		}
		if _, err := io.ReadAll(a.Body); err != nil {
			t.Fatalf("%q: %v", tt.ask, err)
		}
		if by := a.Header.Get("X-By"); by != tt.by {
			t.Errorf("%q is answered by %s, want %s", tt.ask, by, tt.by)
		}
	}
}

var differs = regexp.MustCompile(`(?m)^(Date|X-By): .*\r\n`)

// TestLaneAnswersAsNetHTTPDoes: the same bytes, whatever is said on a
// connection that the lane has.
func TestLaneAnswersAsNetHTTPDoes(t *testing.T) {
	ours, ref := openLane(t, laneSite(), true, 10*time.Second), openLane(t, laneSite(), false, 10*time.Second)
	said := func(h *laneHouse, more string) string {
		g := h.guest(t)
		for range 3 { // the third has the header of the second
			g.say(get("/live/part"))
			g.hear(http.StatusOK)
		}
		g.say(more)
		g.Conn.(*net.TCPConn).CloseWrite()
		b, err := io.ReadAll(g.in)
		if err != nil && !strings.Contains(err.Error(), "reset") { // a refusal may overtake what is still sent
			t.Errorf("%.60q: %v", more, err)
		}
		return sortHeaders(differs.ReplaceAllString(string(b), ""))
	}
	const host = "Host: a.example\r\n"
	long := strings.Repeat("x", 5000)
	for name, more := range map[string]string{
		"nothing":           "",
		"a part":            "GET /live/part?n=1 HTTP/1.1\r\n" + host + "Cookie: login=1\r\nAccept-Encoding: gzip\r\n\r\n",
		"pieces":            get("/live/pieces"),
		"nothing said":      get("/live/nothing"),
		"refused":           get("/live/refused"),
		"not modified":      get("/live/same"),
		"its length":        get("/live/same-length") + get("/live/part"),
		"a promise":         get("/live/promised") + get("/live/part"),
		"no content":        get("/live/none"),
		"no length":         get("/live/unsaid"),
		"said twice":        get("/live/late"),
		"too long":          get("/live/long"),
		"too short":         get("/live/short") + get("/live/part"),
		"a header in one":   get("/live/split"),
		"broken off":        get("/live/panic") + get("/live/part"),
		"not there":         get("/live/what"),
		"a path to clean":   get("/live//part"),
		"out of it":         get("/live/../lobby"),
		"encoded":           get("/live/%70art"),
		"badly encoded":     get("/live/%zz"),
		"after a query":     get("/live/named/a?n=1") + get("/live/named/b") + get("/live/named/c%20c?n=2") + get("/live/part"),
		"odd letters":       get("/live/named/a:b;c,d=e@f!g$h&i'j(k)l*m+n~o") + get("/live/named/a|b") + get("/live/named/\xff\"<>^`{}\\"),
		"three at once":     get("/live/part") + get("/live/unsaid") + get("/live/part"),
		"part, page, part":  get("/live/part") + get("/lobby") + get("/live/part"),
		"HEAD":              "HEAD /live/part HTTP/1.1\r\n" + host + "\r\n" + get("/live/part"),
		"POST":              "POST /live/part HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabc" + get("/live/part"),
		"a page's form":     "POST /signin HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabc" + get("/live/part"),
		"a body":            "GET /live/part HTTP/1.1\r\n" + host + "Content-Length: 34\r\n\r\n" + get("/smuggled"),
		"an empty body":     "GET /live/part HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n" + get("/live/part"),
		"two lengths":       "GET /live/part HTTP/1.1\r\n" + host + "Content-Length: 0\r\nContent-Length: 34\r\n\r\n" + get("/smuggled"),
		"a bad length":      "GET /live/part HTTP/1.1\r\n" + host + "Content-Length: +1\r\n\r\n" + get("/live/part"),
		"chunks":            "GET /live/part HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + get("/live/part"),
		"chunks and length": "GET /live/part HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n" + get("/live/part"),
		"other encoding":    "GET /live/part HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip\r\n\r\n" + get("/live/part"),
		"a range":           "GET /live/part HTTP/1.1\r\n" + host + "Range: bytes=0-1\r\n\r\n",
		"close":             "GET /live/part HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n" + get("/live/part"),
		"HTTP/1.0":          "GET /live/part HTTP/1.0\r\n" + host + "\r\n" + get("/live/part"),
		"HTTP/1.2":          "GET /live/part HTTP/1.2\r\n" + host + "\r\n",
		"HTTP/2's preface":  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"expectation":       "GET /live/part HTTP/1.1\r\n" + host + "Expect: 100-continue\r\nContent-Length: 1\r\n\r\nx",
		"odd expectation":   "GET /live/part HTTP/1.1\r\n" + host + "Expect: tea\r\n\r\n",
		"upgrade":           "GET /live/part HTTP/1.1\r\n" + host + "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
		"no host":           "GET /live/part HTTP/1.1\r\n\r\n",
		"an empty host":     "GET /live/part HTTP/1.1\r\nHost:\r\n\r\n",
		"two hosts":         "GET /live/part HTTP/1.1\r\n" + host + host + "\r\n",
		"a bad host":        "GET /live/part HTTP/1.1\r\nHost: a b\r\n\r\n",
		"another's address": "GET http://b.example/live/part HTTP/1.1\r\n" + host + "\r\n",
		"no such header":    "GET /live/part HTTP/1.1\r\n" + host + "what\r\n\r\n",
		"a bad name":        "GET /live/part HTTP/1.1\r\n" + host + "a b: c\r\n\r\n",
		"space after name":  "GET /live/part HTTP/1.1\r\n" + host + "Cookie : c\r\n\r\n",
		"a bad value":       "GET /live/part HTTP/1.1\r\n" + host + "Cookie: a\x00b\r\n\r\n",
		"folded":            "GET /live/part HTTP/1.1\r\n" + host + "Cookie: a\r\n b\r\n\r\n",
		"bare line feeds":   "GET /live/part HTTP/1.1\nHost: a.example\n\n" + get("/live/part"),
		"mixed line ends":   "GET /live/part HTTP/1.1\nHost: a.example\n\nGET /lobby HTTP/1.1\nHost: b\r\n\r\n",
		"an empty line":     "\r\n" + get("/live/part"),
		"two spaces":        "GET  /live/part HTTP/1.1\r\n" + host + "\r\n",
		"a line feed":       "GET /live/part\nHost:b HTTP/1.1\r\n" + host + "\r\n",
		"two in a line":     "GET /live/part HTTP/1.1\nHost: b HTTP/1.1\r\n" + host + "\r\n",
		"a word more":       "GET /live/part more HTTP/1.1\r\n" + host + "\r\n",
		"no version":        "GET /live/part\r\n" + host + "\r\n",
		"a fragment":        "GET /live/part?a#b HTTP/1.1\r\n" + host + "\r\n",
		"a star":            "GET * HTTP/1.1\r\n" + host + "\r\n",
		"small letters":     "get /live/part HTTP/1.1\r\n" + host + "\r\n",
		"garbage":           "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
		"cut off":           "GET /live/part HTTP/1.1\r\nHo",
		"a long header":     "GET /live/part HTTP/1.1\r\n" + host + "Cookie: " + long + "\r\n\r\n" + get("/live/part"),
		"a long address":    "GET /live/part?" + long + " HTTP/1.1\r\n" + host + "\r\n" + get("/live/part"),
		"far too long":      "GET /live/part HTTP/1.1\r\n" + host + "Cookie: " + strings.Repeat(long, 15) + "\r\n\r\n",
		"many at once":      strings.Repeat(get("/live/part"), 300),
	} {
		t.Run(name, func(t *testing.T) {
			if got, want := said(ours, more), said(ref, more); got != want {
				t.Errorf("to %.120q the answer is\n%q\nwant, as net/http says,\n%q", more, got, want)
			}
		})
	}
}

// sortHeaders brings the lines of each header into one order: net/http has
// one of its own.
func sortHeaders(s string) string {
	blocks := strings.Split(s, "\r\n\r\n")
	for i, b := range blocks {
		at := strings.LastIndex(b, "HTTP/1.1 ")
		if at < 0 {
			continue
		}
		lines := strings.Split(b[at:], "\r\n")
		slices.Sort(lines[1:])
		blocks[i] = b[:at] + strings.Join(lines, "\r\n")
	}
	return strings.Join(blocks, "\r\n\r\n")
}

// TestLaneReadsWhatComesInPieces: a request in two packets is net/http's.
func TestLaneReadsWhatComesInPieces(t *testing.T) {
	g := openLane(t, laneSite(), true, 10*time.Second).guest(t)
	g.say(get("/live/part"))
	g.hear(http.StatusOK)
	for _, piece := range strings.SplitAfter(get("/live/part?slowly"), "\n") {
		g.say(piece)
	}
	if by, body := g.hear(http.StatusOK); body != "a part of a.example for slowly" {
		t.Errorf("%s answered %q", by, body)
	}
	g.say(get("/live/part"))
	if by, _ := g.hear(http.StatusOK); by != byLane {
		t.Errorf("what follows is answered by %s", by)
	}
}

// TestLaneLeavesTLSAlone: with HTTP/1.1 and with HTTP/2.
func TestLaneLeavesTLSAlone(t *testing.T) {
	for _, h2 := range []bool{false, true} {
		s := httptest.NewUnstartedServer(laneSite())
		newLane(s.Config)
		s.EnableHTTP2 = h2
		s.StartTLS()
		defer s.Close()
		for range 2 {
			a, err := s.Client().Get(s.URL + "/live/part")
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(a.Body)
			a.Body.Close()
			if by := a.Header.Get("X-By"); by == byLane || err != nil || !bytes.HasPrefix(b, []byte("a part")) || (a.ProtoMajor == 2) != h2 {
				t.Errorf("%s is answered by %s with %q, %v", a.Proto, by, b, err)
			}
		}
	}
}

// TestLaneLetsSocketsBe: a page's socket opens on a connection that the lane
// had, with all that net/http gives it.
func TestLaneLetsSocketsBe(t *testing.T) {
	site := laneSite()
	g := openLane(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/push" {
			site.ServeHTTP(w, r)
			return
		}
		c, rw, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer c.Close()
		io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
		io.Copy(c, rw)
	}), true, 10*time.Second).guest(t)
	g.say(get("/live/part"))
	g.hear(http.StatusOK)
	g.say("GET /push HTTP/1.1\r\nHost: a.example\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
	if a, err := http.ReadResponse(g.in, nil); err != nil || a.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("the socket's answer: %v, %v", a, err)
	}
	g.say("there?\n")
	if back, err := g.in.ReadString('\n'); back != "there?\n" {
		t.Errorf("the socket sent back %q, %v", back, err)
	}
}

// TestLaneDropsWhoDoesNotRead, and who says nothing.
func TestLaneDropsWhoDoesNotRead(t *testing.T) {
	for name, more := range map[string]string{"does not read": get("/live/big"), "says nothing": ""} {
		t.Run(name, func(t *testing.T) {
			h := openLane(t, laneSite(), true, 100*time.Millisecond)
			g := h.guest(t)
			g.say(get("/live/part"))
			g.hear(http.StatusOK)
			g.say(more)
			until(t, "its end", 10*time.Second, func() (bool, string) {
				h.lane.mu.Lock()
				defer h.lane.mu.Unlock()
				return len(h.lane.conns) == 0, "it is still here"
			})
		})
	}
}

// TestDeadlineIsSeldomMoved: it may come a quarter of its time early, and not
// a moment more.
func TestDeadlineIsSeldomMoved(t *testing.T) {
	start := time.Now()
	d := deadline{length: time.Minute}
	for _, tt := range []struct {
		at, over time.Duration // 0: it stays
	}{
		{0, 60 * time.Second},
		{0, 0},
		{14 * time.Second, 0},
		{15 * time.Second, 75 * time.Second},
		{29 * time.Second, 0},
		{50 * time.Second, 110 * time.Second},
		{time.Hour, time.Hour + time.Minute},
	} {
		moved := time.Duration(0)
		if err := d.begin(start.Add(tt.at), func(to time.Time) error { moved = to.Sub(start); return nil }); err != nil {
			t.Fatal(err)
		}
		if moved != tt.over {
			t.Errorf("after %v it is moved to %v, want %v", tt.at, moved, tt.over)
		}
	}
	d = deadline{}
	if err := d.begin(start, func(time.Time) error { return io.EOF }); err != nil {
		t.Error("for ever is moved")
	}
	d = deadline{length: time.Minute}
	if err := d.begin(start, func(time.Time) error { return io.EOF }); err != io.EOF {
		t.Errorf("of a connection at its end: %v", err)
	}
}

// TestDates: what is kept is written again with the next second, not before.
func TestDates(t *testing.T) {
	var d dates
	noon := time.Date(2026, 5, 8, 12, 0, 0, 0, time.FixedZone("Sofia", 3*60*60))
	for _, tt := range []struct {
		at   time.Duration
		want string
	}{
		{0, "Fri, 08 May 2026 09:00:00 GMT"},
		{999 * time.Millisecond, "Fri, 08 May 2026 09:00:00 GMT"},
		{time.Second, "Fri, 08 May 2026 09:00:01 GMT"},
		{time.Minute, "Fri, 08 May 2026 09:01:00 GMT"},
		{-time.Second, "Fri, 08 May 2026 08:59:59 GMT"}, // the clock was set
	} {
		if got := d.at(noon.Add(tt.at)); got != tt.want {
			t.Errorf("after %v it is %q, want %q", tt.at, got, tt.want)
		}
	}
}

// TestLaneStops: an answer under way is finished, says that it is the last,
// and who waits to ask is let go.
func TestLaneStops(t *testing.T) {
	asked, goOn := make(chan struct{}), make(chan struct{})
	site := laneSite()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery == "wait" {
			close(asked)
			<-goOn
		}
		site.ServeHTTP(w, r)
	})}
	h := &laneHouse{server, newLane(server), l.Addr().String()}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- running{server, l, h.lane}.serveUntil(ctx) }()

	idle, busy := h.guest(t), h.guest(t)
	idle.say(get("/live/part"))
	idle.hear(http.StatusOK)
	busy.say(get("/live/part"))
	busy.hear(http.StatusOK)
	busy.say(get("/live/part?wait"))
	<-asked
	stop()
	idle.SetDeadline(time.Now().Add(drain / 2)) // it does not wait until all have had their time
	if b, err := idle.in.ReadByte(); err != io.EOF {
		t.Errorf("who waits to ask reads %q, %v", b, err)
	}
	select {
	case err := <-ended:
		t.Fatalf("it ended, %v, while an answer was under way", err)
	default:
	}
	close(goOn)
	if _, body := busy.hear(http.StatusOK); body != "a part of a.example for wait" {
		t.Errorf("the answer under way is %q", body)
	}
	if _, err := busy.in.ReadByte(); err != io.EOF {
		t.Errorf("after the last answer: %v", err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestLaneCutsOff who takes no end of it, when their time is over.
func TestLaneCutsOff(t *testing.T) {
	h := openLane(t, laneSite(), true, 10*time.Second)
	g := h.guest(t)
	g.say(get("/live/big"))
	if _, err := g.in.ReadByte(); err != nil {
		t.Fatal(err)
	}
	h.lane.stop()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	h.lane.wait(ctx)
	if n, err := io.Copy(io.Discard, g.in); err == nil && n >= big {
		t.Error("the answer was not cut off")
	}
	h.lane.busy.Wait()
}

// TestLaneConcurrently is for the race detector.
func TestLaneConcurrently(t *testing.T) {
	h := openLane(t, laneSite(), true, 10*time.Second)
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			g := h.guest(t)
			for n := 0; ; n++ {
				path := "/live/part"
				if (n+i)%7 == 0 {
					path = "/lobby"
				}
				if _, err := io.WriteString(g, get(path)); err != nil {
					return
				}
				a, err := http.ReadResponse(g.in, nil)
				if err != nil {
					return // it stopped
				}
				if _, err := io.Copy(io.Discard, a.Body); err != nil || a.StatusCode != http.StatusOK {
					t.Errorf("%s: %s, %v", path, a.Status, err)
					return
				}
				if i == 0 && n == 300 {
					h.lane.stop()
					go h.Shutdown(context.WithoutCancel(t.Context()))
				}
			}
		})
	}
	all.Wait()
	h.lane.wait(t.Context())
}
