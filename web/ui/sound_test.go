package ui

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestSoundStaysAsItWasLeft: a picture begins silent and offers its sound, but
// how people left it on one page it is on the next, as far as the browser lets
// it.
func TestSoundStaysAsItWasLeft(t *testing.T) {
	a := newAir(t)
	a.encoder("main", "320x180", 30, 48000)
	ctx := browser(t, chromedp.Flag("autoplay-policy", "no-user-gesture-required"))
	p := playing{t, ctx}
	p.before(`(() => {
		const play = HTMLMediaElement.prototype.play;
		HTMLMediaElement.prototype.play = function () {
			return !this.muted && sessionStorage.silent ? Promise.reject(new DOMException("not before it was touched", "NotAllowedError")) : play.call(this);
		};
	})()`)
	const sounds = `(v => v.currentTime > 0 && customElements.get("media-mute-button") ? [v.muted, v.volume, !document.querySelector("[data-sound]").hidden, v.paused].join() : "")(document.querySelector("video"))`
	for _, tt := range []struct {
		left   string // what people do on the page before; empty: there was none
		script string
		click  string
		until  string // what is kept of it
		want   string // muted, volume, the button, paused
	}{
		{"", `""`, "", "null", "true,1,true,false"},
		{"tap for sound, and make it less", `(document.querySelector("video").volume = 0.4, "")`, "[data-sound]", `{"volume":0.4,"on":true}`, "false,0.4,false,false"},
		{"watch in a browser that plays nothing aloud by itself", `(sessionStorage.silent = "yes", "")`, "", `{"volume":0.4,"on":true}`, "true,0.4,true,false"},
		{"watch in one that does again", `(delete sessionStorage.silent, "")`, "", `{"volume":0.4,"on":true}`, "false,0.4,false,false"},
		{"turn the sound off", `""`, "media-mute-button", `{"volume":0.4,"on":false}`, "true,0.4,false,false"},
		{"have something else in the place where it is kept", `(localStorage.sound = "loud", "")`, "", "loud", "true,1,true,false"},
	} {
		if tt.left != "" {
			if tt.click != "" {
				if err := chromedp.Do(ctx, chromedp.Click(tt.click)); err != nil {
					t.Fatal(err)
				}
			}
			p.is("who is to "+tt.left, tt.script, "")
			p.is("what is kept when people "+tt.left, `localStorage.getItem("sound")`, tt.until)
		}
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(a.url+"/stage")); err != nil {
			t.Fatal(err)
		}
		p.is("the next page when people "+tt.left, sounds, tt.want)
	}
}
