package store_test

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/mail"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

var (
	_ mail.Store = (*store.DB)(nil)

	noon = time.Date(2027, 5, 1, 12, 0, 0, 0, time.UTC)
	kate = stagedoor.Actor{ID: "kate", Name: "Kate"}
)

func letter(id string, kind stagedoor.LetterKind, state stagedoor.LetterState) stagedoor.Letter {
	return stagedoor.Letter{ID: stagedoor.LetterID(id), Kind: kind, Address: id + "@Example.org", Name: "Person " + id, State: state, Due: noon, Created: noon,
		Lines: []stagedoor.LetterLine{{Attendee: stagedoor.AttendeeID("a-" + id), Version: 1}}}
}

func queue(t *testing.T, db *store.DB, letters ...stagedoor.Letter) {
	t.Helper()
	if err := db.QueueLetters(ctx, letters...); err != nil {
		t.Fatal(err)
	}
}

func claim(t *testing.T, db *store.DB, now time.Time, open bool) []stagedoor.Letter {
	t.Helper()
	got, err := db.ClaimLetters(ctx, mail.Claim{Now: now, Until: now.Add(2 * time.Minute), Open: open, Max: 100})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func ids(letters []stagedoor.Letter) []string {
	out := []string{}
	for _, l := range letters {
		out = append(out, string(l.ID))
	}
	return out
}

func tried(t *testing.T, db *store.DB, d mail.Tried) {
	t.Helper()
	if err := db.LetterTried(ctx, d); err != nil {
		t.Fatal(err)
	}
}

func stateOf(t *testing.T, db *store.DB, id stagedoor.LetterID) stagedoor.Letter {
	t.Helper()
	l, err := db.Letter(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestClaimedLettersAreDueAgainWhenTheClaimEnds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		later := letter("later", stagedoor.LetterCode, stagedoor.LetterQueued)
		later.Due = noon.Add(time.Hour)
		sent := letter("sent", stagedoor.LetterCode, stagedoor.LetterSent)
		queue(t, db, letter("queued", stagedoor.LetterCode, stagedoor.LetterQueued), letter("waited", stagedoor.LetterNew, stagedoor.LetterWaiting),
			letter("test", stagedoor.LetterTest, stagedoor.LetterQueued), later, sent)
		for _, tt := range []struct {
			name string
			at   time.Duration
			open bool
			want []string
		}{
			{"closed: only tests", 0, false, []string{"test"}},
			{"still claimed", time.Minute, false, []string{}},
			{"open: what waited too", time.Minute, true, []string{"queued", "waited"}},
			{"the first claim ended", 2 * time.Minute, true, []string{"test"}},
			{"and the second", 3 * time.Minute, true, []string{"queued", "waited"}},
			{"put off until now", time.Hour, true, []string{"later", "queued", "test", "waited"}},
		} {
			got := claim(t, db, noon.Add(tt.at), tt.open)
			if !slices.Equal(ids(got), tt.want) {
				t.Errorf("%s: claimed %v, want %v", tt.name, ids(got), tt.want)
			}
			for _, l := range got {
				if len(l.Lines) != 1 || l.State != stagedoor.LetterSending || !l.Due.Equal(noon.Add(tt.at+2*time.Minute)) {
					t.Errorf("%s: claimed %+v", tt.name, l)
				}
			}
		}
	})
}

func TestSomebodyAtTheScreenComesFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		queue(t, db, letter("a", stagedoor.LetterCode, stagedoor.LetterQueued), letter("b", stagedoor.LetterNew, stagedoor.LetterQueued),
			letter("c", stagedoor.LetterLost, stagedoor.LetterQueued), letter("d", stagedoor.LetterTest, stagedoor.LetterQueued))
		for _, want := range []string{"d", "c", "b", "a"} {
			got, err := db.ClaimLetters(ctx, mail.Claim{Now: noon, Until: noon.Add(time.Minute), Open: true, Max: 1})
			if err != nil || len(got) != 1 || string(got[0].ID) != want {
				t.Fatalf("claimed %v, %v; want %s", ids(got), err, want)
			}
		}
	})
}

// TestNoLetterIsClaimedTwice has eight claimers at once.
func TestNoLetterIsClaimedTwice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		const n = 250
		var all []stagedoor.Letter
		for i := range n {
			all = append(all, letter(fmt.Sprintf("l%03d", i), stagedoor.LetterCode, stagedoor.LetterQueued))
		}
		queue(t, db, all...)
		var mu sync.Mutex
		got := map[stagedoor.LetterID]int{}
		var claimers sync.WaitGroup
		for range 8 {
			claimers.Go(func() {
				for {
					letters, err := db.ClaimLetters(ctx, mail.Claim{Now: noon, Until: noon.Add(time.Minute), Open: true, Max: 7})
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					done := len(got) == n
					for _, l := range letters {
						got[l.ID]++
					}
					mu.Unlock()
					if len(letters) > 7 {
						t.Errorf("claimed %d, asked for 7", len(letters))
					}
					if len(letters) == 0 && done {
						return
					}
				}
			})
		}
		claimers.Wait()
		if len(got) != n || slices.Max(slices.Collect(maps.Values(got))) != 1 {
			t.Errorf("%d letters were claimed, want %d, each once", len(got), n)
		}
	})
}

func TestTriesAreKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		queue(t, db, letter("a", stagedoor.LetterCode, stagedoor.LetterQueued))
		l := claim(t, db, noon, true)[0]
		busy := stagedoor.Say("The mail server asks us to try this letter again later: %s", "450 busy")
		tried(t, db, mail.Tried{Letter: "a", Claim: l.Due, State: stagedoor.LetterQueued, At: noon, Due: noon.Add(time.Minute), Counts: true, Problem: busy})
		if l = stateOf(t, db, "a"); l.State != stagedoor.LetterQueued || l.Tries != 1 || l.Problem.String() != busy.String() || !l.Due.Equal(noon.Add(time.Minute)) {
			t.Errorf("after a failed try: %+v", l)
		}
		first := claim(t, db, noon.Add(time.Minute), true)[0]
		second := claim(t, db, noon.Add(4*time.Minute), true)[0]
		tried(t, db, mail.Tried{Letter: "a", Claim: first.Due, State: stagedoor.LetterFailed, At: noon})
		if l = stateOf(t, db, "a"); l.State != stagedoor.LetterSending || !l.Due.Equal(second.Due) {
			t.Errorf("a claim that had ended took the letter from the new one: %+v", l)
		}
		tried(t, db, mail.Tried{Letter: "a", Claim: first.Due, State: stagedoor.LetterSent, At: noon.Add(5 * time.Minute), Counts: true, Provider: "p1"})
		if l = stateOf(t, db, "a"); l.State != stagedoor.LetterSent || l.Provider != "p1" || l.Tries != 2 || !l.Sent.Equal(noon.Add(5*time.Minute)) || !l.Problem.Zero() {
			t.Errorf("accepted, though the claim had ended: %+v", l)
		}
		tried(t, db, mail.Tried{Letter: "a", Claim: second.Due, State: stagedoor.LetterQueued, At: noon, Due: noon})
		if l = stateOf(t, db, "a"); l.State != stagedoor.LetterSent {
			t.Errorf("a sent letter was queued again: %+v", l)
		}
	})
}

func TestProviderTellsWhatBecameOfALetter(t *testing.T) {
	back := stagedoor.Say("The letter came back: %s", "no such mailbox")
	at := func(m int) time.Time { return noon.Add(time.Duration(m) * time.Minute) }
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, tt := range []struct {
			name   string
			before []mail.Event // the webhook was faster than we
			after  []mail.Event
			want   stagedoor.LetterState
		}{
			{"nothing heard", nil, nil, stagedoor.LetterSent},
			{"delivered", nil, []mail.Event{{State: stagedoor.LetterDelivered, At: at(2)}}, stagedoor.LetterDelivered},
			{"came back", nil, []mail.Event{{State: stagedoor.LetterBounced, At: at(2), Problem: back}}, stagedoor.LetterBounced},
			{"came back later", nil, []mail.Event{{State: stagedoor.LetterDelivered, At: at(2)}, {State: stagedoor.LetterBounced, At: at(3), Problem: back}}, stagedoor.LetterBounced},
			{"told in the wrong order", nil, []mail.Event{{State: stagedoor.LetterBounced, At: at(3), Problem: back}, {State: stagedoor.LetterDelivered, At: at(2)}}, stagedoor.LetterBounced},
			{"told before we knew its id", []mail.Event{{State: stagedoor.LetterDelivered, At: at(2)}}, nil, stagedoor.LetterDelivered},
			{"twice before", []mail.Event{{State: stagedoor.LetterBounced, At: at(3), Problem: back}, {State: stagedoor.LetterDelivered, At: at(2)}}, nil, stagedoor.LetterBounced},
			{"another's letter", []mail.Event{{Provider: "theirs", State: stagedoor.LetterBounced, At: at(2)}}, nil, stagedoor.LetterSent},
			{"held by the provider", nil, []mail.Event{{Address: "HELD BY THE PROVIDER@example.org", State: stagedoor.LetterBounced, At: at(2), Problem: back}}, stagedoor.LetterBounced},
		} {
			id := tt.name
			queue(t, db, letter(id, stagedoor.LetterCode, stagedoor.LetterQueued))
			l := claim(t, db, noon, true)[0]
			tell := func(events []mail.Event) {
				for i := range events {
					if events[i].Provider == "" && events[i].Address == "" {
						events[i].Provider = "p-" + id
					}
				}
				if err := db.LetterEvents(ctx, events, at(5)); err != nil {
					t.Fatal(err)
				}
			}
			tell(slices.Clone(tt.before))
			tried(t, db, mail.Tried{Letter: l.ID, Claim: l.Due, State: stagedoor.LetterSent, At: at(1), Provider: "p-" + id})
			tell(slices.Clone(tt.after))
			got := stateOf(t, db, l.ID)
			if got.State != tt.want || (got.State == stagedoor.LetterBounced) != (got.Problem.String() == back.String()) {
				t.Errorf("%s: %s %q, want %s", tt.name, got.State, got.Problem, tt.want)
			}
		}
	})
}

func TestOpeningTheOutbox(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := db.SaveConference(ctx, kate, func(c *stagedoor.Conference) error { c.LettersOpen = false; return nil }, noon); err != nil {
			t.Fatal(err)
		}
		queue(t, db, letter("a", stagedoor.LetterCode, stagedoor.LetterWaiting), letter("b", stagedoor.LetterCode, stagedoor.LetterWaiting))
		s, err := db.OutboxState(ctx, noon)
		if err != nil || s.Open || s.Counts[stagedoor.LetterWaiting] != 2 || !s.Oldest.Equal(noon) {
			t.Fatalf("before: %+v, %v", s, err)
		}
		since := time.Now().Add(-time.Minute)
		for range 2 {
			if err := db.OpenOutbox(ctx, kate, noon); err != nil {
				t.Fatal(err)
			}
		}
		s, err = db.OutboxState(ctx, noon)
		if err != nil || !s.Open || s.Counts[stagedoor.LetterQueued] != 2 {
			t.Errorf("after: %+v, %v; want open with 2 queued", s, err)
		}
		entries, err := db.AuditOf(ctx, "letter", "", 10)
		if err != nil || len(entries) != 1 || entries[0].Did.Msg != "Opened the outbox; %d letters had waited." {
			t.Errorf("audit: %+v, %v; want the opening once", entries, err)
		}
		changes, err := db.Changes(ctx, since)
		told := map[stagedoor.ChangeKind]bool{}
		for _, c := range changes {
			told[c.Kind] = true
		}
		if err != nil || !told[stagedoor.LettersChanged] || !told[stagedoor.ConferenceChanged] {
			t.Errorf("changes: %v, %v", changes, err)
		}
	})
}

func TestLettersAreListed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		two := letter("c", stagedoor.LetterCode, stagedoor.LetterFailed)
		two.Lines = append(two.Lines, stagedoor.LetterLine{Attendee: "a-a", Version: 3})
		queue(t, db, letter("a", stagedoor.LetterCode, stagedoor.LetterSent), letter("b", stagedoor.LetterNew, stagedoor.LetterFailed), two)
		for _, tt := range []struct {
			name string
			list func() ([]stagedoor.Letter, error)
			want []string
		}{
			{"all", func() ([]stagedoor.Letter, error) { return db.Letters(ctx, "", "", 10) }, []string{"c", "b", "a"}},
			{"the first page", func() ([]stagedoor.Letter, error) { return db.Letters(ctx, "", "", 2) }, []string{"c", "b"}},
			{"the next", func() ([]stagedoor.Letter, error) { return db.Letters(ctx, "", "b", 2) }, []string{"a"}},
			{"failed ones", func() ([]stagedoor.Letter, error) { return db.Letters(ctx, stagedoor.LetterFailed, "", 10) }, []string{"c", "b"}},
		} {
			if got, err := tt.list(); err != nil || !slices.Equal(ids(got), tt.want) {
				t.Errorf("%s: %v, %v; want %v", tt.name, ids(got), err, tt.want)
			}
		}
		if l := stateOf(t, db, "c"); !slices.Equal(l.Lines, []stagedoor.LetterLine{{Attendee: "a-c", Version: 1}, {Attendee: "a-a", Version: 3}}) {
			t.Errorf("lines = %v", l.Lines)
		}
		if _, err := db.Letter(ctx, "none"); stagedoor.KindOf(err) != stagedoor.NotFound {
			t.Errorf("an unknown letter: %v", err)
		}
		if err := db.RetryLetter(ctx, "a", kate, noon); stagedoor.KindOf(err) != stagedoor.Conflict {
			t.Errorf("a sent letter again: %v, want Conflict", err)
		}
		if err := db.RetryLetter(ctx, "b", kate, noon); err != nil || stateOf(t, db, "b").State != stagedoor.LetterQueued {
			t.Errorf("a failed letter again: %v", err)
		}
		if _, err := db.QueueTestLetter(ctx, "not an address", "", kate, noon); stagedoor.KindOf(err) != stagedoor.Invalid {
			t.Errorf("a test to no address: %v", err)
		}
		id, err := db.QueueTestLetter(ctx, " kate@example.org", "bg", kate, noon)
		if l := stateOf(t, db, id); err != nil || l.Kind != stagedoor.LetterTest || l.Address != "kate@example.org" || l.Language != "bg" {
			t.Errorf("a test: %+v, %v", l, err)
		}
	})
}

// TestHowFastLettersLeft: the forecast counts from the first letter that left
// lately, and tests tell nothing of it.
func TestHowFastLettersLeft(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		letters := []stagedoor.Letter{letter("test", stagedoor.LetterTest, stagedoor.LetterQueued), letter("long-ago", stagedoor.LetterCode, stagedoor.LetterQueued)}
		for i := range 6 {
			letters = append(letters, letter(fmt.Sprint("l", i), stagedoor.LetterCode, stagedoor.LetterQueued))
		}
		queue(t, db, letters...)
		sent := map[stagedoor.LetterID]time.Time{"test": noon.Add(-time.Minute), "long-ago": noon.Add(-3 * time.Minute)}
		for _, l := range claim(t, db, noon, true) {
			at, ok := sent[l.ID]
			if !ok {
				at = noon.Add(-3 * time.Second)
			}
			tried(t, db, mail.Tried{Letter: l.ID, Claim: l.Due, State: stagedoor.LetterSent, At: at})
		}
		s, err := db.OutboxState(ctx, noon)
		if err != nil || s.Lately != 6 || !s.Since.Equal(noon.Add(-3*time.Second)) {
			t.Errorf("lately %d since %s, %v; want 6 since three seconds", s.Lately, s.Since, err)
		}
	})
}
