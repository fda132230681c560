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
				// What comes after the last picture has no part.
				if n := len(got[i]); n < len(want[i])-20 || !slices.Equal(got[i], want[i][:n]) {
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
