package live

import (
	"bytes"
	"slices"
	"time"
)

// A Codec says how a track is coded.
type Codec string

// The codecs that pass through.
const (
	H264 Codec = "h264" // ISO/IEC 14496-10
	AAC  Codec = "aac"  // ISO/IEC 14496-3
)

// VideoScale is the ticks a second of every video track: MPEG's 90 kHz, in
// which a frame of 24, 25, 29.97, 30, 50, 59.94 and 60 fps is a whole number
// of ticks.
const VideoScale = 90000

// An Unsupported says what an encoder sends that does not pass through, by a
// name that is the same in every language: "H.265", "H.264 4:4:4".
type Unsupported struct{ Codec string }

func (u *Unsupported) Error() string { return "the encoder sends " + u.Codec }

// A Track is one elementary stream: what a reader must know before its first
// sample.
type Track struct {
	Codec Codec
	Scale int // ticks a second: VideoScale, or the sound's sampling rate

	// H264. The parameter sets are NAL units without start code or length.
	SPS, PPS      [][]byte
	Width, Height int     // of the picture, without what is cropped
	Profile       [3]byte // profile_idc, constraint flags, level_idc

	// AAC.
	Config   []byte // AudioSpecificConfig, ISO/IEC 14496-3 1.6.2.1
	Channels int
	Object   int // audio object type: 2 is AAC-LC
}

// Video reports whether the track is a picture.
func (t Track) Video() bool { return t.Codec == H264 }

// Time is how long ticks of the track last, and Ticks how many a time has.
// Both round to the nearest, so that ticks stay what they were there and back.
// Stamps of years overflow into other years, and harm nobody.
func (t Track) Time(ticks int64) time.Duration {
	s := int64(t.Scale)
	return time.Duration(ticks/s)*time.Second + time.Duration(divided(ticks%s*int64(time.Second), s))
}

// Ticks is Time the other way.
func (t Track) Ticks(d time.Duration) int64 {
	s := int64(t.Scale)
	return int64(d/time.Second)*s + divided(int64(d%time.Second)*s, int64(time.Second))
}

// divided rounds to the nearest.
func divided(n, by int64) int64 {
	if n < 0 {
		return (n - by/2) / by
	}
	return (n + by/2) / by
}

// Same reports whether a decoder that was set up for t plays o: when it does
// not, a new init segment and a discontinuity are due.
func (t Track) Same(o Track) bool {
	return t.Codec == o.Codec && t.Scale == o.Scale && bytes.Equal(t.Config, o.Config) &&
		slices.EqualFunc(t.SPS, o.SPS, bytes.Equal) && slices.EqualFunc(t.PPS, o.PPS, bytes.Equal)
}

// SameTracks is Same for all tracks of a publisher.
func SameTracks(a, b []Track) bool { return slices.EqualFunc(a, b, Track.Same) }
