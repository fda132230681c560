package program

import (
	"testing"
	"time"

	"stagedoor/live"
)

const s = time.Second

// TestRules plays a story and compares what was shown, and from when in the
// output's time. The encoders have a key frame each two seconds.
func TestRules(t *testing.T) {
	for _, tt := range []struct {
		name string
		play func(r *rig)
		want string
	}{
		{"nobody publishes", func(r *rig) { r.p.Show("a"); r.play(5 * s) }, "slate 0.0"},
		{"a publisher that is not on air", func(r *rig) { r.plug("a", camera()); r.play(5 * s) }, "slate 0.0"},
		{"the first key frame is spliced in", func(r *rig) {
			r.p.Show("a")
			r.play(s)
			r.plug("a", camera())
			r.play(5 * s)
		}, "slate 0.0, a 1.0"},
		{"a take waits for the next key frame", func(r *rig) {
			r.plug("a", camera())
			r.play(s)
			r.p.Show("a")
			r.play(5 * s)
		}, "slate 0.0, a 2.0"},
		{"the slate is taken at once", func(r *rig) {
			r.plug("a", camera())
			r.p.Show("a")
			r.play(3 * s)
			r.p.Show("")
			r.play(s)
		}, "slate 0.0, a 0.0, slate 3.0"},
		{"a rung without publisher is the slate at once", func(r *rig) {
			r.plug("a", camera())
			r.p.Show("a")
			r.play(3 * s)
			r.p.Show("b")
			r.play(s)
		}, "slate 0.0, a 0.0, slate 3.0"},
		{"an encoder that ends leaves the slate at once, from where its picture ended", func(r *rig) {
			r.plug("a", camera())
			r.p.Show("a")
			r.play(3 * s)
			r.kill("a")
			r.play(s)
		}, "slate 0.0, a 0.0, slate 3.0"},
		{"an encoder that stalls, too, though it is noticed later", func(r *rig) {
			r.plug("a", camera())
			r.p.Show("a")
			r.play(3 * s)
			r.freeze("a")
			r.play(s)
		}, "slate 0.0, a 0.0, slate 3.0"},
		{"half a second without a picture is not silence", func(r *rig) {
			e := r.plug("a", camera())
			r.p.Show("a")
			r.play(3 * s)
			r.freeze("a")
			r.play(s / 2)
			r.encoders["a"] = e
			r.play(3 * s)
		}, "slate 0.0, a 0.0"},
		{"sound alone does not hold a picture", func(r *rig) {
			e := r.plug("a", camera())
			r.p.Show("a")
			r.play(3 * s)
			e.blind = true
			r.play(s)
		}, "slate 0.0, a 0.0, slate 3.0"},
		{"a stalled encoder comes back at its next key frame", func(r *rig) {
			e := r.plug("a", camera())
			r.p.Show("a")
			r.play(3 * s)
			r.freeze("a")
			r.play(1500 * time.Millisecond)
			e.began = e.began.Add(1500 * time.Millisecond) // its time stood still
			r.encoders["a"] = e
			r.play(5 * s)
		}, "slate 0.0, a 0.0, slate 3.0, a 5.5"},
		{"an encoder that was killed comes back at once", func(r *rig) {
			r.plug("a", camera())
			r.p.Show("a")
			r.play(3 * s)
			r.kill("a")
			r.play(2 * s)
			r.plug("a", camera())
			r.play(3 * s)
		}, "slate 0.0, a 0.0, slate 3.0, a 5.0"},
		{"the one that leaves goes on until the other has a key frame", func(r *rig) {
			r.plug("a", camera())
			r.p.Show("a")
			r.play(s)
			r.plug("b", camera())
			r.play(s)
			r.p.Show("b")
			r.play(4 * s)
		}, "slate 0.0, a 0.0, b 3.0"},
		{"the one that leaves dies before", func(r *rig) {
			r.plug("a", camera())
			r.p.Show("a")
			r.play(s)
			r.plug("b", camera())
			r.play(s / 2)
			r.p.Show("b")
			r.play(s / 5)
			r.kill("a")
			r.play(4 * s)
		}, "slate 0.0, a 0.0, slate 1.7, b 3.0"},
		{"a take while the old one is dead", func(r *rig) {
			r.plug("a", camera())
			r.plug("b", camera())
			r.p.Show("a")
			r.play(3 * s)
			r.kill("a")
			r.play(2 * s)
			r.p.Show("b")
			r.play(3 * s)
		}, "slate 0.0, a 0.0, slate 3.0, b 6.0"},
		{"a take that is taken back before the other came is no change", func(r *rig) {
			r.plug("a", camera())
			r.plug("b", camera())
			r.p.Show("a")
			r.play(3 * s)
			r.p.Show("b")
			r.play(s / 2)
			r.p.Show("a")
			r.play(3 * s)
		}, "slate 0.0, a 0.0"},
		{"the rung that comes dies before its key frame", func(r *rig) {
			r.plug("a", camera())
			r.plug("b", camera())
			r.p.Show("a")
			r.play(2500 * time.Millisecond)
			r.p.Show("b")
			r.play(s / 2)
			r.kill("b")
			r.play(s / 2)
			r.p.Show("a")
			r.play(3 * s)
		}, "slate 0.0, a 0.0, slate 3.0, a 4.0"},
		{"another publisher takes a rung's place", func(r *rig) {
			r.plug("a", camera())
			r.p.Show("a")
			r.play(3 * s)
			r.freeze("a")
			r.play(s)
			r.plug("a", camera())
			r.play(3 * s)
		}, "slate 0.0, a 0.0, slate 3.0, a 4.0"},
		{"and the old one's detaching does it no harm", func(r *rig) {
			old := r.plug("a", camera())
			r.p.Show("a")
			r.play(3 * s)
			r.plug("a", camera())
			old.stream.End(nil)
			r.p.Detach("a", old.stream)
			r.play(3 * s)
		}, "slate 0.0, a 0.0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			tt.play(r)
			if got := r.saw(); got != tt.want {
				t.Errorf("shown: %s\nwant:  %s", got, tt.want)
			}
			if h := r.out.hole; h[picture] > 100*time.Millisecond || h[sound] > 50*time.Millisecond {
				t.Errorf("media time has a hole: %v of picture, %v of sound", h[picture], h[sound])
			}
			if off := r.now.Sub(day) - r.media(); off > s || off < -100*time.Millisecond {
				t.Errorf("at the end the output is %v behind the clock", off)
			}
		})
	}
}

// TestHidden: whoever put a rung on air is told when nobody sees it.
func TestHidden(t *testing.T) {
	r := newRig(t)
	hidden := func(when string, want time.Duration) {
		t.Helper()
		if _, got := r.p.Hidden(); (got-want).Abs() > s/10 || want == 0 && got != 0 {
			t.Errorf("%s: hidden for %v, want %v", when, got, want)
		}
	}
	r.p.Show("a")
	r.play(2 * s)
	hidden("without a publisher", 0)
	blind := camera()
	blind.keys = map[int64]bool{}
	r.plug("a", blind)
	r.play(4 * s)
	hidden("before its first key frame", 4*s)
	another := camera()
	another.keys = map[int64]bool{60: true}
	r.plug("a", another)
	r.play(s)
	hidden("before the first of another", s)
	r.play(2 * s)
	hidden("after it", 0)
	r.plug("b", camera())
	r.play(s)
	r.p.Show("b")
	r.play(s / 2)
	hidden("while another leaves", s/2)
	r.play(2 * s)
	hidden("when that has left", 0)
	r.freeze("b")
	r.play(3 * s)
	hidden("when it is silent", 3*s-defaultSilence)
	r.p.Show("")
	r.play(s)
	hidden("when the slate is on air", 0)
}

func TestSamplesPassAtOnce(t *testing.T) {
	r := newRig(t)
	e := r.plug("a", camera())
	r.p.Show("a")
	r.play(s)
	for range 200 {
		r.now = r.now.Add(7 * time.Millisecond)
		before, sent := r.out.n, e.sent[0]+e.sent[1]
		e.until(r.now)
		r.settle()
		if got, want := r.out.n-before, int(e.sent[0]+e.sent[1]-sent); got != want {
			t.Fatalf("of %d samples that came, %d were written in the same moment", want, got)
		}
	}
}

func TestSamplesCostNothing(t *testing.T) {
	r := newRig(t)
	r.plug("a", camera())
	r.p.Show("a")
	r.play(s)
	r.p.line.out = &counter{}
	dts := r.p.on.splice.last
	sm := live.Sample{Data: []byte("x")}
	if n := testing.AllocsPerRun(1000, func() {
		dts += 3000
		r.now = r.now.Add(s / 30)
		sm.DTS = dts
		r.p.on = r.p.take(r.p.on, live.Event{Sample: sm}, true, r.now)
		r.p.pass(r.now)
	}); n != 0 || r.p.shown != "a" {
		t.Errorf("a picture of %q takes %.1f allocations", r.p.shown, n)
	}
}

func TestTracksAreSaidBeforeTheirSamples(t *testing.T) {
	for _, tt := range []struct {
		name   string
		tracks []live.Track
		want   []live.Track
	}{
		{"another size", []live.Track{pictureTrack(640, 360), soundTrack(48000, 2)}, []live.Track{pictureTrack(640, 360), soundTrack(48000, 2)}},
		{"another sampling rate", []live.Track{pictureTrack(1920, 1080), soundTrack(44100, 1)}, []live.Track{pictureTrack(1920, 1080), soundTrack(44100, 1)}},
		{"sound before the picture", []live.Track{soundTrack(32000, 2), pictureTrack(320, 240)}, []live.Track{pictureTrack(320, 240), soundTrack(32000, 2)}},
		{"no sound: silence in the slate's track", []live.Track{pictureTrack(640, 360)}, []live.Track{pictureTrack(640, 360), soundTrack(48000, 2)}},
		{"no picture: the slate's", []live.Track{soundTrack(44100, 2)}, []live.Track{pictureTrack(1280, 720), soundTrack(44100, 2)}},
		{"two pictures: the first", []live.Track{pictureTrack(640, 360), pictureTrack(320, 240), soundTrack(48000, 2)}, []live.Track{pictureTrack(640, 360), soundTrack(48000, 2)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			r.p.Show("a")
			r.plug("a", camera())
			r.play(3 * s)
			r.kill("a")
			r.play(s)
			e := camera()
			e.tracks = tt.tracks
			r.plug("a", e)
			r.play(3 * s)
			if got := r.out.now().tracks; !live.SameTracks(got, tt.want) {
				t.Fatalf("tracks are %v, want %v", got, tt.want)
			}
			for i, of := range r.out.now().of {
				if len(of) < 30 {
					t.Errorf("track %d has %d samples", i, len(of))
				}
			}
			if got, want := r.saw(), "slate 0.0, a 0.0, slate 3.0, a 4.0"; got != want {
				t.Errorf("shown: %s, want %s", got, want)
			}
			if h := r.out.hole; h[picture] > 100*time.Millisecond || h[sound] >= 2*tt.want[sound].Time(live.AACFrame) {
				t.Errorf("media time has a hole: %v of picture, %v of sound", h[picture], h[sound])
			}
		})
	}
}

// TestSoundThatStops holds that a player is never without sound for long.
func TestSoundThatStops(t *testing.T) {
	r := newRig(t)
	e := r.plug("a", camera())
	r.p.Show("a")
	r.play(3 * s)
	e.mute = true
	r.play(5 * s)
	if late := r.media() - r.p.line.end[sound]; late > 50*time.Millisecond {
		t.Errorf("while it is silent, the sound is %v behind the picture", late)
	}
	before := len(r.out.now().of[sound])
	e.mute = false
	r.play(s)
	if n := len(r.out.now().of[sound]) - before; n < 45 || n > 48 {
		t.Errorf("back again, a second has %d frames of sound", n)
	}
	if r.p.line.silent {
		t.Error("silence still stands in for the sound that is back")
	}
	if got := r.saw(); got != "slate 0.0, a 0.0" || len(r.out.runs) != 2 {
		t.Errorf("shown: %s in %d runs, want no discontinuity for it", got, len(r.out.runs))
	}
	if r.out.hole[sound] > 50*time.Millisecond {
		t.Errorf("the sound has a hole of %v", r.out.hole[sound])
	}
}

// TestSoundApart: sound may be a second behind its picture, or two ahead;
// what is further would never be heard with it, and silence stands in.
func TestSoundApart(t *testing.T) {
	for _, tt := range []struct {
		ahead time.Duration // of the sound's stamps, as both come
		heard bool
	}{
		{-1200 * time.Millisecond, false}, {-900 * time.Millisecond, true}, {0, true}, {1900 * time.Millisecond, true}, {2200 * time.Millisecond, false}, {time.Hour, false},
	} {
		r := newRig(t)
		e := camera()
		e.ahead = tt.ahead
		r.plug("a", e)
		r.p.Show("a")
		r.play(5 * s)
		frames := len(r.out.now().of[sound]) - r.out.quiet
		if heard := frames > 3*48000/live.AACFrame; heard != tt.heard || !heard && frames > 48000/live.AACFrame {
			t.Errorf("sound stamped %v ahead of the picture: %d of its frames in 5 s, want it heard: %v", tt.ahead, frames, tt.heard)
		}
		if late := r.media() - r.p.line.end[sound]; late > 1100*time.Millisecond {
			t.Errorf("sound stamped %v ahead of the picture: at the end there is none for %v", tt.ahead, late)
		}
	}
}

// TestARunEndsWithItsSound holds that sound which is short of its picture when
// a run ends is made up for.
func TestARunEndsWithItsSound(t *testing.T) {
	r := newRig(t)
	e := r.plug("a", camera())
	r.p.Show("a")
	r.play(3 * s)
	e.mute = true
	r.play(600 * time.Millisecond)
	r.p.Show("")
	r.play(s)
	if r.out.hole[sound] > 50*time.Millisecond {
		t.Errorf("the sound has a hole of %v", r.out.hole[sound])
	}
}

// TestARunsSoundBeginsFirst: a browser that finds the sound two frames apart or
// more, or going back, since players put a run a little off where the last one
// ends, forgets the pictures that came until the next key frame: for seconds
// its picture would stand. Wherever in a frame of sound the seam falls, it must
// find that before the run's first picture.
func TestARunsSoundBeginsFirst(t *testing.T) {
	for late := time.Duration(0); late < 70*time.Millisecond; late += 5 * time.Millisecond {
		r := newRig(t)
		r.plug("a", camera())
		r.p.Show("a")
		r.play(3*s + late)
		r.plug("b", camera())
		r.play(late)
		r.p.Show("b")
		r.play(3 * s)
		r.kill("b")
		r.play(s)
		r.p.Show("a")
		r.play(3 * s)
		if len(r.out.runs) != 5 {
			t.Fatalf("shown: %s in %d runs, want slate, a, b, slate, a", r.saw(), len(r.out.runs))
		}
		for i, run := range r.out.runs[1:] {
			first := func(track int) time.Duration { return run.tracks[track].Time(run.of[track][0].DTS) }
			if early := first(picture) - first(sound); early <= 0 || early > 50*time.Millisecond {
				t.Errorf("%v late: the sound of run %d begins %v before its picture", late, i+1, early)
			}
		}
		if h := r.out.hole; h[sound] >= 2*soundTrack(48000, 2).Time(live.AACFrame) || h[picture] > 150*time.Millisecond {
			t.Errorf("%v late: there are %v from picture to picture, %v from sound to sound, want less than two frames", late, h[picture], h[sound])
		}
	}
}

func TestATakeThatIsTakenBackIsNoSeam(t *testing.T) {
	r := newRig(t)
	r.plug("a", camera())
	r.plug("b", camera())
	r.p.Show("a")
	r.play(3 * s)
	r.p.Show("b")
	r.play(s / 5)
	r.p.Show("a")
	r.play(3 * s)
	if len(r.out.runs) != 2 {
		t.Errorf("%d runs, want the slate and one of the encoder", len(r.out.runs))
	}
}
