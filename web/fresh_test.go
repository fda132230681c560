package web

import (
	"log/slog"
	"net/http/httptest"
	"regexp"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/push"
	"stagedoor/web/attend"
)

// TestHelloTellsWhatThePageWasMadeWith: a page compares the version that it
// was made with with the one that its hello tells.
func TestHelloTellsWhatThePageWasMadeWith(t *testing.T) {
	made := regexp.MustCompile(`data-push="([^"]*)"[^>]* data-v="([^"]+)"`)
	for _, path := range []string{"/lobby", "/stage/main"} {
		for _, lang := range []string{"en", "bg"} {
			for _, opened := range []time.Time{{}, day.Add(time.Hour)} {
				s := testServer(t, stagedoor.Conference{DoorsOpen: opened})
				s.Attend.States = attend.NewStates(attend.StatesOptions{
					Board: standing{board{s.Attend.Board.Now()}}, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return day },
				})
				to := &lastVisit{}
				s.Push = to
				page := askIn(s, lang, path)
				m := made.FindStringSubmatch(page)
				if m == nil {
					t.Fatalf("%s hears nothing:\n%s", path, page)
				}
				askIn(s, lang, m[1])
				if got := versionOf(to.got); got != m[2] {
					t.Errorf("%s in %s, doors at %v: made with %q, told %q", path, lang, opened, m[2], got)
				}
			}
		}
	}
}

func versionOf(v *push.Visit) string {
	if v == nil || v.Version == nil {
		return ""
	}
	return v.Version()
}

// askIn is what Ada's browser is answered in a language.
func askIn(s *Server, lang, path string) string {
	r := httptest.NewRequest("GET", "https://conf.example"+path, nil)
	r.Header.Set("Cookie", "login-80="+tokenOf("ada"))
	r.Header.Set("Accept-Language", lang)
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w.Body.String()
}
