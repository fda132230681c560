package access

import (
	"slices"
	"strings"

	"stagedoor"
)

// Number is the ticket's number, where it tells more than its order's. A guest
// pass has none that anybody knows.
func (t Ticket) Number() string {
	if t.Feed == stagedoor.FeedByHand {
		return ""
	}
	return t.Ticket.Number()
}

// Label tells the ticket from the others in the same letter: its type, its
// order and, where that is not enough, its number.
func (t Ticket) Label() string {
	parts := []string{t.Type, t.Order, t.Number()}
	if strings.HasPrefix(parts[2], t.Order) {
		parts[1] = "" // HX-20111-2 says the order, too
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " · ")
}
