package rtmp

import (
	"encoding/binary"
	"errors"

	"stagedoor/live"
)

// H.264's NAL unit types that are not a picture's, ISO/IEC 14496-10 table 7-1.
const (
	nalIDR    = 5
	nalSPS    = 7
	nalPPS    = 8
	nalAUD    = 9
	nalFiller = 12
)

// units makes of an access unit as it was sent one as a Sample holds it:
// lengths of four bytes, without delimiters and filler. Parameter sets that
// an encoder sends within, and that differ, become the track's. A picture may
// have many slices; it is a key frame when one is an IDR's.
func (d *demuxer) units(b []byte) (data []byte, key bool, err error) {
	out := make([]byte, 0, len(b)+16)
	var sps, pps [][]byte
	for len(b) > 0 {
		if len(b) < d.nalLength {
			return nil, false, errors.New("FLV: a NAL unit's length is cut off")
		}
		n := 0
		for _, c := range b[:d.nalLength] {
			n = n<<8 | int(c)
		}
		b = b[d.nalLength:]
		if n > len(b) {
			return nil, false, errors.New("FLV: a NAL unit leads beyond its message")
		}
		nal := b[:n]
		b = b[n:]
		if n == 0 {
			continue
		}
		switch nal[0] & 0x1f {
		case nalAUD, nalFiller:
			continue
		case nalSPS:
			sps = append(sps, append([]byte(nil), nal...))
			continue
		case nalPPS:
			pps = append(pps, append([]byte(nil), nal...))
			continue
		case nalIDR:
			key = true
		}
		out = binary.BigEndian.AppendUint32(out, uint32(n))
		out = append(out, nal...)
	}
	if len(sps) > 0 && len(pps) > 0 {
		t, err := live.H264Track(sps, pps)
		if err != nil {
			return nil, false, err
		}
		d.setPicture(t)
	}
	return out, key, nil
}
