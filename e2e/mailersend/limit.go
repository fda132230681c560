package mailersend

import (
	"net/http"
	"strconv"
	"time"
)

// A window counts requests in fixed stretches of time, as the vendor's
// headers describe them.
type window struct {
	length time.Duration
	limit  int
	begins time.Time
	used   int
}

// roll begins the next stretch when the last one is over. A day begins at
// midnight UTC; a minute with its first request.
func (w *window) roll(now time.Time) {
	if !w.begins.IsZero() && now.Before(w.begins.Add(w.length)) {
		return
	}
	w.used = 0
	if w.begins = now; w.length >= 24*time.Hour {
		w.begins = now.UTC().Truncate(24 * time.Hour)
	}
}

func (w *window) left() int         { return max(0, w.limit-w.used) }
func (w *window) resets() time.Time { return w.begins.Add(w.length) }
func (w *window) full() bool        { return w.used >= w.limit }

// limited counts a request to /v1/email and writes the limits' headers. It
// returns false when it has answered 429. It is called with s.mu held.
func (s *Server) limited(w http.ResponseWriter) bool {
	now := s.opt.Now()
	s.minute.roll(now)
	s.day.roll(now)
	h := w.Header()
	tooFast, tooMany := s.minute.full(), s.day.full()
	if !tooFast && !tooMany {
		s.minute.used++
		s.day.used++
	}
	h.Set("x-ratelimit-limit", strconv.Itoa(s.minute.limit))
	h.Set("x-ratelimit-remaining", strconv.Itoa(s.minute.left()))
	h.Set("x-ratelimit-reset", strconv.FormatInt(s.minute.resets().Unix(), 10))
	h.Set("x-apiquota-remaining", strconv.Itoa(s.day.left()))
	h.Set("x-apiquota-reset", s.day.resets().UTC().Format(time.RFC3339))
	switch {
	case tooMany:
		h.Set("retry-after", seconds(s.day.resets().Sub(now)))
		s.refuse(w, http.StatusTooManyRequests, "Your account reached its API daily quota limit. Upgrade to increase it. #MS42901", nil)
		return false
	case tooFast:
		h.Set("retry-after", seconds(s.minute.resets().Sub(now)))
		s.refuse(w, http.StatusTooManyRequests, "Your account reached its rate limit of "+strconv.Itoa(s.minute.limit)+
			" requests/min. Please wait before trying again. #MS42903", nil)
		return false
	}
	return true
}

// seconds is d in whole seconds, rounded up: who waits that long is let in.
func seconds(d time.Duration) string {
	return strconv.Itoa(int((max(d, 0) + time.Second - 1) / time.Second))
}
