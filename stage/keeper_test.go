package stage_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/bus"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

var mira, vera = stagedoor.Actor{ID: "crew1", Name: "Mira"}, stagedoor.Actor{ID: "crew2", Name: "Vera"}

// pretend are Eyes that see what a test says.
type pretend struct {
	mu      sync.Mutex
	heard   func(stagedoor.StageID)
	watched []stagedoor.StageID
	health  map[stagedoor.StageID]map[stagedoor.SourceID]stage.Health
}

func (p *pretend) Watch(stages []stage.Stage) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.watched = nil
	for _, s := range stages {
		p.watched = append(p.watched, s.ID)
	}
}

func (p *pretend) watches(id stagedoor.StageID) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Contains(p.watched, id)
}

func (p *pretend) Health() map[stagedoor.StageID]map[stagedoor.SourceID]stage.Health {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := map[stagedoor.StageID]map[stagedoor.SourceID]stage.Health{}
	for id, h := range p.health {
		if slices.Contains(p.watched, id) {
			out[id] = maps.Clone(h)
		}
	}
	return out
}

// see has a rung be in a state since a moment.
func (p *pretend) see(id stagedoor.StageID, source stagedoor.SourceID, state stage.State, since time.Time) {
	p.mu.Lock()
	if p.health == nil {
		p.health = map[stagedoor.StageID]map[stagedoor.SourceID]stage.Health{}
	}
	if p.health[id] == nil {
		p.health[id] = map[stagedoor.SourceID]stage.Health{}
	}
	p.health[id][source] = stage.Health{State: state, Since: since}
	p.mu.Unlock()
	p.heard(id)
}

// A node is one process on a database.
type node struct {
	db     *store.DB
	bus    *bus.Bus
	board  *stage.Board
	keeper *stage.Keeper
	eyes   *pretend
	name   string
	cut    chan struct{}
	stop   func() // ends it politely
	kill   func() // ends it without a word
}

// grave is a database that a killed process no longer reaches.
type grave struct {
	stage.KeeperStore
	dead <-chan struct{}
}

func (g grave) Unleases(ctx context.Context, names []string, holder string) error {
	select {
	case <-g.dead:
		return nil
	default:
		return g.KeeperStore.Unleases(ctx, names, holder)
	}
}

// start runs a node on db; its bus is woken by commits of its own only when
// wake is given to the database.
func start(t *testing.T, db *store.DB, name string) *node {
	t.Helper()
	return startOn(t, db, db, name)
}

// startOn is start with a keeper that writes to ks.
func startOn(t *testing.T, db *store.DB, ks stage.KeeperStore, name string) *node {
	t.Helper()
	return startLogging(t, db, ks, name, slog.New(slog.DiscardHandler))
}

// startLogging is startOn with a log.
func startLogging(t *testing.T, db *store.DB, ks stage.KeeperStore, name string, log *slog.Logger) *node {
	t.Helper()
	n := &node{db: db, name: name, bus: bus.New(db, log), board: stage.NewBoard(db, log), eyes: &pretend{}, cut: make(chan struct{})}
	if err := n.board.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	n.keeper = stage.NewKeeper(grave{ks, n.cut}, n.board, name, log)
	n.eyes.heard = n.keeper.Heard
	n.keeper.Eyes = n.eyes
	n.bus.Listen(n.board.Changed)
	n.bus.Listen(n.keeper.Changed)
	ctx, cancel := context.WithCancel(context.Background())
	var wait sync.WaitGroup
	for _, run := range []func(context.Context){n.bus.Run, n.board.Run, n.keeper.Run} {
		wait.Go(func() { run(ctx) })
	}
	var once sync.Once
	n.stop = func() { once.Do(func() { cancel(); wait.Wait() }) }
	n.kill = func() { close(n.cut); n.stop() }
	t.Cleanup(n.stop)
	return n
}

// air is what the node's Board says is on air on a stage, and why.
func (n *node) air(id stagedoor.StageID) string {
	st := n.board.Now().Stage(id)
	if st == nil {
		return "no stage"
	}
	return strings.TrimSuffix(string(st.Air.Source)+", "+st.Air.Why.String(), ".")
}

func (n *node) keptBy(id stagedoor.StageID) string { return n.board.Now().Stage(id).Air.Keeper }

// shows waits until the node's Board shows something that begins so.
func (n *node) shows(t *testing.T, id stagedoor.StageID, want string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !strings.HasPrefix(n.air(id), want); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited 20 s: on air on %s is %q, want %q", id, n.air(id), want)
		}
	}
}

// addStage makes a stage whose ladder are playlists.
func addStage(t *testing.T, db *store.DB, id stagedoor.StageID, sources ...string) {
	t.Helper()
	if err := db.AddStage(t.Context(), mira, stage.Stage{ID: id, Name: string(id)}, time.Now()); err != nil {
		t.Fatal(err)
	}
	for _, name := range sources {
		s := stage.Source{ID: stagedoor.SourceID(name), Stage: id, Title: name, Kind: stage.HLS, URL: "https://cdn.example.org/" + name + ".m3u8"}
		if other, is := strings.CutPrefix(name, "stage-"); is {
			s = stage.Source{ID: stagedoor.SourceID(name), Stage: id, Title: name, Kind: stage.OtherStage, Ref: other}
		}
		if name == "slate" {
			s = stage.Source{ID: "slate", Stage: id, Title: name, Kind: stage.Slate}
		}
		if err := db.AddSource(t.Context(), mira, s, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// changes counts the changes of one kind so far.
func changes(t *testing.T, db *store.DB, kind stagedoor.ChangeKind) (n int) {
	t.Helper()
	all, err := db.Changes(t.Context(), time.Time{})
	must(t, err)
	for _, c := range all {
		if c.Kind == kind {
			n++
		}
	}
	return n
}

func TestKeeperFollowsTheHand(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		addStage(t, db, "hall", "primary", "backup")
		n := start(t, db, "node-a")
		n.shows(t, "hall", "primary, first of the ladder")
		if got := n.board.Now().Stage("hall").Air.Keeper; got != "node-a" {
			t.Errorf("kept by %q, want node-a", got)
		}
		must(t, db.Take(t.Context(), mira, "hall", "backup", time.Now()))
		n.shows(t, "hall", "backup, taken by Mira at ")
		must(t, db.Hold(t.Context(), vera, "hall", "primary", time.Now()))
		n.shows(t, "hall", "primary, held by Vera at ")
		n.eyes.see("hall", "primary", stage.Down, time.Now())
		until(t, "its health", func() bool { return n.board.Now().Stage("hall").Air.Health["primary"].State == stage.Down })
		n.shows(t, "hall", "primary, held by Vera at ")
		must(t, db.Release(t.Context(), mira, "hall", time.Now()))
		n.shows(t, "hall", "backup, because primary lost its picture at ")
		must(t, db.Undo(t.Context(), vera, "hall", time.Now()))
		n.shows(t, "hall", "primary, held by Vera at ")
		if h := n.board.Now().Stage("hall").Hand; h.By != "Vera" || !h.Held || h.Taken != "primary" {
			t.Errorf("after undo the hand is %+v", h)
		}
		if err := db.Undo(t.Context(), vera, "hall", time.Now()); stagedoor.KindOf(err) != stagedoor.Conflict {
			t.Errorf("a second undo: %v, want Conflict", err)
		}
	})
}

// TestKeeperWritesOnlyWhatChanged would fail with a keeper that writes at
// each look.
func TestKeeperWritesOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		addStage(t, db, "hall", "primary", "backup")
		n := start(t, db, "node-a")
		n.shows(t, "hall", "primary, first of the ladder")
		up := time.Now().Add(-time.Minute)
		n.eyes.see("hall", "primary", stage.Up, up)
		until(t, "its health", func() bool { return n.board.Now().Stage("hall").Air.Health["primary"].State == stage.Up })
		version := n.board.Now().Version
		wrote := changes(t, db, stagedoor.OnAirChanged)
		for range 50 {
			n.eyes.see("hall", "primary", stage.Up, up)
		}
		must(t, db.SaveStage(t.Context(), mira, stage.Stage{ID: "hall", Name: "Great Hall", Gel: "rose"}, time.Now()))
		until(t, "the name", func() bool { return n.board.Now().Stage("hall").Name == "Great Hall" })
		renamed := n.board.Now().Version
		if renamed == version {
			t.Error("the stage has another name, and attendees' version is the same")
		}
		n.eyes.see("hall", "backup", stage.Down, time.Now())
		until(t, "the other's health", func() bool { return n.board.Now().Stage("hall").Air.Health["backup"].State == stage.Down })
		if got := changes(t, db, stagedoor.OnAirChanged); got != wrote+1 {
			t.Errorf("the row was written %d times for one change", got-wrote)
		}
		if got := n.board.Now().Version; got != renamed {
			t.Error("the health of a rung that nobody sees changed attendees' version")
		}
	})
}

func TestTheLadderFallsAndComesBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		addStage(t, db, "hall", "primary", "backup")
		n := start(t, db, "node-a")
		n.shows(t, "hall", "primary")
		until(t, "it is watched", func() bool { return n.eyes.watches("hall") })
		n.eyes.see("hall", "primary", stage.Down, time.Now())
		n.shows(t, "hall", "backup, because primary lost its picture")
		// It has been up for all but a second of what is needed.
		n.eyes.see("hall", "primary", stage.Up, time.Now().Add(time.Second-stage.Steady))
		n.shows(t, "hall", "backup, because primary has a picture only since")
		n.shows(t, "hall", "primary, first of the ladder") // nothing happens meanwhile: the keeper looks again by itself
		air := n.board.Now().Stage("hall").Air
		if steady := air.Since.Sub(air.Health["primary"].Since); steady < stage.Steady || steady > stage.Steady+500*time.Millisecond {
			t.Errorf("it came back after %s, want %s", steady, stage.Steady)
		}
	})
}

// A playlist that was put on top of the ladder waits for the first look at it;
// what is broken from the start is never seen, and is said not to have been.
func TestANewPlaylistIsLookedAtFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		addStage(t, db, "hall", "primary", "new")
		n := start(t, db, "node-a")
		n.shows(t, "hall", "primary")
		must(t, db.MoveSource(t.Context(), mira, "hall", "new", 0, time.Now()))
		n.shows(t, "hall", "primary, because nobody has looked at new yet.")
		n.eyes.mu.Lock()
		n.eyes.health = map[stagedoor.StageID]map[stagedoor.SourceID]stage.Health{"hall": {"new": {State: stage.Down, Since: time.Now(), Never: true}}}
		n.eyes.mu.Unlock()
		n.keeper.Heard("hall")
		n.shows(t, "hall", "primary, because new has no picture")
	})
}

func TestTalksOwnSource(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		addStage(t, db, "hall", "primary", "remote")
		n := start(t, db, "node-a")
		n.shows(t, "hall", "primary")
		n.eyes.see("hall", "remote", stage.Up, time.Now().Add(-time.Hour))
		begins := time.Now().Add(500 * time.Millisecond)
		talk := stagedoor.Talk{ID: "keynote", Stage: "hall", Title: "Keynote", Starts: begins, Ends: begins.Add(time.Hour)}
		must(t, db.Apply(t.Context(), mira, func(s store.Settings) (store.Settings, error) {
			s.Talks = []stagedoor.Talk{talk}
			return s, nil
		}, time.Now()))
		storetest.Exec(t, db, `UPDATE talks SET source = 'remote'`)
		must(t, db.SaveStage(t.Context(), mira, stage.Stage{ID: "hall", Name: "Hall", Gel: "rose"}, time.Now()))
		n.shows(t, "hall", "remote, the source of the talk “Keynote”")
		if air := n.board.Now().Stage("hall").Air; air.Since.Before(begins.Truncate(time.Millisecond)) {
			t.Errorf("the talk's source is on since %s, want not before %s", air.Since, begins)
		}
		// Its end is not said before its source was seen: a slow machine takes its time.
		storetest.Exec(t, db, fmt.Sprintf(`UPDATE talks SET ends = %d`, time.Now().Add(500*time.Millisecond).UnixMilli()))
		must(t, db.SaveStage(t.Context(), mira, stage.Stage{ID: "hall", Name: "Hall", Gel: "azure"}, time.Now()))
		n.shows(t, "hall", "primary, first of the ladder")
	})
}

// TestTakeIsSeenAtOnce is the first half of "a switch": what the producer does
// is in memory of this process, where push takes it from.
func TestTakeIsSeenAtOnce(t *testing.T) {
	for engine, open := range engines {
		t.Run(engine, func(t *testing.T) {
			var b *bus.Bus
			var mu sync.Mutex
			db := open(t, store.Options{Wake: func() {
				mu.Lock()
				defer mu.Unlock()
				if b != nil {
					b.Wake()
				}
			}})
			addStage(t, db, "hall", "primary", "backup")
			n := start(t, db, "node-a")
			mu.Lock()
			b = n.bus
			mu.Unlock()
			n.shows(t, "hall", "primary")
			var took []time.Duration
			for i := range 20 {
				source := stagedoor.SourceID([]string{"backup", "primary"}[i%2])
				begun := time.Now()
				must(t, db.Take(t.Context(), mira, "hall", source, begun))
				n.shows(t, "hall", string(source)+", taken")
				took = append(took, time.Since(begun))
			}
			slices.Sort(took)
			t.Logf("from take to memory: median %s, most %s", took[10].Round(time.Millisecond), took[19].Round(time.Millisecond))
			if took[10] > 200*time.Millisecond {
				t.Errorf("half the takes need more than %s, want 200 ms", took[10])
			}
		})
	}
}

// engines open an empty database.
var engines = map[string]func(*testing.T, store.Options) *store.DB{
	"sqlite": func(t *testing.T, o store.Options) *store.DB { return storetest.Open(t, "", o) },
	"postgres": func(t *testing.T, o store.Options) *store.DB {
		return storetest.Open(t, storetest.Postgres(t), o)
	},
}

func TestOneOfTwoKeepersWrites(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		addStage(t, db, "hall", "primary", "backup")
		a := start(t, db, "node-a")
		a.shows(t, "hall", "primary")
		b := start(t, db, "node-b")
		b.shows(t, "hall", "primary")
		must(t, db.Take(t.Context(), mira, "hall", "backup", time.Now()))
		b.shows(t, "hall", "backup, taken by Mira")
		if by := b.keptBy("hall"); by != "node-a" || b.eyes.watches("hall") {
			t.Errorf("kept by %s, and the other one watches it: %v", by, b.eyes.watches("hall"))
		}
		stopped := time.Now()
		a.stop()
		must(t, db.Take(t.Context(), vera, "hall", "primary", time.Now()))
		b.shows(t, "hall", "primary, taken by Vera")
		if took := time.Since(stopped); took > stage.LeaseLasts/2 || b.keptBy("hall") != "node-b" {
			t.Errorf("%s after a keeper said goodbye the stage is kept by %s, want node-b at once", took, b.keptBy("hall"))
		}
	})
}

func TestADeadKeeperIsReplaced(t *testing.T) {
	t.Parallel()
	for engine, open := range engines {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			db := open(t, store.Options{})
			addStage(t, db, "hall", "primary", "backup")
			a := start(t, db, "node-a")
			a.shows(t, "hall", "primary")
			b := start(t, db, "node-b")
			killed := time.Now()
			a.kill()
			must(t, db.Take(t.Context(), vera, "hall", "backup", time.Now()))
			b.shows(t, "hall", "backup, taken by Vera")
			if took := time.Since(killed); took > 14*time.Second || b.keptBy("hall") != "node-b" {
				t.Errorf("after %s it is kept by %s, want node-b within the lease's 10 s and a try's 3 s", took, b.keptBy("hall"))
			}
		})
	}
}

// silent is a database that answers a keeper only while a test lets it.
type silent struct {
	stage.KeeperStore
	mu      sync.Mutex
	is      bool
	renewed time.Time // when a lease was had last
	tried   time.Time // when one was asked for last
}

var errSilent = errors.New("no answer")

func (s *silent) Leases(ctx context.Context, names []string, holder string, now time.Time, ttl time.Duration) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tried = now
	if s.is {
		return nil, errSilent
	}
	s.renewed = now
	return s.KeeperStore.Leases(ctx, names, holder, now, ttl)
}

func (s *silent) PutAir(ctx context.Context, a stage.Air, lease, holder string, now time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.is {
		return false, errSilent
	}
	return s.KeeperStore.PutAir(ctx, a, lease, holder, now)
}

func (s *silent) set(is bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.is = is
}

// outlasts waits until it was silent for longer than a lease.
func (s *silent) outlasts(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(time.Millisecond) {
		s.mu.Lock()
		over := s.tried.Sub(s.renewed) > stage.LeaseLasts
		s.mu.Unlock()
		if over {
			return
		}
		if time.Now().After(end) {
			t.Fatal("waited 30 s for a try after the lease's end")
		}
	}
}

// TestASilentDatabaseTakesNoStageAway: an outage that is longer than a lease
// leaves the stage with its eyes; afterwards its keeper decides again, unless
// somebody else has it by then.
func TestASilentDatabaseTakesNoStageAway(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		lost bool
	}{{"nobody else took it", false}, {"another node has it by then", true}} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			db := storetest.Open(t, "", store.Options{})
			addStage(t, db, "hall", "primary", "backup")
			quiet := &silent{KeeperStore: db}
			a := startOn(t, db, quiet, "node-a")
			a.shows(t, "hall", "primary")
			until(t, "it is watched", func() bool { return a.eyes.watches("hall") })
			quiet.set(true)
			quiet.outlasts(t)
			a.eyes.see("hall", "primary", stage.Down, time.Now())
			if !a.eyes.watches("hall") {
				t.Fatal("while the database is silent its eyes were taken off the stage")
			}
			if got := a.air("hall"); !strings.HasPrefix(got, "primary") {
				t.Errorf("without a lease it decided: %s", got)
			}
			if !tt.lost {
				quiet.set(false)
				a.shows(t, "hall", "backup, because primary lost its picture")
				if !a.eyes.watches("hall") || a.keptBy("hall") != "node-a" {
					t.Errorf("afterwards it is kept by %s", a.keptBy("hall"))
				}
				return
			}
			b := start(t, db, "node-b")
			until(t, "the other one has it", func() bool { return b.eyes.watches("hall") })
			quiet.set(false)
			until(t, "it is given up", func() bool { return !a.eyes.watches("hall") })
			b.eyes.see("hall", "primary", stage.Down, time.Now())
			b.shows(t, "hall", "backup, because primary lost its picture")
			if by := b.keptBy("hall"); by != "node-b" {
				t.Errorf("afterwards it is kept by %s, want node-b", by)
			}
		})
	}
}

// TestLostLeaseIsNotWritten has somebody else hold the lease.
func TestLostLeaseIsNotWritten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		addStage(t, db, "hall", "primary", "backup")
		now := time.Now()
		if got, err := db.Leases(t.Context(), []string{"stage/hall"}, "a", now, 10*time.Second); err != nil || len(got) != 1 {
			t.Fatalf("the lease: %v, %v", got, err)
		}
		air := stage.Air{Stage: "hall", Source: "primary", Since: now, Why: stagedoor.Say("first of the ladder."), Keeper: "a"}
		for _, tt := range []struct {
			name   string
			holder string
			stage  stagedoor.StageID
			now    time.Time
			want   bool
		}{
			{"the holder", "a", "hall", now.Add(time.Second), true},
			{"somebody else", "b", "hall", now.Add(time.Second), false},
			{"the holder, too late", "a", "hall", now.Add(10 * time.Second), false},
			{"a stage that is not there", "a", "attic", now, false},
		} {
			before := changes(t, db, stagedoor.OnAirChanged)
			air := air
			air.Stage = tt.stage
			kept, err := db.PutAir(t.Context(), air, "stage/"+string(tt.stage), tt.holder, tt.now)
			if kept != tt.want || err != nil {
				t.Errorf("%s: kept %v, %v; want %v", tt.name, kept, err, tt.want)
			}
			if told := changes(t, db, stagedoor.OnAirChanged) > before; told != tt.want {
				t.Errorf("%s: a change was told: %v", tt.name, told)
			}
		}
	})
}

// A restart must not change what is on air: the new process does not know yet
// how the rungs are.
func TestRestartKeepsWhatIsOnAir(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		addStage(t, db, "hall", "primary", "backup", "slate")
		a := start(t, db, "node-a")
		a.shows(t, "hall", "primary")
		a.eyes.see("hall", "primary", stage.Down, time.Now())
		a.shows(t, "hall", "backup, because primary lost its picture")
		before := a.board.Now().Stage("hall").Air
		a.stop()
		wrote := changes(t, db, stagedoor.OnAirChanged)

		b := start(t, db, "node-b")
		until(t, "it is kept", func() bool { return b.eyes.watches("hall") })
		b.eyes.see("hall", "primary", stage.Down, time.Now()) // its eyes see it only now
		b.eyes.see("hall", "backup", stage.Unknown, time.Time{})
		must(t, db.SaveStage(t.Context(), mira, stage.Stage{ID: "hall", Name: "Great Hall", Gel: "rose"}, time.Now()))
		until(t, "the name", func() bool { return b.board.Now().Stage("hall").Name == "Great Hall" })
		if air := b.board.Now().Stage("hall").Air; fmt.Sprint(air) != fmt.Sprint(before) {
			t.Errorf("after the restart %+v is on air, want %+v", air, before)
		}
		if got := changes(t, db, stagedoor.OnAirChanged); got != wrote {
			t.Errorf("the restart wrote %d rows", got-wrote)
		}
		b.eyes.see("hall", "primary", stage.Up, time.Now().Add(-time.Hour)) // long enough
		b.shows(t, "hall", "primary, first of the ladder")
	})
}

func TestAnotherStageAsARung(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		addStage(t, db, "hall", "primary", "slate")
		addStage(t, db, "foyer", "stage-hall", "slate")
		n := start(t, db, "node-a")
		n.shows(t, "foyer", "stage-hall, first of the ladder")
		seen := func(id stagedoor.StageID, want string) {
			t.Helper()
			until(t, string(id)+" shows "+want, func() bool {
				on := n.board.Now().Stage(id).OnAir
				return on != nil && string(on.Stage)+"/"+string(on.ID) == want
			})
		}
		seen("foyer", "hall/primary")
		must(t, db.Take(t.Context(), mira, "hall", "slate", time.Now()))
		seen("foyer", "foyer/slate")
		n.shows(t, "foyer", "slate, because stage-hall shows a slate. It is shown when it has had a picture for 10 seconds")
		if h := n.board.Now().Stage("foyer").Air.Health["stage-hall"]; h.Problem.String() != "The stage hall shows a slate." {
			t.Errorf("the rung is %+v", h)
		}
		must(t, db.Hold(t.Context(), mira, "foyer", "stage-hall", time.Now()))
		seen("foyer", "hall/slate")
		must(t, db.Release(t.Context(), mira, "foyer", time.Now()))
		must(t, db.RemoveStage(t.Context(), mira, "hall", time.Now()))
		until(t, "the sentence", func() bool {
			return n.board.Now().Stage("foyer").Air.Health["stage-hall"].Problem.String() == "The stage hall is no longer there."
		})
		seen("foyer", "foyer/slate")
	})
}

// Two stages that may show each other show one picture, and rest.
func TestStagesThatShowEachOther(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		addStage(t, db, "hall", "stage-foyer", "a")
		addStage(t, db, "foyer", "stage-hall", "b")
		n := start(t, db, "node-a")
		seen := func(want string) {
			t.Helper()
			until(t, "both show "+want, func() bool {
				for _, id := range []stagedoor.StageID{"hall", "foyer"} {
					if on := n.board.Now().Stage(id).OnAir; on == nil || string(on.ID) != want {
						return false
					}
				}
				return true
			})
		}
		must(t, db.Take(t.Context(), mira, "foyer", "b", time.Now()))
		n.shows(t, "foyer", "b, taken")
		must(t, db.Take(t.Context(), mira, "hall", "stage-foyer", time.Now()))
		seen("b")
		must(t, db.Take(t.Context(), mira, "foyer", "stage-hall", time.Now())) // round in a circle: it is not shown
		n.shows(t, "foyer", "b, because stage-hall lost its picture")
		seen("b")
		wrote := changes(t, db, stagedoor.OnAirChanged)
		for range 20 {
			n.keeper.Heard("hall")
			must(t, n.board.Load(t.Context()))
		}
		if got := changes(t, db, stagedoor.OnAirChanged); got != wrote {
			t.Errorf("they changed %d times more, though nothing happened", got-wrote)
		}
	})
}

// TestTakesRace has two producers press at once, for long: nobody's act is
// half another's, and what is on air at the end is what was taken last.
func TestTakesRace(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		addStage(t, db, "hall", "primary", "backup", "third")
		a, b := start(t, db, "node-a"), start(t, db, "node-b")
		var wait sync.WaitGroup
		for _, p := range []struct {
			actor  stagedoor.Actor
			source stagedoor.SourceID
		}{{mira, "backup"}, {vera, "third"}} {
			wait.Go(func() {
				for i := range 15 {
					take := db.Take
					if i%3 == 2 {
						take = db.Hold
					}
					if err := take(context.Background(), p.actor, "hall", p.source, time.Now()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wait.Wait()
		stages, err := db.Stages(t.Context())
		must(t, err)
		h := stages[0].Hand
		if want := map[stagedoor.SourceID]string{"backup": "Mira", "third": "Vera"}[h.Taken]; h.By != want {
			t.Errorf("%s is in the hand of %s, want %s", h.Taken, h.By, want)
		}
		for _, n := range []*node{a, b} {
			word := "taken"
			if h.Held {
				word = "held"
			}
			n.shows(t, "hall", fmt.Sprintf("%s, %s by %s", h.Taken, word, h.By))
		}
	})
}

// TestKeeperConcurrently is for the race detector.
func TestKeeperConcurrently(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		addStage(t, db, "hall", "primary", "backup")
		addStage(t, db, "foyer", "stage-hall", "slate")
		n := start(t, db, "node-a")
		var wait sync.WaitGroup
		for g := range 4 {
			wait.Go(func() {
				for i := range 50 {
					n.eyes.see("hall", "primary", []stage.State{stage.Up, stage.Down}[(g+i)%2], time.Now())
					n.keeper.Changed(stagedoor.Change{Kind: stagedoor.OnAirChanged})
					n.board.Changed(stagedoor.Change{Kind: stagedoor.OnAirChanged})
					_ = n.air("foyer")
				}
			})
		}
		wait.Wait()
		n.eyes.see("hall", "primary", stage.Down, time.Now())
		n.shows(t, "hall", "backup")
	})
}

// hurried is a database in a process that is told to stop at the moment in
// which it got its leases.
type hurried struct {
	stage.KeeperStore
	stop func()
}

func (h hurried) Leases(ctx context.Context, names []string, holder string, now time.Time, ttl time.Duration) ([]string, error) {
	defer h.stop()
	return h.KeeperStore.Leases(ctx, names, holder, now, ttl)
}

// TestAStopLeavesNoLeaseBehind: not one either that was had a moment ago and
// whose stage is not kept yet.
func TestAStopLeavesNoLeaseBehind(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		addStage(t, db, "hall", "primary")
		board := stage.NewBoard(db, slog.New(slog.DiscardHandler))
		if err := board.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		stage.NewKeeper(hurried{db, stop}, board, "node-a", slog.New(slog.DiscardHandler)).Run(ctx)
		name := stage.LeaseOf("hall")
		if got, err := db.Leases(t.Context(), []string{name}, "node-b", time.Now(), time.Second); err != nil || len(got) != 1 {
			t.Errorf("after the stop node-b has %v (%v), want %s", got, err, name)
		}
	})
}
