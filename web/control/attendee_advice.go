package control

import (
	"context"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/tickets"
	"stagedoor/web/ui"
)

// Advice is how bad a card's cause is, what to do about it and with which of
// the card's buttons.
type Advice struct {
	Kind  string // of the Says bar: "good", "warn", "over" or ""
	Do    string // in a sentence; empty: nothing
	First string // the act that helps: "letter", "show", "address", "undo", "letin"; empty: none
}

// advise says what to do for whoever the card is about.
func advise(ctx context.Context, c access.Card) Advice {
	if c.Attendee == nil {
		return adviseTicket(ctx, c.Ticket)
	}
	switch c.Attendee.Standing {
	case stagedoor.Cancelled, stagedoor.Gone:
		return Advice{"over", ui.T(ctx, "The ticket shop says so. If it is wrong there, let it be put right there; or let them in again here: the same code works."), "undo"}
	case stagedoor.Unpaid:
		return Advice{"warn", ui.T(ctx, "Once the shop says that it is paid, the same code opens by itself. If they paid you, let them in again."), "undo"}
	case stagedoor.Revoked:
		return Advice{"over", ui.T(ctx, "Somebody of the crew did this; the list below says who. It can be undone: the same code works."), "undo"}
	}
	if c.Attendee.Email == "" {
		return Advice{"warn", ui.T(ctx, "Write an address on the card, or read the code out on the phone after hearing the order number."), "address"}
	}
	if len(c.Uses) > 0 && c.Uses[0].Why == access.WhyReplaced && !cameInSince(c, c.Uses[0]) {
		return Advice{"warn", ui.T(ctx, "Send the newest letter again, or read the code out on the phone after hearing the order number."), "letter"}
	}
	if len(c.Logins) > 0 {
		return adviseIn(ctx, c)
	}
	return adviseLetter(ctx, c)
}

func adviseTicket(ctx context.Context, t access.Ticket) Advice {
	switch {
	case t.Missing > 0 || t.Status == tickets.Cancelled:
		return Advice{"over", ui.T(ctx, "If the ticket is good all the same, let them in: they get a code and a letter."), "letin"}
	case t.Status == tickets.Awaiting:
		return Advice{"warn", ui.T(ctx, "If they paid you, let them in: they get a code and a letter."), "letin"}
	}
	return Advice{"", ui.T(ctx, "If they may come in all the same, let them in: they get a code and a letter."), "letin"}
}

// adviseIn is for somebody who came in at least once.
func adviseIn(ctx context.Context, c access.Card) Advice {
	if loginsIn(c) > 0 {
		return Advice{Kind: "good"}
	}
	return Advice{"", ui.T(ctx, "Their code lets them in again. If they lost it, send the letter again."), "letter"}
}

// adviseLetter is for somebody who never came in: it is about the letter then.
func adviseLetter(ctx context.Context, c access.Card) Advice {
	state := stagedoor.LetterState("")
	if len(c.Letters) > 0 {
		state = c.Letters[0].State
	}
	switch state {
	case stagedoor.LetterBounced, stagedoor.LetterFailed:
		return Advice{"over", ui.T(ctx, "Correct the address, or read the code out on the phone after hearing the order number."), "address"}
	case stagedoor.LetterSent, stagedoor.LetterDelivered:
		return Advice{"", ui.T(ctx, "Let them look in the spam folder, or send the letter again."), "letter"}
	case stagedoor.LetterWaiting:
		return Advice{"warn", ui.T(ctx, "An owner opens the outbox in Letters. Until then, read the code out on the phone."), "show"}
	case stagedoor.LetterQueued, stagedoor.LetterSending:
		return Advice{"", ui.T(ctx, "It leaves by itself. In a hurry, read the code out on the phone after hearing the order number."), "show"}
	}
	return Advice{"warn", ui.T(ctx, "Send them a letter, or read the code out on the phone after hearing the order number."), "letter"}
}

// cameInSince reports whether they came in after the refused use.
func cameInSince(c access.Card, u access.CodeUse) bool {
	for _, l := range c.Logins {
		if l.Created.After(u.Last) {
			return true
		}
	}
	return false
}

// loginsIn is how many devices are in.
func loginsIn(c access.Card) int {
	n := 0
	for _, l := range c.Logins {
		if l.Ended.IsZero() {
			n++
		}
	}
	return n
}
