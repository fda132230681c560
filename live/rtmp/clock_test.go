package rtmp

import (
	"testing"
	"time"

	"stagedoor/live"
)

func TestClock(t *testing.T) {
	type step struct {
		track int
		came  int // milliseconds after the first
		raw   uint32
		want  int // milliseconds
	}
	for _, tt := range []struct {
		name  string
		steps []step
	}{
		{"from its own zero", []step{{0, 0, 5000, 0}, {0, 40, 5040, 40}, {1, 41, 5030, 30}}},
		{"faster than the clock", []step{{0, 0, 0, 0}, {0, 1, 2000, 2000}, {0, 2, 4000, 4000}, {0, 3, 7000, 7000}}},
		{"it wraps", []step{{0, 0, 0xfffffff0, 0}, {1, 10, 0xfffffffa, 10}, {0, 32, 0x10, 32}, {1, 40, 0x18, 40}}},
		{"a gap: the line was away", []step{{0, 0, 0, 0}, {0, 60000, 60000, 60000}}},
		{"a gap, noticed late", []step{{0, 0, 0, 0}, {0, 60000, 100, 100}, {0, 60001, 60000, 60000}}},
		{"it jumps forward", []step{{0, 0, 0, 0}, {0, 40, 40, 40}, {0, 80, 3600000, 60}, {1, 81, 3600010, 70}, {0, 120, 3600040, 100}}},
		{"it jumps back", []step{{0, 0, 90000, 0}, {1, 0, 90000, 0}, {0, 2000, 92000, 2000}, {1, 2000, 92000, 2000}, {0, 2040, 0, 2020}, {1, 2041, 5, 2025}, {0, 2080, 40, 2060}}},
		{"it jumps far back", []step{{0, 0, 0x7fffffff, 0}, {0, 40, 0, 20}, {0, 80, 40, 60}}},
		{"a small step back is as it is", []step{{0, 0, 0, 0}, {0, 1000, 1000, 1000}, {0, 1040, 900, 900}, {0, 1080, 940, 940}}},
		{"sound is behind the picture", []step{{0, 0, 0, 0}, {0, 1000, 1000, 1000}, {1, 1001, 500, 500}, {0, 1040, 1040, 1040}, {1, 1041, 540, 540}}},
		{"it stands still", []step{{0, 0, 7, 0}, {0, 40, 7, 0}, {0, 80, 7, 0}}},
		{"the tracks are 2 s apart: as they say", []step{{0, 0, 5000, 0}, {1, 1, 3000, -2000}, {0, 40, 5040, 40}, {1, 41, 3040, -1960}}},
		{"the tracks are 3.5 s apart: side by side", []step{{0, 0, 3500, 0}, {0, 40, 3540, 40}, {1, 41, 0, 40}, {0, 80, 3580, 80}, {1, 81, 40, 80}}},
		{"the sound is a minute ahead: side by side", []step{{0, 0, 0, 0}, {1, 1, 60000, 0}, {0, 40, 40, 40}, {1, 41, 60040, 40}, {0, 60000, 60000, 60000}, {1, 60001, 120000, 60000}}},
		{"the picture alone steps back to where the sound is", []step{{0, 0, 0, 0}, {0, 2000, 2000, 2000}, {1, 2001, 500, 500}, {0, 2040, 540, 2020}, {1, 2041, 540, 540}, {0, 2080, 580, 2060}}},
		{"a wrap between them", []step{{0, 0, 0xfffffff0, 0}, {1, 1, 8, 24}, {0, 40, 0x18, 40}, {1, 41, 0x30, 64}}},
		{"a minute and a wrap between them", []step{{0, 0, 0xfffffff0, 0}, {1, 1, 60000, 0}, {0, 40, 0x18, 40}, {1, 41, 60040, 40}}},
		{"the picture alone jumps forward", []step{{0, 0, 0, 0}, {1, 0, 0, 0}, {0, 40, 3600000, 20}, {1, 41, 40, 40}, {0, 80, 3600040, 60}, {1, 81, 80, 80}, {0, 120, 120, 120}, {1, 121, 120, 120}}},
		{"the sound alone jumps back", []step{{0, 0, 90000, 0}, {1, 0, 90000, 0}, {0, 2000, 92000, 2000}, {1, 2000, 92000, 2000}, {1, 2020, 0, 2020}, {0, 2040, 92040, 2040}, {1, 2040, 20, 2040}, {1, 2060, 92060, 2060}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var c clock
			start := time.Unix(1000, 0)
			for i, s := range tt.steps {
				got := c.stamp(s.track, s.raw, start.Add(time.Duration(s.came)*time.Millisecond))
				if got != time.Duration(s.want)*time.Millisecond {
					t.Errorf("step %d: %v, want %d ms", i, got, s.want)
				}
			}
		})
	}
}

func TestSoundClock(t *testing.T) {
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	t.Run("milliseconds do not show", func(t *testing.T) {
		for _, rate := range []int{44100, 48000, 22050} {
			s := soundClock{rate: rate}
			for i := range 10000 {
				stamp := ms(i * 1024 * 1000 / rate)
				if dts, ok := s.stamp(stamp); !ok || dts != int64(i)*1024 {
					t.Fatalf("%d Hz, frame %d: %d, %v; want %d", rate, i, dts, ok, i*1024)
				}
			}
		}
	})
	for _, tt := range []struct {
		name  string
		stamp []int // milliseconds
		want  []int64
	}{
		{"40 ms are borne", []int{0, 61, 2, 64}, []int64{0, 1024, 2048, 3072}},
		{"beyond 50 ms is a gap", []int{0, 21, 143, 164}, []int64{0, 1024, 6864, 7888}},
		{"back by 60 ms: frames go until it has caught up", []int{1000, 1021, 1043, 1004, 1025, 1046}, []int64{48000, 49024, 50048, -1, 51072, 52096}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := soundClock{rate: 48000}
			for i, stamp := range tt.stamp {
				dts, ok := s.stamp(ms(stamp))
				if !ok {
					dts = -1
				}
				if dts != tt.want[i] {
					t.Errorf("frame %d at %d ms begins at %d, want %d", i, stamp, dts, tt.want[i])
				}
			}
		})
	}
}

// TestSoundStaysWithThePicture: for hours, by stamps in milliseconds that begin
// a second before they wrap, of an encoder whose sound's clock is right or not.
func TestSoundStaysWithThePicture(t *testing.T) {
	for _, tt := range []struct{ rate, ppm, hours int }{{44100, 0, 24}, {48000, 0, 24}, {44100, 100, 3}, {48000, -100, 3}} {
		out := &ends{}
		d := &demuxer{out: out}
		for _, err := range []error{d.avcConfig(avcC(t, sps720p, 4)), d.aacConfig(unhex(t, map[int]string{44100: aac44k, 48000: aac48k}[tt.rate]))} {
			if err != nil {
				t.Fatal(err)
			}
		}
		const first = 1<<32 - 1000
		key, frame := nals(t, 4, "6588"), []byte{1}
		n, worst, start := 0, time.Duration(0), time.Unix(1000, 0)
		for second := range tt.hours * 3600 {
			ms := second * 1000
			if err := d.accessUnit(key, uint32(first+ms), 0, start.Add(time.Duration(ms)*time.Millisecond)); err != nil {
				t.Fatal(err)
			}
			for ; ; n++ {
				said := n * live.AACFrame * 1000 / tt.rate // as the encoder counts
				said += said * tt.ppm / 1_000_000          // as its other clock has it
				if said >= ms+1000 {
					break
				}
				if err := d.soundFrame(frame, uint32(first+said), start.Add(time.Duration(said)*time.Millisecond)); err != nil {
					t.Fatal(err)
				}
				is := live.Track{Scale: tt.rate}.Time(out.last[sound])
				worst = max(worst, (is - time.Duration(said)*time.Millisecond).Abs())
			}
			if is := (live.Track{Scale: live.VideoScale}).Time(out.last[picture]); is != time.Duration(ms)*time.Millisecond {
				t.Fatalf("after %d s the picture is at %v", second, is)
			}
		}
		most := 50*time.Millisecond + live.Track{Scale: tt.rate}.Time(live.AACFrame) // frames that are left out
		if tt.ppm == 0 {
			most = 2 * time.Millisecond
		}
		if worst > most {
			t.Errorf("%d Hz, %d ppm off: in %d h the sound got %v off its stamps, want %v at most", tt.rate, tt.ppm, tt.hours, worst, most)
		}
	}
}

// ends is a Publisher that keeps when the last of each track is.
type ends struct{ last [2]int64 }

func (e *ends) SetTracks([]live.Track) {}
func (e *ends) Write(s live.Sample)    { e.last[s.Track] = s.DTS }
func (e *ends) End(error)              {}
