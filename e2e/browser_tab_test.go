package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// chromiumEnv names the variable with Chromium's path; without it the usual
// ones are tried.
const chromiumEnv = "STAGEDOOR_TEST_CHROMIUM"

// startChromium starts the one Chromium of all browser tests, or another with
// flags of its own. Its names resolve to nothing: what a page loads comes from
// this machine.
func startChromium(t *testing.T, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, // containers and root have none to give
		chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
		chromedp.Flag("autoplay-policy", "user-gesture-required"), // as people's browsers have it
		chromedp.Flag("lang", "en-GB"),
	)
	options = append(options, more...)
	if path := os.Getenv(chromiumEnv); path != "" {
		options = append(options, chromedp.ExecPath(path))
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	return ctx
}

// A tab is a browser of its own, with its own cookies, on a site.
type tab struct {
	t      *testing.T
	ctx    context.Context
	base   string
	lights []light // that look looks at
}

// A screen is how wide a browser is.
type screen struct {
	name          string
	width, height int64
	scale         float64 // 0 is 1
}

var (
	phone  = screen{name: "390", width: 390, height: 844}
	laptop = screen{name: "1280", width: 1280, height: 800}
)

// openTab opens a browser on a site. When the test fails, what the tab shows
// then is kept in a file.
func openTab(t *testing.T, chromium context.Context, base string, s screen) *tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(chromium, chromedp.WithNewBrowserContext())
	t.Cleanup(stop)
	ctx, cancel := context.WithTimeout(ctx, 6*time.Minute) // nothing here takes as long, on a busy machine either
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx, base: base, lights: allLights}
	b.turn(s)
	t.Cleanup(func() {
		if t.Failed() {
			b.keepPicture()
		}
	})
	return b
}

// turn makes the window as wide as the screen.
func (b *tab) turn(s screen) {
	b.t.Helper()
	b.do("set the width", chromedp.EmulateViewport(s.width, s.height, chromedp.EmulateScale(max(s.scale, 1))))
}

// do runs an action, and ends the test when it fails.
func (b *tab) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.t.Fatalf("%s: %v\n%s", what, err, b.shown())
	}
}

// open goes to a path of the site.
func (b *tab) open(path string) {
	b.t.Helper()
	b.do("open "+path, chromedp.Navigate(b.base+path))
}

// eval runs a script in the page and returns what it says.
func eval[T any](b *tab, script string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script))
	if err != nil {
		b.t.Fatalf("%s: %v\n%s", script, err, b.shown())
	}
	return v
}

// until waits for the page to be as the script asks: it says true, on a page
// that is there. A page that is being left answers nothing, which is not yet.
func (b *tab) until(what, script string) {
	b.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`document.readyState === "complete" && (`+script+`)`))
		if ok {
			return
		}
		if time.Now().After(deadline) {
			b.t.Fatalf("%s did not come within %s (%v)\n%s", what, patience, err, b.shown())
		}
		time.Sleep(pollEvery)
	}
}

// arrives waits for the page of a path that has these words.
func (b *tab) arrives(path, words string) {
	b.t.Helper()
	b.until(fmt.Sprintf("the page %s with %q", path, words), fmt.Sprintf(`location.pathname === %q && document.body.innerText.includes(%q)`, path, words))
}

// opens goes to a path until its page has these words: what was changed is
// heard within moments.
func (b *tab) opens(path, words string) {
	b.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		b.open(path)
		if eval[bool](b, fmt.Sprintf(`document.body.innerText.includes(%q)`, words)) {
			return
		}
		if time.Now().After(deadline) {
			b.t.Fatalf("%s did not say %q within %s\n%s", path, words, patience, b.shown())
		}
		time.Sleep(pollEvery)
	}
}

// click presses what a selector finds, with the mouse, where it lies.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.do("click "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// write replaces what a field holds by typing.
func (b *tab) write(selector, text string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(() => { const f = document.querySelector(%q); f.focus(); f.select(); return true })()`, selector))
	b.press(text)
}

// press types keys where the focus is.
func (b *tab) press(keys string) {
	b.t.Helper()
	b.do("press keys", chromedp.KeyEvent(keys))
}

// tabTo presses Tab until the focus is on what the script asks for, and
// returns how often. Each stop on the way must be seen.
func (b *tab) tabTo(what, script string) {
	b.t.Helper()
	const most = 60
	for range most {
		b.press("\t")
		if seen := eval[string](b, focusSeen); seen != "" {
			b.t.Errorf("on the way to %s the focus is not to be seen: %s", what, seen)
		}
		if eval[bool](b, script) {
			return
		}
	}
	b.t.Fatalf("%d times Tab did not lead to %s\n%s", most, what, b.shown())
}

// focusSeen says where the focus is when no outline of at least 2 px shows it
// there; else it is empty.
const focusSeen = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body) return "";
	if (e.tagName === "IFRAME" || e.tagName.startsWith("MEDIA-") || e.tagName === "VIDEO") return ""; // shows it inside
	const shown = [e, e.closest("article, li, .tile, label")].filter(Boolean).some(n => [null, "::before", "::after"].some(p => {
		const s = getComputedStyle(n, p);
		return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 || s.boxShadow !== "none" && s.boxShadow !== "";
	}));
	const r = e.getBoundingClientRect();
	if (shown && r.bottom > 0 && r.top < innerHeight && r.width > 0) return "";
	return e.outerHTML.slice(0, 200);
})()`

// script switches scripts on or off, for pages opened from then on.
func (b *tab) script(on bool) {
	b.t.Helper()
	call(b, emulation.SetScriptExecutionDisabled.Method, func() error {
		_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	})
}

// zone moves the browser to a time zone.
func (b *tab) zone(id string) {
	b.t.Helper()
	call(b, "set the time zone", func() error {
		_, err := chromedp.Call(b.ctx, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: id})
		return err
	})
}

// theme is what the person's system is set to, light or dark; nothing moves.
func (b *tab) theme(name string) {
	b.t.Helper()
	call(b, "set the theme", func() error {
		_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}})
		return err
	})
}

// from makes the site see the browser at an address, by way of a proxy.
func (b *tab) from(address string) {
	b.t.Helper()
	call(b, "set the address", func() error {
		if _, err := chromedp.Call(b.ctx, network.Enable, network.EnableParams{}); err != nil {
			return err
		}
		_, err := chromedp.Call(b.ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"X-Forwarded-For": address}})
		return err
	})
}

func call(b *tab, what string, f func() error) {
	b.t.Helper()
	if err := f(); err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
}

// shown is what the page says, for a failure.
func (b *tab) shown() string {
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.href + "\n" + (document.body?.innerText ?? "")`))
	if err != nil {
		return fmt.Sprintf("(the page does not answer: %v)", err)
	}
	if len(text) > 2000 {
		text = text[:2000] + " …"
	}
	return "--- the page:\n" + text
}

var notFileName = regexp.MustCompile(`[^A-Za-z0-9_-]+`)

// keepPicture writes what the tab shows to a file that outlives the test.
func (b *tab) keepPicture() {
	ctx, stop := context.WithTimeout(b.ctx, 10*time.Second)
	defer stop()
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		var f *os.File
		if f, err = os.CreateTemp("", "stagedoor-"+notFileName.ReplaceAllString(b.t.Name(), "-")+"-*.png"); err == nil {
			_, err = f.Write(picture)
			f.Close()
			b.t.Logf("what the browser showed: %s", f.Name())
		}
	}
	if err != nil {
		b.t.Logf("no picture of the page could be kept: %v", err)
	}
}

// savePicture writes the whole page to a folder, for somebody to look at.
func (b *tab) savePicture(dir, name string) {
	b.t.Helper()
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, strings.Trim(notFileName.ReplaceAllString(name, "-"), "-")+".png"), picture, 0o644)
	}
	if err != nil {
		b.t.Errorf("picture of %s: %v", name, err)
	}
}
