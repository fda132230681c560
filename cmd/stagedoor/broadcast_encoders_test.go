package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"stagedoor/live"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
	"stagedoor/web/control"
)

// TestTheControlRoomSeesAnEncoder: from the socket to the figures, the still
// and the metrics.
func TestTheControlRoomSeesAnEncoder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Parallel()
		addHall(t, db)
		n := startNode(t, db, "one")
		var ask control.Encoders = encoders{n.broadcast, n.address}
		n.onAir("slate", 10*time.Second)
		if f, here := ask.Figures("hall", "main"); !here || f.Picture != nil || ask.Still("hall", "main") != nil {
			t.Errorf("nobody sends, and there is %+v", f)
		}
		if _, here := ask.Figures("foyer", "main"); here {
			t.Error("a stage that nobody keeps is kept here")
		}
		if r, _ := twoEncoders.Source("main"); ask.StreamKey(r) != n.key("main") {
			t.Error("the page's key is not the one that opens the rung")
		}
		n.mustEncoder(n.key("main"))
		until(t, "its figures", 15*time.Second, func() (bool, string) {
			f, here := ask.Figures("hall", "main")
			return here && f.Picture != nil && f.Sound != nil && f.Picture.FrameRate > 20 && f.Picture.KeyEvery > 0 && f.BitRate > 0 && len(f.Minute) > 2, fmt.Sprintf("%+v %+v", f, f.Picture)
		})
		f, _ := ask.Figures("hall", "main")
		if f.Picture.Width < 320 || f.Picture.Codec != "H.264" || f.Picture.Profile == 0 || f.Gaps != 0 || f.Drift.Abs() > 80*time.Millisecond || time.Since(f.Picture.LastKey) > 10*time.Second {
			t.Errorf("the figures are %+v of %+v", f, f.Picture)
		}
		film := ask.Still("hall", "main")
		for _, box := range []string{"ftyp", "moov", "avc1", "moof", "mdat"} {
			if !bytes.Contains(film, []byte(box)) {
				t.Errorf("the still of %d bytes has no %s", len(film), box)
			}
		}
		reg := prometheus.NewRegistry()
		reg.MustRegister(newRungMetrics(n.broadcast))
		all, err := reg.Gather()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range all {
			got = append(got, fmt.Sprintf("%s×%d", m.GetName(), len(m.GetMetric())))
		}
		const want = "stagedoor_encoder_bits_per_second×1 stagedoor_encoder_frames_per_second×1 stagedoor_encoder_gaps_total×1 stagedoor_encoder_key_frame_interval_seconds×1 stagedoor_encoder_up×2"
		if s := strings.Join(got, " "); s != want {
			t.Errorf("the metrics are %s, want %s", s, want)
		}
	})
}

func TestFigures(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	f := figures(live.Health{
		Tracks:  []live.Track{{Codec: live.AAC, Scale: 48000, Channels: 2}, {Codec: live.H264, Scale: live.VideoScale, Width: 1280, Height: 720, Profile: [3]byte{100, 0, 31}}},
		Bitrate: 3_000_000, Line: []int{3_000_000, -1, 2_000_000}, Broken: []int{0, 0, 2, 1}, Gaps: 9,
		FrameRate: 25, KeyEvery: 2 * time.Second, Key: live.Sample{At: now}, Drift: -30 * time.Millisecond, SoundAfter: time.Second, Pace: 1.5,
	})
	const want = "{Codec:H.264 Profile:100 Width:1280 Height:720 FrameRate:25 KeyEvery:2s LastKey:2027-01-15 08:00:00 +0000 UTC} {Codec:AAC Rate:48000 Channels:2} 3000000 [{3000000 false} {0 true} {2000000 true}] 3 -30ms 1s 1.5"
	f.Picture.LastKey = f.Picture.LastKey.UTC()
	if got := fmt.Sprintf("%+v %+v %d %v %d %s %s %v", *f.Picture, *f.Sound, f.BitRate, f.Minute, f.Gaps, f.Drift, f.SoundAfter, f.Pace); got != want {
		t.Errorf("got\n%s, want\n%s", got, want)
	}
	both := []live.Track{{Codec: live.H264, Scale: live.VideoScale}, {Codec: live.AAC, Scale: 48000}}
	for _, tt := range []struct {
		what            string
		is              live.Health
		stopped, silent bool
	}{
		{"all comes", live.Health{Tracks: both}, false, false},
		{"no picture", live.Health{Tracks: both, PictureStopped: true}, true, false},
		{"no sound", live.Health{Tracks: both, SoundStopped: true}, false, false},
		{"nothing", live.Health{Tracks: both, PictureStopped: true, SoundStopped: true}, true, true},
		{"no picture, and there is no sound", live.Health{Tracks: both[:1], PictureStopped: true}, true, true},
		{"no sound, and there is no picture", live.Health{Tracks: both[1:], SoundStopped: true}, false, true},
	} {
		tt.is.Key.At = now
		if f := figures(tt.is); f.Stopped != tt.stopped || f.Silent != tt.silent || f.Picture != nil && f.Picture.LastKey.IsZero() != tt.stopped {
			t.Errorf("%s: stopped %v, silent %v, %+v; want %v, %v", tt.what, f.Stopped, f.Silent, f.Picture, tt.stopped, tt.silent)
		}
	}
	if f := figures(live.Health{}); f.Picture != nil || f.Sound != nil || len(f.Minute) != 0 {
		t.Errorf("of nothing there is %+v", f)
	}
}

// TestTheProducerHearsWhatIsNotSeen: an encoder that is on air and whose key
// frame has not come yet; not one that is silent, nor one that is not on air.
func TestTheProducerHearsWhatIsNotSeen(t *testing.T) {
	db := storetest.Open(t, "", store.Options{})
	addHall(t, db)
	b := mustBroadcast(t, db, db, slog.New(slog.DiscardHandler))
	b.Watch([]stage.Stage{twoEncoders})
	if !b.follow(t.Context()) {
		t.Fatal("the hall's program did not begin")
	}
	on := (*b.programs.Load())["hall"]
	defer on.halt()
	p := &publisher{of: b, key: rungKey{"hall", "main"}, since: time.Now(), stream: &live.Stream{}}
	b.mu.Lock()
	b.publishers[p.key] = p
	b.mu.Unlock()
	on.attach(p.key, p)
	on.program.Show("main")
	p.SetTracks(b.slate.Tracks[:1])
	dts := int64(0)
	hears := func(what string, unseen, key bool) {
		t.Helper()
		until(t, what, 10*time.Second, func() (bool, string) {
			if what != "it is silent" {
				dts += live.VideoScale / 30
				s := b.slate.Samples[slices.IndexFunc(b.slate.Samples, func(s live.Sample) bool { return s.Track == 0 && s.Key == key })]
				s.DTS, s.At = dts, time.Now()
				p.Write(s)
			}
			f, here := encoders{b, ""}.Figures("hall", "main")
			return here && (f.Unseen > 0) == unseen, fmt.Sprint(here, f.Unseen)
		})
	}
	hears("no key frame yet", true, false)
	hears("it is silent", false, false)
	hears("pictures again, and no key frame", true, false)
	on.program.Show("backup")
	hears("another is on air", false, false)
	on.program.Show("main")
	hears("it is on air again", true, false)
	hears("its key frame", false, true)
}
