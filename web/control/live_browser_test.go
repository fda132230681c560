package control_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/store/storetest"
	"stagedoor/web/ui"
)

// site serves the rooms with their assets and a playlist that can be played.
func (h *house) site() *httptest.Server {
	h.t.Helper()
	dir := h.t.TempDir()
	film := exec.Command("ffmpeg", "-hide_banner", "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=duration=4:size=320x180:rate=10",
		"-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "20", "-hls_time", "2", "-hls_list_size", "0", filepath.Join(dir, "live.m3u8"))
	if out, err := film.CombinedOutput(); err != nil {
		h.t.Fatalf("ffmpeg makes no playlist: %v\n%s", err, out)
	}
	rooms, mux := h.handler(), http.NewServeMux()
	mux.Handle("/assets/", ui.Assets())
	mux.Handle("/hls/", http.StripPrefix("/hls/", http.FileServer(http.Dir(dir))))
	mux.Handle("/control/", rooms)
	mux.HandleFunc("/look.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		_, _ = w.Write(ui.LookCSS(h.conference().Look))
	})
	srv := httptest.NewServer(mux)
	h.t.Cleanup(srv.Close)
	h.open(srv.URL)
	h.pages.AllowPrivate = true
	return srv
}

// TestProducersPageInABrowser: the keys, the forms without leaving the page,
// the still, and the alarm when a rung falls. There is no push here: the page
// asks for its state after each form, and by itself.
func TestProducersPageInABrowser(t *testing.T) {
	h := newHouse(t)
	srv := h.site()
	h.onTheDay()
	h.show("hall", srv.URL+"/hls/live.m3u8")
	h.refresh()

	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(srv.URL+"/control/live")); err != nil {
		t.Fatal(err)
	}
	key := func(keys string) {
		t.Helper()
		if err := chromedp.Do(ctx, chromedp.KeyEvent(keys)); err != nil {
			t.Fatal(err)
		}
	}
	// until brings the page what changed, as the house's processes would, and
	// waits until it says so.
	until := func(script, want string) {
		t.Helper()
		h.airs()
		h.refresh()
		says(t, ctx, `(() => { document.dispatchEvent(new CustomEvent("stagedoor:ask")); return "" })()`, "")
		says(t, ctx, script, want)
	}
	says(t, ctx, `String(document.querySelector("#sound") && !document.querySelector("#sound").hidden)`, "true") // the script runs

	t.Run("a still is drawn", func(t *testing.T) {
		drawn(t, ctx)
		says(t, ctx, `(() => { const c = document.querySelector("#stage-hall canvas"); if (!c.dataset.drawn) return "nothing drawn"; const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data; return String(new Set(d).size > 20) })()`, "true")
		says(t, ctx, `document.querySelector("#stage-hall [data-waits]").textContent`, "") // nothing comes any more
	})
	t.Run("a key picks a stage, t and a figure take its rung", func(t *testing.T) {
		key("2")
		says(t, ctx, `document.querySelector(".is-picked")?.dataset.stage ?? ""`, "foundry")
		key("t")
		says(t, ctx, `document.querySelector("[data-keyed]").textContent`, "Which rung of Foundry? Press its number.")
		key("2")
		h.until(func() bool { return h.stage("foundry").Hand.Taken == h.stage("foundry").Ladder[1].ID })
		h.load() // the hand is known before the keeper has heard of it
		h.refresh()
		says(t, ctx, `(() => { document.dispatchEvent(new CustomEvent("stagedoor:ask")); return document.querySelector("#stage-foundry .hand .note")?.textContent ?? "" })()`, "Мира Иванова took Backup, 14:22.")
		until(`document.querySelector("#stage-foundry .is-on b").textContent`, "Backup")
		says(t, ctx, `location.pathname + " " + document.activeElement.id`, "/control/live rung-foundry-"+string(h.stage("foundry").Ladder[1].ID))
	})
	t.Run("h holds, u undoes", func(t *testing.T) {
		key("h")
		h.until(func() bool { return h.stage("foundry").Hand.Held })
		until(`document.querySelector("#stage-foundry [data-key-hold]").textContent`, "Held")
		key("u")
		h.until(func() bool { return !h.stage("foundry").Hand.Held })
		until(`document.querySelector("#stage-foundry [data-key-hold]").textContent`, "Hold")
	})
	t.Run("+ shifts the rest, u undoes that and not the older hand", func(t *testing.T) {
		h.now.set(h.now.get().Add(time.Second))
		key("+")
		until(`document.querySelector("#stage-foundry .onnow .note").textContent`, "until 14:35")
		h.now.set(h.now.get().Add(time.Second))
		h.act("foundry", "release", "")
		until(`document.querySelector("#stage-foundry [data-key-undo]").id`, "undo-foundry")
		h.now.set(h.now.get().Add(time.Second))
		key("+")
		until(`document.querySelector("#stage-foundry .onnow .note").textContent`, "until 14:40")
		key("u")
		until(`document.querySelector("#stage-foundry .onnow .note").textContent`, "until 14:35")
		if hand := h.stage("foundry").Hand; hand.Taken != "" {
			t.Errorf("the release was undone: %q is taken", hand.Taken)
		}
		key("u")
		h.until(func() bool { return h.stage("foundry").Hand.Taken != "" })
		until(`document.querySelector("#stage-foundry [data-key-undo]").id`, "unshift-foundry")
		key("u")
		until(`document.querySelector("#stage-foundry .onnow .note").textContent`, "until 14:30")
	})
	t.Run("a opens the announcement, in which letters are letters", func(t *testing.T) {
		// A key of the protocol's types its letter even where the page kept it.
		says(t, ctx, `(() => { const e = new KeyboardEvent("keydown", {key: "a", bubbles: true, cancelable: true}); document.activeElement.dispatchEvent(e); return e.defaultPrevented + " " + document.activeElement.id })()`, "true words-foundry")
		key("Tea at 1, ha?")
		says(t, ctx, `document.activeElement.value`, "Tea at 1, ha?")
		key("\t\r")
		h.until(func() bool { h.load(); return len(h.board.Now().Announcements) == 1 })
		until(`document.querySelector("#stage-foundry .notes b").textContent`, "“Tea at 1, ha?”")
		says(t, ctx, `String(document.querySelector("#stage-foundry details[open]"))`, "null")
	})
	t.Run("what is wrong stands at the tile", func(t *testing.T) {
		key("u") // nothing is left
		says(t, ctx, `document.querySelector("#stage-foundry [data-problem]").textContent.trim()`, "There is nothing to undo on Foundry.")
		// A second press says it again: a screen reader reads what changes.
		says(t, ctx, `(() => { const box = document.querySelector("#stage-foundry [data-problem]"); window.spoken = []; new MutationObserver(() => window.spoken.push(box.textContent.trim())).observe(box, {childList: true, subtree: true, characterData: true}); return box.getAttribute("role") })()`, "alert")
		key("u")
		says(t, ctx, `window.spoken.map((s) => s || "gone").join(", then ")`, "gone, then There is nothing to undo on Foundry.")
		says(t, ctx, `(() => { const f = document.querySelector("#stage-attic .ladder form").cloneNode(true); f.querySelector("[name=source]").value = "none"; document.querySelector("#stage-attic").append(f); f.querySelector("button").click(); f.remove(); return "" })()`, "")
		says(t, ctx, `document.querySelector("#stage-attic [data-problem]").textContent.trim()`, "This source is no longer on the stage. Look at its ladder again.")
	})
	t.Run("a figure that takes nothing says why, in view", func(t *testing.T) {
		foundry := h.stage("foundry").Ladder
		h.airs(foundry[0].ID)
		h.refresh()
		says(t, ctx, `(() => { document.dispatchEvent(new CustomEvent("stagedoor:ask")); return String(!!document.querySelector("#stage-foundry [data-down]")) })()`, "true")
		for _, tt := range []struct{ keys, want string }{
			{"2t1", "Primary has no picture: it cannot be taken."},
			{"t9", "Foundry has no rung 9."},
			{"t2", "Backup is on air on Foundry already."},
			{"9", "No stage has the key 9."},
		} {
			says(t, ctx, `(() => { scrollTo(0, 0); return "" })()`, "")
			key(tt.keys)
			says(t, ctx, `(() => { const p = document.querySelector("#stage-foundry [data-problem]"), r = p.getBoundingClientRect(); return p.textContent.trim() + (r.top >= 0 && r.bottom <= innerHeight + 1 ? "" : " below the window") })()`, tt.want)
		}
		key("\x1b9")
		says(t, ctx, `document.querySelector("[data-keyed]").textContent`, "No stage has the key 9.")
		key("2t")
		says(t, ctx, `String(document.querySelector("#stage-foundry [data-problem]").hidden)`, "true") // t asks anew
		key("\x1b")
		h.airs()
		h.refresh()
	})
	t.Run("an announcement opens whole", func(t *testing.T) {
		says(t, ctx, `(() => { scrollTo(0, 0); document.querySelector("#announce-foundry").focus({preventScroll: true}); document.querySelector("#announce-foundry").click(); return "" })()`, "")
		says(t, ctx, `(() => { const b = document.querySelector("#say-foundry"), r = b.form.getBoundingClientRect(); return b.offsetHeight > 0 && r.top >= 0 && r.bottom <= innerHeight + 1 ? "whole" : "cut at " + r.bottom + " of " + innerHeight })()`, "whole")
		key("\x1b")
	})
	t.Run("nothing that this member did is told them as news", func(t *testing.T) {
		says(t, ctx, `String(document.querySelector("[data-latest] [data-by]").hidden)`, "true")
		h.who.set("Ivan")
		h.now.set(h.now.get().Add(time.Second))
		h.act("attic", "undo", "")
		h.who.set("")
		until(`(() => { const l = document.querySelector("[data-latest] [data-by]"); return l.hidden + " " + l.textContent.split(",")[0] })()`, "false Ivan")
	})
	t.Run("the sound is switched on once", func(t *testing.T) {
		says(t, ctx, `(() => { const Real = AudioContext; window.tones = 0; window.AudioContext = class extends Real { createOscillator() { window.tones++; return super.createOscillator() } }; return document.querySelector("#sound").ariaPressed })()`, "false")
		if err := chromedp.Do(ctx, chromedp.Click("#sound")); err != nil {
			t.Fatal(err)
		}
		says(t, ctx, `document.querySelector("#sound").ariaPressed + localStorage.getItem("producer sound") + window.tones`, "trueon2")
	})
	t.Run("what a hand did is no alarm", func(t *testing.T) {
		says(t, ctx, `document.title + document.querySelector("[data-alarm]").hidden`, "Live · Hexagon Conf 2027true")
	})
	t.Run("a rung falls", func(t *testing.T) {
		h.now.set(h.now.get().Add(time.Minute))
		h.airs(h.stage("hall").Ladder[0].ID)
		h.refresh()
		says(t, ctx, `(() => { document.dispatchEvent(new CustomEvent("stagedoor:ask")); return "" })()`, "")
		says(t, ctx, `document.title`, "! Great Hall: no picture")
		says(t, ctx, `document.querySelector("[role=alert][data-alarm]:not([hidden]) p").textContent`, "14:23:04: Great Hall shows Backup by itself: no picture from Primary.")
		says(t, ctx, `String(window.tones) + document.querySelector("[data-alarm]").classList.contains("over")`, "4true")
		says(t, ctx, `(() => { document.querySelector("#seen").click(); return document.title })()`, "Live · Hexagon Conf 2027")
		says(t, ctx, `String(document.querySelector("[data-alarm]").hidden)`, "true")
	})
	t.Run("what rises is a quiet note", func(t *testing.T) {
		h.now.set(h.now.get().Add(time.Minute))
		until(`document.querySelector("[data-risen]").textContent`, "14:24:04: Great Hall shows Primary.")
		says(t, ctx, `document.title + document.querySelector("[data-alarm]").hidden + window.tones`, "Live · Hexagon Conf 2027true4")
	})
	t.Run("a quiet note goes by itself", func(t *testing.T) {
		says(t, ctx, `(() => { const real = setTimeout; window.pass = []; window.setTimeout = (f, ms, ...rest) => ms === 30000 ? window.pass.push(f) : real(f, ms, ...rest); return "" })()`, "")
		shows := func(down ...stagedoor.SourceID) {
			h.now.set(h.now.get().Add(time.Second))
			h.airs(down...)
			h.refresh()
			says(t, ctx, `(() => { document.dispatchEvent(new CustomEvent("stagedoor:ask")); return "" })()`, "")
		}
		shows(h.stage("hall").Ladder[0].ID)
		says(t, ctx, `document.querySelector("[data-alarm-says]").textContent`, "14:24:05: Great Hall shows Backup by itself: no picture from Primary.")
		says(t, ctx, `document.querySelector("[data-risen]").textContent`, "") // it said the contrary
		says(t, ctx, `(() => { document.querySelector("#seen").click(); return "" })()`, "")
		shows()
		says(t, ctx, `document.querySelector("[data-risen]").textContent`, "14:24:06: Great Hall shows Primary.")
		says(t, ctx, `(() => { window.pass.forEach(f => f()); return window.pass.length + document.querySelector("[data-risen]").textContent })()`, "1")
	})
	t.Run("a rung that is not on air falls without an alarm", func(t *testing.T) {
		h.now.set(h.now.get().Add(time.Minute))
		h.airs(h.stage("hall").Ladder[1].ID)
		h.refresh()
		says(t, ctx, `(() => { document.dispatchEvent(new CustomEvent("stagedoor:ask")); return "" })()`, "")
		says(t, ctx, `document.querySelector("#stage-hall [data-down]").dataset.rungName + document.querySelector("[data-alarm]").hidden`, "Backuptrue")
	})
	t.Run("a fall stands until it is seen, calm once the stage is well", func(t *testing.T) {
		says(t, ctx, `(() => { window.tones = 0; return "" })()`, "")
		ladder := h.stage("hall").Ladder
		for _, step := range []struct {
			what string
			do   func()
			says string
			then string // the title, whether the bar is red, its role, and the tones so far
		}{
			{"Primary falls", func() { h.airs(ladder[0].ID) },
				"14:26:06: Great Hall shows Backup by itself: no picture from Primary.", "! Great Hall: no picture · true alert 2"},
			{"Primary comes back", func() { h.airs() },
				"14:26:06: Great Hall shows Backup by itself: no picture from Primary. Back on Primary since 14:27:06.", "Live · Hexagon Conf 2027 · false status 2"},
			{"Primary falls again", func() { h.airs(ladder[0].ID) },
				"14:28:06: Great Hall shows Backup by itself: no picture from Primary. The picture was lost 2 times since 14:26:06.", "! Great Hall: no picture · true alert 4"},
			{"a hand takes the slate", func() { h.act("hall", "take", ladder[2].ID); h.airs(ladder[0].ID) },
				"14:28:06: Great Hall shows Backup by itself: no picture from Primary. 14:29:06: Great Hall shows Slate. The picture was lost 2 times since 14:26:06.", "Live · Hexagon Conf 2027 · false status 4"},
			{"and releases it", func() { h.act("hall", "release", ""); h.airs(ladder[0].ID) },
				"14:28:06: Great Hall shows Backup by itself: no picture from Primary. 14:30:06: Great Hall shows Backup. The picture was lost 2 times since 14:26:06.", "Live · Hexagon Conf 2027 · false status 4"},
		} {
			h.now.set(h.now.get().Add(time.Minute))
			step.do()
			h.refresh()
			t.Log(step.what)
			says(t, ctx, `(() => { document.dispatchEvent(new CustomEvent("stagedoor:ask")); return "" })()`, "")
			says(t, ctx, `document.querySelector("[data-alarm-says]").textContent`, step.says)
			says(t, ctx, `(() => { const b = document.querySelector("[data-alarm]:not([hidden])"); return [document.title, "·", b.classList.contains("over"), b.role, window.tones].join(" ") })()`, step.then)
		}
		says(t, ctx, `(() => { document.querySelector("#seen").click(); return String(document.querySelector("[data-alarm]").hidden) })()`, "true")
		h.airs()
		h.refresh()
		says(t, ctx, `(() => { document.dispatchEvent(new CustomEvent("stagedoor:ask")); return document.querySelector("#stage-hall .is-on b").textContent })()`, "Primary")
		says(t, ctx, `(() => { const real = Date.now; Date.now = () => real() + 20000; return "" })()`, "") // the hand is long ago
	})
	t.Run("a talk's own source is no fall", func(t *testing.T) {
		says(t, ctx, `(() => { window.tones = 0; return document.title })()`, "Live · Hexagon Conf 2027")
		h.now.set(h.now.get().Add(time.Minute))
		ladder := h.stage("hall").Ladder
		h.program([]stagedoor.Talk{{ID: "film", Stage: "hall", Title: "A film", Starts: h.now.get(), Ends: h.now.get().Add(time.Hour)}})
		storetest.Exec(t, h.db, `UPDATE talks SET source = '`+string(ladder[2].ID)+`'`)
		h.airs(ladder[0].ID) // in the same moment the rung that it takes over from goes dark
		h.refresh()
		says(t, ctx, `(() => { document.dispatchEvent(new CustomEvent("stagedoor:ask")); return "" })()`, "")
		says(t, ctx, `document.querySelector("[data-risen]").textContent`, "14:31:06: Great Hall shows Slate.")
		says(t, ctx, `document.title + document.querySelector("[data-alarm]").hidden + window.tones`, "Live · Hexagon Conf 2027true0")
	})
	t.Run("the first encoder has the page loaded anew", func(t *testing.T) {
		says(t, ctx, `(() => { window.old = true; return "" })()`, "")
		h.post("/control/stages/hall/sources", url.Values{"kind": {"ingest"}, "title": {"OBS"}})
		until(`String(window.old ?? "anew") + !!document.querySelector("[data-rung-name=OBS]")`, "anewtrue")
	})
}

// until waits for the house to be so.
func (h *house) until(so func() bool) {
	h.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(pollEvery) {
		if so() {
			return
		}
	}
	h.t.Fatal("it never came to be so")
}

// show has the stage's first rung play this playlist.
func (h *house) show(id stagedoor.StageID, address string) {
	h.t.Helper()
	first := h.stage(id).Ladder[0]
	h.post(sourcePath(first), url.Values{"words": {address}, "title": {first.Title}}).leads(h.t, "/control/stages/"+string(id))
	h.airs()
}

func sourcePath(s stage.Source) string {
	return "/control/stages/" + string(s.Stage) + "/sources/" + string(s.ID)
}

// TestProducersPageFits: three stages stand in one view of a laptop, five
// wrap, a phone stacks them, and nothing is wider than its screen. With
// STAGEDOOR_SCREENS it leaves pictures for somebody to look at.
func TestProducersPageFits(t *testing.T) {
	h := newHouse(t)
	srv := h.site()
	h.onTheDay()
	h.show("hall", srv.URL+"/hls/live.m3u8")
	h.crowd.is(map[stagedoor.StageID]stage.Crowd{"hall": {Pages: 412}, "foundry": {Pages: 187, Faults: map[stagedoor.SourceID]int{h.stage("foundry").Ladder[0].ID: 3}}, "attic": {Pages: 96}})
	h.who.set("Ivan")
	h.post("/control/live/hall", url.Values{"do": {"shift"}, "minutes": {"5"}})
	h.who.set("")
	h.load()
	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.Navigate(srv.URL+"/control/live")); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		what       string
		wide, high int64
		script     string
	}{
		{"bg three", 1280, 800, `[...document.querySelectorAll(".does .shift")].every(e => e.getBoundingClientRect().bottom <= innerHeight)`},
		{"bg three", 390, 844, `true`},
		{"three", 1280, 800, `[...document.querySelectorAll(".does .shift")].every(e => e.getBoundingClientRect().bottom <= innerHeight) && new Set([...document.querySelectorAll(".seat")].map(e => Math.round(e.getBoundingClientRect().top))).size === 1`},
		{"three", 390, 844, `new Set([...document.querySelectorAll(".seat")].map(e => Math.round(e.getBoundingClientRect().left))).size === 1`},
		{"three", 320, 568, `true`},
		{"five", 1280, 800, `new Set([...document.querySelectorAll(".seat")].map(e => Math.round(e.getBoundingClientRect().top))).size === 2`},
		{"five", 390, 844, `true`},
	} {
		if tt.what == "five" && len(h.stages()) == 3 {
			h.addStage("cellar", "Cellar with a very long name that nobody would give it")
			h.addStage("roof", "Roof")
			h.airs()
		}
		h.lang.set("en")
		if strings.HasPrefix(tt.what, "bg") {
			h.lang.set("bg")
		}
		for _, theme := range []string{"dark", "light"} {
			_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}})
			if err == nil {
				err = chromedp.Do(ctx, chromedp.EmulateViewport(tt.wide, tt.high), chromedp.Navigate(srv.URL+"/control/live"))
			}
			if err != nil {
				t.Fatal(err)
			}
			drawn(t, ctx)
			for _, script := range []string{tt.script, `document.documentElement.scrollWidth <= innerWidth`} {
				got, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script))
				if err != nil || !got {
					t.Errorf("%s stages at %d px, %s: it is not so that %s (%v)", tt.what, tt.wide, theme, script, err)
				}
			}
			axe(t, ctx, fmt.Sprintf("%s stages at %d px, %s", tt.what, tt.wide, theme))
			screenshot(t, ctx, fmt.Sprintf("producer %s %d %s", tt.what, tt.wide, theme))
		}
	}
}

// drawn waits until the page's fonts and its still are there: on a busy
// machine a still may need its second try.
func drawn(t *testing.T, ctx context.Context) {
	t.Helper()
	const script = `document.fonts.status + (document.querySelector("#stage-hall canvas")?.dataset.drawn ?? "")`
	var got string
	for deadline := time.Now().Add(45 * time.Second); got != "loadedyes" && time.Now().Before(deadline); time.Sleep(pollEvery) {
		got, _ = chromedp.Run(ctx, chromedp.Evaluate[string](script))
	}
	if got != "loadedyes" {
		t.Fatalf("the page is %q, want its fonts and its still", got)
	}
}

// axe fails for what axe-core finds on the page as it is, with one stage's
// announcement open and the alarm shown.
func axe(t *testing.T, ctx context.Context, where string) {
	t.Helper()
	const open = `(() => { document.querySelector("details.opens.push").open = true; document.querySelector("[data-alarm]").hidden = false; document.querySelector("[data-alarm-says]").textContent = "No picture from Primary on Great Hall." })()`
	if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](open)); err != nil {
		t.Fatal(err)
	}
	axeAsItIs(t, ctx, where)
}

// axeAsItIs fails for what axe-core finds on the page.
func axeAsItIs(t *testing.T, ctx context.Context, where string) {
	t.Helper()
	script, err := os.ReadFile("../../e2e/third_party/axe-core/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](string(script))); err != nil {
		t.Fatal(err)
	}
	const run = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).slice(0, 3).join(", ")).join("; "))`
	found, err := chromedp.Run(ctx, chromedp.Evaluate[string](run, chromedp.EvalAwaitPromise))
	if err != nil || found != "" {
		t.Errorf("%s: axe finds %s (%v)", where, found, err)
	}
}

func screenshot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("STAGEDOOR_SCREENS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, strings.ReplaceAll(name, " ", "-")+".png"), png, 0o644)
	}
	if err != nil {
		t.Error(err)
	}
}
