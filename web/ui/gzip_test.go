package ui

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

func TestPagesAreCompressedForWhoTakesIt(t *testing.T) {
	long := strings.Repeat("<p>Every queue is a promise</p>", 100)
	for _, tt := range []struct {
		name, accept, page string
		crew, want         bool
	}{
		{"a browser", "gzip, deflate, br, zstd", long, false, true},
		{"with weights", "br;q=1.0, gzip;q=0.8", long, false, true},
		{"refused", "gzip;q=0", long, false, false},
		{"not offered", "", long, false, false},
		{"a short page", "gzip", "<p>hi</p>", false, false},
		{"the crew's", "gzip", long, true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			r.Header.Set("Accept-Encoding", tt.accept)
			if tt.crew {
				r = r.WithContext(With(r.Context(), Page{Crew: &Crew{Name: "Mira"}}))
			}
			w := httptest.NewRecorder()
			if err := Render(w, r, templ.Raw(tt.page)); err != nil {
				t.Fatal(err)
			}
			got := w.Body.Bytes()
			if is := w.Header().Get("Content-Encoding") == "gzip"; is != tt.want {
				t.Fatalf("compressed = %v, want %v", is, tt.want)
			}
			if tt.want {
				z, err := gzip.NewReader(bytes.NewReader(got))
				if err != nil {
					t.Fatal(err)
				}
				if got, err = io.ReadAll(z); err != nil {
					t.Fatal(err)
				}
			}
			if string(got) != tt.page {
				t.Errorf("the page came as %q", got)
			}
		})
	}
}
