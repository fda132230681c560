package ui

import (
	"bytes"
	"image"
	"image/png"
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// untouched makes a browser that plays nothing, silent or not, before it was
// touched: a phone that saves power.
const untouched = `(() => {
	const play = HTMLMediaElement.prototype.play;
	HTMLMediaElement.prototype.play = function () {
		return navigator.userActivation.hasBeenActive ? play.call(this) : Promise.reject(new DOMException("not before it was touched", "NotAllowedError"));
	};
	new MutationObserver(() => document.querySelectorAll("video[autoplay]").forEach(v => v.autoplay = false)).observe(document, {childList: true, subtree: true});
})()`

// watchStill notes what there is of stills from the page's beginning on: what
// the player showed when one went, and what moved for one.
const watchStill = `(() => {
	window.went = []; window.shifts = 0;
	new MutationObserver(all => all.forEach(m => m.removedNodes.forEach(n => {
		if (!n.classList?.contains("still")) return;
		const v = document.querySelector("video");
		went.push([v.videoWidth, !v.paused, v.getVideoPlaybackQuality().totalVideoFrames > 0].join());
	}))).observe(document, {childList: true, subtree: true});
	new PerformanceObserver(list => list.getEntries().forEach(e => shifts += e.value)).observe({type: "layout-shift", buffered: true});
})()`

const (
	theStill = `document.querySelector("video.still")`
	// stillBits are those of the clock in the still.
	stillBits = `(() => {
		const v = document.querySelector("video.still"), n = 16, c = new OffscreenCanvas(n, 4), x = c.getContext("2d");
		if (!v?.videoWidth) return "";
		x.drawImage(v, 0, 0, n, 4);
		const p = x.getImageData(0, 0, n, 1).data;
		return Array.from({length: n}, (_, k) => p[4 * k] > 128 ? 1 : 0).join("");
	})()`
)

// TestStillUntilThePictureMoves: while hls.js is on its way, and then while the
// browser waits for a tap, the last key frame of the encoder stands there.
func TestStillUntilThePictureMoves(t *testing.T) {
	a := newAir(t)
	a.encoder("main", "640x360", 30, 48000)
	wait(t, browser(t), "a key frame came", func() bool { return a.meter.Health(time.Now()).Key.Data != nil })
	for _, tt := range []struct {
		name        string
		wide, high  int64
		slow, untap bool
	}{
		{"the player is slow to load", 1280, 800, true, false},
		{"the browser waits for a tap", 390, 844, false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx := browser(t)
			p := playing{t, ctx}
			scripts := watchStill
			if tt.untap {
				scripts += ";" + untouched
			}
			a.away.Store(tt.slow)
			p.before(scripts)
			if err := chromedp.Do(ctx, chromedp.EmulateViewport(tt.wide, tt.high), chromedp.Navigate(a.url+"/stage")); err != nil {
				t.Fatal(err)
			}
			p.is("the still's width", theStill+`?.videoWidth`, "640")
			p.is("that it is no player's, nor read out", `[document.querySelector("video") !== `+theStill+`, `+theStill+`.ariaHidden, `+theStill+`.muted, `+theStill+`.controls].join()`, "true,true,true,false")
			p.is("that it lies in the picture's place", `[".film", "video.still"].map(s => document.querySelector(s).getBoundingClientRect()).map(r => [r.x, r.y, r.width, r.height].map(Math.round).join()).reduce((a, b) => a === b)`, "true")
			p.is("that the page came to rest", `document.readyState`, "complete")
			if tt.untap {
				p.is("the player's own picture below it", `document.querySelector("video").readyState > 1`, "true")
				p.is("what there is to tap", `document.querySelector("[data-sound]").checkVisibility()`, "true")
			}
			bits := p.seenClock()
			p.is("what the still holds, against what is seen", stillBits, bits)
			if late := behindNow(bits); late < 0 || late > 30*time.Second {
				t.Errorf("the picture that is seen has the clock %s, which is %v old", bits, late)
			}

			a.away.Store(false)
			if tt.untap {
				if err := chromedp.Do(ctx, chromedp.Click("[data-sound]")); err != nil {
					t.Fatal(err)
				}
			}
			p.is("the still when the picture moves", theStill, "null")
			p.is("what the player showed when the still went", `went.join(" ")`, "640,true,true")
			p.is("what was shifted", `shifts`, "0")
			p.is("a picture that moves", `(window.v = document.querySelector("video")) && v.currentTime > 1`, "true")
			p.is("a still when something else is on air, while it plays", `(document.dispatchEvent(new CustomEvent("stagedoor:state", {detail: {picture: {}}})), `+theStill+`)`, "null")
		})
	}
}

// TestNoStillOverASlate: while a slate lies there nobody asks for a still; when
// it goes and the browser waits for a tap, the still comes; when no encoder is
// on air any more, it goes.
func TestNoStillOverASlate(t *testing.T) {
	a := newAir(t)
	kill := a.encoder("main", "320x180", 30, 48000)
	a.over.Store(&Slate{Says: "Back soon"})
	ctx := browser(t)
	p := playing{t, ctx}
	p.before(untouched)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(a.url+"/stage")); err != nil {
		t.Fatal(err)
	}
	p.is("the player below the slate", `document.querySelector("video").readyState > 1`, "true")
	p.is("the time in which a still would come", `performance.now() > (window.from ??= performance.now()) + 1000`, "true")
	if n := a.stills.Load(); n != 0 {
		t.Errorf("a page with a slate asked for %d stills", n)
	}
	const tell = `(document.dispatchEvent(new CustomEvent("stagedoor:heard", {detail: {picture: {over: OVER}, put: () => {}}})), document.dispatchEvent(new CustomEvent("stagedoor:state", {detail: {picture: {over: OVER}}})), "told")`
	told := func(over string) string { return string(bytes.ReplaceAll([]byte(tell), []byte("OVER"), []byte(over))) }
	p.is("that the slate goes", told(`{from: 1}`), "told")
	p.is("the still, once the slate is gone", theStill+`?.videoWidth`, "320")
	p.is("that a slate comes", told(`{from: 2, says: "Back at 15:15"}`), "told")
	p.is("what lies over the still", `(o => !o.hidden && o.textContent.includes("15:15") && Boolean(`+theStill+`.compareDocumentPosition(o) & Node.DOCUMENT_POSITION_FOLLOWING))(document.querySelector("[data-over]"))`, "true")
	kill()
	a.meter.SetTracks(nil) // it is gone
	p.is("that the slate goes, with nothing behind it", told(`{from: 3}`), "told")
	p.is("the still of an encoder that is gone", theStill, "null")
}

// before has a script run before the page's own.
func (p playing) before(script string) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}); err != nil {
		p.t.Fatal(err)
	}
}

// seenClock reads the bits of the clock off the screen.
func (p playing) seenClock() string {
	p.t.Helper()
	shot, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		p.t.Fatal(err)
	}
	r, err := chromedp.Run(p.ctx, chromedp.Evaluate[[]float64](`(r => [r.x, r.y, r.width, r.height])(document.querySelector(".film").getBoundingClientRect())`))
	if err != nil {
		p.t.Fatal(err)
	}
	if want := 16.0 / 9; math.Abs(r[2]/r[3]-want) > 0.02 {
		p.t.Fatalf("the picture is %v × %v, want 16:9", r[2], r[3])
	}
	return clockOf(img, r)
}

func clockOf(img image.Image, r []float64) string {
	var bits []byte
	for k := range clockBits {
		x, y := r[0]+r[2]*(float64(k)+0.5)/clockBits, r[1]+r[3]/8
		v, _, _, _ := img.At(int(x), int(y)).RGBA()
		bits = append(bits, '0'+byte(v>>15))
	}
	return string(bits)
}

// behindNow is how old a picture with this clock is, as readClock reads it.
func behindNow(bits string) time.Duration {
	bit, at := 0, 0
	for k := len(bits) - 1; k >= 0; k-- {
		n, _ := strconv.Atoi(bits[k : k+1])
		bit ^= n
		at += bit << k
	}
	now := int(time.Now().UnixMilli()/10) % (1 << clockBits)
	return time.Duration((now-at+1<<clockBits)%(1<<clockBits)) * 10 * time.Millisecond
}
