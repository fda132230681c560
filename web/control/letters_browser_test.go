package control_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"stagedoor"
	"stagedoor/store/storetest"
	"stagedoor/web/ui"
)

// TestLookAtATextThenSaveIt is for the page's script and policy: a form is
// sent into the frame beside it first, and then for good.
func TestLookAtATextThenSaveIt(t *testing.T) {
	h := newHouse(t)
	var looked atomic.Int32
	rooms, mux := h.handler(), http.NewServeMux()
	mux.Handle("/assets/", ui.Assets())
	mux.HandleFunc("/control/", func(w http.ResponseWriter, r *http.Request) {
		rooms.ServeHTTP(w, r)
		if r.Method == "POST" && strings.HasSuffix(r.URL.Path, "/preview") && w.Header().Get("Problem") == "" {
			looked.Add(1)
		}
	})
	srv := httptest.NewServer(mux)
	defer srv.Close()

	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(srv.URL+"/control/letters/text/new/en")); err != nil {
		t.Fatal(err)
	}
	press := func(words string) {
		t.Helper()
		says(t, ctx, `(() => { for (const b of document.querySelectorAll("main button")) if (b.textContent.trim() === "`+words+`") { b.click(); return "pressed" } return "no button" })()`, "pressed")
	}
	says(t, ctx, `(() => { document.querySelector("#body").value = "Привет {name}\n\n{codes}"; return document.readyState })()`, "complete")
	for want := int32(1); want <= 2; want++ {
		press("Preview")
		for deadline := time.Now().Add(patience); looked.Load() < want && time.Now().Before(deadline); {
			says(t, ctx, `"alive"`, "alive")
		}
		if looked.Load() < want {
			t.Fatalf("the text was shown %d times, want %d", looked.Load(), want)
		}
	}
	if n := len(h.conference().Letters); n != 0 {
		t.Fatal("looking kept the text")
	}
	press("Save")
	says(t, ctx, `location.search`, "?done=saved")
	if got := h.conference().Letter(stagedoor.LetterNew, "en"); got == nil || got.Body != "Привет {name}\n\n{codes}" {
		t.Errorf("kept: %+v", got)
	}
}

// TestTheLetterLeadsIn opens the mailbox's letter in its frame, whose policy
// lets nothing run, and goes on from its button.
func TestTheLetterLeadsIn(t *testing.T) {
	h := newHouse(t)
	rooms, mux := h.handler(), http.NewServeMux()
	mux.Handle("/assets/", ui.Assets())
	mux.Handle("/control/", rooms)
	mux.HandleFunc("/in", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<title>You are at the door</title>"))
	})
	srv := httptest.NewServer(mux)
	defer srv.Close()
	h.open(srv.URL)
	code := storetest.Attendee(t, h.db, stagedoor.Attendee{ID: "a1", Name: "Ada", Email: "ada@hexagon.example"})
	h.letters(stagedoor.Letter{ID: "l1", Address: "ada@hexagon.example", State: stagedoor.LetterSent, Sent: noon, Lines: []stagedoor.LetterLine{{Attendee: "a1", Version: 1}}})

	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 1200), chromedp.Navigate(srv.URL+"/control/mailbox/l1")); err != nil {
		t.Fatal(err)
	}
	var last []string
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		// Its first link is the button. The frame may not be there yet, so
		// press again until it is.
		says(t, ctx, `(() => { document.activeElement.blur(); document.querySelector("iframe").focus(); return document.activeElement.tagName })()`, "IFRAME")
		if err := chromedp.Do(ctx, chromedp.KeyEvent("\t"), chromedp.KeyEvent("\r")); err != nil {
			t.Fatal(err)
		}
		for range 50 {
			targets, err := chromedp.Targets(ctx)
			if err != nil {
				t.Fatal(err)
			}
			last = nil
			for _, tab := range targets {
				if tab.URL == srv.URL+"/in#"+code.String() && tab.Title == "You are at the door" {
					return
				}
				last = append(last, tab.Title+" "+tab.URL)
			}
		}
	}
	t.Errorf("the letter's button opened no tab at the door, only: %q", last)
}

// browser starts Chromium for the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	ctx, stop := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox)...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	return ctx
}

const (
	patience  = 30 * time.Second      // until what a machine of two busy cores must have done
	pollEvery = 20 * time.Millisecond // what looks more often takes a core from the browser
)

// says evaluates the script until it says what is wanted.
func says(t *testing.T, ctx context.Context, script, want string) {
	t.Helper()
	var got string
	var err error
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(pollEvery) {
		if got, err = chromedp.Run(ctx, chromedp.Evaluate[string](script)); err == nil && got == want { // a page that is being left answers nothing
			return
		}
	}
	t.Fatalf("%s = %q (%v), want %q", script, got, err, want)
}
