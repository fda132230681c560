package mail

import (
	"testing"
	"time"

	"stagedoor"
)

func TestRetriesComeLaterAndLater(t *testing.T) {
	for n, want := range map[int]time.Duration{1: time.Minute, 2: 2 * time.Minute, 5: 16 * time.Minute, 7: time.Hour, 12: time.Hour, 99: time.Hour} {
		seen := map[time.Duration]bool{}
		for range 50 {
			d := retryIn(n, 0)
			if d < want*8/10 || d > want*12/10 {
				t.Errorf("after try %d it waits %s, want %s a fifth off", n, d, want)
			}
			seen[d] = true
		}
		if len(seen) < 10 {
			t.Errorf("after try %d all come back together", n)
		}
	}
	if d := retryIn(1, 3*time.Hour); d != 3*time.Hour {
		t.Errorf("the server asked for 3 hours and gets %s", d)
	}
}

func TestStatusSaysWhenTheLastLeaves(t *testing.T) {
	now := time.Date(2027, 5, 1, 12, 0, 0, 0, time.UTC)
	counts := func(waiting, queued, sending int) map[stagedoor.LetterState]int {
		return map[stagedoor.LetterState]int{stagedoor.LetterWaiting: waiting, stagedoor.LetterQueued: queued, stagedoor.LetterSending: sending, stagedoor.LetterSent: 99}
	}
	for _, tt := range []struct {
		name  string
		state State
		pace  int
		takes time.Duration
		last  time.Duration // -1: never
	}{
		{"nothing to leave", State{Open: true, Counts: counts(0, 0, 0)}, 120, 0, -1},
		{"ten thousand at 120", State{Open: true, Counts: counts(0, 9990, 10)}, 120, 83*time.Minute + 20*time.Second, 83*time.Minute + 20*time.Second},
		{"not open", State{Counts: counts(240, 0, 0)}, 120, 2 * time.Minute, -1},
		{"paused", State{Open: true, Counts: counts(0, 120, 0), Pause: Pause{Until: now.Add(time.Hour)}}, 120, time.Minute, 61 * time.Minute},
		{"one put off", State{Open: true, Counts: counts(0, 120, 0), LastDue: now.Add(30 * time.Minute)}, 120, time.Minute, 30 * time.Minute},
		{"as fast as lately", State{Open: true, Counts: counts(0, 60, 0), Lately: 60, Since: now.Add(-2 * time.Minute)}, 0, 2 * time.Minute, 2 * time.Minute},
		{"three seconds after it began", State{Open: true, Counts: counts(0, 96, 0), Lately: 8, Since: now.Add(-3 * time.Second)}, 0, time.Minute, time.Minute},
		{"half a minute after it began", State{Open: true, Counts: counts(0, 60, 0), Lately: 30, Since: now.Add(-30 * time.Second)}, 0, time.Minute, time.Minute},
		{"a few tell nothing", State{Open: true, Counts: counts(0, 60, 0), Lately: 3, Since: now.Add(-100 * time.Second)}, 0, 30 * time.Second, 30 * time.Second},
		{"a guess", State{Open: true, Counts: counts(0, 60, 0)}, 0, 30 * time.Second, 30 * time.Second},
	} {
		got := statusOf(tt.state, Pace{PerMinute: tt.pace}, now)
		last := time.Duration(-1)
		if !got.Last.IsZero() {
			last = got.Last.Sub(now)
		}
		if got.Takes != tt.takes || last != tt.last {
			t.Errorf("%s: takes %s, the last in %s; want %s, %s", tt.name, got.Takes, last, tt.takes, tt.last)
		}
	}
}
