package rtmp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"stagedoor/live"
)

// A Film is what an FLV file holds: RTMP's messages, kept.
type Film struct {
	Tracks  []live.Track
	Samples []live.Sample // as they stand in the file; At is zero
}

// SetTracks, Write and End make a Film a Publisher, for the reading.
func (f *Film) SetTracks(t []live.Track) { f.Tracks = t }

// Write keeps a sample.
func (f *Film) Write(s live.Sample) {
	s.At = time.Time{}
	f.Samples = append(f.Samples, s)
}

// End does nothing.
func (f *Film) End(error) {}

// maxFilm bounds what ReadFLV keeps.
const maxFilm = 64 << 20

// ReadFLV reads a short FLV file, Video File Format Specification annex E.
func ReadFLV(r io.Reader) (*Film, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFilm+1))
	if err != nil {
		return nil, fmt.Errorf("FLV: %w", err)
	}
	if len(data) > maxFilm {
		return nil, fmt.Errorf("FLV: the file is longer than %d bytes", maxFilm)
	}
	const header, previousTagSize = 9, 4
	if len(data) < header+previousTagSize || string(data[:3]) != "FLV" {
		return nil, errors.New("FLV: not an FLV file")
	}
	body := uint64(binary.BigEndian.Uint32(data[5:])) + previousTagSize // DataOffset, E.2
	if body < header || body > uint64(len(data)) {
		return nil, errors.New("FLV: not an FLV file")
	}
	film := &Film{}
	d := &demuxer{out: film}
	err = eachTag(data[body:], func(m message) error {
		const filter = 0x20 // encrypted
		if m.kind&filter != 0 {
			return errors.New("FLV: the file is encrypted")
		}
		if m.kind != typeAudio && m.kind != typeVideo {
			return nil
		}
		// The file is played by its own time.
		return d.tag(m, time.Time{}.Add(time.Duration(m.time)*time.Millisecond))
	})
	if err != nil {
		return nil, err
	}
	d.finish()
	if len(film.Samples) == 0 {
		return nil, errors.New("FLV: the file has no samples")
	}
	return film, nil
}
