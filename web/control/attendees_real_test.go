package control

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// What is wired in has what the pages ask for.
var (
	_ Desk   = (*access.Desk)(nil)
	_ Feeds  = (*store.DB)(nil)
	_ Rounds = (*access.Rounds)(nil)
)

// wired are the pages as the program wires them, over a database.
func wired(t *testing.T, db *store.DB) *Pages {
	t.Helper()
	conf, err := db.Conference(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rounds := &access.Rounds{Store: db, Secret: storetest.Secret, Conference: conf.ID, Node: "n1", Dir: t.TempDir(),
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: func() time.Time { return deskNow }}
	desk := &access.Desk{Find: db, Hands: db, Secret: storetest.Secret, Conference: func() stagedoor.Conference { return conf }}
	return deskPages(desk, db, rounds)
}

// realExport is an export of n paid tickets, one that awaits payment, one with
// a word that nobody knows and a T-shirt.
func realExport(n int) string {
	var b strings.Builder
	b.WriteString("Номер на билет;Поръчка;Статус;Вид билет;Име и фамилия;Имейл\n")
	for i := range n {
		fmt.Fprintf(&b, "HX-%d-1;HX-%d;платен;Онлайн;Човек %d;person%d@posta.example\n", i, i, i, i)
	}
	b.WriteString("HX-A-1;HX-A;очаква плащане;Онлайн;Неплатена Станка;stanka@posta.example\n")
	b.WriteString("HX-B-1;HX-B;частично;Онлайн;Частична Вера;vera@posta.example\n")
	b.WriteString("HX-C-1;HX-C;платен;Тениска;Тениска Иво;ivo@posta.example\n")
	return b.String()
}

// TestAnOrganisersMorning walks both rooms over the real packages: a feed is
// made, its columns looked at and confirmed with the file, and people are
// found, shown their code, let in and revoked.
func TestAnOrganisersMorning(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := wired(t, db)
		get := func(route, at string, h func(http.ResponseWriter, *http.Request) error) string {
			t.Helper()
			w, err := ask(t, stagedoor.Owner, "en", "GET "+route, at, nil, h)
			if err != nil || w.Code != http.StatusOK {
				t.Fatalf("GET %s: %d, %v", at, w.Code, err)
			}
			return w.Body.String()
		}
		post := func(route, at string, form url.Values, status int, h func(http.ResponseWriter, *http.Request) error) string {
			t.Helper()
			w, err := ask(t, stagedoor.Owner, "en", "POST "+route, at, form, h)
			if err != nil || w.Code != status {
				t.Fatalf("POST %s %v: %d, %v; want %d\n%s", at, form, w.Code, err, status, w.Body.String())
			}
			return w.Body.String() + w.Header().Get("Location")
		}
		post("/control/feeds/new", "/control/feeds/new", url.Values{"id": {"shop"}, "name": {"Магазин"}, "preset": {"weemss"}}, http.StatusSeeOther, p.AddFeed)
		w, err := send(stagedoor.Owner, "en", "POST "+mappingRoute, upload(t, mappingAt, [][2]string{{"preset", "weemss"}}, "x.csv", realExport(20)), p.SaveFeedMapping)
		if err != nil || w.Code != http.StatusOK {
			t.Fatalf("look at the file: %d, %v", w.Code, err)
		}
		holds(t, "the preview", w.Body.String(), "not known: its rows are refused", "Човек 0", "new attendees", "New: gets a code and a letter.")
		fields := formFields(t, w.Body.String())
		fields = append(fields, [2]string{"no-admit", "Тениска"})
		w, err = send(stagedoor.Owner, "en", "POST "+mappingRoute, upload(t, mappingAt+"?do=save", fields, "x.csv", realExport(20)), p.SaveFeedMapping)
		if err != nil || w.Header().Get("Location") != "/control/feeds/shop?done=changed" {
			t.Fatalf("confirm and run: %d to %q, %v\n%s", w.Code, w.Header().Get("Location"), err, w.Body.String())
		}
		holds(t, "the feed", get("/control/feeds/{feed}", "/control/feeds/shop", p.ShowFeed), "Магазин", "Частична Вера", "an upload", "<dd>22</dd>", "<dd>20</dd>")
		holds(t, "the feeds", get("/control/feeds", "/control/feeds", p.ShowFeeds), "22 tickets · 20 attendees")

		found := get("/control/attendees", "/control/attendees?q="+url.QueryEscape("ЧОВЕК 19"), p.ShowAttendees)
		holds(t, "the search", found, "<mark>Човек</mark> <mark>19</mark>", "1 ticket")
		card := regexp.MustCompile(`/control/attendees/[0-9a-z]{26}`).FindString(found)
		if card == "" {
			t.Fatal("no card is found")
		}
		holds(t, "the card", get(cardRoute, card, p.ShowAttendee), "Never came in", "</b>: the code", "person19@posta.example", "It came in the export.")
		shown := post(cardRoute, card, url.Values{"do": {"show"}}, http.StatusOK, p.ActOnAttendee)
		code := regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}`).FindString(shown)
		holds(t, "the answer", shown, "shown only now", "Read the code of Човек 19.")
		holds(t, "comparing", post(cardRoute, card, url.Values{"do": {"typed"}, "typed": {code}}, http.StatusOK, p.ActOnAttendee), "This is the right code.")
		post(cardRoute, card, url.Values{"do": {"revoke"}}, http.StatusSeeOther, p.ActOnAttendee)
		holds(t, "the card", get(cardRoute, card, p.ShowAttendee), "Revoked by hand at 11:22.", "Let them in again")
		holds(t, "the code of a revoked one", post(cardRoute, card, url.Values{"do": {"show"}}, http.StatusConflict, p.ActOnAttendee), "Undo that first.")
		post(cardRoute, card, url.Values{"do": {"undo"}}, http.StatusSeeOther, p.ActOnAttendee)
		holds(t, "a wrong address", post(cardRoute, card, url.Values{"do": {"address"}, "address": {"nobody"}}, http.StatusUnprocessableEntity, p.ActOnAttendee), "This is not an e-mail address.", `value="nobody"`)

		found = get("/control/attendees", "/control/attendees?q=stanka", p.ShowAttendees)
		ticket := regexp.MustCompile(`/control/tickets/[0-9a-z]{26}`).FindString(found)
		holds(t, "the unpaid one", get("/control/tickets/{ticket}", ticket, p.ShowTicket), "Awaits payment. The code comes when it is paid.")
		post("/control/tickets/{ticket}", ticket, url.Values{"do": {"letin"}}, http.StatusSeeOther, p.ActOnTicket)
		w, err = ask(t, stagedoor.Owner, "en", "GET /control/tickets/{ticket}", ticket, nil, p.ShowTicket)
		if err != nil || !strings.HasPrefix(w.Header().Get("Location"), "/control/attendees/") {
			t.Errorf("let in, the ticket leads to %q, %v; want the attendee's card", w.Header().Get("Location"), err)
		}

		post(cardRoute+"/erase", card+"/erase", url.Values{"sure": {"yes"}}, http.StatusSeeOther, p.Erase)
		if _, err := ask(t, stagedoor.Owner, "en", "GET "+cardRoute, card, nil, p.ShowAttendee); stagedoor.KindOf(err) != stagedoor.NotFound {
			t.Errorf("the erased one's card = %v, want NotFound", err)
		}
		to := post("/control/attendees/guest", "/control/attendees/guest", url.Values{"name": {"Гост Гостев"}}, http.StatusSeeOther, p.WriteGuest)
		holds(t, "the guest's card", get(cardRoute, strings.TrimSuffix(to, "?done=guest"), p.ShowAttendee), "Гост Гостев", "no address", "It was written by hand.")
	})
}

// TestWhatWaitsIsAnswered holds the yes and the no over the real packages.
func TestWhatWaitsIsAnswered(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p := wired(t, db)
		if err := db.SaveFeed(t.Context(), stagedoor.Actor{Name: "Mira"}, access.Feed{ID: "shop", Mapping: shopMapping(t)}, deskNow); err != nil {
			t.Fatal(err)
		}
		run := func(n int) string {
			t.Helper()
			w, err := send(stagedoor.HelpDesk, "en", "POST /control/feeds/{feed}", upload(t, "/control/feeds/shop", nil, "x.csv", realExport(n)), p.ActOnFeed)
			if err != nil || w.Code != http.StatusSeeOther {
				t.Fatalf("upload: %d, %v\n%s", w.Code, err, w.Body.String())
			}
			w, err = ask(t, stagedoor.HelpDesk, "en", "GET /control/feeds/{feed}", w.Header().Get("Location"), nil, p.ShowFeed)
			if err != nil {
				t.Fatal(err)
			}
			return w.Body.String()
		}
		answer := func(page, do string) string {
			t.Helper()
			m := regexp.MustCompile(`name="entry" value="([0-9a-f]+)"`).FindStringSubmatch(page)
			if m == nil {
				t.Fatalf("nothing waits:\n%s", page)
			}
			w, err := ask(t, stagedoor.HelpDesk, "en", "POST /control/feeds/{feed}", "/control/feeds/shop", url.Values{"do": {do}, "entry": {m[1]}}, p.ActOnFeed)
			if err != nil || w.Code != http.StatusSeeOther {
				t.Fatalf("%s: %d, %v\n%s", do, w.Code, err, w.Body.String())
			}
			return w.Header().Get("Location")
		}
		run(20)
		page := run(18)
		holds(t, "two are gone", page, "2 tickets are gone from the export", "Човек 18", "Keep all 2", "Revoke 2 tickets")
		if to := answer(page, "keep"); to != "/control/feeds/shop?done=kept" {
			t.Errorf("keeping leads to %q", to)
		}
		page = run(10)
		holds(t, "many are gone", page, "A whole round waits", "Let the round through")
		if to := answer(page, "yes"); to != "/control/feeds/shop?done=taken" {
			t.Errorf("the yes leads to %q", to)
		}
		w, err := ask(t, stagedoor.HelpDesk, "en", "GET /control/attendees", "/control/attendees?q="+url.QueryEscape("Човек 12"), nil, p.ShowAttendees)
		if err != nil {
			t.Fatal(err)
		}
		holds(t, "after the yes", w.Body.String(), "Left the export")
	})
}
