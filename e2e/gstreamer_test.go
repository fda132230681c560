package e2e

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// rungOfOurs has a stage with an encoder and a slate.
const rungOfOurs = `
conference: {name: Hexagon Conf 2027, zone: Europe/Sofia, letters: open}
stages:
  - {id: hall, name: Great Hall, sources: [{id: camera, title: Camera, ingest: true}, {id: slate, slate: Back soon.}]}
feeds:
  - {id: shop, url: "${SHOP}", preset: generic, every: 5s}
`

var streamKey = regexp.MustCompile("camera\t(\\S+)")

// serveRung starts the site with a stage for an encoder and a ticket of Ada's,
// and returns what publishes there.
func (h *house) serveRung() (publish func(says ...string) *encoder) {
	h.t.Helper()
	h.sell(header + "T1,O1,Ada Lovelace,ada@example.org,paid\n")
	h.apply(rungOfOurs)
	rtmp, err := freeAddr()
	if err != nil {
		h.t.Fatal(err)
	}
	h.serve("--rtmp-listen", rtmp)
	key := streamKey.FindStringSubmatch(h.run("key", "hall"))
	if key == nil {
		h.t.Fatal("the hall's camera has no stream key")
	}
	return func(says ...string) *encoder {
		h.t.Helper()
		w := &world{}
		if err := w.startEncoder("camera", rtmp, key[1], says); err != nil {
			h.t.Fatal(err)
		}
		h.t.Cleanup(w.encoders["camera"].kill)
		return w.encoders["camera"]
	}
}

// TestGStreamer: GStreamer (playbin3, with hlsdemux2) plays a stage's stream,
// and goes on when the encoder is back with another size and another audio
// rate: the picture, the slate, the new picture, one after the other.
func TestGStreamer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	publish := h.serveRung()
	camera := publish("size=1280x720", "sound=48000")
	p := h.gstreamer("/live/hall/index.m3u8")
	p.await("60 pictures", func() bool { return p.pictures["1280"] >= 60 && p.sounds["48000"] >= 60 })
	camera.kill()
	publish("size=640x360", "sound=44100")
	p.await("60 pictures of the other size, with sound", func() bool { return p.pictures["640"] >= 60 && p.sounds["44100"] >= 60 })
}

// body is what an address answers.
func body(t *testing.T, address string) string {
	t.Helper()
	a, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A gstreamer is one that plays; it counts what it has decoded.
type gstreamer struct {
	t *testing.T

	mu       sync.Mutex
	pictures map[string]int // by their width
	sounds   map[string]int // by their rate
	wrong    []string
	ended    bool
}

var (
	gstSize = regexp.MustCompile(`:pics\.GstPad:sink: caps = video/x-raw.* width=\(int\)(\d+)`)
	gstRate = regexp.MustCompile(`:snd\.GstPad:sink: caps = audio/x-raw.* rate=\(int\)(\d+)`)
)

// gstreamer plays an address of the site as Ada. gst-launch cannot be given a
// cookie for playbin3, so what carries Ada's login stands between them. A
// stream that is seconds old is not begun with: GStreamer 1.22 seeks in its
// first playlist, says "Seeking failed", reads the playlist again each two
// seconds and fetches no segment any more.
func (h *house) gstreamer(path string) *gstreamer {
	h.t.Helper()
	login := h.cookieOf(h.codeOf("ada@example.org"))
	proxy := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(h.url("/"))
		r.Out.Header.Set("Cookie", login)
	}})
	h.t.Cleanup(proxy.Close)
	if a, err := http.Get(h.base() + path); err != nil {
		h.t.Fatal(err)
	} else if a.Body.Close(); a.StatusCode != http.StatusUnauthorized {
		h.t.Fatalf("without a login the stream is answered %s, want 401", a.Status)
	}
	h.await("a stream of six segments", func() bool {
		return strings.Count(body(h.t, proxy.URL+path), "#EXTINF") >= 6
	})
	cmd := exec.Command("gst-launch-1.0", "-v", "playbin3", "uri="+proxy.URL+path,
		"video-sink=fakesink name=pics silent=false sync=true", "audio-sink=fakesink name=snd silent=false sync=true")
	out, err := cmd.StdoutPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	p := &gstreamer{t: h.t, pictures: map[string]int{}, sounds: map[string]int{}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.read(bufio.NewScanner(out))
		_ = cmd.Wait() // it is killed, or its log says why
	}()
	h.t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have ended by itself
		<-done
	})
	return p
}

// read counts what GStreamer says that it has shown.
func (p *gstreamer) read(lines *bufio.Scanner) {
	lines.Buffer(nil, 1<<20)
	var width, rate string
	for lines.Scan() {
		line := lines.Text()
		p.mu.Lock()
		if m := gstSize.FindStringSubmatch(line); m != nil {
			width = m[1]
		} else if m := gstRate.FindStringSubmatch(line); m != nil {
			rate = m[1]
		} else if strings.Contains(line, "chain ") && strings.Contains(line, "(pics:sink)") {
			p.pictures[width]++
		} else if strings.Contains(line, "chain ") && strings.Contains(line, "(snd:sink)") {
			p.sounds[rate]++
		} else if strings.HasPrefix(line, "ERROR") || strings.HasPrefix(line, "WARNING") {
			p.wrong = append(p.wrong, line)
		}
		p.mu.Unlock()
	}
	p.mu.Lock()
	p.ended = true
	p.mu.Unlock()
}

// await waits until what was played is enough.
func (p *gstreamer) await(what string, ok func() bool) {
	p.t.Helper()
	for waited := startWatch(); ; time.Sleep(pollEvery) {
		p.mu.Lock()
		enough, ended, said := ok(), p.ended, p.wrong
		p.mu.Unlock()
		if enough {
			return
		}
		if ended || waited.over(patience) {
			p.t.Fatalf("GStreamer did not play %s within %s: pictures by width %v, sounds by rate %v, ended %v\n%s",
				what, patience, p.pictures, p.sounds, ended, strings.Join(said, "\n"))
		}
	}
}
