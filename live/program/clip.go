package program

import (
	"errors"
	"time"

	"stagedoor/live"
)

// A Clip is the slate as it is coded: a picture that begins with a key frame,
// and silence, which also stands in for the sound of a rung that has none.
type Clip struct {
	Tracks  []live.Track  // a picture and sound
	Samples []live.Sample // in order of decoding, from DTS 0
	Length  time.Duration // after which it begins again
}

func (c Clip) validate() error {
	if len(c.Tracks) != 2 || !c.Tracks[picture].Video() || c.Tracks[sound].Video() || c.Length <= 0 {
		return errors.New("the slate needs a picture, sound and a length")
	}
	var has [2]bool
	for _, s := range c.Samples {
		if s.Track != picture && s.Track != sound {
			return errors.New("the slate has a sample of no track")
		}
		if s.Track == picture && !has[picture] && !s.Key {
			return errors.New("the slate does not begin with a key frame")
		}
		has[s.Track] = true
	}
	if !has[picture] || !has[sound] {
		return errors.New("the slate has no picture or no sound")
	}
	return nil
}

// of are the samples of one track.
func (c Clip) of(track int) []live.Sample {
	var out []live.Sample
	for _, s := range c.Samples {
		if s.Track == track {
			out = append(out, s)
		}
	}
	return out
}

// A player plays one track of a clip, over and over.
type player struct {
	samples []live.Sample
	scale   int
	length  int64 // of a round, in ticks
	start   int64 // of this round, in ticks of the program
	next    int   // of samples
}

// from begins at the clip's beginning, at a program time.
func (p *player) from(at time.Duration) {
	p.start, p.next = toTicks(at, p.scale), 0
}

// peek is when the next sample is due.
func (p *player) peek() time.Duration {
	return toTime(p.start+p.samples[p.next].DTS, p.scale)
}

// take returns the next sample, its DTS in program time.
func (p *player) take() live.Sample {
	s := p.samples[p.next]
	s.DTS += p.start
	if p.next++; p.next == len(p.samples) {
		p.next = 0
		p.start += p.length
	}
	return s
}

func newPlayer(c Clip, track int) player {
	p := player{samples: c.of(track), scale: c.Tracks[track].Scale}
	p.length = toTicks(c.Length, p.scale)
	if track == sound { // whole frames, so that silence has no seam
		p.length = int64(len(p.samples)) * live.AACFrame
	}
	return p
}

func toTime(ticks int64, scale int) time.Duration {
	s := int64(scale)
	return time.Duration(ticks/s)*time.Second + time.Duration(ticks%s)*time.Second/time.Duration(s)
}

func toTicks(t time.Duration, scale int) int64 {
	s := int64(scale)
	return int64(t/time.Second)*s + int64(t%time.Second)*s/int64(time.Second)
}
