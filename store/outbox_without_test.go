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
