package live

import (
	"math"
	"sync"
	"testing"
	"time"
)

var metered = []Track{{Codec: H264, Scale: VideoScale, Width: 1280, Height: 720}, {Codec: AAC, Scale: 48000, Channels: 2, Object: 2}}

// A feeder writes pictures and sound to a meter as an encoder would send them.
type feeder struct {
	m     *Meter
	now   time.Time
	fps   float64
	gop   int
	ahead time.Duration // of the sound
	jump  time.Duration // of its own time, from now on
	began time.Time
	n     [2]int
}

func newFeeder() *feeder {
	at := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
	f := &feeder{m: &Meter{}, now: at, began: at, fps: 30, gop: 60}
	f.m.SetTracks(metered)
	return f
}

// play lets d pass; while sends is false nothing comes, and its time goes on.
func (f *feeder) play(d time.Duration, sends bool) {
	for end := f.now.Add(d); f.now.Before(end); f.now = f.now.Add(time.Millisecond) {
		own := f.now.Sub(f.began)
		for at := time.Duration(0); ; f.n[0]++ {
			if at = time.Duration(float64(f.n[0]) * float64(time.Second) / f.fps); at > own {
				break
			}
			if sends {
				stamp := (at + f.jump).Round(time.Millisecond) // as FLV's are
				f.m.Write(Sample{DTS: int64(stamp/time.Millisecond) * 90, Key: f.n[0]%f.gop == 0, Data: make([]byte, 4000), At: f.now})
			}
		}
		for ; time.Duration(f.n[1])*time.Second*AACFrame/48000 <= own; f.n[1]++ {
			if sends {
				f.m.Write(Sample{Track: 1, DTS: int64(f.n[1])*AACFrame + int64((f.ahead+f.jump)/time.Microsecond)*48/1000, Key: true, Data: make([]byte, 100), At: f.now})
			}
		}
	}
}

func TestMeterOfASteadyEncoder(t *testing.T) {
	for _, fps := range []float64{24, 25, 30000. / 1001, 30, 50, 60} {
		f := newFeeder()
		f.fps = fps
		f.play(10*time.Second, true)
		h := f.m.Health(f.now)
		if math.Abs(h.FrameRate-fps) > 0.02 {
			t.Errorf("%.3f fps are measured as %.3f", fps, h.FrameRate)
		}
		if want := int(fps*4000*8 + 48000./1024*100*8); h.Bitrate < want*98/100 || h.Bitrate > want*102/100 {
			t.Errorf("%.2f fps: %d bits a second, want %d", fps, h.Bitrate, want)
		}
		if want := time.Duration(60 / fps * float64(time.Second)); (h.KeyEvery - want).Abs() > 2*time.Millisecond {
			t.Errorf("%.2f fps: key frames are %v apart, want %v", fps, h.KeyEvery, want)
		}
		if h.Gaps != 0 || h.Drift.Abs() > 60*time.Millisecond || len(h.Line) != 10 {
			t.Errorf("%.2f fps: %d gaps, drift %v, %d seconds; want none, next to none and 10", fps, h.Gaps, h.Drift, len(h.Line))
		}
		if h.Key.Data == nil || h.KeyTrack.Width != 1280 {
			t.Errorf("key frame of %d bytes of %+v", len(h.Key.Data), h.KeyTrack)
		}
	}
}

func TestMeterMarksGaps(t *testing.T) {
	f := newFeeder()
	f.play(10*time.Second, true)
	f.play(5*time.Second, false)
	f.play(10*time.Second, true)
	h := f.m.Health(f.now)
	if len(h.Line) != 25 || h.Gaps != 1 {
		t.Fatalf("%d seconds, %d gaps", len(h.Line), h.Gaps)
	}
	for i, bits := range h.Line {
		if gap := i >= 10 && i < 15; gap != (bits == -1) {
			t.Errorf("second %d has %d bits", i, bits)
		}
	}
	if math.Abs(h.FrameRate-30) > 0.02 {
		t.Errorf("after the gap the frame rate is %.2f", h.FrameRate)
	}

	f.now = f.now.Add(time.Hour) // silent for long
	h = f.m.Health(f.now)
	for _, bits := range h.Line {
		if bits != -1 {
			t.Errorf("after an hour without anything a second has %d bits", bits)
		}
	}
	if len(h.Line) != 60 || h.Bitrate != 0 {
		t.Errorf("%d seconds, bitrate %d", len(h.Line), h.Bitrate)
	}
}

func TestMeterOfClocks(t *testing.T) {
	for _, tt := range []struct {
		name  string
		then  func(f *feeder)
		gaps  int
		drift time.Duration
	}{
		{"sound that runs ahead", func(f *feeder) { f.ahead = 300 * time.Millisecond }, 0, 300 * time.Millisecond},
		{"sound that lags", func(f *feeder) { f.ahead = -300 * time.Millisecond }, 0, -300 * time.Millisecond},
		{"a jump on", func(f *feeder) { f.jump = time.Hour }, 1, 0},
		{"a jump back", func(f *feeder) { f.jump = -time.Second }, 1, 0},
		{"pictures left out", func(f *feeder) { f.n[0] += 12 }, 1, 0},
		{"one picture left out", func(f *feeder) { f.n[0]++ }, 0, 0},
	} {
		f := newFeeder()
		f.play(10*time.Second, true)
		tt.then(f)
		f.play(10*time.Second, true)
		h := f.m.Health(f.now)
		if h.Gaps != tt.gaps || (h.Drift-tt.drift).Abs() > 60*time.Millisecond || math.Abs(h.FrameRate-30) > 0.1 {
			t.Errorf("%s: %d gaps, drift %v, %.2f fps; want %d, %v, 30", tt.name, h.Gaps, h.Drift, h.FrameRate, tt.gaps, tt.drift)
		}
	}
}

// TestMeterOfSoundThatComesLate: when it comes is one thing, whether its stamps
// leave the picture's is another.
func TestMeterOfSoundThatComesLate(t *testing.T) {
	for _, tt := range []struct {
		name         string
		late         time.Duration // it comes
		ppm          int           // its stamps are fast
		after, drift time.Duration // in ten minutes
	}{
		{"in time", 0, 0, 0, 0},
		{"late", 1100 * time.Millisecond, 0, 1100 * time.Millisecond, 0},
		{"early", -2200 * time.Millisecond, 0, -2200 * time.Millisecond, 0},
		{"its stamps run ahead", 0, 500, -300 * time.Millisecond, 300 * time.Millisecond},
		{"late, and its stamps fall behind", 500 * time.Millisecond, -500, 800 * time.Millisecond, -300 * time.Millisecond},
	} {
		f := newFeeder()
		for ms := range 600_000 {
			at := time.Duration(ms) * time.Millisecond
			now := f.began.Add(at)
			if ms*3/100 != (ms-1)*3/100 || ms == 0 { // 30 a second
				f.m.Write(Sample{DTS: int64(ms) * 90, Key: true, Data: []byte("x"), At: now})
			}
			for ; ; f.n[1]++ {
				is := metered[1].Time(int64(f.n[1]) * AACFrame)
				if is+tt.late > at {
					break
				}
				said := is + is*time.Duration(tt.ppm)/1_000_000
				f.m.Write(Sample{Track: 1, DTS: metered[1].Ticks(said), Key: true, Data: []byte("x"), At: now})
			}
			f.now = now
		}
		h := f.m.Health(f.now)
		if (h.SoundAfter-tt.after).Abs() > 60*time.Millisecond || (h.Drift-tt.drift).Abs() > 20*time.Millisecond {
			t.Errorf("sound that comes %s: %v after its picture, drift %v; want %v and %v", tt.name, h.SoundAfter, h.Drift, tt.after, tt.drift)
		}
	}
}

func TestMeterOfHostileSamples(t *testing.T) {
	var m Meter
	now := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
	m.Write(Sample{At: now})
	m.Health(now)
	for _, tracks := range [][]Track{nil, metered, {{Codec: H264}, {Codec: AAC}}, {metered[1]}, {metered[0]}} {
		m.SetTracks(tracks)
		for _, s := range []Sample{{Track: -1}, {Track: 9}, {DTS: math.MaxInt64}, {DTS: math.MinInt64}, {Track: 1, DTS: math.MaxInt64}, {Key: true}, {Key: true, DTS: 1}} {
			for _, at := range []time.Duration{0, -time.Hour, 1000 * time.Hour} {
				s.At = now.Add(at)
				m.Write(s)
				if h := m.Health(s.At); math.IsNaN(h.FrameRate) || math.IsInf(h.FrameRate, 0) {
					t.Errorf("%+v: %.2f fps", s, h.FrameRate)
				}
			}
		}
	}
}

func TestMeterCostsNothing(t *testing.T) {
	f := newFeeder()
	data := make([]byte, 4000)
	dts := int64(0)
	if n := testing.AllocsPerRun(1000, func() {
		dts += 3000
		f.now = f.now.Add(time.Second / 30)
		f.m.Write(Sample{DTS: dts, Key: true, Data: data, At: f.now})
		f.m.Write(Sample{Track: 1, DTS: dts / 2, Key: true, Data: data, At: f.now})
	}); n != 0 {
		t.Errorf("a sample takes %.1f allocations", n)
	}
}

// TestMeterConcurrently is for the race detector.
func TestMeterConcurrently(t *testing.T) {
	var m Meter
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for n := range 2000 {
				now := time.Unix(int64(n/10), 0)
				if n%100 == 0 {
					m.SetTracks(metered)
				}
				m.Write(Sample{Track: i % 2, DTS: int64(n) * 3000, Key: n%7 == 0, Data: []byte("x"), At: now})
				m.Health(now)
			}
		})
	}
	wg.Wait()
}

// TestMeterForgetsGaps: a gap is in its second of the line, and leaves with
// it; the sum of all stays.
func TestMeterForgetsGaps(t *testing.T) {
	f := newFeeder()
	dts := int64(0)
	send := func(pictures int) {
		for range pictures {
			dts += 3000
			f.now = f.now.Add(time.Second / 30)
			f.m.Write(Sample{DTS: dts, Data: []byte("x"), At: f.now})
		}
	}
	send(60)
	dts += VideoScale // pictures were left out
	send(60)
	sum := func() (n int) {
		for _, one := range f.m.Health(f.now).Broken {
			n += one
		}
		return n
	}
	h := f.m.Health(f.now)
	if len(h.Broken) != len(h.Line)+1 || sum() != 1 || h.Gaps != 1 {
		t.Errorf("after a gap: %v behind %v, %d in all; want one", h.Broken, h.Line, h.Gaps)
	}
	send(62 * 30)
	if h := f.m.Health(f.now); sum() != 0 || h.Gaps != 1 {
		t.Errorf("a minute later: %v, %d in all; want none of the last minute, one in all", h.Broken, h.Gaps)
	}
}

// TestMeterOfWhatStops: a gap counts while it goes on, and once; of a picture
// that does not come nothing is said that only a picture has.
func TestMeterOfWhatStops(t *testing.T) {
	for _, tt := range []struct {
		name           string
		stop           time.Duration
		sound          bool // goes on
		looks          bool // Health is asked meanwhile
		again          bool // the picture comes back
		gaps           int
		picture, quiet bool // stopped
	}{
		{"a picture, for less than a second", 900 * time.Millisecond, true, true, false, 0, false, false},
		{"a picture, with its sound going on", 9 * time.Second, true, true, false, 1, true, false},
		{"a picture, for longer than the line is", 100 * time.Second, true, true, false, 1, true, false},
		{"both", 9 * time.Second, false, true, false, 1, true, true},
		{"a picture that is back", 9 * time.Second, true, true, true, 1, false, false},
		{"a picture that is back, and nobody looked", 9 * time.Second, true, false, true, 1, false, false},
	} {
		f := newFeeder()
		f.play(10*time.Second, true)
		for end := f.now.Add(tt.stop); f.now.Before(end); f.now = f.now.Add(20 * time.Millisecond) {
			if tt.sound {
				f.m.Write(Sample{Track: 1, DTS: int64(f.now.Sub(f.began)) * 48 / 1e6, Key: true, Data: []byte("x"), At: f.now})
			}
			if tt.looks {
				f.m.Health(f.now)
			}
		}
		if tt.again {
			f.n = [2]int{int(f.now.Sub(f.began) * 30 / time.Second), int(f.now.Sub(f.began) * 48000 / AACFrame / time.Second)}
			f.play(2*time.Second, true)
		}
		h, inLine := f.m.Health(f.now), 0
		for _, n := range h.Broken {
			inLine += n
		}
		if h.Gaps != tt.gaps || inLine != tt.gaps || h.PictureStopped != tt.picture || h.SoundStopped != tt.quiet {
			t.Errorf("%s stops: %d gaps, %d of the last minute, stopped: picture %v, sound %v; want %d, %[6]d, %v, %v", tt.name, h.Gaps, inLine, h.PictureStopped, h.SoundStopped, tt.gaps, tt.picture, tt.quiet)
		}
		if tt.picture && (h.Drift != 0 || h.SoundAfter != 0 || h.FrameRate != 0) {
			t.Errorf("%s stops: drift %v, %v after its picture, %.1f fps; want none", tt.name, h.Drift, h.SoundAfter, h.FrameRate)
		}
	}
}
