package store_test

import (
	"context"
	"maps"
	"sync/atomic"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/mail"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// stopping is asked to stop while it claims letters: the claim is made, and a
// driver whose context has ended does not say so.
type stopping struct {
	*store.DB
	stop func()
}

func (s stopping) ClaimLetters(ctx context.Context, c mail.Claim) ([]stagedoor.Letter, error) {
	letters, err := s.DB.ClaimLetters(ctx, c)
	s.stop()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return letters, err
}

func TestAStopGivesBackWhatWasJustClaimed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		queue(t, db, letter("a", stagedoor.LetterCode, stagedoor.LetterQueued))
		stopped, stop := context.WithCancel(ctx)
		box, err := mail.New(mail.Options{Store: stopping{db, stop}, Codes: everyone{}, Sender: &postOffice{}, Now: (&clock{}).now,
			PublicURL: "https://live.example.org", From: "door@example.org", Holder: "one"})
		if err != nil {
			t.Fatal(err)
		}
		box.Run(stopped)
		if l := stateOf(t, db, "a"); l.State != stagedoor.LetterQueued || l.Due.After(noon) {
			t.Errorf("the letter is %s and due at %s, want queued and due at once", l.State, l.Due)
		}
	})
}

// hurried is asked to stop while it takes the lease: it is taken, and a driver
// whose context has ended does not say so.
type hurried struct {
	*store.DB
	stop func()
}

func (h hurried) Lease(ctx context.Context, name, holder string, now time.Time, ttl time.Duration) (bool, error) {
	got, err := h.DB.Lease(ctx, name, holder, now, ttl)
	h.stop()
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	return got, err
}

func TestAStopLeavesNoLeaseOfTheOutbox(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		stopped, stop := context.WithCancel(ctx)
		box, err := mail.New(mail.Options{Store: hurried{db, stop}, Codes: everyone{}, Sender: &postOffice{}, Now: (&clock{}).now,
			PublicURL: "https://live.example.org", From: "door@example.org", Holder: "one"})
		if err != nil {
			t.Fatal(err)
		}
		box.Run(stopped)
		var left int
		if err := storetest.SQL(t, db).QueryRow(`SELECT COUNT(*) FROM leases`).Scan(&left); err != nil || left != 0 {
			t.Errorf("%d leases are left (%v), want none: the next process would wait for it", left, err)
		}
	})
}

// Who was cancelled when their letter was written, and is back before that is
// known, gets another one, though nobody else was in the first.
func TestALetterThatIsGivenUpIsWrittenAgainForWhoIsBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		storetest.Attendees(t, db, []stagedoor.Attendee{{ID: "back", Name: "Bob", Email: "bob@example.org"}})
		l := letter("first", stagedoor.LetterCode, stagedoor.LetterQueued)
		l.Lines = []stagedoor.LetterLine{{Attendee: "back", Version: 1}}
		queue(t, db, l)
		c := &clock{}
		box, _ := running(t, mail.Options{Store: db, Sender: &postOffice{}, Now: c.now, Codes: &goodLater{}})
		until(t, box, "the second has left", func() bool {
			return maps.Equal(states(t, db), map[stagedoor.LetterState]int{stagedoor.LetterSuperseded: 1, stagedoor.LetterSent: 1})
		})
	})
}

// goodLater is a Codes for whom nothing is good at first, and everything after.
type goodLater struct{ asked atomic.Bool }

func (g *goodLater) Lines(ctx context.Context, lines []stagedoor.LetterLine) ([]mail.Line, error) {
	all, err := everyone{}.Lines(ctx, lines)
	if !g.asked.Swap(true) {
		for i := range all {
			all[i].Current = false
		}
	}
	return all, err
}
