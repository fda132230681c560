package live

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// H264Track makes a track of its parameter sets. A picture that not every
// browser decodes is *Unsupported.
func H264Track(sps, pps [][]byte) (Track, error) {
	if !parameterSets(sps, nalSPS, 31) || !parameterSets(pps, nalPPS, 255) {
		return Track{}, errors.New("H.264: these are no parameter sets")
	}
	s, err := ParseSPS(sps[0])
	if err != nil {
		return Track{}, err
	}
	if err := s.plays(); err != nil {
		return Track{}, err
	}
	return Track{Codec: H264, Scale: VideoScale, SPS: sps, PPS: pps, Width: s.Width, Height: s.Height, Profile: s.Profile}, nil
}

// parameterSets reports whether the NAL units are 1 to most of a type, none
// longer than an encoder's.
func parameterSets(nals [][]byte, kind byte, most int) bool {
	for _, nal := range nals {
		if len(nal) < 2 || len(nal) > maxParameterSet || nal[0]&0x1f != kind {
			return false
		}
	}
	return len(nals) > 0 && len(nals) <= most
}

// plays says what of a picture some browser could not show. The record that
// DecoderConfig writes relies on it.
func (s SPS) plays() error {
	switch idc := s.Profile[0]; {
	case s.BitDepth > 8:
		return &Unsupported{fmt.Sprintf("H.264 %d bit", s.BitDepth)}
	case s.Chroma == 0:
		return &Unsupported{"H.264 4:0:0"}
	case s.Chroma == 2:
		return &Unsupported{"H.264 4:2:2"}
	case s.Chroma == 3:
		return &Unsupported{"H.264 4:4:4"}
	case idc != 66 && idc != 77 && idc != 100 && idc != 110 && idc != 122:
		return &Unsupported{fmt.Sprintf("H.264 profile %d", idc)}
	}
	return nil
}

// ParseDecoderConfig reads an AVCDecoderConfigurationRecord, ISO/IEC 14496-15
// 5.3.3.1, into the track that it describes; nalLength is how many bytes the
// length of each NAL unit has in the samples that follow.
func ParseDecoderConfig(record []byte) (t Track, nalLength int, err error) {
	malformed := errors.New("H.264: the decoder configuration is not well formed")
	if len(record) < 7 || record[0] != 1 {
		return Track{}, 0, malformed
	}
	rest := record[5:]
	sets := func(mask byte) (out [][]byte) {
		if len(rest) == 0 {
			return nil
		}
		n := int(rest[0] & mask)
		rest = rest[1:]
		for range n {
			if len(rest) < 2 {
				return nil
			}
			size := int(binary.BigEndian.Uint16(rest))
			if size == 0 || size > len(rest)-2 {
				return nil
			}
			out = append(out, append([]byte(nil), rest[2:2+size]...))
			rest = rest[2+size:]
		}
		return out
	}
	sps := sets(0x1f)
	pps := sets(0xff)
	if sps == nil || pps == nil {
		return Track{}, 0, malformed
	}
	t, err = H264Track(sps, pps)
	if err != nil {
		return Track{}, 0, err
	}
	return t, int(record[4]&3) + 1, nil
}

// DecoderConfig is the track's AVCDecoderConfigurationRecord, for lengths of
// four bytes.
func (t Track) DecoderConfig() []byte {
	b := append([]byte{1}, t.Profile[:]...)
	set := func(nals [][]byte) {
		for _, nal := range nals {
			b = binary.BigEndian.AppendUint16(b, uint16(len(nal)))
			b = append(b, nal...)
		}
	}
	b = append(b, 0xfc|(nalLength-1), 0xe0|byte(len(t.SPS)))
	set(t.SPS)
	b = append(b, byte(len(t.PPS)))
	set(t.PPS)
	switch t.Profile[0] {
	case 100, 110, 122, 144: // the record of the high profiles goes on
		const yuv420, bits8 = 0xfc | 1, 0xf8 // see plays
		b = append(b, yuv420, bits8, bits8, 0)
	}
	return b
}
