package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// streamTarget is the target duration of a pretend stream: short, so that
// three of them are soon over.
const streamTarget = time.Second

// A stream is a foreign live playlist, elsewhere on the web, that can go
// wrong as such do. Its playlist moves on with the clock; what it lists is
// not there, since only the playlist is watched.
type stream struct {
	server *httptest.Server

	mu      sync.Mutex
	mode    string
	frozen  time.Time // since when it does not move on
	hits    int
	closing chan struct{} // closed at the story's end: lets go what hangs
}

var streamModes = []string{"ok", "freeze", "404", "500", "hang", "garbage", "end"}

// ServeHTTP answers as the mode says.
func (s *stream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.hits++
	mode, now := s.mode, time.Now()
	if mode == "freeze" {
		now = s.frozen
	}
	s.mu.Unlock()
	w.Header().Set("Access-Control-Allow-Origin", "*")
	switch {
	case mode == "404", !strings.HasSuffix(r.URL.Path, ".m3u8"):
		http.NotFound(w, r)
	case mode == "500":
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
	case mode == "hang":
		select {
		case <-r.Context().Done():
		case <-s.closing:
		}
	case mode == "garbage":
		fmt.Fprint(w, "<html>Service page</html>")
	default:
		w.Header().Set("Content-Type", "application/vnd.apple.mpegurl")
		fmt.Fprint(w, s.playlist(now, mode == "end"))
	}
}

// playlist is the newest six segments at now.
func (s *stream) playlist(now time.Time, over bool) string {
	const listed = 6
	last := now.UnixMilli() / streamTarget.Milliseconds()
	var b strings.Builder
	fmt.Fprintf(&b, "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:%d\n#EXT-X-MEDIA-SEQUENCE:%d\n#EXT-X-MAP:URI=\"init.mp4\"\n",
		int(streamTarget.Seconds()), last-listed+1)
	for n := last - listed + 1; n <= last; n++ {
		fmt.Fprintf(&b, "#EXTINF:%.3f,\n%d.m4s\n", streamTarget.Seconds(), n)
	}
	if over {
		b.WriteString("#EXT-X-ENDLIST\n")
	}
	return b.String()
}

// stream is the command.
func (w *world) stream(args []string) (string, error) {
	usage := usageError("stream start NAME, stream mode NAME " + strings.Join(streamModes, "|") + ", stream hits NAME")
	if len(args) < 2 {
		return "", usage
	}
	name, s := args[1], w.streams[args[1]]
	switch {
	case args[0] == "start" && len(args) == 2 && s == nil:
		w.startStream(name)
		return "", nil
	case s == nil:
		return "", usageError("there is no stream " + name)
	case args[0] == "mode" && len(args) == 3 && strings.Contains(" "+strings.Join(streamModes, " ")+" ", " "+args[2]+" "):
		s.mu.Lock()
		defer s.mu.Unlock()
		if args[2] == "freeze" && s.mode != "freeze" {
			s.frozen = time.Now()
		}
		s.mode = args[2]
		return "", nil
	case args[0] == "hits" && len(args) == 2:
		s.mu.Lock()
		defer s.mu.Unlock()
		return fmt.Sprintf("%d requests", s.hits), nil
	}
	return "", usage
}

func (w *world) startStream(name string) {
	s := &stream{mode: "ok", closing: make(chan struct{})}
	s.server = httptest.NewServer(s)
	if w.streams == nil {
		w.streams = map[string]*stream{}
	}
	w.streams[name] = s
	w.atEnd(func() error {
		close(s.closing)
		s.server.CloseClientConnections()
		s.server.Close()
		return nil
	})
	w.ts.Setenv(strings.ToUpper(strings.ReplaceAll(name, "-", "_"))+"_URL", s.server.URL+"/"+name+"/index.m3u8")
}
