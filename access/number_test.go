package access_test

import (
	"fmt"
	"testing"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/tickets"
)

func TestTicketsLabel(t *testing.T) {
	for _, tt := range []struct {
		what string
		feed stagedoor.FeedID
		row  tickets.Ticket
		want string
	}{
		{"a number that holds the order's", shop, tickets.Ticket{Type: "Std", Order: "HX-20111", Identity: "HX-20111-2"}, "Std · HX-20111-2"},
		{"a number of its own", shop, tickets.Ticket{Type: "Std", Order: "O1", Identity: "T1"}, "Std · O1 · T1"},
		{"order and address", shop, tickets.Ticket{Type: "Std", Order: "O1", Identity: "O1 ada@x.example-1", Email: "ada@x.example"}, "Std · O1"},
		{"no type", shop, tickets.Ticket{Order: "O1", Identity: "O1"}, "O1"},
		{"a guest pass", stagedoor.FeedByHand, tickets.Ticket{Type: "Speaker", Identity: "0f3a"}, "Speaker"},
	} {
		if got := (access.Ticket{Feed: tt.feed, Ticket: tt.row}).Label(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.what, got, tt.want)
		}
	}
}

// TestCardsRows: the card shows the line and the status that the export had,
// of the first row as long as no other came, and of each one that did.
func TestCardsRows(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		rows := many(20)
		h.export(rows...)
		history := func() (out []string) {
			for _, e := range h.card("T2").History {
				out = append(out, fmt.Sprintf("%d %s: %s", e.Line, e.Word, e.Did))
			}
			return out
		}
		if got := history(); fmt.Sprint(got) != "[4 paid: It came in the export.]" {
			t.Errorf("after the first round: %q", got)
		}
		h.export(cancelled(rows, 3)...)
		if got := history(); fmt.Sprint(got) != "[4 cancelled: It was cancelled. 0 : It came in the export.]" {
			t.Errorf("after it was cancelled: %q", got)
		}
	})
}
