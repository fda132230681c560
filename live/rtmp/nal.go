package rtmp

import (
	"encoding/binary"
	"errors"
)

// H.264's NAL unit types that matter between slices, ISO/IEC 14496-10 table
// 7-1. Those from 1 to 5 are slices.
const (
	nalIDR    = 5
	nalSPS    = 7
	nalPPS    = 8
	nalAUD    = 9
	nalFiller = 12
)

// units makes of an access unit as it was sent one as a Sample holds it:
// lengths of four bytes, without delimiters, filler and parameter sets; those
// that differ from the track's become the track's. A picture may have many
// slices; it is a key frame when one is an IDR's. Data shares b where nothing
// has to change, and is empty where there is no slice.
func (d *demuxer) units(b []byte) (data []byte, key bool, err error) {
	plain, slices := d.nalLength == 4, false
	var sps, pps [][]byte
	size := 0
	err = eachUnit(b, d.nalLength, func(nal []byte) {
		kind := nal[0] & 0x1f
		key = key || kind == nalIDR
		slices = slices || kind >= 1 && kind <= nalIDR
		switch kind {
		case nalSPS:
			sps = append(sps, nal)
		case nalPPS:
			pps = append(pps, nal)
		}
		if stays(kind) {
			size += 4 + len(nal)
		}
	})
	if err != nil {
		return nil, false, err
	}
	if len(sps) > 0 || len(pps) > 0 {
		t, err := d.video.WithParameterSets(sps, pps)
		if err != nil {
			return nil, false, err
		}
		d.setPicture(t)
	}
	switch {
	case !slices:
		return nil, false, nil
	case plain && size == len(b):
		return b, key, nil
	}
	data = make([]byte, 0, size)
	eachUnit(b, d.nalLength, func(nal []byte) {
		if stays(nal[0] & 0x1f) {
			data = binary.BigEndian.AppendUint32(data, uint32(len(nal)))
			data = append(data, nal...)
		}
	})
	return data, key, nil
}

// stays reports whether a sample keeps NAL units of a type.
func stays(kind byte) bool {
	switch kind {
	case nalAUD, nalFiller, nalSPS, nalPPS:
		return false
	}
	return true
}

// eachUnit calls f with the NAL units of an access unit; empty ones it leaves
// out.
func eachUnit(b []byte, nalLength int, f func(nal []byte)) error {
	for len(b) > 0 {
		if len(b) < nalLength {
			return errors.New("FLV: a NAL unit's length is cut off")
		}
		n := 0
		for _, c := range b[:nalLength] {
			n = n<<8 | int(c)
		}
		b = b[nalLength:]
		if n > len(b) {
			return errors.New("FLV: a NAL unit leads beyond its message")
		}
		if n > 0 {
			f(b[:n])
		}
		b = b[n:]
	}
	return nil
}
