package access_test

import (
	"testing"
)

func TestANewRowPaid(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := h.export("T1,O1,paid,Std,Ada Lovelace,ada@example.org")
		if r.Round.New != 1 || r.Round.Attendees != 1 || r.Round.Letters != 1 {
			t.Errorf("round = %+v, want 1 new, 1 attendee, 1 letter", r.Round)
		}
		c := h.card("T1")
		if c.Attendee == nil || c.Attendee.Name != "Ada Lovelace" {
			t.Fatalf("card = %+v, want Ada's", c)
		}
		if got := letters(c); got != "code→ada@example.org v1" {
			t.Errorf("letters = %q", got)
		}
		if got := h.opens(h.code(c.Attendee)); got != "in" {
			t.Errorf("the code = %q, want in", got)
		}
		h.check()
	})
}
