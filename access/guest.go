package access

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"stagedoor"
	"stagedoor/tickets"
)

// A Guest is who a guest pass is for.
type Guest struct {
	Name     string
	Email    string // empty: no letter; the help desk reads the code aloud
	Language string // BCP 47, empty for the conference's
	Type     string // "Speaker", "Press"; empty: nothing
}

// GuestPass writes a ticket by hand, in the feed "by hand", and sends its code.
func (d *Desk) GuestPass(ctx context.Context, actor stagedoor.Actor, g Guest, now time.Time) (stagedoor.AttendeeID, error) {
	g = Guest{Name: storable(g.Name), Email: storable(g.Email), Language: storable(g.Language), Type: storable(g.Type)}
	g.Name, g.Email, g.Type = strings.Join(strings.Fields(g.Name), " "), strings.TrimSpace(g.Email), strings.Join(strings.Fields(g.Type), " ")
	if err := g.validate(); err != nil {
		return "", err
	}
	var id stagedoor.AttendeeID
	err := d.Hands.ByHand(ctx, actor, Who{}, now, func(h Held) (Deed, error) {
		deed := g.pass(h, d.mint(now), now)
		id = deed.Effect.Attendee.ID
		return deed, nil
	})
	if err != nil {
		return "", err
	}
	return id, nil
}

func (g Guest) validate() error {
	switch {
	case g.Name == "":
		return stagedoor.Errorf(stagedoor.Invalid, "A guest pass needs a name.")
	case utf8.RuneCountInString(g.Name) > 120 || utf8.RuneCountInString(g.Type) > 120 || len(g.Language) > 35:
		return stagedoor.Errorf(stagedoor.Invalid, "That is longer than 120 characters.")
	}
	if g.Email == "" {
		return nil
	}
	return stagedoor.CheckAddress(g.Email)
}

// pass is the guest's ticket, attendee, code and letter.
func (g Guest) pass(h Held, m Mint, now time.Time) Deed {
	id := m.ID()
	e := &Effect{New: true, ByHand: true, Ticket: Ticket{ID: stagedoor.TicketID(id), Feed: stagedoor.FeedByHand, Created: now, Changed: now,
		Ticket: tickets.Ticket{Identity: id, Type: g.Type, Name: g.Name, Email: g.Email, Language: g.Language, Status: tickets.Paid, Admits: true}}}
	welcome(e, m, now)
	return Deed{Effect: e, Letters: group([]*stagedoor.Attendee{e.Attendee}, h.LettersOpen, m, now),
		Did: stagedoor.Say("Wrote a guest pass for %s.", g.Name)}
}
