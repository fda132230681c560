package hls

import (
	"encoding/binary"
	"fmt"
	"math"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"stagedoor/live"
)

var (
	testKey  = []byte("a key for tests")
	testZero = time.Date(2026, 9, 24, 9, 0, 0, 0, time.UTC)
)

// testTracks are a picture and sound, as an encoder describes them.
func testTracks() []live.Track {
	sps := []byte{0x67, 0x42, 0xc0, 0x1f, 0xda, 0x01, 0x40, 0x16, 0xec, 0x04, 0x40, 0x00, 0x00, 0x03, 0x00, 0x40, 0x00, 0x00, 0x0f, 0x03, 0xc6, 0x0c, 0xa8}
	return []live.Track{
		{Codec: live.H264, Scale: live.VideoScale, SPS: [][]byte{sps}, PPS: [][]byte{{0x68, 0xce, 0x0f, 0xc8}}, Width: 1280, Height: 720, Profile: [3]byte{0x42, 0xc0, 0x1f}},
		{Codec: live.AAC, Scale: 48000, Config: []byte{0x11, 0x90}, Channels: 2, Object: 2},
	}
}

// An encoder makes the samples of a picture and of sound.
type encoder struct {
	num, den int           // pictures a second
	gop      time.Duration // from key frame to key frame
	jitter   bool          // stamps are whole milliseconds, as RTMP's
	size     int           // bytes of a picture
	lost     func(picture int) bool
}

func (e encoder) String() string {
	s := fmt.Sprintf("%.2f fps, key frames each %v", float64(e.num)/float64(e.den), e.gop)
	if e.jitter {
		s += ", in milliseconds"
	}
	return s
}

// unit is an access unit of one slice, behind its length.
func unit(key bool, size int) []byte {
	b := make([]byte, 5+size)
	binary.BigEndian.PutUint32(b, uint32(size+1))
	if b[4] = 0x41; key {
		b[4] = 0x65 // nal_unit_type 5: IDR
	}
	return b
}

// samples are those of a length, in the order in which they come.
func (e encoder) samples(from, length time.Duration) []live.Sample {
	var out []live.Sample
	nextKey := 0.0
	for i := 0; ; i++ {
		at := float64(i) * float64(e.den) / float64(e.num)
		if at >= length.Seconds() {
			break
		}
		ticks := int64(math.Round(at * live.VideoScale))
		if e.jitter {
			ticks = int64(math.Round(at*1000)) * 90
		}
		key := at >= nextKey-1e-9
		if key {
			nextKey += e.gop.Seconds()
		}
		if e.lost != nil && e.lost(i) {
			continue
		}
		out = append(out, live.Sample{Track: 0, DTS: ticks + int64(from/time.Second)*live.VideoScale, Key: key, Data: unit(key, e.size)})
	}
	for n := int64(0); ; n++ {
		if float64(n*live.AACFrame)/48000 >= length.Seconds() {
			break
		}
		out = append(out, live.Sample{Track: 1, DTS: n*live.AACFrame + int64(from/time.Second)*48000, Key: true, Data: make([]byte, 300)})
	}
	scale := []float64{live.VideoScale, 48000}
	slices.SortStableFunc(out, func(a, b live.Sample) int {
		x, y := float64(a.DTS)/scale[a.Track], float64(b.DTS)/scale[b.Track]
		if x < y {
			return -1
		} else if x > y {
			return 1
		}
		return 0
	})
	return out
}

// A version is the playlist after one change, as a player gets it.
type version struct {
	full      *listing
	deltaText string
	end       time.Duration // how far the picture had got
}

// A history is all that a muxer answered while samples came.
type history struct {
	name     string
	muxer    *Muxer
	versions []version
	last     *snapshot
	ended    bool
}

func newHistory(name string, o Options) *history {
	o.Key = testKey
	return &history{name: name, muxer: New(o, testZero)}
}

// note adds what there is now, if it is new.
func (h *history) note(t testing.TB) {
	s := h.muxer.snap.Load()
	if s == h.last || !s.ready {
		return
	}
	h.last = s
	v := version{full: parse(t, get(t, h.muxer, ""), ""), deltaText: get(t, h.muxer, "_HLS_skip=YES"), end: h.muxer.end}
	h.versions = append(h.versions, v)
}

func (h *history) write(t testing.TB, samples []live.Sample) {
	for _, s := range samples {
		h.muxer.Write(s)
		h.note(t)
	}
}

// get is the playlist's text for a query that need not wait.
func get(t testing.TB, m *Muxer, query string) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.ServePlaylist(w, httptest.NewRequest("GET", "/live/main/index.m3u8?"+query, nil))
	if w.Code != 200 {
		t.Fatalf("playlist?%s: %d", query, w.Code)
	}
	return w.Body.String()
}

// fetch is a file's bytes, and its status.
func fetch(m *Muxer, name string) ([]byte, int) {
	w := httptest.NewRecorder()
	m.ServeFile(w, httptest.NewRequest("GET", "/live/main/"+name, nil), name)
	return w.Body.Bytes(), w.Code
}

// histories are many encoders' playlists over a minute each: those of steady
// ones first, then those with losses, other tracks and a restart.
var histories = sync.OnceValue(func() []*history {
	var all []*history
	for _, rate := range [][2]int{{24, 1}, {25, 1}, {30000, 1001}, {30, 1}, {50, 1}, {60000, 1001}, {60, 1}} {
		for i, gop := range []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 10 * time.Second} {
			e := encoder{num: rate[0], den: rate[1], gop: gop, jitter: i%2 == 0 != (rate[0]%2 == 0), size: 50}
			all = append(all, steady(e))
			if gop == 2*time.Second {
				e.jitter = !e.jitter
				all = append(all, steady(e))
			}
		}
	}
	return append(all,
		steady(encoder{num: 12, den: 1, gop: 2 * time.Second, size: 50}),
		steady(encoder{num: 15, den: 1, gop: 7 * time.Second, jitter: true, size: 50}),
		steady(encoder{num: 4, den: 1, gop: 2 * time.Second, size: 50}),
		steady(encoder{num: 1, den: 1, gop: 2 * time.Second, size: 50}),
		lossy(), switched(), restarted(), over())
})

func steady(e encoder) *history {
	h := newHistory(e.String(), Options{})
	h.muxer.SetTracks(testTracks())
	h.write(panics{}, e.samples(0, 40*time.Second))
	return h
}

// lossy is an encoder that loses one picture, several, half a second of them
// and, across where a segment would end, more.
func lossy() *history {
	e := encoder{num: 30, den: 1, gop: 2 * time.Second, size: 50, jitter: true, lost: func(i int) bool {
		return i%97 == 5 || i%311 > 300 || i > 400 && i < 416 || i > 655 && i < 676 || i > 1045 && i <= 1052
	}}
	h := newHistory("pictures are lost", Options{})
	h.muxer.SetTracks(testTracks())
	h.write(panics{}, e.samples(0, 40*time.Second))
	return h
}

// switched is a program that shows one encoder after the other, for a moment
// and for longer.
func switched() *history {
	h := newHistory("another encoder", Options{})
	at := time.Duration(0)
	for i := range 40 {
		tracks := testTracks()
		tracks[0].Width += i
		h.muxer.SetTracks(tracks)
		h.note(panics{})
		e := encoder{num: 25 + 5*(i%2), den: 1, gop: 2 * time.Second, size: 50}
		length := time.Duration(1+i%3) * time.Second
		h.write(panics{}, e.samples(at, length-time.Duration(i%5)*70*time.Millisecond))
		at += length
	}
	return h
}

// restarted goes on with numbers that another run has reserved.
func restarted() *history {
	h := newHistory("after a restart", Options{First: Numbers{Sequence: 1000, Discontinuity: 17, Init: 3, Fragment: 9000}})
	h.muxer.SetTracks(testTracks())
	h.write(panics{}, encoder{num: 30, den: 1, gop: 2 * time.Second, size: 50}.samples(0, 40*time.Second))
	return h
}

func over() *history {
	h := newHistory("an end", Options{})
	h.muxer.SetTracks(testTracks())
	h.write(panics{}, encoder{num: 30, den: 1, gop: 2 * time.Second, size: 50}.samples(0, 41*time.Second))
	h.muxer.End()
	h.note(panics{})
	h.ended = true
	return h
}

// panics is a testing.TB for what is made once for all tests.
type panics struct{ testing.TB }

func (panics) Helper()                   {}
func (panics) Fatal(args ...any)         { panic(fmt.Sprint(args...)) }
func (panics) Fatalf(f string, a ...any) { panic(fmt.Sprintf(f, a...)) }
