package rtmp

import (
	"testing"
	"time"
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
