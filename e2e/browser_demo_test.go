package e2e

import (
	"context"
	"regexp"
	"strings"
	"testing"
)

var (
	demoShop    = regexp.MustCompile(`Buy a ticket +(http://\S+)`)
	demoMailbox = regexp.MustCompile(`Read the letter .* (http://\S+)`)
	demoOwner   = regexp.MustCompile(`http://\S+/control/join\?link=(\S+)`)
	demoSite    = regexp.MustCompile(`Come in +(http://\S+)`)
)

// testDemo walks through the demo as the README tells it: buy a ticket, read
// the letter, come in, watch, and give the ticket back.
func testDemo(t *testing.T, chromium context.Context) {
	h := newHouse(t)
	p := h.start("demo", "--listen", h.addr)
	h.await("the demo's table", func() bool {
		if p.over() {
			t.Fatalf("the demo ended: %s", p.how())
		}
		return strings.Contains(h.output(p), "Ctrl+C")
	})
	table := h.output(p)
	address := func(re *regexp.Regexp) string {
		m := re.FindStringSubmatch(table)
		if m == nil {
			t.Fatalf("the demo's table has no %v:\n%s", re, table)
		}
		return strings.TrimSuffix(m[1], "/")
	}

	shop := openTab(t, chromium, address(demoShop), laptop)
	shop.open("/")
	shop.write("#name", "Мария-Александра Константинова-Димитрова")
	shop.write("#email", "maria@example.org")
	shop.click("form[action='/shop/buy'] button")
	shop.arrives("/shop/", "is paid")

	box := openTab(t, chromium, address(demoMailbox), laptop)
	box.open("/")
	box.arrives("/mail/", "to maria@example.org") // the page looks for new letters by itself
	box.click(".letters a")
	box.until("the letter", `!!document.querySelector("iframe.letter")`)
	letter := eval[string](box, `document.querySelector("iframe.letter").getAttribute("src")`)
	box.open(strings.TrimPrefix(letter, "/mail"))
	link := eval[string](box, `document.querySelector("a[href*='/in#']").href`)

	site := address(demoSite)
	if !strings.HasPrefix(link, site+"/in#") {
		t.Fatalf("the letter's link is %s, want one to %s", link, site)
	}
	b := openTab(t, chromium, site, laptop)
	b.open(strings.TrimPrefix(link, site))
	b.until("the code in the field", `code.value.length === 14`)
	b.click("main button.go")
	b.arrives("/lobby", "On now")
	if got := eval[int](b, `document.querySelectorAll(".now .tile").length`); got != 3 {
		t.Errorf("the demo's lobby has %d stages, want 3", got)
	}
	b.click(".now .tile:first-child a.over")
	b.arrives("/stage/hall", "Programme of Great Hall")
	plays(b)
	eval[bool](b, `window.mine = true`)

	// The organiser shows another source, shifts the day, and says something:
	// it all arrives in the page that is open.
	owner := demoOwner.FindStringSubmatch(table)
	if owner == nil {
		t.Fatalf("the demo's table has no way into the control room:\n%s", table)
	}
	h.addr = strings.TrimPrefix(site, "http://")
	organiser := h.join(owner[1], "Olga", "olga@example.org")
	organiser.post("/control/live/hall", "do=take", "source=slate")
	b.until("the take", `document.querySelector(".picture[data-key] .slate")?.innerText.includes("The Great Hall is back in a moment.")`)
	organiser.post("/control/live/hall", "do=shift", "minutes=10")
	b.until("the shift", `document.querySelector(".beside").innerText.includes("was")`)
	organiser.post("/control/live/hall", "do=announce", "words=Lunch is upstairs.")
	b.until("the announcement", `document.querySelector("[data-toast]")?.innerText.includes("Lunch is upstairs.")`)
	organiser.post("/control/live/hall", "do=release")
	b.until("the picture again", `document.querySelector(".picture[data-key] video")?.currentTime > 0 && !document.querySelector(".picture[data-key] .slate")?.checkVisibility()`)
	if !eval[bool](b, `window.mine === true`) {
		t.Error("the open page was loaded again")
	}

	shop.click("form[action$='/refund'] button")
	shop.arrives("/shop/", "is cancelled")
	b.arrives("/", "This ticket was cancelled") // by itself: the open page is told
}
