package ui

import (
	"context"
	"fmt"
	"io"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/a-h/templ"

	"stagedoor/text"
)

func TestShelfMakesAPageOnce(t *testing.T) {
	at := time.Date(2027, 5, 13, 14, 22, 10, 0, time.UTC)
	var s Shelf
	made := 0
	for _, tt := range []struct {
		name    string
		page    Page
		version string
		want    int // pages made so far
	}{
		{"the first", Page{Now: at}, "1", 1},
		{"the same half a minute later", Page{Now: at.Add(30 * time.Second)}, "1", 1},
		{"in another language", Page{Now: at, Language: text.For("bg")}, "1", 2},
		{"the next minute", Page{Now: at.Add(time.Minute)}, "1", 3},
		{"something changed", Page{Now: at}, "2", 4},
		{"for the crew", Page{Now: at, Preview: true}, "2", 5},
		{"for who is in", Page{Now: at, SignedIn: true}, "2", 6},
		{"at another address", Page{Now: at, Path: "/lobby?day=2027-05-14"}, "2", 7},
		{"the one before is still there", Page{Now: at}, "2", 7},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		w := httptest.NewRecorder()
		err := s.Render(w, r.WithContext(With(r.Context(), tt.page)), tt.version, func() templ.Component {
			made++
			return templ.Raw(fmt.Sprint("page ", made))
		})
		if err != nil || made != tt.want {
			t.Errorf("%s: %d made, %v; want %d", tt.name, made, err, tt.want)
		}
	}
	if len(s.pages) > shelfMost {
		t.Errorf("%d pages on the shelf", len(s.pages))
	}
}

// For the race detector: many readers, more pages than the shelf holds.
func TestShelfConcurrently(t *testing.T) {
	var s Shelf
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 200 {
				r := httptest.NewRequest("GET", "/", nil)
				r.Header.Set("Accept-Encoding", "gzip")
				w := httptest.NewRecorder()
				version := fmt.Sprint(i % (shelfMost + g))
				err := s.Render(w, r, version, func() templ.Component {
					return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
						_, err := io.WriteString(w, version)
						return err
					})
				})
				if err != nil || w.Body.String() != version {
					t.Errorf("asked for %s, got %s, %v", version, w.Body, err)
				}
			}
		})
	}
	wg.Wait()
}
