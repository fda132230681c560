package demo

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"stagedoor/live"
	"stagedoor/live/rtmp"
)

// A stageHouse takes what cameras publish.
type stageHouse struct {
	mu      sync.Mutex
	lines   int
	begun   time.Time // of the line that was let in
	samples []live.Sample
	came    chan struct{} // holds one: something came
}

func (h *stageHouse) SetTracks([]live.Track) {}

func (h *stageHouse) Write(s live.Sample) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.samples = append(h.samples, s)
	select {
	case h.came <- struct{}{}:
	default:
	}
}

func (h *stageHouse) End(error) {}

// TestCameraFilms: a camera publishes under its key, in time, and dials again
// when it was not let in.
func TestCameraFilms(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	house := &stageHouse{came: make(chan struct{}, 1)}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() {
		served <- rtmp.Serve(ctx, l, rtmp.Options{Publish: func(_ context.Context, r rtmp.Request) (rtmp.Publisher, error) {
			if r.App != "live" || r.Key != "the-key" {
				t.Errorf("asked for %q with %q, want live with the-key", r.App, r.Key)
			}
			house.mu.Lock()
			defer house.mu.Unlock()
			if house.lines++; house.lines == 1 {
				return nil, &rtmp.Refusal{Says: "not yet"}
			}
			house.begun = time.Now()
			return house, nil
		}})
	}()
	d := start(t, Options{})
	if err := d.Film("hall", "rtmp://"+l.Addr().String()+"/live", "the-key"); err != nil {
		t.Fatal(err)
	}
	for {
		<-house.came
		house.mu.Lock()
		n := len(house.samples)
		last := live.Sample{}
		if n > 0 {
			last = house.samples[n-1]
		}
		house.mu.Unlock()
		if n >= 60 {
			if ahead := time.Duration(last.DTS)*time.Second/time.Duration(live.VideoScale) - time.Since(house.begun); last.Track == 0 && ahead > 200*time.Millisecond {
				t.Errorf("the camera is %s ahead of the clock", ahead)
			}
			break
		}
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// TestClipsAreWhole: each clip's picture and sound fill its sixteen seconds,
// so that a round follows the other without a seam.
func TestClipsAreWhole(t *testing.T) {
	for _, stage := range Stages {
		c, err := openClip(stage)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.tracks) != 2 || !c.tracks[0].Video() || c.tracks[sound].Video() {
			t.Fatalf("%s: %d tracks, want a picture and sound", stage, len(c.tracks))
		}
		var next [2]int64
		for _, s := range c.samples {
			if gap := s.DTS - next[s.Track]; gap < -int64(c.tracks[s.Track].Scale)/500 || gap > int64(c.tracks[s.Track].Scale)/500 {
				t.Errorf("%s: a sample of track %d at %d, want %d", stage, s.Track, s.DTS, next[s.Track])
			}
			next[s.Track] = s.DTS + live.AACFrame
			if s.Track == 0 {
				next[0] = s.DTS + live.VideoScale/25
			}
		}
		for i, at := range next {
			if whole := int64(c.tracks[i].Scale) * 16; at < whole-int64(c.tracks[i].Scale)/500 || at > whole+int64(c.tracks[i].Scale)/500 {
				t.Errorf("%s: track %d lasts %d ticks, want %d", stage, i, at, whole)
			}
		}
		if _, err := openClip("cellar"); err == nil {
			t.Error("there is a clip of a stage that is not there")
		}
	}
}
