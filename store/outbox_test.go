package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/mail"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// A postOffice is a sender that remembers what it accepted and does as the
// test says.
type postOffice struct {
	mu       sync.Mutex
	accepted map[stagedoor.LetterID]int
	asked    int
	refuse   func(mail.Message) error // nil accepts
	pace     mail.Pace
}

func (p *postOffice) Pace() mail.Pace { return p.pace }

func (p *postOffice) Send(_ context.Context, m mail.Message) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	if p.refuse != nil {
		if err := p.refuse(m); err != nil {
			return "", err
		}
	}
	if p.accepted == nil {
		p.accepted = map[stagedoor.LetterID]int{}
	}
	p.accepted[m.ID]++
	return "id-" + string(m.ID), nil
}

func (p *postOffice) now(refuse func(mail.Message) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refuse = refuse
}

func (p *postOffice) count() (accepted, asked int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.accepted), p.asked
}

// allOnce says what is wrong when not each of n letters came exactly once.
func (p *postOffice) allOnce(n int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.accepted) != n {
		return fmt.Errorf("%d letters were accepted, want %d", len(p.accepted), n)
	}
	for id, times := range p.accepted {
		if times != 1 {
			return fmt.Errorf("letter %s was accepted %d times", id, times)
		}
	}
	return nil
}

// everyone is a Codes for whom every line is good but those of replaced.
type everyone struct{ replaced map[stagedoor.AttendeeID]bool }

func (e everyone) Lines(_ context.Context, lines []stagedoor.LetterLine) ([]mail.Line, error) {
	var out []mail.Line
	for _, l := range lines {
		out = append(out, mail.Line{Attendee: l.Attendee, Name: string(l.Attendee), Code: "7HQMK2WP9XRT", Current: !e.replaced[l.Attendee]})
	}
	return out, nil
}

// A clock can be moved on.
type clock struct{ off atomic.Int64 }

func (c *clock) now() time.Time       { return noon.Add(time.Duration(c.off.Load())) }
func (c *clock) pass(d time.Duration) { c.off.Add(int64(d)) }

// running starts an outbox and returns it with its end, which waits for it.
func running(t *testing.T, o mail.Options) (*mail.Outbox, func()) {
	t.Helper()
	if o.Codes == nil {
		o.Codes = everyone{}
	}
	o.PublicURL, o.From = "https://live.example.org", "door@example.org"
	if o.Holder == "" {
		o.Holder = "one"
	}
	box, err := mail.New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { box.Run(ctx); close(done) }()
	stop := sync.OnceFunc(func() { cancel(); <-done })
	t.Cleanup(stop)
	return box, stop
}

// until waits for cond, waking the outbox meanwhile.
func until(t *testing.T, box *mail.Outbox, what string, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !cond(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain until %s", what)
		}
		box.Changed(stagedoor.Change{Kind: stagedoor.LettersChanged})
	}
}

func states(t *testing.T, db *store.DB) map[stagedoor.LetterState]int {
	t.Helper()
	s, err := db.OutboxState(ctx, noon)
	if err != nil {
		t.Fatal(err)
	}
	return s.Counts
}

func many(n int) []stagedoor.Letter {
	var all []stagedoor.Letter
	for i := range n {
		all = append(all, letter(fmt.Sprintf("l%03d", i), stagedoor.LetterCode, stagedoor.LetterQueued))
	}
	return all
}

func TestEveryLetterLeavesOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		office, c := &postOffice{pace: mail.Pace{Lanes: 4}}, &clock{}
		queue(t, db, many(120)...)
		box, _ := running(t, mail.Options{Store: db, Sender: office, Now: c.now})
		queue(t, db, letter("raced", stagedoor.LetterCode, stagedoor.LetterWaiting)) // a round that read "closed" before it was opened
		var asking sync.WaitGroup                                                    // the control room looks on, for the race detector
		for range 4 {
			asking.Go(func() {
				for range 20 {
					if _, err := box.Status(ctx); err != nil {
						t.Error(err)
					}
				}
			})
		}
		until(t, box, "all have left", func() bool { return states(t, db)[stagedoor.LetterSent] == 121 })
		asking.Wait()
		if err := office.allOnce(121); err != nil {
			t.Error(err)
		}
		if l := stateOf(t, db, "l007"); l.Provider != "id-l007" || l.Tries != 1 || !l.Sent.Equal(noon) {
			t.Errorf("a sent letter: %+v", l)
		}
	})
}

// TestHandOver has three outboxes on one database of which one at a time
// sends; each in turn is stopped in the middle of its work.
func TestHandOver(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var inWork, most atomic.Int32
		office := &postOffice{pace: mail.Pace{Lanes: 1}}
		office.now(func(mail.Message) error {
			most.Store(max(most.Load(), inWork.Add(1)))
			inWork.Add(-1)
			return nil
		})
		queue(t, db, many(90)...)
		c := &clock{}
		var boxes []*mail.Outbox
		var stops []func()
		for i := range 3 {
			box, stop := running(t, mail.Options{Store: db, Sender: office, Now: c.now, Holder: fmt.Sprint("node ", i)})
			boxes, stops = append(boxes, box), append(stops, stop)
		}
		wake := func() bool {
			for _, b := range boxes {
				b.Changed(stagedoor.Change{Kind: stagedoor.LettersChanged})
			}
			return false
		}
		for i, stop := range stops[:2] {
			until(t, boxes[2], "some have left", func() bool { n, _ := office.count(); return wake() || n > 10*(i+1) })
			stop()
			if n := states(t, db)[stagedoor.LetterSending]; n > 8 { // at most what another one has claimed since
				t.Errorf("a stopped outbox kept %d letters", n)
			}
		}
		until(t, boxes[2], "all have left", func() bool { return states(t, db)[stagedoor.LetterSent] == 90 })
		if err := office.allOnce(90); err != nil {
			t.Error(err)
		}
		stops[2]()
		if free, err := db.Lease(ctx, "outbox", "another", c.now(), time.Minute); !free || err != nil {
			t.Errorf("the lease was not given back, %v", err)
		}
	})
}

// TestDeadProcess has another process die with letters in hand.
func TestDeadProcess(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		queue(t, db, many(3)...)
		if held, err := db.Lease(ctx, "outbox", "dead", noon, time.Minute); !held || err != nil {
			t.Fatal(held, err)
		}
		if n := len(claim(t, db, noon, true)); n != 3 {
			t.Fatalf("claimed %d", n)
		}
		queue(t, db, letter("new", stagedoor.LetterCode, stagedoor.LetterQueued))
		office, c := &postOffice{}, &clock{}
		box, _ := running(t, mail.Options{Store: db, Sender: office, Now: c.now})
		until(t, box, "the lease was asked for", func() bool { return true })
		if n, _ := office.count(); n != 0 {
			t.Errorf("%d letters left while another has the lease", n)
		}
		c.pass(61 * time.Second)
		until(t, box, "the new letter left", func() bool { n, _ := office.count(); return n == 1 })
		c.pass(60 * time.Second)
		until(t, box, "the dead one's letters left", func() bool { return states(t, db)[stagedoor.LetterSent] == 4 })
		if err := office.allOnce(4); err != nil {
			t.Error(err)
		}
	})
}

func TestTroubles(t *testing.T) {
	wait := stagedoor.Say("Wait: %s", "x")
	for _, tt := range []struct {
		name   string
		err    *mail.SendError
		want   stagedoor.LetterState
		tries  int
		due    time.Duration // at least
		before time.Duration // and less than
		paused bool
	}{
		{"later", &mail.SendError{Trouble: mail.Later, Say: wait}, stagedoor.LetterQueued, 1, 48 * time.Second, 73 * time.Second, false},
		{"later, when the server says", &mail.SendError{Trouble: mail.Later, Say: wait, After: time.Hour}, stagedoor.LetterQueued, 1, time.Hour, time.Hour + 1, false},
		{"answer lost", &mail.SendError{Trouble: mail.Lost, Say: wait}, stagedoor.LetterQueued, 1, 48 * time.Second, 73 * time.Second, false},
		{"refused", &mail.SendError{Trouble: mail.Refused, Say: wait}, stagedoor.LetterFailed, 1, 0, time.Hour, false},
		{"wrong settings", &mail.SendError{Trouble: mail.Settings, Say: wait}, stagedoor.LetterQueued, 0, 0, 1, true},
		{"settings, or this letter", &mail.SendError{Trouble: mail.Settings, Say: wait, Mine: true}, stagedoor.LetterQueued, 1, 48 * time.Second, 73 * time.Second, true},
		{"server away", &mail.SendError{Trouble: mail.Away, Say: wait}, stagedoor.LetterQueued, 0, 0, 1, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				office, c := &postOffice{}, &clock{}
				office.now(func(mail.Message) error { return tt.err })
				queue(t, db, letter("a", stagedoor.LetterCode, stagedoor.LetterQueued))
				box, stop := running(t, mail.Options{Store: db, Sender: office, Now: c.now})
				until(t, box, "it was tried", func() bool { l := stateOf(t, db, "a"); return !l.Problem.Zero() })
				stop()
				l := stateOf(t, db, "a")
				if tt.name == "wrong settings" { // each wake tries again: somebody may have mended it
					l.Tries = min(l.Tries, 1)
				}
				if l.State != tt.want || l.Problem.String() != "Wait: x" {
					t.Errorf("the letter is %s %q, want %s", l.State, l.Problem, tt.want)
				}
				if tt.name != "settings, or this letter" && l.Tries != tt.tries {
					t.Errorf("tries = %d, want %d", l.Tries, tt.tries)
				}
				if d := l.Due.Sub(noon); l.State == stagedoor.LetterQueued && (d < tt.due || d >= tt.before) {
					t.Errorf("due again in %s, want %s to %s", d, tt.due, tt.before)
				}
				s, err := box.Status(ctx)
				if err != nil || (s.Paused.String() == "Wait: x") != tt.paused {
					t.Errorf("status: %+v, %v; want paused %v", s, err, tt.paused)
				}
			})
		})
	}
}

// TestSettingsAreMended has the whole outbox wait for somebody.
func TestSettingsAreMended(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		office, c := &postOffice{pace: mail.Pace{Lanes: 4}}, &clock{}
		office.now(func(mail.Message) error {
			return &mail.SendError{Trouble: mail.Settings, Say: stagedoor.Say("Mend it.")}
		})
		queue(t, db, many(60)...)
		box, _ := running(t, mail.Options{Store: db, Sender: office, Now: c.now})
		paused := func() bool { s, err := db.OutboxState(ctx, c.now()); return err == nil && !s.Pause.Why.Zero() }
		for end := time.Now().Add(20 * time.Second); !paused() && time.Now().Before(end); {
			time.Sleep(5 * time.Millisecond)
		}
		if _, asked := office.count(); asked < 1 || asked > 4 {
			t.Errorf("asked %d times, want at most once a lane", asked)
		}
		s, err := box.Status(ctx)
		if err != nil || s.Paused.String() != "Mend it." || !s.Until.Equal(noon.Add(5*time.Minute)) || s.ToLeave != 60 {
			t.Errorf("status %+v, %v", s, err)
		}
		office.now(nil)
		until(t, box, "all have left", func() bool { return states(t, db)[stagedoor.LetterSent] == 60 })
		if err := office.allOnce(60); err != nil {
			t.Error(err)
		}
		if paused() {
			t.Error("the pause is still shown")
		}
	})
}

// TestAwayServerIsAskedLessAndLess counts how often a server that is away is
// asked in an hour.
func TestAwayServerIsAskedLessAndLess(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		office, c := &postOffice{}, &clock{}
		office.now(func(mail.Message) error {
			return &mail.SendError{Trouble: mail.Away, Say: stagedoor.Say("Away.")}
		})
		queue(t, db, many(2)...)
		box, _ := running(t, mail.Options{Store: db, Sender: office, Now: c.now})
		for n := 1; n <= 12; n++ {
			until(t, box, fmt.Sprintf("it was asked %d times", n), func() bool { _, asked := office.count(); return asked >= n })
			before := c.now()
			until(t, box, "it is paused", func() bool { s, err := db.OutboxState(ctx, c.now()); return err == nil && s.Pause.Until.After(before) })
			s, _ := db.OutboxState(ctx, c.now())
			gap := s.Pause.Until.Sub(before)
			if least := min(4*time.Minute, 4*time.Second<<(n-1)); gap < least || gap > 6*time.Minute+time.Second {
				t.Errorf("after %d tries it waits %s, want at least %s and at most 6 minutes", n, gap, least)
			}
			c.pass(gap + time.Millisecond) // the database keeps milliseconds
		}
		if l := stateOf(t, db, "l000"); l.Tries != 0 {
			t.Errorf("the server's absence cost the letter %d tries", l.Tries)
		}
	})
}

func TestGivingUp(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		office, c := &postOffice{}, &clock{}
		office.now(func(mail.Message) error {
			return &mail.SendError{Trouble: mail.Later, Say: stagedoor.Say("Busy.")}
		})
		queue(t, db, many(1)...)
		box, _ := running(t, mail.Options{Store: db, Sender: office, Now: c.now})
		until(t, box, "it is given up", func() bool {
			c.pass(10 * time.Minute)
			return stateOf(t, db, "l000").State == stagedoor.LetterFailed
		})
		if l := stateOf(t, db, "l000"); l.Tries != 12 || l.Problem.String() != "Busy." || l.Settled.Before(noon.Add(4*time.Hour)) {
			t.Errorf("given up: %+v; want after 12 tries and some hours", l)
		}
	})
}

func TestReplacedCodesDoNotLeave(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		office, c := &postOffice{}, &clock{}
		var text string
		office.now(func(m mail.Message) error { text = m.Text; return nil })
		half := letter("half", stagedoor.LetterCode, stagedoor.LetterQueued)
		half.Lines = []stagedoor.LetterLine{{Attendee: "old", Version: 1}, {Attendee: "good", Version: 1}}
		gone := letter("gone", stagedoor.LetterCode, stagedoor.LetterQueued)
		gone.Lines = []stagedoor.LetterLine{{Attendee: "old", Version: 1}}
		erased := letter("erased", stagedoor.LetterCode, stagedoor.LetterQueued)
		erased.Lines = nil
		queue(t, db, half, gone, erased)
		box, _ := running(t, mail.Options{Store: db, Sender: office, Now: c.now, Codes: everyone{map[stagedoor.AttendeeID]bool{"old": true}}})
		until(t, box, "all is settled", func() bool {
			return maps.Equal(states(t, db), map[stagedoor.LetterState]int{stagedoor.LetterSent: 1, stagedoor.LetterSuperseded: 2})
		})
		office.mu.Lock()
		defer office.mu.Unlock()
		if !strings.Contains(text, "Hello good,") || strings.Contains(text, "old") {
			t.Errorf("the letter left as:\n%s", text)
		}
		if _, err := box.Show(ctx, "gone"); stagedoor.KindOf(err) != stagedoor.NotFound {
			t.Errorf("shown: %v, want NotFound", err)
		}
	})
}

func TestClosedOutboxSendsOnlyTests(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := db.SaveConference(ctx, kate, func(c *stagedoor.Conference) error { c.LettersOpen = false; return nil }, noon); err != nil {
			t.Fatal(err)
		}
		office, c := &postOffice{}, &clock{}
		queue(t, db, letter("a", stagedoor.LetterCode, stagedoor.LetterWaiting), letter("b", stagedoor.LetterLost, stagedoor.LetterQueued))
		box, _ := running(t, mail.Options{Store: db, Sender: office, Now: c.now})
		id, err := db.QueueTestLetter(ctx, "kate@example.org", "", kate, noon)
		if err != nil {
			t.Fatal(err)
		}
		until(t, box, "the test left", func() bool { return stateOf(t, db, id).State == stagedoor.LetterSent })
		if n, _ := office.count(); n != 1 {
			t.Errorf("%d letters left, want the test alone", n)
		}
		if s, err := box.Status(ctx); err != nil || s.Open || s.ToLeave != 2 || !s.Last.IsZero() || s.Takes == 0 {
			t.Errorf("status %+v, %v; want closed, 2 to leave, how long they take", s, err)
		}
		if err := db.OpenOutbox(ctx, kate, noon); err != nil {
			t.Fatal(err)
		}
		until(t, box, "the others left", func() bool { return states(t, db)[stagedoor.LetterSent] == 3 })
	})
}

// forgetful loses the first writes of each letter's outcome.
type forgetful struct {
	mail.Store
	mu   sync.Mutex
	lost map[stagedoor.LetterID]int
}

func (f *forgetful) LetterTried(ctx context.Context, d mail.Tried) error {
	f.mu.Lock()
	f.lost[d.Letter]++
	n := f.lost[d.Letter]
	f.mu.Unlock()
	if n <= 2 {
		return &stagedoor.Error{Kind: stagedoor.Unavailable, Msg: "Away.", Err: errors.New("connection refused")}
	}
	return f.Store.LetterTried(ctx, d)
}

func TestDatabaseAwayAfterTheProviderAccepted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		office, c := &postOffice{pace: mail.Pace{Lanes: 4}}, &clock{}
		queue(t, db, many(8)...)
		box, _ := running(t, mail.Options{Store: &forgetful{Store: db, lost: map[stagedoor.LetterID]int{}}, Sender: office, Now: c.now})
		until(t, box, "all are kept", func() bool { return states(t, db)[stagedoor.LetterSent] == 8 })
		if err := office.allOnce(8); err != nil {
			t.Error(err)
		}
	})
}

// TestStopFinishesTheLetterInHand stops while the provider thinks.
func TestStopFinishesTheLetterInHand(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		office, c := &postOffice{pace: mail.Pace{Lanes: 1}}, &clock{}
		begun, answer := make(chan struct{}), make(chan struct{})
		var once sync.Once
		office.now(func(mail.Message) error {
			once.Do(func() { close(begun) })
			<-answer
			return nil
		})
		var points []string
		queue(t, db, many(5)...)
		_, stop := running(t, mail.Options{Store: db, Sender: office, Now: c.now, At: func(p string) { points = append(points, p) }})
		<-begun
		stopped := make(chan struct{})
		go func() { stop(); close(stopped) }()
		select {
		case <-stopped:
			t.Fatal("stopped with a letter in hand")
		case <-time.After(50 * time.Millisecond):
		}
		close(answer)
		<-stopped
		if got := states(t, db); got[stagedoor.LetterSent] != 1 || got[stagedoor.LetterQueued] != 4 {
			t.Errorf("letters are %v, want one sent and four given back", got)
		}
		if !slices.Equal(points, []string{"mail accepted"}) {
			t.Errorf("points = %v", points)
		}
	})
}
