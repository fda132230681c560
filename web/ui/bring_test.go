package ui

import (
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestScriptThatDidNotComeIsBrought: a line that is away just when the page
// asks for a script of the player costs nobody the picture.
func TestScriptThatDidNotComeIsBrought(t *testing.T) {
	t.Parallel() // it mostly waits
	a := newAir(t)
	a.encoder("main", "320x180", 30, 48000)
	for _, tt := range []struct {
		name   string
		script string
		until  int32 // the page was shown so often
	}{
		{"the player", "/player-", 1},
		{"hls.js", "/hls.", 1},
		{"the controls", "/controls-", 1},
		{"the player of a version that is gone, as after a deploy", "/player-", 2},
		{"hls.js, of which the browser remembers that it did not come", "/hls.", 2},
		{"the controls, of the same", "/controls-", 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var asked atomic.Int32
			a.shown.Store(0)
			lacks := func(script string) bool {
				if !strings.Contains(script, tt.script) {
					return false
				}
				return asked.Add(1) == 1 || a.shown.Load() < tt.until
			}
			a.lacks.Store(&lacks)
			defer a.lacks.Store(nil)
			ctx := browser(t)
			p := playing{t, ctx}
			if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(a.url+"/stage")); err != nil {
				t.Fatal(err)
			}
			p.is("the picture and its controls", `(v => v.videoWidth + " " + (v.currentTime > 0.5) + " " + Boolean(customElements.get("media-mute-button")))(document.querySelector("video"))`, "320 true true")
			p.is("what it says then", `document.querySelector("[data-trouble]").textContent`, "")
			if n := a.shown.Load(); n != tt.until || asked.Load() < 2 {
				t.Errorf("the page was shown %d times and asked for the script %d times, want %d and more than once", n, asked.Load(), tt.until)
			}
		})
	}
}
