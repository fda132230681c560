package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// longName is about as long as a name gets, and has no place to break.
const longName = "Константин-Александър Хаджиконстантинов-Преображенски"

// fullExport has ten thousand tickets, and one of each standing.
func fullExport() string {
	var b strings.Builder
	b.WriteString(header)
	for i, row := range []string{"ada,paid", "rada,paid", "eve,refunded", "una,awaiting payment", "rev,paid", "ela,paid", "era,paid", "nobody,paid"} {
		who, status, _ := strings.Cut(row, ",")
		fmt.Fprintf(&b, "S%d,P%d,%s %s,%s@example.org,%s\n", i, i, longName, who, who, status)
	}
	b.WriteString("S7,P7,Second with this ticket,twice@example.org,paid\nS9,P9,Disputed,disputed@example.org,оспорен от банката на купувача\nS10,P10,Wrong address,not an address,paid\n")
	for i := range 10_000 {
		fmt.Fprintf(&b, "T%05d,O%05d,%s %d,guest%d@a-rather-long-domain-name.example.org,paid\n", i, i/2, longName, i, i)
	}
	return b.String()
}

// manyTalks are three hundred, on three stages around now.
func manyTalks() string {
	var b strings.Builder
	b.WriteString("talks:\n")
	now := time.Now().Add(-2 * time.Hour).Truncate(5 * time.Minute)
	for i := range 300 {
		title, language := fmt.Sprintf("Talk %d: every queue is a promise, and what became of it when nobody looked", i), "en"
		if i%3 == 1 {
			title, language = fmt.Sprintf("Лекция %d: Непротивоконституционствувателствувайте в разпределените системи", i), "bg"
		}
		start := now.Add(time.Duration(i/3) * 30 * time.Minute)
		fmt.Fprintf(&b, "  - {id: t%d, stage: s%d, title: %q, language: %s, people: [%q], starts: %q, ends: %q, break: %v}\n",
			i, i%3, title, language, longName, at(start, 0), at(start, 30*time.Minute), i%20 > 17)
	}
	return b.String()
}

// fullHouse is a conference with all that there can be on its pages.
func fullHouse(t *testing.T) *house {
	t.Helper()
	h := newHouse(t)
	h.sell(fullExport())
	h.apply(fmt.Sprintf(`
conference: {name: Hexagon Conf 2027, sentence: "Two days, three stages, live from Sofia.", zone: Europe/Sofia, starts: %q, ends: %q, contact: help@example.org, device_limit: 1}
stages:
  - {id: s0, name: Great Hall, sources: [{id: camera, title: Camera, url: %q}, {id: tube, url: "https://www.youtube.com/watch?v=jNQXAC9IVRw"}, {id: slate, slate: We are back soon.}]}
  - {id: s1, name: Непротивоконституционна зала, sources: [{id: vimeo, url: "https://vimeo.com/76979871"}]}
  - {id: s2, name: Cellar, sources: [{id: slate, slate: We start soon.}]}
%sfeeds:
  - {id: shop, name: The ticket shop, url: "${SHOP}", preset: generic, every: 1h}
`, time.Now().Add(-24*time.Hour).Format(time.DateOnly), time.Now().Add(7*24*time.Hour).Format(time.DateOnly), serveClips(t), manyTalks()))

	// A second feed, of which so many go at once that a person is asked.
	partner := func(status string) string {
		var b strings.Builder
		b.WriteString(header)
		for i := range 40 {
			fmt.Fprintf(&b, "X%d,X%d,%s,x%d@example.org,%s\n", i, i, longName, i, status)
		}
		return b.String()
	}
	h.run("import", h.file("partner.csv", partner("paid")), "--feed", "partner", "--preset", "generic")
	h.run("import", h.file("partner.csv", partner("refunded")), "--feed", "partner")

	// A third, of which few go: that asks nobody.
	const few = header + "F1,F1,Was Paid,cancelled@example.org,%s\nF2,F2,Was Paid Too,unpaid@example.org,%s\n"
	h.run("import", h.file("few.csv", fmt.Sprintf(few, "paid", "paid")), "--feed", "few", "--preset", "generic")
	h.codes = map[string]string{"cancelled": h.code("cancelled@example.org"), "unpaid": h.code("unpaid@example.org")}
	h.run("import", h.file("few.csv", fmt.Sprintf(few, "refunded", "awaiting payment")), "--feed", "few")

	h.serve("--trusted-proxy", "127.0.0.1")
	h.await("ten thousand attendees", func() bool { return strings.Contains(h.output(h.server), "new=10008") })
	return h
}

// code reads an attendee's code.
func (h *house) code(address string, flags ...string) string {
	h.t.Helper()
	code, _, _ := strings.Cut(h.run(append([]string{"code", address}, flags...)...), " ")
	return code
}

// testPages looks at every page in every state that there is.
func testPages(t *testing.T, chromium context.Context) {
	h := fullHouse(t)
	owner := openTab(t, chromium, h.base(), laptop)
	owner.open(strings.TrimPrefix(h.owner, h.base()))
	owner.look("control-join")
	becomeOwner(owner, h)

	type part struct {
		name string
		look func(b *tab)
	}
	for _, p := range []part{
		{"door", func(b *tab) { lookAtDoor(b) }},
		{"door in Bulgarian", func(b *tab) { speakBulgarian(b); b.short(); lookAtDoor(b) }},
		{"refused", func(b *tab) {
			crew := openTab(b.t, chromium, h.base(), laptop)
			crew.crewIn()
			lookAtRefusals(b, openTab(b.t, chromium, h.base(), laptop), crew, h)
		}},
		{"too many", func(b *tab) { lookAtTooMany(b) }},
		{"attendee", func(b *tab) { b.signIn(h.code("ada@example.org")); lookInside(b) }},
		{"attendee in Bulgarian", func(b *tab) {
			speakBulgarian(b)
			b.short()
			b.enter(h.code("rada@example.org"))
			lookInside(b)
		}},
		{"control room", func(b *tab) { b.crewIn(); b.crawl("control", "/control") }},
		{"control room in Bulgarian", func(b *tab) {
			speakBulgarian(b)
			b.short()
			b.crewIn()
			b.crawl("control-bg", "/control")
		}},
		{"control room's states", func(b *tab) { lookAtControl(b, h) }},
	} {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			p.look(openTab(t, chromium, h.base(), laptop))
		})
	}
}

// speakBulgarian chooses the language for the tab.
func speakBulgarian(b *tab) {
	b.t.Helper()
	b.open("/")
	b.click(".langs button[lang=bg]")
	b.until("Bulgarian", `document.documentElement.lang === "bg"`)
}

// enter comes in, whatever the language.
func (b *tab) enter(code string) {
	b.t.Helper()
	b.open("/?code")
	b.send("#code", code, "main button.go")
}

// send types into a field, presses a button, and waits for the next page.
func (b *tab) send(field, text, button string) {
	b.t.Helper()
	eval[bool](b, `window.old = true`)
	if field != "" {
		b.write(field, text)
	}
	b.click(button)
	b.until("the next page", `!window.old`)
}

// crewIn signs the owner in.
func (b *tab) crewIn() {
	b.t.Helper()
	b.crewAs("owner@example.org")
}

// crewAs signs a member in.
func (b *tab) crewAs(address string) {
	b.t.Helper()
	b.open("/control/signin")
	b.write("#email", address)
	b.send("#password", ownersPassword, "form[action='/control/signin'] button")
	b.until("the control room", `!!document.querySelector(".rooms")`)
}

// lookAtDoor looks at what who is not in can see.
func lookAtDoor(b *tab) {
	b.t.Helper()
	name := eval[string](b, `document.documentElement.lang`) + "-"
	if name == "-" {
		name = ""
	}
	b.open("/")
	b.look(name + "door")
	b.enter("0000-0000-0000")
	b.look(name + "door-unknown")
	b.enter("hello")
	b.look(name + "door-unreadable")
	b.click("details.help summary")
	b.look(name + "door-lost")
	b.send("#email", "nobody@example.org", "form[action='/lost'] button")
	b.look(name + "door-lost-sent")
	b.open("/arrived?next=/lobby")
	b.look(name + "no-cookie")
	b.open("/nowhere")
	b.look(name + "not-there")
	b.open("/control/signin")
	b.look(name + "control-signin")
	b.write("#email", "owner@example.org")
	b.send("#password", "not the password", "form[action='/control/signin'] button")
	b.look(name + "control-signin-wrong")
	b.open("/control/join?link=used")
	b.look(name + "control-join-void")
}

// lookAtRefusals looks at the page of each way to be refused.
func lookAtRefusals(b, other, crew *tab, h *house) {
	b.t.Helper()
	old := h.code("nobody@example.org")
	h.code("nobody@example.org", "--rotate")
	for _, tt := range []struct{ who, code, words string }{
		{"replaced", old, "A newer letter has your code"},
		{"cancelled", h.codes["cancelled"], "This ticket was cancelled"},
		{"unpaid", h.codes["unpaid"], "This ticket is not paid yet"},
	} {
		b.enter(tt.code)
		b.arrives("/", tt.words)
		b.look("refused-" + tt.who)
	}

	b.signIn(h.code("rev@example.org"))
	crew.card("rev@example.org")
	crew.send("", "", "button[value=revoke]")
	crew.look("control-card-revoked")
	b.open("/lobby")
	b.arrives("/", "The organiser took this ticket back")
	b.look("refused-revoked")

	b.signIn(h.code("era@example.org"))
	crew.card("era@example.org")
	crew.send("", "", "main a[href$='/erase']")
	crew.look("control-erase")
	crew.click("[name=sure]")
	crew.send("", "", "main form[action$='/erase'] button")
	crew.look("control-erased")
	b.open("/lobby")
	b.arrives("/", "This ticket was erased")
	b.look("refused-erased")

	ela := h.code("ela@example.org")
	b.signIn(ela)
	other.signIn(ela) // the limit here is one device
	b.open("/lobby")
	b.arrives("/", "You are watching somewhere else now")
	b.look("refused-elsewhere")
}

// card opens the card of who has an address.
func (b *tab) card(address string) {
	b.t.Helper()
	b.open("/control/attendees?q=" + url.QueryEscape(address))
	b.send("", "", ".found a")
}

// lookAtTooMany looks at the page of who types wrong codes from where many
// do: at most fifty of a network wait, who comes then is sent away.
func lookAtTooMany(b *tab) {
	b.t.Helper()
	const from = "203.0.113.7"
	b.from(from)
	ctx, stop := context.WithCancel(b.ctx)
	var crowd sync.WaitGroup
	defer crowd.Wait()
	defer stop()
	for range 70 {
		crowd.Go(func() {
			for ctx.Err() == nil {
				r, err := http.NewRequestWithContext(ctx, http.MethodPost, b.base+"/signin", strings.NewReader("code=0000-0000-0000"))
				if err != nil {
					return
				}
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				r.Header.Set("X-Forwarded-For", from)
				if a, err := http.DefaultClient.Do(r); err == nil {
					a.Body.Close()
				}
			}
		})
	}
	deadline := time.Now().Add(patience)
	for {
		b.enter("1111-1111-1111")
		if eval[int](b, `performance.getEntriesByType("navigation")[0].responseStatus`) == http.StatusTooManyRequests {
			break
		}
		if time.Now().After(deadline) {
			b.t.Fatalf("seventy wrong codes at once are not too many\n%s", b.shown())
		}
	}
	stop()
	b.look("door-too-many")
}

// lookInside looks at the lobby, the stages and the menu.
func lookInside(b *tab) {
	b.t.Helper()
	name := eval[string](b, `document.documentElement.lang`) + "-"
	b.open("/lobby?from=start")
	b.look(name + "lobby-from-start")
	b.crawl(name+"inside", "/lobby")
	for i := range 3 {
		b.open(fmt.Sprintf("/stage/s%d", i))
		if i == 0 {
			b.until("the picture", `document.querySelector("video")?.currentTime > 0`)
		}
		b.look(fmt.Sprintf("%sstage-%d", name, i))
	}
	b.turn(phone)
	b.click("details.menu summary")
	b.look(name + "menu")
}

// form fills in the last form that has a field, and sends it as it is: what the
// browser would hold back, the server must answer too.
func (b *tab) form(field, value string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(() => {
		window.old = true;
		const field = [...document.querySelectorAll("main [name=" + %q + "]")].at(-1), form = field.form;
		for (const e of form.elements) if (e.required && !e.value) e.value = e.type === "email" ? "somebody@example.org" : "something";
		field.value = %q;
		form.noValidate = true;
		form.querySelector("button:not([value=look])").click();
		return true;
	})()`, field, value))
	b.until("the next page", `!window.old`)
}

// lookAtOthersRooms looks at a page that the member's role does not open.
func lookAtOthersRooms(b *tab, h *house) {
	b.t.Helper()
	link := ownerLink.FindString(h.run("crew", "add", "--role", "producer", "--public-url", h.base()))
	b.open(strings.TrimPrefix(link, h.base()))
	b.write("#name", "Продан Продуцентов")
	b.write("#email", "producer@example.org")
	b.send("#password", ownersPassword, "form[action='/control/join'] button")
	b.open("/control/crew")
	b.until("the refusal", `document.body.innerText.includes("Your role does not open this page")`)
	b.look("control-not-yours")
}

// lookAtControl looks at what forms of the control room lead to.
func lookAtControl(b *tab, h *house) {
	b.t.Helper()
	b.crewIn()
	for _, q := range []string{"петров-никой", "guest1", "преображенски"} {
		b.open("/control/attendees?q=" + url.QueryEscape(q))
		b.look("control-search-" + q)
	}
	for _, who := range []string{"eve", "una", "guest7", "x3"} {
		address := who + "@example.org"
		if who == "guest7" {
			address = "guest7@a-rather"
		}
		b.card(address)
		b.look("control-card-" + who)
	}
	b.card("guest9@a-rather")
	b.send("", "", "button[value=show]")
	b.look("control-card-code")
	b.send("#typed", "7HQM-K2WP-9XRT", "button[value=typed]")
	b.look("control-card-typed")
	b.open("/lobby")
	b.look("preview-lobby")

	b.open("/control/attendees")
	if got := eval[string](b, `document.querySelector(".alarms").innerText`); !strings.Contains(got, "served over plain http") {
		b.t.Errorf("the control room's alarms are %q, want that the site is plain http", got)
	}
	whole := fullExport()
	whole = whole[:strings.Index(whole, "T00100")]
	for name, export := range map[string]string{"cut": whole[:len(whole)-10], "preview": whole} {
		b.open("/control/feeds/few/mapping")
		b.do("choose a file", chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{h.file("few.csv", export)}))
		b.send("", "", "main form button.go")
		b.until("what the file says", map[string]string{
			"cut": `document.body.innerText.includes("cut off")`, "preview": `document.querySelectorAll("main table tr").length > 3`,
		}[name])
		b.look("control-mapping-" + name)
	}
	for _, f := range []struct{ path, name, value, words string }{
		{"/control/conference", "accent", "mauve", "Nothing is saved yet"},
		{"/control/stages", "id", "Great Hall!", "address"},
		{"/control/stages/s2", "pasted", "https://example.org/not-a-video", "video"},
		{"/control/stages/s2", "name", "Cellar, where it is cold", "Cellar, where it is cold"},
		{"/control/letters/text/code/en", "body", "No code in here", "{codes}"},
		{"/control/letters", "address", "somebody@example.org", "somebody@example.org"},
		{"/control/feeds/new", "url", "http://127.0.0.1:1/tickets.csv", "Columns and preview"},
		{"/control/crew", "role", "producer", "/control/join?link="},
		{"/control/attendees/guest", "email", "no address", "no address"},
	} {
		b.open(f.path)
		b.form(f.name, f.value)
		b.until("what "+f.path+" says to "+f.value, fmt.Sprintf(`(document.body.innerText + [...document.querySelectorAll("input, textarea")].map(e => e.value)).includes(%q)`, f.words))
		b.look("control-form" + strings.ReplaceAll(strings.TrimPrefix(f.path, "/control"), "/", "-") + "-" + f.name)
	}
	lookAtOthersRooms(b, h)
}

// testEmpty looks at a conference of which nothing is there yet, at one that
// has not begun, and at one that is over.
func testEmpty(t *testing.T, chromium context.Context) {
	h := newHouse(t)
	h.serve("--mail", "mailbox:")
	b := openTab(t, chromium, h.base(), laptop)
	b.open("/")
	b.look("empty-door")
	becomeOwner(b, h)
	b.crawl("empty-control", "/control")
	b.open("/control/attendees/guest")
	b.write("#name", longName)
	b.send("#email", "guest@example.org", "main form button.go")
	b.look("empty-guest-written")
	crew := b
	b = openTab(t, chromium, h.base(), laptop)
	b.signIn(h.code("guest@example.org"))
	b.look("empty-lobby")

	conference := func(lines string) {
		h.apply("conference: {name: Шестоъгълник, letters: open, " + lines + "}\nstages: [{id: hall, name: Great Hall, sources: []}, {id: attic, name: Attic, sources: [{id: slate, slate: We start soon.}]}]\n")
	}
	conference("contact: help@example.org")
	b.opens("/lobby", "Great Hall")
	b.look("lobby-no-talks")
	b.open("/stage/hall")
	b.look("stage-no-source")
	crew.open("/control/letters")
	crew.look("letters-open")

	conference("doors_open: " + fmt.Sprintf("%q", at(time.Now(), 26*time.Hour)))
	b.opens("/lobby", "Doors open on")
	b.look("doors-before")
	b.open("/?code")
	b.arrives("/", "Doors open on")
	b.look("door-before")
	conference(fmt.Sprintf("doors_open: %q, doors_close: %q", at(time.Now(), -26*time.Hour), at(time.Now(), -time.Hour)))
	b.opens("/lobby", "is over")
	b.look("doors-over")
	b.open("/?code")
	b.arrives("/", "is over")
	b.look("door-over")
}
