package access

import (
	"strings"
	"time"

	"stagedoor"
)

// The pure functions behind the help desk's buttons. Each says what a hand
// does to the ticket that it is laid on; ByHand runs it in the transaction.

// who names the ticket's person in the audit.
func (h Held) who() string {
	switch {
	case h.Attendee != nil && h.Attendee.Name != "":
		return h.Attendee.Name
	case h.Name != "":
		return h.Name
	case h.Order != "":
		return h.Order
	}
	return h.Identity
}

// deed starts a deed that changes the ticket and its attendee.
func (h Held) deed(now time.Time) (Deed, *Effect, *stagedoor.Attendee) {
	a := *h.Attendee
	e := &Effect{Ticket: h.Ticket, Attendee: &a, ByHand: true}
	e.Ticket.Changed = now
	return Deed{Effect: e}, e, &a
}

func errNotIn() error {
	return stagedoor.Errorf(stagedoor.Conflict, "This ticket does not let anybody in now. Undo that first.")
}

func revoke(h Held, _ Mint, now time.Time) (Deed, error) {
	if h.Attendee.Standing == stagedoor.Revoked {
		return Deed{}, stagedoor.Errorf(stagedoor.Conflict, "This ticket is revoked already.")
	}
	d, e, a := h.deed(now)
	a.Standing, a.Since = stagedoor.Revoked, now
	e.Ticket.Hand, e.End, e.Told = HandRevoked, stagedoor.EndedRevoked, true
	e.Did = stagedoor.Say("It was revoked by hand.")
	d.Did = stagedoor.Say("Revoked the ticket of %s.", h.who())
	return d, nil
}

func undo(h Held, m Mint, now time.Time) (Deed, error) {
	if h.Attendee.Standing == stagedoor.Admitted {
		return Deed{}, stagedoor.Errorf(stagedoor.Conflict, "This ticket lets them in already.")
	}
	d, e, a := h.deed(now)
	a.Standing, a.Since, e.Told = stagedoor.Admitted, now, true
	e.Ticket.Hand = HandUndone
	if s, _ := stands(h.Ticket.Ticket); s == stagedoor.Admitted && h.Missing == 0 {
		e.Ticket.Hand = HandNone // the row says the same
	}
	if h.Lettered < a.CodeVersion {
		d.Letters = group([]*stagedoor.Attendee{a}, h.LettersOpen, m, now)
	}
	e.Did = stagedoor.Say("It lets them in again, by hand: the same code works.")
	d.Did = stagedoor.Say("Let %s in again.", h.who())
	return d, nil
}

func letIn(h Held, m Mint, now time.Time) (Deed, error) {
	if h.Attendee != nil {
		return undo(h, m, now)
	}
	e := &Effect{Ticket: h.Ticket, ByHand: true, Did: stagedoor.Say("It was let in by hand and got a code.")}
	e.Ticket.Hand, e.Ticket.Changed = HandUndone, now
	welcome(e, m, now)
	return Deed{Effect: e, Letters: group([]*stagedoor.Attendee{e.Attendee}, h.LettersOpen, m, now),
		Did: stagedoor.Say("Let %s in by hand.", h.who())}, nil
}

// resend queues the letter again; its code is the one that they have.
func resend(h Held, m Mint, now time.Time) (Deed, error) {
	switch {
	case h.Attendee.Standing != stagedoor.Admitted:
		return Deed{}, errNotIn()
	case h.Attendee.Email == "":
		return Deed{}, stagedoor.Errorf(stagedoor.Conflict, "We have no address of theirs. Write it on the card first.")
	}
	letters := group([]*stagedoor.Attendee{h.Attendee}, h.LettersOpen, m, now)
	letters[0].Kind = stagedoor.LetterLost
	return Deed{Letters: letters, Did: stagedoor.Say("Sent the code of %s again.", h.who())}, nil
}

func correct(h Held, address string, signOut bool, m Mint, now time.Time) (Deed, error) {
	address = strings.TrimSpace(address)
	if err := stagedoor.CheckAddress(address); err != nil {
		return Deed{}, err
	}
	if h.Attendee.Email == address {
		return Deed{}, stagedoor.Errorf(stagedoor.Invalid, "This is the address that we have already.")
	}
	d, e, a := h.deed(now)
	d.Did = stagedoor.Say("Corrected the address of %s.", h.who())
	e.Did = stagedoor.Say("The help desk corrected the address.")
	same := stagedoor.FoldAddress(a.Email) == stagedoor.FoldAddress(address)
	nobodyKnows := a.Email == "" // the code went nowhere yet
	a.Email = address
	if same {
		return d, nil
	}
	if !nobodyKnows {
		replace(e, a, m)
	}
	if signOut {
		e.End = stagedoor.EndedReplaced
	}
	if a.Standing == stagedoor.Admitted {
		d.Letters = group([]*stagedoor.Attendee{a}, h.LettersOpen, m, now)
	}
	return d, nil
}

func rotate(h Held, m Mint, now time.Time) (Deed, error) {
	d, e, a := h.deed(now)
	replace(e, a, m)
	e.End = stagedoor.EndedReplaced
	e.Did = stagedoor.Say("The code was replaced by hand, and all devices signed out.")
	d.Did = stagedoor.Say("Replaced the code of %s.", h.who())
	if a.Standing == stagedoor.Admitted {
		d.Letters = group([]*stagedoor.Attendee{a}, h.LettersOpen, m, now)
	}
	return d, nil
}

func signOut(h Held, _ Mint, now time.Time) (Deed, error) {
	d, e, _ := h.deed(now)
	e.End = stagedoor.EndedByCrew
	e.Did = stagedoor.Say("The help desk signed all devices out.")
	d.Did = stagedoor.Say("Signed out all devices of %s.", h.who())
	return d, nil
}

// replace gives the attendee the next version of the code.
func replace(e *Effect, a *stagedoor.Attendee, m Mint) {
	a.CodeVersion++
	e.Code, e.Told = m.Code(a.ID, a.CodeVersion), true
}

// welcome makes the ticket's attendee, with the first code.
func welcome(e *Effect, m Mint, now time.Time) {
	a := &stagedoor.Attendee{ID: stagedoor.AttendeeID(m.ID()), Ticket: e.Ticket.ID, Name: e.Ticket.Name, Email: e.Ticket.Email,
		Language: e.Ticket.Language, CodeVersion: 1, Standing: stagedoor.Admitted, Since: now}
	e.Attendee, e.Made, e.Code = a, true, m.Code(a.ID, 1)
}
