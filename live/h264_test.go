package live

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Parameter sets that x264 wrote.
const (
	sps1080p = "67640028acd940780227e5c044000003000400000300f03c60c658" // high, 1920x1080, 30 fps
	pps1080p = "68ef8fcb"
	sps720p  = "674d401feca02802dd80880000030008000003019078c18cb0" // main, 1280x720, 25 fps
	pps720p  = "68ef8fc8"
	sps444   = "67f4000d919b282833f1b80880000003008000001e078a14cb"
	sps422   = "677a000dbcd941419f8dc044000003000400000300f03c50a658"
	sps10bit = "676e000da6cd941419f9f0110000030001000003003c0f142996"
	spsGray  = "6764000df36505067e37016c80000003008000001e078a14cb"
	spsQP0   = "67f4000daeb40a0cfcf80880000003008000001e078a1550"
)

func TestParseSPS(t *testing.T) {
	for _, tt := range []struct {
		name, nal     string
		width, height int
		profile       string
	}{
		{"high 1080p", sps1080p, 1920, 1080, "640028"},
		{"main 720p", sps720p, 1280, 720, "4d401f"},
		{"baseline, 29.97 fps", "6742c01eda0280bfe5c04400000fa40003a9803c58ba80", 640, 360, "42c01e"},
		{"cropped to an odd size", "6764000dacd941519e226c0440000003004000000f03c50a6580", 322, 182, "64000d"},
		{"interlaced 1080i", "67640028acd94078044fde0220000003002000000643e2c5b2c0", 1920, 1080, "640028"},
		{"60 fps", "67640015acd941419f9f0110000003001000000780f162d960", 320, 180, "640015"},
		{"portrait", "67640028acd9404403c797c044000003000400000300f03c60c658", 1080, 1920, "640028"},
		{"an aspect ratio of its own", "6764001eacd940b4126ffc010000b440000003004000000c83c58b6580", 720, 576, "64001e"},
		{"colours and a constant rate", "6764001facd940a02ff97016a020202800000300080000030323020007a12000f427269c03c60c6580", 640, 360, "64001f"},
		{"scaling lists", hex.EncodeToString(spsOf(spsForm{scaling: true})), 320, 192, "64001e"},
		{"a picture order of type 1", hex.EncodeToString(spsOf(spsForm{orderCycle: 3})), 320, 192, "64001e"},
		{"fields, cropped", hex.EncodeToString(spsOf(spsForm{fields: true, cropBottom: 2})), 320, 376, "64001e"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			nal := unhex(t, tt.nal)
			s, err := ParseSPS(nal)
			if err != nil {
				t.Fatal(err)
			}
			if s.Width != tt.width || s.Height != tt.height {
				t.Errorf("size = %d x %d, want %d x %d", s.Width, s.Height, tt.width, tt.height)
			}
			track, err := H264Track([][]byte{nal}, [][]byte{unhex(t, pps1080p)})
			if profile := fmt.Sprintf("%x", track.Profile); err != nil || profile != tt.profile {
				t.Errorf("profile = %s, %v; want %s", profile, err, tt.profile)
			}
			for n := range nal { // whatever is cut off, it is an error or another picture
				ParseSPS(nal[:n])
			}
		})
	}
}

func TestParseSPSRefuses(t *testing.T) {
	for _, tt := range []struct{ name, nal, says string }{
		{"nothing", "", "not a sequence parameter set"},
		{"another type", "68ef8fcb", "not a sequence parameter set"},
		{"an end within", sps1080p[:16], "ends too soon"},
		{"too long", "67" + strings.Repeat("42", 2000), "of 2001 bytes"},
		{"a giant", hex.EncodeToString(spsOf(spsForm{width: 1000})), "picture of 16016 x 192"},
		{"cropped away", hex.EncodeToString(spsOf(spsForm{cropBottom: 200})), "picture of 320 x -"},
		{"no such colour", hex.EncodeToString(spsOf(spsForm{chroma: 7})), "no such colour"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := ParseSPS(unhex(t, tt.nal)); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("err = %v, want %q", err, tt.says)
			}
		})
	}
}

// What a browser somewhere cannot show is refused by its name, before a viewer
// sees black.
func TestH264TrackNamesWhatDoesNotPlay(t *testing.T) {
	for _, tt := range []struct{ nal, codec string }{
		{sps444, "H.264 4:4:4"},
		{sps422, "H.264 4:2:2"},
		{sps10bit, "H.264 10 bit"},
		{spsGray, "H.264 4:0:0"},
		{spsQP0, "H.264 profile 244"},
	} {
		_, err := H264Track([][]byte{unhex(t, tt.nal)}, [][]byte{unhex(t, pps1080p)})
		var u *Unsupported
		if !errors.As(err, &u) || u.Codec != tt.codec {
			t.Errorf("err = %v, want %q", err, tt.codec)
		}
	}
}

func TestUnescape(t *testing.T) {
	for in, want := range map[string]string{
		"000003": "0000", "00000301": "000001", "0000030000030102": "000000000102", "000103": "000103", "03": "03", "000004": "000004",
	} {
		if got := unescape(unhex(t, in)); !bytes.Equal(got, unhex(t, want)) {
			t.Errorf("unescape(%s) = %x, want %s", in, got, want)
		}
	}
}

// A spsForm is a sequence parameter set to write: high profile, 320x192.
type spsForm struct {
	id, width, chroma, orderCycle, cropBottom int
	scaling, fields                           bool
}

func spsOf(f spsForm) []byte {
	if f.width == 0 {
		f.width = 19
	}
	if f.chroma == 0 {
		f.chroma = 1
	}
	w := &bitWriter{b: []byte{0x67}}
	w.u(100, 8)
	w.u(0, 8)
	w.u(30, 8)
	w.ue(f.id)
	w.ue(f.chroma)
	if f.chroma == 3 {
		w.u(0, 1)
	}
	w.ue(0)
	w.ue(0)
	w.u(0, 1)
	w.flag(f.scaling)
	if f.scaling {
		for i := range 8 {
			w.flag(i%2 == 0) // some lists are there, some not
			for k := 0; i%2 == 0 && k < 16*(1+3*(i/6)); k++ {
				w.ue(1) // se 1: each is one more than the last
			}
		}
	}
	w.ue(0) // log2_max_frame_num_minus4
	if f.orderCycle == 0 {
		w.ue(0)
		w.ue(0)
	} else {
		w.ue(1)
		w.u(0, 1)
		w.ue(0)
		w.ue(0)
		w.ue(f.orderCycle)
		for range f.orderCycle {
			w.ue(5)
		}
	}
	w.ue(1)
	w.u(0, 1)
	w.ue(f.width)
	w.ue(11)
	w.flag(!f.fields)
	if f.fields {
		w.u(0, 1)
	}
	w.u(1, 1)
	w.flag(f.cropBottom > 0)
	if f.cropBottom > 0 {
		w.ue(0)
		w.ue(0)
		w.ue(0)
		w.ue(f.cropBottom)
	}
	w.u(0, 1) // no VUI
	w.u(1, 1)
	return w.b
}

type bitWriter struct {
	b []byte
	n int // bits in the last byte; 0 is full
}

func (w *bitWriter) u(v, bits int) {
	for i := bits - 1; i >= 0; i-- {
		if w.n == 0 {
			w.b = append(w.b, 0)
			w.n = 8
		}
		w.n--
		w.b[len(w.b)-1] |= byte(v>>i&1) << w.n
	}
}

func (w *bitWriter) flag(f bool) {
	if f {
		w.u(1, 1)
	} else {
		w.u(0, 1)
	}
}

func (w *bitWriter) ue(v int) {
	bits := 0
	for (v+1)>>bits > 1 {
		bits++
	}
	w.u(0, bits)
	w.u(v+1, bits+1)
}
