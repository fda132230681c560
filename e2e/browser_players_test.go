package e2e

import (
	"context"
	_ "embed"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// shakaScript is shaka-player as published; see third_party/shaka-player.
//
//go:embed third_party/shaka-player/dist/shaka-player.hls-es2021.js
var shakaScript string

// shakaPlays plays the stage's stream in a <video> of its own, and keeps what
// went wrong.
const shakaPlays = `(async () => {
	const video = document.body.appendChild(document.createElement("video"));
	video.muted = true;
	const player = new shaka.Player();
	window.theirs = {video, player, wrong: []};
	player.addEventListener("error", e => theirs.wrong.push(e.detail.severity + ":" + e.detail.code + " " + e.detail.data));
	await player.attach(video);
	await player.load("/live/hall/index.m3u8");
	await video.play();
	return true;
})()`

// testPlayers: a player that is not ours plays a stage's stream too, and goes
// on over the slate when the encoder is back with another size and another
// audio rate. Nothing is loaded again: the same <video>, the same player. What
// our own player tells of itself meanwhile, the producer reads.
func testPlayers(t *testing.T, chromium context.Context) {
	h := newHouse(t)
	publish := h.serveRung()
	camera := publish("size=1280x720", "sound=48000")
	ours := h.watchBeacons(chromium)

	b := openTab(t, chromium, h.base(), laptop)
	call(b, "let another player in", func() error {
		_, err := chromedp.Call(b.ctx, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true})
		return err
	})
	b.open("/?code")
	b.write("#code", h.codeOf("ada@example.org"))
	b.click("main button.go")
	b.arrives("/lobby", "Great Hall")
	b.do("load shaka-player", chromedp.Evaluate[chromedp.Void](shakaScript))
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](shakaPlays, chromedp.EvalAwaitPromise)); err != nil {
		t.Fatalf("shaka-player does not load the stream: %v", err)
	}
	b.theirsPlays(1280)
	camera.kill()
	had := eval[float64](b, `(r => r.end(r.length - 1))(theirs.video.buffered)`)
	b.until("the slate", fmt.Sprintf(`theirs.video.currentTime > %f`, had+1))
	publish("size=640x360", "sound=44100")
	b.theirsPlays(640)
	ours.arrive()
	ours.tellOfTrouble()
	if wrong := eval[[]string](b, `theirs.wrong`); len(wrong) > 0 {
		t.Errorf("shaka-player met %q, want nothing", wrong)
	}
}

// theirsPlays waits until shaka-player shows pictures this wide, and 60 of them.
func (b *tab) theirsPlays(width int) {
	b.t.Helper()
	b.until(fmt.Sprintf("a picture %d wide", width), fmt.Sprintf(`theirs.video.videoWidth === %d`, width))
	was := eval[[]float64](b, `[theirs.video.currentTime, theirs.video.getVideoPlaybackQuality().totalVideoFrames]`)
	b.until("60 pictures", fmt.Sprintf(`theirs.video.currentTime > %f && theirs.video.getVideoPlaybackQuality().totalVideoFrames > %f`, was[0]+2, was[1]+60))
}
