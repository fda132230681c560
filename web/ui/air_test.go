package ui

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/a-h/templ"

	"stagedoor/live"
	"stagedoor/live/fmp4"
	"stagedoor/live/hls"
	"stagedoor/live/program"
	"stagedoor/live/rtmp"
)

// An air is a stage with a program of ours, on a page: encoders publish to
// it, and a browser plays it.
type air struct {
	t      testing.TB
	url    string // of the site
	rtmp   string // where encoders publish, with the key of the rung
	served atomic.Pointer[hls.Muxer]
	status atomic.Int32                             // of the media routes, when they refuse; 0: they do not
	asked  atomic.Int32                             // for the page's state
	stills atomic.Int32                             // that were asked for
	deaf   atomic.Int32                             // to so many beacons
	away   atomic.Bool                              // hls.js is not to be had yet
	shown  atomic.Int32                             // the page
	lacks  atomic.Pointer[func(script string) bool] // scripts that are not to be had; nil: all are
	over   atomic.Pointer[Slate]

	meter live.Meter // of the rung "main"

	mu      sync.Mutex
	beacons []url.Values
	program *program.Program
	stop    context.CancelFunc
	done    chan struct{}
	next    hls.Numbers
	streams map[program.RungID]*live.Stream
}

// newAir starts a site that shows the rung "main".
func newAir(t testing.TB) *air {
	t.Helper()
	a := &air{t: t, streams: map[program.RungID]*live.Stream{}}
	a.start()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var ingest sync.WaitGroup
	ingest.Go(func() { _ = rtmp.Serve(ctx, listener, rtmp.Options{Publish: a.publish}) })
	t.Cleanup(func() { stop(); ingest.Wait(); a.end() })
	a.rtmp = "rtmp://" + listener.Addr().String() + "/live/"

	mux := http.NewServeMux()
	mux.HandleFunc("GET /assets/", func(w http.ResponseWriter, r *http.Request) {
		for strings.Contains(r.URL.Path, "/hls.") && a.away.Load() && r.Context().Err() == nil {
			time.Sleep(10 * time.Millisecond) // a slow line
		}
		if lacks := a.lacks.Load(); lacks != nil && (*lacks)(r.URL.Path) {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		Assets().ServeHTTP(w, r)
	})
	mux.HandleFunc("GET /look.css", func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Content-Type", "text/css") })
	mux.HandleFunc("GET /live/hall/{name}", a.media)
	mux.HandleFunc("GET /state", func(w http.ResponseWriter, r *http.Request) {
		a.asked.Add(1)
		_ = SendState(w, r, "1", []byte(`{"v":"1"}`))
	})
	mux.HandleFunc("POST /beacon", func(w http.ResponseWriter, r *http.Request) {
		if a.deaf.Add(-1) >= 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_ = r.ParseForm() // what cannot be read is empty
		a.mu.Lock()
		a.beacons = append(a.beacons, r.PostForm)
		a.mu.Unlock()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /stage", a.page)
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	a.url = srv.URL
	return a
}

func (a *air) page(w http.ResponseWriter, r *http.Request) {
	a.shown.Add(1)
	w.Header().Set("Content-Security-Policy", Policy{Player: true}.String())
	over := Slate{}
	if says := a.over.Load(); says != nil {
		over = *says
	}
	page := with(Attend(Head{Title: "Great Hall", Class: "stage", Gel: "azure", Player: true, State: "/state"}),
		templ.Raw(`<div class="screen"><div class="player"><div class="picture" data-theme="dark" data-stage="hall" data-key="program">`),
		Player{Source: "/live/hall/index.m3u8", Title: "Live picture", Live: true, Over: over}.Show(),
		templ.Raw(`</div><template data-for="slate">`), Slate{Blank: true}.Show(),
		templ.Raw(`</template></div></div><h1 data-piece="title">Every queue</h1>`))
	show(a.t, w, r, samplePage(a.t, "en"), page)
}

func (a *air) media(w http.ResponseWriter, r *http.Request) {
	if status := a.status.Load(); status != 0 {
		w.WriteHeader(int(status))
		return
	}
	m := a.served.Load()
	switch name := r.PathValue("name"); {
	case name == "still.mp4":
		a.still(w)
	case strings.HasSuffix(name, ".m3u8"):
		m.ServePlaylist(w, r)
	default:
		m.ServeFile(w, r, name)
	}
}

// still answers with the last key frame of the rung "main".
func (a *air) still(w http.ResponseWriter) {
	a.stills.Add(1)
	h := a.meter.Health(time.Now())
	if h.Key.Data == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	film := fmp4.Init([]live.Track{h.KeyTrack})
	film = fmp4.AppendFragment(film, 1, []fmp4.Run{{Track: 1, Samples: []fmp4.Sample{{Duration: uint32(h.KeyTrack.Scale), Key: true, Data: h.Key.Data}}}})
	_, _ = w.Write(film) // the page went away if this fails
}

// start begins a program, as a process that starts does: its playlist goes on
// where the last one ended, its names are others.
func (a *air) start() {
	film, err := rtmp.ReadFLV(bytes.NewReader(program.SlateFLV))
	if err != nil {
		a.t.Fatal(err)
	}
	o := hls.Options{Key: []byte("key"), First: a.next}
	o.Epoch[0] = byte(a.next.Sequence)
	zero := time.Now()
	m := hls.New(o, zero)
	p, err := program.New(program.Options{
		Slate: program.Clip{Tracks: film.Tracks, Samples: film.Samples, Length: program.SlateLength}, Out: m, Zero: zero,
	})
	if err != nil {
		a.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(a.t.Context())
	a.mu.Lock()
	a.program, a.stop, a.done = p, stop, make(chan struct{})
	done := a.done
	for rung, s := range a.streams {
		p.Attach(rung, s)
	}
	a.mu.Unlock()
	go func() { defer close(done); p.Run(ctx) }()
	p.Show("main")
	a.served.Store(m)
}

// end stops the program without an end of its playlist.
func (a *air) end() {
	a.mu.Lock()
	stop, done := a.stop, a.done
	a.mu.Unlock()
	stop()
	<-done
	m := a.served.Load()
	m.Leave()
	a.next = m.Numbers()
}

// A publication is an encoder's, of one rung.
type publication struct {
	*live.Stream
	a    *air
	rung program.RungID
}

func (p publication) SetTracks(tracks []live.Track) {
	if p.rung == "main" {
		p.a.meter.SetTracks(tracks)
	}
	p.Stream.SetTracks(tracks)
}

func (p publication) Write(s live.Sample) {
	if p.rung == "main" {
		p.a.meter.Write(s)
	}
	p.Stream.Write(s)
}

func (p publication) End(err error) {
	p.a.mu.Lock()
	if p.a.streams[p.rung] == p.Stream {
		delete(p.a.streams, p.rung)
	}
	p.a.program.Detach(p.rung, p.Stream)
	p.a.mu.Unlock()
	p.Stream.End(err)
}

func (a *air) publish(_ context.Context, r rtmp.Request) (rtmp.Publisher, error) {
	s := &live.Stream{}
	rung := program.RungID(r.Key)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.streams[rung] = s
	a.program.Attach(rung, s)
	return publication{s, a, rung}, nil
}

// show has another rung on air.
func (a *air) show(rung program.RungID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.program.Show(rung)
}

// encoder is ffmpeg with a picture of this size that bears the clock, and a
// tone. It returns what kills it.
func (a *air) encoder(rung, size string, fps, rate int) (kill func()) {
	a.t.Helper()
	c := exec.Command("ffmpeg", "-hide_banner", "-loglevel", "error",
		"-re", "-f", "lavfi", "-i", fmt.Sprintf("color=c=black:size=%s:rate=%d,%s,format=yuv420p", size, fps, clockFilter()),
		"-re", "-f", "lavfi", "-i", fmt.Sprintf("sine=frequency=440:sample_rate=%d", rate),
		"-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", fmt.Sprint(2*fps), "-b:v", "1M", "-c:a", "aac",
		"-f", "flv", a.rtmp+rung)
	var said bytes.Buffer
	c.Stderr = &said
	if err := c.Start(); err != nil {
		a.t.Fatal(err)
	}
	kill = sync.OnceFunc(func() {
		_ = c.Process.Kill() // it may have ended
		_ = c.Wait()
		if said.Len() > 0 && a.t.Failed() {
			a.t.Logf("ffmpeg: %s", said.Bytes())
		}
	})
	a.t.Cleanup(kill)
	return kill
}

// clockBits are those of the clock that is burnt in: the wall clock in
// hundredths of a second, as a Gray code, so that a bit that is read a moment
// late is off by one hundredth.
const clockBits = 16

func clockFilter() string {
	var boxes []string
	for k := range clockBits {
		boxes = append(boxes, fmt.Sprintf(`drawbox=x=iw*%d/%d:y=0:w=iw/%d:h=ih/4:color=white:t=fill:enable='mod(floor((floor(mod(time(0),655.36)*100)+%d)/%d),2)'`, k, clockBits, clockBits, 1<<k, 2<<k))
	}
	return strings.Join(boxes, ",")
}

// readClock is a script: how many ms the picture's clock is behind the wall
// clock, or null while it shows none.
const readClock = `(() => {
	const v = document.querySelector("video"), n = 16, c = new OffscreenCanvas(n, 4), x = c.getContext("2d", {willReadFrequently: true});
	if (!v.videoWidth) return null;
	x.drawImage(v, 0, 0, n, 4);
	const bits = [], p = x.getImageData(0, 0, n, 1).data;
	for (let k = 0; k < n; k++) bits.push(p[4 * k] > 128 ? 1 : 0);
	let b = 0, t = 0;
	for (let k = n - 1; k >= 0; k--) { b ^= bits[k]; t += b << k }
	const now = Math.floor(Date.now() / 10) % 65536;
	return ((now - t + 65536) % 65536) * 10;
})()`
