package live

import (
	"fmt"
	"testing"
	"time"
)

// TestMeterOfPace: who sends faster than it is played is found, and nobody who
// makes up for what stood still.
func TestMeterOfPace(t *testing.T) {
	const s = time.Second
	// A leg is so much of the publisher's own time, sent within so long.
	type leg struct{ own, within time.Duration }
	for _, tt := range []struct {
		name string
		legs []leg
		want string // times as fast; "0.0": in time
	}{
		{"an encoder", []leg{{30 * s, 30 * s}}, "0.0"},
		{"a file, twice as fast", []leg{{40 * s, 20 * s}}, "2.0"},
		{"a file, half as fast again", []leg{{45 * s, 30 * s}}, "1.5"},
		{"a file, as fast as it goes", []leg{{400 * s, 4 * s}}, "100.0"},
		{"as soon as four seconds", []leg{{8 * s, 4 * s}}, "2.0"},
		{"a clock that is fast", []leg{{101 * s, 100 * s}}, "0.0"},
		{"two seconds at once, and then in time", []leg{{2 * s, 0}, {4 * s, 4 * s}}, "0.0"},
		{"a minute at once, and then in time", []leg{{60 * s, s}, {20 * s, 20 * s}}, "0.0"},
		{"a stall, and what piled up", []leg{{20 * s, 20 * s}, {0, 8 * s}, {8 * s, s / 2}, {s, s}}, "0.0"},
		{"a stall, and then slowly what piled up", []leg{{20 * s, 20 * s}, {0, 8 * s}, {16 * s, 8 * s}, {s, s}}, "0.0"},
		{"a file after a stall", []leg{{20 * s, 20 * s}, {0, 8 * s}, {68 * s, 20 * s}}, "3.4"},
		{"a file that is slowed down at last", []leg{{40 * s, 20 * s}, {12 * s, 12 * s}}, "0.0"},
		{"a file that ends", []leg{{40 * s, 20 * s}, {0, 2 * s}}, "0.0"},
	} {
		m := &Meter{}
		m.SetTracks(metered)
		now, dts, sent := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC), int64(0), time.Duration(0)
		for _, leg := range tt.legs {
			const step = s / 25
			n := int(leg.own / step)
			for i := range n {
				at := now.Add(leg.within * time.Duration(i) / time.Duration(n))
				m.Write(Sample{DTS: dts, Key: sent%(2*s) == 0, Data: []byte("x"), At: at})
				dts, sent = dts+VideoScale/25, sent+step
			}
			now = now.Add(leg.within)
		}
		h := m.Health(now)
		if got := fmt.Sprintf("%.1f", h.Pace); got != tt.want {
			t.Errorf("%s: %s times as fast as it plays, want %s", tt.name, got, tt.want)
		}
	}
}

// TestMeterOfAKeyFrameThatDoesNotCome: how far key frames are apart is told
// before the next one comes, when that takes long.
func TestMeterOfAKeyFrameThatDoesNotCome(t *testing.T) {
	for _, tt := range []struct {
		name  string
		gop   int // pictures, at 30 a second
		after time.Duration
		every time.Duration
		apart time.Duration
	}{
		{"before the second", 60, time.Second, 0, 0},
		{"each two seconds", 60, 15 * time.Second, 2 * time.Second, 2 * time.Second},
		{"only one, and soon", 1e6, 3 * time.Second, 0, 0},
		{"only one", 1e6, 20 * time.Second, 20 * time.Second, 0},
		{"each ten seconds", 300, 24 * time.Second, 10 * time.Second, 10 * time.Second},
		{"before the second of those", 300, 8 * time.Second, 8 * time.Second, 0},
	} {
		f := newFeeder()
		f.gop = tt.gop
		f.play(tt.after, true)
		h := f.m.Health(f.now)
		const frame = 35 * time.Millisecond
		if (h.KeyEvery-tt.every).Abs() > frame || (f.m.KeysApart()-tt.apart).Abs() > frame {
			t.Errorf("%s: key frames are %v apart, %v by the last two; want %v, %v", tt.name, h.KeyEvery, f.m.KeysApart(), tt.every, tt.apart)
		}
	}
}
