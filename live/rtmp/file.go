package rtmp

import (
	"errors"
	"fmt"
	"io"
	"time"

	"stagedoor/live"
)

// A Film is what an FLV file holds: RTMP's messages, kept.
type Film struct {
	Tracks  []live.Track
	Samples []live.Sample // as they stand in the file
}

// SetTracks and Write make a Film a Publisher, for the reading.
func (f *Film) SetTracks(t []live.Track) { f.Tracks = t }
func (f *Film) Write(s live.Sample)      { f.Samples = append(f.Samples, s) }
func (f *Film) End(error)                {}

// maxFilm bounds what ReadFLV keeps.
const maxFilm = 64 << 20

// ReadFLV reads a short FLV file, Video File Format Specification annex E.
func ReadFLV(r io.Reader) (*Film, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFilm+1))
	if err != nil {
		return nil, fmt.Errorf("FLV: %w", err)
	}
	const header, tagHeader, previous = 9, 11, 4
	if len(data) > maxFilm || len(data) < header+previous || string(data[:3]) != "FLV" {
		return nil, errors.New("FLV: not an FLV file of a bearable size")
	}
	film := &Film{}
	d := &demuxer{out: film}
	for rest := data[header+previous:]; len(rest) >= tagHeader; {
		size := int(rest[1])<<16 | int(rest[2])<<8 | int(rest[3])
		if len(rest) < tagHeader+size {
			return nil, errors.New("FLV: the file is cut off")
		}
		m := message{kind: rest[0], body: rest[tagHeader : tagHeader+size],
			time: uint32(rest[7])<<24 | uint32(rest[4])<<16 | uint32(rest[5])<<8 | uint32(rest[6])}
		if m.kind == typeAudio || m.kind == typeVideo {
			if err := d.tag(m, time.Time{}); err != nil {
				return nil, err
			}
		}
		rest = rest[min(len(rest), tagHeader+size+previous):]
	}
	if len(film.Samples) == 0 {
		return nil, errors.New("FLV: the file has no samples")
	}
	return film, nil
}
