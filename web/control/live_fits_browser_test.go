package control_test

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/web/control"
	"stagedoor/web/ui"
)

// TestLiveFitsALaptop: three stages with an encoder and a spare rung each are in
// one view of 1280 × 800, also while every encoder is warned about, or while
// alarms, shifts and announcements stand. And an announcement goes with Ctrl and
// Enter.
func TestLiveFitsALaptop(t *testing.T) {
	h := newHouse(t)
	srv := h.site()
	h.onTheDay()
	v := &van{address: "rtmp://live.hexagon.example/live", by: map[stagedoor.SourceID]stage.Encoder{}, is: map[stagedoor.SourceID]control.Figures{}}
	v.film = keyFrame(t)
	h.pages.Encoders, h.pages.Floor.Encoders = v, v
	h.pages.Alarms = func(context.Context) []ui.Alarm {
		return []ui.Alarm{{Kind: "over", Says: stagedoor.Say("Stop it first.")}}
	}
	for _, id := range []stagedoor.StageID{"hall", "foundry", "attic"} {
		for _, old := range h.stage(id).Ladder[1:] {
			h.post(sourcePath(old), url.Values{"do": {"remove"}})
		}
		for _, title := range []string{"Spare encoder", "OBS"} {
			h.post("/control/stages/"+string(id)+"/sources", url.Values{"kind": {"ingest"}, "title": {title}})
		}
		ladder := h.stage(id).Ladder
		obs := ladder[len(ladder)-1].ID
		v.by[obs] = stage.Encoder{Since: noon.Add(-time.Hour), Remote: "10.0.0.4", Encoder: "obs-output module (libobs version 31.1.2)"}
		f := figures(4)
		f.Gaps, f.Picture.KeyEvery = 1, 6*time.Second
		v.is[obs] = f
	}
	h.airs()
	h.refresh()
	const fits = `(() => {
		const end = Math.max(...[...document.querySelectorAll(".floor .seat")].map((s) => s.getBoundingClientRect().bottom));
		return end <= innerHeight ? "fits" : "the tiles end at " + end;
	})()`
	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(srv.URL+"/control/live")); err != nil {
		t.Fatal(err)
	}
	says(t, ctx, `document.fonts.status + document.querySelectorAll(".sendings .warned").length`, "loaded6")
	says(t, ctx, fits, "fits")

	for id := range v.is {
		v.set(func() { v.is[id] = figures(4) })
	}
	for _, id := range []stagedoor.StageID{"hall", "foundry", "attic"} {
		h.post("/control/live/"+string(id), url.Values{"do": {"shift"}, "minutes": {"5"}})
		h.post("/control/live/"+string(id), url.Values{"do": {"announce"}, "words": {"The queue for lunch is shorter at the back door."}})
	}
	h.airs()
	h.refresh()
	if err := chromedp.Do(ctx, chromedp.Navigate(srv.URL+"/control/live")); err != nil {
		t.Fatal(err)
	}
	says(t, ctx, `document.fonts.status`, "loaded")
	says(t, ctx, `document.querySelectorAll(".health .spark").length + " " + document.querySelectorAll(".notes .hand").length + " " + document.querySelectorAll(".ladder li").length`, "3 6 9")
	says(t, ctx, fits, "fits")
	says(t, ctx, `[...document.querySelectorAll(".seat .picture")].every((p) => p.getBoundingClientRect().height >= 120) + ""`, "true")
	if dir := os.Getenv("STAGEDOOR_SCREENS"); dir != "" {
		b, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, "live-fits.png"), b, 0o644)
		}
		if err != nil {
			t.Error(err)
		}
	}
	for _, tt := range []struct{ key, words string }{{"ctrlKey", "Doors at nine."}, {"metaKey", "Doors at ten."}} {
		says(t, ctx, `(() => {
			const box = document.querySelector("#words");
			box.value = "`+tt.words+`";
			box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
			box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", `+tt.key+`: true, bubbles: true, cancelable: true }));
			return "sent";
		})()`, "sent")
		says(t, ctx, `document.querySelector("#words").value`, "")
	}
	h.load()
	said := map[string]int{}
	for _, a := range h.board.Now().Announcements {
		said[a.Words]++
	}
	if said["Doors at nine."] != 1 || said["Doors at ten."] != 1 || len(said) != 3 {
		t.Errorf("announced: %v, want each once", said)
	}
}
