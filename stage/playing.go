package stage

import (
	"math"
	"time"
)

// A Beacon is what the player of one page says of itself since the last one.
type Beacon struct {
	Start   time.Duration // from the tap to the first picture; 0 or less: not told
	Behind  time.Duration // the latest picture's age; 0 or less: not told
	Stalls  int
	Errors  int
	Watched time.Duration // since the last beacon
}

// What a beacon can say at most: more is somebody's sleeping laptop, or a lie.
const (
	maxTold  = time.Minute
	maxCount = 60
)

// bounded is b within what a beacon can say. One about more than a minute
// counts as its share of a minute.
func (b Beacon) bounded() Beacon {
	b.Start, b.Behind = min(b.Start, maxTold), min(b.Behind, maxTold)
	share := func(n int) int {
		n = max(0, min(n, maxCount))
		if b.Watched > time.Minute {
			n = int(math.Round(float64(n) * float64(time.Minute) / float64(b.Watched)))
		}
		return n
	}
	b.Stalls, b.Errors = share(b.Stalls), share(b.Errors)
	return b
}

// A Playing is what the players on a stage's pages said within the last
// minute. Those of several processes add.
type Playing struct {
	Beacons int    `json:"n"`
	Stalls  int    `json:"stalls"`
	Errors  int    `json:"errors"`
	Starts  Spread `json:"starts"`
	Behinds Spread `json:"behinds"`
}

// with is p and one beacon more.
func (p Playing) with(b Beacon) Playing {
	b = b.bounded()
	p.Beacons++
	p.Stalls += b.Stalls
	p.Errors += b.Errors
	p.Starts, p.Behinds = p.Starts.with(b.Start), p.Behinds.with(b.Behind)
	return p
}

// Plus adds what other pages said. It changes neither.
func (p Playing) Plus(o Playing) Playing {
	return Playing{p.Beacons + o.Beacons, p.Stalls + o.Stalls, p.Errors + o.Errors, p.Starts.plus(o.Starts), p.Behinds.plus(o.Behinds)}
}

// A Spread counts times by their size, so that sums of many processes still
// have a median: each size is a twelfth of an octave (6 %) above the one
// before it, from 0.1 s on.
type Spread map[int]int

const (
	smallest   = 100 * time.Millisecond
	perOctave  = 12
	spreadMost = 112 // sizes; a minute is the 111th
)

func (s Spread) with(d time.Duration) Spread {
	if d <= 0 {
		return s
	}
	size := 0
	if d > smallest {
		size = int(math.Round(perOctave * math.Log2(float64(d)/float64(smallest))))
	}
	if s == nil {
		s = Spread{}
	}
	s[min(size, spreadMost)]++
	return s
}

func (s Spread) plus(o Spread) Spread {
	if len(s)+len(o) == 0 {
		return nil
	}
	out := Spread{}
	for _, one := range []Spread{s, o} {
		for size, n := range one {
			out[size] += n
		}
	}
	return out
}

// Median is the time that half of those who told are below; 0 when nobody
// told.
func (s Spread) Median() time.Duration {
	all := 0
	for _, n := range s {
		all += n
	}
	if all == 0 {
		return 0
	}
	seen := 0
	for size := range spreadMost + 1 {
		if seen += s[size]; 2*seen >= all {
			return time.Duration(float64(smallest) * math.Exp2(float64(size)/perOctave))
		}
	}
	return maxTold
}
