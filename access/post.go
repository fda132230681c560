package access

import (
	"time"

	"stagedoor"
)

// group makes the letters of attendees: one for those who share an address
// and a language. Who has no address gets none.
func group(attendees []*stagedoor.Attendee, open bool, mint Mint, now time.Time) []stagedoor.Letter {
	state := stagedoor.LetterWaiting
	if open {
		state = stagedoor.LetterQueued
	}
	at := map[string]int{} // address and language → index in letters
	letters := make([]stagedoor.Letter, 0, len(attendees))
	for _, a := range attendees {
		if a.Email == "" {
			continue
		}
		line := stagedoor.LetterLine{Attendee: a.ID, Version: a.CodeVersion}
		kind := stagedoor.LetterCode
		if a.CodeVersion > 1 {
			kind = stagedoor.LetterNew
		}
		key := stagedoor.FoldAddress(a.Email) + "\x00" + a.Language
		if i, ok := at[key]; ok {
			letters[i].Lines = append(letters[i].Lines, line)
			if kind == stagedoor.LetterCode {
				letters[i].Kind = kind // a first code among them: "here are your codes" is true for all
			}
			continue
		}
		at[key] = len(letters)
		letters = append(letters, stagedoor.Letter{ID: stagedoor.LetterID(mint.ID()), Kind: kind, Address: a.Email, Name: a.Name,
			Language: a.Language, State: state, Due: now, Created: now, Lines: []stagedoor.LetterLine{line}})
	}
	return letters
}
