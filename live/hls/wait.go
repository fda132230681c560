package hls

import (
	"context"
	"net/http"
	"time"
)

// newTimer is what Muxer.timers has when it has none.
func newTimer() any {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return t
}

// holdFor is the longest that a request is held, 6.2.5.2: three target
// durations.
const holdFor = 3 * target

// A wish is what a request waits for: a part of the playlist, as has takes
// it, or the file that the playlist hints at.
type wish struct {
	msn  int64
	part int
	file string
}

func (w wish) in(s *snapshot) bool {
	if w.file != "" {
		return s.over || s.hint != w.file
	}
	return s.has(w.msn, w.part)
}

// wait returns the first snapshot from s on that holds what is wished for, or
// the status of the refusal.
func (m *Muxer) wait(ctx context.Context, s *snapshot, w wish) (*snapshot, int) {
	if w.in(s) {
		return s, 0
	}
	timer := m.timers.Get().(*time.Timer)
	timer.Reset(holdFor)
	defer func() {
		timer.Stop()
		m.timers.Put(timer)
	}()
	for {
		select {
		case <-s.next:
		case <-timer.C:
			return nil, http.StatusServiceUnavailable
		case <-m.left:
			return nil, http.StatusServiceUnavailable
		case <-ctx.Done():
			return nil, http.StatusServiceUnavailable
		}
		if s = m.snap.Load(); w.in(s) {
			return s, 0
		}
	}
}
