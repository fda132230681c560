package attend

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// counted counts faults, as stage.Audience does.
type counted struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *counted) Fault(stage stagedoor.StageID, source stagedoor.SourceID, _ time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n[string(stage)+"/"+string(source)]++
}

// TestFaultsAreBounded: a fault counts when it is of what is on air, and once
// a minute and login, whatever is sent.
func TestFaultsAreBounded(t *testing.T) {
	h, s := openHouse(t, "14:22")
	h.change(func(s *stage.Snapshot) {
		s.Stages[0].OnAir = &stage.Source{ID: "v", Kind: stage.VimeoVideo, Ref: "1"}
		s.Stages[0].Air.Source = "v"
	})
	count := &counted{n: map[string]int{}}
	p := &Pages{Board: h, States: s, Faults: count, Cookies: ui.Cookies{Port: "80"}}
	report := func(login, stage, source, clock string, preview bool) {
		t.Helper()
		r := httptest.NewRequest("POST", "/fault", strings.NewReader(url.Values{"stage": {stage}, "source": {source}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.AddCookie(&http.Cookie{Name: "login-80", Value: login + strings.Repeat("-", 43-len(login))})
		r = r.WithContext(ui.With(r.Context(), ui.Page{Zone: sofia, Now: at(clock), Preview: preview}))
		w := httptest.NewRecorder()
		if err := p.TakeFault(w, r); err != nil || w.Code != http.StatusNoContent {
			t.Errorf("a report of %s answers %d %v", source, w.Code, err)
		}
	}
	for range 5 {
		report("ada", "hall", "v", "14:22", false)
	}
	report("ben", "hall", "v", "14:22", false)
	report("ada", "hall", "v", "14:23", false)  // a minute later
	report("eve", "hall", "a", "14:22", false)  // was on air
	report("eve", "attic", "v", "14:22", false) // is not there
	report("eve", "nowhere", "v", "14:22", false)
	report("mira", "hall", "v", "14:22", true) // crew
	if len(count.n) != 1 || count.n["hall/v"] != 3 {
		t.Errorf("counted %v, want 3 of hall/v and nothing else", count.n)
	}
}
