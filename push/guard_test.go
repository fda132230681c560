package push

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestOnlyOurPagesConnect(t *testing.T) {
	s := newSite(t, Options{Public: &url.URL{Scheme: "https", Host: "live.conf.example"}})
	for _, tt := range []struct {
		what   string
		header []string
		want   int
	}{
		{"a page of ours", nil, http.StatusSwitchingProtocols},
		{"a page of ours behind a proxy", []string{"Origin: https://live.conf.example"}, http.StatusSwitchingProtocols},
		{"in capitals", []string{"Origin: https://LIVE.conf.example"}, http.StatusSwitchingProtocols},
		{"another site", []string{"Origin: https://evil.example"}, http.StatusForbidden},
		{"a site under our name", []string{"Origin: https://evil.live.conf.example"}, http.StatusForbidden},
		{"our name at another port", []string{"Origin: https://live.conf.example:8443"}, http.StatusForbidden},
		{"a sandboxed frame", []string{"Origin: null"}, http.StatusForbidden},
		{"no address at all", []string{"Origin: %zz"}, http.StatusForbidden},
		{"a browser that hides its origin", []string{"Origin:", "Sec-Fetch-Site: cross-site"}, http.StatusForbidden},
		{"no browser", []string{"Origin:"}, http.StatusSwitchingProtocols},
		{"somebody who opens the address", []string{"Upgrade:"}, http.StatusUpgradeRequired},
	} {
		if _, res := s.knock(t, "ada"+strconv.Itoa(tt.want), tt.header...); res.StatusCode != tt.want {
			t.Errorf("%s is answered %d, want %d", tt.what, res.StatusCode, tt.want)
		}
	}
	if n := s.hub.Counts().Foreign; n != 6 {
		t.Errorf("%d were counted as another site's, want 6", n)
	}
}

func TestPagesAskForNothing(t *testing.T) {
	s := newSite(t, Options{})
	ch := map[string]any{"channel": "stage/cellar/en"}
	for _, name := range []string{"subscribe", "unsubscribe", "publish", "presence", "presence_stats", "history", "rpc", "refresh", "sub_refresh"} {
		p, _ := s.call(t, name)
		body := ch
		switch name {
		case "publish":
			body = map[string]any{"channel": "conference/en", "data": map[string]any{"pieces": map[string]string{"title": "mine"}}}
		case "rpc":
			body = map[string]any{"method": "x"}
		case "refresh":
			body = map[string]any{"token": "x"}
		}
		if err := p.command(map[string]any{name: body}); err != nil {
			t.Fatal(err)
		}
		if r, err := p.next(); err != nil || r.Error.Code != 103 || r.ID != p.id {
			t.Errorf("%s is answered %+v, %v, want error 103", name, r, err)
		}
		s.hub.Publish("stage/cellar/en", []byte(`{"other":1}`))
		s.hub.Publish("conference/en", fmt.Appendf(nil, `{"own":%q}`, name))
		if got, want := p.hears(1)[0], fmt.Sprintf(`{"own":%q}`, name); got != want {
			t.Errorf("after %s it heard %s, want %s", name, got, want)
		}
	}
}

// TestServerChoosesTheChannels: a hello that names others gets the same.
func TestServerChoosesTheChannels(t *testing.T) {
	s := newSite(t, Options{})
	s.hub.Publish("login/bob", []byte(`{"secret":1}`))
	_, hi := s.call(t, "ada", place{channel: "login/bob"}, place{channel: "crew/producer/en"}, place{channel: "conference/en"})
	for ch := range hi.Subs {
		if ch != "conference/en" && ch != "stage/hall/en" {
			t.Errorf("it hears %s", ch)
		}
	}
	if len(hi.Subs) != 2 {
		t.Errorf("it hears %d channels, want 2", len(hi.Subs))
	}
}

// TestFloodIsClosedAndNobodyElseSuffers: one client floods in each way, while
// fifty quiet pages miss nothing.
func TestFloodIsClosedAndNobodyElseSuffers(t *testing.T) {
	s := newSite(t, Options{})
	var quiet []*phone
	for i := range 50 {
		p, _ := s.call(t, "quiet"+strconv.Itoa(i))
		quiet = append(quiet, p)
	}
	rpc := []byte(strings.Repeat(`{"id":7,"rpc":{"method":"x"}}`+"\n", 20))
	for _, tt := range []struct {
		what  string
		flood func(p *phone) error
		code  int // 0: the socket is closed without a word
	}{
		{"commands", func(p *phone) error { return p.command(map[string]any{"rpc": map[string]any{}}) }, 4503},
		{"many commands in a frame", func(p *phone) error { return p.frame(1, rpc) }, 4503},
		{"messages without a number", func(p *phone) error { return p.frame(1, []byte(`{"send":{"data":{}}}`)) }, 4503},
		{"pings of the socket", func(p *phone) error { return p.frame(9, bytes.Repeat([]byte("p"), 125)) }, 0},
		{"pongs of the socket", func(p *phone) error { return p.frame(10, bytes.Repeat([]byte("p"), 125)) }, 0},
		{"pongs that nobody asked for", func(p *phone) error { return p.frame(1, []byte(`{}`)) }, 3501},
		{"what is no JSON", func(p *phone) error { return p.frame(1, []byte(`x`)) }, 3501},
		{"a second hello", func(p *phone) error { return p.command(map[string]any{"connect": map[string]any{}}) }, 3501},
		{"a message over 4 KB", func(p *phone) error { return p.frame(1, bytes.Repeat([]byte(" "), mostIn+1)) }, 1009},
		{"a frame that says it is 16 MB", func(p *phone) error {
			_, err := p.conn.Write([]byte{0x81, 0x80 | 127, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0})
			return err
		}, 1009},
	} {
		t.Run(tt.what, func(t *testing.T) {
			p, _ := s.call(t, "flooder")
			p.t = t
			gone := make(chan struct{})
			go func() {
				defer close(gone)
				times := 100000
				if tt.code != 0 {
					times = 12 // or the close is lost behind what nobody reads
				}
				for range times {
					if tt.flood(p) != nil {
						return
					}
				}
			}()
			if code := p.end(); code != tt.code {
				t.Errorf("it is closed with %d, want %d", code, tt.code)
			}
			p.conn.Close()
			<-gone
		})
		s.hub.Publish("conference/en", fmt.Appendf(nil, `{"after":%q}`, tt.what))
		for i, q := range quiet {
			if got, want := q.hears(1)[0], fmt.Sprintf(`{"after":%q}`, tt.what); got != want {
				t.Fatalf("quiet page %d heard %s, want %s", i, got, want)
			}
		}
	}
	until(t, "only the quiet are open", func() bool { return s.hub.Counts().Open == 50 })
}

func TestEleventhPageClosesTheOldest(t *testing.T) {
	s := newSite(t, Options{})
	var phones []*phone
	for range 11 {
		p, _ := s.call(t, "ada")
		phones = append(phones, p)
	}
	if code := phones[0].end(); code != 4502 {
		t.Errorf("the oldest is closed with %d, want 4502: it must not come back by itself", code)
	}
	s.hub.Publish("login/ada", []byte(`{"n":1}`))
	for i, p := range phones[1:] {
		if got := p.hears(1)[0]; got != `{"n":1}` {
			t.Errorf("page %d heard %s", i+2, got)
		}
	}
	until(t, "ten are open", func() bool { return s.hub.Counts().Open == 10 })
}

// TestSilentSocketsCount: ten sockets that never say hello are ten, too.
func TestSilentSocketsCount(t *testing.T) {
	s := newSite(t, Options{MostEach: 3})
	for range 5 {
		if _, res := s.knock(t, "ada"); res.StatusCode != http.StatusSwitchingProtocols {
			t.Fatal(res.Status)
		}
	}
	until(t, "three are open", func() bool { return s.hub.Counts().Open == 3 })
	s.call(t, "ada")
	until(t, "three are open", func() bool { return s.hub.Counts().Open == 3 })
}

func TestWhoSaysNoHelloIsClosed(t *testing.T) {
	s := newSite(t, Options{})
	p, _ := s.knock(t, "ada")
	if code := p.end(); code != 3502 {
		t.Errorf("it is closed with %d, want 3502", code)
	}
	until(t, "none is open", func() bool { return s.hub.Counts().Open == 0 })
}

func TestBeyondTheBudget(t *testing.T) {
	s := newSite(t, Options{PerSecond: 0.01, Burst: 3})
	for i := range 3 {
		s.call(t, strconv.Itoa(i))
	}
	_, res := s.knock(t, "late")
	if after, _ := strconv.Atoi(res.Header.Get("Retry-After")); res.StatusCode != http.StatusServiceUnavailable || after < 1 || after > 30 {
		t.Errorf("the fourth is answered %s, Retry-After %q; want 503 and soon", res.Status, res.Header.Get("Retry-After"))
	}
	if c := s.hub.Counts(); c.Refused != 1 || c.Open != 3 {
		t.Errorf("%d refused and %d open, want 1 and 3", c.Refused, c.Open)
	}
}

func TestOneLoginCannotSpendTheBudget(t *testing.T) {
	s := newSite(t, Options{})
	status := 0
	for range triesBurst + 1 {
		p, res := s.knock(t, "eager")
		p.conn.Close()
		status = res.StatusCode
	}
	if status != http.StatusTooManyRequests {
		t.Errorf("try %d is answered %d, want 429", triesBurst+1, status)
	}
	s.call(t, "other")
}

func TestNoMoreThanFit(t *testing.T) {
	s := newSite(t, Options{Most: 2})
	one, _ := s.call(t, "a")
	s.call(t, "b")
	if _, res := s.knock(t, "c"); res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("the third is answered %s, want 503", res.Status)
	}
	one.conn.Close()
	until(t, "one is open", func() bool { return s.hub.Counts().Open == 1 })
	s.call(t, "c")
}

// TestSlowReaderIsDropped: it reads nothing; publishing does not wait for it,
// and others hear everything.
func TestSlowReaderIsDropped(t *testing.T) {
	s := newSite(t, Options{})
	s.call(t, "slow")
	quick, _ := s.call(t, "quick")
	payload := fmt.Appendf(nil, `{"pieces":%q}`, strings.Repeat("x", mostOut-100))
	longest := time.Duration(0)
	n := 0
	for ; s.hub.Counts().Open == 2 && n < 5000; n++ {
		began := time.Now()
		s.hub.Publish("conference/en", payload)
		longest = max(longest, time.Since(began))
		quick.hears(1)
	}
	until(t, "one is open", func() bool { return s.hub.Counts().Open == 1 })
	if longest >= writeTime { // so long its own writer waits for it
		t.Errorf("a publication took %v while one reader did not read", longest)
	}
	s.hub.Publish("conference/en", []byte(`{"last":1}`))
	if got := quick.hears(1)[0]; got != `{"last":1}` {
		t.Errorf("the quick one heard %s", got)
	}
}
