package program

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"stagedoor/live"
)

var day = time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)

func pictureTrack(width, height int) live.Track {
	return live.Track{Codec: live.H264, Scale: live.VideoScale, Width: width, Height: height, SPS: [][]byte{{7, byte(width >> 8), byte(width)}}, PPS: [][]byte{{8}}}
}

func soundTrack(rate, channels int) live.Track {
	return live.Track{Codec: live.AAC, Scale: rate, Channels: channels, Object: 2, Config: []byte{byte(rate >> 8), byte(rate), byte(channels)}}
}

// slateClip is a second of 30 pictures.
func slateClip() Clip {
	c := Clip{Tracks: []live.Track{pictureTrack(1280, 720), soundTrack(48000, 2)}, Length: time.Second}
	for i := range 30 {
		c.Samples = append(c.Samples, live.Sample{DTS: int64(i) * 33 * 90, Key: i == 0, Data: []byte("slate")})
	}
	return c
}

// A tape is an Output that holds what every player needs.
type tape struct {
	t      testing.TB
	forget bool // what was written, but for its last
	runs   []*taped
	last   [2]time.Duration // when the last sample began; -1 before the first
	over   time.Duration    // when the last run's picture was over, as presented
	hole   [2]time.Duration // the longest from a sample to the next
	n      int
	quiet  int // frames of sound of the run under way that are silence
}

type taped struct {
	tracks []live.Track
	start  time.Duration // of its first picture, as presented
	lead   time.Duration // from the presentation's end of the run before
	of     [2][]live.Sample
	any    [2]bool
}

func newTape(t testing.TB) *tape { return &tape{t: t, last: [2]time.Duration{-1, -1}} }

func (o *tape) SetTracks(tracks []live.Track) {
	o.t.Helper()
	if len(tracks) != 2 || !tracks[picture].Video() || tracks[sound].Video() {
		o.t.Fatalf("the output's tracks are %v, want a picture and sound", tracks)
	}
	if o.forget && len(o.runs) > 1 {
		o.runs = o.runs[1:]
	}
	o.runs = append(o.runs, &taped{tracks: tracks})
	o.quiet = 0
}

func (o *tape) Write(s live.Sample) {
	o.t.Helper()
	o.n++
	if len(o.runs) == 0 || s.Track < 0 || s.Track > 1 {
		o.t.Fatalf("a sample of track %d before its run", s.Track)
	}
	r := o.runs[len(o.runs)-1]
	track := r.tracks[s.Track]
	at := track.Time(s.DTS)
	if at <= o.last[s.Track] {
		o.t.Fatalf("track %d goes back: %v after %v", s.Track, at, o.last[s.Track])
	}
	if len(s.Data) == 0 {
		o.t.Fatalf("track %d: an empty sample", s.Track)
	}
	if o.last[s.Track] >= 0 {
		o.hole[s.Track] = max(o.hole[s.Track], at-o.last[s.Track])
	}
	o.last[s.Track] = at
	if s.Track == picture {
		shown := at + track.Time(int64(s.Offset))
		if !r.any[picture] {
			if !s.Key {
				o.t.Fatalf("a run begins with a picture that needs others, at %v", at)
			}
			r.start, r.lead = shown, shown-o.over
		}
		o.over = max(o.over, shown+time.Second/30)
	}
	r.any[s.Track] = true
	if s.Track == sound && string(s.Data) != "x" {
		o.quiet++
	}
	if !o.forget {
		s.Data = nil
		r.of[s.Track] = append(r.of[s.Track], s)
	}
}

// now is the run under way.
func (o *tape) now() *taped { return o.runs[len(o.runs)-1] }

// An encoder sends pictures and sound as it should, in its own time.
type encoder struct {
	stream  *live.Stream
	tracks  []live.Track // a picture, sound, or both
	fps     float64
	gop     int            // pictures
	keys    map[int64]bool // which pictures are key frames, when not each of a gop
	bframes int            // between two others
	base    int64          // its own time at its first picture, in ticks of 90 kHz
	ahead   time.Duration  // of the sound's stamps
	ppm     int            // how much its clock is fast
	mute    bool           // its sound is not sent
	blind   bool           // its picture is not sent

	began time.Time
	sent  [3]int64
}

func camera() *encoder {
	return &encoder{stream: &live.Stream{}, tracks: []live.Track{pictureTrack(1920, 1080), soundTrack(48000, 2)}, fps: 30, gop: 60}
}

// until writes what is due.
func (e *encoder) until(now time.Time) {
	if e.began.IsZero() {
		e.began = now
		e.stream.SetTracks(e.tracks)
	}
	own := now.Sub(e.began)
	own += own * time.Duration(e.ppm) / 1_000_000
	for i, t := range e.tracks {
		for {
			n := e.sent[i]
			at := t.Time(n * live.AACFrame)
			if t.Video() {
				at = time.Duration(float64(n) * float64(time.Second) / e.fps)
			}
			if at > own {
				break
			}
			e.sent[i]++
			if t.Video() && e.blind || !t.Video() && e.mute {
				continue
			}
			e.stream.Write(e.sample(i, n, at, now))
		}
	}
}

func (e *encoder) sample(i int, n int64, at time.Duration, now time.Time) live.Sample {
	t := e.tracks[i]
	if !t.Video() {
		at += e.ahead
	}
	s := live.Sample{Track: i, DTS: t.Ticks(at) + e.base*int64(t.Scale)/live.VideoScale, Key: true, Data: []byte("x"), At: now}
	if t.Video() {
		s.Key = n%int64(e.gop) == 0 && e.keys == nil || e.keys[n]
		if e.bframes > 0 { // I P B B P B B: the first is shown a picture later, P after its Bs
			frame := int32(float64(live.VideoScale) / e.fps)
			s.Offset = frame
			if k := int((n % int64(e.gop))) - 1; k >= 0 {
				s.Offset = 0
				if k%(e.bframes+1) == 0 {
					s.Offset = frame * int32(e.bframes+1)
				}
			}
		}
	}
	return s
}

// A rig plays a program in simulated time: what Run does as it comes, it does
// step by step.
type rig struct {
	t        testing.TB
	p        *Program
	out      *tape
	now      time.Time
	encoders map[RungID]*encoder
	shown    []string
	pace     time.Duration
}

func newRig(t testing.TB) *rig {
	t.Helper()
	return newRigAt(t, day)
}

// newRigAt begins at day, with zero as the wall clock at media time 0.
func newRigAt(t testing.TB, zero time.Time) *rig {
	t.Helper()
	r := &rig{t: t, out: newTape(t), now: day, encoders: map[RungID]*encoder{}, pace: 5 * time.Millisecond}
	p, err := New(Options{Slate: slateClip(), Out: r.out, Zero: zero, Now: func() time.Time { return r.now },
		Shown: func(rung RungID) {
			if rung == "" {
				rung = "slate"
			}
			r.shown = append(r.shown, fmt.Sprintf("%s %.1f", rung, (zero.Sub(day)+r.media()).Seconds()))
		}})
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	r.p = p
	p.start(r.now)
	return r
}

// plug gives a rung a publisher.
func (r *rig) plug(rung RungID, e *encoder) *encoder {
	r.encoders[rung] = e
	r.p.Attach(rung, e.stream)
	return e
}

// freeze has an encoder send nothing more, its connection open; kill ends it.
func (r *rig) freeze(rung RungID) { delete(r.encoders, rung) }

func (r *rig) kill(rung RungID) {
	e := r.encoders[rung]
	r.freeze(rung)
	e.stream.End(fmt.Errorf("gone"))
	r.p.Detach(rung, e.stream)
}

// play lets d pass.
func (r *rig) play(d time.Duration) {
	r.t.Helper()
	for end := r.now.Add(d); r.now.Before(end); {
		r.settle()
		r.now = r.now.Add(r.pace)
		for _, rung := range []RungID{"a", "b"} {
			if e := r.encoders[rung]; e != nil {
				e.until(r.now)
			}
		}
		r.settle()
	}
}

// settle has the program take all that there is.
func (r *rig) settle() {
	r.t.Helper()
	for p := r.p; ; {
		select {
		case <-p.wake:
			p.choose(r.now)
			continue
		default:
		}
		select {
		case e, ok := <-p.on.events():
			p.on = p.take(p.on, e, ok, r.now)
			continue
		default:
		}
		select {
		case e, ok := <-p.leaves.events():
			p.leaves = p.take(p.leaves, e, ok, r.now)
			continue
		default:
		}
		p.pass(r.now)
		return
	}
}

func (r *rig) media() time.Duration { return r.p.line.end[picture] }

func (r *rig) saw() string { return strings.Join(r.shown, ", ") }
