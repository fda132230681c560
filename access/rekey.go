package access

import (
	"context"
	"time"

	"stagedoor"
)

// Rekeyed is what a new secret does to the attendees: every code is replaced.
type Rekeyed struct {
	Codes   []NewCode // in the order of the attendees
	Letters []stagedoor.Letter
	Did     stagedoor.Sentence
}

// A NewCode is the next version of an attendee's code.
type NewCode struct {
	Attendee stagedoor.AttendeeID
	Version  int
	Hash     string // hexadecimal
}

// Rekey moves the conference to a new secret: every attendee gets a new code,
// every login ends, and everyone who may come in and has an address gets a
// letter. It returns how many codes and letters that makes. The caller has
// written the new secret where it lives; stream keys and hook tokens follow
// from it.
func Rekey(ctx context.Context, store HandStore, actor stagedoor.Actor, fresh stagedoor.Secret, conference string, now time.Time) (codes, letters int, err error) {
	err = store.Rekey(ctx, actor, fresh.Fingerprint(), now, func(all []stagedoor.Attendee, open bool) Rekeyed {
		r := rekey(all, open, newMint(fresh, conference, now), now)
		codes, letters = len(r.Codes), len(r.Letters)
		return r
	})
	return codes, letters, err
}

func rekey(all []stagedoor.Attendee, open bool, m Mint, now time.Time) Rekeyed {
	r := Rekeyed{Codes: make([]NewCode, 0, len(all))}
	var in []*stagedoor.Attendee
	for i := range all {
		a := &all[i]
		a.CodeVersion++
		r.Codes = append(r.Codes, NewCode{Attendee: a.ID, Version: a.CodeVersion, Hash: m.Code(a.ID, a.CodeVersion)})
		if a.Standing == stagedoor.Admitted {
			in = append(in, a)
		}
	}
	r.Letters = group(in, open, m, now)
	r.Did = stagedoor.Say("Changed the secret: %d new codes, %d letters. All logins ended.", len(r.Codes), len(r.Letters))
	return r
}
