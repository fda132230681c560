package attend

import (
	"sync"
	"time"
)

// seldomMost is how many are remembered for one span of time; who is beyond
// is not heard until it is over.
const seldomMost = 40_000

// A seldom hears each of many once a span of time. The zero value is empty.
type seldom struct {
	mu          sync.Mutex
	began       time.Time            // of the span that now counts
	now, before map[string]time.Time // when each was heard, in this span and in the one before it
}

// first reports whether who may be heard at now, and notes that they were.
// Every call must say the same span.
func (s *seldom) first(who string, span time.Duration, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Sub(s.began) >= span {
		s.began, s.before, s.now = now, s.now, map[string]time.Time{}
	}
	if _, heard := s.now[who]; heard || len(s.now) >= seldomMost {
		return false
	}
	if last, heard := s.before[who]; heard && now.Sub(last) < span {
		return false
	}
	s.now[who] = now
	return true
}
