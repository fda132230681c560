package rtmp

import (
	"bytes"
	"encoding/binary"
	"io"
	"log/slog"
	"net"
	"reflect"
	"testing"
	"time"

	"stagedoor/live"
)

// fuzzRoom is what a parser may allocate whatever it is given, and for each
// byte that it is given.
const fuzzRoom, fuzzPerByte = 1 << 20, 300

// bounded fails when f allocates more than its input allows.
func bounded(t *testing.T, in []byte, f func()) {
	t.Helper()
	if got := allocated(f); got > fuzzRoom+fuzzPerByte*uint64(len(in)) {
		t.Errorf("%d bytes are allocated for %d of input", got, len(in))
	}
}

func FuzzHandshake(f *testing.F) {
	f.Add([]byte{3})
	f.Add(append([]byte{3}, make([]byte, 2*handshakeSize)...))
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		bounded(t, in, func() {
			if acceptHandshake(bytes.NewReader(in), io.Discard) == nil && (len(in) < 1+2*handshakeSize || in[0] != version) {
				t.Error("taken")
			}
			offerHandshake(bytes.NewReader(in), io.Discard)
		})
	})
}

func FuzzChunks(f *testing.F) {
	for _, s := range []string{
		"04 000010 000003 08 01000000 aabbcc", "02 000000 000004 01 00000000 00000002 04 000010 000003 08 01000000 aabb c4 cc",
		"04 ffffff 000001 08 01000000 01000000 aa c4 01000000 bb", "02 000000 000004 02 00000000 00000004", "44 000010 000001 08 aa 84 000005 bb",
		"00 0a 000010 000001 08 01000000 aa", "01 0a01 000010 7fffff 08 01000000 aa", "02 000000 000004 01 00000000 7fffffff 04 000000 400000 08 01000000 aa",
	} {
		f.Add(unhex(f, s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		bounded(t, in, func() {
			c := newChunkReader(bytes.NewReader(in), maxMessage)
			var got []message
			for {
				m, err := c.next()
				if err != nil {
					break
				}
				got = append(got, m)
				if c.held > len(in) || len(c.streams) > maxChunkStreams {
					t.Fatalf("%d bytes and %d chunk streams are held of %d bytes", c.held, len(c.streams), len(in))
				}
			}
			// What was read can be written and read again.
			var b bytes.Buffer
			w := newChunkWriter(&b)
			for _, m := range got {
				w.write(chunkVideo, m)
			}
			w.flush()
			r := newChunkReader(&b, maxMessage)
			for i, want := range got {
				if m, err := r.next(); err != nil || m.kind != want.kind || m.time != want.time || m.stream != want.stream || !bytes.Equal(m.body, want.body) {
					t.Fatalf("message %d is %v, %v after a round trip; want %v", i, m, err, want)
				}
			}
		})
	})
}

func FuzzAMF(f *testing.F) {
	for _, s := range []string{"00 3ff0000000000000 0101 02 0003 616263", "03 0001 61 0101 000009", "08 00000063 0001 61 05 000009", "0a 00000002 0101 05",
		"10 0001 43 000009", "0c ffffffff", "0a 00000001 0a 00000001 0a 00000001 05", "0b 3ff0000000000000 0000 06 07 0001 0d"} {
		f.Add(unhex(f, s))
	}
	f.Add(encodeAMF("connect", 1, object{{"app", "live"}, {"fourCcList", []any{"hvc1"}}}))
	f.Fuzz(func(t *testing.T, in []byte) {
		bounded(t, in, func() {
			v, err := decodeAMF(in)
			if err != nil {
				return
			}
			once := encodeAMF(v...)
			again, err := decodeAMF(once)
			if err != nil || len(again) != len(v) || !bytes.Equal(once, encodeAMF(again...)) {
				t.Errorf("%v is %v, %v after a round trip", v, again, err)
			}
		})
	})
}

// A ruler is a Publisher that holds the demuxer to its word.
type ruler struct {
	t      *testing.T
	tracks []live.Track
	last   []int64
	keyed  bool
}

func (r *ruler) SetTracks(tracks []live.Track) {
	if len(tracks) < 1 || len(tracks) > 2 || len(tracks) == 2 && (!tracks[0].Video() || tracks[1].Video()) {
		r.t.Errorf("tracks %v", tracks)
	}
	if !reflect.DeepEqual(r.tracks, tracks) {
		r.tracks, r.last, r.keyed = tracks, []int64{-1 << 62, -1 << 62}, false
	}
}

func (r *ruler) Write(s live.Sample) {
	if s.Track >= len(r.tracks) {
		r.t.Fatalf("a sample of track %d of %d", s.Track, len(r.tracks))
	}
	if s.DTS <= r.last[s.Track] || r.tracks[s.Track].Time(s.DTS) < -forward-backward {
		r.t.Errorf("track %d: DTS %d after %d", s.Track, s.DTS, r.last[s.Track])
	}
	r.last[s.Track] = s.DTS
	video := r.tracks[s.Track].Video()
	if r.tracks[0].Video() && !r.keyed && !(video && s.Key) {
		r.t.Error("something before the first key frame")
	}
	r.keyed = true
	if len(s.Data) == 0 || video && s.Key != hasIDR(s.Data) {
		r.t.Errorf("%d bytes, key %v", len(s.Data), s.Key)
	}
}

func (r *ruler) End(error) {}

func FuzzTags(f *testing.F) {
	config, asc := video(0, "17 00 000000", avcC(f, sps1080p, 4)), audio(0, "af 00", unhex(f, aac48k))
	idr := video(5, "17 01 000000", nals(f, 4, "6501"))
	f.Add(flv(config, asc, idr, audio(3, "af 01", []byte{1}), video(40, "27 01 ffffff", nals(f, 4, "4101")))[13:])
	f.Add(flv(config, idr, video(2000, "27 01 000000", nals(f, 4, sps720p, pps, "6501")))[13:])
	f.Add(flv(asc, audio(1<<31, "af 01", []byte{1}), audio(3, "af 01", []byte{1}), audio(0, "af 00", unhex(f, aac44k)))[13:])
	f.Add(flv(video(0, "90 61766331", avcC(f, sps720p, 2)), video(0, "91 61766331 000050", nals(f, 2, "6501")), video(0, "97 02 000001 03 61766331", nil))[13:])
	f.Add(flv(audio(0, "90 6d703461", unhex(f, aac48k)), audio(0, "95 00", nil), video(0, "96 00", nil))[13:])
	f.Fuzz(func(t *testing.T, in []byte) {
		bounded(t, in, func() {
			d := &demuxer{out: &ruler{t: t}}
			now := time.Unix(1000, 0)
			eachTag(in, func(m message) error {
				now = now.Add(30 * time.Millisecond)
				return d.tag(m, now)
			})
			d.finish()
		})
	})
}

func FuzzReadFLV(f *testing.F) {
	config, asc := video(0, "17 00 000000", avcC(f, sps1080p, 4)), audio(0, "af 00", unhex(f, aac48k))
	f.Add(flv(config, asc, video(5, "17 01 000000", nals(f, 4, "6501")), audio(3, "af 01", []byte{1})))
	f.Add(flv(message{kind: typeDataAMF0, body: encodeAMF("onMetaData")}))
	f.Add([]byte("FLV\x01\x05\xff\xff\xff\xff\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		bounded(t, in, func() {
			film, err := ReadFLV(bytes.NewReader(in))
			if err == nil && (len(film.Tracks) == 0 || len(film.Samples) == 0) {
				t.Errorf("%d tracks, %d samples", len(film.Tracks), len(film.Samples))
			}
		})
	})
}

// FuzzSession is the whole of it, from the first command on.
func FuzzSession(f *testing.F) {
	begin := func(messages ...message) []byte {
		var b bytes.Buffer
		w := newChunkWriter(&b)
		w.write(chunkCommand, message{kind: typeCommandAMF0, body: encodeAMF("connect", 1, object{{"app", "live"}})})
		w.write(chunkCommand, message{kind: typeCommandAMF0, body: encodeAMF("publish", 3, nil, "key", "live")})
		for _, m := range messages {
			w.write(chunkVideo, m)
		}
		w.flush()
		return b.Bytes()
	}
	f.Add(begin())
	f.Add(begin(video(0, "17 00 000000", avcC(f, sps1080p, 4)), video(5, "17 01 000000", nals(f, 4, "6501")), message{kind: typeCommandAMF0, body: encodeAMF("deleteStream", 4)}))
	f.Add(begin(message{kind: typeAggregate, body: flv(audio(0, "af 00", unhex(f, aac48k)))[13:]}, message{kind: typeUserControl, body: []byte{0, 6, 1, 2, 3, 4}}))
	f.Add(begin(message{kind: typeWindowAckSize, body: binary.BigEndian.AppendUint32(nil, 1)}, message{kind: typeSetPeerBandwidth, body: make([]byte, 5)}))
	log := slog.New(slog.DiscardHandler)
	f.Fuzz(func(t *testing.T, in []byte) {
		h := &house{guests: make(chan *guest, 1)}
		c := &script{Reader: bytes.NewReader(in)}
		p := &porch{room: 1}
		s := newSession(c, Options{Publish: h.publish, Log: log}.withDefaults(), p)
		p.enter(c, s.request.Remote.Addr())
		c.Reader = io.MultiReader(bytes.NewReader(append([]byte{version}, make([]byte, 2*handshakeSize)...)), c.Reader)
		bounded(t, in, func() { s.serve(t.Context()) })
		select {
		case g := <-h.guests:
			select {
			case <-g.ended:
			default:
				t.Error("the publisher was not ended")
			}
		default:
		}
		if len(p.waiting)+p.publishing != 0 {
			t.Error("it still stands on the porch")
		}
	})
}

// A script is a connection whose other side says what is written.
type script struct{ io.Reader }

func (*script) Write(p []byte) (int, error)      { return len(p), nil }
func (*script) Close() error                     { return nil }
func (*script) LocalAddr() net.Addr              { return &net.TCPAddr{} }
func (*script) RemoteAddr() net.Addr             { return &net.TCPAddr{} }
func (*script) SetDeadline(time.Time) error      { return nil }
func (*script) SetReadDeadline(time.Time) error  { return nil }
func (*script) SetWriteDeadline(time.Time) error { return nil }
