package access

import (
	"time"

	"stagedoor"
)

// letter is the one letter of people who share an address, in the language of
// the first. A first code among several makes it a first letter: "here are your codes" is
// true for all of them then.
func letter(people []*stagedoor.Attendee, open bool, mint Mint, now time.Time) stagedoor.Letter {
	a := people[0]
	l := stagedoor.Letter{ID: stagedoor.LetterID(mint.ID()), Kind: stagedoor.LetterNew, Address: a.Email, Name: a.Name, Language: a.Language,
		State: stagedoor.LetterWaiting, Due: now, Created: now, Lines: make([]stagedoor.LetterLine, len(people))}
	if open {
		l.State = stagedoor.LetterQueued
	}
	for i, p := range people {
		l.Lines[i] = stagedoor.LetterLine{Attendee: p.ID, Version: p.CodeVersion}
		if p.CodeVersion == 1 {
			l.Kind = stagedoor.LetterCode
		}
	}
	return l
}

// group makes the letters of attendees: one for those who share an address.
// Who has no address gets none.
func group(attendees []*stagedoor.Attendee, open bool, mint Mint, now time.Time) []stagedoor.Letter {
	o := Outcome{open: open, mint: mint, now: now}
	o.address(attendees)
	var out []stagedoor.Letter
	for b := range o.Batches() {
		out = append(out, b.Letters...)
	}
	return out
}
