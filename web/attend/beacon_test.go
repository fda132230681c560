package attend

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

// beaconsHeard notes beacons, as stage.Audience counts them.
type beaconsHeard struct{ all []string }

func (b *beaconsHeard) Beacon(id stagedoor.StageID, one stage.Beacon, _ time.Time) {
	b.all = append(b.all, fmt.Sprintf("%s %s %s %d %d %s", id, one.Start, one.Behind, one.Stalls, one.Errors, one.Watched))
}

// TestBeaconsAreBounded: what a page may say, how long it may be, and how
// often one is heard.
func TestBeaconsAreBounded(t *testing.T) {
	h, s := openHouse(t, "14:22")
	for _, tt := range []struct {
		what, form string
		preview    bool
		want       string // empty: passed over
	}{
		{"all of it", "stage=hall&start=412&stalls=1&behind=1400.7&errors=2&watched=10", false, "hall 412ms 1.4s 1 2 10s"},
		{"without a start", "stage=hall&stalls=0&behind=1400&errors=0&watched=10", false, "hall 0s 1.4s 0 0 10s"},
		{"nothing but the stage", "stage=attic", false, "attic 0s 0s 0 0 0s"},
		{"no stage", "stalls=1", false, ""},
		{"a stage that is not there", "stage=nowhere&stalls=1", false, ""},
		{"no number", "stage=hall&stalls=many", false, ""},
		{"ahead, by a clock that is off", "stage=hall&behind=-5&stalls=1", false, "hall 0s 0s 1 0 0s"},
		{"far below nothing", "stage=hall&behind=-1e300", false, ""},
		{"not a number", "stage=hall&behind=NaN", false, ""},
		{"endless", "stage=hall&behind=Inf", false, ""},
		{"huge", "stage=hall&errors=1e300", false, ""},
		{"long", "stage=hall&errors=1&more=" + strings.Repeat("x", maxBeacon), false, ""},
		{"the crew's preview", "stage=hall&stalls=1", true, ""},
	} {
		heard := &beaconsHeard{}
		p := &Pages{Board: h, States: s, Beacons: heard, Cookies: ui.Cookies{Port: "80"}}
		beacon(t, p, "ada", tt.form, "14:22", tt.preview)
		if got := strings.Join(heard.all, ", "); got != tt.want {
			t.Errorf("%s: heard %q, want %q", tt.what, got, tt.want)
		}
	}

	heard := &beaconsHeard{}
	p := &Pages{Board: h, States: s, Beacons: heard, Cookies: ui.Cookies{Port: "80"}}
	for range 5 {
		beacon(t, p, "ada", "stage=hall", "14:22", false)
	}
	beacon(t, p, "ada", "stage=attic", "14:22", false) // another stage
	beacon(t, p, "ben", "stage=hall", "14:22", false)
	beacon(t, p, "ada", "stage=hall", "14:23", false)
	if len(heard.all) != 4 {
		t.Errorf("%d beacons were heard, want one each 10 s of each login and stage, 4", len(heard.all))
	}
}

func beacon(t *testing.T, p *Pages, login, form, clock string, preview bool) {
	t.Helper()
	r := httptest.NewRequest("POST", "/beacon", strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: "login-80", Value: login + strings.Repeat("-", 43-len(login))})
	r = r.WithContext(ui.With(r.Context(), ui.Page{Zone: sofia, Now: at(clock), Preview: preview}))
	w := httptest.NewRecorder()
	if err := p.TakeBeacon(w, r); err != nil || w.Code != http.StatusNoContent {
		t.Errorf("%.80q answers %d %v, want 204 whatever it says", form, w.Code, err)
	}
}

// FuzzReadBeacon: what a page says is read or passed over, and within bounds.
func FuzzReadBeacon(f *testing.F) {
	for _, form := range []string{"start=412&stalls=1&behind=1400&errors=2&watched=10", "stalls=-1", "behind=NaN", "errors=1e9", "start=0x1p10", "%zz", "watched=;"} {
		f.Add(form)
	}
	f.Fuzz(func(t *testing.T, form string) {
		r := httptest.NewRequest("POST", "/beacon", strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		b, ok := readBeacon(r)
		if ok && (b.Start < 0 || b.Behind < 0 || b.Stalls < 0 || b.Errors < 0 || b.Watched < 0) {
			t.Errorf("%q is read as %+v: below nothing", form, b)
		}
	})
}
