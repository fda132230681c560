package ui

import (
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestSlateFollowsThePicture: what is told at once is shown when the picture,
// which is a second behind, has got there; what belongs to it waits with it.
func TestSlateFollowsThePicture(t *testing.T) {
	a := newAir(t)
	kill := a.encoder("main", "320x180", 30, 48000)
	a.encoder("backup", "426x240", 30, 48000)
	ctx := browser(t)
	p := playing{t, ctx}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(390, 844), chromedp.Navigate(a.url+"/stage")); err != nil {
		t.Fatal(err)
	}
	p.width("the encoder", 320)
	p.is("what is marked", `(() => { window.v = document.querySelector("video"); window.over = document.querySelector("[data-over]");
		window.dates = [];
		new MutationObserver(() => dates.push(over.hidden + " " + v.videoWidth + " " + document.querySelector(".film").source.playing()?.date)).observe(over, {attributes: true, attributeFilter: ["hidden"]});
		window.told = [];
		const put = (pieces) => told.push(...Object.keys(pieces).map(n => n + " " + document.querySelector(".film").source.playing()?.date));
		window.hear = (over) => { const pieces = {title: "", today: ""}; document.dispatchEvent(new CustomEvent("stagedoor:heard", {detail: {picture: {over}, pieces, put}})); return Object.keys(pieces).join() };
		return true })()`, "true")
	p.moves("it")
	p.is("what the picture offers and says", `(() => { document.querySelector("[data-sound]").hidden = false; document.querySelector("[data-lag]").textContent = "1.0 s";
		window.stands = () => [".sound", ".lag", "media-live-button"].filter(s => document.querySelector(".film " + s).getClientRects().length).join(" ");
		return stands() })()`, ".sound .lag media-live-button")
	const lies = `[!over.hidden, over.querySelector(".say")?.textContent, over.getBoundingClientRect().height > 100].join()`
	milliseconds := func(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }
	dated := func(what, list string, at time.Time) {
		t.Helper()
		p.is(what+": the moment of the picture at which it was shown, from the change", `(() => { const late = Number(`+list+`.at(-1)?.split(" ").at(-1)) - `+milliseconds(at)+`; return late >= 0 && late < 1000 ? "on time" : late })()`, "on time")
	}

	kill()
	from := time.Now().Add(time.Second) // of the picture: a busy machine hears of it late, too
	p.is("what is put in place at once while the picture is behind", `hear({from: `+milliseconds(from)+`, says: "Back soon", then: "Then: lunch"})`, "today")
	p.is("the slate", lies, "true,Back soon,true")
	dated("the slate", "dates", from)
	p.is("what lies on the slate's words, or says that it is live", `stands()`, "")
	dated("the title", "told", from)
	p.width("the slate in the stream", 1280)
	p.is("another sentence of a slate that lies there", `hear({from: `+milliseconds(from)+`, says: "Back at 15:15"}) && over.textContent.trim()`, "Back at 15:15")

	a.show("backup") // it has a key frame each 2 s
	from = time.Now()
	p.is("what is put in place while the picture is to follow", `hear({from: `+milliseconds(from)+`})`, "today")
	p.is("that the slate goes", `over.hidden`, "true")
	p.is("what is there again", `stands()`, ".sound .lag media-live-button")
	p.is("the picture from which on it is gone: not the stream's own slate", `dates.at(-1).split(" ")[1]`, "426")

	p.is("a viewer whose line is too slow", `(Object.defineProperty(v, "readyState", {get: () => 1, configurable: true}), v.readyState)`, "1")
	p.is("what is put in place at once while the picture waits, which goes on where it is", `hear({from: `+milliseconds(time.Now().Add(time.Minute))+`, says: "Later"})`, "today")
	p.is("the same, told anew: the slate lies there not yet", `(delete v.readyState, over.hidden)`, "true")
	p.is("a viewer who paused", `(v.pause(), v.paused)`, "true")
	p.is("what is put in place at once, since nothing moves", `hear({from: `+milliseconds(time.Now().Add(time.Minute))+`, says: "Later"})`, "title,today")
	p.is("the slate", lies, "true,Later,true")
}
