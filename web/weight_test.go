package web

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/web/attend"
)

// standing is a Board that never has anything new.
type standing struct{ board }

func (standing) Listen(func()) {}

// TestStagePageIsLight bounds what a phone in a train waits for before the
// player begins to load: the page itself and all that it names, compressed,
// with the fonts of its script.
func TestStagePageIsLight(t *testing.T) {
	const most, mostRequests = 60 << 10, 8
	s := testServer(t, stagedoor.Conference{})
	snap := s.Attend.Board.Now()
	hls := stage.Source{ID: "main", Kind: stage.HLS, URL: "https://live.example.org/hall/index.m3u8"}
	snap.Stages[0].Ladder = append(snap.Stages[0].Ladder, hls)
	snap.Stages[0].OnAir = &hls
	s.Attend.Public = &url.URL{Scheme: "https", Host: "conf.example"}
	s.Attend.States = attend.NewStates(attend.StatesOptions{Board: standing{board{snap}}, Log: slog.New(slog.DiscardHandler)})
	site := s.Handler()
	get := func(path, lang string) (size int, text string) {
		for _, zipped := range []bool{true, false} {
			r := httptest.NewRequest("GET", path, nil)
			r.AddCookie(&http.Cookie{Name: "login-80", Value: tokenOf("ada")})
			r.Header.Set("Accept-Language", lang)
			if zipped {
				r.Header.Set("Accept-Encoding", "gzip")
			}
			w := httptest.NewRecorder()
			site.ServeHTTP(w, r)
			b, err := io.ReadAll(w.Body)
			if err != nil || w.Code != http.StatusOK {
				t.Fatalf("GET %s: %d %v", path, w.Code, err)
			}
			if zipped {
				size = len(b)
			} else {
				text = string(b)
			}
		}
		return size, text
	}
	named := regexp.MustCompile(`(?:href|src)="(/(?:assets/|look\.css)[^"]*)"`)
	imported := regexp.MustCompile(`(?:from|import)\s*"\./([^"]+)"`)
	later := regexp.MustCompile(`import\("\./(live-[^"]+)"\)`) // loaded by every page that moves
	for _, tt := range []struct {
		lang  string
		fonts []string
	}{
		{"en", []string{"sofia-latin"}},
		{"bg", []string{"sofia-latin", "sofia-cyrillic"}},
	} {
		total, page := get("/stage/main", tt.lang)
		if !strings.Contains(page, "data-hls=") || !strings.Contains(page, `data-state="/state?stage=main"`) {
			t.Fatalf("this is no moving stage page with a player:\n%s", page)
		}
		var list []string
		for _, m := range named.FindAllStringSubmatch(page, -1) {
			list = append(list, strings.ReplaceAll(m[1], "&amp;", "&"))
		}
		sizes := map[string]int{"the page": total}
		for i := 0; i < len(list); i++ {
			size, text := get(list[i], tt.lang)
			sizes[list[i]] = size
			total += size
			var more []string
			switch {
			case strings.HasSuffix(list[i], ".js"):
				for _, m := range append(imported.FindAllStringSubmatch(text, -1), later.FindAllStringSubmatch(text, -1)...) {
					more = append(more, "/assets/"+m[1])
				}
			case strings.HasSuffix(list[i], ".css"):
				for _, f := range tt.fonts {
					if m := regexp.MustCompile(`\./(` + f + `-[A-Z0-9]+\.woff2)`).FindStringSubmatch(text); m != nil {
						more = append(more, "/assets/"+m[1])
					}
				}
			}
			for _, path := range more {
				if !slices.Contains(list, path) {
					list = append(list, path)
				}
			}
		}
		if requests := len(list) + 1; total > most || requests > mostRequests {
			t.Errorf("in %s a stage's page is %d bytes in %d requests, want at most %d in %d: %v", tt.lang, total, requests, most, mostRequests, sizes)
		}
		if len(list) < 5+len(tt.fonts) {
			t.Errorf("in %s only %q were found: the count counts nothing", tt.lang, list)
		}
		t.Logf("%s: %d bytes in %d requests: %v", tt.lang, total, len(list)+1, sizes)
	}
}
