package ui

import (
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/a-h/templ"
	"github.com/chromedp/chromedp"
)

// TestWhereTheBrowserPlaysByItself: without Media Source Extensions, as on
// older iPhones, a pause stands, too, and who plays on is where the others are.
// Chromium cannot play a live playlist so: a film stands for it, whose end is
// the picture of now.
func TestWhereTheBrowserPlaysByItself(t *testing.T) {
	film := filepath.Join(t.TempDir(), "film.mp4")
	out, err := exec.Command("ffmpeg", "-hide_banner", "-nostdin", "-v", "error", "-f", "lavfi", "-i", "color=size=64x36:rate=5:duration=120",
		"-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "5", "-movflags", "+faststart", film).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg makes no film: %v\n%s", err, out)
	}
	mux := http.NewServeMux()
	mux.Handle("/assets/", Assets())
	mux.HandleFunc("GET /look.css", func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Content-Type", "text/css") })
	mux.HandleFunc("GET /film.mp4", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, film) })
	mux.HandleFunc("GET /stage", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", Policy{Player: true}.String())
		page := with(Attend(Head{Title: "Great Hall", Class: "stage", Gel: "azure", Player: true}),
			templ.Raw(`<h1>Great Hall</h1><div class="player"><div class="picture">`), Player{Source: "/film.mp4", Title: "Live picture", Live: true, Full: true}.Show(), templ.Raw(`</div></div>`))
		show(t, w, r, samplePage(t, "en"), page)
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	p := playing{t, browser(t)}
	p.before(`delete window.MediaSource; delete window.ManagedMediaSource; delete window.WebKitMediaSource`)
	if err := chromedp.Do(p.ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(srv.URL+"/stage")); err != nil {
		t.Fatal(err)
	}
	p.is("what plays", `(window.v = document.querySelector("video")).src + " " + document.querySelector(".film").source.hls`, srv.URL+"/film.mp4 null")
	p.is("the picture", `v.currentTime > 0.5`, "true")

	p.is("a viewer who pauses, and plays on", `(v.pause(), window.at = v.currentTime, v.play(), true)`, "true")
	p.is("the picture of now", `v.currentTime > at + 60`, "true")

	p.is("one who went back and presses Live", `(v.currentTime = 5, void v.play(), customElements.get("media-live-button") ? document.querySelector(".film").dispatchEvent(new CustomEvent("mediaseektoliverequest", {bubbles: true, composed: true})) : "not yet")`, "true")
	p.is("the picture of now again", `v.currentTime > 60`, "true")

	p.is("one who went back and pauses", `(v.currentTime = 5, v.pause(), window.since = performance.now(), v.paused)`, "true")
	p.is("the picture when the line comes back", `((window.back ??= dispatchEvent(new Event("online"))), performance.now() > since + 2000 && [v.paused, v.currentTime].join())`, "true,5")
	p.is("the picture when it plays on: loaded anew", `((window.on ??= (v.play(), true)), !v.paused && v.currentTime > 0.5 && v.currentTime < 5)`, "true")

	p.is("what a player loads that is gone", `(document.querySelector(".film")?.remove(), v.getAttribute("src"))`, "null")
}
