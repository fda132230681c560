package ui

import (
	"encoding/binary"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"stagedoor"
)

// TestClockIsTheServers: the script writes the hours of the server's zone data,
// also where the browser's say others, and goes on when the clocks change while
// the page is open. The viewer is in India.
func TestClockIsTheServers(t *testing.T) {
	t.Parallel() // it mostly waits
	utc := func(h, m int) time.Time { return time.Date(2027, 5, 13, h, m, 0, 0, time.UTC) }
	zones := []struct {
		name    string
		offsets []int    // minutes, until 11:00 UTC, until 13:00, and later
		clocks  []string // the conference's clock at 10:00, 11:30 and 13:30 UTC, and what is said of the viewer's
		talks   string   // a talk at 10:50 and one at 11:05 UTC, each with the viewer's hour, and the viewer's from one to the other
	}{
		{"America/Vancouver", []int{257, 317, 257}, // no browser knows that
			[]string{"14:17 Your clock says 15:30.", "16:47 Your clock says 17:00.", "17:47 Your clock says 19:00."}, "15:07 16:20 here, 16:22 16:35 here, 16:20–16:35"},
		{"Asia/Kolkata", []int{360, 300, 330}, // the browser takes it for the viewer's clock
			[]string{"16:00 Your clock says 15:30.", "16:30 Your clock says 17:00.", "19:00"}, "16:50 16:20 here, 16:05 16:35 here, 16:20–16:35"},
		{"Europe/Sofia", []int{330, 360, 345}, // the viewer's clock, for an hour
			[]string{"15:30", "17:30 Your clock says 17:00.", "19:15 Your clock says 19:00."}, "16:20, 17:05 16:35 here"},
		{"Pacific/Apia", []int{-705, -765, -705}, // another day
			[]string{"22:15 Your clock says Thu 15:30.", "22:45 Your clock says Thu 17:00.", "01:45 Your clock says 19:00."}, "23:05 Thu 16:20 here, 22:20 Thu 16:35 here, Thu 16:20–Thu 16:35"},
	}
	mux := http.NewServeMux()
	mux.Handle("/assets/", Assets())
	mux.HandleFunc("GET /look.css", func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Content-Type", "text/css") })
	p := samplePage(t, "en")
	p.Now = utc(10, 0)
	for _, tt := range zones {
		p.Zone = changing(t, tt.name, tt.offsets, utc(11, 0), utc(13, 0))
		surround := With(t.Context(), p)
		mux.HandleFunc("GET /"+tt.name, func(w http.ResponseWriter, r *http.Request) {
			row := func(starts time.Time) templ.Component {
				return TalkRow{Talk: stagedoor.Talk{Title: "Every queue", Starts: starts, Ends: starts.Add(time.Hour)}, Now: p.Now}.Show()
			}
			page := with(Attend(Head{Title: "Lobby"}), Today(), templ.Raw(`<ol class="talks">`), row(utc(10, 50)), row(utc(11, 5)),
				templ.Raw(`</ol><dl>`), WhereYouAre(utc(10, 50), utc(11, 5)), templ.Raw(`</dl>`))
			if err := Render(w, r.WithContext(surround), page); err != nil {
				t.Error(err)
			}
		})
	}
	srv := httptest.NewServer(mux)
	defer srv.Close()

	b := playing{t, browser(t)}
	b.before(`(Real => {
		window.at = 0; // the browser's clock stands where the test puts it
		window.Date = class extends Real { constructor(...of) { super(...(of.length ? of : [at])) } static now() { return at } };
	})(Date)`)
	if _, err := chromedp.Call(b.ctx, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Kolkata"}); err != nil {
		t.Fatal(err)
	}
	shown := func(of, between string) string {
		return `[...new Set([...document.querySelectorAll("` + of + `")].filter(e => !e.hidden).map(e => e.textContent))].join("` + between + `")`
	}
	for _, tt := range zones {
		if err := chromedp.Do(b.ctx, chromedp.Navigate(srv.URL+"/"+tt.name)); err != nil {
			t.Fatal(err)
		}
		for i, at := range []time.Time{utc(10, 0), utc(11, 30), utc(13, 30)} {
			put := "at = " + strconv.FormatInt(at.UnixMilli(), 10)
			b.is(tt.name+": the clocks at "+at.Format("15:04")+" UTC", "("+put+", "+shown("[data-clock] b, b[data-clock], [data-yours]", " ")+")", tt.clocks[i])
		}
		b.is(tt.name+": the talks", shown("time[data-local], [data-mine-from]", ", "), tt.talks)
	}
}

// changing is a zone of that name whose clock goes by each of the offsets until
// the next of the moments: browsers know nothing of it.
func changing(t *testing.T, name string, minutes []int, at ...time.Time) *time.Location {
	t.Helper()
	data := append([]byte("TZif"), make([]byte, 16)...) // RFC 9636, version 1
	for _, n := range []int{0, 0, 0, len(at), len(minutes), 4} {
		data = binary.BigEndian.AppendUint32(data, uint32(n))
	}
	for _, moment := range at {
		data = binary.BigEndian.AppendUint32(data, uint32(moment.Unix()))
	}
	for i := range at {
		data = append(data, byte(i+1))
	}
	for _, east := range minutes {
		data = append(binary.BigEndian.AppendUint32(data, uint32(int32(east*60))), 0, 0)
	}
	zone, err := time.LoadLocationFromTZData(name, append(data, "LMT\x00"...))
	if err != nil {
		t.Fatal(err)
	}
	return zone
}
