package attend

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"stagedoor/stage"
	"stagedoor/text"
	"stagedoor/web/ui"
)

// TestPictureIsSwapped changes an open stage's picture in a real browser: the
// same picture is not touched, another one takes its place when it can be
// seen, and the page is not loaded again for it.
func TestPictureIsSwapped(t *testing.T) {
	h, s := openHouse(t, "14:22")
	h.change(func(s *stage.Snapshot) {
		s.Stages[0].Ladder = []stage.Source{*s.Stages[0].OnAir, {ID: "v", Kind: stage.VimeoVideo, Ref: "1", URL: "https://vimeo.com/1"}}
	})
	p := &Pages{Board: h, States: s}
	var loads atomic.Int32
	release := make(chan struct{})
	mux := http.NewServeMux()
	mux.Handle("/assets/", ui.Assets())
	mux.HandleFunc("GET /look.css", func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Content-Type", "text/css") })
	// What the page hears is told below; there is nothing to ask for.
	mux.HandleFunc("GET /state", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNotModified) })
	mux.HandleFunc("GET /embed", func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done(): // the test failed before
		}
		fmt.Fprint(w, "<p>their player</p>")
	})
	mux.HandleFunc("GET /stage/{stage}", func(w http.ResponseWriter, r *http.Request) {
		loads.Add(1)
		r = r.WithContext(ui.With(r.Context(), ui.Page{Language: text.For("en"), Zone: sofia, Now: h.now(), Conference: "Conf"}))
		if err := p.ShowStage(w, r); err != nil && r.Context().Err() == nil { // a page that is left answers nobody
			t.Error(err)
		}
	})
	own := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(allowed{w}, r)
	})
	srv := httptest.NewServer(own)
	defer srv.Close()

	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(srv.URL+"/stage/hall")); err != nil {
		t.Fatal(err)
	}
	const frame = `document.querySelector(".picture[data-key]")`
	inside := frame + `.querySelectorAll(":scope > [data-shows]")`
	kinds := `[...` + inside + `].map(e => e.dataset.shows).join()`
	state := func(fields string) string {
		return `document.dispatchEvent(new CustomEvent("stagedoor:state", {detail: {` + fields + `}}))`
	}
	hosts := `hosts: ` + frame + `.dataset.hosts`
	is := func(what, script, want string) {
		t.Helper()
		if got := eventually(t, ctx, script, want); got != want {
			t.Errorf("%s is %q, want %q", what, got, want)
		}
	}
	do := func(what, script string) { t.Helper(); is(what, `(`+script+`, "done")`, "done") }

	is("the picture at first", kinds, "hls")
	is("the player's script", `String(document.querySelector("[data-hls]").dataset.started)`, "yes")
	do("a mark on the page and its player", `window.mark = 1, document.querySelector("video").mark = 1`)
	do("a state with the same picture", state(`v: "1", picture: {key: `+frame+`.dataset.key, kind: "hls", source: "b", src: "https://elsewhere.example/x.m3u8"}, `+hosts))
	is("the player after a state with the same picture", `document.querySelector("video").mark + `+frame+`.dataset.source`, "1b")

	// The page waits three seconds for a picture. Here they are over when the test says so.
	do("patience that the test ends", `window.waits = [], window.old = setTimeout, window.setTimeout = (f, ms, ...more) => ms === 3000 ? waits.push(f) : old(f, ms, ...more)`)
	do("a switch to an embed that was not meant", `window.key = `+frame+`.dataset.key, `+state(`picture: {key: "e0", kind: "embed", src: "/embed", title: "Not this"}, `+hosts))
	is("what is there while the embed loads", kinds, "embed,hls")
	do("the switch back", state(`picture: {key: window.key, kind: "hls", src: "https://elsewhere.example/x.m3u8"}, `+hosts))
	is("what is there then: the player that played all the while", kinds+` + document.querySelector("video").mark`, "hls1")

	do("a switch to an embed", state(`picture: {key: "e1", kind: "embed", src: "/embed", title: "Their picture"}, `+hosts))
	is("what is there while the embed loads: it lies below the player", kinds, "embed,hls")
	close(release)
	is("what is there when the embed is loaded", kinds, "embed")
	is("the embed's title", `document.querySelector("iframe").title`, "Their picture")

	do("a switch to a slate", state(`picture: {key: "s1", kind: "slate", says: "We are back at 15:15", until: new Date(Date.now() + 100000).toISOString(), then: "Then: After the pause"}, `+hosts))
	is("the slate", `[...`+inside+`].map(e => e.querySelector(".say").textContent + "|" + e.querySelector(".then").textContent + "|" + e.querySelectorAll("img").length).join()`, "We are back at 15:15|Then: After the pause|0")
	is("the countdown runs", `String(/^1:[0-3]\d$/.test(document.querySelector(".slate .left").textContent))`, "true")

	do("three switches at once", state(`picture: {key: "s2", kind: "slate", says: "One"}, `+hosts)+`,`+
		state(`picture: {key: "h2", kind: "hls", src: "/nothing.m3u8"}, `+hosts)+`,`+
		state(`picture: {key: "s3", kind: "slate", says: "Three"}, `+hosts))
	is("the last one stays", `[...`+inside+`].map(e => e.textContent.trim()).join()`, "Three")

	do("a switch to a playlist that brings no picture", state(`picture: {key: "h3", kind: "hls", src: "/nothing.m3u8", title: "Live"}, `+hosts))
	is("the slate stays a while", kinds, "hls,slate")
	do("the end of all patience", `window.setTimeout = old, waits.forEach(f => f())`)
	is("and gives way to what says that it comes back", kinds, "hls")
	is("the new player", `document.querySelector("[data-hls]").dataset.hls + document.querySelector("[data-hls]").dataset.started`, "/nothing.m3u8yes")

	both := func(fields string) string {
		return `[ "heard", "state" ].forEach(n => document.dispatchEvent(new CustomEvent("stagedoor:" + n, {detail: {` + fields + `}})))`
	}
	do("a switch to a program of ours", both(`picture: {key: "program", kind: "hls", src: "/live/hall/index.m3u8", over: {from: 1, says: "Back soon"}}, `+hosts))
	const film = `[...document.querySelectorAll(".film")].map(f => f.dataset.hls + " " + ("full" in f.dataset) + " " + f.querySelector(".over").hidden + " " + f.querySelector(".over").textContent.trim()).join()`
	is("the program's player, with the slate over it", film, "/live/hall/index.m3u8 false false Back soon")
	do("an encoder's rung on air in it", `document.querySelector("video").mark = 2, `+both(`picture: {key: "program", kind: "hls", src: "/live/hall/index.m3u8", over: {from: 2}}, `+hosts))
	is("the same player, with nothing over it", film+` + document.querySelector("video").mark`, "/live/hall/index.m3u8 false true Back soon2")

	if got, err := chromedp.Run(ctx, chromedp.Evaluate[string](`String(window.mark)`)); err != nil || got != "1" || loads.Load() != 1 {
		t.Errorf("the page was loaded %d times (mark %s, %v), want once for all of it", loads.Load(), got, err)
	}
	do("a switch to what this page may not load", state(`picture: {key: "e2", kind: "embed", src: "https://new.example"}, hosts: "others"`))
	is("the page, loaded again", `String(window.mark)`, "undefined")
	do("the same once more", `window.mark = 2, window.from = performance.now(), `+state(`picture: {key: "e3", kind: "embed", src: "https://new.example"}, hosts: "others"`))
	is("the page is not loaded a third time", `String(performance.now() > window.from + 1500 && window.mark)`, "2")
	do("a switch to the same hosts, later in the day", `Date.now = (now => () => now() + 61000)(Date.now), `+state(`picture: {key: "e4", kind: "embed", src: "https://new.example"}, hosts: "others"`))
	is("the page, loaded again once more", `String(window.mark)`, "undefined")
}

// allowed lets the page load from anywhere: what a page may load is tested
// elsewhere, and here the embeds are ours.
type allowed struct{ http.ResponseWriter }

func (w allowed) WriteHeader(status int) {
	w.Header().Del("Content-Security-Policy")
	w.ResponseWriter.WriteHeader(status)
}

// browser starts Chromium for the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox)
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	return ctx
}

// eventually evaluates the script until it says what is wanted, thirty seconds
// at most, and returns what it said last. It looks now and then: who looks all
// the time takes a core from the browser.
func eventually(t *testing.T, ctx context.Context, script, want string) string {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for ; ; time.Sleep(20 * time.Millisecond) {
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](script))
		if err == nil && got == want || time.Now().After(deadline) { // a page that is being left answers nothing
			if err != nil {
				t.Errorf("%s: %v", script, err)
			}
			return got
		}
	}
}
