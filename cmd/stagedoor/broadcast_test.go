package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"stagedoor"
	"stagedoor/bus"
	"stagedoor/live"
	"stagedoor/live/hls"
	"stagedoor/live/program"
	"stagedoor/live/rtmp"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// A node is a process as far as stages go, on a real database and a real port.
type node struct {
	t         *testing.T
	db        *store.DB
	board     *stage.Board
	keeper    *stage.Keeper
	broadcast *broadcast
	address   string
	stop      func()
}

// twoEncoders is a hall with a main encoder, a backup and a slate.
var twoEncoders = stage.Stage{ID: "hall", Name: "Hall", Gel: "azure", Ladder: []stage.Source{
	{ID: "main", Stage: "hall", Kind: stage.Ingest, KeyVersion: 1, Title: "Main"},
	{ID: "backup", Stage: "hall", Kind: stage.Ingest, KeyVersion: 1, Title: "Backup"},
	{ID: "slate", Stage: "hall", Kind: stage.Slate, Sentence: "Back soon."},
}}

var tester = stagedoor.Actor{Name: "Mira"}

func addHall(t *testing.T, db *store.DB) {
	t.Helper()
	if err := db.AddStage(t.Context(), tester, twoEncoders, time.Now()); err != nil {
		t.Fatal(err)
	}
}

func startNode(t *testing.T, db *store.DB, name string) *node {
	t.Helper()
	return startNodeOn(t, db, db, name, slog.New(slog.DiscardHandler))
}

// startNodeOn starts one whose broadcast has another way to the database.
func startNodeOn(t *testing.T, db *store.DB, of broadcastStore, name string, log *slog.Logger) *node {
	t.Helper()
	n := &node{t: t, db: db, board: stage.NewBoard(db, log)}
	if err := n.board.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	slate, err := bundledSlate()
	if err != nil {
		t.Fatal(err)
	}
	n.keeper = stage.NewKeeper(db, n.board, name, log)
	n.broadcast = newBroadcast(broadcastOptions{store: of, board: n.board, secret: storetest.Secret, node: name, log: log,
		heard: n.keeper.Heard, lost: n.keeper.Lost, slate: slate, counts: newBroadcastCounts(prometheus.NewRegistry())})
	playlists := stage.NewWatcher(stage.WatchOptions{}, n.keeper.Heard)
	n.keeper.Eyes = eyes{playlists, n.broadcast}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n.address = "rtmp://" + l.Addr().String() + "/live"
	b := bus.New(db, log)
	b.Listen(n.board.Changed)
	b.Listen(n.keeper.Changed)
	front, stopFront := context.WithCancel(context.Background())
	back, stopBack := context.WithCancel(context.Background())
	var fronts, backs sync.WaitGroup
	fronts.Go(func() { n.broadcast.Run(front, l) })
	for _, run := range []func(context.Context){b.Run, n.board.Run, n.keeper.Run} {
		backs.Go(func() { run(back) })
	}
	n.stop = sync.OnceFunc(func() {
		stopFront()
		fronts.Wait()
		stopBack()
		backs.Wait()
		playlists.Close()
	})
	t.Cleanup(n.stop)
	return n
}

// until waits for a condition, which says what it sees meanwhile.
func until(t *testing.T, what string, patience time.Duration, is func() (bool, string)) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for {
		ok, seen := is()
		if ok {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within %s; now: %s", what, patience, seen)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (n *node) key(source stagedoor.SourceID) string {
	n.t.Helper()
	r, _ := n.board.Now().Stage("hall").Source(source)
	return r.StreamKey(storetest.Secret, n.board.Conference().ID)
}

// shows waits until the playlist holds the tracks of a film of another size
// than the slate's, or the slate's.
func (n *node) onAir(source stagedoor.SourceID, patience time.Duration) {
	n.t.Helper()
	until(n.t, "on air: "+string(source), patience, func() (bool, string) {
		a := n.board.Now().Stage("hall").Air
		return a.Source == source, fmt.Sprintf("%s, %s %v", a.Source, a.Why, a.Health)
	})
}

// playlist is the hall's, or nothing while it is not here.
func (n *node) playlist() string {
	m, _ := n.broadcast.Muxer("hall")
	if m == nil {
		return ""
	}
	w := httptest.NewRecorder()
	m.ServePlaylist(w, httptest.NewRequest("GET", "/live/hall/index.m3u8", nil))
	return w.Body.String()
}

// segmentAfterNext asks for a segment that comes in two seconds at the
// earliest.
func (n *node) segmentAfterNext() string {
	n.t.Helper()
	now := n.playlist()
	return fmt.Sprintf("/live/hall/index.m3u8?_HLS_msn=%d", sequenceOf(n.t, now)+strings.Count(now, "#EXTINF")+1)
}

// has waits until the playlist has a text so many times.
func (n *node) has(text string, times int, patience time.Duration) {
	n.t.Helper()
	until(n.t, fmt.Sprintf("%d times %s in the playlist", times, text), patience, func() (bool, string) {
		p := n.playlist()
		return strings.Count(p, text) >= times, p
	})
}

var sequenceForm = regexp.MustCompile(`EXT-X-MEDIA-SEQUENCE:(\d+)`)

func sequenceOf(t *testing.T, playlist string) int {
	t.Helper()
	m := sequenceForm.FindStringSubmatch(playlist)
	if m == nil {
		t.Fatalf("no media sequence in\n%s", playlist)
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

// An encoder sends a film over and over, in its time, with our own client.
type testEncoder struct {
	client *rtmp.Client
	quit   chan struct{}
	ended  chan struct{}
	err    error // why it ended; read after ended
	hush   chan bool
}

func (n *node) encoder(key string) (*testEncoder, error) {
	n.t.Helper()
	film, err := rtmp.ReadFLV(bytes.NewReader(program.SlateFLV))
	if err != nil {
		n.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(n.t.Context(), 10*time.Second)
	defer cancel()
	c, err := rtmp.Dial(ctx, n.address, key)
	if err != nil {
		return nil, err
	}
	e := &testEncoder{client: c, quit: make(chan struct{}), ended: make(chan struct{}), hush: make(chan bool, 1)}
	go func() {
		defer close(e.ended)
		defer c.Close()
		e.err = e.send(film)
	}()
	n.t.Cleanup(e.stop)
	return e, nil
}

func (n *node) mustEncoder(key string) *testEncoder {
	n.t.Helper()
	e, err := n.encoder(key)
	if err != nil {
		n.t.Fatalf("the encoder is not let in: %v", err)
	}
	return e
}

func (e *testEncoder) send(film *rtmp.Film) error {
	if err := e.client.SetTracks(film.Tracks); err != nil {
		return err
	}
	begun, round := time.Now(), time.Duration(0)
	for ; ; round += program.SlateLength {
		for _, s := range film.Samples {
			scale := int64(film.Tracks[s.Track].Scale)
			at := round + time.Duration(s.DTS*int64(time.Second)/scale)
			select {
			case <-e.quit:
				return nil
			case <-e.hush:
				<-e.quit // the socket stays open
				return nil
			case <-time.After(time.Until(begun.Add(at))):
			}
			s.DTS = int64(at) * scale / int64(time.Second)
			if err := e.client.Write(s); err != nil {
				return err
			}
		}
	}
}

func (e *testEncoder) stop() {
	select {
	case <-e.quit:
	default:
		close(e.quit)
	}
	<-e.ended
}

// kicked waits until the house ended the encoder, and returns why.
func (e *testEncoder) kicked(t *testing.T) string {
	t.Helper()
	select {
	case <-e.ended:
	case <-time.After(10 * time.Second):
		t.Fatal("the encoder still sends after 10 s")
	}
	return fmt.Sprint(e.err)
}

func TestAnEncoderIsOnAir(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Parallel()
		addHall(t, db)
		n := startNode(t, db, "one")
		n.onAir("slate", 10*time.Second)
		n.has("#EXTINF", 1, 10*time.Second)

		main := n.mustEncoder(strings.ToUpper(strings.ReplaceAll(n.key("main"), "-", "")))
		n.onAir("main", 5*time.Second)
		n.has("#EXT-X-DISCONTINUITY\n", 1, 5*time.Second)

		// Its backup takes over by itself, and gives back after ten seconds.
		backup := n.mustEncoder(n.key("backup"))
		until(t, "the backup is warm", 5*time.Second, func() (bool, string) {
			h := n.board.Now().Stage("hall").Air.Health
			return h["backup"].State == stage.Up, fmt.Sprint(h)
		})
		main.stop()
		n.onAir("backup", 5*time.Second)
		n.has("#EXT-X-DISCONTINUITY\n", 2, 5*time.Second)
		backup.stop()
		n.onAir("slate", 5*time.Second)
		again := n.mustEncoder(n.key("main"))
		n.onAir("main", 3*time.Second) // from a slate at once
		again.stop()
		n.onAir("slate", 5*time.Second)
		a := n.board.Now().Stage("hall").Air
		if got := a.Health["main"].Problem.Msg; got != "No picture since %s." {
			t.Errorf("an encoder that stopped: %q", got)
		}
		if got := a.Why.String(); !strings.Contains(got, "returns at once when its encoder is back") {
			t.Errorf("the slate is on: %q", got)
		}
	})
}

func TestWhoIsNotLetIn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Parallel()
		addHall(t, db)
		n := startNode(t, db, "one")
		n.onAir("slate", 10*time.Second)
		say := encoders{n.broadcast, n.address}
		refused := func(key string, busy bool) string {
			t.Helper()
			_, err := n.encoder(key)
			var r *rtmp.Refusal
			if !errors.As(err, &r) {
				t.Fatalf("with the key %q: %v, want it refused", key, err)
			}
			if r.Busy != busy {
				t.Errorf("with the key %q: busy is %v", key, r.Busy)
			}
			return r.Says
		}
		for _, wrong := range []string{"", "nonsense", n.key("main") + "0", strings.Repeat("x", 300)} {
			if got := refused(wrong, false); !strings.Contains(got, "do not know this stream key") {
				t.Errorf("a wrong key: %q", got)
			}
		}
		if r := say.Stranger(); r.Reason != stage.WrongKey || r.At.IsZero() || r.Remote != "127.0.0.1" {
			t.Errorf("the producer's page hears %+v", r)
		}
		first := n.mustEncoder(n.key("main"))
		n.onAir("main", 5*time.Second)
		if got := refused(n.key("main"), true); !strings.Contains(got, "Another encoder sends") {
			t.Errorf("a second encoder: %q", got)
		}
		if e := say.Encoder("hall", "main"); e.Since.IsZero() || e.Remote != "127.0.0.1" || e.Refused.Reason != stage.Second {
			t.Errorf("the producer's page hears of the rung %+v", e)
		}

		// One that is silent with an open socket gives way.
		first.hush <- true
		n.onAir("slate", 5*time.Second)
		var second *testEncoder
		until(t, "the second takes the silent one's place", 9*time.Second, func() (bool, string) {
			e, err := n.encoder(n.key("main"))
			second = e
			return err == nil, fmt.Sprint(err)
		})
		n.onAir("main", 5*time.Second)

		// Another key ends whoever has the old one.
		old := n.key("main")
		if err := db.RotateKey(t.Context(), tester, "hall", "main", time.Now()); err != nil {
			t.Fatal(err)
		}
		if got := second.kicked(t); !strings.Contains(got, "no longer good") {
			t.Errorf("with the old key the encoder ends: %s", got)
		}
		if got := refused(old, false); !strings.Contains(got, "do not know this stream key") {
			t.Errorf("the old key: %q", got)
		}
		n.mustEncoder(n.key("main"))
		n.onAir("main", 5*time.Second)
	})
}

func TestARestartGoesOn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Parallel()
		addHall(t, db)
		one := startNode(t, db, "one")
		one.onAir("slate", 10*time.Second)
		e := one.mustEncoder(one.key("main"))
		one.onAir("main", 5*time.Second)
		one.has("#EXTINF", 2, 10*time.Second)
		before := one.playlist()
		m, _ := one.broadcast.Muxer("hall")
		far := one.segmentAfterNext()
		waiting := make(chan int, 1)
		go func() {
			w := httptest.NewRecorder()
			m.ServePlaylist(w, httptest.NewRequest("GET", far, nil))
			waiting <- w.Code
		}()
		one.stop()
		e.kicked(t)
		select {
		case status := <-waiting: // to ask again: an end of the playlist would end its players
			if status != http.StatusServiceUnavailable {
				t.Errorf("a waiting request was answered %d when the process stopped, want 503", status)
			}
		case <-time.After(time.Second):
			t.Error("a waiting request was not let go when the process stopped")
		}

		two := startNode(t, db, "two")
		if a := two.board.Now().Stage("hall").Air; a.Source != "main" {
			t.Errorf("after the restart %s is on air, want main as before", a.Source)
		}
		two.mustEncoder(two.key("main"))
		two.has("#EXT-X-PART:", 1, 5*time.Second)
		after := two.playlist()
		if was, is := sequenceOf(t, before), sequenceOf(t, after); is <= was || is > was+10 {
			t.Errorf("media sequence %d after %d, want it to go on from where it was", is, was)
		}
		if !strings.Contains(after, "#EXT-X-DISCONTINUITY\n") {
			t.Errorf("no discontinuity after the restart:\n%s", after)
		}
		for _, line := range strings.Split(before, "\n") {
			if strings.HasSuffix(line, ".m4s") && strings.Contains(after, line) {
				t.Errorf("the name %s came again", line)
			}
		}
		two.onAir("main", time.Second)
	})
}

// TestWhatWasNeverWrittenIsSkipped: after a crash the numbers that were
// reserved are skipped.
func TestWhatWasNeverWrittenIsSkipped(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		ten := stage.Numbers{Sequence: 10, Discontinuity: 10, Init: 10, Fragment: 10}
		first, err := db.BeginProgram(ctx, "hall", "one", ten)
		if err != nil || first != (stage.Numbers{}) {
			t.Fatalf("the first program begins at %v, %v", first, err)
		}
		if kept, err := db.KeepProgram(ctx, "hall", "one", stage.Numbers{Sequence: 30, Init: 30}); err != nil || !kept {
			t.Fatalf("its keeper writes: %v, %v", kept, err)
		}
		if first, err = db.BeginProgram(ctx, "hall", "two", ten); err != nil || first != (stage.Numbers{Sequence: 30, Init: 30}) {
			t.Fatalf("the next begins at %v, %v; want what was reserved", first, err)
		}
		if kept, err := db.KeepProgram(ctx, "hall", "one", stage.Numbers{Sequence: 5}); err != nil || kept {
			t.Fatalf("the first still writes: %v, %v", kept, err)
		}
		if first, err = db.BeginProgram(ctx, "hall", "three", ten); err != nil || first.Sequence != 40 || first.Discontinuity != 10 {
			t.Fatalf("the third begins at %v, %v; want 40 and 10", first, err)
		}
	})
}

func TestAStageFollowsItsEncoder(t *testing.T) {
	db := storetest.Open(t, storetest.Postgres(t), store.Options{})
	addHall(t, db)
	one := startNode(t, db, "one/1/x")
	one.onAir("slate", 10*time.Second)
	two := startNode(t, db, "two/2/y")
	if m, ours := two.broadcast.Muxer("hall"); m != nil || !ours {
		t.Fatalf("who does not keep the stage: %v, %v; want no playlist, but that there is one", m, ours)
	}

	// Its encoder comes to the other one, which had nothing to do with it.
	e := two.mustEncoder(two.key("main"))
	two.onAir("main", 10*time.Second)
	two.has("#EXT-X-PART:", 1, 5*time.Second)
	until(t, "the first gives its playlist up", 5*time.Second, func() (bool, string) {
		m, ours := one.broadcast.Muxer("hall")
		return m == nil && ours, "it has it"
	})

	// While it sends, nobody takes the stage away.
	until(t, "a second encoder is led there", 5*time.Second, func() (bool, string) {
		_, err := one.encoder(one.key("backup"))
		var r *rtmp.Refusal
		return errors.As(err, &r) && r.Busy && strings.Contains(r.Says, "machine two"), fmt.Sprint(err)
	})
	e.stop()
	until(t, "then it comes back", 10*time.Second, func() (bool, string) {
		_, err := one.encoder(one.key("backup"))
		return err == nil, fmt.Sprint(err)
	})
	one.onAir("backup", 30*time.Second)
}

func TestHowARungIs(t *testing.T) {
	db := storetest.Open(t, "", store.Options{})
	addHall(t, db)
	board := stage.NewBoard(db, slog.New(slog.DiscardHandler))
	if err := board.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := newBroadcast(broadcastOptions{board: board, secret: storetest.Secret, log: slog.New(slog.DiscardHandler), counts: newBroadcastCounts(prometheus.NewRegistry())})
	b.Watch([]stage.Stage{twoEncoders})
	key, start := rungKey{"hall", "main"}, time.Date(2027, 5, 13, 10, 0, 0, 0, board.Conference().Location())
	after := func(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
	var p *publisher
	for _, step := range []struct {
		name    string
		now     float64
		clock   float64 // by how much the wall clock was set
		picture float64 // when the last picture came; 0: none, below: the encoder goes
		state   stage.State
		problem string
		changed bool
	}{
		{"nobody was ever there: that was seen at once", 0, 0, 0, stage.Down, "No encoder yet.", false},
		{"still nobody", 60, 0, 0, stage.Down, "No encoder yet.", false},
		{"a picture", 61, 0, 61, stage.Up, "", true},
		{"the next", 62, 0, 61.9, stage.Up, "", false},
		{"almost a second without", 62.8, 0, 61.9, stage.Up, "", false},
		{"a second without", 62.9, 0, 61.9, stage.Down, "No picture since 10:01:01.", true},
		{"for long", 90, 0, 61.9, stage.Down, "No picture since 10:01:01.", false},
		{"the clock is set back, nobody sends", 90.1, -600, 61.9, stage.Down, "No picture since 10:01:01.", false},
		{"again", 91, 0, 91, stage.Up, "", true},
		{"the clock is set forward, it sends", 91.1, 600, 91, stage.Up, "", false},
		{"the clock is set back, it sends no more", 92.1, -600, 91, stage.Down, "No picture since 09:51:31.", true},
		{"and again", 93, -600, 93, stage.Up, "", true},
		{"the encoder goes", 93.1, 0, -1, stage.Down, "No picture since 10:01:33.", true},
	} {
		switch {
		case step.picture > 0 && p == nil:
			p = &publisher{of: b, key: key, stream: &live.Stream{}}
			b.publishers[key] = p
			fallthrough
		case step.picture > 0:
			p.picture.Store(int64(after(step.picture)))
		case step.picture < 0:
			p.End(nil)
		}
		changed := b.judgeOnce(start.Add(after(step.now+step.clock)), after(step.now))
		h := b.Health()["hall"]["main"]
		if h.State != step.state || !strings.HasPrefix(h.Problem.String(), step.problem) || (len(changed) == 1) != step.changed {
			t.Errorf("%s: %s %q, changed %v; want %s %q, %v", step.name, h.State, h.Problem.String(), changed, step.state, step.problem, step.changed)
		}
		if want := step.problem == "No encoder yet."; h.Never != want || h.Waits() != want {
			t.Errorf("%s: never up %v, waits %v; want %v", step.name, h.Never, h.Waits(), want)
		}
	}
}

// TestARungThatIsOnlyHeard: what has no picture is down, though it sends.
func TestARungThatIsOnlyHeard(t *testing.T) {
	db := storetest.Open(t, "", store.Options{})
	addHall(t, db)
	b := mustBroadcast(t, db, db, slog.New(slog.DiscardHandler))
	b.Watch([]stage.Stage{twoEncoders})
	p := &publisher{of: b, key: rungKey{"hall", "main"}, since: time.Now(), stream: &live.Stream{}}
	b.publishers[p.key] = p
	from := b.ran()
	sends := func(tracks []live.Track, after time.Duration) {
		p.SetTracks(tracks)
		p.Write(live.Sample{Track: len(tracks) - 1, Key: true, Data: []byte{1}, At: b.began.Add(from + after)})
	}
	sound, picture := b.slate.Tracks[1:], b.slate.Tracks[:1]
	for _, step := range []struct {
		name    string
		tracks  []live.Track // that a sample comes of just before; nil: nothing comes
		now     time.Duration
		state   stage.State
		problem string
		never   bool
	}{
		{"sound alone", sound, time.Second, stage.Down, "No picture: the encoder sends sound alone.", true},
		{"and no more", nil, 3 * time.Second, stage.Down, "No encoder yet.", true},
		{"a picture, too", picture, 4 * time.Second, stage.Up, "", false},
		{"sound alone again", sound, 6 * time.Second, stage.Down, "No picture: the encoder sends sound alone.", false},
	} {
		if step.tracks != nil {
			sends(step.tracks, step.now-time.Millisecond)
		}
		b.judgeOnce(time.Now(), from+step.now)
		h := b.Health()["hall"]["main"]
		if h.State != step.state || h.Problem.String() != step.problem || h.Never != step.never {
			t.Errorf("%s: %s %q, never up %v; want %s %q, %v", step.name, h.State, h.Problem.String(), h.Never, step.state, step.problem, step.never)
		}
	}
}

// TestARungThatNobodySees: it sends pictures, it is on air, and no key frame
// comes that could be begun with.
func TestARungThatNobodySees(t *testing.T) {
	db := storetest.Open(t, "", store.Options{})
	addHall(t, db)
	board := stage.NewBoard(db, slog.New(slog.DiscardHandler))
	if err := board.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := newBroadcast(broadcastOptions{board: board, secret: storetest.Secret, log: slog.New(slog.DiscardHandler), counts: newBroadcastCounts(prometheus.NewRegistry())})
	b.Watch([]stage.Stage{twoEncoders})
	slate, err := bundledSlate()
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2027, 5, 13, 10, 0, 0, 0, time.UTC)
	var ran atomic.Int64
	p, err := program.New(program.Options{Slate: slate, Out: hls.New(hls.Options{Key: []byte("x")}, start), Now: func() time.Time { return start.Add(time.Duration(ran.Load())) }})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan struct{})
	go func() { p.Run(ctx); close(over) }()
	defer func() { stop(); <-over }()
	b.put(&stageProgram{id: "hall", program: p})
	p.Show("main")
	// apart is how far the first two key frames of the encoder were apart.
	come := func(apart time.Duration) *publisher {
		one := &publisher{of: b, key: rungKey{"hall", "main"}, stream: &live.Stream{}}
		one.meter.SetTracks(slate.Tracks[:1])
		const step = 200 * time.Millisecond
		for at := time.Duration(0); apart > 0 && at <= apart; at += step {
			one.meter.Write(live.Sample{DTS: slate.Tracks[0].Ticks(at), Key: at%apart == 0, Data: []byte("x"), At: start.Add(at)})
		}
		b.publishers[one.key] = one
		p.Attach("main", one.stream)
		return one
	}
	one := come(0)
	for _, step := range []struct {
		name  string
		at    time.Duration
		rung  program.RungID // on air
		again time.Duration  // another encoder comes, whose key frames are so far apart
		hides bool           // the program does not show it
		state stage.State
	}{
		{"it comes", time.Second, "main", 0, true, stage.Up},
		{"its first key frame may take its time", 12 * time.Second, "main", 0, true, stage.Up},
		{"none came", 14 * time.Second, "main", 0, true, stage.Down},
		{"the ladder has left it: it is as it was", 20 * time.Second, "backup", 0, false, stage.Down},
		{"it is taken again", 21 * time.Second, "main", 0, true, stage.Down},
		{"another encoder", 22 * time.Second, "main", 2 * time.Second, true, stage.Up},
		{"none came of it", 36 * time.Second, "main", 0, true, stage.Down},
		{"one whose key frames are 16 s apart", 37 * time.Second, "main", 16 * time.Second, true, stage.Up},
		{"they may take their time", 54 * time.Second, "main", 0, true, stage.Up},
		{"none came of it either", 57 * time.Second, "main", 0, true, stage.Down},
		{"one whose key frames are a minute apart", 58 * time.Second, "main", time.Minute, true, stage.Up},
		{"they may take no more than half of that", 87 * time.Second, "main", 0, true, stage.Down},
	} {
		ran.Store(int64(step.at))
		if step.again > 0 {
			one = come(step.again)
		}
		p.Show(step.rung)
		until(t, step.name, 20*time.Second, func() (bool, string) {
			rung, d := p.Hidden()
			seen := step.again == 0 || d < time.Second // the program has the new one
			return rung == step.rung && (d > 0) == step.hides && seen, fmt.Sprintf("%q is hidden for %v", rung, d)
		})
		one.picture.Store(int64(step.at))
		b.judgeOnce(start.Add(step.at), step.at)
		h := b.Health()["hall"]["main"]
		if h.State != step.state || h.State == stage.Down && h.Problem.String() != stage.NoKeyFrame().String() {
			t.Errorf("%s: %s, %q; want %s", step.name, h.State, h.Problem.String(), step.state)
		}
	}
}

// TestDatesOnlyGoForward: not even when the clock is set back.
func TestDatesOnlyGoForward(t *testing.T) {
	now := time.Date(2027, 5, 13, 10, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name    string
		reached time.Time
		lead    int64 // of a program that crashed
		want    time.Time
	}{
		{"never begun", time.UnixMilli(0), 0, now},
		{"an hour ago", now.Add(-time.Hour), 0, now},
		{"ahead, since an encoder sent what had piled up", now.Add(2 * time.Second), 0, now.Add(2 * time.Second)},
		{"a minute ahead, since the clock was set: no further than a program begins", now.Add(time.Minute), 0, now.Add(program.MostAhead)},
		{"a day ahead: that clock was wrong", now.AddDate(0, 0, 1), 0, now},
		{"a crash, perhaps just now", now.Add(-time.Hour), 250, now.Add(250 * time.Millisecond)},
		{"a crash of one that was ahead", now.Add(time.Second), 1500, now.Add(1500 * time.Millisecond)},
		{"a crash, and the clock was set back", now.Add(2 * time.Second), 1500, now.Add(2 * time.Second)},
		{"a crash, and that clock was wrong", now.AddDate(0, 0, 1), 1500, now.Add(1500 * time.Millisecond)},
		{"a crash of one that was far ahead: no further than a program begins", now, 60000, now.Add(program.MostAhead)},
	} {
		if got := zeroAfter(stage.Numbers{Reached: tt.reached.UnixMilli(), Lead: tt.lead}, now); !got.Equal(tt.want) {
			t.Errorf("%s: begins at %s, want %s", tt.name, got, tt.want)
		}
	}
	p := &stageProgram{muxer: hls.New(hls.Options{Key: []byte("x")}, now), zero: now, dts: 3*24*3600*live.VideoScale + live.VideoScale/2}
	if got, want := p.numbers().Reached, now.AddDate(0, 0, 3).Add(600*time.Millisecond).UnixMilli(); got != want {
		t.Errorf("after three days the dates have come to %d, want %d", got, want)
	}
}
