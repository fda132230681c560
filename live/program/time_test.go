package program

import (
	"fmt"
	"math"
	"runtime"
	"testing"
	"time"

	"stagedoor/live"
)

// TestFrameRatesAndOrder holds that what is presented neither overlaps nor
// has a hole where runs meet, whatever the frame rate and the order of
// decoding: to one picture, or as many as the coming encoder reorders.
func TestFrameRatesAndOrder(t *testing.T) {
	for _, fps := range []float64{24, 25, 30000. / 1001, 30, 50, 60} {
		for _, b := range []int{0, 1, 2, 3} {
			t.Run(fmt.Sprintf("%.2f fps, %d B-frames", fps, b), func(t *testing.T) {
				r := newRig(t)
				r.p.Show("a")
				for _, rung := range []RungID{"a", "b", "a"} { // slate to encoder, and encoder to encoder
					e := camera()
					e.fps, e.bframes, e.gop = fps, b, int(fps)
					e.base = int64(b) * 90_000_000
					r.plug(rung, e)
					r.p.Show(rung)
					r.play(2500 * time.Millisecond)
				}
				r.kill("a") // and to the slate
				r.play(s)
				if len(r.out.runs) != 5 {
					t.Fatalf("%d runs, want 5: %s", len(r.out.runs), r.saw())
				}
				frame := time.Duration(float64(s) / min(fps, 30))
				for i, run := range r.out.runs[1:] {
					if run.lead < -frame || run.lead > frame+time.Duration(float64(s)/fps) {
						t.Errorf("run %d is presented %v after the end of the one before", i+1, run.lead)
					}
				}
			})
		}
	}
}

// TestHostileTime sends pictures with these stamps, each one a key frame,
// while 33 ms pass from one to the next.
func TestHostileTime(t *testing.T) {
	const frame = 3000
	for _, tt := range []struct {
		name string
		dts  func(i int64) int64
		off  int32
	}{
		{"negative", func(i int64) int64 { return -7_000_000 + i*frame }, 0},
		{"huge", func(i int64) int64 { return 1<<44 + i*frame }, 0},
		{"standing still", func(i int64) int64 { return 5 }, 0},
		{"in pairs", func(i int64) int64 { return i / 2 * 2 * frame }, 0},
		{"half as fast", func(i int64) int64 { return i * frame / 2 }, 0},
		{"backwards", func(i int64) int64 { return -i * frame }, 0},
		{"jumping back each second", func(i int64) int64 { return i % 30 * frame }, 0},
		{"jumping back an hour", func(i int64) int64 { return i*frame - i/60*3600*90000 }, 0},
		{"jumping on an hour", func(i int64) int64 { return i*frame + i/60*3600*90000 }, 0},
		{"to and fro", func(i int64) int64 { return i*frame + i%2*80_000 }, 0},
		{"to and fro by days", func(i int64) int64 { return i*frame + i%2*80_000*86400 }, 0},
		{"shown years later", func(i int64) int64 { return i * frame }, math.MaxInt32},
		{"shown years before", func(i int64) int64 { return i * frame }, math.MinInt32},
	} {
		for _, gop := range []int64{1, 60} {
			t.Run(fmt.Sprintf("%s, a key frame in %d", tt.name, gop), func(t *testing.T) {
				r := newRig(t)
				stream := &live.Stream{}
				r.p.Attach("a", stream)
				r.p.Show("a")
				r.settle()
				stream.SetTracks(camera().tracks)
				send := func(i, dts int64) {
					stream.Write(live.Sample{DTS: dts, Offset: tt.off, Key: i%gop == 0, Data: []byte("x")})
					stream.Write(live.Sample{Track: 1, DTS: dts * 48000 / 90000, Key: true, Data: []byte("x")})
				}
				for i := range int64(900) {
					send(i, tt.dts(i))
					r.now = r.now.Add(s / 30)
					r.settle()
				}
				if off := r.now.Sub(day) - r.media(); off > 3*s+keyFrame || off < -ahead-s/5 {
					t.Errorf("after 30 s the output is %v behind the clock", off)
				}
				if h := r.out.hole; h[picture] > 3*s+keyFrame {
					t.Errorf("media time has a hole of %v", h[picture])
				}
				// and back to sense
				for i := range int64(300) {
					send(i, i*frame)
					r.now = r.now.Add(s / 30)
					r.settle()
				}
				if got := len(r.out.now().of[picture]); got < 150 || r.p.shown != "a" {
					t.Errorf("when its time is right again, the run has %d pictures of %q", got, r.p.shown)
				}
			})
		}
	}
}

func TestSamplesThatNobodyCanPlace(t *testing.T) {
	r := newRig(t)
	e := r.plug("a", camera())
	r.p.Show("a")
	r.play(s)
	n := r.out.n
	for _, sm := range []live.Sample{
		{Track: -1, Key: true, Data: []byte("x")}, {Track: 2, Key: true, Data: []byte("x")}, {Track: 0, Key: true},
		{Key: true, DTS: math.MaxInt64, Data: []byte("x")}, {Key: true, DTS: math.MinInt64, Data: []byte("x")},
		{Track: 1, DTS: farthest - 1, Data: []byte("x")},
	} {
		e.stream.Write(sm)
	}
	e.stream.SetTracks(nil)
	r.settle()
	if r.out.n != n {
		t.Errorf("%d of them were written", r.out.n-n)
	}
	e.stream.SetTracks([]live.Track{{Codec: live.H264}, {Codec: live.AAC}}) // without a scale
	e.stream.Write(live.Sample{Key: true, Data: []byte("x")})
	r.play(2 * s)
	if r.p.shown != "" {
		t.Errorf("shown is %q, want the slate while the tracks make no sense", r.p.shown)
	}
	e.stream.SetTracks(e.tracks)
	r.play(2 * s)
	if r.p.shown != "a" {
		t.Error("the rung is not shown when its tracks are right again")
	}
}

// TestAClockThatStandsStill holds that an encoder which sends pictures of one
// moment, and no key frame to put it right at, gives way to the slate.
func TestAClockThatStandsStill(t *testing.T) {
	r := newRig(t)
	stream := &live.Stream{}
	r.p.Attach("a", stream)
	r.p.Show("a")
	r.settle()
	stream.SetTracks(camera().tracks)
	for i := range 30 * 20 {
		stream.Write(live.Sample{DTS: 7, Key: i == 0, Data: []byte("x")})
		r.now = r.now.Add(s / 30)
		r.settle()
	}
	if r.p.shown != "" || r.p.late(r.now, 0) {
		t.Errorf("after 20 s %q is shown, %v behind the clock", r.p.shown, r.now.Sub(day)-r.media())
	}
}

// TestTracksSaidAgain holds that only other tracks are a discontinuity.
func TestTracksSaidAgain(t *testing.T) {
	r := newRig(t)
	e := r.plug("a", camera())
	r.p.Show("a")
	r.play(s)
	e.stream.SetTracks(append([]live.Track(nil), e.tracks...))
	r.play(s)
	if len(r.out.runs) != 2 {
		t.Errorf("%d runs, want 2", len(r.out.runs))
	}
}

func TestASlowProgramComesBack(t *testing.T) {
	r := newRig(t)
	e := r.plug("a", camera())
	r.p.Show("a")
	r.play(s)
	for range 40 { // the program does nothing for four seconds: its queue runs over
		r.now = r.now.Add(s / 10)
		e.until(r.now)
	}
	r.settle()
	if n := len(r.out.now().of[picture]); n < 30 {
		t.Errorf("of what was queued, %d pictures were written", n)
	}
	r.play(3 * s)
	if r.p.shown != "a" || r.p.late(r.now, 0) {
		t.Errorf("shown is %q, late %v", r.p.shown, r.p.late(r.now, 0))
	}
}

func TestAMachineThatSlept(t *testing.T) {
	for _, tt := range []struct {
		name string
		on   RungID
	}{{"on the slate", ""}, {"with an encoder", "a"}} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			r.plug("a", camera())
			r.p.Show(tt.on)
			r.play(3 * s)
			r.freeze("a")
			n := r.out.n
			r.now = r.now.Add(time.Hour)
			r.settle()
			if got := r.out.n - n; got > 200 {
				t.Errorf("woken up, it wrote %d samples at once", got)
			}
			r.play(s)
			if off := r.now.Sub(day) - r.media(); off > s || off < -s {
				t.Errorf("the output is %v behind the clock", off)
			}
		})
	}
}

// TestALongDay holds that media time stays with an encoder whose clock is not
// quite ours, that a discontinuity puts it right before it is far off, and
// that nothing grows.
func TestALongDay(t *testing.T) {
	for ppm, hours := range map[int]int{50: 2, 500: 2, -50: 10, -500: 2} {
		t.Run(fmt.Sprintf("%d ppm for %d h", ppm, hours), func(t *testing.T) {
			r := newRig(t)
			r.pace = s / 5
			r.out.forget = true
			e := r.plug("a", camera())
			e.tracks[1] = soundTrack(8000, 1)
			e.fps, e.gop, e.ppm = 25, 50, ppm
			r.p.Show("a")
			r.play(time.Minute)
			before := heap()
			for range hours * 60 {
				r.play(time.Minute)
				if off := r.now.Sub(day) - r.media(); off > 5*s || off < -tolerated-s/5 {
					t.Fatalf("after %v the output is %v behind the clock", r.now.Sub(day), off)
				}
			}
			if after := heap(); after > before+(1<<20) {
				t.Errorf("it took %d KB", (after-before)>>10)
			}
			if got := r.saw(); got != "slate 0.0, a 0.0" {
				t.Errorf("shown: %s", got)
			}
			if r.out.hole[picture] > 4*s {
				t.Errorf("a hole of %v", r.out.hole[picture])
			}
		})
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
