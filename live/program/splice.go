package program

import (
	"time"

	"stagedoor/live"
)

const (
	// jump is how far a publisher's time may go from one sample to the next:
	// beyond it, forward or backward, its clock was set.
	jump = time.Second
	// farthest is the largest DTS that is believed: twelve years of 90 kHz. Up
	// to it no sum here overflows.
	farthest = 1 << 45
)

// A splice puts an input's own time on media time.
type splice struct {
	to    []int   // the output's track of each of the input's; -1 is dropped
	base  []int64 // what is added to its DTS, in ticks
	leads int     // the track that the run goes by: the picture, or sound alone
	track live.Track
	last  int64 // its last DTS
}

// newSplice has the sample first, of the track that leads, stand at at.
func newSplice(tracks []live.Track, first live.Sample, at time.Duration) *splice {
	s := &splice{leads: first.Track, track: tracks[first.Track], last: first.DTS - 1}
	shift := s.track.Time(s.track.Ticks(at) - first.DTS)
	for i, to := range places(tracks) {
		s.to = append(s.to, to)
		if to < 0 {
			s.base = append(s.base, 0)
			continue
		}
		s.base = append(s.base, tracks[i].Ticks(shift))
	}
	return s
}

// places says which track of the output each of an input's is; -1 is none.
func places(tracks []live.Track) []int {
	var taken [2]bool
	out := make([]int, len(tracks))
	for i, t := range tracks {
		out[i] = sound
		if t.Video() {
			out[i] = picture
		}
		if taken[out[i]] || t.Scale <= 0 {
			out[i] = -1
		} else {
			taken[out[i]] = true
		}
	}
	return out
}

// leader is the track that leads an input: its picture, or its sound when it
// has no other; -1 when it has nothing that can be shown.
func leader(tracks []live.Track) int {
	leads := -1
	for i, to := range places(tracks) {
		if to == picture {
			return i
		}
		if to == sound {
			leads = i
		}
	}
	return leads
}

// believable reports whether a sample can be put anywhere.
func believable(s live.Sample, tracks []live.Track) bool {
	return s.Track >= 0 && s.Track < len(tracks) && len(s.Data) > 0 && s.DTS > -farthest && s.DTS < farthest
}

// follows reports whether a sample goes on where the run is; when it does not,
// the publisher's clock jumped.
func (s *splice) follows(sm live.Sample) bool {
	if sm.Track != s.leads {
		return true
	}
	d := s.track.Time(sm.DTS - s.last)
	return d >= -jump && d <= jump
}

// rebased is the sample in media time, on the output's track.
func (s *splice) rebased(sm live.Sample) (out live.Sample, to int) {
	if sm.Track == s.leads {
		s.last = sm.DTS
	}
	sm.DTS += s.base[sm.Track]
	return sm, s.to[sm.Track]
}
