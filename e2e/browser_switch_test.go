package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
)

// rungs gives the hall three: a live picture, the same once more, and a slate.
// It is noon there, so that all talks are today's.
func rungs(conference string) string {
	conference = strings.Replace(conference, "zone: Europe/Sofia", "zone: "+noonZone(time.Now()), 1)
	camera := conference[strings.Index(conference, "{id: camera"):]
	camera = camera[:strings.Index(camera, "}")+1]
	again := strings.Replace(camera, "id: camera, title: Camera", "id: again, title: The same again", 1)
	return strings.Replace(conference, camera, camera+", "+again+", {id: spare, title: Spare, slate: We go on in a moment.}", 1)
}

// noonZone is a zone in which it is between twelve and one.
func noonZone(now time.Time) string {
	return fmt.Sprintf("Etc/GMT%+d", now.UTC().Hour()-12) // its signs are the other way round
}

// testSwitch: what a producer does is seen on all open pages within moments,
// and none of them is loaded again. On PostgreSQL they are two processes'.
func testSwitch(t *testing.T, chromium context.Context) {
	for _, postgres := range []bool{false, true} {
		name := "sqlite"
		if postgres {
			name = "postgres"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			if postgres {
				h.onPostgres()
			}
			h.sell(header + "T1,O1,Ada Lovelace,ada@example.org,paid\nT2,O2,Bob,bob@example.org,paid\n")
			conference := rungs(conferenceOf(serveClips(t)))
			h.apply(conference)
			h.serve()
			other := h
			if postgres {
				other = h.second()
			}
			switches(t, chromium, h, other, conference)
		})
	}
}

func switches(t *testing.T, chromium context.Context, h, other *house, conference string) {
	olga := h.own()
	ada, bob := h.codeOf("ada@example.org"), h.codeOf("bob@example.org")
	pages := []*tab{openTab(t, chromium, h.base(), laptop), openTab(t, chromium, other.base(), phone), openTab(t, chromium, other.base(), laptop)}
	for i, b := range pages {
		b.signIn([]string{ada, ada, bob}[i])
		b.open("/stage/hall")
		plays(b)
		b.watch()
	}
	lobby := openTab(t, chromium, other.base(), laptop)
	lobby.signIn(bob)
	lobby.watch()

	// The same picture from another rung: nobody's picture is touched.
	olga.post("/control/live/hall", "do=take", "source=again")
	for _, b := range pages {
		b.until("the other rung", `document.querySelector(".picture[data-key]").dataset.source === "again"`)
		if !eval[bool](b, `document.querySelector("video").mine === true && !document.querySelector("video").paused`) {
			t.Error("a rung with the same picture touched the player")
		}
	}

	// A slate, and back: within moments on all, without a flash.
	did := olga.post("/control/live/hall", "do=take", "source=spare")
	for _, b := range pages {
		b.arrived(did, `document.querySelector(".picture[data-key] .slate")?.innerText.includes("We go on in a moment.") && !document.querySelector(".picture[data-key] video")`)
	}
	lobby.arrived(did, `!document.querySelector(".now .tile:first-child .badge")`)
	did = olga.post("/control/live/hall", "do=take", "source=camera")
	for _, b := range pages {
		b.arrived(did, `!!document.querySelector(".picture[data-key] video")`)
		b.until("the picture again", `document.querySelector(".picture[data-key] video")?.currentTime > 0 && !document.querySelector(".picture[data-key] .slate")`)
	}

	// An announcement, and the talk's other title.
	did = olga.post("/control/live", "do=announce", "words=Lunch is upstairs.")
	for _, b := range append(pages, lobby) {
		b.arrived(did, `[...document.querySelectorAll("[data-toast]")].some(t => t.innerText.includes("Lunch is upstairs."))`)
	}
	pages[0].click("[data-toast] [data-close]")
	pages[0].until("the announcement to be closed", `!document.querySelector("[data-toast]")`)
	h.apply(strings.Replace(conference, "The talk that is on", "The talk with another title", 1))
	for _, b := range pages {
		b.until("the new title", `document.querySelector("h1").innerText === "The talk with another title"`)
	}

	// The rest of the day is later, in the lobby too.
	was := eval[string](lobby, startOfNext)
	did = olga.post("/control/live/hall", "do=shift", "minutes=15")
	for _, b := range pages {
		b.arrived(did, `document.querySelector(".beside").innerText.includes("was")`)
	}
	lobby.until("the shift", fmt.Sprintf(`%s !== %q`, startOfNext, was)) // lobbies ask for their programme anew, spread over seconds
	if got := eval[string](lobby, `document.querySelector(".list, .grid").innerText`); !strings.Contains(got, "was") {
		t.Errorf("the lobby's programme says %q, want the planned time beside the actual one", got)
	}
	for _, b := range append(pages, lobby) {
		b.unharmed()
	}
}

// startOfNext is when the lobby says that the next talk of the hall begins.
const startOfNext = `([...document.querySelectorAll(".list li, .list article")].find(e => e.innerText.includes("Следващата лекция"))?.querySelector("time")?.dateTime ?? "")`

// watch marks the page and its player, and looks at every frame that is
// painted: whether the picture's place was ever empty.
func (b *tab) watch() {
	b.t.Helper()
	eval[bool](b, `(() => {
		window.mine = true;
		const v = document.querySelector("video");
		if (v) v.mine = true;
		window.empty = 0;
		const look = () => {
			const frame = document.querySelector(".picture[data-key]");
			if (frame && ![...frame.children].some(e => e.getClientRects().length)) window.empty++;
			requestAnimationFrame(look);
		};
		look();
		return true;
	})()`)
}

// arrived waits until the page is as the script asks, which must be soon after
// somebody did something.
func (b *tab) arrived(did time.Time, script string) {
	b.t.Helper()
	b.until("what the producer did", script)
	if took := time.Since(did); took > 2*time.Second { // a second, and what a busy machine takes to look
		b.t.Errorf("an open page showed after %v what the producer did, want a second", took.Round(time.Millisecond))
	}
}

// unharmed reports whether the page is still the one that was watched.
func (b *tab) unharmed() {
	b.t.Helper()
	if !eval[bool](b, `window.mine === true`) {
		b.t.Error("the page was loaded again")
	} else if got := eval[int](b, `window.empty`); got > 0 {
		b.t.Errorf("the picture's place was empty in %d frames", got)
	}
}

// testFrozen: a phone whose line goes silent hears of nothing, and catches up
// when it is back, without being loaded again.
func testFrozen(t *testing.T, chromium context.Context) {
	h := newHouse(t)
	h.sell(header + "T1,O1,Ada Lovelace,ada@example.org,paid\n")
	h.apply(rungs(conferenceOf(serveClips(t))))
	h.serve()
	olga := h.own()
	line, err := newProxy(h.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(line.close)
	b := openTab(t, chromium, "http://"+line.listener.Addr().String(), phone)
	b.signIn(h.codeOf("ada@example.org"))
	b.open("/stage/hall")
	plays(b)
	b.watch()
	for _, cut := range []bool{false, true} { // the line holds, or the network forgot it
		line.set(false, true)
		olga.post("/control/live/hall", "do=take", "source=spare")
		words := fmt.Sprintf("Said while the line was silent, cut %v.", cut)
		olga.post("/control/live/hall", "do=announce", "words="+words)
		if eval[bool](b, `!!document.querySelector(".picture[data-key] .slate")`) {
			t.Error("the phone heard what its line did not carry")
		}
		line.set(cut, false)
		line.set(false, false)
		b.until("what was missed", fmt.Sprintf(`!!document.querySelector(".picture[data-key] .slate") && document.body.innerText.includes(%q)`, words))
		olga.post("/control/live/hall", "do=take", "source=camera")
		b.until("the picture", `document.querySelector(".picture[data-key] video")?.currentTime > 0 && !document.querySelector(".picture[data-key] .slate")`)
	}
	b.unharmed()
}
