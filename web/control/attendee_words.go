package control

import (
	"context"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/tickets"
	"stagedoor/web/ui"
)

// The words of a card.

// cardName is whose card it is.
func cardName(ctx context.Context, c access.Card) string {
	return nameOr(ctx, foundName(access.Found{Ticket: c.Ticket, Attendee: c.Attendee}))
}

// cardLine is the line below the name: address, order, ticket.
func cardLine(ctx context.Context, c access.Card) string {
	parts := []string{foundEmail(access.Found{Ticket: c.Ticket, Attendee: c.Attendee})}
	if parts[0] == "" {
		parts[0] = ui.T(ctx, "no address")
	}
	if c.Ticket.Order != "" {
		parts = append(parts, ui.T(ctx, "order %s", c.Ticket.Order))
	}
	if number := c.Ticket.Number(); number != "" {
		parts = append(parts, ui.T(ctx, "ticket %s", number))
	}
	return strings.Join(parts, " · ")
}

// A cardBadge is a short word about a person.
type cardBadge struct{ Kind, Words string }

func cardBadges(ctx context.Context, c access.Card) []cardBadge {
	var out []cardBadge
	add := func(kind, words string) { out = append(out, cardBadge{kind, words}) }
	switch c.Ticket.Status {
	case tickets.Paid:
		add("good", ui.T(ctx, "Paid"))
	case tickets.Awaiting:
		add("warn", ui.T(ctx, "Awaits payment"))
	case tickets.Cancelled:
		add("over", ui.T(ctx, "Cancelled"))
	}
	if c.Ticket.Missing > 0 {
		add("warn", ui.T(ctx, "Not in the export"))
	}
	switch c.Ticket.Hand {
	case access.HandUndone:
		add("", ui.T(ctx, "Let in by hand"))
	case access.HandKept:
		add("", ui.T(ctx, "Kept by hand"))
	}
	a := c.Attendee
	if a == nil {
		add("", ui.T(ctx, "No code"))
		return out
	}
	if a.Standing == stagedoor.Revoked {
		add("over", ui.T(ctx, "Revoked"))
	}
	if len(c.Letters) > 0 {
		switch c.Letters[0].State {
		case stagedoor.LetterBounced:
			add("over", ui.T(ctx, "Letter bounced"))
		case stagedoor.LetterFailed:
			add("over", ui.T(ctx, "Letter failed"))
		}
	}
	if len(c.Logins) == 0 {
		add("", ui.T(ctx, "Never came in"))
	} else if n := loginsIn(c); n > 0 {
		add("good", ui.N(ctx, n, "In, on %d device", "In, on %d devices"))
	}
	return out
}

// cardFacts is what the ticket says.
func cardFacts(ctx context.Context, c access.Card) []ui.Fact {
	var out []ui.Fact
	add := func(name, value string) {
		if value != "" {
			out = append(out, ui.Fact{Name: name, Value: value})
		}
	}
	add(ui.T(ctx, "Type"), c.Ticket.Type)
	add(ui.T(ctx, "Status in the export"), c.Ticket.Word)
	add(ui.T(ctx, "Feed"), feedName(ctx, c.Feed))
	add(ui.T(ctx, "Language"), c.Ticket.Language)
	if a := c.Attendee; a != nil && a.Email != c.Ticket.Email {
		add(ui.T(ctx, "Address in the export"), c.Ticket.Email)
	}
	return out
}

func cardLetterState(ctx context.Context, s stagedoor.LetterState) string {
	switch s {
	case stagedoor.LetterWaiting:
		return ui.T(ctx, "Waits for the outbox to be opened")
	case stagedoor.LetterQueued:
		return ui.T(ctx, "In the outbox")
	case stagedoor.LetterSending:
		return ui.T(ctx, "Being sent")
	case stagedoor.LetterSent:
		return ui.T(ctx, "Sent")
	case stagedoor.LetterDelivered:
		return ui.T(ctx, "Delivered")
	case stagedoor.LetterBounced:
		return ui.T(ctx, "Bounced")
	case stagedoor.LetterFailed:
		return ui.T(ctx, "Failed")
	case stagedoor.LetterSuperseded:
		return ui.T(ctx, "Not sent: it was out of date by then")
	}
	return string(s)
}

func cardLetterKind(ctx context.Context, k stagedoor.LetterKind) string {
	switch k {
	case stagedoor.LetterCode:
		return ui.T(ctx, "the code")
	case stagedoor.LetterNew:
		return ui.T(ctx, "a new code")
	case stagedoor.LetterLost:
		return ui.T(ctx, "the code again")
	}
	return string(k)
}

// cardLetterAt is when a letter came as far as it is.
func cardLetterAt(l stagedoor.Letter) time.Time {
	switch {
	case !l.Settled.IsZero():
		return l.Settled
	case !l.Sent.IsZero():
		return l.Sent
	}
	return l.Created
}

// endedWord says why a login is over.
func endedWord(ctx context.Context, why stagedoor.Ending) string {
	switch why {
	case stagedoor.EndedSignedOut:
		return ui.T(ctx, "they signed out")
	case stagedoor.EndedElsewhere:
		return ui.T(ctx, "too many other devices")
	case stagedoor.EndedCancelled:
		return ui.T(ctx, "the ticket was cancelled")
	case stagedoor.EndedUnpaid:
		return ui.T(ctx, "the ticket awaits payment again")
	case stagedoor.EndedGone:
		return ui.T(ctx, "the ticket left the export")
	case stagedoor.EndedRevoked:
		return ui.T(ctx, "revoked by hand")
	case stagedoor.EndedReplaced:
		return ui.T(ctx, "the code was replaced")
	case stagedoor.EndedByCrew:
		return ui.T(ctx, "the help desk signed all devices out")
	case stagedoor.EndedErased:
		return ui.T(ctx, "erased")
	}
	return string(why)
}

// refusedWord says why a code that was typed let nobody in.
func refusedWord(ctx context.Context, why access.Reason) string {
	switch why {
	case access.WhyReplaced:
		return ui.T(ctx, "A code that was replaced")
	case access.WhyCancelled:
		return ui.T(ctx, "Their code, while the ticket was cancelled")
	case access.WhyUnpaid:
		return ui.T(ctx, "Their code, while the ticket awaited payment")
	case access.WhyGone:
		return ui.T(ctx, "Their code, while the ticket was not in the export")
	case access.WhyRevoked:
		return ui.T(ctx, "Their code, while the ticket was revoked")
	}
	return string(why)
}

func deviceWord(ctx context.Context, l stagedoor.Login) string {
	if l.Device == "" {
		return ui.T(ctx, "A device that did not say what it is")
	}
	return l.Device
}

// otherDay is the day of a moment that was not today.
func otherDay(ctx context.Context, t time.Time) string {
	zone, now := zoneOf(ctx), ui.PageOf(ctx).Now
	if t.In(zone).Format(time.DateOnly) == now.In(zone).Format(time.DateOnly) {
		return ""
	}
	return ui.Lang(ctx).Day(t, zone)
}

// goIf is the kind of a card's button: one of them is the one to press.
func goIf(first, act string) string {
	if first == act {
		return "go"
	}
	return ""
}
