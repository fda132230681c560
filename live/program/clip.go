package program

import (
	"errors"
	"time"

	"stagedoor/live"
)

// A Clip is the slate as it is coded: a picture that begins with a key frame,
// and the sound's track. Of the sound only the track matters: while the slate
// is shown there is silence.
type Clip struct {
	Tracks  []live.Track  // a picture and sound
	Samples []live.Sample // in order of decoding; pictures are played evenly over Length
	Length  time.Duration // after which it begins again
}

func (c Clip) validate() error {
	if len(c.Tracks) != 2 || !c.Tracks[picture].Video() || c.Tracks[sound].Video() ||
		c.Tracks[picture].Scale <= 0 || c.Tracks[sound].Scale <= 0 || c.Length <= 0 {
		return errors.New("the slate needs a picture, sound and a length")
	}
	pictures := c.pictures()
	if len(pictures) == 0 || !pictures[0].Key {
		return errors.New("the slate does not begin with a key frame")
	}
	if c.Tracks[picture].Ticks(c.Length) < int64(len(pictures)) {
		return errors.New("the slate is too short for its pictures")
	}
	return nil
}

func (c Clip) pictures() []live.Sample {
	var out []live.Sample
	for _, s := range c.Samples {
		if s.Track == picture {
			out = append(out, s)
		}
	}
	return out
}

// A player plays a clip's picture, over and over.
type player struct {
	samples []live.Sample
	track   live.Track
	length  int64 // of a round, in ticks
	start   int64 // of this round, in ticks of media time
	next    int   // of samples
}

func newPlayer(c Clip) player {
	p := player{samples: c.pictures(), track: c.Tracks[picture]}
	p.length = p.track.Ticks(c.Length)
	return p
}

// from begins at the clip's beginning, at a media time.
func (p *player) from(at time.Duration) {
	p.start, p.next = p.track.Ticks(at), 0
}

// dts is evenly spaced: a file's stamps are in whole milliseconds.
func (p *player) dts() int64 { return p.start + p.length*int64(p.next)/int64(len(p.samples)) }

// peek is when the next picture is due.
func (p *player) peek() time.Duration { return p.track.Time(p.dts()) }

// take returns the next picture, its DTS in media time.
func (p *player) take() live.Sample {
	s := p.samples[p.next]
	s.DTS = p.dts()
	if p.next++; p.next == len(p.samples) {
		p.next = 0
		p.start += p.length
	}
	return s
}
