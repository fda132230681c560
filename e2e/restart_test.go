package e2e

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// spreadForm is what a process that stops tells its pages: over how many
// milliseconds they shall come back.
var spreadForm = regexp.MustCompile(`(?m)^closed 4001 spread=(\d+)$`)

// TestRestartUnderPages stops the real binary under two thousand open pages
// and starts it again: all are back within fifteen seconds, coming as
// web/ui/src/live.ts does, and nobody who opens a page sees an error's.
func TestRestartUnderPages(t *testing.T) {
	const tickets, logins, each = 10, 20, 10 // 20 devices a ticket and 10 pages a login are the most
	h := newHouse(t)
	export := header
	for i := range tickets {
		export += fmt.Sprintf("T%d,O%d,Guest %d,guest%d@example.org,paid\n", i, i, i, i)
	}
	h.apply(strings.Replace(conferenceOf(serveClips(t)), "  contact:", "  device_limit: 20\n  contact:", 1))
	h.run("import", h.file("tickets.csv", export), "--feed", "hand", "--preset", "generic")
	h.serve()

	var pages []*openPage
	for i := range tickets {
		code := h.code(fmt.Sprintf("guest%d@example.org", i))
		for range logins {
			cookie := h.cookieOf(code)
			for range each {
				pages = append(pages, &openPage{target: h.url("/push?stage=hall"), header: http.Header{"Cookie": {cookie}}})
			}
		}
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	var all sync.WaitGroup
	defer all.Wait()
	defer stop()
	var there atomic.Int64
	for _, p := range pages {
		all.Go(func() { p.stay(ctx, &there) })
	}
	h.await("two thousand pages", func() bool { return there.Load() == int64(len(pages)) })

	visited := make(chan string, 1)
	looking, enough := context.WithCancel(ctx)
	defer enough()
	go func() { visited <- lookAround(looking, h.url("/lobby"), pages[0].header) }()
	began, waited := time.Now(), startWatch()
	h.restart()
	up := time.Since(began)
	h.await("two thousand pages again", func() bool { return there.Load() == int64(2*len(pages)) })
	took, none := waited.took()
	enough()
	if took > 15*time.Second {
		t.Errorf("all pages were back after %v, and %v in which the machine had no time for us; want 15 s at most", took, none)
	}
	if problem := <-visited; problem != "" {
		t.Errorf("who opened a page meanwhile saw %s", problem)
	}
	refused := 0
	for _, p := range pages {
		refused += p.refused
	}
	t.Logf("up after %v, %d pages back after %v; %d tries had to wait", up.Round(time.Millisecond), len(pages), took.Round(time.Millisecond), refused)
}

// An openPage is a page that stays connected, as live.ts does.
type openPage struct {
	target  *url.URL
	header  http.Header
	refused int // tries that failed
}

// stay connects, and comes back when it is told to, until ctx ends. It counts
// each time that it is there.
func (p *openPage) stay(ctx context.Context, there *atomic.Int64) {
	const least, most = 500 * time.Millisecond, 20 * time.Second // centrifuge-js's, as live.ts sets them
	wait := rand.N(6 * time.Second)                              // people do not all open their page in one second
	for try := 0; ; try++ {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		l, err := dial(ctx, p.target, p.header)
		if err != nil {
			p.refused++
			wait = min(most, least+rand.N(min(most, least<<try)))
			continue
		}
		hangUp := context.AfterFunc(ctx, func() { l.conn.Close() })
		over := make(chan struct{})
		go func() { defer close(over); l.listen() }()
		if _, err := l.await(hello, patience); err == nil {
			there.Add(1)
		}
		<-over
		hangUp()
		wait, try = 0, -1
		if told := spreadForm.FindStringSubmatch(l.all()); told != nil {
			ms, _ := strconv.Atoi(told[1]) // digits, few of them
			wait = rand.N(time.Duration(ms)*time.Millisecond + 1)
		}
	}
}

var hello = regexp.MustCompile(`"connect":`)

// lookAround opens a page over and over, and says what it was answered that
// is no page. A server that is not there is none of them.
func lookAround(ctx context.Context, page *url.URL, header http.Header) string {
	for {
		select {
		case <-ctx.Done():
			return ""
		case <-time.After(50 * time.Millisecond):
		}
		r := &http.Request{Method: http.MethodGet, URL: page, Header: header}
		a, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			continue
		}
		_, err = io.Copy(io.Discard, a.Body)
		a.Body.Close()
		if err == nil && a.StatusCode != http.StatusOK {
			return a.Status
		}
	}
}

// url is an address of the site.
func (h *house) url(path string) *url.URL {
	u, err := url.Parse(h.base() + path)
	if err != nil {
		h.t.Fatal(err)
	}
	return u
}

// cookieOf comes in with a code and returns the login, as a Cookie header.
func (h *house) cookieOf(code string) string {
	h.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	a, err := client.PostForm(h.base()+"/signin", url.Values{"code": {code}, "next": {"/arrived"}})
	if err != nil {
		h.t.Fatal(err)
	}
	a.Body.Close()
	var out []string
	for _, c := range jar.Cookies(h.url("/")) {
		out = append(out, c.Name+"="+c.Value)
	}
	return strings.Join(out, "; ")
}

// restart stops the site as a deploy does, and starts it again.
func (h *house) restart() {
	h.t.Helper()
	if err := h.server.end(); err != nil {
		h.t.Fatal(err)
	}
	h.server.expected = true
	h.serve()
}
