package push

import (
	"math"
	"time"
)

// A budget is a token bucket: so many at once, and so many a second after.
// Its zero value is empty; the caller guards it.
type budget struct {
	perSecond, burst float64
	spent            float64
	at               time.Time
}

// take spends n, or says after how long it could.
func (b *budget) take(n float64, now time.Time) (wait time.Duration, ok bool) {
	if passed := now.Sub(b.at).Seconds(); passed > 0 {
		b.spent = math.Max(0, b.spent-passed*b.perSecond)
		b.at = now
	}
	if b.spent+n > b.burst {
		return time.Duration((b.spent + n - b.burst) / b.perSecond * float64(time.Second)), false
	}
	b.spent += n
	return 0, true
}

// idle reports whether all of it is there again: it may be forgotten.
func (b *budget) idle(now time.Time) bool {
	return b.spent-now.Sub(b.at).Seconds()*b.perSecond <= 0
}

// spread is over how long n pages come back after the hub went away.
func spread(n int, perSecond float64) time.Duration {
	d := time.Duration(float64(n) / perSecond * float64(time.Second))
	return min(max(d, shortestSpread), longestSpread)
}
