package attend

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"stagedoor"
	"stagedoor/web/ui"
)

func TestCalendarFiles(t *testing.T) {
	h, s := openHouse(t, "14:22")
	p := &Pages{Board: h, States: s}
	get := func(f func(http.ResponseWriter, *http.Request) error, id string) (*httptest.ResponseRecorder, error) {
		r := httptest.NewRequest("GET", "/", nil)
		r.SetPathValue("stage", id)
		r = r.WithContext(ui.With(r.Context(), ui.Page{Zone: sofia, Now: h.now()}))
		w := httptest.NewRecorder()
		return w, f(w, r)
	}
	for _, tt := range []struct {
		name       string
		handler    func(http.ResponseWriter, *http.Request) error
		stage      string
		kind, file string
		want, lack string
	}{
		{"all", p.ShowCalendar, "", "text/calendar; charset=utf-8", "programme.ics", "SUMMARY:Small towns", "picture"},
		{"a stage", p.ShowStageCalendar, "hall", "text/calendar; charset=utf-8", "hall.ics", "SUMMARY:Every queue", "Small towns"},
		{"schedule JSON", p.ShowProgrammeJSON, "", "application/json", "programme.json", "Every queue", "live.example.org"},
	} {
		w, err := get(tt.handler, tt.stage)
		if err != nil {
			t.Fatal(err)
		}
		body := w.Body.String()
		if w.Header().Get("Content-Type") != tt.kind || !strings.Contains(w.Header().Get("Content-Disposition"), `"`+tt.file+`"`) {
			t.Errorf("%s: the headers are %v", tt.name, w.Header())
		}
		if !strings.Contains(body, tt.want) || strings.Contains(body, tt.lack) {
			t.Errorf("%s: want %q and no %q in\n%s", tt.name, tt.want, tt.lack, body)
		}
		if tt.kind == "application/json" && !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s is no JSON:\n%s", tt.name, body)
		}
	}
	for _, public := range []*url.URL{nil, {Scheme: "https", Host: "conf.example"}} {
		p.Public = public
		w, err := get(p.ShowStageCalendar, "hall")
		if err != nil {
			t.Fatal(err)
		}
		if got, want := strings.Count(w.Body.String(), "\r\nURL:https://conf.example/talk/"), map[bool]int{false: 0, true: 3}[public != nil]; got != want {
			t.Errorf("at %v %d talks have an address, want %d, and no break:\n%s", public, got, want, w.Body)
		}
	}
	if _, err := get(p.ShowStageCalendar, "nowhere"); stagedoor.KindOf(err) != stagedoor.NotFound {
		t.Errorf("the calendar of a stage that is not there: %v", err)
	}
}
