package attend

import (
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/text"
	"stagedoor/web/ui"
)

// A house is a Board whose content and clock the test sets.
type house struct {
	snapshot atomic.Pointer[stage.Snapshot]
	clock    atomic.Pointer[time.Time]
	mu       sync.Mutex
	hear     []func()
	sent     chan sent
}

// sent is one payload that was published.
type sent struct {
	channel string
	data    map[string]json.RawMessage
}

func (h *house) Now() *stage.Snapshot { return h.snapshot.Load() }
func (h *house) Listen(f func())      { h.mu.Lock(); h.hear = append(h.hear, f); h.mu.Unlock() }
func (h *house) now() time.Time       { return *h.clock.Load() }
func (h *house) set(clock string)     { t := at(clock); h.clock.Store(&t) }
func (h *house) tell() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, f := range h.hear {
		f()
	}
}

func (h *house) Publish(channel string, data []byte) {
	s := sent{channel: channel}
	if err := json.Unmarshal(data, &s.data); err != nil {
		panic(err)
	}
	h.sent <- s
}

// change gives the Board another content.
func (h *house) change(f func(s *stage.Snapshot)) {
	s := *h.Now()
	s.Stages = slices.Clone(s.Stages)
	f(&s)
	s.Version += "x"
	h.snapshot.Store(&s)
}

// published takes what was sent: channel, then names of pieces and fields.
func (h *house) published() []string {
	var out []string
	for {
		select {
		case s := <-h.sent:
			var pieces map[string]string
			if s.data["pieces"] == nil {
				s.data["pieces"] = json.RawMessage("{}")
			}
			if err := json.Unmarshal(s.data["pieces"], &pieces); err != nil {
				panic(err)
			}
			names := slices.Sorted(maps.Keys(pieces))
			for _, name := range slices.Sorted(maps.Keys(s.data)) {
				if name != "v" && name != "pieces" {
					names = append(names, name)
				}
			}
			out = append(out, s.channel+": "+strings.Join(names, " "))
		default:
			return out
		}
	}
}

func openHouse(t *testing.T, clock string) (*house, *States) {
	t.Helper()
	h := &house{sent: make(chan sent, 1000)}
	h.set(clock)
	s := afternoon(t)
	for i := range s.Stages {
		s.Stages[i].OnAir = &stage.Source{ID: "a", Kind: stage.HLS, URL: "https://live.example.org/" + string(s.Stages[i].ID) + ".m3u8"}
		s.Stages[i].Air = stage.Air{Source: "a", Since: at("12:00")}
	}
	h.snapshot.Store(s)
	return h, NewStates(StatesOptions{Board: h, Push: h, Now: h.now, Log: slog.New(slog.DiscardHandler)})
}

// TestWhatIsPublishedWhen: only what is other than before goes out, to those
// whose pages show it, and to each page in one message.
func TestWhatIsPublishedWhen(t *testing.T) {
	both := func(lines ...string) []string {
		var out []string
		for _, l := range lines {
			for _, lang := range []string{"bg", "en"} {
				out = append(out, strings.Replace(l, "LANG", lang, 1))
			}
		}
		return out
	}
	for _, tt := range []struct {
		name, from, to string
		do             func(s *stage.Snapshot)
		want           []string
	}{
		{"nothing", "14:22", "14:22", func(s *stage.Snapshot) {}, nil},
		{"time alone, between boundaries", "14:22", "14:40", func(s *stage.Snapshot) {}, nil},
		{"a switch", "14:22", "14:22", func(s *stage.Snapshot) {
			s.Stages[0].OnAir = &stage.Source{ID: "b", Kind: stage.HLS, URL: "https://live.example.org/b.m3u8"}
			s.Stages[0].Air = stage.Air{Source: "b", Since: at("14:22")}
		}, both("stage/hall/LANG: hosts picture since")},
		{"a switch to a slate", "14:22", "14:22", func(s *stage.Snapshot) { s.Stages[0].OnAir = nil },
			both("conference/LANG: tile-hall", "stage/attic/LANG: small-hall", "stage/hall/LANG: facts hosts picture")},
		{"an announcement to all", "14:22", "14:22", func(s *stage.Snapshot) {
			s.Announcements = []stage.Announcement{{ID: "n1", Words: "Lunch is late.", Made: at("14:21")}}
		}, both("conference/LANG: announced", "stage/attic/LANG: announced-attic announcements", "stage/hall/LANG: announced-hall announcements")},
		{"an announcement to one stage", "14:22", "14:22", func(s *stage.Snapshot) {
			s.Announcements = []stage.Announcement{{ID: "n1", Stage: "hall", Words: "Speak up.", Made: at("14:21")}}
		}, both("stage/hall/LANG: announced-hall announcements")},
		{"five minutes before a talk", "15:09", "15:10", func(s *stage.Snapshot) {},
			both("conference/LANG: tile-hall", "stage/attic/LANG: small-hall", "stage/hall/LANG: title")},
		{"the end of a talk", "14:49", "14:50", func(s *stage.Snapshot) {},
			both("conference/LANG: tile-hall programme", "stage/attic/LANG: small-hall switch-hall programme", "stage/hall/LANG: facts switch-hall title today programme")},
		{"a shift", "14:22", "14:22", func(s *stage.Snapshot) {
			day := slices.Clone(s.Stages[1].Schedule)
			last := &day[len(day)-1]
			last.Planned = stagedoor.Span{Starts: last.Starts, Ends: last.Ends}
			last.Ends = last.Ends.Add(15 * time.Minute)
			s.Stages[1].Schedule = day
		}, both("conference/LANG: tile-attic programme", "stage/attic/LANG: facts today programme", "stage/hall/LANG: small-attic programme")},
		{"a stage that is removed", "14:22", "14:22", func(s *stage.Snapshot) { s.Stages = s.Stages[:1] },
			both("conference/LANG: tile-attic programme", "stage/attic/LANG: ask", "stage/hall/LANG: small-attic switch-attic programme")},
		{"the end", "14:22", "14:22", func(s *stage.Snapshot) { s.Conference.DoorsClose = at("14:00") },
			both("conference/LANG: doors", "stage/attic/LANG: doors", "stage/hall/LANG: doors")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, s := openHouse(t, tt.from)
			h.change(tt.do)
			h.set(tt.to)
			s.refresh()
			got, want := h.published(), tt.want
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("published\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// TestWhoWaitsHearsOfTheDoorsOnly: the channels are open before the doors are,
// and no picture's address is on them.
func TestWhoWaitsHearsOfTheDoorsOnly(t *testing.T) {
	h, s := openHouse(t, "08:00")
	h.change(func(s *stage.Snapshot) { s.Conference.DoorsOpen = at("08:30") })
	s.refresh()
	everybody := []string{"conference/bg: doors", "conference/en: doors", "stage/attic/bg: doors", "stage/attic/en: doors", "stage/hall/bg: doors", "stage/hall/en: doors"}
	if got := h.published(); !slices.Equal(got, everybody) {
		t.Errorf("when the doors close: %q", got)
	}
	h.change(func(s *stage.Snapshot) {
		s.Stages[0].OnAir = nil
		s.Announcements = []stage.Announcement{{ID: "n1", Words: "Soon."}}
	})
	s.refresh()
	if got := h.published(); len(got) > 0 {
		t.Errorf("before the doors %q was published", got)
	}
	for _, a := range []asked{{"", "en", true}, {"hall", "en", true}} {
		if got, _ := s.answer(a); strings.Contains(string(got.Body), "picture") || strings.Contains(string(got.Body), "Lunch") || !strings.Contains(string(got.Body), `"doors":"closed"`) {
			t.Errorf("who waits is told %s", got.Body)
		}
	}
	if got := s.now.Load().until; !got.Equal(at("08:30")) {
		t.Errorf("the next boundary is at %s, want the doors at 08:30", got)
	}
	h.set("08:30")
	s.refresh()
	if got := h.published(); !slices.Equal(got, everybody) {
		t.Errorf("when the doors open: %q", got)
	}
}

// TestRunHearsTheBoardAndTheClock: a change and a boundary are both published
// by themselves.
func TestRunHearsTheBoardAndTheClock(t *testing.T) {
	h, s := openHouse(t, "14:22")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done := make(chan struct{})
	go func() { s.Run(ctx); close(done) }()
	h.change(func(s *stage.Snapshot) { s.Stages[0].OnAir = nil })
	h.tell()
	next := func(what string) sent {
		select {
		case m := <-h.sent:
			return m
		case <-time.After(10 * time.Second):
			t.Fatalf("nothing was published after %s", what)
			return sent{}
		}
	}
	for i := range 6 { // who sees the picture go hears of it first
		if m := next("a change"); strings.HasPrefix(m.channel, "stage/hall/") != (i < 2) {
			t.Errorf("message %d of a change came on %s", i+1, m.channel)
		}
	}
	// 50 ms before the end of a talk; the clock then stands, past it.
	edge := at("14:50").Add(-50 * time.Millisecond)
	h.clock.Store(&edge)
	h.tell()
	over := at("14:50")
	h.clock.Store(&over)
	for {
		m := next("a boundary")
		if strings.Contains(string(m.data["pieces"]), "switch-hall") {
			break
		}
	}
	stop()
	<-done
}

// TestClockThatJumps: the machine slept through the end of a talk, or its clock
// was set forward. The timer that was armed for the end knows nothing of it.
func TestClockThatJumps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, s := openHouse(t, "14:22")
		ctx, stop := context.WithCancel(t.Context())
		go s.Run(ctx)
		synctest.Wait()
		h.set("14:51")
		time.Sleep(countEvery + time.Second)
		synctest.Wait()
		if got := h.published(); !slices.ContainsFunc(got, func(l string) bool { return strings.Contains(l, "switch-hall") }) {
			t.Errorf("%s after the clock jumped past the end of a talk: %q, want the switch of the hall", countEvery+time.Second, got)
		}
		h.set("14:52")
		time.Sleep(3 * countEvery)
		synctest.Wait()
		if got := h.published(); len(got) > 0 {
			t.Errorf("after it: %q, want nothing", got)
		}
		stop()
		synctest.Wait()
	})
}

func TestStateIsAskedFor(t *testing.T) {
	h, s := openHouse(t, "14:22")
	p := &Pages{Board: h, States: s}
	ask := func(query, etag, lang string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", "/state"+query, nil)
		r = r.WithContext(ui.With(r.Context(), ui.Page{Language: text.For(lang), Zone: sofia, Now: h.now()}))
		if etag != "" {
			r.Header.Set("If-None-Match", etag)
		}
		w := httptest.NewRecorder()
		if err := p.ShowState(w, r); err != nil {
			w.Code = http.StatusNotFound
		}
		return w
	}
	first := ask("?stage=hall", "", "en")
	var got struct {
		V             string
		Pieces        map[string]string
		Picture       Picture
		Hosts         string
		Programme     string
		Doors         string
		Since         int64
		Announcements []string
	}
	if err := json.Unmarshal(first.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Picture.Kind != "hls" || got.Picture.Src != "https://live.example.org/hall.m3u8" || got.Since != at("12:00").UnixMilli() || got.Doors != "open" || got.Hosts == "" || got.Programme == "" {
		t.Errorf("the state says %+v", got)
	}
	if names := slices.Sorted(maps.Keys(got.Pieces)); !slices.Equal(names, []string{"announced-hall", "facts", "small-attic", "switch-attic", "switch-hall", "title", "today", "watching-hall"}) {
		t.Errorf("the pieces are %q", names)
	}
	if again := ask("?stage=hall", first.Header().Get("ETag"), "en"); again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("who has it gets %d with %d bytes, want 304 and nothing", again.Code, again.Body.Len())
	}
	if bg := ask("?stage=hall", first.Header().Get("ETag"), "bg"); bg.Code != http.StatusOK || !strings.Contains(bg.Body.String(), "На живо") {
		t.Errorf("in Bulgarian: %d %s", bg.Code, bg.Body)
	}
	if lobby := ask("", "", "en").Body.String(); !strings.Contains(lobby, "tile-hall") || strings.Contains(lobby, "live.example.org") {
		t.Errorf("the lobby is told %s", lobby)
	}
	if w := ask("?stage=nowhere", "", "en"); w.Code != http.StatusNotFound {
		t.Errorf("a stage that is not there: %d", w.Code)
	}
}

// TestPiecesDoNotAge: what a piece says must not change with time alone
// between two boundaries, or every page would be told each second.
func TestPiecesDoNotAge(t *testing.T) {
	h, s := openHouse(t, "14:20")
	was := s.now.Load()
	for _, clock := range []string{"14:21", "14:35", "14:49"} {
		h.set(clock)
		s.refresh()
		if got := h.published(); len(got) > 0 {
			t.Errorf("at %s: %q", clock, got)
		}
	}
	if now := s.now.Load(); now.answers[asked{"hall", "en", false}].Version != was.answers[asked{"hall", "en", false}].Version {
		t.Error("the state's version changed with time alone")
	}
}

// TestPageShowsItsPieces: each piece of a state has its place on the page, and
// stands there at first as the state says it.
func TestPageShowsItsPieces(t *testing.T) {
	h, s := openHouse(t, "14:22")
	h.change(func(s *stage.Snapshot) {
		s.Announcements = []stage.Announcement{{ID: "n1", Words: "Lunch is late.", Made: at("14:21")}}
	})
	s.refresh()
	p := &Pages{Board: h, States: s}
	show := func(f func(http.ResponseWriter, *http.Request) error, path string) string {
		r := httptest.NewRequest("GET", path, nil)
		r.SetPathValue("stage", "hall")
		r = r.WithContext(ui.With(r.Context(), ui.Page{Language: text.For("en"), Zone: sofia, Now: h.now(), Conference: "Conf"}))
		w := httptest.NewRecorder()
		if err := f(w, r); err != nil {
			t.Fatal(err)
		}
		return w.Body.String()
	}
	for _, tt := range []struct {
		a    asked
		page string
	}{
		{asked{"", "en", false}, show(p.ShowLobby, "/lobby")},
		{asked{"hall", "en", false}, show(p.ShowStage, "/stage/hall")},
	} {
		state := s.now.Load().answers[tt.a]
		var got struct{ Pieces map[string]string }
		if err := json.Unmarshal(state.Body, &got); err != nil {
			t.Fatal(err)
		}
		for name, html := range got.Pieces {
			_, after, there := strings.Cut(tt.page, `data-piece="`+name+`"`)
			_, inside, _ := strings.Cut(after, ">")
			if !there || !strings.HasPrefix(inside, html) {
				t.Errorf("%v: the piece %s is not there as the state has it:\n%.200s\nwant\n%.200s", tt.a, name, inside, html)
			}
		}
		if !strings.Contains(tt.page, `data-v="`+state.Version+`"`) {
			t.Errorf("%v: the page lacks its state's version", tt.a)
		}
	}
}

func TestStatesConcurrently(t *testing.T) {
	h, s := openHouse(t, "14:22")
	h.sent = make(chan sent, 100000)
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() { s.Run(ctx) })
	for range 4 {
		all.Go(func() {
			for range 50 {
				h.tell()
				s.answer(asked{"hall", "en", false})
				s.refresh()
			}
		})
	}
	all.Go(func() {
		for i := range 50 {
			if i%2 == 0 {
				h.set("14:22")
			} else {
				h.set("14:55")
			}
		}
		stop()
	})
	all.Wait()
}
