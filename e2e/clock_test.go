package e2e

import (
	"context"
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// hangs is when a viewer's request, or one of a crowd, is given up.
const hangs = 4 * patience

// A stopwatch measures by a clock that stands while the machine has no time for
// us: a limit of a second is the product's, and thirty other processes that
// want the same core are not. On a machine at rest it is any other clock.
type stopwatch struct {
	began time.Time
	none  time.Duration // what starved said then
}

func startWatch() stopwatch { return stopwatch{time.Now(), starved()} }

// took is how long it has run, and none how much of that the machine had no
// time for us, which does not count.
func (s stopwatch) took() (took, none time.Duration) {
	took = time.Since(s.began)
	none = min(took, max(0, starved()-s.none))
	return took - none, none
}

// over reports whether more than most has passed. Nothing is waited for much
// longer than that, whatever the machine does.
func (s stopwatch) over(most time.Duration) bool {
	if time.Since(s.began) <= most {
		return false
	}
	took, _ := s.took()
	return took > most || time.Since(s.began) > most+patience
}

// within is a context that ends when most has passed, or with cancel.
func (s stopwatch) within(most time.Duration) (ctx context.Context, cancel context.CancelFunc) {
	ctx, cancel = context.WithCancel(context.Background())
	go func() {
		for !s.over(most) {
			select {
			case <-ctx.Done():
				return
			case <-time.After(pollEvery):
			}
		}
		cancel()
	}()
	return ctx, cancel
}

// pressureTotal is the time for which something waited, in microseconds.
var pressureTotal = regexp.MustCompile(`(?m)^some .* total=(\d+)$`)

// starved is for how long, since the machine began, somebody wanted to run and
// got no core, or waited for the disk: Linux's pressure stall information. 0
// where there is none.
func starved() (sum time.Duration) {
	for _, of := range []string{"cpu", "io"} {
		b, err := os.ReadFile("/proc/pressure/" + of)
		if err != nil {
			continue
		}
		if m := pressureTotal.FindSubmatch(b); m != nil {
			us, _ := strconv.ParseInt(string(m[1]), 10, 64) // digits
			sum += time.Duration(us) * time.Microsecond
		}
	}
	return sum
}

// TestStopwatch: it counts while nobody waits for a core, and what it does not
// count it says.
func TestStopwatch(t *testing.T) {
	s := startWatch()
	for s.over(20*time.Millisecond) == false {
		time.Sleep(time.Millisecond)
	}
	took, none := s.took()
	if wall := time.Since(s.began); took <= 0 || none < 0 || took+none > wall {
		t.Errorf("it ran for %v and stood for %v, of %v", took, none, wall)
	}
	s.none -= time.Hour // the machine had no time at all
	if took, _ := s.took(); took != 0 {
		t.Errorf("it ran for %v while the machine had no time", took)
	}
	if s.over(10 * time.Millisecond) {
		t.Error("the limit is over, though the machine had no time")
	}
	s.began = s.began.Add(-patience - time.Second)
	if !s.over(time.Millisecond) {
		t.Error("it waits forever for a machine that has no time")
	}
}
