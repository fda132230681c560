package ui

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestPauseStands: a live picture that was paused shows what it showed until
// somebody plays it, whatever happens meanwhile; then it is live again.
func TestPauseStands(t *testing.T) {
	t.Parallel() // it mostly waits
	a := newAir(t)
	a.encoder("main", "320x180", 30, 48000)
	ctx := browser(t)
	p := playing{t, ctx}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(a.url+"/stage")); err != nil {
		t.Fatal(err)
	}
	p.width("the encoder", 320)
	p.is("what is marked", `(() => { window.v = document.querySelector("video"); window.h = document.querySelector(".film").source.hls;
		performance.setResourceTimingBufferSize(1e5); window.loads = () => performance.getEntriesByType("resource").filter(e => e.name.includes("/live/")).length;
		window.lag = document.querySelector("[data-lag]"); window.live = document.querySelector("media-live-button");
		v.addEventListener("seeking", () => { if (v.paused && v.currentTime !== window.at) strayed++ }); // a jump of before the pause, heard late, led to where it stands
		window.stood = (ms) => performance.now() > since + ms && [v.paused, v.currentTime === at, strayed].join();
		window.pause = () => { v.pause(); window.at = v.currentTime; window.since = performance.now(); window.strayed = 0; return v.paused }; return Boolean(h) })()`, "true")
	p.moves("it")
	p.is("that it says how far behind it is", `lag.textContent !== ""`, "true")

	p.is("a viewer who pauses", `pause()`, "true")
	p.is("the picture, seven seconds later: paused, where it was, without a jump", `stood(7000)`, "true,true,0")
	p.is("that it says how far behind", `lag.textContent`, "")
	p.is("that the live button offers to be live", `live.hasAttribute("mediapaused")`, "true")
	p.is("the picture when it plays on: of now", `((window.was ??= (v.addEventListener("playing", () => { window.played = v.currentTime }, {once: true}), void v.play(), performance.now())), performance.now() > was + 300 && v.currentTime > at + 6 && h.latency < h.targetLatency + 1)`, "true")
	p.is("that nobody saw it go on from where it was", `played > at + 6`, "true")
	p.moves("it")

	p.is("a viewer who pauses again", `pause()`, "true")
	a.status.Store(http.StatusServiceUnavailable)
	p.is("what it says when we are away", `document.querySelector("[data-trouble]").textContent`, "The picture comes back by itself.")
	p.is("the picture while the line comes and goes", `(dispatchEvent(new Event("offline")), dispatchEvent(new Event("online")), stood(3000))`, "true,true,0")
	a.status.Store(0)
	p.is("what it says when we are back", `document.querySelector("[data-trouble]").textContent`, "")
	p.is("the picture, long after", `stood(19000)`, "true,true,0")
	p.is("how often it asks for the playlist then", `((window.asked ??= loads()), stood(21000) && loads() - asked)`, "0")
	p.is("how often when the line comes back", `((window.back ??= (dispatchEvent(new Event("online")), performance.now())), performance.now() > back + 1500 && loads() - asked)`, "0")
	p.is("who pressed Live", `(live.click(), v.paused)`, "false")
	p.is("the picture of now", `(v.currentTime > at + 18 && h.latency < h.targetLatency + 1)`, "true")
	p.moves("it")
	p.is("that it is live", `live.hasAttribute("mediatimeislive")`, "true")
}

// TestOfflineIsNotLive: without a line nobody knows what is live, and the
// player alone says that there is none.
func TestOfflineIsNotLive(t *testing.T) {
	t.Parallel() // it mostly waits
	a := newAir(t)
	a.encoder("main", "320x180", 30, 48000)
	ctx := browser(t)
	p := playing{t, ctx}
	line := newLine(t, a.url)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(line.url+"/stage")); err != nil {
		t.Fatal(err)
	}
	p.width("the encoder", 320)
	p.is("what is marked", `(() => { window.v = document.querySelector("video"); window.h = document.querySelector(".film").source.hls;
		const b = document.createElement("span"); b.className = "badge live"; b.textContent = "Live"; document.querySelector("main").append(b);
		window.red = getComputedStyle(b).backgroundColor;
		window.says = () => [document.querySelector("media-live-button").hasAttribute("mediatimeislive"), document.querySelector("[data-lag]").textContent !== "",
			getComputedStyle(b).backgroundColor === red, [...document.querySelectorAll("[data-trouble], .offline")].filter(e => e.checkVisibility() && e.textContent.startsWith("You are offline")).length].join(); return true })()`, "true")
	p.is("live, a figure, a red badge, sentences", `says()`, "true,true,true,0")
	const at = `(async () => { dispatchEvent(new Event("offline")); await null; await null; return says().replace(/,\w+/, "") })()` // the figure is written each second
	if got, err := chromedp.Run(ctx, chromedp.Evaluate[string](at, chromedp.EvalAwaitPromise)); err != nil || got != "false,false,1" {
		t.Errorf("live, a red badge and sentences in the moment that the browser knows are %q (%v), want %q", got, err, "false,false,1")
	}
	p.is("the same with the figure, when the line was there all the while", `says()`, "true,true,true,0")
	line.gone.Store(true)
	p.onLine(false)
	p.is("the same, offline, at once", `says()`, "false,false,false,1")
	p.is("what the page heard of it", `(document.dispatchEvent(new CustomEvent("stagedoor:ask")), document.querySelector(".offline").textContent)`, "You are offline. We try again every few seconds.")
	p.is("the same, once the page knows it, too", `says()`, "false,false,false,1")
	line.gone.Store(false)
	p.onLine(true)
	p.is("the same, with the line", `says()`, "true,true,true,0")

	const reach = `[...document.querySelectorAll("[data-trouble], .offline")].filter(e => e.checkVisibility() && e.textContent).map(e => e.textContent).join(" | ")`
	line.gone.Store(true)
	p.is("a page whose line is well, while we are away", `(document.dispatchEvent(new CustomEvent("stagedoor:ask")), says() + " " + `+reach+`)`, "false,false,false,0 We cannot reach the conference. We try again every few seconds.")
	line.gone.Store(false)
	p.is("the same, when we are back", `(document.dispatchEvent(new CustomEvent("stagedoor:ask")), says() + " " + `+reach+`)`, "true,true,true,0 ")
}
