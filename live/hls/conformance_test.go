package hls

import (
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"stagedoor/live"
)

// each runs a rule on every version of every playlist.
func each(t *testing.T, rule func(t *testing.T, h *history, v version)) {
	t.Helper()
	for _, h := range histories() {
		if len(h.versions) < 35 {
			t.Fatalf("%s: %d versions", h.name, len(h.versions))
		}
		t.Run(h.name, func(t *testing.T) {
			for _, v := range h.versions {
				if rule(t, h, v); t.Failed() {
					return
				}
			}
		})
	}
}

// pairs runs a rule on each version and the one before it.
func pairs(t *testing.T, rule func(t *testing.T, was, is version)) {
	t.Helper()
	for _, h := range histories() {
		t.Run(h.name, func(t *testing.T) {
			for i := range h.versions[1:] {
				if rule(t, h.versions[i], h.versions[i+1]); t.Failed() {
					return
				}
			}
		})
	}
}

// EXT-X-SKIP needs version 9, and nothing here a higher one (8; 6.2.1: not
// greater than what is required).
func Test_4_4_1_2_Version(t *testing.T) {
	each(t, func(t *testing.T, _ *history, v version) {
		if v.full.version != 9 {
			t.Errorf("EXT-X-VERSION %d, want 9", v.full.version)
		}
	})
}

func Test_4_4_3_1_TargetDuration(t *testing.T) {
	each(t, func(t *testing.T, _ *history, v version) {
		for _, s := range v.full.segments {
			if got := int(math.Round(s.duration)); got > v.full.target || v.full.target != 2 {
				t.Errorf("segment %d of %.5f s rounds to %d, EXT-X-TARGETDURATION %d", s.number, s.duration, got, v.full.target)
			}
		}
	})
}

func Test_4_4_3_7_PartTarget(t *testing.T) {
	each(t, func(t *testing.T, _ *history, v version) {
		if v.full.partTarget != 0.21 {
			t.Errorf("PART-TARGET %v, want 0.21", v.full.partTarget)
		}
	})
}

func Test_4_4_3_8_ServerControl(t *testing.T) {
	each(t, func(t *testing.T, _ *history, v version) {
		c, p := v.full.control, v.full
		if c["CAN-BLOCK-RELOAD"] != "YES" {
			t.Error("CAN-BLOCK-RELOAD is not YES")
		}
		for name, least := range map[string]float64{
			"CAN-SKIP-UNTIL": 6 * float64(p.target), "HOLD-BACK": 3 * float64(p.target), "PART-HOLD-BACK": 3 * p.partTarget,
		} {
			if got := decimals(t, c[name]); got < least-1e-9 {
				t.Errorf("%s=%v, want at least %v", name, got, least)
			}
		}
	})
}

// EXTINF is the distance to the next segment's date, but for a gap that would
// make it too long.
func Test_4_4_4_1_Durations(t *testing.T) {
	each(t, func(t *testing.T, h *history, v version) {
		all := v.full.all()
		for i, s := range v.full.segments {
			if s.duration <= 0 {
				t.Errorf("segment %d of %.5f s", s.number, s.duration)
			}
			if i+1 == len(all) || all[i+1].discontinuity {
				continue
			}
			apart := all[i+1].at.Sub(s.at).Seconds()
			if d := apart - s.duration; math.Abs(d) > 0.0015 && !(d > 0 && apart > 2.4) {
				t.Errorf("segment %d: EXTINF %.5f, but the next one's date is %.3f s on", s.number, s.duration, apart)
			}
		}
	})
}

// A part is at most PART-TARGET, and at least 85 % of it unless it is the
// last of its segment or the next is independent.
func Test_4_4_4_9_PartDuration(t *testing.T) {
	each(t, func(t *testing.T, _ *history, v version) {
		for _, s := range v.full.all() {
			whole := s.uri != ""
			for i, p := range s.parts {
				if p.duration > v.full.partTarget+1e-9 || p.duration <= 0 {
					t.Errorf("segment %d: part %d of %.5f s", s.number, i, p.duration)
				}
				last := i+1 == len(s.parts)
				if p.duration >= 0.85*v.full.partTarget-1e-9 || last && whole || !last && s.parts[i+1].independent {
					continue
				}
				if last { // what follows is not there yet; its next version is looked at, too
					continue
				}
				t.Errorf("segment %d: part %d of %d is %.5f s and the next one not independent", s.number, i, len(s.parts), p.duration)
			}
		}
	})
}

// The parts of a segment add up to it, in a steady stream to the millisecond.
func Test_4_4_4_9_PartsAddUp(t *testing.T) {
	for _, h := range histories()[:35] {
		for _, s := range h.versions[len(h.versions)-1].full.segments {
			if len(s.parts) > 0 && math.Abs(s.sum()-s.duration) > 0.002 {
				t.Errorf("%s: segment %d of %.5f s has parts of %.5f s", h.name, s.number, s.duration, s.sum())
			}
		}
	}
}

// firstNAL is the type of the first NAL unit in a part: its picture's traf
// comes first.
func firstNAL(t *testing.T, file []byte) byte {
	t.Helper()
	for len(file) >= 8 {
		n := int(binary.BigEndian.Uint32(file))
		if string(file[4:8]) == "mdat" {
			return file[8+4] & 0x1f
		}
		file = file[n:]
	}
	t.Fatal("no mdat")
	return 0
}

// INDEPENDENT stands where a part begins with an IDR picture, and only there.
func Test_4_4_4_9_Independent(t *testing.T) {
	for _, h := range histories() {
		independent := 0
		for _, s := range h.versions[len(h.versions)-1].full.all() {
			for i, p := range s.parts {
				file, status := fetch(h.muxer, p.uri)
				if status != 200 {
					t.Fatalf("%s: part: %d", h.name, status)
				}
				if idr := firstNAL(t, file) == 5; idr != p.independent {
					t.Errorf("%s: segment %d: part %d: INDEPENDENT %v, IDR %v", h.name, s.number, i, p.independent, idr)
				}
				if p.independent {
					independent++
				}
			}
		}
		if independent == 0 && !strings.Contains(h.name, "10s") {
			t.Errorf("%s: no part is independent", h.name)
		}
	}
}

// Segments begin with key frames when these come often enough.
func Test_6_2_1_SegmentsBeginWithKeyFrames(t *testing.T) {
	for _, h := range histories()[:35] {
		for _, s := range h.versions[len(h.versions)-1].full.segments {
			if len(s.parts) > 0 && !s.parts[0].independent && !strings.Contains(h.name, "10s") {
				t.Errorf("%s: segment %d does not", h.name, s.number)
			}
		}
	}
}

// The cutting rule: at a key frame when the next one would come after 2.4 s;
// at 2.4 s without one.
func TestSegmentsEndWhereTheyShould(t *testing.T) {
	for _, tt := range []struct {
		gop  time.Duration
		want []float64 // of the second segment on
	}{
		{500 * time.Millisecond, []float64{2, 2, 2}},
		{time.Second, []float64{2, 2, 2}},
		{1500 * time.Millisecond, []float64{1.5, 1.5, 1.5}},
		{2 * time.Second, []float64{2, 2, 2}},
		{2300 * time.Millisecond, []float64{2.3, 2.3, 2.3}},
		{2400 * time.Millisecond, []float64{2.4, 2.4, 2.4}},
		{10 * time.Second, []float64{2.4, 2.4, 2.4, 0.4, 2.4}},
	} {
		h := newHistory("", Options{})
		h.muxer.SetTracks(testTracks())
		h.write(t, encoder{num: 30, den: 1, gop: tt.gop, size: 10}.samples(0, 18*time.Second))
		for i, s := range h.versions[len(h.versions)-1].full.segments[1 : len(tt.want)+1] {
			if math.Abs(s.duration-tt.want[i]) > 0.001 {
				t.Errorf("key frames each %v: segment %d is %.3f s, want %.3f", tt.gop, i+1, s.duration, tt.want[i])
			}
		}
	}
}

// Parts leave when they are more than three target durations from the end;
// all nearer ones stand there.
func Test_6_2_2_PartsLeave(t *testing.T) {
	each(t, func(t *testing.T, _ *history, v version) {
		after := 0.0
		all := v.full.all()
		for _, s := range slices.Backward(all) {
			if has := len(s.parts) > 0; has != (after <= 6+1e-4) && math.Abs(after-6) > 1e-3 {
				t.Errorf("segment %d ends %.3f s before the end: parts %v", s.number, after, has)
			}
			if s.uri == "" {
				after += s.sum()
			} else {
				after += s.duration
			}
		}
	})
}

// Also when each change of tracks makes a short segment of its own.
func Test_6_2_2_NeverShorterThanThreeTargetDurations(t *testing.T) {
	flapping := newHistory("flapping", Options{})
	for i := range 100 {
		flapping.muxer.SetTracks(testTracks())
		for n := range int64(9) {
			flapping.write(t, []live.Sample{{DTS: (int64(i)*9 + n) * 3000, Key: n == 0, Data: unit(n == 0, 20)}})
		}
	}
	for _, h := range append([]*history{flapping}, histories()...) {
		left := 0
		for i := range h.versions[1:] {
			was, is := h.versions[i].full, h.versions[i+1].full
			if is.sequence == was.sequence {
				continue
			}
			if left++; is.length() < 6-1e-3 {
				t.Fatalf("%s: the playlist got %.3f s by a segment's leaving", h.name, is.length())
			}
		}
		if left == 0 {
			t.Errorf("%s: no segment left", h.name)
		}
	}
}

func Test_6_2_2_FifteenSegments(t *testing.T) {
	for _, h := range histories()[:35] {
		v := h.versions[len(h.versions)-1].full
		if len(v.segments) != 15 {
			t.Errorf("%s: %d segments are listed, want 15", h.name, len(v.segments))
		}
	}
}

// What is listed or has left for less than a playlist's length can be
// fetched, parts as well.
func Test_6_2_2_RemovedSegmentsStayFetchable(t *testing.T) {
	for _, name := range []string{"steady", "switched"} {
		h := newHistory(name, Options{})
		type gone struct {
			uri   string
			until time.Duration
		}
		var left []gone
		var was *listing
		checked := 0
		at := time.Duration(0)
		for i := range 45 {
			if i == 0 || name == "switched" {
				h.muxer.SetTracks(testTracks())
			}
			for _, s := range (encoder{num: 30, den: 1, gop: 2 * time.Second, size: 20}).samples(at, 2*time.Second) {
				n := len(h.versions)
				h.write(t, []live.Sample{s})
				if len(h.versions) == n {
					continue
				}
				v := h.versions[n].full
				if len(h.versions)%7 != 0 {
					continue
				}
				for j := range v.segments {
					if _, status := fetch(h.muxer, v.segments[j].uri); status != 200 {
						t.Fatalf("a listed segment: %d", status)
					}
				}
				if was != nil {
					for _, s := range was.segments[:v.sequence-was.sequence] {
						left = append(left, gone{s.uri, h.muxer.end + time.Duration(was.length()*float64(time.Second))})
						left = append(left, gone{s.init, h.muxer.end + time.Duration(was.length()*float64(time.Second))})
					}
				}
				was = v
				for _, g := range left {
					if _, status := fetch(h.muxer, g.uri); h.muxer.end < g.until && status != 200 {
						t.Fatalf("%s: a segment that left %v early: %d", name, g.until-h.muxer.end, status)
					}
				}
				checked += len(left)
				left = slices.DeleteFunc(left, func(g gone) bool { return h.muxer.end >= g.until })
			}
			at += 2 * time.Second
		}
		if checked < 500 {
			t.Errorf("%s: looked only %d times", name, checked)
		}
	}
}

// MEDIA-SEQUENCE counts what left, and a number is always the same segment;
// DISCONTINUITY-SEQUENCE counts the discontinuities that left, so that a
// segment's Discontinuity Sequence Number never changes. The head of the
// playlist never does, 6.2.1, nor what was said of a segment or part.
func Test_6_2_1_OnlyTheEndChanges(t *testing.T) {
	pairs(t, func(t *testing.T, was, is version) {
		a, b := was.full, is.full
		if !slices.Equal(a.head, b.head) {
			t.Errorf("the head changed:\n%v\n%v", a.head, b.head)
		}
		if b.sequence < a.sequence || b.discontinuity < a.discontinuity {
			t.Errorf("MEDIA-SEQUENCE %d after %d, DISCONTINUITY-SEQUENCE %d after %d", b.sequence, a.sequence, b.discontinuity, a.discontinuity)
		}
		next := b.all()
		for _, s := range a.all() {
			i := s.number - b.sequence
			if i < 0 {
				continue
			}
			if i >= int64(len(next)) {
				t.Errorf("segment %d is there no more", s.number)
				return
			}
			n := next[i]
			if n.dsn != s.dsn || n.init != s.init || n.discontinuity != s.discontinuity || !n.at.Equal(s.at) || s.uri != "" && (n.uri != s.uri || n.duration != s.duration) {
				t.Errorf("segment %d changed:\n%+v\n%+v", s.number, s, n)
			}
			for j, p := range s.parts {
				if len(n.parts) > 0 && n.parts[j] != p {
					t.Errorf("segment %d: part %d changed: %+v, %+v", s.number, j, p, n.parts[j])
				}
			}
		}
	})
}

func Test_6_2_2_NumbersGoOnAfterARestart(t *testing.T) {
	h := histories()[len(histories())-2]
	v := h.versions[0].full
	if s := v.segments[0]; v.sequence != 1000 || v.discontinuity != 17 || !s.discontinuity || s.dsn != 18 {
		t.Errorf("MEDIA-SEQUENCE %d, DISCONTINUITY-SEQUENCE %d, first %+v", v.sequence, v.discontinuity, s)
	}
	last := h.versions[len(h.versions)-1].full
	if n := h.muxer.Numbers(); n.Discontinuity < last.all()[len(last.all())-1].dsn || n.Sequence <= last.all()[len(last.all())-1].number || n.Init != 4 || n.Fragment < 9150 {
		t.Errorf("Numbers are %+v", n)
	}
	again := newHistory("", Options{First: h.muxer.Numbers(), Epoch: [16]byte{1}})
	again.muxer.SetTracks(testTracks())
	again.write(t, encoder{num: 30, den: 1, gop: 2 * time.Second}.samples(60*time.Second, 5*time.Second))
	s := again.versions[0].full.segments[0]
	if before := last.all(); s.number <= before[len(before)-1].number || s.dsn <= before[len(before)-1].dsn || !s.at.After(before[len(before)-1].at) {
		t.Errorf("the next run begins with %+v", s)
	}
}

// A change of tracks is a discontinuity with a map of its own, in a segment
// of its own, that begins with a key frame.
func Test_4_4_4_3_DiscontinuityAndMapOnChange(t *testing.T) {
	each(t, func(t *testing.T, _ *history, v version) {
		all := v.full.all()
		for i, s := range all {
			if s.init == "" {
				t.Errorf("segment %d has no EXT-X-MAP", s.number)
			}
			if i > 0 && s.discontinuity != (s.init != all[i-1].init) {
				t.Errorf("segment %d: EXT-X-DISCONTINUITY %v, another map %v", s.number, s.discontinuity, s.init != all[i-1].init)
			}
			if s.discontinuity && len(s.parts) > 0 && !s.parts[0].independent {
				t.Errorf("segment %d does not begin with a key frame", s.number)
			}
		}
	})
}

func Test_4_4_4_5_MapsCanBeFetched(t *testing.T) {
	for _, h := range histories() {
		for _, s := range h.versions[len(h.versions)-1].full.all() {
			if b, status := fetch(h.muxer, s.init); status != 200 || string(b[4:8]) != "ftyp" {
				t.Errorf("%s: the map of segment %d: %d", h.name, s.number, status)
			}
		}
	}
}

// Each segment has its date, which goes forward.
func Test_4_4_4_6_ProgramDateTime(t *testing.T) {
	each(t, func(t *testing.T, h *history, v version) {
		all := v.full.all()
		for i, s := range all {
			if s.at.IsZero() || i > 0 && !s.at.After(all[i-1].at) {
				t.Errorf("segment %d is at %v", s.number, s.at)
			}
		}
		end := all[len(all)-1].at.Add(time.Duration((all[len(all)-1].sum() + all[len(all)-1].duration) * float64(time.Second)))
		if d := end.Sub(testZero.Add(v.end)); all[len(all)-1].uri == "" && math.Abs(d.Seconds()) > 0.8 && !strings.HasPrefix(h.name, "1.00") && !strings.HasPrefix(h.name, "4.00") {
			t.Errorf("the playlist ends %v from the picture's end", d)
		}
	})
}

// The hint is the part that the next version adds, also across a segment's
// end and another encoder's coming; an ended playlist has none.
func Test_4_4_5_3_PreloadHint(t *testing.T) {
	across := 0
	pairs(t, func(t *testing.T, was, is version) {
		if is.full.ended {
			if is.full.hint != "" {
				t.Error("an ended playlist hints at a part")
			}
			return
		}
		before := map[string]bool{}
		for _, s := range was.full.all() {
			for _, p := range s.parts {
				before[p.uri] = true
			}
		}
		var came []string
		for _, s := range is.full.all() {
			for i, p := range s.parts {
				if len(before) > 0 && !before[p.uri] && (len(came) > 0 || p.uri == was.full.hint) {
					if came = append(came, p.uri); i == 0 {
						across++
					}
				}
			}
		}
		if len(came) == 0 && is.full.hint != was.full.hint {
			t.Errorf("the hint was %q, which did not come; it is %q", was.full.hint, is.full.hint)
		}
		if slices.Contains(came, is.full.hint) {
			t.Errorf("the hint is there already")
		}
	})
	if across < 100 {
		t.Errorf("only %d parts that began a segment", across)
	}
}

// What a client has and a delta update make the playlist, 6.2.5.1: a client
// that reads only those for a minute knows the same as one that reads it all.
func Test_6_2_5_1_DeltaUpdate(t *testing.T) {
	skips := 0
	for _, h := range histories() {
		t.Run(h.name, func(t *testing.T) {
			for _, step := range []int{1, 3, 11, 25} {
				known := map[int64]listed{}
				for i, last := 0, 0; i < len(h.versions); i++ {
					// It is never away for longer than half the Skip Boundary, 6.3.7.
					v := h.versions[i]
					if i > 0 && i < last+step && v.end-h.versions[last].end < 5*time.Second {
						continue
					}
					last = i
					init := ""
					if i > 0 {
						// The map of what is skipped is the client's business.
						first := parse(t, v.deltaText, "")
						init = known[first.sequence+int64(first.skipped)-1].init
					}
					d := v.full
					if i > 0 {
						d = parse(t, v.deltaText, init)
					}
					var got []listed
					for n := d.sequence; n < d.sequence+int64(d.skipped); n++ {
						s, ok := known[n]
						if !ok {
							t.Fatalf("step %d: segment %d is skipped, and the client never had it", step, n)
						}
						s.parts = nil
						got = append(got, s)
					}
					if skips += d.skipped; d.skipped > 0 && v.full.ended {
						t.Error("a delta update of an ended playlist")
					}
					got = append(got, d.all()...)
					dsn := d.discontinuity
					for j := range got {
						if got[j].discontinuity {
							dsn++
						}
						got[j].dsn = dsn
					}
					want := v.full.all()
					if len(got) != len(want) || d.hint != v.full.hint || d.sequence != v.full.sequence {
						t.Fatalf("step %d: the delta makes %d segments, want %d", step, len(got), len(want))
					}
					for j := range got {
						g, w := got[j], want[j]
						if g.uri != w.uri || g.init != w.init || g.dsn != w.dsn || g.number != w.number || g.duration != w.duration ||
							!g.at.Equal(w.at) || g.discontinuity != w.discontinuity || !slices.Equal(g.parts, w.parts) {
							t.Fatalf("step %d: segment %d by deltas\n%+v, want\n%+v", step, w.number, g, w)
						}
						if g.uri != "" {
							known[g.number] = g
						}
					}
				}
			}
		})
	}
	if skips < 1000 {
		t.Errorf("only %d segments were ever skipped", skips)
	}
}

// What is skipped is further from the end than the Skip Boundary, and all
// that is.
func Test_4_4_5_2_SkippedSegments(t *testing.T) {
	each(t, func(t *testing.T, _ *history, v version) {
		d := parse(t, v.deltaText, "")
		boundary := decimals(t, v.full.control["CAN-SKIP-UNTIL"])
		after := v.full.length()
		for i, s := range v.full.segments {
			after -= s.duration
			if skipped := i < d.skipped; skipped != (after > boundary) && math.Abs(after-boundary) > 1e-3 && !v.full.ended {
				t.Errorf("segment %d ends %.3f s before the end, skipped %v", s.number, after, skipped)
			}
		}
		if d.skipped > 0 && !strings.Contains(v.deltaText, "#EXT-X-SKIP:SKIPPED-SEGMENTS="+strconv.Itoa(d.skipped)+"\n") {
			t.Error("EXT-X-SKIP is not as it should be")
		}
	})
}

func Test_4_4_3_4_EndList(t *testing.T) {
	h := histories()[len(histories())-1]
	for i, v := range h.versions {
		if last := i == len(h.versions)-1; v.full.ended != last {
			t.Errorf("version %d of %d: EXT-X-ENDLIST %v", i, len(h.versions), v.full.ended)
		}
	}
	if v := h.versions[len(h.versions)-1].full; v.open != nil || math.Abs(v.segments[len(v.segments)-1].duration-1) > 0.001 {
		t.Errorf("the last segment is %+v, under way %+v", v.segments[len(v.segments)-1], v.open)
	}
}

// A part begins at each key frame, so that a player can begin there (not where
// they come faster than twice a second: TestKeyFramesAlone).
func TestPartsBeginAtKeyFrames(t *testing.T) {
	for _, tt := range []struct {
		gop  time.Duration
		want int // independent parts of a segment of 2 s
	}{{2 * time.Second, 1}, {time.Second, 2}, {500 * time.Millisecond, 4}} {
		h := newHistory("", Options{})
		h.muxer.SetTracks(testTracks())
		h.write(t, encoder{num: 30, den: 1, gop: tt.gop, size: 10}.samples(0, 6500*time.Millisecond))
		got := 0
		for _, p := range h.versions[len(h.versions)-1].full.segments[1].parts {
			if p.independent {
				got++
			}
		}
		if got != tt.want {
			t.Errorf("key frames each %v: %d parts are independent, want %d", tt.gop, got, tt.want)
		}
	}
}

// A gap is in no part: those behind it are as long as those before.
func TestPartsBehindAGap(t *testing.T) {
	h := newHistory("", Options{})
	h.muxer.SetTracks(testTracks())
	e := encoder{num: 30, den: 1, gop: 2 * time.Second, size: 10, lost: func(i int) bool { return i >= 75 && i < 105 }}
	h.write(t, e.samples(0, 4500*time.Millisecond))
	if got := len(h.versions[len(h.versions)-1].full.segments[1].parts); got != 6 {
		t.Errorf("15 pictures, a second of none and 15 more are %d parts, want 3 and 3", got)
	}
}
