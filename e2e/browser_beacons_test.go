package e2e

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// beacons are what the player of a viewer tells, on a line that can be cut,
// and the producer who reads it.
type beacons struct {
	t                *testing.T
	producer, viewer *tab
	line             *proxy
}

// mostTold is how long after its first picture a player is heard of: it tells
// each 11 to 15 s, and what was told is summed each 5 s.
const mostTold = 25 * time.Second

// playersSay finds what the producer's page says of the hall's players.
const playersSay = `/start ([\d.]+) s, (\d+) stalls? a minute, ([\d.]+) s behind, (\d+) errors?/.exec(document.querySelector("[data-piece=playing-hall]").textContent)`

// watchBeacons opens a stage's page and the producer's.
func (h *house) watchBeacons(chromium context.Context) *beacons {
	h.t.Helper()
	line, err := newProxy(h.addr)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(line.close)
	h.own()
	b := &beacons{h.t, openTab(h.t, chromium, h.base(), laptop), openTab(h.t, chromium, "http://"+line.listener.Addr().String(), phone), line}
	b.producer.crewIn()
	b.producer.open("/control/live")
	eval[bool](b.producer, `new MutationObserver(() => { if (`+playersSay+`) window.told ??= Date.now() }).observe(document.body, {childList: true, subtree: true, characterData: true}) || true`)
	b.viewer.enter(h.codeOf("ada@example.org"))
	b.viewer.open("/stage/hall")
	b.viewer.until("the picture", `performance.getEntriesByName("picture").length > 0`)
	b.viewer.loadsLittle()
	return b
}

// mostAsked is how many requests a stage's page makes until it hears, without
// the player's.
const mostAsked = 9

// loadsLittle counts what a browser that has nothing yet asks for until the
// page hears, less what the player is: the state is not asked for. It may be
// when the number of viewers changed just then, so the best of three counts.
func (b *tab) loadsLittle() {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true}); err != nil {
		b.t.Fatal(err)
	}
	var asked []string
	for range 3 {
		b.open("/stage/hall")
		b.until("that it hears", `document.querySelector("[data-piece=watching-hall]").textContent !== "" && performance.now() > 3000`)
		asked = eval[[]string](b, `["the page", "the socket", ...performance.getEntriesByType("resource").map(e => new URL(e.name).pathname).filter(n => !/^\/live\/|(player|controls|hls|chunk)[.-]/.test(n))]`)
		if len(asked) <= mostAsked && !slices.Contains(asked, "/state") {
			b.t.Logf("%d requests until the page hears: %q", len(asked), asked)
			return
		}
	}
	b.t.Errorf("a stage's page asks for %d things until it hears, want at most %d, and /state not among them: %q", len(asked), mostAsked, asked)
}

// arrive: the start, the seconds behind, the stalls and the errors of the
// stage's one player are on the producer's page, and plausible.
func (b *beacons) arrive() {
	b.t.Helper()
	b.producer.until("what the player told", `window.told > 0 && !!`+playersSay)
	took := time.Duration(eval[float64](b.producer, `window.told`)-eval[float64](b.viewer, `performance.timeOrigin + performance.getEntriesByName("picture")[0].startTime`)) * time.Millisecond
	if took > mostTold {
		b.t.Errorf("what the player told was read %s after its first picture, want at most %s", took, mostTold)
	}
	said := eval[[]string](b.producer, playersSay)
	b.t.Logf("after %s the producer reads: %s", took.Round(time.Millisecond), said[0])
	if !eval[bool](b.producer, `(([, start, , behind]) => start > 0 && start < 30 && behind > 0 && behind < 20)(`+playersSay+`.map(Number))`) {
		b.t.Errorf("the producer reads %q, want a start and seconds behind that can be", said[0])
	}
}

// tellOfTrouble cuts the viewer's line until the picture stands: the producer
// reads of the stall and of the errors.
func (b *beacons) tellOfTrouble() {
	b.t.Helper()
	before := eval[int](b.producer, `Number(`+playersSay+`[4])`)
	b.line.set(true, false)
	b.viewer.until("that the picture stands", `document.querySelector("[data-trouble]").textContent !== "" && document.querySelector("video").readyState < 3`)
	b.line.set(false, false)
	b.viewer.until("the picture again", `document.querySelector("[data-trouble]").textContent === "" && document.querySelector("video").readyState > 2`)
	eval[bool](b.producer, fmt.Sprintf(`(window.before = %d) >= 0`, before))
	b.producer.until("the stall and the errors", `(([, , stalls, , errors]) => stalls > 0 && errors > before)(`+playersSay+`.map(Number))`)
}
