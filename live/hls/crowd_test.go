package hls

import (
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stagedoor/live"
)

// A tally is a ResponseWriter that keeps only the status.
type tally struct {
	header http.Header
	status int
	bytes  int
}

func (w *tally) Header() http.Header { return w.header }
func (w *tally) WriteHeader(s int)   { w.status = s }
func (w *tally) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = 200
	}
	w.bytes += len(b)
	return len(b), nil
}

// Ten thousand who wait, half of them for the playlist and half for the part
// itself, are all answered when the part comes, and when the stream ends.
func TestTenThousandWait(t *testing.T) {
	const crowd = 10_000
	for _, tt := range []struct {
		name string
		do   func(m *Muxer)
		part int
	}{
		{"the part comes", func(m *Muxer) { play(m, 4650*time.Millisecond, 4850*time.Millisecond) }, 200},
		{"the stream ends", (*Muxer).End, 200},
		{"the stream ends without another part", func(m *Muxer) {
			for i := range m.runs {
				m.runs[i].empty()
			}
			m.End()
		}, 404},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := playing(t)
			hint := m.snap.Load().hint
			var before, during runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			var wg sync.WaitGroup
			var here atomic.Int64
			answers := make([]*tally, crowd)
			for i := range answers {
				answers[i] = &tally{header: http.Header{}}
				wg.Go(func() {
					r := httptest.NewRequest("GET", "/live/main/index.m3u8?_HLS_msn=2&_HLS_part=3", nil)
					ctx := &arrives{Context: r.Context(), at: &here}
					if r = r.WithContext(ctx); i%2 == 0 {
						m.ServePlaylist(answers[i], r)
					} else {
						m.ServeFile(answers[i], r, hint)
					}
				})
			}
			for here.Load() < crowd {
				runtime.Gosched()
			}
			runtime.ReadMemStats(&during)
			began := time.Now()
			tt.do(m)
			wg.Wait()
			took := time.Since(began)
			t.Logf("%d answered %v after the part; %d KB each while they wait", crowd, took, (during.HeapInuse+during.StackInuse-before.HeapInuse-before.StackInuse)/crowd>>10)
			if took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
			for i, w := range answers {
				if want := map[bool]int{true: 200, false: tt.part}[i%2 == 0]; w.status != want || want == 200 && w.bytes == 0 {
					t.Fatalf("request %d: %d, %d bytes, want %d", i, w.status, w.bytes, want)
				}
			}
		})
	}
}

// arrives counts who asks when a request is over: who waits.
type arrives struct {
	context.Context
	at *atomic.Int64
}

func (a *arrives) Done() <-chan struct{} {
	a.at.Add(1)
	return a.Context.Done()
}

// Two hundred readers, while one writes, changes tracks and ends: for the
// race detector.
func TestMuxerConcurrently(t *testing.T) {
	m := New(Options{Key: testKey}, testZero)
	m.SetTracks(testTracks())
	play(m, 0, 3*time.Second)
	var wg sync.WaitGroup
	done := make(chan struct{})
	var answered atomic.Int64
	for i := range 200 {
		wg.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				default:
				}
				s := m.snap.Load()
				r := httptest.NewRequest("GET", "/", nil)
				switch i % 4 {
				case 0:
					r.URL.RawQuery = "_HLS_skip=YES"
				case 1, 2:
					r.URL.RawQuery = "_HLS_msn=" + decimalOf(s.sequence) + "&_HLS_part=" + decimalOf(int64(s.parts))
				}
				w := &tally{header: http.Header{}}
				if i%4 == 3 {
					m.FileWaits(s.hint)
					m.ServeFile(w, r, s.hint)
				} else {
					m.PlaylistWaits(r)
					m.ServePlaylist(w, r)
				}
				if w.status != 200 && w.status != 404 {
					t.Errorf("%q: %d", r.URL.RawQuery, w.status)
					return
				}
				answered.Add(1)
				runtime.Gosched() // on few cores it is the writer's turn else once in seconds
			}
		})
	}
	for i := range 2 {
		at := time.Duration(3+4*i) * time.Second
		m.SetTracks(testTracks())
		for _, s := range (encoder{num: 30, den: 1, gop: time.Second, size: 200}).samples(at, 4*time.Second) {
			m.Write(s)
			if s.Track == 0 && s.DTS%9000 == 0 {
				runtime.Gosched()
			}
		}
	}
	m.End()
	close(done)
	wg.Wait()
	if answered.Load() < 200 {
		t.Errorf("only %d were answered", answered.Load())
	}
}

func decimalOf(n int64) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return decimalOf(n/10) + string(rune('0'+n%10))
}

// stored is how many files the muxer can answer with.
func stored(m *Muxer) (n int) {
	m.resources.Range(func(any, any) bool { n++; return true })
	return n
}

// heap is what lives on it.
func heap() uint64 {
	var s runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&s)
	return s.HeapAlloc
}

// A stage at 3 Mbit/s takes less than 40 MB, and after 20 minutes as much as
// after 10, though its encoder changes now and then.
func TestMemoryStaysTheSame(t *testing.T) {
	m := New(Options{Key: testKey}, testZero)
	before := heap()
	// 3 Mbit/s at 30 pictures a second, of which the sound has 112 kbit/s.
	const size = (3_000_000/8 - 300*47) / 30
	picture, key := unit(false, size), unit(true, size)
	var at10, at20 uint64
	var files10, files20 int
	sound := int64(0)
	for i := range 20 * 60 * 30 {
		if i%(97*30) == 0 {
			m.SetTracks(testTracks())
		}
		s := live.Sample{DTS: int64(i) * 3000, Key: i%60 == 0 || i%(97*30) == 0, Data: picture}
		if s.Key {
			s.Data = key
		}
		m.Write(s)
		for ; sound*live.AACFrame*30 < int64(i+1)*48000; sound++ {
			m.Write(live.Sample{Track: 1, DTS: sound * live.AACFrame, Key: true, Data: picture[:300]})
		}
		if i == 10*60*30 {
			at10, files10 = heap()-before, stored(m)
		}
	}
	at20, files20 = heap()-before, stored(m)
	t.Logf("%.1f MB and %d files after 10 minutes, %.1f MB and %d after 20", float64(at10)/1e6, files10, float64(at20)/1e6, files20)
	if at20 > 40<<20 || at20 > at10+at10/20 || files20 > files10+files10/20 {
		t.Errorf("%d bytes and %d files after 10 minutes, %d and %d after 20", at10, files10, at20, files20)
	}
}

// Whatever a publisher sends, the window is bounded.
func TestMemoryIsBounded(t *testing.T) {
	m := New(Options{Key: testKey}, testZero)
	m.SetTracks(testTracks())
	picture := unit(true, 4<<20)
	for i := range 30 * 6 { // 1 Gbit/s
		m.Write(live.Sample{DTS: int64(i) * 3000, Key: i%60 == 0, Data: picture})
		if m.window.bytes > maxWindow+maxSegment {
			t.Fatalf("%d MB after %d pictures", m.window.bytes>>20, i)
		}
		if m.current.size > maxSegment+2*maxBytes {
			t.Fatalf("a segment of %d MB after %d pictures", m.current.size>>20, i)
		}
	}
	// All at the same moment, as far as DTS can be.
	m.SetTracks(testTracks())
	for i := range 20_000 {
		m.Write(live.Sample{DTS: 6*live.VideoScale + int64(i), Key: i == 0, Data: picture[:1000]})
		if n := len(m.runs[0].samples); n > maxSamples {
			t.Fatalf("%d pictures in one part", n)
		}
	}
	// Sound without a picture.
	for i := range int64(100_000) {
		m.Write(live.Sample{Track: 1, DTS: 8*48000 + i*live.AACFrame, Data: picture[:300]})
	}
	if n := len(m.runs[1].samples); n > maxSamples {
		t.Errorf("%d frames of sound wait for a picture", n)
	}
}

// Garbage is left out: it neither panics nor spoils what comes after.
func TestGarbageIsLeftOut(t *testing.T) {
	m := New(Options{Key: testKey}, testZero)
	m.Write(live.Sample{}) // before any tracks
	m.SetTracks(testTracks())
	for _, s := range []live.Sample{
		{Track: -1}, {Track: 2}, {DTS: -5, Key: true}, {DTS: 0, Data: unit(false, 9)}, {Track: 1, DTS: 5}, {DTS: 90, Key: true},
		{DTS: 90, Key: true}, {DTS: 30}, {Track: 1, DTS: 700}, {Track: 1, DTS: 100},
	} {
		m.Write(s)
	}
	if m.current == nil || m.current.start != time.Millisecond || len(m.runs[0].samples) != 1 || len(m.runs[1].samples) != 1 {
		t.Errorf("the segment begins at %+v with %d pictures and %d frames of sound", m.current, len(m.runs[0].samples), len(m.runs[1].samples))
	}
	m.SetTracks(nil)
	m.Write(live.Sample{})
	m.End()
	for range 100 {
		m.SetTracks(testTracks()) // without a sample: its init is nobody's
	}
	if n := stored(m); n > 4 {
		t.Errorf("%d files are kept", n)
	}
}
