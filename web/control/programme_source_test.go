package control_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"stagedoor"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

func TestAProgrammeFromAnAddress(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := zoned(t, db)
		var file atomic.Pointer[string]
		vendor := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if f := file.Load(); f != nil {
				io.WriteString(w, *f)
				return
			}
			http.Error(w, "gone", http.StatusGone)
		}))
		defer vendor.Close()
		serve := func(content string) { file.Store(&content) }
		at := vendor.URL + "/day.csv"
		typed := url.Values{"url": {at}, "format": {""}, "zone": {"Europe/Nowhere"}}
		a := h.post("/control/programme/source", typed)
		a.wants(t, http.StatusUnprocessableEntity, "Write it like Europe/Sofia.")
		if !strings.Contains(a.body, at) || !strings.Contains(a.body, "Europe/Nowhere") {
			t.Error("what was typed is lost")
		}
		typed.Set("zone", "")
		typed.Set("format", "papyrus")
		h.post("/control/programme/source", typed).wants(t, http.StatusUnprocessableEntity, `There is no format "papyrus"`)
		typed.Set("format", "")
		for _, page := range []string{"", "<!doctype html><html><body>Sign in</body></html>"} {
			says := "410"
			if page != "" {
				says = "This is a web page"
				serve(page)
			}
			a = h.post("/control/programme/source", typed)
			a.wants(t, http.StatusUnprocessableEntity, says)
			if !strings.Contains(a.body, at) || strings.Count(plain(a.body), says) != 1 {
				t.Errorf("the typed address is lost, or what is wrong is not said once: %s", plain(a.body))
			}
			if a = h.get("/control/programme"); strings.Contains(a.body, "cannot be read since") || strings.Contains(a.body, "Read now") {
				t.Errorf("an address that could not be read is kept: %s", plain(a.body))
			}
		}

		serve(theDay)
		h.post("/control/programme/source", typed).leads(t, "/control/programme/draft")
		if got := h.talks(); len(got) != 0 {
			t.Fatalf("a first programme went in without a yes: %v", got)
		}
		h.post("/control/programme/draft", h.draft("take", map[string]string{"Foundry": "+"})).leads(t, "/control/programme?done=changed")
		h.post("/control/programme", url.Values{"do": {"read"}}).leads(t, "/control/programme?done=read")
		file.Store(nil)
		h.post("/control/programme", url.Values{"do": {"read"}}).wants(t, http.StatusUnprocessableEntity, "The programme cannot be read since 14:22. The talks stay as they were.")
		h.get("/control/programme").wants(t, http.StatusOK, "The programme cannot be read since 14:22.", "Read from 127.0.0.1", "Read now")
		serve(strings.ReplaceAll(theDay, "Opening", "Welcome"))
		h.post("/control/programme", url.Values{"do": {"read"}}).leads(t, "/control/programme?done=changed")
		if got := h.talks(); !slices.Contains(got, "Welcome") {
			t.Errorf("read again: %v, want Welcome", got)
		}

		serve(theDay + "t9,In the cellar,,Cellar,2027-05-13,17:00,18:00\n")
		h.post("/control/programme", url.Values{"do": {"read"}})
		if slices.Contains(h.talks(), "In the cellar") {
			t.Error("a talk of a room that nobody decided is in")
		}
		a = h.get("/control/programme/source")
		a.wants(t, http.StatusOK, "Cellar 1 talk new room")
		form := url.Values{"do": {"rooms"}, "room": {"Cellar"}, "is": {"hall"}}
		h.post("/control/programme/source", form).leads(t, "/control/programme?done=changed")
		if got := h.talk("In the cellar"); got.Stage != "hall" {
			t.Errorf("the cellar's talk is on %q, want hall", got.Stage)
		}
		h.get("/control/programme").wants(t, http.StatusOK, "In the cellar")
	})
}

func TestLettingGoOfAProgramme(t *testing.T) {
	h := zoned(t, storetest.Open(t, "", store.Options{}))
	h.bring(theDay)
	a := h.post("/control/talks/new", url.Values{"title": {"By hand"}, "stage": {"hall"}, "starts": {"2027-05-13T20:00"}, "ends": {"2027-05-13T21:00"}, "record": {"yes"}})
	if a.status != http.StatusSeeOther {
		t.Fatalf("add a talk: %d %s", a.status, plain(a.body))
	}
	if page := h.get("/control/programme/source"); strings.Contains(page.body, "/control/programme/remove") {
		t.Error("a producer is offered to let go of the programme, which only an owner may")
	}
	h.role.set(stagedoor.Owner)
	h.get("/control/programme/source").wants(t, http.StatusOK, "Let go of it…")
	h.get("/control/programme/remove").wants(t, http.StatusOK, "Its 5 talks go,", "This cannot be undone.")
	if got := h.talks(); len(got) != 6 {
		t.Fatalf("looking at the question removed talks: %v", got)
	}
	h.post("/control/programme/remove", nil).leads(t, "/control/programme?done=removed")
	if got := h.talks(); !slices.Equal(got, []string{"By hand"}) {
		t.Errorf("what stays is %v, want the talk by hand", got)
	}
}

func TestRoomsOfAnUploadAreDecidedLater(t *testing.T) {
	h := zoned(t, storetest.Open(t, "", store.Options{}))
	h.upload("day.csv", theDay).leads(t, "/control/programme/draft")
	form := h.draft("take", map[string]string{"Foundry": "-"})
	h.post("/control/programme/draft", form).wants(t, http.StatusOK, "You chose other rooms. Look at what would change now, then take it over.")
	form.Set("seen", strings.Join(form["is"], ","))
	h.post("/control/programme/draft", form).leads(t, "/control/programme?done=changed")
	if got := h.talks(); len(got) != 4 {
		t.Fatalf("talks %v, want all but the foundry's", got)
	}
	h.post("/control/programme/source", url.Values{"do": {"rooms"}, "room": {"Foundry", "Great Hall"}, "is": {"+", "hall"}}).leads(t, "/control/programme/source?done=rooms")
	h.get("/control/programme/source?done=rooms").wants(t, http.StatusOK, "Their talks come in by themselves.")
	h.post("/control/programme/source", url.Values{"do": {"rooms"}, "room": {"Foundry"}, "is": {}}).wants(t, http.StatusUnprocessableEntity, "This form is not whole.")
	h.bring(theDay)
	if got := h.talk("Small computers").Stage; got != "foundry" {
		t.Errorf("the foundry's talk is on %q", got)
	}
}
