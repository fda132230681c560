package store_test

import (
	"testing"

	"stagedoor"
	"stagedoor/mail"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// Who was left out of a letter that others got with it has had none: when the
// ticket is paid again, a letter is due.
func TestWhoWasLeftOutHasHadNoLetter(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		l := letter("both", stagedoor.LetterCode, stagedoor.LetterQueued)
		l.Lines = []stagedoor.LetterLine{{Attendee: "stays", Version: 1}, {Attendee: "cancelled", Version: 1}}
		queue(t, db, l)
		c := &clock{}
		box, _ := running(t, mail.Options{Store: db, Sender: &postOffice{}, Now: c.now,
			Codes: everyone{replaced: map[stagedoor.AttendeeID]bool{"cancelled": true}}})
		until(t, box, "it has left", func() bool { return states(t, db)[stagedoor.LetterSent] == 1 })
		got := stateOf(t, db, l.ID).Lines
		if len(got) != 1 || got[0].Attendee != "stays" {
			t.Errorf("the letter's lines = %v, want only the one that it had when it left", got)
		}
	})
}

// Who was cancelled when the letter was written, and is back before it is
// known to have left, gets a letter at once.
func TestWhoIsBackWhileTheLetterLeavesGetsOne(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		storetest.Attendees(t, db, []stagedoor.Attendee{
			{ID: "stays", Name: "Ada", Email: "both@example.org"},
			{ID: "back", Name: "Bob", Email: "both@example.org", CodeVersion: 2},
			{ID: "gone", Name: "Carol", Email: "both@example.org", Standing: stagedoor.Cancelled},
		})
		l := letter("all", stagedoor.LetterCode, stagedoor.LetterQueued)
		l.Lines = []stagedoor.LetterLine{{Attendee: "stays", Version: 1}, {Attendee: "back", Version: 2}, {Attendee: "gone", Version: 1}}
		queue(t, db, l)
		claimed := claim(t, db, noon, true)
		tried(t, db, mail.Tried{Letter: l.ID, Claim: claimed[0].Due, State: stagedoor.LetterSent, At: noon, Provider: "x",
			Without: []stagedoor.AttendeeID{"back", "gone"}})
		if got := stateOf(t, db, l.ID).Lines; len(got) != 1 || got[0].Attendee != "stays" {
			t.Errorf("the letter's lines = %v, want only the one that it had when it left", got)
		}
		next := claim(t, db, noon, true)
		if len(next) != 1 || next[0].Address != "both@example.org" || next[0].Name != "Bob" || next[0].Kind != stagedoor.LetterNew ||
			len(next[0].Lines) != 1 || next[0].Lines[0] != (stagedoor.LetterLine{Attendee: "back", Version: 2}) {
			t.Errorf("the next letters are %+v, want one to Bob with version 2", next)
		}
	})
}

// A letter of which every code was replaced or cancelled when it was written
// does not leave; who is back before that is known gets one at once, and only
// from the caller whose claim it is.
func TestWhoIsBackWhileTheLetterIsGivenUpGetsOne(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		storetest.Attendees(t, db, []stagedoor.Attendee{
			{ID: "back", Name: "Bob", Email: "bob@example.org"},
			{ID: "gone", Name: "Carol", Email: "carol@example.org", Standing: stagedoor.Cancelled},
		})
		l := letter("all", stagedoor.LetterCode, stagedoor.LetterQueued)
		l.Lines = []stagedoor.LetterLine{{Attendee: "back", Version: 1}, {Attendee: "gone", Version: 1}}
		queue(t, db, l)
		claimed := claim(t, db, noon, true)
		givenUp := mail.Tried{Letter: l.ID, Claim: claimed[0].Due.Add(-1e9), State: stagedoor.LetterSuperseded, At: noon,
			Without: []stagedoor.AttendeeID{"back", "gone"}}
		tried(t, db, givenUp)
		if next := claim(t, db, noon, true); len(next) != 0 {
			t.Errorf("whose claim has ended made %+v", next)
		}
		givenUp.Claim = claimed[0].Due
		tried(t, db, givenUp)
		if got := stateOf(t, db, l.ID); len(got.Lines) != 2 || got.State != stagedoor.LetterSuperseded {
			t.Errorf("the letter is %+v, want it superseded with its lines", got)
		}
		next := claim(t, db, noon, true)
		if len(next) != 1 || next[0].Address != "bob@example.org" || next[0].Kind != stagedoor.LetterCode ||
			len(next[0].Lines) != 1 || next[0].Lines[0] != (stagedoor.LetterLine{Attendee: "back", Version: 1}) {
			t.Errorf("the next letters are %+v, want one to Bob", next)
		}
	})
}
