package control_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"stagedoor/schedule"
	"stagedoor/web/control"
)

// countedDays counts how often the day is read.
type countedDays struct {
	control.Days
	n atomic.Int32
}

func (d *countedDays) Shifts(ctx context.Context, now time.Time) ([]schedule.Shift, error) {
	d.n.Add(1)
	return d.Days.Shifts(ctx, now)
}

// TestTheFloorIsMadeForWhoLooks: while no page is open nothing is rendered or
// read; who comes gets what is, and who comes back hears what changed meanwhile.
func TestTheFloorIsMadeForWhoLooks(t *testing.T) {
	h := newHouse(t)
	h.onTheDay()
	days := &countedDays{Days: h.db}
	open := map[string]bool{}
	h.pages.Floor.Days, h.pages.Floor.Hears = days, func(channel string) bool { return open[channel] }
	made := func(what string, want int32) {
		t.Helper()
		if got := days.n.Swap(0); got != want {
			t.Errorf("%s: the day was read %d times, want %d", what, got, want)
		}
	}
	h.refresh()
	h.refresh()
	made("nobody looks", 0)
	open["crew/producer/bg"] = true // it was loaded a moment ago, and has not asked
	h.refresh()
	if p, n := h.last("crew/producer/bg"); n != 1 || p.Pieces["tile-foundry"] == "" {
		t.Errorf("who looks at what was never made heard %d messages, want all", n)
	}
	delete(open, "crew/producer/bg")
	made("in Bulgarian alone", 1)
	first, _, _ := h.state("")
	made("somebody came", 1)
	open["crew/producer/en"] = true
	h.refresh()
	if _, n := h.last("crew/producer/en"); n != 0 {
		t.Errorf("%d messages though nothing changed", n)
	}
	h.act("foundry", "take", h.stage("foundry").Ladder[1].ID)
	h.airs()
	h.refresh()
	if _, n := h.last("crew/producer/bg"); n != 1 {
		t.Error("it was made in a language that nobody looks at")
	}
	if p, n := h.last("crew/producer/en"); n != 1 || !strings.Contains(p.Pieces["tile-foundry"], "Backup") {
		t.Errorf("%d messages, want the take", n)
	}
	days.n.Store(0)
	open["crew/producer/en"] = false // it sleeps
	h.act("attic", "release", "")
	h.airs()
	h.refresh()
	made("it sleeps", 0)
	open["crew/producer/en"] = true
	if err := h.pages.Floor.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p, n := h.last("crew/producer/en"); n != 2 || p.Pieces["tile-attic"] == "" {
		t.Errorf("it came back and heard %d messages, want the release", n)
	}
	if now, _, _ := h.state(""); now.V == first.V {
		t.Error("the state is as it was at first")
	}
}
