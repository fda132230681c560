package program

import (
	"time"

	"stagedoor/live"
)

// The tracks of the output, always both.
const (
	picture = 0
	sound   = 1
)

// A line is the output's time: where each track has got to.
type line struct {
	out    Output
	scales [2]int
	last   [2]int64         // DTS of the last sample, in ticks; -1 before the first
	end    [2]time.Duration // when the last sample of a track ends, as far as is known
	frame  time.Duration    // how long a picture lasts, as seen last
}

// begin starts other tracks: a discontinuity.
func (l *line) begin(tracks []live.Track) {
	for i, t := range tracks {
		l.scales[i] = t.Scale
		l.last[i] = toTicks(l.end[i], t.Scale) - 1
	}
	l.out.SetTracks(tracks)
}

// write writes a sample whose DTS is in program time. One that would go back
// is dropped: it is sound that began before the splice.
func (l *line) write(s live.Sample) {
	if s.DTS <= l.last[s.Track] {
		return
	}
	at := toTime(s.DTS, l.scales[s.Track])
	if s.Track == picture {
		if d := at - l.end[picture] + l.frame; d > 0 && d < time.Second/4 {
			l.frame = d
		}
		l.end[picture] = at + l.frame
	} else {
		l.end[sound] = at + toTime(live.AACFrame, l.scales[sound])
	}
	l.last[s.Track] = s.DTS
	l.out.Write(s)
}

// here is the program time of a moment, but never before what was written.
func (l *line) here(zero, at time.Time) time.Duration {
	return max(at.Sub(zero), l.end[picture], 0)
}

// A splice puts an input's own time on the program's.
type splice struct {
	to   []int   // the output's track of each of the input's; -1 is dropped
	base []int64 // what is added to its DTS, in ticks
}

// newSplice has an input's sample at its own time own stand at program time at.
func newSplice(tracks []live.Track, own, at time.Duration) splice {
	var s splice
	var taken [2]bool
	for _, t := range tracks {
		to := sound
		if t.Video() {
			to = picture
		}
		if taken[to] {
			to = -1
		} else {
			taken[to] = true
		}
		s.to = append(s.to, to)
		s.base = append(s.base, toTicks(at-own, t.Scale))
	}
	return s
}

// rebased is the sample in program time; false when its track is dropped.
func (s splice) rebased(sm live.Sample) (live.Sample, bool) {
	to := s.to[sm.Track]
	sm.DTS += s.base[sm.Track]
	sm.Track = to
	return sm, to >= 0 && sm.DTS >= 0
}
