package control

import (
	"context"

	"github.com/a-h/templ"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/tickets"
	"stagedoor/web/ui"
)

// The words for people and their tickets in a list.

func foundName(f access.Found) string {
	if f.Attendee != nil {
		return f.Attendee.Name
	}
	return f.Ticket.Name
}

func foundEmail(f access.Found) string {
	if f.Attendee != nil {
		return f.Attendee.Email
	}
	return f.Ticket.Email
}

// foundGood reports whether there is nothing to say of the person but that
// they may come in.
func foundGood(f access.Found) bool {
	return f.Attendee != nil && f.Attendee.Standing == stagedoor.Admitted
}

func foundState(ctx context.Context, f access.Found) string {
	if f.Attendee != nil {
		return standingWord(ctx, f.Attendee.Standing)
	}
	return ticketWord(ctx, f.Ticket)
}

// standingWord says whether an attendee may come in.
func standingWord(ctx context.Context, s stagedoor.Standing) string {
	switch s {
	case stagedoor.Admitted:
		return ui.T(ctx, "May come in")
	case stagedoor.Unpaid:
		return ui.T(ctx, "Awaits payment again")
	case stagedoor.Cancelled:
		return ui.T(ctx, "Cancelled")
	case stagedoor.Gone:
		return ui.T(ctx, "Left the export")
	case stagedoor.Revoked:
		return ui.T(ctx, "Revoked")
	}
	return string(s)
}

// ticketWord says why a ticket lets nobody in.
func ticketWord(ctx context.Context, t access.Ticket) string {
	switch {
	case t.Missing > 0:
		return ui.T(ctx, "Left the export")
	case t.Status == tickets.Awaiting:
		return ui.T(ctx, "Awaits payment")
	case t.Status == tickets.Cancelled:
		return ui.T(ctx, "Cancelled")
	case !t.Admits:
		return ui.T(ctx, "Lets nobody in")
	}
	return ui.T(ctx, "No attendee yet")
}

func isCurrent(yes bool) templ.Attributes {
	if yes {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}
