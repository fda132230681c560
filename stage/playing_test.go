package stage

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

func TestBeaconsWithinBounds(t *testing.T) {
	for _, tt := range []struct{ what, told, want string }{
		{"as told", fmt.Sprint(Beacon{400 * time.Millisecond, 1400 * time.Millisecond, 1, 2, 10 * time.Second}.bounded()), "{400ms 1.4s 1 2 10s}"},
		{"a laptop that slept", fmt.Sprint(Beacon{0, time.Hour, 3, 0, 10 * time.Second}.bounded()), "{0s 1m0s 3 0 10s}"},
		{"a lie", fmt.Sprint(Beacon{time.Hour, time.Hour, 1e6, -1, time.Second}.bounded()), "{1m0s 1m0s 60 0 1s}"},
		{"three minutes at once", fmt.Sprint(Beacon{0, 0, 6, 3, 3 * time.Minute}.bounded()), "{0s 0s 2 1 3m0s}"},
	} {
		if tt.told != tt.want {
			t.Errorf("%s: %s, want %s", tt.what, tt.told, tt.want)
		}
	}
}

func TestMedian(t *testing.T) {
	for _, tt := range []struct {
		told []time.Duration
		want string // to a tenth of a second
	}{
		{nil, "0.0"},
		{[]time.Duration{0}, "0.0"}, // not told
		{[]time.Duration{time.Nanosecond}, "0.1"},
		{[]time.Duration{1400 * time.Millisecond}, "1.4"},
		{[]time.Duration{time.Second, 1400 * time.Millisecond, time.Minute}, "1.4"}, // one straggler changes nothing
		{[]time.Duration{time.Minute}, "60.9"},
		{[]time.Duration{2 * time.Hour}, "64.5"}, // unbounded: the last size
	} {
		var s Spread
		for _, d := range tt.told {
			s = s.with(d)
		}
		if got := fmt.Sprintf("%.1f", s.Median().Seconds()); got != tt.want {
			t.Errorf("the median of %v is %s s, want %s", tt.told, got, tt.want)
		}
	}
}

func TestPlayingAdds(t *testing.T) {
	var a, b Playing
	a = a.with(Beacon{Start: time.Second, Behind: 2 * time.Second, Stalls: 1}).with(Beacon{Behind: 2 * time.Second})
	b = b.with(Beacon{Behind: 4 * time.Second, Errors: 3})
	was := fmt.Sprint(a, b)
	sum := a.Plus(b)
	if got := fmt.Sprintf("%d %d %d %.0f %.0f", sum.Beacons, sum.Stalls, sum.Errors, sum.Starts.Median().Seconds(), sum.Behinds.Median().Seconds()); got != "3 1 3 1 2" {
		t.Errorf("together they say %s, want 3 1 3 1 2", got)
	}
	if got := fmt.Sprint(a, b); got != was {
		t.Errorf("adding changed %s into %s", was, got)
	}
}

// TestAudienceHearsPlayers: what players said is forgotten after a minute.
func TestAudienceHearsPlayers(t *testing.T) {
	s := newTally()
	a := counting(t, s, "a", nil)
	now := time.Unix(1_800_000_000, 0)
	a.Beacon("hall", Beacon{Behind: time.Second, Stalls: 2}, now)
	a.Beacon("nowhere", Beacon{Stalls: 2}, now)
	a.Beacon("hall", Beacon{Behind: time.Second, Stalls: 1}, now.Add(30*time.Second))
	for _, tt := range []struct {
		after time.Duration
		want  int
	}{{31 * time.Second, 3}, {66 * time.Second, 1}, {2 * time.Minute, 0}} {
		if err := a.step(t.Context(), now.Add(tt.after)); err != nil {
			t.Fatal(err)
		}
		if got := a.Now()["hall"].Playing.Stalls; got != tt.want {
			t.Errorf("%s later: %d stalls within the last minute, want %d", tt.after, got, tt.want)
		}
		if _, there := a.Now()["nowhere"]; there {
			t.Error("a stage that is not there has players")
		}
	}
}

// For the race detector.
func TestBeaconsConcurrently(t *testing.T) {
	a := counting(t, newTally(), "a", nil)
	now := time.Unix(1_800_000_000, 0)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 200 {
				a.Beacon("hall", Beacon{Behind: time.Second}, now)
			}
		})
	}
	all.Go(func() {
		for range 20 {
			if err := a.step(t.Context(), now); err != nil {
				t.Error(err)
			}
			_ = a.Now()["hall"].Playing.Behinds.Median()
		}
	})
	all.Wait()
	if err := a.step(t.Context(), now); err != nil || a.Now()["hall"].Playing.Beacons != 800 {
		t.Errorf("%+v, %v; want all 800 beacons", a.Now(), err)
	}
}
