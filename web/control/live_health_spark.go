package control

import (
	"strconv"
	"strings"
)

// The sparkline's box: two units a second, the newest at its right end. It is
// stretched to its place.
const (
	sparkWide = 120
	sparkHigh = 40
	sparkTop  = 2  // where the most of the minute is
	sparkZero = 38 // where nothing is
)

// sparkLine is the minute as one stroke, an SVG path; empty for less than two
// seconds.
func sparkLine(minute []Second) string {
	if len(minute) < 2 {
		return ""
	}
	most := 1
	for _, s := range minute {
		most = max(most, s.Bits)
	}
	var out strings.Builder
	for i, s := range minute {
		out.WriteByte("ML"[min(i, 1)])
		out.WriteString(strconv.Itoa(sparkAt(minute, i)))
		out.WriteByte(',')
		out.WriteString(strconv.FormatFloat(sparkZero-float64(s.Bits)/float64(most)*(sparkZero-sparkTop), 'f', 1, 64))
	}
	return out.String()
}

// sparkAt is where second i ends.
func sparkAt(minute []Second, i int) int { return sparkWide - 2*(len(minute)-1-i) }

// A sparkGap is where a gap is washed.
type sparkGap struct{ X, Width int }

// sparkGaps are the gaps; those of neighbouring seconds are one.
func sparkGaps(minute []Second) (out []sparkGap) {
	for i, s := range minute {
		x := sparkAt(minute, i) - 2
		switch {
		case !s.Gap:
		case len(out) > 0 && out[len(out)-1].X+out[len(out)-1].Width == x:
			out[len(out)-1].Width += 2
		default:
			out = append(out, sparkGap{x, 2})
		}
	}
	return out
}
