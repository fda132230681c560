package push

import (
	"testing"
	"time"
)

var day = time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)

func TestBudget(t *testing.T) {
	b := budget{perSecond: 2, burst: 4}
	for _, tt := range []struct {
		what string
		at   time.Duration
		n    float64
		wait time.Duration
		ok   bool
	}{
		{"all at once", 0, 4, 0, true},
		{"one more", 0, 1, 500 * time.Millisecond, false},
		{"just before", 499 * time.Millisecond, 1, time.Millisecond, false},
		{"when it is there", 500 * time.Millisecond, 1, 0, true},
		{"the clock went back", 0, 1, 500 * time.Millisecond, false},
		{"after an hour it is not more than the burst", time.Hour, 5, 500 * time.Millisecond, false},
		{"but that", time.Hour, 4, 0, true},
	} {
		wait, ok := b.take(tt.n, day.Add(tt.at))
		if wait.Round(time.Microsecond) != tt.wait || ok != tt.ok {
			t.Errorf("%s: wait %v, %v, want %v, %v", tt.what, wait, ok, tt.wait, tt.ok)
		}
	}
	if b.idle(day.Add(time.Hour + time.Second)) {
		t.Error("idle a second after it was spent, want two")
	}
	if !b.idle(day.Add(time.Hour + 2*time.Second)) {
		t.Error("not idle two seconds after it was spent")
	}
}

func TestSpread(t *testing.T) {
	for _, tt := range []struct {
		n    int
		want time.Duration
	}{{0, 300 * time.Millisecond}, {120, 300 * time.Millisecond}, {400, time.Second}, {2000, 5 * time.Second}, {4000, 10 * time.Second}, {50000, 10 * time.Second}} {
		if got := spread(tt.n, 400); got != tt.want {
			t.Errorf("%d pages come back over %v, want %v", tt.n, got, tt.want)
		}
	}
}
