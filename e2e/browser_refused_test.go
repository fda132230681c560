package e2e

import (
	"context"
	"strings"
	"testing"
	"time"
)

// testLetGo: whom the device limit or a refund lets go is told so at the next
// click, and what to do.
func testLetGo(t *testing.T, chromium context.Context) {
	h := newHouse(t)
	h.sell(header + "T1,O1,Ada Lovelace,ada@example.org,paid\nT2,O2,Bob,bob@example.org,paid\n")
	h.apply(strings.Replace(conferenceOf("https://video.example/index.m3u8"), "  contact:", "  device_limit: 1\n  contact:", 1))
	h.serve()

	first, second := openTab(t, chromium, h.base(), phone), openTab(t, chromium, h.base(), laptop)
	ada := h.codeOf("ada@example.org")
	first.signIn(ada)
	first.click(".now .tile:last-child a.over")
	first.arrives("/stage/cellar", "We start soon.")
	second.signIn(ada)
	first.arrives("/", "You are watching somewhere else now") // by itself: the open page is told
	if got := eval[string](first, `document.querySelector(".away").innerText`); !strings.Contains(got, "Your ticket opens 1 device at a time") || !strings.Contains(got, "help@example.org") {
		t.Errorf("the page of who was let go says %q, want how many devices a ticket opens and whom to write to", got)
	}
	first.click("form[action='/takeback'] button")
	first.arrives("/stage/cellar", "We start soon.") // where they were going
	second.arrives("/", "You are watching somewhere else now")

	bob := openTab(t, chromium, h.base(), laptop)
	bob.signIn(h.codeOf("bob@example.org"))
	bob.click(".now .tile:last-child a.over")
	bob.arrives("/stage/cellar", "We start soon.")
	h.sell(header + "T1,O1,Ada Lovelace,ada@example.org,paid\nT2,O2,Bob,bob@example.org,refunded\n")
	h.await("the refund", func() bool { return strings.Contains(h.run("code", "bob@example.org"), "cancelled") })
	bob.arrives("/", "This ticket was cancelled")
	eval[bool](bob, `history.back() || true`) // the browser may have kept the lobby
	bob.arrives("/", "This ticket was cancelled")
	if got := eval[string](bob, `document.querySelector(".away a[href^='mailto:']").href`); got != "mailto:help@example.org" {
		t.Errorf("the page of a cancelled ticket leads to %q, want the help desk", got)
	}
}

// signIn comes in, to the lobby.
func (b *tab) signIn(code string) {
	b.t.Helper()
	b.open("/?code")
	b.write("#code", code)
	b.click("main button.go")
	b.arrives("/lobby", "On now")
}

// testDoors waits before the doors, in another zone and another language.
func testDoors(t *testing.T, chromium context.Context) {
	h := newHouse(t)
	h.sell(header + "T1,O1,Ada Lovelace,ada@example.org,paid\n")
	h.apply(conferenceOf("https://video.example/index.m3u8"))
	h.serve()
	code := h.codeOf("ada@example.org")

	b := openTab(t, chromium, h.base(), phone)
	b.zone("America/New_York")
	b.open("/")
	b.click(".langs button[lang=bg]")
	b.arrives("/", "Вашият код за достъп")
	if got := eval[string](b, `document.documentElement.lang`); got != "bg" {
		t.Errorf("the page in Bulgarian has lang=%q", got)
	}
	b.click(".langs button[lang=en]")
	b.arrives("/", "Your access code")

	closed := func(open time.Time) {
		h.apply(strings.Replace(conferenceOf("https://video.example/index.m3u8"), "  contact:", "  doors_open: \""+open.UTC().Format(time.RFC3339)+"\"\n  contact:", 1))
	}
	open := time.Now().Add(10 * time.Second).Truncate(time.Second)
	closed(open)
	b.write("#code", code)
	b.click("main button.go")
	b.arrives("/lobby", "Doors open at "+open.In(zoneOf(t, "Europe/Sofia")).Format("15:04"))
	b.arrives("/lobby", "On now")
	if time.Now().Before(open) {
		t.Error("the page let somebody through before the doors were open")
	}

	on := eval[[]string](b, `[...document.querySelectorAll("time[data-local]")].map(t => [t.dateTime, t.firstChild.textContent, t.querySelector(".here")?.textContent ?? ""].join("|"))`)
	if len(on) == 0 {
		t.Fatal("the lobby has no times")
	}
	for _, o := range on {
		parts := strings.Split(o, "|")
		at, err := time.Parse(time.RFC3339, parts[0])
		if err != nil {
			t.Fatal(err)
		}
		there, here := at.In(zoneOf(t, "Europe/Sofia")).Format("15:04"), at.In(zoneOf(t, "America/New_York")).Format("15:04")+" here"
		if parts[1] != there || !strings.HasSuffix(parts[2], here) {
			t.Errorf("a talk's time is %q, %q beside it; want %q and %q", parts[1], parts[2], there, here)
		}
	}
	if got := eval[string](b, `[...document.querySelectorAll("[data-yours]")].map(e => e.hidden ? "" : e.textContent).join()`); !strings.HasPrefix(got, "Your clock says ") {
		t.Errorf("beside the conference's clock stands %q, want what the viewer's clock says", got)
	}

	// A page that is open while the doors close and open again follows them,
	// whatever it was told before.
	closed(time.Now().Add(time.Hour))
	b.arrives("/lobby", "Doors open ")
	closed(time.Now().Add(-time.Minute))
	b.arrives("/lobby", "On now")

	// Without script the browser loads the page again by itself.
	closed(time.Now().Add(time.Hour))
	plain := openTab(t, chromium, h.base(), phone)
	plain.script(false)
	plain.open("/")
	plain.write("#code", code)
	plain.click("main button.go")
	plain.arrives("/lobby", "This page lets you through by itself.")
	if got := eval[string](plain, `document.querySelector("meta[http-equiv=refresh]")?.content ?? ""`); got != "30" {
		t.Errorf("without script the page loads again after %q seconds, want 30", got)
	}
}

func zoneOf(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}
