package rtmp

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"stagedoor/live"
)

// Parameter sets that x264 wrote, and what AAC says of itself.
const (
	sps1080p = "67640028acd940780227e5c044000003000400000300f03c60c658"
	sps720p  = "674d401feca02802dd80880000030008000003019078c18cb0"
	pps      = "68ef8fcb"
	aac48k   = "1190"
	aac44k   = "1210"
)

func avcC(t testing.TB, sps string, nalLength int) []byte {
	t.Helper()
	track, err := live.H264Track([][]byte{unhex(t, sps)}, [][]byte{unhex(t, pps)})
	if err != nil {
		t.Fatal(err)
	}
	b := track.DecoderConfig()
	b[4] = 0xfc | byte(nalLength-1)
	return b
}

// nals puts lengths in front of NAL units written in hex.
func nals(t testing.TB, nalLength int, units ...string) (b []byte) {
	t.Helper()
	for _, u := range units {
		nal := unhex(t, u)
		b = append(b, binary.BigEndian.AppendUint32(nil, uint32(len(nal)))[4-nalLength:]...)
		b = append(b, nal...)
	}
	return b
}

// A tape notes what a demuxer gives out: "tracks 1920+48000", "picture 0+0
// key", "sound 0".
type tape struct {
	tracks []live.Track
	notes  []string
	data   [][]byte
}

func (p *tape) SetTracks(tracks []live.Track) {
	p.tracks = tracks
	var names []string
	for _, t := range tracks {
		if t.Video() {
			names = append(names, fmt.Sprint(t.Width))
		} else {
			names = append(names, fmt.Sprint(t.Scale))
		}
	}
	p.notes = append(p.notes, "tracks "+strings.Join(names, "+"))
}

func (p *tape) Write(s live.Sample) {
	note := fmt.Sprintf("sound %d", s.DTS)
	if p.tracks[s.Track].Video() {
		note = fmt.Sprintf("picture %d%+d", s.DTS, s.Offset)
		if s.Key {
			note += " key"
		}
	}
	p.notes = append(p.notes, note)
	p.data = append(p.data, s.Data)
}

func (p *tape) End(error) {}

// The messages of the tests below.
func video(at uint32, head string, body []byte) message {
	h, _ := hexOf(head)
	return message{kind: typeVideo, time: at, body: append(h, body...)}
}

func hexOf(s string) ([]byte, error) {
	var b []byte
	_, err := fmt.Sscanf(strings.ReplaceAll(s, " ", ""), "%x", &b)
	return b, err
}

func audio(at uint32, head string, body []byte) message {
	m := video(at, head, body)
	m.kind = typeAudio
	return m
}

func TestDemuxer(t *testing.T) {
	var (
		config  = video(0, "17 00 000000", avcC(t, sps1080p, 4))
		config7 = video(0, "17 00 000000", avcC(t, sps720p, 4))
		asc     = audio(0, "af 00", unhex(t, aac48k))
		asc44   = audio(0, "af 00", unhex(t, aac44k))
		idr     = func(at uint32) message { return video(at, "17 01 000000", nals(t, 4, "6501")) }
		p       = func(at uint32) message { return video(at, "27 01 000000", nals(t, 4, "4101")) }
		snd     = func(at uint32) message { return audio(at, "af 01", []byte{1}) }
		inBand  = func(at uint32, sets ...string) message {
			return video(at, "17 01 000000", nals(t, 4, append(sets, "6501")...))
		}
		exConfig = video(0, "90 61766331", avcC(t, sps1080p, 4))
		exAsc    = audio(0, "90 6d703461", unhex(t, aac48k))
	)
	for _, tt := range []struct {
		name string
		in   []message
		want []string
	}{
		{"picture and sound", []message{config, asc, idr(0), snd(0), p(40)},
			[]string{"tracks 1920+48000", "picture 0+0 key", "sound 0", "picture 3600+0"}},
		{"the sound's configuration comes late", []message{config, idr(0), p(40), asc, snd(40), p(80)},
			[]string{"tracks 1920+48000", "picture 0+0 key", "picture 3600+0", "sound 1920", "picture 7200+0"}},
		{"sound before the first key frame goes", []message{config, asc, snd(0), snd(21), p(22), snd(42), snd(64), idr(60), snd(85)},
			[]string{"tracks 1920+48000", "picture 5400+0 key", "sound 3072", "sound 4096"}},
		{"a picture that is stamped before the sound that came first", []message{config, asc, snd(3000), idr(1000), p(1040), p(1080)},
			[]string{"tracks 1920+48000", "picture -180000+0 key", "sound 0", "picture -176400+0", "picture -172800+0"}},
		{"sound that is late and was before it", []message{config, asc, idr(100), snd(60), snd(81), snd(103), snd(124)},
			[]string{"tracks 1920+48000", "picture 0+0 key", "sound 128", "sound 1152"}},
		{"nothing before a key frame", []message{config, asc, p(0), snd(0), p(40)}, nil},
		{"nothing without configuration", []message{idr(0), snd(0)}, nil},
		{"a picture alone waits a second", []message{config, idr(0), p(500), p(1000), p(1500)},
			[]string{"tracks 1920", "picture 0+0 key", "picture 45000+0", "picture 90000+0", "picture 135000+0"}},
		{"a picture alone that ends before", []message{config, idr(0), p(500)}, []string{"tracks 1920", "picture 0+0 key", "picture 45000+0"}},
		{"sound alone", []message{asc, snd(0), snd(21)}, []string{"tracks 48000", "sound 0", "sound 1024"}},
		{"composition offsets", []message{config, asc, video(0, "17 01 000050", nals(t, 4, "6501")), video(40, "27 01 ffffd8", nals(t, 4, "4101"))},
			[]string{"tracks 1920+48000", "picture 0+7200 key", "picture 3600-3600"}},
		{"two pictures in one millisecond", []message{config, asc, idr(0), p(0), p(0), p(1)},
			[]string{"tracks 1920+48000", "picture 0+0 key", "picture 1-1", "picture 2-2", "picture 90+0"}},
		{"an hour forward, and back again", []message{config, asc, idr(0), snd(0), p(40), snd(21), p(3600040), snd(3600030), p(80), snd(90), p(120)},
			[]string{"tracks 1920+48000", "picture 0+0 key", "sound 0", "picture 3600+0", "sound 1024", "picture 5400+0", "sound 2048", "picture 7200+0", "sound 3072", "picture 10800+0"}},
		{"over 2^32 ms", []message{config, asc, idr(0xffffffec), snd(0xffffffec), p(20), snd(1)},
			[]string{"tracks 1920+48000", "picture 0+0 key", "sound 0", "picture 3600+0", "sound 1024"}},
		{"another size within", []message{config, asc, idr(0), snd(0), config7, p(40), snd(21), snd(42), snd(64), idr(80), snd(85), p(120)},
			[]string{"tracks 1920+48000", "picture 0+0 key", "sound 0", "tracks 1280+48000", "picture 7200+0 key", "sound 4096", "picture 10800+0"}},
		{"the same configuration again", []message{config, asc, idr(0), config, asc, p(40), snd(40)},
			[]string{"tracks 1920+48000", "picture 0+0 key", "picture 3600+0", "sound 1920"}},
		{"another sound within: at the next key frame", []message{config, asc, idr(0), snd(0), asc44, snd(21), p(40), snd(44), snd(67), idr(67), snd(91), p(107)},
			[]string{"tracks 1920+48000", "picture 0+0 key", "sound 0", "picture 3600+0", "tracks 1920+44100", "picture 6030+0 key", "sound 2974", "sound 3998", "picture 9630+0"}},
		{"sound that begins long after", []message{config, idr(0), p(1000), asc, snd(1000), p(1040), idr(1080), snd(1085)},
			[]string{"tracks 1920", "picture 0+0 key", "picture 90000+0", "picture 93600+0", "tracks 1920+48000", "picture 97200+0 key", "sound 52080"}},
		{"the same parameter sets within", []message{config, asc, inBand(0, sps1080p, pps), inBand(40, pps)},
			[]string{"tracks 1920+48000", "picture 0+0 key", "picture 3600+0 key"}},
		{"others within", []message{config, asc, idr(0), inBand(40, sps720p, pps)},
			[]string{"tracks 1920+48000", "picture 0+0 key", "tracks 1280+48000", "picture 3600+0 key"}},
		{"empty messages", []message{config, asc, video(0, "17", nil), audio(0, "af", nil), audio(0, "af 01", nil), idr(0)},
			[]string{"tracks 1920+48000", "picture 0+0 key"}},
		{"a picture without a slice", []message{config, asc, video(0, "17 01 000000", nals(t, 4, "0605")), idr(40)},
			[]string{"tracks 1920+48000", "picture 3600+0 key"}},
		{"a key frame that is none", []message{config, asc, video(0, "17 01 000000", nals(t, 4, "4101")), idr(40)},
			[]string{"tracks 1920+48000", "picture 3600+0 key"}},
		{"the end of a sequence, a seek", []message{config, asc, idr(0), video(0, "17 02 000000", nil), video(0, "57 00", nil), p(40)},
			[]string{"tracks 1920+48000", "picture 0+0 key", "picture 3600+0"}},
		{"enhanced", []message{exConfig, exAsc, video(0, "91 61766331 000050", nals(t, 4, "6501")), audio(0, "91 6d703461", []byte{1}), video(40, "a3 61766331", nals(t, 4, "4101"))},
			[]string{"tracks 1920+48000", "picture 0+7200 key", "sound 0", "picture 3600+0"}},
		{"enhanced: colours, the end, nanoseconds", []message{exConfig, exAsc, video(0, "94 61766331", []byte("colorInfo")), video(0, "d0 00", nil), video(0, "97 02 000001 03 61766331", nals(t, 4, "6501")),
			audio(0, "97 02 000001 01 6d703461", []byte{1}), video(0, "92 61766331", nil)},
			[]string{"tracks 1920+48000", "picture 0+0 key", "sound 0"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out := &tape{}
			d := &demuxer{out: out}
			for i, m := range tt.in {
				if err := d.tag(m, time.Unix(1000, 0)); err != nil {
					t.Fatalf("message %d: %v", i, err)
				}
			}
			d.finish()
			if got, want := strings.Join(out.notes, "\n"), strings.Join(tt.want, "\n"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestDemuxerRefuses(t *testing.T) {
	config := video(0, "17 00 000000", avcC(t, sps1080p, 4))
	for _, tt := range []struct {
		name  string
		m     message
		codec string // named; "" is malformed
	}{
		{"H.265, enhanced", video(0, "90 68766331 01", nil), "H.265"},
		{"H.265, as some did it before", video(0, "1c 00 000000", nil), "H.265"},
		{"AV1", video(0, "90 61763031", nil), "AV1"},
		{"VP9", video(0, "90 76703039", nil), "VP9"},
		{"H.266", video(0, "90 76766331", nil), "H.266"},
		{"some FourCC", video(0, "90 78797a20", nil), `"xyz "`},
		{"Sorenson", video(0, "22 00", nil), "Sorenson H.263"},
		{"some codec", video(0, "2e 00", nil), "FLV video 14"},
		{"H.264 4:4:4", video(0, "17 00 000000", unhex(t, "01f4000dffe10019"+"67f4000d919b282833f1b80880000003008000001e078a14cb"+"01000468ef8fcb")), "H.264 4:4:4"},
		{"several pictures", video(0, "96 00 61766331", nil), "Multitrack Video"},
		{"several sounds", audio(0, "95 00 6d703461", nil), "Multitrack Video"},
		{"Opus", audio(0, "90 4f707573", nil), "Opus"},
		{"FLAC", audio(0, "90 664c6143", nil), "FLAC"},
		{"MP3", audio(0, "2f ff", nil), "MP3"},
		{"Speex", audio(0, "b6 00", nil), "Speex"},
		{"xHE-AAC", audio(0, "af 00", unhex(t, "f9499000")), "xHE-AAC"},
		{"a short picture", video(0, "17 01 00", nil), ""},
		{"a short enhanced header", video(0, "90 6176", nil), ""},
		{"a short modifier", video(0, "97 ff", nil), ""},
		{"a modifier beyond the end", video(0, "97 ff ffff 00 61766331", nil), ""},
		{"enhanced without its offset", video(0, "91 61766331 00", nil), ""},
		{"no configuration", video(0, "17 00 000000 01", nil), ""},
		{"a length cut off", video(0, "17 01 000000 0000", nil), ""},
		{"a NAL unit beyond the message", video(0, "17 01 000000 00000003 6501", nil), ""},
		{"parameter sets that are none", video(0, "17 01 000000", nals(t, 4, "67", "6501")), ""},
		{"sound that is too long", audio(0, "af 01", make([]byte, maxSoundFrame+1)), ""},
		{"no AudioSpecificConfig", audio(0, "af 00 11", nil), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := &demuxer{out: &tape{}}
			for _, m := range []message{config, audio(0, "af 00", unhex(t, aac48k))} {
				if err := d.tag(m, time.Now()); err != nil {
					t.Fatal(err)
				}
			}
			err := d.tag(tt.m, time.Now())
			var u *Unsupported
			if named := errors.As(err, &u); err == nil || named != (tt.codec != "") || named && u.Codec != tt.codec {
				t.Errorf("err = %v, want %q", err, tt.codec)
			}
		})
	}
}

func TestUnits(t *testing.T) {
	for _, tt := range []struct {
		name   string
		length int
		units  []string
		want   []string
		key    bool
		shared bool // with the message
	}{
		{"a slice", 4, []string{"4101"}, []string{"4101"}, false, true},
		{"four slices of an IDR, SEI", 4, []string{"0605", "6501", "6502", "6503", "6504"}, []string{"0605", "6501", "6502", "6503", "6504"}, true, true},
		{"a delimiter, sets and filler go", 4, []string{"09f0", sps1080p, pps, "0605", "6501", "0cff"}, []string{"0605", "6501"}, true, false},
		{"lengths of 2 bytes", 2, []string{"6501", "6502"}, []string{"6501", "6502"}, true, false},
		{"lengths of 1 byte", 1, []string{"4101"}, []string{"4101"}, false, false},
		{"empty ones go", 4, []string{"", "4101"}, []string{"4101"}, false, false},
		{"no slice", 4, []string{"09f0", "0605"}, nil, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := &demuxer{out: &tape{}}
			if err := d.avcConfig(avcC(t, sps1080p, tt.length)); err != nil {
				t.Fatal(err)
			}
			in := nals(t, tt.length, tt.units...)
			got, key, err := d.units(in)
			if want := nals(t, 4, tt.want...); err != nil || key != tt.key || !bytes.Equal(got, want) {
				t.Errorf("units = %x, %v, %v; want %x, %v", got, key, err, want, tt.key)
			}
			if shared := len(got) > 0 && &got[0] == &in[0]; shared != tt.shared {
				t.Errorf("shares the message's bytes: %v, want %v", shared, tt.shared)
			}
		})
	}
}

// What waits for a key frame, or for its tracks, is bounded.
func TestHeldIsBounded(t *testing.T) {
	d := &demuxer{out: &tape{}}
	d.tag(video(0, "17 00 000000", avcC(t, sps1080p, 4)), time.Now())
	d.tag(audio(0, "af 00", unhex(t, aac48k)), time.Now())
	loud := audio(0, "af 01", make([]byte, 5000))
	for i := range uint32(5000) {
		loud.time = i * 21
		d.tag(loud, time.Now())
		if len(d.held) > maxHeld || d.bytes > maxHeldBytes {
			t.Fatalf("%d samples of %d bytes wait", len(d.held), d.bytes)
		}
	}
	for _, size := range []int{9000, 1 << 20} { // many, and large ones
		d = &demuxer{out: &tape{}}
		d.tag(video(0, "17 00 000000", avcC(t, sps1080p, 4)), time.Now())
		still := video(0, "17 01 000000", nals(t, 4, "65"+strings.Repeat("00", size)))
		for range 2 * maxHeld { // its time stands still
			d.tag(still, time.Now())
			if len(d.held) > maxHeld || d.bytes > maxHeldBytes {
				t.Fatalf("%d samples of %d bytes wait", len(d.held), d.bytes)
			}
		}
	}
}
