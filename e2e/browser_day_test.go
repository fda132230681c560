package e2e

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// testDay looks at the pages of the day in the states that a quiet conference
// does not have: announced, shifted, overrun, fallen, pictured, offline, and a
// programme that waits for its yes.
func testDay(t *testing.T, chromium context.Context) {
	h := newHouse(t)
	film := h.newStream()
	h.sell(header + "T1,O1,Ada Lovelace,ada@example.org,paid\nT2,O2,Rada,rada@example.org,paid\n")
	h.apply(rungs(conferenceOf(film.server.URL + "/film/index.m3u8")))
	h.serve()
	olga := h.own()
	crew := openTab(t, chromium, h.base(), laptop)
	crew.crewIn()
	crew.pictureSlate("hall", h.file("slate.png", somePicture(t)))
	crew.open("/control/live")
	crew.until("the stream", `document.querySelector("[data-rung=camera]").innerText.includes("steady since")`)
	film.mu.Lock()
	film.mode = "404" // the ladder falls
	film.mu.Unlock()
	olga.post("/control/live", "do=announce", "words=Lunch is upstairs, on the second floor; the lift is behind the coat room.")
	olga.post("/control/live/hall", "do=announce", "words=Вратите на Голямата зала се затварят.")
	olga.post("/control/live/hall", "do=shift", "minutes=15")
	crew.until("the alarm", `!document.querySelector("[data-alarm]").hidden`)
	crew.look("live-fallen")
	crew.click("#stage-hall summary[id^=announce]")
	crew.click("#stage-foundry summary[id^=more]")
	crew.look("live-open")

	pictured := eval[string](crew, `[...document.querySelectorAll("#stage-hall [data-rung]")].find(r => r.dataset.rungName === "Pictured").dataset.rung`)
	olga.post("/control/live/hall", "do=hold", "source="+pictured)
	crew.until("the hold", `document.querySelector("#stage-hall .is-on button").innerText === "Held"`)
	crew.look("live-held")

	t.Run("programme", func(t *testing.T) { lookAtProgramme(crew.of(t), h) })
	t.Run("attendee", func(t *testing.T) {
		t.Parallel()
		lookAtDay(t, chromium, h, "ada", nil)
	})
	t.Run("attendee in Bulgarian", func(t *testing.T) {
		t.Parallel()
		lookAtDay(t, chromium, h, "rada", func(b *tab) { speakBulgarian(b); b.short() })
	})
	t.Run("crew in Bulgarian", func(t *testing.T) {
		t.Parallel()
		b := openTab(t, chromium, h.base(), laptop)
		speakBulgarian(b)
		b.short()
		b.crewIn()
		for _, page := range []string{"live", "programme", "programme/source", "programme/draft", "talks/t1"} {
			b.open("/control/" + page)
			b.look("bg-day-" + page)
		}
	})
}

// of is the tab in another test's hands.
func (b *tab) of(t *testing.T) *tab {
	other := *b
	other.t = t
	return &other
}

// lookAtDay looks at the attendees' pages, over a line that can be cut.
func lookAtDay(t *testing.T, chromium context.Context, h *house, who string, first func(*tab)) {
	line, err := newProxy(h.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(line.close)
	b := openTab(t, chromium, "http://"+line.listener.Addr().String(), laptop)
	if first != nil {
		first(b)
	}
	b.enter(h.codeOf(who + "@example.org"))
	name := eval[string](b, `document.documentElement.lang`) + "-day-"
	b.look(name + "lobby")
	b.open("/stage/hall")
	b.until("the slate's picture", `document.querySelector(".picture[data-key] img")?.naturalWidth > 0`)
	b.look(name + "stage")
	b.open("/talk/t1")
	b.look(name + "talk-on")
	b.open("/talk/t2")
	b.look(name + "talk-later")
	b.open("/stage/cellar")
	line.set(true, false)
	b.until("that it is offline", `document.querySelector("[data-offline]").textContent !== ""`)
	b.look(name + "offline")
	line.set(false, false)
	b.until("that it is back", `document.querySelector("[data-offline]").textContent === ""`)
}

// lookAtProgramme looks at the programme's rooms.
func lookAtProgramme(b *tab, h *house) {
	b.t.Helper()
	upload := func(name, text string) {
		b.open("/control/programme/source")
		b.do("choose a file", chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{h.file(name, text)}))
		b.send("", "", "form[enctype] button")
	}
	upload("broken.json", `{"schedule": {"conference": {"days": [{"rooms"`)
	b.look("programme-refused")
	upload("first.csv", programmeOf("Great Hall", "An older title", "Another of them"))
	b.until("the preview", `location.pathname === "/control/programme/draft"`)
	b.look("programme-preview")
	b.send("", "", "button[value=take]")
	b.look("programme-taken")
	b.open("/control/programme?day=2031-05-10")
	b.open(eval[string](b, `[...document.querySelectorAll("a.t")].find(a => a.innerText === "An older title").getAttribute("href")`))
	b.send("#title", "A title by hand", "main form.fields button.go")
	b.look("talk-changed-by-hand")
	b.form("ends", "2001-01-01T10:00")
	b.look("talk-wrong")
	upload("second.csv", programmeOf("Attic", "A newer title", "A third of them"))
	b.until("the preview", `location.pathname === "/control/programme/draft"`)
	b.look("programme-preview-again")
	b.open("/control/programme?day=2031-05-10")
	b.look("programme-waits")
}

// programmeOf is a file of two talks, one of which is always the same one.
func programmeOf(room, title, other string) string {
	return fmt.Sprintf("id,room,title,speakers,start,end\nk1,%s,%s,Grace Hopper,2031-05-10 10:00,2031-05-10 11:00\n%s,Непротивоконституционна зала,%s,%s,2031-05-10 10:30,2031-05-10 11:30\n",
		room, title, strings.ToLower(strings.ReplaceAll(other, " ", "-")), other, longName)
}

// pictureSlate adds a slate with a picture to a stage's ladder.
func (b *tab) pictureSlate(stage, file string) {
	b.t.Helper()
	b.open("/control/stages/" + stage)
	b.do("choose a picture", chromedp.SetUploadFiles(chromedp.CSS("form:has([name=sentence]) input[type=file]"), []string{file}))
	eval[bool](b, `(() => {
		window.old = true;
		const form = document.querySelector("[name=sentence]").form;
		form.elements.sentence.value = "We are back after lunch.";
		form.elements.title.value = "Pictured";
		form.querySelector("button").click();
		return true;
	})()`)
	b.until("the slate", `!window.old && document.querySelector("main").innerText.includes("Pictured")`)
}

// somePicture is a PNG.
func somePicture(t *testing.T) string {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 1280, 720))
	for y := range 720 {
		for x := range 1280 {
			m.Set(x, y, color.RGBA{uint8(x / 8), uint8(y / 4), 120, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
