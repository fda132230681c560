package fmp4

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"stagedoor/live"
)

func testTracks() []live.Track {
	sps := []byte{0x67, 0x64, 0x00, 0x1f, 0xac, 0xd9, 0x40, 0x50, 0x05, 0xbb, 0x01, 0x10}
	return []live.Track{
		{Codec: live.H264, Scale: live.VideoScale, SPS: [][]byte{sps}, PPS: [][]byte{{0x68, 0xeb, 0xe3, 0xcb}}, Width: 1280, Height: 720, Profile: [3]byte{0x64, 0, 0x1f}},
		{Codec: live.AAC, Scale: 44100, Config: []byte{0x12, 0x10}, Channels: 2, Object: 2},
	}
}

// The golden file is the init as a tree of boxes, each with its fields.
func TestInitGolden(t *testing.T) {
	want, err := os.ReadFile("testdata/init.golden")
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	dump(&got, boxes(t, Init(testTracks())), "")
	if got.String() != string(want) {
		t.Errorf("the init is\n%s\nwant\n%s", got.String(), want)
	}
}

// What players decide by stands where ISO/IEC 14496-12 wants it.
func TestInitFields(t *testing.T) {
	tracks := testTracks()
	all := boxes(t, Init(tracks))
	for _, tt := range []struct {
		path string
		at   int // in the payload
		want uint32
		what string
	}{
		{"ftyp", 0, 0x69736f36, "major_brand, 4.3"},
		{"moov/mvhd", 12, 1000, "timescale, 8.2.2"},
		{"moov/mvhd", 96, 3, "next_track_ID, 8.2.2"},
		{"moov/trak#0/tkhd", 0, 7, "flags, 8.3.2"},
		{"moov/trak#0/tkhd", 12, 1, "track_ID, 8.3.2"},
		{"moov/trak#1/tkhd", 12, 2, "track_ID, 8.3.2"},
		{"moov/trak#0/tkhd", 76, 1280 << 16, "width, 8.3.2"},
		{"moov/trak#0/tkhd", 80, 720 << 16, "height, 8.3.2"},
		{"moov/trak#1/tkhd", 36, 0x01000000, "volume, 8.3.2"},
		{"moov/trak#0/mdia/mdhd", 12, 90000, "timescale, 8.4.2"},
		{"moov/trak#1/mdia/mdhd", 12, 44100, "timescale, 8.4.2"},
		{"moov/trak#0/mdia/hdlr", 8, 0x76696465, "handler_type, 8.4.3"},
		{"moov/trak#1/mdia/hdlr", 8, 0x736f756e, "handler_type, 8.4.3"},
		{"moov/trak#0/mdia/minf/dinf/dref/url ", 0, 1, "flags: in this file, 8.7.2"},
		{"moov/trak#0/mdia/minf/stbl/stsd/avc1", 24, 1280<<16 | 720, "width and height, 12.1.3"},
		{"moov/trak#1/mdia/minf/stbl/stsd/mp4a", 16, 2<<16 | 16, "channelcount and samplesize, 12.2.3"},
		{"moov/trak#1/mdia/minf/stbl/stsd/mp4a", 24, 44100 << 16, "samplerate, 12.2.3"},
		{"moov/mvex/trex#0", 4, 1, "track_ID, 8.8.3"},
		{"moov/mvex/trex#1", 4, 2, "track_ID, 8.8.3"},
		{"moov/mvex/trex#1", 8, 1, "default_sample_description_index, 8.8.3"},
	} {
		if got := u32(find(t, all, tt.path).payload, tt.at); got != tt.want {
			t.Errorf("%s: %s is %#x, want %#x", tt.path, tt.what, got, tt.want)
		}
	}
	for _, table := range []string{"stts", "stsc", "stco", "stsz"} { // no samples are in the init
		b := find(t, all, "moov/trak#0/mdia/minf/stbl/"+table).payload
		if u32(b, len(b)-4) != 0 {
			t.Errorf("%s has entries", table)
		}
	}
}

// CODECS, RFC 6381, are what the init says.
func TestInitCodecs(t *testing.T) {
	tracks := testTracks()
	all := boxes(t, Init(tracks))
	avcC := find(t, all, "moov/trak#0/mdia/minf/stbl/stsd/avc1/avcC").payload
	if got := fmt.Sprintf("avc1.%02x%02x%02x", avcC[1], avcC[2], avcC[3]); got != fmt.Sprintf("avc1.%x", tracks[0].Profile) || !bytes.Equal(avcC, tracks[0].DecoderConfig()) {
		t.Errorf("the picture is %s in the init, want %x", got, tracks[0].Profile)
	}
	esds := find(t, all, "moov/trak#1/mdia/minf/stbl/stsd/mp4a/esds").payload[4:]
	descriptor := func(b []byte, tag byte) (inside, after []byte) {
		if b[0] != tag || int(b[1]) > len(b)-2 {
			t.Fatalf("a descriptor %d of %d bytes where %d should be, in %d", b[0], b[1], tag, len(b))
		}
		return b[2 : 2+b[1]], b[2+b[1]:]
	}
	es, after := descriptor(esds, 3)
	config, sl := descriptor(es[3:], 4)
	specific, end := descriptor(config[13:], 5)
	if len(after) > 0 || len(end) > 0 || !bytes.Equal(sl, []byte{6, 1, 2}) {
		t.Errorf("the descriptors do not nest: %x", esds)
	}
	if got := fmt.Sprintf("mp4a.%x.%d", config[0], specific[0]>>3); got != fmt.Sprintf("mp4a.40.%d", tracks[1].Object) || !bytes.Equal(specific, tracks[1].Config) {
		t.Errorf("the sound is %s in the init, want object %d", got, tracks[1].Object)
	}
}
