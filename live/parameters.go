package live

import (
	"bytes"
	"fmt"
	"slices"
)

// WithParameterSets is the track after an encoder sent parameter sets between
// its pictures: each takes the place of the one with its id, ISO/IEC 14496-10
// 7.4.1.2.1.
func (t Track) WithParameterSets(sps, pps [][]byte) (Track, error) {
	const profileAndLevel = 3 // bytes in front of seq_parameter_set_id
	newSPS, err := replaceSets(t.SPS, sps, profileAndLevel)
	if err != nil {
		return Track{}, err
	}
	newPPS, err := replaceSets(t.PPS, pps, 0)
	if err != nil {
		return Track{}, err
	}
	return H264Track(newSPS, newPPS)
}

// replaceSets puts came into have; skip is how many bytes stand between a
// set's header and its id. What it keeps it copies.
func replaceSets(have, came [][]byte, skip int) ([][]byte, error) {
	out := slices.Clone(have)
	for _, nal := range came {
		id, err := setID(nal, skip)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(out, func(old []byte) bool {
			is, err := setID(old, skip)
			return err == nil && is == id
		})
		switch {
		case at < 0:
			out = append(out, bytes.Clone(nal))
		case !bytes.Equal(out[at], nal):
			out[at] = bytes.Clone(nal)
		}
	}
	return out, nil
}

func setID(nal []byte, skip int) (uint32, error) {
	if len(nal) < 2+skip || len(nal) > maxParameterSet {
		return 0, fmt.Errorf("H.264: a parameter set of %d bytes", len(nal))
	}
	b := &bits{data: unescape(nal[1:])}
	b.at = 8 * skip
	id := b.ue()
	if b.err != nil {
		return 0, fmt.Errorf("H.264: parameter set: %w", b.err)
	}
	return id, nil
}
