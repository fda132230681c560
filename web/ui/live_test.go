package ui

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/chromedp/chromedp"

	"stagedoor"
	"stagedoor/push"
)

// A moving is a site with one page that moves: a real hub, the state endpoint,
// and what a test turns off.
type moving struct {
	t     *testing.T
	hub   atomic.Pointer[push.Hub]
	stop  context.CancelFunc
	asked atomic.Int32           // for the state
	shown atomic.Int32           // the page
	over  atomic.Bool            // the login is, and everything is refused
	ended atomic.Bool            // the login is, and connections hear it
	away  atomic.Bool            // the server is
	deaf  atomic.Bool            // only the hub is
	mute  atomic.Bool            // only the state is
	late  atomic.Pointer[func()] // called before an answer leaves that is made; nil: it leaves

	hello   func()        // called before a hello is answered; may be nil
	version func() string // in force, as the hub is told; nil: it is not

	mu    sync.Mutex
	state Pieces
}

func newMoving(t *testing.T) (m *moving, url string) {
	m = &moving{t: t, state: Pieces{"title": "Every queue"}}
	m.open()
	mux := http.NewServeMux()
	mux.Handle("/assets/", Assets())
	mux.HandleFunc("GET /look.css", func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Content-Type", "text/css") })
	mux.HandleFunc("GET /page", m.page)
	mux.HandleFunc("GET /quiet", func(w http.ResponseWriter, r *http.Request) { m.render(w, r, Head{Title: "Lobby"}) })
	mux.HandleFunc("GET /state", m.answer)
	mux.HandleFunc("GET /push", func(w http.ResponseWriter, r *http.Request) {
		switch {
		case m.over.Load():
			w.WriteHeader(http.StatusForbidden)
		case m.away.Load() || m.deaf.Load():
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			if m.hello != nil {
				m.hello()
			}
			m.hub.Load().Connect(w, r, push.Visit{Login: "ada", Channels: []string{"conference/en"}, Check: m.check, Version: m.version})
		}
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return m, srv.URL
}

// check is the gate that the hub asks.
func (m *moving) check(context.Context, time.Time) error {
	if m.ended.Load() {
		return stagedoor.Errorf(stagedoor.Denied, "You signed out. Your code lets you in again.")
	}
	return nil
}

// open starts a hub, as a process that starts has.
func (m *moving) open() {
	hub, err := push.New(push.Options{})
	if err != nil {
		m.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(m.t.Context())
	m.stop = stop
	m.hub.Store(hub)
	var running sync.WaitGroup
	running.Go(func() { hub.Run(ctx) })
	m.t.Cleanup(func() { stop(); running.Wait() })
}

func (m *moving) page(w http.ResponseWriter, r *http.Request) {
	m.shown.Add(1)
	m.render(w, r, Head{Title: "Lobby", Push: "/push", State: "/state", Version: m.inForce()})
}

func (m *moving) inForce() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.state.Version()
}

func (m *moving) render(w http.ResponseWriter, r *http.Request, h Head) {
	w.Header().Set("Content-Security-Policy", Policy{}.String())
	show(m.t, w, r, samplePage(m.t, "en"), with(Attend(h),
		templ.Raw(`<h1 data-piece="title">Every queue</h1><div data-piece="more"><details><summary>More</summary><input id="say"><p>one</p></details></div>`)))
}

func (m *moving) answer(w http.ResponseWriter, r *http.Request) {
	m.asked.Add(1)
	switch {
	case m.over.Load():
		w.WriteHeader(http.StatusForbidden)
	case m.away.Load() || m.mute.Load():
		w.WriteHeader(http.StatusBadGateway)
	default:
		m.mu.Lock()
		version := m.state.Version()
		body, err := json.Marshal(map[string]any{"v": version, "pieces": m.state})
		m.mu.Unlock()
		if late := m.late.Load(); late != nil {
			(*late)()
		}
		if err == nil {
			err = SendState(w, r, version, body)
		}
		if err != nil {
			m.t.Error(err)
		}
	}
}

// set changes the state; with push it is told, too.
func (m *moving) set(p Pieces, tell bool) {
	m.mu.Lock()
	m.state = p
	m.mu.Unlock()
	if body, err := json.Marshal(map[string]any{"v": p.Version(), "pieces": p}); err == nil && tell {
		m.hub.Load().Publish("conference/en", body)
	}
}

// TestPageMovesByItself walks an open page through a day in a real browser,
// with the real hub.
func TestPageMovesByItself(t *testing.T) {
	m, url := newMoving(t)
	ctx := browser(t)
	is := func(what, script, want string) {
		t.Helper()
		if got := eventually(t, ctx, script, want); got != want {
			t.Errorf("%s is %q, want %q", what, got, want)
		}
	}
	const title = `document.querySelector("h1").textContent`
	connected := func() {
		t.Helper()
		is("what loads", `String(performance.getEntriesByType("resource").some(e => e.name.includes("/live-")))`, "true")
		wait(t, ctx, "the page is connected", func() bool { return m.hub.Load().Counts().Open == 1 })
		before := m.asked.Load()
		wait(t, ctx, "it asked what it missed", func() bool { return m.asked.Load() > before || before > 0 })
	}

	if err := chromedp.Do(ctx, chromedp.Navigate(url+"/quiet")); err != nil {
		t.Fatal(err)
	}
	is("what a page that stays as it is loads", `document.readyState + performance.getEntriesByType("resource").filter(e => e.name.includes("/live-")).length`, "complete0")

	if err := chromedp.Do(ctx, chromedp.Navigate(url+"/page")); err != nil {
		t.Fatal(err)
	}
	connected()
	is("the open details", `(() => { document.querySelector("main details").open = true; const i = document.querySelector("#say"); i.value = "typed"; i.focus(); document.addEventListener("stagedoor:state", e => window.last = e.detail.v); return "done" })()`, "done")
	p := Pieces{"title": "Small towns", "more": `<details><summary>Still more</summary><input id="say"><p>two</p><p>three</p></details>`}
	m.set(p, true)
	is("the title that was pushed", title, "Small towns")
	is("the piece around the focus", `document.querySelector("main details").textContent`, "Still moretwothree")
	is("what was open, typed and focused", `document.querySelector("main details").open + document.activeElement.id + document.activeElement.value`, "truesaytyped")
	is("what the page's own scripts hear", `window.last`, p.Version())

	m.stop() // a deploy: a new process, which does not know where the page was
	m.set(Pieces{"title": "After the deploy"}, false)
	m.open()
	is("what changed while the process was away", title, "After the deploy")
	is("whether it says that it is offline", `document.querySelector("[data-offline]").textContent`, "")

	m.deaf.Store(true)
	m.stop()
	m.set(Pieces{"title": "Asked for"}, false)
	is("what it asks for without a connection", title, "Asked for")
	m.away.Store(true)
	const offline, away = "You are offline. We try again every few seconds.", "We cannot reach the conference. We try again every few seconds."
	is("the page when a script of its own has it ask", `(document.dispatchEvent(new CustomEvent("stagedoor:ask")), document.readyState)`, "complete")
	is("what it says when we are away and its line is well", `document.querySelector("[data-offline]").textContent`, away)
	playing{t, ctx}.onLine(false)
	is("what it says when it has no line either", `document.querySelector("[data-offline]").textContent`, offline)
	playing{t, ctx}.onLine(true)
	is("what it says with the line, while we are away", `document.querySelector("[data-offline]").textContent`, away)
	m.open()
	m.away.Store(false)
	m.deaf.Store(false)
	is("what it says when it is back", `(window.back ??= dispatchEvent(new Event("online")), document.querySelector("[data-offline]").textContent)`, "")
	wait(t, ctx, "it is connected again", func() bool { return m.hub.Load().Counts().Open == 1 })

	n := m.shown.Load()
	m.ended.Store(true)
	m.hub.Load().End("ada")
	wait(t, ctx, "the page is loaded again when its login ended", func() bool { return m.shown.Load() == n+1 })
}

// TestRefusedPageIsLoadedAgainOnce: the gate says 403, and the page, against
// all reason, opens: it must not go round in circles.
func TestRefusedPageIsLoadedAgainOnce(t *testing.T) {
	m, url := newMoving(t)
	m.over.Store(true)
	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.Navigate(url+"/page")); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		before := m.asked.Load()
		wait(t, ctx, "question "+strconv.Itoa(i)+" is answered", func() bool {
			eventually(t, ctx, `(document.dispatchEvent(new CustomEvent("stagedoor:ask")), "")`, "")
			return m.asked.Load() > before
		})
	}
	if n := m.shown.Load(); n != 2 {
		t.Errorf("the page was shown %d times, want twice", n)
	}
	const says, want = `document.querySelector("[data-offline]").textContent`, "This page is not open to you any more. Reload it to see why."
	if got := eventually(t, ctx, says, want); got != want {
		t.Errorf("a page that is over and stays says %q, want %q", got, want)
	}
	m.over.Store(false)
	if got := eventually(t, ctx, `(document.dispatchEvent(new CustomEvent("stagedoor:ask")), `+says+`)`, ""); got != "" {
		t.Errorf("a page that is open after all says %q", got)
	}
}

// TestWhoReloadedIsLedOutAtOnce: somebody loads the page again, as people do,
// and a moment later the login ends: the page does not stay for it.
func TestWhoReloadedIsLedOutAtOnce(t *testing.T) {
	m, url := newMoving(t)
	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.Navigate(url+"/page"), chromedp.Reload()); err != nil {
		t.Fatal(err)
	}
	wait(t, ctx, "the page is connected", func() bool { return m.hub.Load().Counts().Open == 1 })
	if got := eventually(t, ctx, `performance.getEntriesByType("navigation")[0].type`, "reload"); got != "reload" {
		t.Fatalf("the page came by %q, want a reload", got)
	}
	n := m.shown.Load()
	m.ended.Store(true)
	m.hub.Load().End("ada")
	wait(t, ctx, "the page is loaded again", func() bool { return m.shown.Load() == n+1 })
}

// TestFreshPageAsksNothing: a page that was made with the state in force when
// it connects has nothing to ask for.
func TestFreshPageAsksNothing(t *testing.T) {
	m, url := newMoving(t)
	m.version = m.inForce
	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.Navigate(url+"/page")); err != nil {
		t.Fatal(err)
	}
	wait(t, ctx, "the page is connected", func() bool { return m.hub.Load().Counts().Open == 1 })
	const asksWithin = 1500 // ms: more than a page waits that has something to ask
	if got := eventually(t, ctx, `String(performance.now() > (window.connected ??= performance.now()) + `+strconv.Itoa(asksWithin)+`)`, "true"); got != "true" {
		t.Fatal("the time does not pass")
	}
	if n := m.asked.Load(); n != 0 {
		t.Errorf("it asked for the state %d times, want none", n)
	}
	m.set(Pieces{"title": "Small towns"}, true)
	if got := eventually(t, ctx, `document.querySelector("h1").textContent`, "Small towns"); got != "Small towns" {
		t.Errorf("the title that was pushed is %q", got)
	}
	if n := m.asked.Load(); n != 0 {
		t.Errorf("it asked for the state %d times, want none", n)
	}
}

// TestWhatChangesInTheGap: what is told between a page's making and its
// subscription reaches no channel of its, and must not be missed.
func TestWhatChangesInTheGap(t *testing.T) {
	for _, tt := range []struct {
		name string
		at   func(m *moving, change func())
	}{
		{"before the hello", func(m *moving, change func()) { m.hello, m.version = change, m.inForce }},
		{"after the hello was written, before the page hears", func(m *moving, change func()) {
			m.version = func() string {
				defer change()
				return m.inForce()
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, url := newMoving(t)
			tt.at(m, sync.OnceFunc(func() { m.set(Pieces{"title": "In the gap"}, true) }))
			ctx := browser(t)
			if err := chromedp.Do(ctx, chromedp.Navigate(url+"/page")); err != nil {
				t.Fatal(err)
			}
			if got := eventually(t, ctx, `document.querySelector("h1").textContent + performance.getEntriesByType("resource").filter(e => e.name.endsWith("/state")).length`, "In the gap1"); got != "In the gap1" {
				t.Errorf("the title, and how often the page asked, is %q, want what was told in the gap and once", got)
			}
		})
	}
}

// TestOlderAnswerIsNotShown: what is told while an answer is on its way is newer
// than the answer.
func TestOlderAnswerIsNotShown(t *testing.T) {
	m, url := newMoving(t)
	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.Navigate(url+"/page")); err != nil {
		t.Fatal(err)
	}
	const title = `document.querySelector("h1").textContent`
	wait(t, ctx, "it is connected", func() bool { return m.hub.Load().Counts().Open == 1 })
	wait(t, ctx, "it asked what it missed", func() bool { return m.asked.Load() > 0 })
	m.set(Pieces{"title": "Before"}, true)
	if got := eventually(t, ctx, title, "Before"); got != "Before" {
		t.Fatalf("the title is %q at first", got)
	}
	var made atomic.Bool
	leave, now := context.WithCancel(t.Context())
	defer now()
	late := func() { made.Store(true); <-leave.Done() }
	m.late.Store(&late)
	eventually(t, ctx, `(document.dispatchEvent(new CustomEvent("stagedoor:ask")), "")`, "")
	wait(t, ctx, "an answer is made", made.Load)
	m.late.Store(nil)
	m.set(Pieces{"title": "After"}, true)
	if got := eventually(t, ctx, title, "After"); got != "After" {
		t.Fatalf("the title that was pushed meanwhile is %q", got)
	}
	eventually(t, ctx, `(window.saw = [], new MutationObserver(() => saw.push(`+title+`)).observe(document.querySelector("h1"), {childList: true, characterData: true, subtree: true}), "")`, "")
	asked := m.asked.Load()
	now()
	wait(t, ctx, "it asks once more", func() bool { return m.asked.Load() > asked })
	if got := eventually(t, ctx, title+` + " " + saw.join()`, "After "); got != "After " {
		t.Errorf("the title, and what it was meanwhile, is %q, want %q", got, "After ")
	}
}

// TestWhoLooksAgainNeedNotWait: a page that hears asks all the same when
// somebody may be looking again after a while.
func TestWhoLooksAgainNeedNotWait(t *testing.T) {
	m, url := newMoving(t)
	m.version = m.inForce
	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.Navigate(url+"/page")); err != nil {
		t.Fatal(err)
	}
	wait(t, ctx, "it is connected", func() bool { return m.hub.Load().Counts().Open == 1 })
	for _, script := range []string{`document.dispatchEvent(new Event("visibilitychange"))`, `dispatchEvent(new Event("online"))`} {
		asked := m.asked.Load()
		eventually(t, ctx, `(`+script+`, "")`, "")
		wait(t, ctx, "it asks after "+script, func() bool { return m.asked.Load() > asked })
	}
}

// wait waits for a condition of the server while the browser lives.
func wait(t testing.TB, ctx context.Context, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !ok(); eventually(t, ctx, `""`, "") {
		if time.Now().After(deadline) {
			t.Fatalf("it did not become so that %s", what)
		}
	}
}

// TestSleptPageCatchesUp: a phone slept, and the network forgot its socket
// without closing it. When it wakes it has what it missed, and was not loaded
// again.
func TestSleptPageCatchesUp(t *testing.T) {
	m, url := newMoving(t)
	line := newLine(t, url)
	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.Navigate(line.url+"/page")); err != nil {
		t.Fatal(err)
	}
	const title = `document.querySelector("h1").textContent`
	wait(t, ctx, "it is connected", func() bool { return m.hub.Load().Counts().Open == 1 })
	wait(t, ctx, "it asked what it missed", func() bool { return m.asked.Load() > 0 })
	m.set(Pieces{"title": "Before"}, true)
	if got := eventually(t, ctx, title, "Before"); got != "Before" {
		t.Fatalf("the title is %q before it slept", got)
	}
	line.freeze()
	m.set(Pieces{"title": "While it slept"}, true)
	m.mute.Store(true) // the state cannot be asked: it must be the channel's memory that tells
	const sleep = `(() => { const now = Date.now; Date.now = () => now() + 60000; return "slept" })()`
	if got := eventually(t, ctx, sleep, "slept"); got != "slept" {
		t.Fatal(got)
	}
	if got := eventually(t, ctx, title, "While it slept"); got != "While it slept" {
		t.Errorf("the title after it slept is %q", got)
	}
	if c, n := m.hub.Load().Counts(), m.shown.Load(); c.Recovered != 1 || c.Lost != 0 || n != 1 {
		t.Errorf("%d channels recovered, %d not, and the page was loaded %d times; want 1, 0, 1", c.Recovered, c.Lost, n)
	}
}

// A line is what lies between a browser and the server: it can forget the
// connections that it has, and closes none. While it is gone nothing gets
// through.
type line struct {
	url  string
	gone atomic.Bool

	mu     sync.Mutex
	frozen *atomic.Bool // of the connections that are open now
}

func newLine(t testing.TB, to string) *line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	l := &line{url: "http://" + listener.Addr().String(), frozen: &atomic.Bool{}}
	go func() {
		for {
			in, err := listener.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", strings.TrimPrefix(to, "http://"))
			if err != nil {
				in.Close()
				continue
			}
			t.Cleanup(func() { in.Close(); out.Close() })
			l.mu.Lock()
			frozen := l.frozen
			l.mu.Unlock()
			go l.carry(in, out, frozen)
			go l.carry(out, in, frozen)
		}
	}()
	return l
}

// carry copies until the connection is frozen, and then only reads. What lost
// something while the line was gone is closed when it is back.
func (l *line) carry(from, to net.Conn, frozen *atomic.Bool) {
	buf := make([]byte, 4096)
	lost := false
	for {
		n, err := from.Read(buf)
		gone := l.gone.Load()
		if err != nil || lost && !gone {
			if !frozen.Load() {
				to.Close()
				from.Close()
			}
			return
		}
		if lost = lost || gone; !lost && !frozen.Load() {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
	}
}

// freeze forgets the connections that are open.
func (l *line) freeze() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.frozen.Store(true)
	l.frozen = &atomic.Bool{}
}
