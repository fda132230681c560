package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// TestCode uses values that a third program made: what the load signs in with
// must be what letters say.
func TestCode(t *testing.T) {
	secret := make([]byte, 32)
	for i := range secret {
		secret[i] = byte(i)
	}
	for attendee, want := range map[string]string{"01attendee": "XKCFH0X7T4EJ", "02attendee": "R7DABQ7PX057"} {
		if got := code(secret, "01conference", attendee); got != want {
			t.Errorf("code of %s = %s, want %s", attendee, got, want)
		}
	}
}

func TestReportJudges(t *testing.T) {
	made := func(logins, pages, mb float64, failed uint64) result {
		r := result{LoginsS: logins, StepsPerS: map[string]float64{"stages": pages}, Failed: failed}
		r.Server = append(r.Server, struct {
			RSSMaxMB float64 `json:"rss_max_mb"`
			Cores    float64 `json:"cores_avg"`
		}{RSSMaxMB: mb})
		return r
	}
	ref := made(5000, 10000, 30, 0)
	for _, tt := range []struct {
		name  string
		ours  result
		short int // lines that fall short
	}{
		{"all as asked", made(3250, 8000, 99, 0), 0},
		{"slow at the door", made(3249, 8000, 50, 0), 1},
		{"slow pages", made(4000, 7999, 50, 0), 1},
		{"too much memory", made(4000, 9000, 100, 0), 1},
		{"memory that was not measured", made(4000, 9000, 0, 0), 1},
		{"an error", made(4000, 9000, 50, 1), 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			ok := report(&out, settings{}, [4]result{ref, tt.ours, ref, tt.ours}, time.Unix(0, 0))
			if got := strings.Count(out.String(), "falls short"); got != tt.short || ok != (tt.short == 0) {
				t.Errorf("%d figures fall short, ok %v; want %d\n%s", got, ok, tt.short, out.String())
			}
		})
	}
}

func TestReportOfOpenPagesJudges(t *testing.T) {
	made := func(p99, kb float64, cpu time.Duration, messages uint64) heard {
		h := heard{Open: 100, Messages: messages, KBPerConn: kb, cpu: cpu}
		h.Latency.P99 = p99
		return h
	}
	for _, tt := range []struct {
		name  string
		ours  heard
		short int
	}{
		{"all as asked", made(249, 23, 199*time.Millisecond, 100*takes), 0},
		{"late", made(250, 23, 199*time.Millisecond, 100*takes), 1},
		{"too much memory", made(249, 24, 199*time.Millisecond, 100*takes), 1},
		{"too much of the processor", made(249, 23, 200*time.Millisecond, 100*takes), 1},
		{"one missed one", made(249, 23, 199*time.Millisecond, 100*takes-1), 1},
		{"one was lost, and came back in time", heard{Open: 100, Messages: 100 * takes, KBPerConn: 23, cpu: 1, Latency: made(249, 0, 0, 0).Latency, Errors: map[string]uint64{"lost_eof": 1}}, 1},
		{"nothing was measured", heard{}, 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			ok := reportHeard(&out, settings{attendees: 100}, tt.ours, made(76, 22, 166*time.Millisecond, 100*takes), time.Unix(0, 0))
			if got := strings.Count(out.String(), "falls short"); got != tt.short || ok != (tt.short == 0) {
				t.Errorf("%d figures fall short, ok %v; want %d\n%s", got, ok, tt.short, out.String())
			}
		})
	}
}

func TestReportOfPagesJudges(t *testing.T) {
	good := seen{Path: "/stage/hall", Performance: 95, Accessibility: 100, BestPractices: 95, First: 9, Requests: 11, Bytes: 60<<10 - 1}
	for _, tt := range []struct {
		name   string
		change func(*seen)
		want   bool
	}{
		{"all as asked", func(*seen) {}, true},
		{"slow", func(p *seen) { p.Performance = 94 }, false},
		{"not for all", func(p *seen) { p.Accessibility = 99 }, false},
		{"bad practice", func(p *seen) { p.BestPractices = 94 }, false},
		{"too many requests", func(p *seen) { p.First = 10 }, false},
		{"too heavy", func(p *seen) { p.Bytes = 60 << 10 }, false},
		{"the lobby may be heavier", func(p *seen) { p.Path, p.Bytes, p.First = "/lobby", 100<<10, 12 }, true},
		{"no request was counted", func(p *seen) { p.First = 0 }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := good
			tt.change(&p)
			var out bytes.Buffer
			if ok := reportSeen(&out, []seen{p}, time.Unix(0, 0)); ok != tt.want {
				t.Errorf("it is judged %v, want %v\n%s", ok, tt.want, out.String())
			}
		})
	}
}

// TestAllTalksAreToday, at whatever hour: the lobby shows one day.
func TestAllTalksAreToday(t *testing.T) {
	for h := range 24 {
		now := time.Date(2027, 5, 13, h, 59, 0, 0, time.UTC)
		name, zone := morning(now)
		known, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		local := now.In(known)
		if !local.Equal(now) || local.Hour() != now.In(zone).Hour() || local.Hour() < 10 || local.Hour() > 12 {
			t.Errorf("at %v it is %v in %s, want ten to twelve", now, local, name)
		}
	}
}
