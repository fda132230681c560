package program

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"stagedoor/live"
)

// FuzzProgram plays what publishers and producers may do, in any order; the
// tape fails when the output is not what every player needs.
func FuzzProgram(f *testing.F) {
	for _, story := range []string{"asw", "aswkwasw", "aswbSwswSw0w", "asw12345678w", "aswfffwrwdwDw", "absw3S4w5s6w7S", "aswtwgwtw"} {
		f.Add([]byte(story), uint64(1))
	}
	f.Fuzz(func(t *testing.T, story []byte, seed uint64) {
		r := newRig(t)
		play(r, story[:min(len(story), 200)], rand.New(rand.NewPCG(seed, 0)))
	})
}

// TestRandomDays plays long random stories.
func TestRandomDays(t *testing.T) {
	for seed := range uint64(30) {
		random := rand.New(rand.NewPCG(seed, 1))
		story := make([]byte, 120)
		for i := range story {
			story[i] = "absSS0wwwwkKfrtgdDmM12345678"[random.IntN(28)]
		}
		r := newRig(t)
		play(r, story, random)
		if t.Failed() {
			t.Fatalf("seed %d: %s", seed, story)
		}
		// However wild it was: an encoder that is sane, and on air, is shown.
		r.plug("a", camera())
		r.p.Show("a")
		r.play(3 * s)
		if r.p.shown != "a" {
			t.Errorf("seed %d: %q is shown after all", seed, r.p.shown)
		}
	}
}

func play(r *rig, story []byte, random *rand.Rand) {
	camera := func() *encoder {
		e := camera()
		e.fps = []float64{24, 25, 30000. / 1001, 30, 50, 60}[random.IntN(6)]
		e.gop = 1 + random.IntN(120)
		e.bframes = random.IntN(4)
		e.base = random.Int64N(1<<40) - 1<<39
		e.tracks[0] = pictureTrack(16*(1+random.IntN(100)), 720)
		e.tracks[1] = soundTrack([]int{48000, 44100, 22050}[random.IntN(3)], 1+random.IntN(2))
		switch random.IntN(8) {
		case 0:
			e.tracks = e.tracks[:1]
		case 1:
			e.tracks = e.tracks[1:]
		case 2:
			e.tracks[0], e.tracks[1] = e.tracks[1], e.tracks[0]
		}
		return e
	}
	some := func() *encoder { // an encoder that is there
		for _, rung := range []RungID{"a", "b"} {
			if e := r.encoders[rung]; e != nil && random.IntN(2) == 0 {
				return e
			}
		}
		return &encoder{stream: &live.Stream{}}
	}
	r.t.Helper()
	for _, c := range story {
		switch c {
		case 'a', 'b':
			if r.encoders[RungID(c)] != nil {
				r.kill(RungID(c))
			}
			r.plug(RungID(c), camera())
		case 's':
			r.p.Show("a")
		case 'S':
			r.p.Show("b")
		case '0':
			r.p.Show("")
		case 'k', 'K':
			if rung := map[byte]RungID{'k': "a", 'K': "b"}[c]; r.encoders[rung] != nil {
				r.kill(rung)
			}
		case 'f':
			r.freeze("a")
		case 'r':
			if e := some(); !e.began.IsZero() { // its clock was set back
				e.began = e.began.Add(time.Duration(random.Int64N(int64(3 * s))))
			}
		case 't':
			some().stream.SetTracks(camera().tracks)
		case 'g':
			some().base += random.Int64N(1<<30) - 1<<29
		case 'd':
			e := some()
			e.stream.Write(live.Sample{Track: random.IntN(4) - 1, DTS: int64(random.Uint64()), Offset: int32(random.Uint32()), Key: random.IntN(2) == 0, Data: []byte("x")})
		case 'D':
			e := some()
			for i := range 300 { // more than a queue
				e.stream.Write(live.Sample{Track: i % 2, DTS: int64(i) * 3000, Key: i%9 == 0, Data: []byte("x")})
			}
		case 'm':
			some().mute = true
		case 'M':
			some().blind = true
		case 'w':
			r.play(time.Duration(random.Int64N(int64(3 * s))))
		default:
			r.play(time.Duration(c) * 10 * time.Millisecond)
		}
	}
	r.play(3 * s)
	if lead := r.media() - r.now.Sub(day); lead > ahead+s/5 || lead < -5*s-keyFrame {
		r.t.Errorf("the output is %v ahead of the clock", lead)
	}
	for track, hole := range r.out.hole {
		if hole > 5*s+keyFrame {
			r.t.Errorf("track %d has a hole of %v", track, hole)
		}
	}
}

// TestRun plays Run itself, in a bubble's time.
func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := newTape(t)
		var shown []RungID
		p, err := New(Options{Slate: slateClip(), Out: out, Shown: func(rung RungID) { shown = append(shown, rung) }})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		over := make(chan struct{})
		go func() { p.Run(ctx); close(over) }()
		e := camera()
		p.Attach("a", e.stream)
		p.Show("a")
		synctest.Wait()
		for range 400 {
			e.until(time.Now())
			time.Sleep(10 * time.Millisecond)
		}
		p.Show("")
		time.Sleep(2 * s)
		stop()
		<-over // the bubble ends only when no goroutine is left
		if len(shown) != 3 || shown[1] != "a" || shown[2] != "" {
			t.Errorf("shown: %q", shown)
		}
		if got := p.line.end[picture]; got < 5900*time.Millisecond || got > 6100*time.Millisecond {
			t.Errorf("six seconds gave %v of picture", got)
		}
		p.Show("a") // nobody hears it, and it does not block
		p.Detach("a", e.stream)
		p.Attach("a", e.stream)
	})
}

// TestProgramConcurrently is for the race detector.
func TestProgramConcurrently(t *testing.T) {
	var out counter
	p, err := New(Options{Slate: slateClip(), Out: &out})
	if err != nil {
		t.Fatal(err)
	}
	p.o.Shown = func(RungID) { p.Show("a") } // it may call back
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan struct{})
	go func() { p.Run(ctx); close(over) }()
	var wg sync.WaitGroup
	for i, rung := range []RungID{"a", "b", "a", ""} {
		wg.Go(func() {
			for n := range 300 {
				stream := &live.Stream{}
				p.Attach(rung, stream)
				p.Show([]RungID{"a", "b", ""}[(n+i)%3])
				stream.SetTracks(camera().tracks)
				for k := range int64(20) {
					stream.Write(live.Sample{Track: int(k % 2), DTS: k * 3000, Key: k%4 == 0, Data: []byte("x")})
				}
				if n%2 == 0 {
					stream.End(nil)
				}
				p.Detach(rung, stream)
				stream.End(nil)
			}
		})
	}
	wg.Wait()
	stop()
	<-over
	if out.n == 0 {
		t.Error("nothing was written")
	}
}

// A counter is an Output that is written by one goroutine alone, or the race
// detector says so.
type counter struct{ n int }

func (c *counter) SetTracks([]live.Track) { c.n++ }
func (c *counter) Write(live.Sample)      { c.n++ }
