package push

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestFrozenPhoneCatchesUp: its socket is neither read nor closed; when it
// wakes it says where it was.
func TestFrozenPhoneCatchesUp(t *testing.T) {
	s := newSite(t, Options{})
	s.hub.Publish("conference/en", []byte(`{"n":0}`))
	_, hi := s.call(t, "ada") // and never reads again
	at := place{"conference/en", hi.Subs["conference/en"].Epoch, hi.Subs["conference/en"].Offset}
	for n := range 5 {
		s.hub.Publish("conference/en", fmt.Appendf(nil, `{"n":%d}`, n+1))
	}
	awake, back := s.call(t, "ada", at)
	sub := back.Subs["conference/en"]
	var got []string
	for _, p := range sub.Publications {
		got = append(got, string(p.Data))
	}
	if want := `[{"n":1} {"n":2} {"n":3} {"n":4} {"n":5}]`; !sub.Recovered || fmt.Sprint(got) != want {
		t.Errorf("recovered %v, %v; want %s", sub.Recovered, got, want)
	}
	s.hub.Publish("conference/en", []byte(`{"n":6}`))
	if got := awake.hears(1)[0]; got != `{"n":6}` {
		t.Errorf("then it heard %s, want the next", got)
	}
	if c := s.hub.Counts(); c.Recovered != 1 || c.Lost != 0 {
		t.Errorf("%d recovered and %d not, want 1 and 0", c.Recovered, c.Lost)
	}
}

func TestWhoMissedTooMuchIsToldSo(t *testing.T) {
	s := newSite(t, Options{})
	_, hi := s.call(t, "ada")
	at := place{"conference/en", hi.Subs["conference/en"].Epoch, hi.Subs["conference/en"].Offset}
	for n := range mostMissed + 1 {
		s.hub.Publish("conference/en", fmt.Appendf(nil, `{"n":%d}`, n))
	}
	_, back := s.call(t, "ada", at)
	if sub := back.Subs["conference/en"]; sub.Recovered || !sub.Was_recovering || len(sub.Publications) > 0 {
		t.Errorf("recovered %v with %d payloads, want not", sub.Recovered, len(sub.Publications))
	}
}

// TestNobodyIsRecoveredAfterARestart: the new process knows nobody's place,
// and must not say that nothing was missed.
func TestNobodyIsRecoveredAfterARestart(t *testing.T) {
	before := newSite(t, Options{})
	before.hub.Publish("conference/en", []byte(`{"n":1}`))
	_, hi := before.call(t, "ada")
	at := place{"conference/en", hi.Subs["conference/en"].Epoch, hi.Subs["conference/en"].Offset}
	after := newSite(t, Options{})
	for n := range 2 {
		_, back := after.call(t, "ada", at)
		if sub := back.Subs["conference/en"]; sub.Recovered || !sub.Was_recovering {
			t.Errorf("with %d payloads in the new process: recovered %v, want not", n, sub.Recovered)
		}
		after.hub.Publish("conference/en", []byte(`{"n":1}`))
	}
	if c := after.hub.Counts(); c.Lost != 2 {
		t.Errorf("%d not recovered, want 2", c.Lost)
	}
}

// TestRefusalsSpread: who is refused together is not told the same moment.
func TestRefusalsSpread(t *testing.T) {
	hub, err := New(Options{PerSecond: 0.001, Burst: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { hub.node.Shutdown(t.Context()) })
	hub.visits.open = 4000 // as many pages as it says
	when := map[string]bool{}
	for range 200 {
		w := httptest.NewRecorder()
		hub.refuse(w, http.StatusServiceUnavailable, hub.spread())
		when[w.Header().Get("Retry-After")] = true
	}
	if len(when) < 5 {
		t.Errorf("200 refusals say %v, want them spread over ten seconds", when)
	}
}
