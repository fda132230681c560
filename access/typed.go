package access

import (
	"context"
	"strings"
	"unicode/utf8"

	"stagedoor"
)

// Typed says how what somebody typed differs from the attendee's code, for the
// help desk to say on the phone. It gives no character of the code away.
func (d *Desk) Typed(ctx context.Context, id stagedoor.AttendeeID, typed string) (stagedoor.Sentence, error) {
	if len(typed) > 200 {
		return stagedoor.Say("That is much longer than a code, which has twelve characters."), nil
	}
	c, err := d.Card(ctx, Who{Attendee: id})
	if err != nil {
		return stagedoor.Sentence{}, err
	}
	conf := d.Conference()
	a := c.Attendee
	right := stagedoor.NewAccessCode(d.Secret, conf.ID, a.ID, a.CodeVersion)
	code, err := stagedoor.ParseAccessCode(typed)
	if err == nil && code != right {
		owners, err := d.Find.CodeOwners(ctx, []stagedoor.CodeHash{code.Hash(d.Secret)})
		if err != nil {
			return stagedoor.Sentence{}, err
		}
		if o := owners[0]; o.Attendee.ID == a.ID {
			return oldCode(a.CodeVersion - o.Version), nil
		} else if o.Attendee.ID != "" {
			return stagedoor.Say("This is the code of another attendee."), nil
		}
	}
	return compareCodes(right, typed, a.Standing), nil
}

func oldCode(behind int) stagedoor.Sentence {
	if behind == 1 {
		return stagedoor.Say("This is the code before this one. It was replaced; the newest letter has the right one.")
	}
	return stagedoor.Say("This is an old code, replaced %d times since. The newest letter has the right one.", behind)
}

// compareCodes says how typed differs from the right code.
func compareCodes(right stagedoor.AccessCode, typed string, standing stagedoor.Standing) stagedoor.Sentence {
	got, want := readable(typed), []rune(string(right))
	if string(got) == string(want) {
		if standing != stagedoor.Admitted {
			return stagedoor.Say("This is the right code, but the ticket lets nobody in now.")
		}
		return stagedoor.Say("This is the right code.")
	}
	switch {
	case len(got) == 0:
		return stagedoor.Say("Nothing was typed.")
	case len(got) == len(want):
		return sameLength(want, got)
	case len(got) == len(want)-1:
		if i, ok := without(want, got); ok {
			return stagedoor.Say("One character is missing: number %d.", i+1)
		}
	case len(got) == len(want)+1:
		if i, ok := without(got, want); ok {
			return stagedoor.Say("One character is too many: number %d, %s.", i+1, string(got[i]))
		}
	}
	return stagedoor.Say("This has %d characters; a code has %d.", len(got), len(want))
}

func sameLength(want, got []rune) stagedoor.Sentence {
	var differ []int
	for i := range want {
		if want[i] != got[i] {
			differ = append(differ, i)
		}
	}
	switch {
	case len(differ) == 1:
		i := differ[0]
		return stagedoor.Say("One character is different: number %d. They typed %s.", i+1, string(got[i]))
	case len(differ) == 2 && differ[1] == differ[0]+1 && got[differ[0]] == want[differ[1]] && got[differ[1]] == want[differ[0]]:
		return stagedoor.Say("Two characters changed places: numbers %d and %d.", differ[0]+1, differ[1]+1)
	case len(differ) == 2:
		return stagedoor.Say("Two characters are different: numbers %d and %d.", differ[0]+1, differ[1]+1)
	case len(differ) <= 6:
		return stagedoor.Say("%d of twelve characters are different.", len(differ))
	}
	return stagedoor.Say("This is nothing like their code. Is it from another letter?")
}

// without reports whether short is long with the character at i left out.
func without(long, short []rune) (i int, ok bool) {
	for i < len(short) && long[i] == short[i] {
		i++
	}
	return i, string(long[i+1:]) == string(short[i:])
}

// readable is what was typed the way a code is read, but with what no code
// has left in it: U is such a one, and worth telling.
func readable(typed string) []rune {
	var out []rune
	for _, r := range strings.ToUpper(typed) {
		switch {
		case r == utf8.RuneError, r == 'O':
			r = '0'
		case r == 'I', r == 'L':
			r = '1'
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r > 0x2ff && r < 0x530: // Greek and Cyrillic letters look like ours
		default:
			continue
		}
		out = append(out, r)
	}
	return out
}
