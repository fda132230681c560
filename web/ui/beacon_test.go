package ui

import (
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestWhatWasNotHeardIsToldAgain: a beacon that did not get through, as when
// the line is away of which it would tell, is no loss: the next one tells it.
func TestWhatWasNotHeardIsToldAgain(t *testing.T) {
	a := newAir(t)
	a.encoder("main", "320x180", 30, 48000)
	a.deaf.Store(2)
	ctx := browser(t)
	p := playing{t, ctx}
	// Beacons are sent each second; all else takes its time.
	p.before(`setTimeout = (old => (f, ms, ...more) => old(f, ms >= 11000 && ms <= 15000 ? 1000 : ms, ...more))(setTimeout)`)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(390, 844), chromedp.Navigate(a.url+"/stage")); err != nil {
		t.Fatal(err)
	}
	p.width("the encoder", 320)
	var told []url.Values
	wait(t, ctx, "two beacons are heard", func() bool {
		a.mu.Lock()
		defer a.mu.Unlock()
		told = a.beacons
		return len(told) > 1
	})
	if got := told[0].Get("start"); got == "0" || got == "" {
		t.Errorf("the first beacon that is heard says that the start took %q ms, want what the lost ones said", got)
	}
	if got := told[1].Get("start"); got != "0" {
		t.Errorf("the second one says that the start took %q ms, want 0: it was told", got)
	}
}
