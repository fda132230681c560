package ui

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestWhoFellBehindJumps: playing faster takes twenty seconds and more for what
// a jump does at once.
func TestWhoFellBehindJumps(t *testing.T) {
	a := newAir(t)
	a.encoder("main", "320x180", 30, 48000)
	ctx := browser(t)
	p := playing{t, ctx}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(390, 844), chromedp.Navigate(a.url+"/stage")); err != nil {
		t.Fatal(err)
	}
	p.width("the encoder", 320)
	p.is("a picture that has come so far that it can go back", `(() => { window.v = document.querySelector("video"); window.h = document.querySelector(".film").source.hls;
		return v.currentTime > v.buffered.start(v.buffered.length - 1) + 2 && h.latency < h.targetLatency + 0.9 })()`, "true")
	p.is("a viewer who fell behind, by less than what is too much for hls.js", `(() => { window.jumps = 0;
		v.addEventListener("seeked", () => {jumps++});
		v.currentTime -= 1.8; return true })()`, "true")
	p.is("that it jumped where it should be", `(jumps >= 2 && h.latency < h.targetLatency + 1)`, "true")
}

// TestWhoIsFasterThanThePictureHears: the sound that a person turned on before
// there was anything to hear stays on.
func TestWhoIsFasterThanThePictureHears(t *testing.T) {
	a := newAir(t)
	a.encoder("main", "320x180", 30, 48000)
	a.status.Store(http.StatusServiceUnavailable)
	ctx := browser(t)
	p := playing{t, ctx}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(a.url+"/stage")); err != nil {
		t.Fatal(err)
	}
	p.is("the button", `((window.v = document.querySelector("video")), v.muted && document.querySelector("media-mute-button").shadowRoot !== null && document.querySelector("media-mute-button").getAttribute("mediavolumelevel"))`, "off")
	if err := chromedp.Do(ctx, chromedp.Click("media-mute-button")); err != nil {
		t.Fatal(err)
	}
	p.is("that it is muted, once pressed", `v.muted`, "false")
	a.status.Store(0)
	p.width("the encoder", 320)
	p.moves("it")
	p.is("that it is muted, once it plays", `v.muted`, "false")
}

// TestWhoAsksForNothingAsksAgain: after a restart hls.js was seen to read the
// playlist and to ask for nothing that is in it, for ever.
func TestWhoAsksForNothingAsksAgain(t *testing.T) {
	a := newAir(t)
	a.encoder("main", "320x180", 30, 48000)
	ctx := browser(t)
	p := playing{t, ctx}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(390, 844), chromedp.Navigate(a.url+"/stage")); err != nil {
		t.Fatal(err)
	}
	p.width("the encoder", 320)
	p.is("what is marked", `(() => { window.v = document.querySelector("video"); window.h = document.querySelector(".film").source.hls; return Boolean(h) })()`, "true")
	p.moves("it")
	p.is("a player that asks for its playlist alone", `(h.streamController.stopLoad(), true)`, "true")
	p.is("that it has nothing to show", `(v.readyState < 3)`, "true")
	p.moves("what stood")
}
