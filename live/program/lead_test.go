package program

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

// lead is how far the output is ahead of the wall clock.
func (r *rig) lead() time.Duration { return r.p.lead(r.now) }

// watched plays, and holds at each moment that the output is near the wall
// clock. It returns how long the slate was shown, and after how long the rung
// was; -1 for never.
func (r *rig) watched(d time.Duration, rung RungID) (slate, back time.Duration) {
	r.t.Helper()
	const step = 50 * time.Millisecond
	back = -1
	for t := time.Duration(0); t < d; t += step {
		r.play(step)
		if lead := r.lead(); lead > ahead+s/10 || lead < -ahead {
			r.t.Fatalf("at %v the output is %v ahead of the wall clock", r.now.Sub(day), lead)
		}
		switch {
		case r.p.shown == "":
			slate += step
		case r.p.shown == rung && back < 0 && r.now.Sub(r.p.heard) < s/5:
			back = t + step
		}
	}
	return slate, back
}

// stall has a rung's line stand still for d, then bring all that waited.
func (r *rig) stall(rung RungID, d time.Duration) {
	r.t.Helper()
	e, from := r.encoders[rung], r.now
	r.freeze(rung)
	r.play(d)
	for at := from; at.Before(r.now); at = at.Add(s / 2) { // less than a queue takes
		e.until(at)
		r.settle()
	}
	e.until(r.now)
	r.settle()
	r.encoders[rung] = e
}

// TestStallsDoNotAddUp: what comes late once the slate has covered the stall
// puts the output ahead of the clock; the next stall must not put it further.
func TestStallsDoNotAddUp(t *testing.T) {
	for _, tt := range []struct {
		long   time.Duration
		stalls int
	}{{900 * time.Millisecond, 200}, {650 * time.Millisecond, 30}, {1500 * time.Millisecond, 30}, {6 * s, 30}} {
		t.Run(tt.long.String(), func(t *testing.T) {
			r := newRig(t)
			r.pace, r.out.forget = 25*time.Millisecond, true
			r.plug("a", camera())
			r.p.Show("a")
			r.play(s)
			var slate, longest time.Duration
			for i := range tt.stalls {
				r.stall("a", tt.long)
				hidden, back := r.watched(20*s+time.Duration(i%7)*300*time.Millisecond, "a")
				if slate, longest = slate+hidden, max(longest, back); back < 0 || back > 3*s {
					t.Fatalf("stall %d: the encoder is shown %v after it, want 3 s at most", i, back)
				}
				if r.p.shown != "a" || r.lead() > tolerated {
					t.Fatalf("stall %d: 20 s after it %q is shown, %v ahead of the clock", i, r.p.shown, r.lead())
				}
			}
			total := r.now.Sub(day)
			t.Logf("after %d stalls the lead is %v; the encoder was shown again after %v at most; the slate %.1f %% of the time",
				tt.stalls, r.lead(), longest, 100*slate.Seconds()/total.Seconds())
			if share := slate.Seconds() / total.Seconds(); share > 0.1 {
				t.Errorf("the slate was shown %.1f %% of the time when the encoder sent", 100*share)
			}
			r.kill("a")
			r.watched(5*s, "")
			if r.lead().Abs() > s/10 {
				t.Errorf("after five seconds of slate it is %v ahead of the clock", r.lead())
			}
		})
	}
}

// TestAFileThenACamera: a file that is sent as fast as it goes, and then an
// encoder that sends in time.
func TestAFileThenACamera(t *testing.T) {
	for _, times := range []int{2, 10, 21, 200} {
		for wait := time.Duration(0); wait < 3*s; wait += 700 * time.Millisecond {
			t.Run(fmt.Sprintf("%d times, %v between", times, wait), func(t *testing.T) {
				r := newRig(t)
				e := r.plug("a", camera())
				e.ppm = (times - 1) * 1_000_000
				r.p.Show("a")
				r.watched(20*s, "")
				r.kill("a")
				r.watched(wait, "")
				r.plug("a", camera())
				if _, back := r.watched(3*s, "a"); back < 0 {
					t.Fatalf("three seconds after it came the camera is not shown: %v ahead of the clock", r.lead())
				}
				if slate, _ := r.watched(20*s, "a"); slate > 0 || r.lead() > tolerated {
					t.Errorf("then the slate is shown for %v, and the lead is %v", slate, r.lead())
				}
			})
		}
	}
}

// TestRunAFileThenACamera is the same of Run itself.
func TestRunAFileThenACamera(t *testing.T) {
	for wait := time.Duration(0); wait < 600*time.Millisecond; wait += 50 * time.Millisecond {
		synctest.Test(t, func(t *testing.T) {
			shown := RungID("none")
			p, err := New(Options{Slate: slateClip(), Out: newTape(t), Shown: func(rung RungID) { shown = rung }})
			if err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(t.Context())
			over := make(chan struct{})
			go func() { p.Run(ctx); close(over) }()
			began := time.Now()
			p.Show("a")
			send := func(e *encoder, d time.Duration) {
				p.Attach("a", e.stream)
				for end := time.Now().Add(d); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
					e.until(time.Now())
				}
			}
			file := camera()
			file.ppm = 9_000_000
			send(file, 20*s)
			file.stream.End(nil)
			p.Detach("a", file.stream)
			time.Sleep(wait)
			e := camera()
			send(e, 3*s)
			synctest.Wait()
			if lead := p.line.end[picture] - time.Since(began); shown != "a" || lead > begins+s/10 {
				t.Errorf("three seconds after a camera came, %v after the file's end, %q is shown, %v ahead of the clock", wait, shown, lead)
			}
			stop()
			<-over
		})
	}
}

// TestALeadIsLost: an encoder that sends in time gets back to the wall clock
// when it is far ahead of it, without the slate and without a hole.
func TestALeadIsLost(t *testing.T) {
	for _, tt := range []struct {
		name    string
		gop     int
		bframes int
		fast    time.Duration // what comes at once
		most    time.Duration // of the lead after 20 s
	}{
		{"key frames 2 s apart", 60, 0, 1800 * time.Millisecond, s / 4},
		{"key frames 2 s apart, with B-frames", 60, 2, 1800 * time.Millisecond, s / 4},
		{"key frames 1 s apart", 30, 0, 1500 * time.Millisecond, s / 4},
		{"a second is borne", 60, 0, s, 1100 * time.Millisecond},
		{"key frames alone: no more than ahead is", 1, 0, 1800 * time.Millisecond, ahead},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			e := camera()
			e.gop, e.bframes = tt.gop, tt.bframes
			r.plug("a", e)
			r.p.Show("a")
			r.play(5 * s)
			e.began = e.began.Add(-tt.fast)
			if slate, _ := r.watched(20*s, "a"); slate > 0 || r.lead() > tt.most {
				t.Errorf("the slate is shown for %v, and 20 s later the lead is %v, want none and %v", slate, r.lead(), tt.most)
			}
			if h := r.out.hole; h[picture] > s/5 || h[sound] > s/20 {
				t.Errorf("media time has a hole: %v of picture, %v of sound", h[picture], h[sound])
			}
		})
	}
}

// TestKeyFramesThatNobodyForesees: a lead is lost only by who is known to send
// a key frame soon.
func TestKeyFramesThatNobodyForesees(t *testing.T) {
	for _, apart := range [][]int64{{150, 30, 150, 30, 150, 30, 150, 30}, {30, 30, 30, 30, 30, 150, 30, 150}} {
		r := newRig(t)
		e := camera()
		e.keys = map[int64]bool{0: true}
		at := int64(0)
		for _, pictures := range apart {
			at += pictures
			e.keys[at] = true
		}
		r.plug("a", e)
		r.p.Show("a")
		r.play(5100 * time.Millisecond)
		e.began = e.began.Add(-1500 * time.Millisecond)
		if r.play(time.Duration(at-210) * s / 30); r.saw() != "slate 0.0, a 0.0" {
			t.Errorf("key frames %v pictures apart: shown: %s", apart, r.saw())
		}
	}
}

// TestDatesThatAreAhead: what begins with dates ahead of the clock shows
// something at once, and an encoder soon.
func TestDatesThatAreAhead(t *testing.T) {
	for zero := time.Duration(0); zero <= MostAhead; zero += s / 4 {
		r := newRigAt(t, day.Add(zero))
		if r.play(s); r.media() < s/2 {
			t.Errorf("%v ahead: after a second there are %v of slate", zero, r.media())
		}
		r.plug("a", camera())
		r.p.Show("a")
		if r.play(5 * s); r.p.shown != "a" {
			t.Errorf("%v ahead: after five seconds %q is shown, the lead is %v", zero, r.p.shown, r.lead())
		}
		if r.play(10 * s); len(r.shown) != 2 || r.lead() > tolerated {
			t.Errorf("%v ahead: shown: %s, the lead is %v", zero, r.saw(), r.lead())
		}
	}
}
