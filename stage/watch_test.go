package stage_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
)

// A station is a foreign server with a live playlist that goes wrong as such
// do. Each time it is asked the stream has moved on by a segment.
type station struct {
	*httptest.Server
	mu     sync.Mutex
	mode   string
	moved  int
	asked  int
	hiccup int           // so many tries are answered 404, and then all is well
	heard  chan struct{} // holds one: it was asked
	gone   chan struct{}
}

func newStation(t *testing.T) *station {
	s := &station{mode: "good", heard: make(chan struct{}, 1), gone: make(chan struct{})}
	s.Server = httptest.NewServer(s)
	t.Cleanup(func() { close(s.gone); s.CloseClientConnections(); s.Close() })
	return s
}

func (s *station) be(mode string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mode = mode
}

// asks waits until the station was asked n times more.
func (s *station) asks(t *testing.T, n int) {
	t.Helper()
	give := time.After(5 * time.Second)
	s.mu.Lock()
	till := s.asked + n
	s.mu.Unlock()
	for {
		s.mu.Lock()
		enough := s.asked >= till
		s.mu.Unlock()
		if enough {
			return
		}
		select {
		case <-s.heard:
		case <-give:
			t.Fatalf("not asked %d times more", n)
		}
	}
}

func (s *station) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	select {
	case s.heard <- struct{}{}:
	default:
	}
	if s.hiccup > 0 {
		s.hiccup--
		http.NotFound(w, r)
		return
	}
	if s.mode != "frozen" {
		s.moved++
	}
	switch s.mode {
	case "404":
		http.NotFound(w, r)
	case "410":
		w.WriteHeader(http.StatusGone)
	case "403":
		w.WriteHeader(http.StatusForbidden)
	case "500":
		w.WriteHeader(http.StatusInternalServerError)
	case "garbage":
		fmt.Fprint(w, "<html>We are being serviced</html>")
	case "huge":
		w.Write(make([]byte, 2<<20))
	case "hanging":
		s.mu.Unlock()
		select {
		case <-r.Context().Done():
		case <-s.gone:
		}
		s.mu.Lock()
	default:
		s.play(w, r)
	}
}

// play answers with a playlist, or with the way to one.
func (s *station) play(w http.ResponseWriter, r *http.Request) {
	switch {
	case s.mode == "multivariant" && !strings.HasPrefix(r.URL.Path, "/low/"):
		fmt.Fprint(w, "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=800000\nlow/index.m3u8?t=1\n#EXT-X-STREAM-INF:BANDWIDTH=3000000\nhigh/index.m3u8\n")
	case s.mode == "redirect" && r.URL.Path == "/live.m3u8":
		http.Redirect(w, r, "/elsewhere/live.m3u8", http.StatusFound)
	case s.mode == "gzip":
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		fmt.Fprint(z, media(s.moved, ""))
		z.Close()
	case s.mode == "ended":
		fmt.Fprint(w, media(s.moved, "#EXT-X-ENDLIST\n"))
	case s.mode == "film":
		fmt.Fprint(w, media(7, "#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-ENDLIST\n"))
	default:
		fmt.Fprint(w, media(s.moved, ""))
	}
}

// media is a media playlist with three segments of a second, from n on.
func media(n int, more string) string {
	return fmt.Sprintf("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:%d\n#EXTINF:1,\n%d.ts\n#EXTINF:1,\n%d.ts\n#EXTINF:1,\n%d.ts\n%s", n, n, n+1, n+2, more)
}

// A lookout watches one station as the rung "main" of the stage "hall".
type lookout struct {
	t *testing.T
	*station
	*stage.Watcher
	told chan struct{}
}

// second is how long a playlist's second lasts here.
const second = 20 * time.Millisecond

func look(t *testing.T, s *station) *lookout {
	l := &lookout{t: t, station: s, told: make(chan struct{}, 100)}
	l.Watcher = stage.NewWatcher(stage.WatchOptions{AllowPrivate: true, Second: second, Timeout: 2 * time.Second}, func(id stagedoor.StageID) {
		if id != "hall" {
			t.Errorf("told of %q, want hall", id)
		}
		select {
		case l.told <- struct{}{}:
		default:
		}
	})
	t.Cleanup(l.Watcher.Close)
	l.Watch(watchable(s.URL + "/live.m3u8"))
	return l
}

// watchable is the stage "hall" with this playlist and two rungs that nobody
// watches.
func watchable(url string) []stage.Stage {
	return []stage.Stage{{ID: "hall", Ladder: []stage.Source{
		{ID: "main", Kind: stage.HLS, URL: url},
		{ID: "video", Kind: stage.VimeoVideo, Ref: "1", URL: "https://vimeo.com/1"},
		{ID: "slate", Kind: stage.Slate},
	}}}
}

// wants waits until the rung is in this state, and checks what is said of it.
func (l *lookout) wants(state stage.State, problem string) stage.Health {
	l.t.Helper()
	give := time.After(5 * time.Second)
	for {
		h := l.Health()["hall"]["main"]
		if h.State == state && strings.Contains(h.Problem.String(), problem) && (problem != "") == !h.Problem.Zero() {
			if h.Since.IsZero() || time.Since(h.Since) > time.Minute {
				l.t.Errorf("%s since %v, want since just now", state, h.Since)
			}
			return h
		}
		select {
		case <-l.told:
		case <-give:
			l.t.Fatalf("the rung is %q (%s), want %q (%s)", h.State, h.Problem, state, problem)
		}
	}
}

func TestWatch(t *testing.T) {
	for _, tt := range []struct{ what, mode, says string }{
		{"frozen for three target durations", "frozen", "The playlist has not changed for "},
		{"404", "404", "The server answers 404: there is no playlist at this address."},
		{"410", "410", "The server answers 410: there is no playlist at this address."},
		{"a token that is over", "403", "The server answers 403: it keeps the playlist to itself."},
		{"500", "500", "The server answers 500: something is wrong there."},
		{"hanging", "hanging", "The server has not answered for "},
		{"garbage", "garbage", "What the server sends is not a playlist."},
		{"huge", "huge", "The answer is larger than 1 MB."},
		{"ended", "ended", "The stream has ended."},
	} {
		t.Run(tt.what, func(t *testing.T) {
			t.Parallel()
			l := look(t, newStation(t))
			up := l.wants(stage.Up, "")
			l.be(tt.mode)
			down := l.wants(stage.Down, tt.says)
			if !down.Since.After(up.Since) {
				t.Errorf("down since %v, but up since %v", down.Since, up.Since)
			}
			l.be("good")
			if back := l.wants(stage.Up, ""); !back.Since.After(down.Since) {
				t.Errorf("back since %v, but down since %v", back.Since, down.Since)
			}
		})
	}
}

func TestWatchPlaylistsOfEachKind(t *testing.T) {
	for _, mode := range []string{"good", "multivariant", "redirect", "gzip", "film"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			s := newStation(t)
			s.be(mode)
			l := look(t, s)
			since := l.wants(stage.Up, "").Since
			s.asks(t, 8)
			if h := l.wants(stage.Up, ""); !h.Since.Equal(since) || len(l.told) > 0 {
				t.Errorf("up since %v, then since %v, told %d times more", since, h.Since, len(l.told))
			}
			s.be("500")
			l.wants(stage.Down, "500")
		})
	}
}

func TestWatchAMultivariantThatMoves(t *testing.T) {
	s := newStation(t)
	s.be("multivariant")
	l := look(t, s)
	l.wants(stage.Up, "")
	s.mu.Lock()
	s.hiccup = 1 // the variant's address is over; the first playlist names it anew
	s.mu.Unlock()
	s.asks(t, 6)
	l.wants(stage.Up, "")
}

func TestOneHiccupIsNoFall(t *testing.T) {
	l := look(t, newStation(t))
	since := l.wants(stage.Up, "").Since
	for range 3 {
		l.mu.Lock()
		l.hiccup = 1
		l.mu.Unlock()
		l.asks(t, 4)
	}
	if h := l.wants(stage.Up, ""); !h.Since.Equal(since) || len(l.told) > 0 {
		t.Errorf("up since %v, then since %v, told %d times more", since, h.Since, len(l.told))
	}
}

func TestWatchAServerThatIsAway(t *testing.T) {
	s := newStation(t)
	at := s.Listener.Addr().String()
	l := look(t, s)
	l.wants(stage.Up, "")
	s.CloseClientConnections()
	s.Close()
	l.wants(stage.Down, "The server 127.0.0.1 cannot be reached.")
	again, err := net.Listen("tcp", at)
	if err != nil {
		t.Fatalf("the port is taken by another: %v", err)
	}
	srv := httptest.NewUnstartedServer(s)
	srv.Listener.Close()
	srv.Listener = again
	srv.Start()
	defer srv.Close()
	l.wants(stage.Up, "")
}

// TestWatchLogsTheWholeProblem: an operator reads the line, with what the
// server answered in it.
func TestWatchLogsTheWholeProblem(t *testing.T) {
	s := newStation(t)
	s.be("404")
	var logged bytes.Buffer
	var mu sync.Mutex
	log := slog.New(slog.NewTextHandler(lockedWriter{&mu, &logged}, nil))
	w := stage.NewWatcher(stage.WatchOptions{AllowPrivate: true, Second: second, Log: log}, func(stagedoor.StageID) {})
	defer w.Close()
	w.Watch(watchable(s.URL + "/live.m3u8"))
	want := `problem="The server answers 404: there is no playlist at this address."`
	until(t, "the log's line with "+want, func() bool { mu.Lock(); defer mu.Unlock(); return strings.Contains(logged.String(), want) })
}

func TestWatchLeavesTheHouseAlone(t *testing.T) {
	s := newStation(t)
	told := make(chan struct{}, 100)
	w := stage.NewWatcher(stage.WatchOptions{Second: second}, func(stagedoor.StageID) { told <- struct{}{} })
	defer w.Close()
	w.Watch(watchable(s.URL + "/live.m3u8"))
	select {
	case <-told:
	case <-time.After(5 * time.Second):
		t.Fatal("no word of it")
	}
	if h := w.Health()["hall"]["main"]; h.State != stage.Down || !strings.Contains(h.Problem.String(), "private network") || s.asked > 0 {
		t.Errorf("health %+v, asked %d times; want down and never asked", h, s.asked)
	}
}

func TestWatchOnlyWhatIsWanted(t *testing.T) {
	s := newStation(t)
	l := look(t, s)
	since := l.wants(stage.Up, "").Since
	l.Watch(watchable(s.URL + "/live.m3u8"))
	if h := l.Health(); len(h) != 1 || len(h["hall"]) != 1 || !h["hall"]["main"].Since.Equal(since) {
		t.Errorf("told to watch the same again: %v; want only main, up since %v", h, since)
	}
	l.Watch(watchable(s.URL + "/other.m3u8"))
	if h, judged := l.Health()["hall"]["main"]; judged && h.Since.Equal(since) {
		t.Errorf("another address has the health of the one before: %v", h)
	}
	l.wants(stage.Up, "")
	l.Watch(nil)
	if h := l.Health(); len(h) != 0 {
		t.Errorf("watching nothing: %v", h)
	}
	l.Close()
	l.Watch(watchable(s.URL + "/live.m3u8"))
	if h := l.Health(); len(h) != 0 {
		t.Errorf("watching after its end: %v", h)
	}
}

// TestWatchConcurrently is for the race detector.
func TestWatchConcurrently(t *testing.T) {
	s := newStation(t)
	l := look(t, s)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := range 30 {
				l.Watch(watchable(fmt.Sprintf("%s/%d.m3u8", s.URL, (i+n)%3)))
				l.Health()
				if n%10 == 0 {
					s.be([]string{"good", "404", "ended"}[n/10])
				}
			}
		})
	}
	all.Go(func() {
		for range 50 {
			select {
			case <-l.told:
			default:
			}
		}
	})
	all.Wait()
	l.Close()
	l.Close()
}
