package e2e

import (
	"fmt"
	"net/http"
	"strings"
)

// comeIn types a wrong code and then the right one.
func comeIn(b *tab, code string, script bool) {
	b.t.Helper()
	b.open("/?next=/stage/cellar")
	b.write("#code", "0000-0000-0000")
	b.click("main button.go")
	b.arrives(answered(script), "We do not know this code")
	if got := eval[string](b, `[code.getAttribute("aria-invalid"), code.getAttribute("aria-describedby").split(" ").map(id => document.getElementById(id).innerText.trim()).join(" "), code.value].join("|")`); !strings.HasPrefix(got, "true|We do not know this code") || !strings.HasSuffix(got, "|0000-0000-0000") {
		b.t.Errorf("the field after a wrong code has %q, want aria-invalid, the sentence as its description, and what was typed", got)
	}
	if got := eval[string](b, `document.querySelector(".wrong").getAttribute("role")`); got != "alert" {
		b.t.Errorf("the sentence about the wrong code has the role %q, want alert", got)
	}
	if got := eval[string](b, `document.activeElement.id`); got != "code" {
		b.t.Errorf("after a wrong code the focus is on %q, want the field", got)
	}
	b.write("#code", strings.ToLower(strings.ReplaceAll(code, "-", " ")))
	b.click("main button.go")
	b.arrives("/stage/cellar", "Nothing on this stage until")
	if script { // without it the browser asks before it sends the wrong code again
		eval[bool](b, `history.back() || true`)
		b.arrives("/stage/cellar", "Nothing on this stage until")
	}
}

// answered is where the answer to a wrong code is: script makes it the page
// that it was typed on, which Back and Reload ask for.
func answered(script bool) string {
	if script {
		return "/"
	}
	return "/signin"
}

// stages looks at each kind of picture, from the lobby on.
func stages(b *tab, script bool) {
	b.t.Helper()
	b.open("/lobby")
	b.arrives("/lobby", "The talk that is on")
	b.click(".now .tile:first-child a.over")
	b.arrives("/stage/hall", "The talk that is on")
	if got := eval[string](b, `document.querySelector("li[aria-current] .t").textContent`); got != "The talk that is on" {
		b.t.Errorf("the schedule marks %q, want the talk that is on", got)
	}
	if script {
		plays(b)
	} else if got := eval[string](b, `document.querySelector(".picture").innerText`); !strings.Contains(got, "The picture needs JavaScript") {
		b.t.Errorf("without script the picture's place says %q, want why there is none", got)
	} else if eval[bool](b, `!!document.querySelector(".picture video, .picture .icon").getClientRects().length`) {
		b.t.Error("without script there are controls that do nothing")
	} else if !eval[bool](b, `((p, s) => s.height > 0 && s.top > p.top + 20 && s.bottom < p.bottom - 20)(...[".picture", ".picture noscript p"].map(e => document.querySelector(e).getBoundingClientRect()))`) {
		b.t.Error("without script the sentence does not stand in the picture's place")
	}
	for _, tt := range []struct{ stage, src, host string }{
		{"foundry", "https://player.vimeo.com/video/76979871", "https://player.vimeo.com"},
		{"attic", "https://www.youtube-nocookie.com/embed/jNQXAC9IVRw", "https://www.youtube-nocookie.com"},
	} {
		b.open("/stage/" + tt.stage)
		frame := `document.querySelector(".picture iframe")`
		if got := eval[string](b, frame+".src"); !strings.HasPrefix(got, tt.src) {
			b.t.Errorf("%s shows %s, want %s", tt.stage, got, tt.src)
		}
		if got := eval[string](b, frame+".title"); !strings.Contains(strings.ToLower(got), tt.stage) {
			b.t.Errorf("the foreign player is titled %q, want the stage's name in it", got)
		}
		if !eval[bool](b, frame+".allowFullscreen") {
			b.t.Errorf("the foreign player of %s may not fill the screen", tt.stage)
		}
		if got := eval[float64](b, `(r => r.width / r.height)(`+frame+`.getBoundingClientRect())`); got < 1.7 || got > 1.8 {
			b.t.Errorf("the foreign player of %s is %.2f as wide as high, want 16:9", tt.stage, got)
		}
		if got := policyOf(b, "/stage/"+tt.stage); !strings.Contains(got, "frame-src "+tt.host) || strings.Contains(got, "unsafe-inline") {
			b.t.Errorf("the page of %s has the policy %s, want frames of %s and no inline style", tt.stage, got, tt.host)
		}
	}
	b.open("/stage/cellar")
	b.arrives("/stage/cellar", "We start soon.")
}

// policyOf asks for a page again and returns its Content-Security-Policy.
func policyOf(b *tab, path string) string {
	b.t.Helper()
	return eval[string](b, fmt.Sprintf(`(() => { const x = new XMLHttpRequest(); x.open("GET", %q, false); x.send(); return x.getResponseHeader("Content-Security-Policy") })()`, path))
}

// plays waits for the picture to move.
func plays(b *tab) {
	b.t.Helper()
	b.until("the picture", `(v => v && v.currentTime > 0 && v.getVideoPlaybackQuality().totalVideoFrames > 0)(document.querySelector("video"))`)
	was := eval[[]float64](b, `(v => [v.currentTime, v.getVideoPlaybackQuality().totalVideoFrames])(document.querySelector("video"))`)
	b.until("more of the picture", fmt.Sprintf(`(v => v.currentTime > %f && v.getVideoPlaybackQuality().totalVideoFrames > %f)(document.querySelector("video"))`, was[0]+0.5, was[1]+5))
	if !eval[bool](b, `document.querySelector("video").muted && !document.querySelector("[data-sound]").hidden`) {
		b.t.Errorf("a page that plays by itself is muted and offers its sound; this one has not")
	}
}

// byKeyboard goes from the code page to the stage with Tab and Enter.
func byKeyboard(b *tab, code string) {
	b.t.Helper()
	b.open("/")
	b.tabTo("the code field", `document.activeElement.id === "code"`)
	b.press(code)
	b.press("\r")
	b.arrives("/lobby", "On now")
	b.press("\t")
	if got := eval[string](b, `document.activeElement.getAttribute("href")`); got != "#main" {
		b.t.Errorf("the first stop of Tab is %q, want the link past the bar", got)
	}
	b.press("\r")
	b.tabTo("the stage", `document.activeElement.getAttribute("href") === "/stage/hall"`)
	b.press("\r")
	b.arrives("/stage/hall", "The talk that is on")
	b.until("the player's controls, which know of its sound", `document.querySelector("media-mute-button")?.getAttribute("mediavolumelevel") === "off"`)
	b.tabTo("the sound", `document.activeElement.localName === "media-mute-button" || document.activeElement.matches("[data-sound]")`)
	b.press("\r")
	b.until("the sound", `!document.querySelector("video").muted`)
	b.open("/lobby")
	b.tabTo("the menu", `document.activeElement.localName === "summary" && document.activeElement.parentNode.classList.contains("menu")`)
	b.press("\r")
	b.tabTo("signing out", `!!document.activeElement.closest("form[action='/signout']")`)
	b.press("\r")
	b.arrives("/", "Your access code")
}

// byLink opens the letter's link: it fills the field and leaves the address,
// and lets nobody in by itself. A choice of language keeps it; being in already
// is no reason not to show it.
func byLink(b *tab, code string) {
	b.t.Helper()
	b.open("/in#" + code)
	b.until("the code in the field", fmt.Sprintf(`code.value === %q`, code))
	if got := eval[string](b, `location.href`); got != b.base+"/in" {
		b.t.Errorf("the address is %s, want it without the code", got)
	}
	if got := eval[string](b, `document.activeElement.innerText.trim()`); got != "Come in" {
		b.t.Errorf("the focus is on %q, want the button", got)
	}
	a, err := http.Get(b.base + "/lobby")
	if err != nil {
		b.t.Fatal(err)
	}
	a.Body.Close()
	b.open("/lobby")
	b.arrives("/", "Your access code")
	b.open("/in#" + code)
	b.until("the code in the field", fmt.Sprintf(`code.value === %q`, code))
	b.click(".langs button[lang=bg]")
	b.until("the code in the field, in Bulgarian", fmt.Sprintf(`document.documentElement.lang === "bg" && code.value === %q`, code))
	b.click(".langs button[lang=en]")
	b.until("the code in the field, in English", fmt.Sprintf(`document.documentElement.lang === "en" && code.value === %q`, code))
	b.click("main button.go")
	b.arrives("/lobby", "On now")
	b.open("/?code")
	if got := eval[string](b, `code.value`); got != "" {
		b.t.Errorf("after coming in the code page still has the code %q", got)
	}
	b.open("/in#" + code)
	b.until("the code in the field of who is in", fmt.Sprintf(`location.href === %q && code.value === %q`, b.base+"/in", code))
}
