package control_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
	"stagedoor/web/control"
)

// A van is the encoders as a test says.
type van struct {
	mu       sync.Mutex
	address  string
	by       map[stagedoor.SourceID]stage.Encoder
	is       map[stagedoor.SourceID]control.Figures
	film     []byte
	away     bool // another process keeps the stages
	stranger stage.Refusal
}

func (v *van) Address() string                 { return v.address }
func (v *van) StreamKey(r stage.Source) string { return r.StreamKey(storetest.Secret, "conf") }

func (v *van) Encoder(_ stagedoor.StageID, source stagedoor.SourceID) stage.Encoder {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.by[source]
}

func (v *van) Stranger() stage.Refusal {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.stranger
}

func (v *van) Figures(_ stagedoor.StageID, source stagedoor.SourceID) (control.Figures, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.is[source], !v.away
}

func (v *van) Still(id stagedoor.StageID, _ stagedoor.SourceID) []byte {
	if id != "hall" {
		return nil
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.film
}

func (v *van) set(f func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	f()
}

// figures are what OBS sends on a good day, at n Mbit/s.
func figures(n int) control.Figures {
	f := control.Figures{
		Picture: &control.Picture{Codec: "H.264", Profile: 100, Width: 1920, Height: 1080, FrameRate: 30, KeyEvery: 2 * time.Second, LastKey: noon.Add(-time.Second)},
		Sound:   &control.Sound{Codec: "AAC", Rate: 48000, Channels: 2}, BitRate: n * 1_000_000, Drift: 12 * time.Millisecond,
	}
	for i := range 60 {
		f.Minute = append(f.Minute, control.Second{Bits: n*1_000_000 + i%7*90_000})
	}
	return f
}

// encode has the three stages sent by encoders: the hall by two, of which one
// could be better, the foundry by one that was refused.
func (h *house) encode() *van {
	h.t.Helper()
	v := &van{address: "rtmp://live.hexagon.example/live"}
	h.pages.Encoders, h.pages.Floor.Encoders = v, v
	h.onTheDay()
	add := func(id, title string) stagedoor.SourceID {
		h.post("/control/stages/"+id+"/sources", url.Values{"kind": {"ingest"}, "title": {title}})
		ladder := h.stage(stagedoor.StageID(id)).Ladder
		r := ladder[len(ladder)-1]
		h.post(sourcePath(r), url.Values{"to": {"0"}})
		return r.ID
	}
	spare, main, foundry := add("hall", "OBS two"), add("hall", "OBS one"), add("foundry", "vMix")
	weak := figures(2)
	weak.Picture.KeyEvery, weak.Drift, weak.Gaps = 10*time.Second, -120*time.Millisecond, 3
	weak.Minute[30], weak.Minute[31] = control.Second{Gap: true}, control.Second{Gap: true}
	v.by = map[stagedoor.SourceID]stage.Encoder{
		main:    {Since: noon.Add(-time.Hour), Remote: "10.0.0.4", Encoder: "obs-output module (libobs version 31.1.2)"},
		spare:   {Since: noon.Add(-time.Minute), Remote: "10.0.0.5", Encoder: "Lavf61.7.100"},
		foundry: {Refused: stage.Refusal{At: noon.Add(-time.Minute), Remote: "10.0.0.6", Reason: stage.Unsupported, Says: stage.Unsupported.Says("H.265")}},
	}
	v.is = map[stagedoor.SourceID]control.Figures{main: figures(4), spare: weak}
	h.airs()
	return v
}

func TestTheProducerSeesTheEncoders(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := houseOn(t, db)
		h.role.set(stagedoor.Producer)
		v := h.encode()
		h.crowd.is(map[stagedoor.StageID]stage.Crowd{"hall": {Pages: 9, Playing: stage.Playing{Beacons: 9, Stalls: 3, Errors: 2, Starts: stage.Spread{24: 9}, Behinds: stage.Spread{46: 9}}}})
		h.refresh()
		h.get("/control/live").wants(t, http.StatusOK,
			"OBS one: 1080p30, H.264 + AAC, 4.0 Mbit/s sound +12 ms, no gaps, key frames 2.0 s apart",
			"OBS two: 1080p30, H.264 + AAC, 2.0 Mbit/s sound −120 ms, 3 gaps, key frames 10.0 s apart",
			"Key frames are 10.0 s apart: set 2 s in ffmpeg.", "The sound is 120 ms early.", "The picture stops now and then: 3 gaps in the last minute.",
			"OBS 31.1.2 from 10.0.0.4, since 13:22",
			"Refused at 14:21:00, an encoder from 10.0.0.6. It was told: “The encoder sends H.265. Set it to H.264 and AAC.”",
			"Players: start 0.4 s, 3 stalls a minute, 1.4 s behind, 2 errors")
		main := h.stage("hall").Ladder[0].ID
		piece := "health-hall-" + string(main)
		before, etag, _ := h.state("")
		if !strings.Contains(before.Pieces[piece], "4.0 Mbit/s") {
			t.Errorf("the piece %s is %q", piece, before.Pieces[piece])
		}

		// Only what changed is published.
		_, sent := h.last("crew/producer/en")
		v.set(func() { f := figures(5); v.is[main] = f })
		h.refresh()
		got, n := h.last("crew/producer/en")
		if n != sent+1 || len(got.Pieces) != 1 || !strings.Contains(got.Pieces[piece], "5.0 Mbit/s") {
			t.Errorf("after another second's figures %d messages came, the last with %d pieces: %v", n-sent, len(got.Pieces), got.Pieces)
		}
		h.refresh()
		if _, again := h.last("crew/producer/en"); again != n {
			t.Error("a look that brought nothing new was published")
		}
		if _, _, code := h.state(etag); code != http.StatusOK {
			t.Errorf("the page has old figures, and its question is answered %d", code)
		}

		// Another process has the stage.
		v.set(func() { v.away = true })
		h.get("/control/live").wants(t, http.StatusOK, "The machine test keeps this stage and knows how its encoders do.")
		for _, lang := range []string{"bg", "en"} {
			h.lang.set(lang)
			h.get("/control/live").wants(t, http.StatusOK)
		}
	})
}

// TestAHeldRungWithoutAPicture: viewers have the slate, so no old still stands
// for it.
func TestAHeldRungWithoutAPicture(t *testing.T) {
	for _, tt := range []struct {
		what  string
		is    stage.Health
		still bool
	}{
		{"it has a picture", stage.Health{State: stage.Up, Since: noon}, true},
		{"it lost it", stage.Health{State: stage.Down, Since: noon, Problem: stage.NoPicture(noon, time.UTC)}, false},
		{"it never had one", stage.Health{State: stage.Down, Since: noon, Never: true, Problem: stage.NoPicture(time.Time{}, time.UTC)}, false},
	} {
		h := newHouse(t)
		h.encode()
		main := h.stage("hall").Ladder[0].ID
		h.act("hall", "hold", main)
		h.airHealth("hall", main, tt.is)
		for lang, words := range map[string]string{"en": "Viewers see the slate.", "bg": "Зрителите виждат заставката."} {
			h.lang.set(lang)
			body := h.get("/control/live").body
			if still := strings.Contains(body, `data-still="/control/live/still/hall/`+string(main)+`"`); still != tt.still {
				t.Errorf("%s: a still is shown: %v, want %v", tt.what, still, tt.still)
			}
			if says := strings.Contains(body, words); says == tt.still {
				t.Errorf("%s: %q is said: %v, want %v", tt.what, words, says, !tt.still)
			}
		}
	}
}

func TestAStrangersEncoder(t *testing.T) {
	h := newHouse(t)
	v := h.encode()
	v.set(func() {
		v.stranger = stage.Refusal{At: noon.Add(-9 * time.Minute), Remote: "10.0.0.9", Reason: stage.WrongKey, Says: stage.WrongKey.Says("")}
	})
	const says = "Refused at 14:13:00, an encoder from 10.0.0.9. It was told: “We do not know this stream key. Copy it from the control room again.”"
	for _, tt := range []struct {
		ago  time.Duration
		loud bool
	}{{59 * time.Second, true}, {time.Minute, false}, {9 * time.Minute, false}} {
		h.now.set(noon.Add(tt.ago - 9*time.Minute))
		a := h.get("/control/live")
		a.wants(t, http.StatusOK, says)
		_, piece, _ := strings.Cut(a.body, `data-piece="stranger"`)
		if piece, _, _ = strings.Cut(piece, "10.0.0.9"); strings.Contains(piece, "warned over") != tt.loud {
			t.Errorf("%s after it the line is red: %t, want %t", tt.ago, !tt.loud, tt.loud)
		}
	}
	h.now.set(noon.Add(2 * time.Minute))
	if a := h.get("/control/live"); strings.Contains(a.body, "10.0.0.9") {
		t.Error("eleven minutes later the page still says so")
	}
}

func TestStill(t *testing.T) {
	h := newHouse(t)
	v := h.encode()
	v.film = []byte("ftyp")
	a := h.get("/control/live/still/hall/any")
	if a.status != http.StatusOK || a.body != "ftyp" || a.header.Get("Content-Type") != "video/mp4" || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("a still is answered %d %q %v", a.status, a.body, a.header)
	}
	if a := h.get("/control/live/still/foundry/any"); a.kind != "2" {
		t.Errorf("a still that is not there is answered with kind %q, want NotFound", a.kind)
	}
	page := h.get("/control/live").body
	if want := `data-still="/control/live/still/hall/` + string(h.stage("hall").Ladder[0].ID) + `" data-every="10"`; !strings.Contains(page, want) {
		t.Errorf("the page does not hold %s", want)
	}
}

// TestAFilmOfOursMayBeShown: the page's policy lets the stills of our encoders
// in, also when it was opened before the first of them was added, and no film
// from elsewhere.
func TestAFilmOfOursMayBeShown(t *testing.T) {
	h := newHouse(t)
	v := &van{address: "rtmp://live.hexagon.example/live"}
	h.pages.Encoders, h.pages.Floor.Encoders = v, v
	h.post("/control/stages", url.Values{"id": {"hall"}, "name": {"Great Hall"}})
	policy := func() string { h.load(); return h.get("/control/live").header.Get("Content-Security-Policy") }
	const ours = "media-src 'self' blob:;"
	if got := policy(); !strings.Contains(got, ours) {
		t.Errorf("before there is an encoder the policy is %q, want %s", got, ours)
	}
	h.post("/control/stages/hall/sources", url.Values{"kind": {"ingest"}})
	if got := policy(); !strings.Contains(got, ours) {
		t.Errorf("with an encoder the policy is %q, want %s", got, ours)
	}
}
