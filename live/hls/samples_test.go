package hls

import (
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
	"time"

	"stagedoor/live"
)

// decoded are the DTS of each track's samples in a part.
func decoded(t *testing.T, file []byte) (dts [2][]int64, durations [2][]int64) {
	t.Helper()
	inside := func(b []byte, kind string) (found [][]byte) {
		for len(b) >= 8 {
			n := int(binary.BigEndian.Uint32(b))
			if n < 8 || n > len(b) {
				t.Fatalf("a box of %d bytes in %d", n, len(b))
			}
			if string(b[4:8]) == kind {
				found = append(found, b[8:n])
			}
			b = b[n:]
		}
		return found
	}
	for _, traf := range inside(inside(file, "moof")[0], "traf") {
		track := binary.BigEndian.Uint32(inside(traf, "tfhd")[0][4:]) - 1
		at := int64(binary.BigEndian.Uint64(inside(traf, "tfdt")[0][4:]))
		trun := inside(traf, "trun")[0]
		for i := range int(binary.BigEndian.Uint32(trun[4:])) {
			d := int64(binary.BigEndian.Uint32(trun[12+16*i:]))
			dts[track], durations[track] = append(dts[track], at), append(durations[track], d)
			at += d
		}
	}
	return dts, durations
}

// Every sample comes in exactly one part, at its time, in order, whenever its
// sound arrives; and none lasts into the next.
func TestEachSampleOnceAtItsTime(t *testing.T) {
	for name, tt := range map[string]struct {
		encoder encoder
		late    time.Duration // of the sound, behind its picture
	}{
		"steady":          {encoder{num: 30, den: 1, gop: 2 * time.Second, size: 20}, 0},
		"in milliseconds": {encoder{num: 60000, den: 1001, gop: time.Second, size: 20, jitter: true}, 0},
		"late sound":      {encoder{num: 25, den: 1, gop: 2 * time.Second, size: 20}, 330 * time.Millisecond},
		"early sound":     {encoder{num: 25, den: 1, gop: 2 * time.Second, size: 20}, -330 * time.Millisecond},
		"lost pictures":   {encoder{num: 30, den: 1, gop: 2 * time.Second, size: 20, jitter: true, lost: func(i int) bool { return i%50 > 43 || i%7 == 3 }}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			samples := tt.encoder.samples(0, 15*time.Second)
			when := func(s live.Sample) time.Duration {
				if s.Track == 1 {
					return time.Duration(s.DTS)*time.Second/48000 + tt.late
				}
				return time.Duration(s.DTS) * time.Second / live.VideoScale
			}
			slices.SortStableFunc(samples, func(a, b live.Sample) int { return int(when(a) - when(b)) })
			m := New(Options{Key: testKey}, testZero)
			m.SetTracks(testTracks())
			var want [2][]int64
			for _, s := range samples {
				if m.current != nil || s.Track == 0 { // sound before the first picture is nobody's
					want[s.Track] = append(want[s.Track], s.DTS)
				}
				m.Write(s)
			}
			m.End()
			var got, until [2][]int64
			for _, s := range m.window.segments {
				for _, p := range s.parts {
					dts, durations := decoded(t, p.data)
					for i := range got {
						got[i] = append(got[i], dts[i]...)
						for j, d := range durations[i] {
							until[i] = append(until[i], dts[i][j]+d)
						}
					}
				}
			}
			for i := range got {
				if !slices.Equal(got[i], want[i]) {
					t.Errorf("track %d: %d samples, want %d at the same times", i, len(got[i]), len(want[i]))
				}
				for j, end := range until[i][:len(until[i])-1] {
					if over := end - got[i][j+1]; over > live.VideoScale/1000 {
						t.Errorf("track %d: sample %d lasts %d ticks into the next", i, j, over)
					}
				}
			}
		})
	}
}

// A run that ends sounds to its end, wherever in a part its last picture is
// and however late its sound: what has no picture left is a part by itself.
func TestSoundGoesOutWithItsTracks(t *testing.T) {
	for last := 60; last < 72; last++ {
		m := New(Options{Key: testKey}, testZero)
		m.SetTracks(testTracks())
		want, late := 0, []live.Sample{}
		for _, s := range (encoder{num: 30, den: 1, gop: 2 * time.Second, size: 20}).samples(0, time.Duration(last)*time.Second/30) {
			if s.Track == 1 { // it comes a third of a second behind its picture
				late = append(late, s)
				continue
			}
			for len(late) > 0 && late[0].DTS*live.VideoScale/48000 < s.DTS-live.VideoScale/3 {
				m.Write(late[0])
				want, late = want+1, late[1:]
			}
			m.Write(s)
		}
		for _, s := range late {
			m.Write(s)
			want++
		}
		m.SetTracks(testTracks())
		got := 0
		for _, s := range m.window.segments {
			for i, p := range s.parts {
				dts, _ := decoded(t, p.data)
				got += len(dts[1])
				if len(dts[0]) == 0 && (i+1 < len(s.parts) || p.independent || p.duration <= 0) {
					t.Errorf("%d pictures: part %d of %d is sound alone: %+v", last, i, len(s.parts), p.duration)
				}
			}
		}
		if got != want {
			t.Errorf("%d pictures: %d frames of sound in the parts, want %d", last, got, want)
		}
	}
}

// A picture lasts until the next, also over the end of its part.
func TestAPictureLastsUntilTheNext(t *testing.T) {
	m := New(Options{Key: testKey}, testZero)
	m.SetTracks(testTracks())
	for _, at := range []int64{0, 3000, 6000, 18000, 21000} { // three are lost
		m.Write(live.Sample{DTS: at, Key: at == 0, Data: unit(at == 0, 20)})
	}
	if _, durations := decoded(t, m.current.parts[0].data); !slices.Equal(durations[0], []int64{3000, 3000, 12000}) {
		t.Errorf("the first part's pictures last %v, want 3000, 3000 and 12000 ticks", durations[0])
	}
}

// What the playlist says of a part's length is what is in it.
func TestPartsLastAsLongAsTheySay(t *testing.T) {
	for _, e := range []encoder{
		{num: 24, den: 1, gop: 2 * time.Second}, {num: 25, den: 1, gop: 2 * time.Second}, {num: 30000, den: 1001, gop: 2 * time.Second},
		{num: 30, den: 1, gop: time.Second}, {num: 50, den: 1, gop: 10 * time.Second}, {num: 60, den: 1, gop: 700 * time.Millisecond},
		{num: 50, den: 1, gop: 20 * time.Millisecond},
	} {
		t.Run(e.String(), func(t *testing.T) {
			m := New(Options{Key: testKey}, testZero)
			m.SetTracks(testTracks())
			for _, s := range e.samples(0, 12*time.Second) {
				m.Write(s)
			}
			for _, s := range m.window.segments {
				for i, p := range s.parts {
					sum := int64(0)
					_, durations := decoded(t, p.data)
					for _, d := range durations[0] {
						sum += d
					}
					if is := time.Duration(sum) * time.Second / live.VideoScale; (is - p.duration).Abs() > 1500*time.Microsecond {
						t.Errorf("segment %d: part %d is said to last %v and lasts %v", s.number, i, p.duration, is)
					}
				}
			}
		})
	}
}

// An encoder that sends key frames alone gets no playlist for each of them.
func TestKeyFramesAlone(t *testing.T) {
	m := New(Options{Key: testKey}, testZero)
	m.SetTracks(testTracks())
	for _, s := range (encoder{num: 50, den: 1, gop: 20 * time.Millisecond, size: 20}).samples(0, 20*time.Second) {
		m.Write(s)
	}
	if parts := m.Numbers().Fragment; parts < 5*20-5 || parts > 6*20 {
		t.Errorf("%d parts in 20 s, want some 5 a second", parts)
	}
	for _, s := range m.window.segments {
		for i, p := range s.parts {
			if !p.independent {
				t.Errorf("segment %d: part %d begins with a key frame and does not say so", s.number, i)
			}
		}
	}
}

// A publisher may use a sample's data again as soon as its part is out.
func TestPartsKeepNoSampleData(t *testing.T) {
	m := New(Options{Key: testKey}, testZero)
	m.SetTracks(testTracks())
	data := unit(true, 1000)
	for i := range 7 {
		m.Write(live.Sample{DTS: int64(i) * 3000, Key: i == 0, Data: data})
	}
	name := m.current.parts[0].name
	before, _ := fetch(m, name)
	for i := range data {
		data[i] = 0xff
	}
	if after, _ := fetch(m, name); fmt.Sprintf("%x", after) != fmt.Sprintf("%x", before) {
		t.Error("the part changed with the samples' data")
	}
}
