package mail

import (
	"math/rand/v2"
	"time"
)

// A pacer spreads messages evenly: at most perMinute in any minute, but for
// the first. The zero value is ready.
type pacer struct {
	next time.Time // no message before
}

// take reserves the next place and returns how long to wait for it.
func (p *pacer) take(now time.Time, perMinute int) time.Duration {
	if perMinute <= 0 {
		return 0
	}
	if p.next.Before(now) {
		p.next = now
	}
	wait := p.next.Sub(now)
	p.next = p.next.Add(time.Minute / time.Duration(perMinute))
	return wait
}

const (
	firstRetry = time.Minute
	lastRetry  = time.Hour
	maxTries   = 12 // 1, 2, 4 … 60, 60 minutes: about seven hours, more than greylisting or a full mailbox's night
	awayFirst  = 5 * time.Second
	awayLast   = 5 * time.Minute
	settingsIn = 5 * time.Minute // somebody may have mended it at the vendor's
)

// retryIn is how long a letter waits after its nth try, n from 1: doubled
// each time, a fifth off either way so that they do not come back together,
// never sooner than the server asked for.
func retryIn(n int, asked time.Duration) time.Duration {
	return max(asked, jitter(doubled(firstRetry, lastRetry, n)))
}

// awayIn is the same for the whole outbox, after n fruitless tries in a row.
func awayIn(n int, asked time.Duration) time.Duration {
	return max(asked, jitter(doubled(awayFirst, awayLast, n)))
}

func doubled(first, last time.Duration, n int) time.Duration {
	d := first
	for i := 1; i < n && d < last; i++ {
		d *= 2
	}
	return min(d, last)
}

func jitter(d time.Duration) time.Duration {
	return time.Duration(float64(d) * (0.8 + 0.4*rand.Float64()))
}
