package live

import (
	"bytes"
	"fmt"
	"testing"
)

func h264(t testing.TB, sps, pps string) Track {
	t.Helper()
	track, err := H264Track([][]byte{unhex(t, sps)}, [][]byte{unhex(t, pps)})
	if err != nil {
		t.Fatal(err)
	}
	return track
}

func TestParseDecoderConfig(t *testing.T) {
	for _, length := range []int{1, 2, 4} {
		for _, sps := range []string{sps720p, sps1080p} {
			want := h264(t, sps, pps1080p)
			record := want.DecoderConfig()
			record[4] = 0xfc | byte(length-1)
			got, n, err := ParseDecoderConfig(record)
			if err != nil || n != length || !got.Same(want) || got.Width != want.Width {
				t.Errorf("ParseDecoderConfig = %+v, %d, %v; want %+v, %d", got, n, err, want, length)
			}
			for i := range record { // nothing of it may be missing but the end of the high profiles'
				if _, _, err := ParseDecoderConfig(record[:i]); err == nil && i < len(record)-4 {
					t.Errorf("%d of %d bytes are enough", i, len(record))
				}
			}
		}
	}
	for name, record := range map[string]string{
		"nothing": "", "another version": "02640028ffe1", "no sets": "01640028ffe000",
		"an empty set":     "01640028ffe1000001000468ef8fcb",
		"the wrong sets":   "01640028ffe1000468ef8fcb01000468ef8fcb",
		"a set too long":   "01640028ffe17fff67",
		"no picture's set": fmt.Sprintf("01640028ffe1%04x%s00", len(sps1080p)/2, sps1080p),
	} {
		if _, _, err := ParseDecoderConfig(unhex(t, record)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestH264TrackBounds(t *testing.T) {
	sps, pps := unhex(t, sps1080p), unhex(t, pps1080p)
	long := append(bytes.Clone(pps), make([]byte, maxParameterSet)...)
	for name, sets := range map[string][2][][]byte{
		"none":     {},
		"no pps":   {{sps}},
		"swapped":  {{pps}, {sps}},
		"long":     {{sps}, {long}},
		"too many": {bytesOf(sps, 32), {pps}},
		"an empty": {{sps}, {pps, {}}},
	} {
		if _, err := H264Track(sets[0], sets[1]); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func bytesOf(b []byte, n int) (out [][]byte) {
	for range n {
		out = append(out, b)
	}
	return out
}

func TestWithParameterSets(t *testing.T) {
	was := h264(t, sps1080p, pps1080p)
	other := spsOf(spsForm{})
	second := spsOf(spsForm{id: 1})
	for _, tt := range []struct {
		name     string
		sps, pps [][]byte
		same     bool
		width    int
		n        int // of sequence parameter sets
	}{
		{"none", nil, nil, true, 1920, 1},
		{"the same again", [][]byte{unhex(t, sps1080p)}, [][]byte{unhex(t, pps1080p)}, true, 1920, 1},
		{"a picture's alone", nil, [][]byte{unhex(t, pps1080p)}, true, 1920, 1},
		{"another one of that id", [][]byte{other}, nil, false, 320, 1},
		{"one more", [][]byte{second}, nil, false, 1920, 2},
		{"another one of a picture", nil, [][]byte{unhex(t, pps720p)}, false, 1920, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			is, err := was.WithParameterSets(tt.sps, tt.pps)
			if err != nil {
				t.Fatal(err)
			}
			if is.Same(was) != tt.same || is.Width != tt.width || len(is.SPS) != tt.n {
				t.Errorf("same %v, width %d, %d sets; want %v, %d, %d", is.Same(was), is.Width, len(is.SPS), tt.same, tt.width, tt.n)
			}
		})
	}
	if was.Width != 1920 || len(was.SPS) != 1 {
		t.Error("the track that was has changed")
	}
	if _, err := was.WithParameterSets([][]byte{{0x67}}, nil); err == nil {
		t.Error("a set without an id is taken")
	}
}

func TestSameTracks(t *testing.T) {
	a, b := h264(t, sps1080p, pps1080p), h264(t, sps720p, pps720p)
	s, err := ParseAudioSpecificConfig(unhex(t, "1190"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		a, b []Track
		want bool
	}{
		{"itself", []Track{a, s}, []Track{a, s}, true},
		{"another size", []Track{a, s}, []Track{b, s}, false},
		{"sound gone", []Track{a, s}, []Track{a}, false},
		{"another order", []Track{a, s}, []Track{s, a}, false},
	} {
		if got := SameTracks(tt.a, tt.b); got != tt.want {
			t.Errorf("%s: SameTracks = %v, want %v", tt.name, got, tt.want)
		}
	}
	if !a.Video() || s.Video() {
		t.Errorf("a picture is video: %v, sound: %v", a.Video(), s.Video())
	}
}
