package control_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"stagedoor"
	"stagedoor/stage"
)

// keyFrame is a film of one picture, as an encoder's still is.
func keyFrame(t *testing.T) []byte {
	t.Helper()
	name := filepath.Join(t.TempDir(), "still.mp4")
	out, err := exec.Command("ffmpeg", "-hide_banner", "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=duration=1:size=1280x720:rate=1", "-frames:v", "1",
		"-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "empty_moov+default_base_moof+frag_keyframe", name).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg makes no film: %v\n%s", err, out)
	}
	film, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return film
}

// TestEncodersInABrowser: the still of an encoder is drawn, its lines fit, and
// its page lets copy the key. With STAGEDOOR_SCREENS it leaves pictures for
// somebody to look at.
func TestEncodersInABrowser(t *testing.T) {
	h := newHouse(t)
	srv := h.site()
	v := h.encode()
	v.film = keyFrame(t)
	h.crowd.is(map[stagedoor.StageID]stage.Crowd{"hall": {Pages: 412, Playing: stage.Playing{Beacons: 300, Stalls: 3, Errors: 2, Starts: stage.Spread{24: 9}, Behinds: stage.Spread{46: 300}}}, "foundry": {Pages: 187}, "attic": {Pages: 96}})
	ctx := browser(t)
	r := h.stage("hall").Ladder[0]
	for _, page := range []struct{ what, path, ready string }{
		{"live", "/control/live", `document.fonts.status + (document.querySelector("#stage-hall canvas")?.dataset.drawn ?? "")`},
		{"encoder", sourcePath(r), `document.fonts.status + (document.querySelector("[data-copy]")?.hidden === false ? "yes" : "")`},
	} {
		for _, lang := range []string{"en", "bg"} {
			for _, wide := range []int64{1280, 390} {
				for _, theme := range []string{"dark", "light"} {
					h.lang.set(lang)
					_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}})
					if err == nil {
						err = chromedp.Do(ctx, chromedp.EmulateViewport(wide, 800), chromedp.Navigate(srv.URL+page.path))
					}
					if err != nil {
						t.Fatal(err)
					}
					where := fmt.Sprintf("%s %s %d %s", page.what, lang, wide, theme)
					if page.what == "live" {
						drawn(t, ctx)
					}
					says(t, ctx, page.ready, "loadedyes")
					says(t, ctx, `String(document.documentElement.scrollWidth <= innerWidth)`, "true")
					if page.what == "live" {
						says(t, ctx, `String(/\d/.test(document.querySelector("[data-keyed-at]").textContent))`, "true")
						screenshot(t, ctx, "sending "+where)
						axe(t, ctx, where)
						continue
					}
					says(t, ctx, `(() => { document.querySelectorAll("details.reveal").forEach(d => d.open = true); return String(document.documentElement.scrollWidth <= innerWidth) })()`, "true")
					screenshot(t, ctx, "sending "+where)
					axeAsItIs(t, ctx, where)
				}
			}
		}
	}
	h.lang.set("en")
	if err := chromedp.Do(ctx, chromedp.Navigate(srv.URL+sourcePath(r))); err != nil {
		t.Fatal(err)
	}
	says(t, ctx, `document.querySelector("[data-copy=server]").textContent`, "Copy")
	if err := chromedp.Do(ctx, chromedp.Click("[data-copy=server]")); err != nil {
		t.Fatal(err)
	}
	says(t, ctx, `document.querySelector("[data-copy=server]").textContent`, "Copied")
	says(t, ctx, `String(document.querySelector("#key").checkVisibility())`, "false")
}

// TestAStillIsTriedAgain: the encoder begins a moment after the page was
// opened, and nobody waits for the next round or reads of a failure.
func TestAStillIsTriedAgain(t *testing.T) {
	h := newHouse(t)
	v := h.encode()
	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(h.site().URL+"/control/live")); err != nil {
		t.Fatal(err)
	}
	says(t, ctx, `String(performance.getEntriesByType("resource").filter(e => e.name.includes("/control/live/still/hall")).length > 0)`, "true")
	says(t, ctx, `document.querySelector("#stage-hall [data-waits]").textContent`, "A still comes within seconds.")
	film := keyFrame(t)
	v.set(func() { v.film = film })
	says(t, ctx, `(() => { const asked = performance.getEntriesByType("resource").filter(e => e.name.includes("/control/live/still/hall")).map(e => e.startTime);
		const drawn = document.querySelector("#stage-hall canvas")?.dataset.drawn;
		return drawn === "yes" && asked.at(-1) - asked.at(-2) < 5000 ? "soon" : drawn + " " + asked })()`, "soon")
}
