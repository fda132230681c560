package access

import (
	"cmp"
	"slices"
	"time"

	"stagedoor"
)

// letter is the one letter of people who share an address and a language. A
// first code among several makes it a first letter: "here are your codes" is
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

// group makes the letters of attendees: one for those who share an address
// and a language. Who has no address gets none.
func group(attendees []*stagedoor.Attendee, open bool, mint Mint, now time.Time) []stagedoor.Letter {
	var out []stagedoor.Letter
	in := slices.DeleteFunc(slices.Clone(attendees), func(a *stagedoor.Attendee) bool { return a.Email == "" })
	slices.SortStableFunc(in, func(a, b *stagedoor.Attendee) int {
		return cmp.Or(cmp.Compare(stagedoor.FoldAddress(a.Email), stagedoor.FoldAddress(b.Email)), cmp.Compare(a.Language, b.Language))
	})
	for len(in) > 0 {
		n := 1
		for n < len(in) && in[n].Language == in[0].Language && stagedoor.FoldAddress(in[n].Email) == stagedoor.FoldAddress(in[0].Email) {
			n++
		}
		out = append(out, letter(in[:n], open, mint, now))
		in = in[n:]
	}
	return out
}
