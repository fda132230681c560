package ui

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

func TestPiecesSince(t *testing.T) {
	before := Pieces{"a": "1", "b": "2", "c": "3"}
	for _, tt := range []struct {
		what      string
		now, want Pieces
	}{
		{"nothing changed", Pieces{"a": "1", "b": "2", "c": "3"}, Pieces{}},
		{"one changed", Pieces{"a": "1", "b": "two", "c": "3"}, Pieces{"b": "two"}},
		{"one is new", Pieces{"a": "1", "b": "2", "c": "3", "d": ""}, Pieces{"d": ""}},
		{"one is gone", Pieces{"a": "1", "b": "2"}, Pieces{"c": ""}},
	} {
		if got := tt.now.Since(before); !maps.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.what, got, tt.want)
		}
		if same := tt.now.Version() == before.Version(); same != maps.Equal(tt.now, before) {
			t.Errorf("%s: the version is the same: %v", tt.what, same)
		}
	}
	if (Pieces{"a": "b"}).Version("c") == (Pieces{"a": "b"}).Version("d") {
		t.Error("what belongs to the pieces does not change the version")
	}
	if (Pieces{"a": "bc"}).Version() == (Pieces{"ab": "c"}).Version() {
		t.Error("names and contents run into each other")
	}
}

func TestSendState(t *testing.T) {
	p := Pieces{}
	if err := p.Put(context.Background(), "name", templ.Raw("<b>x</b>")); err != nil {
		t.Fatal(err)
	}
	if p["name"] != "<b>x</b>" {
		t.Errorf("the piece is %q", p["name"])
	}
	ask := func(known string) *httptest.ResponseRecorder {
		r, w := httptest.NewRequest("GET", "/state", nil), httptest.NewRecorder()
		r.Header.Set("If-None-Match", known)
		if err := SendState(w, r, p.Version(), []byte(`{}`)); err != nil {
			t.Fatal(err)
		}
		return w
	}
	first := ask("")
	if first.Code != http.StatusOK || first.Body.String() != "{}" || first.Header().Get("ETag") == "" {
		t.Errorf("the first answer is %d %q %v", first.Code, first.Body, first.Header())
	}
	if again := ask(first.Header().Get("ETag")); again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("who has it gets %d %q, want 304 and nothing", again.Code, again.Body)
	}
}

// TestStateIsCompressed: thousands of pages ask at once after a restart.
func TestStateIsCompressed(t *testing.T) {
	body := []byte(`{"pieces": "` + strings.Repeat("<p>Every queue is a promise</p>", 200) + `"}`)
	s := NewState("v1", body)
	for _, tt := range []struct {
		accept string
		zipped bool
	}{{"gzip, br", true}, {"", false}, {"gzip;q=0", false}} {
		r, w := httptest.NewRequest("GET", "/state", nil), httptest.NewRecorder()
		r.Header.Set("Accept-Encoding", tt.accept)
		if err := s.Send(w, r); err != nil {
			t.Fatal(err)
		}
		if zipped := w.Header().Get("Content-Encoding") == "gzip"; zipped != tt.zipped || (w.Body.Len() < len(body)/5) != tt.zipped {
			t.Errorf("to who takes %q: compressed %v in %d bytes of %d", tt.accept, zipped, w.Body.Len(), len(body))
		}
	}
}
