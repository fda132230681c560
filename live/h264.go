package live

import (
	"errors"
	"fmt"
)

// The types of NAL unit that matter here, ISO/IEC 14496-10 table 7-1.
const (
	nalSPS = 7
	nalPPS = 8
)

const (
	maxParameterSet = 1024 // bytes; those of encoders have 20 to 100
	maxPictureSide  = 8192 // pixels; level 6.2 allows 8,192 x 4,320
)

// An SPS is what we read of a sequence parameter set: what stands before its
// video usability information.
type SPS struct {
	Profile       [3]byte // profile_idc, constraint flags, level_idc
	Width, Height int     // without what is cropped
	Chroma        int     // chroma_format_idc: 1 is 4:2:0
	BitDepth      int     // the greater of luma's and chroma's
}

// ParseSPS reads a sequence parameter set: a NAL unit with its header byte,
// ISO/IEC 14496-10 7.3.2.1.1.
func ParseSPS(nal []byte) (SPS, error) {
	if len(nal) < 4 || nal[0]&0x1f != nalSPS {
		return SPS{}, errors.New("H.264: not a sequence parameter set")
	}
	if len(nal) > maxParameterSet {
		return SPS{}, fmt.Errorf("H.264: a sequence parameter set of %d bytes", len(nal))
	}
	b := &bits{data: unescape(nal[1:])}
	s := SPS{Profile: [3]byte{byte(b.u(8)), byte(b.u(8)), byte(b.u(8))}}
	b.ue() // seq_parameter_set_id
	chroma, luma8, chroma8 := uint32(1), uint32(0), uint32(0)
	planes := false
	switch s.Profile[0] {
	case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135: // the high profiles
		if chroma = b.ue(); chroma == 3 {
			planes = b.flag()
		}
		luma8, chroma8 = b.ue(), b.ue()
		b.flag() // qpprime_y_zero_transform_bypass_flag
		if b.flag() {
			skipScalingLists(b, chroma)
		}
	}
	skipPictureOrder(b)
	b.ue()   // max_num_ref_frames
	b.flag() // gaps_in_frame_num_value_allowed_flag
	s.Width, s.Height = readSize(b, chroma, planes)
	if b.err != nil {
		return SPS{}, fmt.Errorf("H.264: sequence parameter set: %w", b.err)
	}
	if chroma > 3 || luma8 > 6 || chroma8 > 6 {
		return SPS{}, errors.New("H.264: sequence parameter set: no such colour")
	}
	s.Chroma, s.BitDepth = int(chroma), 8+int(max(luma8, chroma8))
	if s.Width <= 0 || s.Height <= 0 || s.Width > maxPictureSide || s.Height > maxPictureSide {
		return SPS{}, fmt.Errorf("H.264: a picture of %d x %d", s.Width, s.Height)
	}
	return s, nil
}

// skipScalingLists passes 7.3.2.1.1.1.
func skipScalingLists(b *bits, chroma uint32) {
	lists := 8
	if chroma == 3 {
		lists = 12
	}
	for i := range lists {
		if !b.flag() {
			continue
		}
		n := 16
		if i >= 6 {
			n = 64
		}
		last, next := int32(8), int32(8)
		for range n {
			if next != 0 {
				next = (last + b.se() + 256) % 256
			}
			if next != 0 {
				last = next
			}
			if b.err != nil {
				return
			}
		}
	}
}

func skipPictureOrder(b *bits) {
	b.ue() // log2_max_frame_num_minus4
	switch b.ue() {
	case 0:
		b.ue()
	case 1:
		b.flag()
		b.se()
		b.se()
		for n := b.ue(); n > 0 && b.err == nil; n-- {
			b.se()
		}
	}
}

// readSize reads the size in macroblocks and takes off what is cropped.
func readSize(b *bits, chroma uint32, planes bool) (width, height int) {
	width = (int(b.ue()) + 1) * 16
	height = (int(b.ue()) + 1) * 16
	cropX, cropY := 1, 1
	switch {
	case planes || chroma == 0 || chroma == 3:
	case chroma == 1:
		cropX, cropY = 2, 2
	case chroma == 2:
		cropX = 2
	}
	if !b.flag() { // frame_mbs_only_flag: fields are half as high
		height *= 2
		cropY *= 2
		b.flag()
	}
	b.flag() // direct_8x8_inference_flag
	if b.flag() {
		width -= cropX * (int(b.ue()) + int(b.ue()))
		height -= cropY * (int(b.ue()) + int(b.ue()))
	}
	return width, height
}

// unescape takes out emulation_prevention_three_byte, 7.4.1.
func unescape(nal []byte) []byte {
	out := make([]byte, 0, len(nal))
	zeros := 0
	for _, c := range nal {
		if zeros >= 2 && c == 3 {
			zeros = 0
			continue
		}
		if zeros++; c != 0 {
			zeros = 0
		}
		out = append(out, c)
	}
	return out
}

// nalLength is how many bytes a NAL unit's length has in a Sample.
const nalLength = 4
