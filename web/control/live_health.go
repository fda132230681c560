package control

import (
	"time"

	"stagedoor"
	"stagedoor/stage"
)

// Encoders says how the encoders do that publish to the stages' rungs.
type Encoders interface {
	// Server is where encoders send to: "rtmp://HOST:PORT/live"; empty when
	// this process takes none.
	Server() string
	// StreamKey is what the encoder of a rung shows.
	StreamKey(r stage.Source) string
	// Encoder is how a rung's encoder does; here is false in a process that
	// does not keep the stage, and so knows nothing of it.
	Encoder(id stagedoor.StageID, source stagedoor.SourceID) (e Encoder, here bool)
	// Still is a film of a rung's last key frame alone; nil for none.
	Still(id stagedoor.StageID, source stagedoor.SourceID) []byte
}

// An Encoder is how a rung's encoder does, as it was within the last two
// seconds.
type Encoder struct {
	Publishing bool
	Since      time.Time // it publishes
	Address    string    // where it sends from
	Name       string    // what it calls itself: "obs-output module (libobs version 31.1)"
	Refused    *Refusal  // the last one, on this rung; nil for none

	Picture *Picture // nil: it sends none
	Sound   *Sound   // nil: it sends none
	BitRate int      // bits a second, over the last few seconds
	Minute  []int    // bits of each second, oldest first, at most 60
	Gaps    int      // of the picture, within the last minute
	GapAt   []int    // in which of Minute's seconds they are
	// Drift is by how much the sound comes later than the picture that it
	// belongs to.
	Drift time.Duration
}

// A Picture is how an encoder's picture is coded.
type Picture struct {
	Codec         string // "H.264"
	Profile       byte   // profile_idc
	Width, Height int
	FrameRate     float64       // frames a second
	KeyEvery      time.Duration // between key frames; 0 while there was but one
	LastKey       time.Time
}

// A Sound is how an encoder's sound is coded.
type Sound struct {
	Codec    string // "AAC"
	Rate     int    // samples a second
	Channels int
}

// A Refusal is why an encoder was not let in.
type Refusal struct {
	At      time.Time
	Address string // where it came from
	Says    stagedoor.Sentence
}
