package e2e

import (
	_ "embed"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/chromedp/chromedp"
)

// axeScript is axe-core as published; see third_party/axe-core.
//
//go:embed third_party/axe-core/axe.min.js
var axeScript string

// screensEnv names the variable with a folder that pictures of all pages are
// put into, for somebody to look at.
const screensEnv = "STAGEDOOR_SCREENS"

// A light is a theme on a screen.
type light struct {
	screen
	theme string
}

var (
	allLights = []light{{phone, "light"}, {phone, "dark"}, {laptop, "light"}, {laptop, "dark"}}
	fewLights = []light{{phone, "dark"}}

	// narrow are the widths at which a page must not scroll sideways: a small
	// phone, which is also a laptop at 400 %, a phone, and a laptop at 200 %.
	narrow = []screen{{name: "320", width: 320, height: 568}, phone, {name: "640 at 200 %", width: 640, height: 400, scale: 2}}
)

// look checks the page that the tab shows: axe finds nothing, on both screens
// and in both themes; it reflows; and what fingers press, on an attendee's
// page, is large enough.
func (b *tab) look(name string) {
	b.t.Helper()
	problems := map[string][]string{} // to where they are
	found := func(where, what string) {
		if !slices.Contains(problems[what], where) {
			problems[what] = append(problems[what], where)
		}
	}
	b.do("load axe", chromedp.Evaluate[chromedp.Void](axeScript))
	looked := map[screen]bool{}
	for _, l := range b.lights {
		b.turn(l.screen)
		b.theme(l.theme)
		where := l.name + " " + l.theme
		for _, p := range b.axe(looked[l.screen]) {
			found(where, p)
		}
		looked[l.screen] = true
		if dir := os.Getenv(screensEnv); dir != "" {
			b.savePicture(dir, name+" "+where)
		}
	}
	for _, s := range narrow {
		b.turn(s)
		if p := eval[string](b, overflows); p != "" {
			found(s.name, p)
		}
	}
	if eval[bool](b, `!document.body.classList.contains("desk")`) {
		b.turn(phone)
		for _, p := range eval[[]string](b, tooSmall) {
			found(phone.name, p)
		}
	}
	b.turn(laptop)
	for what, where := range problems {
		b.t.Errorf("%s (%s, %s): %s", name, eval[string](b, `location.pathname + location.search`), strings.Join(where, ", "), what)
	}
}

// short makes look look at one light of the four: the same pages were seen in
// another language.
func (b *tab) short() { b.lights = fewLights }

// axe returns what axe-core finds, a violation and a node a line. A page that
// was looked at on the same screen in the other theme differs in its colours
// alone, and is asked for those alone.
func (b *tab) axe(coloursAlone bool) []string {
	b.t.Helper()
	rules := ""
	if coloursAlone {
		rules = `runOnly: ["color-contrast", "link-in-text-block"], preload: false, `
	}
	run := `axe.run(document, {` + rules + `resultTypes: ["violations"], iframes: false}).then(r => r.violations.flatMap(v => v.nodes.slice(0, 3).map(n =>
		"axe " + v.id + ": " + n.failureSummary.replace(/\s+/g, " ") + " At " + n.target.join(" ") + ": " + n.html.replace(/\s+/g, " ").slice(0, 200))))`
	out, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](run, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("axe: %v\n%s", err, b.shown())
	}
	return out
}

// overflows says what makes the page wider than the window; empty when
// nothing does.
const overflows = `(() => {
	const all = document.scrollingElement, wide = document.documentElement.clientWidth;
	if (all.scrollWidth <= wide) return "";
	const inScroller = e => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) if (getComputedStyle(p).overflowX !== "visible") return true; return false };
	const out = [...document.querySelectorAll("body *")].filter(e => { const r = e.getBoundingClientRect(); return r.width > 0 && r.right > wide + 0.5 && !inScroller(e) });
	return "the page is " + all.scrollWidth + " px wide because of " + out.slice(-2).map(e => e.outerHTML.replace(/\s+/g, " ").slice(0, 160)).join(" and ");
})()`

// tooSmall lists the controls that a finger would miss: less than 44 px either
// way. A link within a sentence is none; what lies over a whole tile, or
// reaches further than its box, is as large as what answers to the finger.
const tooSmall = `(() => {
	const least = 44, out = [];
	const controls = "a[href], button, summary, select, textarea, input:not([type=hidden]), media-play-button, media-mute-button, media-fullscreen-button, media-live-button";
	for (const e of document.querySelectorAll(controls)) {
		if (e.matches("input[type=checkbox], input[type=radio]") && e.closest("label")) continue; // its label is pressed
		if (!e.checkVisibility({checkVisibilityCSS: true, checkOpacity: true})) continue;
		const sentence = e.parentElement.innerText.trim(), own = e.innerText?.trim() ?? "";
		if (e.localName === "a" && getComputedStyle(e).display === "inline" && own && sentence.length > own.length && e.parentElement.matches("p, span, li, dd")) continue;
		e.scrollIntoView({block: "center", behavior: "instant"});
		const r = e.getBoundingClientRect();
		if (r.right <= 0 || r.bottom <= 0 || r.width <= 1) continue; // the skip link, until it has the focus
		const x = r.x + r.width / 2, y = r.y + r.height / 2, reach = least / 2 - 1;
		const mine = (x, y) => { const hit = document.elementFromPoint(x, y); return hit && (e === hit || e.contains(hit) || hit.closest("label")?.control === e) };
		const high = r.height >= least - 0.5 || mine(x, y - reach) && mine(x, y + reach);
		const wide = r.width >= least - 0.5 || mine(x - reach, y) && mine(x + reach, y);
		if (!high || !wide) out.push("a control of " + Math.round(r.width) + " × " + Math.round(r.height) + " px: " + e.outerHTML.replace(/\s+/g, " ").slice(0, 160));
	}
	scrollTo(0, 0);
	return out;
})()`

// crawl looks at all pages below a path that links lead to, one of each kind,
// and fails at a link that leads nowhere.
func (b *tab) crawl(name, from string) {
	b.t.Helper()
	seen := map[string]bool{}
	for next := []string{from}; len(next) > 0; next = next[1:] {
		kind := kindOfPage(next[0])
		if seen[kind] || !strings.HasPrefix(kind, from) {
			continue
		}
		seen[kind] = true
		b.open(next[0])
		if eval[bool](b, `performance.getEntriesByType("navigation")[0].responseStatus >= 400`) {
			b.t.Errorf("a link leads to %s, which answers:\n%s", next[0], b.shown())
			continue
		}
		b.look(name + kind)
		next = append(next, eval[[]string](b, links)...)
	}
	if len(seen) < 2 {
		b.t.Errorf("%s: the crawl saw only %v", name, seen)
	}
}

// links are the page's own, without fragments; files are no pages.
const links = `[...document.querySelectorAll("main a[href], header a[href]")].filter(a => a.origin === location.origin && !a.hasAttribute("download") && !a.pathname.endsWith("/export")).map(a => a.pathname + a.search)`

// kindOfPage is a path without what only says which of many: ids, and the
// query's values.
func kindOfPage(path string) string {
	path, query, _ := strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if len(p) >= 16 || i > 0 && (parts[i-1] == "stage" || parts[i-1] == "stages" || parts[i-1] == "sources" || parts[i-1] == "talk" || parts[i-1] == "talks" && p != "new" || parts[i-1] == "code" || parts[i-1] == "new" || parts[i-1] == "lost") {
			parts[i] = "one"
		}
	}
	if len(parts) > 4 && parts[2] == "feeds" {
		parts[3] = "one"
	}
	path = strings.Join(parts, "/")
	var keys []string
	for _, pair := range strings.Split(query, "&") {
		if key, _, _ := strings.Cut(pair, "="); key != "" && !(key == "day" && strings.HasPrefix(path, "/control")) { // a day is like another there
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return fmt.Sprint(path, strings.Join(slices.Compact(keys), "&"))
}
