package push

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stagedoor"
)

func TestPageHearsWhatItsChannelsBring(t *testing.T) {
	s := newSite(t, Options{})
	p, hi := s.call(t, "ada")
	if len(hi.Subs) != 2 {
		t.Errorf("the server subscribed it to %d channels, want 2: %v", len(hi.Subs), hi.Subs)
	}
	if hi.Data.Spread != 300 {
		t.Errorf("it is told a spread of %d ms, want 300", hi.Data.Spread)
	}
	for _, ch := range []string{"conference/en", "stage/cellar/en", "conference/bg", "stage/hall/en", "login/bob", "login/ada", "attendee/a-ada"} {
		s.hub.Publish(ch, fmt.Appendf(nil, `{"from":%q}`, ch))
	}
	want := []string{`{"from":"conference/en"}`, `{"from":"stage/hall/en"}`, `{"from":"login/ada"}`, `{"from":"attendee/a-ada"}`}
	if got := p.hears(4); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("it heard %v, want %v", got, want)
	}
	if got, want := s.hub.Audience(), map[string]int{"conference/en": 1, "stage/hall/en": 1}; !maps.Equal(got, want) {
		t.Errorf("the audience is %v, want %v", got, want)
	}
}

// TestAFrameHoldsOneMessage: whatever waits for a reader, a ping among it is
// found by who looks at frames only.
func TestAFrameHoldsOneMessage(t *testing.T) {
	s := newSite(t, Options{})
	p, _ := s.call(t, "ada")
	const many = 1000 // faster than one after the other is written
	for n := range many {
		s.hub.Publish("stage/hall/en", fmt.Appendf(nil, `{"n":%d}`, n))
	}
	for n := range many {
		r, err := p.next()
		if err != nil {
			t.Fatalf("message %d: %v", n, err)
		}
		if want := fmt.Sprintf(`{"n":%d}`, n); r.Push.Pub == nil || string(r.Push.Pub.Data) != want {
			t.Fatalf("message %d is %+v, want %s", n, r.Push, want)
		}
	}
}

// TestTheCrewIsNoAudience: it hears all that attendees hear, and counts nowhere.
func TestTheCrewIsNoAudience(t *testing.T) {
	s := newSite(t, Options{})
	if s.hub.Hears("stage/hall/en") {
		t.Error("an empty house hears a channel")
	}
	crew, _ := s.call(t, "crew-mira")
	if got := s.hub.Audience(); len(got) != 0 {
		t.Errorf("with the crew alone the audience is %v, want none", got)
	}
	if !s.hub.Hears("stage/hall/en") || s.hub.Hears("stage/cellar/en") {
		t.Error("the crew's page is not told what it hears, or more")
	}
	s.call(t, "ada")
	s.knock(t, "crew-silent") // says no hello
	if got, want := s.hub.Audience(), map[string]int{"conference/en": 1, "stage/hall/en": 1}; !maps.Equal(got, want) {
		t.Errorf("with one attendee the audience is %v, want %v", got, want)
	}
	s.hub.Publish("stage/hall/en", []byte(`{"n":1}`))
	if got := crew.hears(1)[0]; got != `{"n":1}` {
		t.Errorf("the crew heard %s", got)
	}
	crew.conn.Close()
	until(t, "the crew's page is gone, and the audience is one attendee as before", func() bool {
		return s.hub.Counts().Open == 2 && maps.Equal(s.hub.Audience(), map[string]int{"conference/en": 1, "stage/hall/en": 1})
	})
}

func TestWhatCannotBePublished(t *testing.T) {
	s := newSite(t, Options{})
	p, _ := s.call(t, "ada")
	large := append(append([]byte(`{"pieces":"`), make([]byte, mostOut)...), `"}`...)
	for i := range large {
		if large[i] == 0 {
			large[i] = 'x'
		}
	}
	s.hub.Publish("conference/en", []byte(`{"broken`))
	s.hub.Publish("conference/en", []byte("{\n  \"lines\": 2\n}"))
	if got := p.hears(1)[0]; got != `{"lines":2}` {
		t.Errorf("of two lines it heard %s, want one", got)
	}
	s.hub.Publish("conference/en", large)
	if got := p.hears(1)[0]; got != `{"ask":true}` {
		t.Errorf("in place of a payload that is too large it heard %.40s, want that it must ask", got)
	}
}

func TestEndClosesOnlyThatLogin(t *testing.T) {
	s := newSite(t, Options{})
	ada1, _ := s.call(t, "ada")
	ada2, _ := s.call(t, "ada")
	bob, _ := s.call(t, "bob")
	s.hub.Changed(stagedoor.Change{Kind: stagedoor.LoginEnded, Subject: "ada"})
	for i, p := range []*phone{ada1, ada2} {
		if got := p.hears(1)[0]; got != `{"ended":true}` {
			t.Errorf("page %d heard %s, want that it ended", i, got)
		}
		if code := p.end(); code != 4501 {
			t.Errorf("page %d was closed with %d, want 4501", i, code)
		}
	}
	s.hub.Changed(stagedoor.Change{Kind: stagedoor.AttendeeChanged, Subject: "a-bob"})
	if got := bob.hears(1)[0]; got != `{"attendee":true}` {
		t.Errorf("the other one heard %s, want only its own", got)
	}
	until(t, "one is open", func() bool { return s.hub.Counts().Open == 1 })
}

// TestRecheckEndsWhoMayNotStay: the end was not heard, or the login expired.
func TestRecheckEndsWhoMayNotStay(t *testing.T) {
	hub, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	expires := time.Now().Add(time.Hour)
	s := &site{hub: hub}
	s.Server = newGate(t, func(w http.ResponseWriter, r *http.Request) {
		login := r.FormValue("login")
		hub.Connect(w, r, Visit{Login: login, Check: func(_ context.Context, now time.Time) error {
			switch {
			case login == "away":
				return stagedoor.Errorf(stagedoor.Unavailable, "We cannot reach our own records for a moment. This page comes back by itself.")
			case login == "short" && now.After(expires):
				return stagedoor.Errorf(stagedoor.Denied, "You came in long ago. Your code lets you in again.")
			}
			return nil
		}})
	})
	short, _ := s.call(t, "short")
	s.call(t, "away")
	s.call(t, "good")
	hub.recheck(t.Context(), expires.Add(-time.Minute))
	if n := hub.Counts().Open; n != 3 {
		t.Fatalf("%d are open while all logins are good, want 3", n)
	}
	hub.recheck(t.Context(), expires.Add(time.Second))
	if got := short.hears(1)[0]; got != `{"ended":true}` {
		t.Errorf("whose login expired heard %s", got)
	}
	if code := short.end(); code != 4501 {
		t.Errorf("whose login expired was closed with %d, want 4501", code)
	}
	until(t, "two are open", func() bool { return hub.Counts().Open == 2 })
}

// TestWhoMayNotStayGoesAtOnce: after a change of the crew, or of we know not
// what, everybody's standing is asked for, not a minute later; and the tries of
// who is gone are forgotten.
func TestWhoMayNotStayGoesAtOnce(t *testing.T) {
	for _, kind := range []stagedoor.ChangeKind{stagedoor.CrewChanged, stagedoor.CachesLost} {
		hub, err := New(Options{})
		if err != nil {
			t.Fatal(err)
		}
		var out atomic.Bool
		s := &site{hub: hub}
		s.Server = newGate(t, func(w http.ResponseWriter, r *http.Request) {
			hub.Connect(w, r, Visit{Login: "crew-mira", Check: func(context.Context, time.Time) error {
				if out.Load() {
					return stagedoor.Errorf(stagedoor.Denied, "Your role does not open this page. Ask an owner.")
				}
				return nil
			}})
		})
		ctx, stop := context.WithCancel(t.Context())
		over := make(chan struct{})
		go func() { defer close(over); hub.Run(ctx) }()
		p, _ := s.call(t, "crew-mira")
		out.Store(true)
		hub.Changed(stagedoor.Change{Kind: kind})
		if code := p.end(); code != 4501 {
			t.Errorf("after %s it is closed with %d, want 4501", kind, code)
		}
		hub.recheck(ctx, time.Now().Add(time.Hour))
		if n := len(hub.visits.tries); n != 0 {
			t.Errorf("an hour later the tries of %d logins are known, want none", n)
		}
		stop()
		<-over
	}
}

// TestChangedWhileItSaidHello: what a page was told with its hello was not in
// force any more when it began to hear; nothing is published for it again.
func TestChangedWhileItSaidHello(t *testing.T) {
	hub, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	var asked atomic.Int64
	s := &site{hub: hub}
	s.Server = newGate(t, func(w http.ResponseWriter, r *http.Request) {
		hub.Connect(w, r, Visit{Login: "ada", Channels: []string{"conference/en"}, Version: func() string { return fmt.Sprint("v", asked.Add(1)) }})
	})
	t.Cleanup(func() { hub.node.Shutdown(t.Context()) })
	p, _ := s.call(t, "ada")
	if got := p.hears(1)[0]; got != `{"ask":true}` {
		t.Errorf("it heard %s, want that it must ask", got)
	}
}

// TestToldWhileItSaidHello: what is for this attendee alone is remembered by no
// channel.
func TestToldWhileItSaidHello(t *testing.T) {
	hub, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	change := sync.OnceFunc(func() { hub.Changed(stagedoor.Change{Kind: stagedoor.AttendeeChanged, Subject: "a-ada"}) })
	s := &site{hub: hub}
	s.Server = newGate(t, func(w http.ResponseWriter, r *http.Request) {
		hub.Connect(w, r, Visit{Login: "ada", Attendee: "a-ada", Version: func() string {
			change()
			return "v1"
		}})
	})
	t.Cleanup(func() { hub.node.Shutdown(t.Context()) })
	p, _ := s.call(t, "ada")
	if got := p.hears(1)[0]; got != `{"ask":true}` {
		t.Errorf("it heard %s, want that it must ask", got)
	}
}

// TestEndedBeforeTheHello: the gate let it in, then its login ended, and the
// hub did not know of it yet.
func TestEndedBeforeTheHello(t *testing.T) {
	hub, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := &site{hub: hub}
	s.Server = newGate(t, func(w http.ResponseWriter, r *http.Request) {
		hub.Connect(w, r, Visit{Login: "ada", Check: func(context.Context, time.Time) error {
			return stagedoor.Errorf(stagedoor.Denied, "You signed out. Your code lets you in again.")
		}})
	})
	p, _ := s.knock(t, "ada")
	if err := p.command(map[string]any{"connect": map[string]any{}}); err != nil {
		t.Fatal(err)
	}
	if code := p.end(); code != 4501 {
		t.Errorf("it is closed with %d, want 4501", code)
	}
}

func TestStopTellsWhenToComeBack(t *testing.T) {
	s := newSite(t, Options{PerSecond: 1, Burst: 100})
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan struct{})
	go func() { defer close(over); s.hub.Run(ctx) }()
	var phones []*phone
	for i := range 5 {
		p, _ := s.call(t, fmt.Sprint("login", i))
		phones = append(phones, p)
	}
	began := time.Now()
	stop()
	for _, p := range phones {
		var err error
		for err == nil {
			_, err = p.lines()
		}
		if c, _ := err.(closed); c.code != 4001 || c.reason != "spread=5000" {
			t.Errorf("told %v, want 4001 and a spread of 5 s: five pages at one a second", err)
		}
		p.conn.Close()
	}
	<-over
	if took := time.Since(began); took > stopTime {
		t.Errorf("it took %v to stop, want less than %v", took, stopTime)
	}
	if _, res := s.knock(t, "late"); res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" {
		t.Errorf("who comes then is answered %s, Retry-After %q", res.Status, res.Header.Get("Retry-After"))
	}
}
