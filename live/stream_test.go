package live

import (
	"errors"
	"io"
	"sync"
	"testing"
	"time"
)

func TestReaderGetsTracksFirst(t *testing.T) {
	var s Stream
	early := s.Read(time.Now())
	s.SetTracks([]Track{{Codec: H264, Scale: VideoScale}})
	s.Write(Sample{DTS: 1})
	late := s.Read(time.Now())
	s.Write(Sample{DTS: 2})
	s.End(nil)
	for _, tt := range []struct {
		name string
		r    *Reader
		want []int64 // DTS; -1 is tracks
	}{{"early", early, []int64{-1, 1, 2}}, {"late", late, []int64{-1, 2}}} {
		var got []int64
		for e := range tt.r.C {
			if e.Tracks != nil {
				got = append(got, -1)
			} else {
				got = append(got, e.Sample.DTS)
			}
		}
		if len(got) != len(tt.want) || got[0] != tt.want[0] || got[len(got)-1] != tt.want[len(tt.want)-1] {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// No tracks are still tracks: an Event without them is a sample.
func TestNoTracks(t *testing.T) {
	var s Stream
	r := s.Read(time.Now())
	s.SetTracks(nil)
	if e := <-r.C; e.Tracks == nil {
		t.Error("a reader takes no tracks for a sample")
	}
}

func TestSlowReaderIsDropped(t *testing.T) {
	var s Stream
	slow, quick := s.Read(time.Now()), s.Read(time.Now())
	for i := range queue + 1 {
		s.Write(Sample{DTS: int64(i)}) // would hang if it waited
		<-quick.C
	}
	n := 0
	for range slow.C {
		n++
	}
	if n != queue || !errors.Is(slow.Err(), ErrSlow) {
		t.Errorf("the slow reader had %d samples and %v, want %d and ErrSlow", n, slow.Err(), queue)
	}
	s.Write(Sample{DTS: -7})
	if e := <-quick.C; e.Sample.DTS != -7 || quick.Err() != nil {
		t.Errorf("the quick reader has %+v, %v", e, quick.Err())
	}
}

func TestEnd(t *testing.T) {
	for name, why := range map[string]error{"with a reason": io.EOF, "by the publisher's word": nil} {
		t.Run(name, func(t *testing.T) {
			var s Stream
			r := s.Read(time.Now())
			s.End(why)
			s.End(errors.New("the second does not count"))
			s.Write(Sample{})
			s.SetTracks([]Track{{}})
			if _, ok := <-r.C; ok || r.Err() != why {
				t.Errorf("the reader is open: %v, err %v; want closed, %v", ok, r.Err(), why)
			}
			late := s.Read(time.Now())
			if _, ok := <-late.C; ok || late.Err() != why {
				t.Errorf("who comes late finds it open: %v, err %v; want closed, %v", ok, late.Err(), why)
			}
			late.Close()
		})
	}
}

func TestClose(t *testing.T) {
	var s Stream
	r := s.Read(time.Now())
	r.Close()
	r.Close()
	s.Write(Sample{})
	if _, ok := <-r.C; ok || r.Err() != nil {
		t.Errorf("open %v, err %v; want closed, nil", ok, r.Err())
	}
}

// TestStreamConcurrently is for the race detector.
func TestStreamConcurrently(t *testing.T) {
	var s Stream
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := range 500 {
				switch (i + n) % 8 {
				case 0:
					s.SetTracks([]Track{{Codec: AAC}})
				case 1, 2, 3:
					s.Write(Sample{DTS: int64(n)})
				default:
					r := s.Read(time.Now())
					select {
					case <-r.C:
					default:
					}
					r.Err()
					if n%3 > 0 {
						r.Close()
					}
				}
			}
		})
	}
	all.Wait()
	s.End(io.EOF)
	if r := s.Read(time.Now()); r.Err() != io.EOF {
		t.Errorf("Err = %v, want EOF", r.Err())
	}
}

func BenchmarkStreamWrite(b *testing.B) {
	var s Stream
	for range 3 {
		r := s.Read(time.Now())
		go func() {
			for range r.C {
			}
		}()
	}
	defer s.End(nil)
	sm := Sample{Data: make([]byte, 1000)}
	b.ReportAllocs()
	for b.Loop() {
		s.Write(sm)
	}
}

// TestReaderBeginsWithAFreshKeyFrame: who begins to read a moment after a key
// frame need not wait for the next one.
func TestReaderBeginsWithAFreshKeyFrame(t *testing.T) {
	picture, sound := Track{Codec: H264, Scale: VideoScale}, Track{Codec: AAC, Scale: 48000}
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	for _, tt := range []struct {
		name string
		ages []int // of the samples, in ms; below 0 is a key frame's
		want int   // samples that are read
	}{
		{"a moment after a key frame", []int{-70, 40, 10}, 3},
		{"long after", []int{-2000, 1900, 30}, 0},
		{"a key frame that nothing followed", []int{-2000}, 0},
		{"the second of two", []int{-300, 200, -100, 50}, 2},
		{"before the first", []int{100, 50}, 0},
		{"far too many", append([]int{-350}, make([]int, mostFresh)...), 0},
	} {
		var s Stream
		s.SetTracks([]Track{picture, sound})
		now := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
		for _, age := range tt.ages {
			s.Write(Sample{Key: age < 0, At: now.Add(-ms(max(age, -age)))})
		}
		if len(tt.ages) > 1 {
			s.Write(Sample{Track: 1, Key: true, At: now}) // sound is no key frame
		}
		r := s.Read(now)
		s.End(nil)
		got := 0
		for e := range r.C {
			if e.Tracks == nil && e.Sample.Track == 0 {
				got++
			}
		}
		if got != tt.want {
			t.Errorf("%s: a reader begins with %d pictures, want %d", tt.name, got, tt.want)
		}
	}
}
