package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/live/hls"
	"stagedoor/live/program"
	"stagedoor/live/rtmp"
)

// oneStage has a playlist of the slate on the stage "main", and says that
// "away" has one elsewhere.
type oneStage struct {
	m     *hls.Muxer
	still []byte
}

func (o oneStage) Still(id stagedoor.StageID) []byte {
	if id == "main" {
		return o.still
	}
	return nil
}

func (o oneStage) Muxer(id stagedoor.StageID) (*hls.Muxer, bool) {
	if id == "main" {
		return o.m, true
	}
	return nil, id == "away"
}

// withMedia gives the site three rounds of the slate to play.
func withMedia(t testing.TB, s *Server) *hls.Muxer {
	t.Helper()
	film, err := rtmp.ReadFLV(bytes.NewReader(program.SlateFLV))
	if err != nil {
		t.Fatal(err)
	}
	m := hls.New(hls.Options{Key: []byte("key")}, day)
	m.SetTracks(film.Tracks)
	for round := range 3 {
		for _, x := range film.Samples {
			x.DTS += int64(round) * int64(program.SlateLength/time.Second) * int64(film.Tracks[x.Track].Scale)
			m.Write(x)
		}
	}
	s.Media = oneStage{m, []byte("a film of one picture")}
	return m
}

var (
	segmentForm = regexp.MustCompile(`(?m)^[\w-]+\.m4s$`)
	partForm    = regexp.MustCompile(`EXT-X-PART:[^\n]*URI="([^"]+)"`)
	initForm    = regexp.MustCompile(`EXT-X-MAP:URI="([^"]+)"`)
	hintForm    = regexp.MustCompile(`EXT-X-PRELOAD-HINT:TYPE=PART,URI="([^"]+)"`)
)

func bodyOf(t *testing.T, res *http.Response) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestWhoMayWatch walks a playlist and all that it names.
func TestWhoMayWatch(t *testing.T) {
	s := testServer(t, stagedoor.Conference{})
	withMedia(t, s)
	playlist := bodyOf(t, ask(s, "GET", "/live/main/index.m3u8", "login-80=ada"))
	paths := []string{"/live/main/index.m3u8", "/live/main/still.mp4"}
	for _, name := range []string{segmentForm.FindString(playlist), partForm.FindStringSubmatch(playlist)[1], initForm.FindStringSubmatch(playlist)[1]} {
		paths = append(paths, "/live/main/"+name)
	}
	closed := testServer(t, stagedoor.Conference{DoorsOpen: day.Add(time.Hour)})
	closed.Media = s.Media
	for _, path := range paths {
		for _, tt := range []struct {
			name    string
			on      *Server
			cookies []string
			want    int
		}{
			{"a ticket", s, []string{"login-80=ada"}, 200},
			{"a ticket among other cookies", s, []string{"a=b", "login-8080=x", "login-80=ada", "lang=bg"}, 200},
			{"crew", s, []string{"crew-80=producer"}, 200},
			{"nobody", s, nil, 401},
			{"who is not known", s, []string{"login-80=eve"}, 401},
			{"a ticket while the doors are closed", closed, []string{"login-80=ada"}, 403},
			{"crew while the doors are closed", closed, []string{"crew-80=moderator"}, 200},
			{"crew with a ticket while the doors are closed", closed, []string{"login-80=ada", "crew-80=moderator"}, 200},
		} {
			res := ask(tt.on, "GET", path, tt.cookies...)
			body := bodyOf(t, res)
			h := res.Header
			if res.StatusCode != tt.want {
				t.Errorf("%s, %s: %d, want %d", path, tt.name, res.StatusCode, tt.want)
			}
			keep := "private"
			if strings.HasSuffix(path, "/still.mp4") {
				keep = "no-store"
			}
			if tt.want == 200 && (body == "" || !strings.Contains(h.Get("Cache-Control"), keep)) {
				t.Errorf("%s, %s: %d bytes, kept as %q; want %s", path, tt.name, len(body), h.Get("Cache-Control"), keep)
			}
			if tt.want != 200 && (body != "" || h.Get("Location") != "" || h.Get("Cache-Control") != "no-store") {
				t.Errorf("%s, %s: refused with %q to %q, kept as %q", path, tt.name, body, h.Get("Location"), h.Get("Cache-Control"))
			}
			if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cross-Origin-Resource-Policy") != "same-origin" {
				t.Errorf("%s, %s: headers %v", path, tt.name, h)
			}
		}
	}
	for path, want := range map[string]int{
		"/live/away/index.m3u8": 503, "/live/none/index.m3u8": 404, "/live/away/still.mp4": 503, "/live/none/still.mp4": 404, "/live/main/x.m4s": 404, "/live/main/": 404, "/live/": 404, "/live/main/a/b": 404,
	} {
		res := ask(s, "GET", path, "login-80=ada")
		if res.StatusCode != want || want == 503 && res.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %d %v, want %d", path, res.StatusCode, res.Header, want)
		}
	}
	m, _ := s.Media.Muxer("main")
	s.Media = oneStage{m: m}
	if res := ask(s, "GET", "/live/main/still.mp4", "login-80=ada"); res.StatusCode != 404 || res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("a still while no encoder is on air: %d, kept as %q; want 404, no-store", res.StatusCode, res.Header.Get("Cache-Control"))
	}
	if res := ask(s, "POST", "/live/main/index.m3u8", "login-80=ada"); res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("a POST: %d", res.StatusCode)
	}
}

func TestOtherSitesReadNoMedia(t *testing.T) {
	s := testServer(t, stagedoor.Conference{})
	withMedia(t, s)
	r := httptest.NewRequest("GET", "https://conf.example/live/main/index.m3u8", nil)
	r.AddCookie(&http.Cookie{Name: "login-80", Value: tokenOf("ada")})
	r.Header.Set("Origin", "https://evil.example")
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	for name := range w.Header() {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("another site's script is let in: %s %v", name, w.Header()[name])
		}
	}
}

// revoking is a door that can be closed for one.
type revoking struct {
	Door
	mu   sync.Mutex
	over bool
}

func (d *revoking) Allow(ctx context.Context, token string, now time.Time) (access.Pass, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.over {
		return access.Pass{}, stagedoor.Errorf(stagedoor.Denied, "This ticket was cancelled.")
	}
	return d.Door.Allow(ctx, token, now)
}

// TestWaitingIsBounded: of one login on one stage four requests wait; the
// fifth is told to come later, and what needs not wait does not.
func TestWaitingIsBounded(t *testing.T) {
	s := testServer(t, stagedoor.Conference{})
	m := withMedia(t, s)
	door := &revoking{Door: s.Door}
	s.Door = door
	playlist := bodyOf(t, ask(s, "GET", "/live/main/index.m3u8", "login-80=ada"))
	segments := segmentForm.FindAllString(playlist, -1)
	next := fmt.Sprintf("/live/main/index.m3u8?_HLS_msn=%d&_HLS_part=0", len(segments)+1)
	hint := "/live/main/" + hintForm.FindStringSubmatch(playlist)[1]
	answers := make(chan int, maxHeld)
	for i := range maxHeld {
		path := next
		if i == 0 {
			path = hint
		}
		go func() { answers <- ask(s, "GET", path, "login-80=ada").StatusCode }()
	}
	waiting := func() int {
		n := 0
		for i := range s.held {
			shard := &s.held[i]
			shard.Lock()
			for _, k := range shard.of {
				n += k
			}
			shard.Unlock()
		}
		return n
	}
	for deadline := time.Now().Add(10 * time.Second); waiting() < maxHeld; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d requests wait, want %d", waiting(), maxHeld)
		}
	}
	for _, path := range []string{next, hint} {
		if res := ask(s, "GET", path, "login-80=ada"); res.StatusCode != http.StatusTooManyRequests || res.Header.Get("Retry-After") == "" {
			t.Errorf("a fifth request that would wait: %d %v", res.StatusCode, res.Header)
		}
	}
	for _, path := range []string{"/live/main/index.m3u8", "/live/main/still.mp4", "/live/main/" + segments[0]} {
		if res := ask(s, "GET", path, "login-80=ada"); res.StatusCode != http.StatusOK {
			t.Errorf("%s, which waits for nothing: %d", path, res.StatusCode)
		}
	}

	// Revoked: the next request is refused; those that wait are soon let go.
	door.mu.Lock()
	door.over = true
	door.mu.Unlock()
	for _, path := range []string{next, "/live/main/still.mp4"} {
		if res := ask(s, "GET", path, "login-80=ada"); res.StatusCode != http.StatusForbidden {
			t.Errorf("%s after the ticket was cancelled: %d, want 403", path, res.StatusCode)
		}
	}
	m.Leave()
	for range maxHeld {
		select {
		case <-answers:
		case <-time.After(10 * time.Second):
			t.Fatal("a request still waits")
		}
	}
	if n := waiting(); n != 0 {
		t.Errorf("%d requests still count as waiting", n)
	}
}

func TestHeldHammer(t *testing.T) {
	var h held
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			who := viewer{login: strconv.Itoa(i % 3), stage: "main"}
			for range 2000 {
				if h.enter(who) {
					h.leave(who)
				}
			}
		})
	}
	all.Wait()
	for i := range h {
		if len(h[i].of) != 0 {
			t.Fatalf("left in the count: %v", h[i].of)
		}
	}
}

// TestHeldIsSpread: thousands who come at the same moment do not wait for one
// lock.
func TestHeldIsSpread(t *testing.T) {
	var h held
	now, of := time.Now(), [len(h)]int{}
	for range 3200 {
		of[h.shard(viewer{login: stagedoor.NewID(now), stage: "main"})]++
	}
	for i, n := range of {
		if n < 30 || n > 300 {
			t.Errorf("%d of 3,200 logins of one moment are in part %d of %d, want some 100", n, i, len(h))
		}
	}
}

func TestCookieOf(t *testing.T) {
	for _, tt := range []struct {
		lines []string
		want  string
	}{
		{[]string{"login-80=abc"}, "abc"},
		{[]string{"a=b; login-80=abc; c=d"}, "abc"},
		{[]string{"a=b;login-80=abc;c=d"}, "abc"},
		{[]string{"login-8080=x; login-80=\"abc\""}, "abc"},
		{[]string{"a=b", "login-80=abc"}, "abc"},
		{[]string{"xlogin-80=abc", "login-80", "login-80 =abc"}, ""},
		{nil, ""},
	} {
		if got := cookieOf(http.Header{"Cookie": tt.lines}, "login-80"); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.lines, got, tt.want)
		}
	}
}

func FuzzCookieOf(f *testing.F) {
	f.Add("a=b; login-80=abc; c=d")
	f.Add("login-80=\"x\";;; =")
	f.Fuzz(func(t *testing.T, line string) {
		cookieOf(http.Header{"Cookie": []string{line}}, "login-80")
	})
}

// nowhere takes an answer and keeps nothing of it.
type nowhere struct{ h http.Header }

func (n nowhere) Header() http.Header         { return n.h }
func (n nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n nowhere) WriteHeader(int)             {}

// BenchmarkGate is what the gate costs a player's request.
func BenchmarkGate(b *testing.B) {
	s := &Server{Door: access.NewDoor(oneAttendee{}, access.Options{Conference: func() stagedoor.Conference { return stagedoor.Conference{} }}), Now: func() time.Time { return day }}
	s.Conference = func() stagedoor.Conference { return stagedoor.Conference{} }
	s.Cookies.Port = "80"
	s.Media = oneStage{m: &hls.Muxer{}}
	h := s.media(func(http.ResponseWriter, *http.Request, *hls.Muxer, viewer) {})
	r := httptest.NewRequest("GET", "https://conf.example/live/main/x.m4s", nil)
	r.SetPathValue("stage", "main")
	r.AddCookie(&http.Cookie{Name: "lang", Value: "bg"})
	r.AddCookie(&http.Cookie{Name: "login-80", Value: tokenOf("ada")})
	w := nowhere{http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(w, r)
	}
}
