package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestBrowser drives the real binary with a real browser: one Chromium, in
// which each test has browsers of its own.
func TestBrowser(t *testing.T) {
	chromium := startChromium(t)
	for name, test := range map[string]func(*testing.T, context.Context){
		"comes in":  testComesIn,
		"the demo":  testDemo,
		"is let go": testLetGo,
		"the doors": testDoors,
		"a switch":  testSwitch,
		"frozen":    testFrozen,
		"embeds":    testEmbeds,
		"producers": testProducers,
		"players":   testPlayers,
		"cyrillic":  testCyrillic,
		"pages":     testPages,
		"the day":   testDay,
		"empty":     testEmpty,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, chromium)
		})
	}
}

// conferenceOf has each kind of picture on a stage, a talk that is on, and
// one to come.
func conferenceOf(clips string) string {
	now := time.Now()
	return fmt.Sprintf(`
conference:
  name: Hexagon Conf 2027
  sentence: Two days, live from Sofia.
  zone: Europe/Sofia
  contact: help@example.org
  letters: open
stages:
  - {id: hall, name: Great Hall, sources: [{id: camera, title: Camera, url: %q}]}
  - {id: foundry, name: Foundry, sources: [{id: vimeo, url: "https://vimeo.com/76979871"}]}
  - {id: attic, name: Attic, sources: [{id: tube, url: "https://www.youtube.com/watch?v=jNQXAC9IVRw"}]}
  - {id: cellar, name: Cellar, sources: [{id: slate, slate: We start soon.}]}
talks:
  - {id: t1, stage: hall, title: The talk that is on, people: [Grace Hopper], starts: %q, ends: %q}
  - {id: t2, stage: hall, title: Следващата лекция, language: bg, people: [Мария Иванова], starts: %q, ends: %q}
  - {id: t3, stage: cellar, title: Later in the cellar, starts: %q, ends: %q}
feeds:
  - {id: shop, url: "${SHOP}", preset: generic, every: 5s}
`, clips, at(now, -time.Hour), at(now, time.Hour), at(now, time.Hour), at(now, 2*time.Hour), at(now, 3*time.Hour), at(now, 4*time.Hour))
}

// at is a time of a conference file.
func at(now time.Time, after time.Duration) string { return now.Add(after).UTC().Format(time.RFC3339) }

// header is that of the exports here.
const header = "Ticket ID,order,name,email,status\n"

// serveClips serves the demo's clip over and over, as a live stream that has
// run for a while: one whose playlist stays as it is would be taken for frozen.
func serveClips(t *testing.T) string {
	const clip, window = 8, 8 // segments of two seconds
	began := time.Now()
	files := http.FileServer(http.Dir("testdata/clip"))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		if r.URL.Path != "/index.m3u8" {
			files.ServeHTTP(w, r)
			return
		}
		first := int(time.Since(began) / (2 * time.Second))
		w.Header().Set("Content-Type", "application/vnd.apple.mpegurl")
		fmt.Fprintf(w, "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MEDIA-SEQUENCE:%d\n#EXT-X-DISCONTINUITY-SEQUENCE:%d\n", first, (first+clip-1)/clip)
		for n := first; n < first+window; n++ {
			if n%clip == 0 {
				fmt.Fprint(w, "#EXT-X-DISCONTINUITY\n")
			}
			if n == first || n%clip == 0 {
				fmt.Fprint(w, "#EXT-X-MAP:URI=\"init.mp4\"\n")
			}
			fmt.Fprintf(w, "#EXT-X-PROGRAM-DATE-TIME:%s\n#EXTINF:2.000,\n%d.m4s\n", began.Add(time.Duration(n-window)*2*time.Second).UTC().Format("2006-01-02T15:04:05.000Z"), n%clip)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL + "/index.m3u8"
}

// testComesIn goes from the code page to the stage, on both screens, with and
// without script, and by keyboard alone.
func testComesIn(t *testing.T, chromium context.Context) {
	h := newHouse(t)
	h.sell(header + "T1,O1,Ada Lovelace,ada@example.org,paid\n")
	h.apply(strings.Replace(conferenceOf(serveClips(t)), "  contact:", "  device_limit: 10\n  contact:", 1))
	h.serve()
	code := h.codeOf("ada@example.org")
	for _, s := range []screen{phone, laptop} {
		for _, script := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s script %v", s.name, script), func(t *testing.T) {
				t.Parallel()
				b := openTab(t, chromium, h.base(), s)
				b.script(script)
				comeIn(b, code, script)
				stages(b, script)
			})
		}
		t.Run(s.name+" keyboard", func(t *testing.T) {
			t.Parallel()
			byKeyboard(openTab(t, chromium, h.base(), s), code)
		})
	}
	t.Run("letter's link", func(t *testing.T) {
		t.Parallel()
		byLink(openTab(t, chromium, h.base(), phone), code)
	})
}
