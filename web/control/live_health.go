package control

import (
	"slices"
	"time"

	"stagedoor"
	"stagedoor/stage"
)

// Encoders says how the encoders do that publish to the stages' rungs.
type Encoders interface {
	// Address is what an encoder is told as its server, rtmp://HOST:PORT/live;
	// empty when this process takes none.
	Address() string
	// StreamKey is what the encoder of a rung shows.
	StreamKey(r stage.Source) string
	// Encoder is who publishes to a rung here, and who was refused last.
	Encoder(id stagedoor.StageID, source stagedoor.SourceID) stage.Encoder
	// Stranger is the last encoder whose key opens nothing.
	Stranger() stage.Refusal
	// Figures are how what it sends is. here is false when another process
	// keeps the stage: only that one knows.
	Figures(id stagedoor.StageID, source stagedoor.SourceID) (f Figures, here bool)
	// Still is a film of a rung's last key frame alone; nil for none.
	Still(id stagedoor.StageID, source stagedoor.SourceID) []byte
}

// Figures are how what an encoder sends is, as it was at most two seconds ago.
type Figures struct {
	Picture *Picture // nil: none
	Sound   *Sound   // nil: none
	BitRate int      // bits a second, over the last seconds
	Minute  []Second // oldest first, at most 60
	Gaps    int      // in the picture, within the last minute; one that goes on counts
	Stopped bool     // no picture has come for more than a second, though there was one or is to be
	Silent  bool     // likewise, nothing at all
	// Pace is how many times as fast as real time it sends; 0 while it sends in
	// time.
	Pace float64
	// SoundAfter is how much later the sound comes in than its picture, which
	// players put right while it is in bounds; below zero it is earlier.
	SoundAfter time.Duration
	// Drift is by how much more than at first the sound is heard later than
	// the picture that it belongs to; below zero it is early.
	Drift time.Duration
	// Unseen is for how long it has been on air and sent pictures, and the
	// stage's own program still shows what was there before; 0 when that is
	// not so.
	Unseen time.Duration
}

// A Second of what came.
type Second struct {
	Bits int
	Gap  bool // the picture stopped within it
}

// A Picture is how the picture is coded, and comes.
type Picture struct {
	Codec         string // "H.264"
	Profile       byte   // profile_idc
	Width, Height int
	FrameRate     float64       // a second; 0: not known yet
	KeyEvery      time.Duration // between key frames; 0: not known yet
	LastKey       time.Time
}

// A Sound is how the sound is coded.
type Sound struct {
	Codec    string // "AAC"
	Rate     int    // samples a second
	Channels int
}

// A Sending is one rung that an encoder publishes to, on the producer's page.
type Sending struct {
	Rung   stage.Source
	Alone  bool // the stage has no other of them
	Only   bool // to no other of them anything is sent
	By     stage.Encoder
	Is     Figures
	Here   bool
	Keeper string // the machine that keeps the stage
}

// Coming reports whether an encoder publishes.
func (s Sending) Coming() bool { return !s.By.Since.IsZero() }

// refusedLasts is how long a refusal is worth a line.
const refusedLasts = 10 * time.Minute

// sendings are a stage's rungs that encoders publish to; encoders may be nil.
func sendings(encoders Encoders, s stage.Showing, now time.Time) []Sending {
	all := s.Ingests()
	if encoders == nil || len(all) == 0 {
		return nil
	}
	out := make([]Sending, len(all))
	for i, r := range all {
		one := Sending{Rung: r, Alone: len(all) == 1, By: encoders.Encoder(s.ID, r.ID), Keeper: machineOf(s.Air.Keeper)}
		one.Is, one.Here = encoders.Figures(s.ID, r.ID)
		one.By.Refused = fresh(one.By.Refused, one.By.Since, now)
		out[i] = one
	}
	for i := range out {
		out[i].Only = !slices.ContainsFunc(out, func(o Sending) bool { return o.Rung.ID != out[i].Rung.ID && o.Coming() })
	}
	return out
}

// fresh is a refusal, if it is news still: none came in since, and it is not
// long ago.
func fresh(r stage.Refusal, since, now time.Time) stage.Refusal {
	if r.At.Before(since) || now.Sub(r.At) > refusedLasts {
		return stage.Refusal{}
	}
	return r
}
