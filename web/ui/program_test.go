package ui

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// TestOneVideoForHours plays a program of ours in a real browser through all
// that happens to it on a day. Whatever happens, it is the same <video> and the
// same hls.js, and the picture goes on by itself.
func TestOneVideoForHours(t *testing.T) {
	a := newAir(t)
	kill := a.encoder("main", "640x360", 30, 48000)
	ctx := browser(t)
	p := playing{t, ctx}
	line := newLine(t, a.url)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(line.url+"/stage")); err != nil {
		t.Fatal(err)
	}
	p.width("the first encoder", 640)
	p.is("that the controls say it is live", `document.querySelector("media-live-button").hasAttribute("mediatimeislive")`, "true")
	p.is("the button for the sound", `document.querySelector("[data-sound]").hidden`, "false")
	if err := chromedp.Do(ctx, chromedp.Click("[data-sound]")); err != nil {
		t.Fatal(err)
	}
	p.is("the button, once pressed", `document.querySelector("[data-sound]").hidden`, "true")
	p.is("what was marked and is listened to", `(() => {
		window.v = document.querySelector("video"); window.h = document.querySelector(".film").source.hls;
		const c = new AudioContext(), n = c.createAnalyser(), b = new Float32Array(n.fftSize);
		c.createMediaElementSource(v).connect(n).connect(c.destination); void c.resume();
		window.loud = () => { n.getFloatTimeDomainData(b); return Math.sqrt(b.reduce((s, x) => s + x * x, 0) / b.length) };
		return Boolean(v && h) })()`, "true")
	p.sounds("the first encoder", true)
	p.is("how far behind the clock in the picture is: less than three seconds", readClock+" < 3000", "true")

	p.is("a viewer who paused, and plays on later: the picture of now", `(() => { if (!window.paused) { v.pause(); window.paused = performance.now() } if (performance.now() < paused + 4000) return "waits";
		if (v.paused) { window.at = v.currentTime; void v.play() } return v.currentTime > at + 3 && h.latency < 3 })()`, "true")

	kill()
	p.within("the slate, when the encoder is killed", 6*time.Second, func() { p.width("the slate", 1280) })
	p.sounds("the slate", false)
	p.moves("the slate")
	kill = a.encoder("main", "320x240", 25, 44100)
	p.width("the encoder, back with another size and rate", 320)
	p.sounds("it", true)
	p.moves("it")

	a.encoder("backup", "426x240", 30, 48000)
	a.show("backup")
	p.width("the backup", 426)
	p.sounds("the backup", true)
	p.moves("the backup")
	a.show("main")
	p.width("the first one again", 320)
	p.moves("the first one again")

	a.status.Store(http.StatusForbidden)
	p.is("what the player says when it is refused", `document.querySelector("[data-trouble]").textContent`, "This page may not show the picture any more. Reload it to see why.")
	wait(t, ctx, "the page asked why", func() bool { return a.asked.Load() > 0 })
	a.status.Store(0)
	p.is("the player, told to hurry", `(dispatchEvent(new Event("online")), "done")`, "done")
	p.moves("who may watch again")
	p.is("what it says then", `document.querySelector("[data-trouble]").textContent`, "")

	const stands = `(() => { const at = window.stands; window.stands = v.currentTime; return at === v.currentTime && v.readyState < 3 })()`
	for _, tt := range []struct {
		what  string
		knows bool // the browser knows of it
		long  int  // ms
		says  string
	}{
		{"the tunnel", true, 8000, "You are offline. We try again every few seconds."},
		{"a dead router", false, 1000, "The picture comes back by itself."},
	} {
		if line.gone.Store(true); tt.knows {
			p.onLine(false)
		}
		p.is("what it says in "+tt.what, `document.querySelector("[data-trouble]").textContent`, tt.says)
		p.is("that it stands for a while in "+tt.what, `performance.now() > (window.gone ??= performance.now()) + `+strconv.Itoa(tt.long)+` && `+stands+` && delete window.gone`, "true")
		if line.gone.Store(false); tt.knows {
			p.onLine(true)
		}
		p.within("the picture, after "+tt.what, 6*time.Second, func() { p.moves("it") })
	}

	a.status.Store(http.StatusServiceUnavailable)
	a.end()
	p.is("what it says when we are away", `document.querySelector("[data-trouble]").textContent`, "The picture comes back by itself.")
	p.is("that it stands while we are away", stands, "true")
	a.start()
	a.status.Store(0)
	p.within("the picture, after a restart", 5*time.Second, func() { p.moves("it") })
	p.width("the encoder after the restart", 320)
	p.sounds("the encoder after the restart", true)
	kill()
	p.width("the slate after the restart", 1280)
	p.is("that it is one video and one hls.js", `v === document.querySelector("video") && h === document.querySelector(".film").source.hls && h.media === v`, "true")
	a.toldHow(ctx)
}

// toldHow looks at what the player told of itself, and nothing of whose it is.
func (a *air) toldHow(ctx context.Context) {
	a.t.Helper()
	var told []url.Values
	wait(a.t, ctx, "a beacon is heard", func() bool {
		a.mu.Lock()
		defer a.mu.Unlock()
		told = a.beacons
		return len(told) > 0
	})
	watched, started := 0, 0
	for _, b := range told {
		for _, name := range []string{"start", "stalls", "behind", "errors", "watched"} {
			n, err := strconv.Atoi(b.Get(name))
			if err != nil || n < 0 {
				a.t.Errorf("%s is %q, want a number", name, b.Get(name))
			}
			switch name {
			case "watched":
				watched += n
			case "start":
				started = max(started, n)
			}
		}
		if b.Get("stage") != "hall" || len(b) != 6 {
			a.t.Errorf("a beacon says %v, want six things of the hall", b)
		}
	}
	if watched < 2 || started < 1 {
		a.t.Errorf("%d beacons: %d s were watched, the first picture came after %d ms", len(told), watched, started)
	}
}

// playing is a browser in which window.v plays.
type playing struct {
	t   testing.TB
	ctx context.Context
}

func (p playing) is(what, script, want string) {
	p.t.Helper()
	if got := eventually(p.t, p.ctx, "String("+script+")", want); got != want {
		p.t.Errorf("%s is %q, want %q", what, got, want)
	}
}

func (p playing) width(what string, want int) {
	p.t.Helper()
	p.is("the width of the picture of "+what, `document.querySelector("video").videoWidth`, strconv.Itoa(want))
}

// moves waits for half a second more of pictures.
func (p playing) moves(what string) {
	p.t.Helper()
	from, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`(window.at = [v.getVideoPlaybackQuality().totalVideoFrames, v.currentTime, v.webkitAudioDecodedByteCount], "from " + at)`))
	if err != nil {
		p.t.Fatal(err)
	}
	p.is(what+" "+from+" moves", `v.getVideoPlaybackQuality().totalVideoFrames > at[0] + 10 && v.currentTime > at[1] + 0.5 && v.webkitAudioDecodedByteCount > at[2]`, "true")
}

func (p playing) sounds(what string, loud bool) {
	p.t.Helper()
	p.is("that "+what+" is heard", `loud() > 0.01`, strconv.FormatBool(loud))
}

// within measures f by a clock that stands while the machine has no time for us.
func (p playing) within(what string, most time.Duration, f func()) {
	p.t.Helper()
	over, late := make(chan struct{}), make(chan time.Duration)
	go func() {
		const every = 10 * time.Millisecond
		var sum time.Duration
		t := time.NewTicker(every)
		defer t.Stop()
		for last := time.Now(); ; {
			select {
			case <-over:
				late <- sum
				return
			case <-t.C:
				now := time.Now()
				sum += max(0, now.Sub(last)-2*every)
				last = now
			}
		}
	}()
	began := time.Now()
	f()
	took := time.Since(began)
	close(over)
	none := <-late
	p.t.Logf("%s: %v, of which the machine had no time for us: %v", what, took.Round(time.Millisecond), none.Round(time.Millisecond))
	if took-none > most {
		p.t.Errorf("%s took %v, and %v more in which the machine had no time for us; want at most %v", what, took-none, none, most)
	}
}

// onLine has the browser say to pages that it has a network, or none.
func (p playing) onLine(is bool) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: !is, DownloadThroughput: -1, UploadThroughput: -1}); err != nil {
		p.t.Fatal(err)
	}
}
