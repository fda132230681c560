package e2e

import (
	"context"
	"strings"
	"testing"
)

// testProducers: two producers at their pages, by keyboard. Each sees what the
// other does, and both are told when a rung falls.
func testProducers(t *testing.T, chromium context.Context) {
	h := newHouse(t)
	film := h.newStream()
	h.sell(header + "T1,O1,Ada Lovelace,ada@example.org,paid\n")
	h.apply(rungs(conferenceOf(film.server.URL + "/film/index.m3u8")))
	h.serve()
	h.own()
	_, link, _ := strings.Cut(ownerLink.FindString(h.run("crew", "add", "--role", "producer", "--public-url", h.base())), "link=")
	h.join(link, "Павел Продуцентов", "pavel@example.org")
	olga, pavel := openTab(t, chromium, h.base(), laptop), openTab(t, chromium, h.base(), laptop)
	olga.crewIn()
	pavel.crewAs("pavel@example.org")
	for _, b := range []*tab{olga, pavel} {
		b.open("/control/live")
		b.until("the page to hear", `!document.querySelector("#sound").hidden`)
		eval[bool](b, `window.mine = true`)
	}
	olga.until("the stream", `document.querySelector("[data-rung=camera]").innerText.includes("steady since")`)

	// 1 picks the stage, t 3 takes its third rung: both see what is on air,
	// and the other one who did it.
	olga.press("1")
	olga.press("t")
	olga.press("3")
	for _, b := range []*tab{olga, pavel} {
		b.until("the slate on air", `document.querySelector("#stage-hall .is-on")?.dataset.rung === "spare" && document.querySelector("#stage-hall .why").innerText.includes("taken by Олга Организаторова")`)
	}
	pavel.until("who did it", `document.querySelector("[data-latest]").innerText.includes("Олга Организаторова")`)

	// h holds, and the other one's h releases.
	olga.press("h")
	pavel.until("the hold", `document.querySelector("#stage-hall .is-on button").innerText === "Held"`)
	pavel.press("1")
	pavel.press("h")
	olga.until("the release", `document.querySelector("[data-latest]").innerText.includes("Павел Продуцентов")`)
	pavel.press("t")
	pavel.press("1")
	olga.until("the camera", `document.querySelector("#stage-hall .is-on")?.dataset.rung === "camera"`)

	// + shifts, a announces.
	olga.press("+")
	pavel.until("the shift", `document.querySelector("#stage-hall .notes").innerText.includes("5 min later, by Олга Организаторова")`)
	pavel.press("a")
	pavel.until("the field", `document.activeElement.id === "words-hall"`)
	pavel.press("Two minutes, please.")
	pavel.press("\t")
	pavel.press("\r")
	olga.until("the announcement", `document.querySelector("#stage-hall .notes").innerText.includes("Two minutes, please.")`)

	// The stream stops: the ladder falls, and both pages say so.
	film.mu.Lock()
	film.mode = "404"
	film.mu.Unlock()
	for _, b := range []*tab{olga, pavel} {
		b.until("the alarm", `!document.querySelector("[data-alarm]").hidden && document.title.startsWith("! ")`)
		if got := eval[string](b, `document.querySelector("[data-alarm-says]").innerText`); !strings.Contains(got, "Great Hall") || !strings.Contains(got, "from Camera") && !strings.Contains(got, "from The same again") { // which stops, too
			t.Errorf("the alarm says %q, want the rung and its stage", got)
		}
		b.click("[data-seen]")
		b.until("silence", `document.querySelector("[data-alarm]").hidden && !document.title.startsWith("! ")`)
		if !eval[bool](b, `window.mine === true`) {
			t.Error("the producer's page was loaded again")
		}
	}
}
