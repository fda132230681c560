package ui

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/chromedp/chromedp"
)

// TestPageScript runs page.ts in a real browser, under the policy that pages
// have, on a machine whose clock is not the conference's.
func TestPageScript(t *testing.T) {
	var posts atomic.Int32
	mux := http.NewServeMux()
	mux.Handle("/assets/", Assets())
	mux.HandleFunc("POST /signin", func(w http.ResponseWriter, r *http.Request) {
		posts.Add(1)
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /look.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		_, _ = w.Write(LookCSS(samplePage(t, "en").Look))
	})
	mux.HandleFunc("GET /in", func(w http.ResponseWriter, r *http.Request) {
		p := samplePage(t, "en")
		p.Zone = time.FixedZone("Pacific/Apia", 13*3600) // whatever the machine's zone is, hardly this one
		w.Header().Set("Content-Security-Policy", "default-src 'self'")
		page := with(Attend(Head{Title: "Come in"}),
			templ.Raw(`<h1>Come in</h1><form method="post" action="/signin">`), CodeField{}.Show(), Button{Text: "Come in", Busy: "Coming in"}.Show(),
			templ.Raw(`</form><ol class="talks">`), TalkRow{Talk: sampleTalks(t)[1], Now: sampleNow(t), Gel: "azure"}.Show(), templ.Raw(`</ol>`),
			Toasts("", []Toast{{ID: "a", Text: "Lunch is late."}}))
		show(t, w, r, p, page)
	})
	srv := httptest.NewServer(mux)
	defer srv.Close()

	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(390, 844), chromedp.Navigate(srv.URL+"/in#7HQM-K2WP-9XRT")); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ what, script, want string }{
		{"the code from the link", `document.querySelector("#code").value`, "7HQM-K2WP-9XRT"},
		{"the address without the code", `location.pathname + location.hash`, "/in"},
		{"where a key press goes", `document.activeElement.textContent.trim()`, "Come in"},
		{"a talk's time at the conference", `document.querySelector("time").firstChild.textContent`, "00:05"},
		{"that the viewer's own time stands beside it", `/^\D*\d\d:\d\d here$/.test(document.querySelector("time .here").textContent) ? "yes" : document.querySelector("time").textContent`, "yes"},
		{"an open menu after Escape", `(() => { const m = document.querySelector("details.menu"); m.open = true; dispatchEvent(new KeyboardEvent("keydown", {key: "Escape"})); return String(m.open) })()`, "false"},
		{"a closed announcement", `(() => { document.querySelector("[data-close]").click(); return String(document.querySelector(".toast")) })()`, "null"},
		{"a page that the browser kept, asked for anew", `(() => { const how = performance.getEntriesByType("navigation")[0].type; if (how !== "reload") dispatchEvent(new PageTransitionEvent("pageshow", {persisted: true})); return how })()`, "reload"},
		{"the code after the page was loaded again", `document.querySelector("#code").value`, "7HQM-K2WP-9XRT"},
		{"the room that a code with its dashes, and the caret, lack", `(() => { const c = document.querySelector("#code"); return String(c.scrollWidth - c.clientWidth) })()`, "0"},
		{"what does not fit a phone's width", `String(document.documentElement.scrollWidth > innerWidth)`, "false"},
	} {
		if got := eventually(t, ctx, tt.script, tt.want); got != tt.want {
			t.Errorf("%s = %q, want %q", tt.what, got, tt.want)
		}
	}
	if n := posts.Load(); n != 0 {
		t.Errorf("the link alone sent the form %d times: only a person lets somebody in", n)
	}
	const twice = `(() => { const b = document.querySelector("main button"); b.click(); b.click(); return b.textContent.trim() })()`
	if got := eventually(t, ctx, twice, "Coming in"); got != "Coming in" {
		t.Errorf("the pressed button says %q, want %q", got, "Coming in")
	}
	for deadline := time.Now().Add(5 * time.Second); posts.Load() == 0 && time.Now().Before(deadline); {
		eventually(t, ctx, `""`, "") // the browser has to live to send it
	}
	if n := posts.Load(); n != 1 {
		t.Errorf("two presses sent the form %d times, want once", n)
	}
}

// TestWrongCodeIsTypedOver: the code has room on any screen, and what is typed
// next takes the place of the wrong one.
func TestWrongCodeIsTypedOver(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("/assets/", Assets())
	mux.HandleFunc("GET /look.css", func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Content-Type", "text/css") })
	mux.HandleFunc("GET /in", func(w http.ResponseWriter, r *http.Request) {
		page := with(Attend(Head{Title: "Come in"}), CodeField{Typed: "7HQM-K2WP-9XRT", Problem: "This code is not known here."}.Show())
		show(t, w, r, samplePage(t, "en"), page)
	})
	srv := httptest.NewServer(mux)
	defer srv.Close()
	ctx := browser(t)
	for _, wide := range []int64{320, 390, 1280} {
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(wide, 844), chromedp.Navigate(srv.URL+"/in")); err != nil {
			t.Fatal(err)
		}
		const says, want = `(() => { const c = document.querySelector("#code"); return [c.scrollWidth - c.clientWidth, c.selectionEnd - c.selectionStart, document.activeElement === c].join() })()`, "0,14,true"
		if got := eventually(t, ctx, says, want); got != want {
			t.Errorf("at %d px what the code lacks in room, how much of it is selected and whether it has the focus is %s, want %s", wide, got, want)
		}
	}
}

// TestWordsHaveRoom looks at where words stand: a slate's above its pool of
// light and off the edges, a stage's name whole beside long titles, a way to
// the lobby once, the day's heading, link and talks in one line.
func TestWordsHaveRoom(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("/assets/", Assets())
	mux.HandleFunc("GET /look.css", func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Content-Type", "text/css") })
	mux.HandleFunc("GET /stage", func(w http.ResponseWriter, r *http.Request) {
		stages := []StageLink{
			{Name: "Great Hall", Href: "/stage/hall", Current: true},
			{Name: "Foundry", Href: "/stage/foundry", Title: "Every queue is a promise, and what became of it when nobody looked"},
			{Name: "Cellar", Href: "/stage/cellar", Title: "Small towns"},
		}
		now := sampleNow(t)
		page := with(Attend(Head{Title: "Great Hall", Class: "stage", Gel: "azure", Stages: stages}),
			templ.Raw(`<div class="screen"><div class="player"><div class="picture" data-theme="dark">`),
			Slate{Says: "Nothing on this stage until Thursday 13 May, 15:15", Now: now, Until: now.Add(26*time.Hour + time.Second), Then: "Then: Every queue is a promise, and what became of it, Farah Siddiqui"}.Show(),
			templ.Raw(`</div></div></div>`), Switch(stages), templ.Raw(`<h1>Great Hall</h1><div class="beside"><h2>Programme</h2><details class="earlier"><summary>Show the day from its start</summary></details><ol class="talks">`),
			TalkRow{Talk: sampleTalks(t)[0], Now: now}.Show(), TalkRow{Talk: sampleTalks(t)[1], Now: now, Gel: "azure", Current: true}.Show(), templ.Raw(`</ol></div>`))
		show(t, w, r, samplePage(t, "en"), page)
	})
	srv := httptest.NewServer(mux)
	defer srv.Close()
	ctx := browser(t)
	const (
		words = `[...document.querySelectorAll(".slate > *")].map(e => e.getBoundingClientRect())`
		edges = `[...document.querySelectorAll(".beside :is(h2, summary, time.at)")].map(e => { const r = document.createRange(); r.selectNodeContents(e); return Math.round(r.getBoundingClientRect().left) })`
		frame = `document.querySelector(".picture").getBoundingClientRect()`
		ready = `document.fonts.status === "loaded" && getComputedStyle(document.querySelector(".slate")).containerType === "size" && `
	)
	where := func(script string) string {
		got, _ := chromedp.Run(ctx, chromedp.Evaluate[string]("JSON.stringify("+script+")"))
		return got
	}
	for _, s := range []struct{ wide, high int64 }{{390, 844}, {1280, 800}} {
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(s.wide, s.high), chromedp.Navigate(srv.URL+"/stage")); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct{ what, script string }{
			{"the slate's words stand off the edges", words + `.every(r => r.left >= ` + frame + `.left + 12 && r.right <= ` + frame + `.right - 12)`},
			{"the slate's words end above the light", words + `.every(r => r.top >= ` + frame + `.top && r.bottom <= ` + frame + `.top + 0.79 * ` + frame + `.height + 1)`},
			{"short names of stages are whole", `[...document.querySelectorAll(".switch b")].every(b => b.scrollWidth <= b.clientWidth)`},
			{"the day's heading, link and talks begin in one line", edges + `.length === 4 && new Set(` + edges + `).size === 1`},
			{"one way to the lobby is shown", `(document.querySelector("details.menu").open = true) && [...document.querySelectorAll(".bar a[href='/lobby']:not(.name)")].filter(a => a.checkVisibility()).length === 1`},
		} {
			if got := eventually(t, ctx, "String("+ready+tt.script+")", "true"); got != "true" {
				t.Errorf("at %d px it is not so that %s; the words are at %s of %s, the day's edges at %s, the names %s", s.wide, tt.what,
					where(words), where(frame), where(edges), where(`[...document.querySelectorAll(".switch b")].map(b => [b.textContent, b.clientWidth, b.scrollWidth, b.parentNode.getBoundingClientRect().width])`))
			}
		}
	}
}

// TestPlayerSaysWhatIsWrong: while the playlist is away the player goes on
// asking and says so; when it is refused, it stops asking and says that.
func TestPlayerSaysWhatIsWrong(t *testing.T) {
	var status, asked atomic.Int32
	status.Store(http.StatusServiceUnavailable)
	mux := http.NewServeMux()
	mux.Handle("/assets/", Assets())
	mux.HandleFunc("GET /live/hall.m3u8", func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		w.WriteHeader(int(status.Load()))
	})
	mux.HandleFunc("GET /look.css", func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Content-Type", "text/css") })
	mux.HandleFunc("GET /stage", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; style-src 'self' 'unsafe-inline'; worker-src blob:; media-src blob:")
		page := with(Attend(Head{Title: "Great Hall", Class: "stage", Gel: "azure", Player: true}),
			templ.Raw(`<h1>Great Hall</h1><div class="player"><div class="picture">`),
			Player{Source: "/live/hall.m3u8", Title: "Live picture", Live: true}.Show(), templ.Raw(`</div></div>`))
		show(t, w, r, samplePage(t, "bg"), page)
	})
	srv := httptest.NewServer(mux)
	defer srv.Close()

	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(srv.URL+"/stage")); err != nil {
		t.Fatal(err)
	}
	const trouble = `document.querySelector("[data-trouble]").textContent`
	for _, tt := range []struct {
		status int32
		want   string
	}{
		{http.StatusServiceUnavailable, "Картината ще се върне сама."},
		{http.StatusForbidden, "Тази страница вече не може да показва картината. Презаредете я, за да видите защо."},
	} {
		status.Store(tt.status)
		if got := eventually(t, ctx, trouble, tt.want); got != tt.want {
			t.Errorf("after %d the player says %q, want %q", tt.status, got, tt.want)
		}
	}
	if asked.Load() < 2 {
		t.Errorf("the player asked %d times, want again and again", asked.Load())
	}
	const label = `document.querySelector("media-mute-button").getAttribute("aria-label")`
	if got := eventually(t, ctx, label, "със звук"); got != "със звук" {
		t.Errorf("the button for the sound is called %q, want it in the viewer's language", got)
	}
}

// browser starts Chromium for the test, with more options than the others have.
func browser(t testing.TB, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox)
	ctx, stop := chromedp.NewExecAllocator(t.Context(), append(options, more...)...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	return ctx
}

// show answers a browser with a page. A browser that leaves before it has the
// page, to load another one or because the test is over, is no failure.
func show(t testing.TB, w http.ResponseWriter, r *http.Request, p Page, c templ.Component) {
	if err := Render(w, r.WithContext(With(r.Context(), p)), c); err != nil && r.Context().Err() == nil {
		t.Error(err)
	}
}

const (
	patience  = 30 * time.Second      // until what a machine of two busy cores must have done
	pollEvery = 20 * time.Millisecond // what looks more often takes a core from the browser
)

// eventually evaluates the script until it says what is wanted, as long as
// patience lasts, and returns what it said last.
func eventually(t testing.TB, ctx context.Context, script, want string) string {
	t.Helper()
	deadline := time.Now().Add(patience)
	for ; ; time.Sleep(pollEvery) {
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](script))
		if err == nil && got == want || time.Now().After(deadline) { // a page that is being left answers nothing
			if err != nil {
				t.Errorf("%s: %v", script, err)
			}
			return got
		}
	}
}
