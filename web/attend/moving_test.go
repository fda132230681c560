package attend

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/text"
	"stagedoor/web/ui"
)

// TestPagesMoveByThemselves keeps one browser tab open from before the doors
// to after the end: they open, the programme changes under it, they close.
func TestPagesMoveByThemselves(t *testing.T) {
	h, s := openHouse(t, "08:00")
	h.change(func(s *stage.Snapshot) {
		s.Conference.DoorsOpen, s.Conference.DoorsClose = at("14:00"), at("18:00")
	})
	s.refresh()
	p := &Pages{Board: h, States: s}
	mux := http.NewServeMux()
	mux.Handle("/assets/", ui.Assets())
	mux.HandleFunc("GET /look.css", func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Content-Type", "text/css") })
	page := func(f func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			r = r.WithContext(ui.With(r.Context(), ui.Page{Language: text.For("en"), Zone: sofia, Now: h.now(), Conference: "Conf"}))
			if err := f(w, r); err != nil && r.Context().Err() == nil { // a page that is left answers nobody
				t.Error(err)
			}
		}
	}
	mux.HandleFunc("GET /state", page(p.ShowState))
	var away atomic.Bool
	mux.HandleFunc("GET /lobby", page(func(w http.ResponseWriter, r *http.Request) error {
		if away.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return nil
		}
		if Closed(h.Now().Conference, h.now()) {
			return p.ShowClosed(w, r)
		}
		return p.ShowLobby(w, r)
	}))
	srv := httptest.NewServer(mux)
	defer srv.Close()

	ctx := browser(t)
	is := func(what, script, want string) {
		t.Helper()
		if got := eventually(t, ctx, script, want); got != want {
			t.Errorf("%s is %q, want %q", what, got, want)
		}
	}
	const (
		heading = `document.querySelector("h1").textContent`
		asks    = `(document.dispatchEvent(new CustomEvent("stagedoor:ask")), "asked")`
	)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(srv.URL+"/lobby")); err != nil {
		t.Fatal(err)
	}
	is("the page before the doors", heading, "Doors open at 14:00")
	is("how long it is still: six hours", `document.querySelector("dl.facts [data-left]").textContent.length > 3 ? "counts" : ""`, "counts")

	h.set("14:22")
	s.refresh()
	is("the page that asks once the doors are open", asks, "asked")
	is("the page after the doors opened", heading, "On now")
	is("a talk on the programme", `document.querySelector("[data-part=programme] .cell.on a").textContent`, "Every queue")

	h.change(func(s *stage.Snapshot) {
		day := slices.Clone(s.Stages[0].Schedule)
		for i := range day {
			if day[i].Title == "After the pause" {
				day[i].Title, day[i].Planned = "After a long pause", stagedoor.Span{Starts: day[i].Starts, Ends: day[i].Ends}
				day[i].Starts = at("15:30")
			}
		}
		s.Stages[0].Schedule = day
	})
	s.refresh()
	is("a page whose waits are seen, each as long as it may be", `(Math.random = () => 1, window.waits = [], window.setTimeout = (old => (f, ms, ...more) => (waits.push(ms), old(f, ms, ...more)))(setTimeout), "seen")`, "seen")
	is("a mark on the page", `(window.mark = "here", window.scrollTo(0, 300), window.mark)`, "here")
	is("the open page, asking", asks, "asked")
	is("the programme that came by itself", `[...document.querySelectorAll("[data-part=programme] .cell")].filter(c => c.textContent.includes("After a long pause") && c.querySelector("s")?.textContent === "15:15").length + window.mark`, "1here")
	is("whether a small house waited for less than a tenth of a second", `String(waits.includes(75))`, "true")
	away.Store(true)
	is("whether a page that got no answer asks again before the five minutes", `(window.told ??= document.dispatchEvent(new CustomEvent("stagedoor:state", {detail: {programme: "another", spread: 300}})), String(waits.includes(15000)))`, "true")
	away.Store(false)
	for spread, want := range map[string]string{"300": "75", "4000": "1000", "10000": "2500", "60000": "5000", "undefined": "5000"} {
		is("the wait of a house that comes back within "+spread+" ms", `(document.dispatchEvent(new CustomEvent("stagedoor:state", {detail: {programme: "another", spread: `+spread+`}})), String(waits.at(-1)))`, want)
	}
	is("the next talk on the tile", `document.querySelector("[data-piece=tile-hall] .next s").textContent`, "15:15")

	h.set("18:00")
	s.refresh()
	is("the page that asks after the end", asks, "asked")
	is("the page after the end", heading, "Conf is over")
}
