package tickets

import "testing"

func TestTicketsNumber(t *testing.T) {
	for _, tt := range []struct {
		what                   string
		identity, order, email string
		list, number           string
	}{
		{"a number of its own", "T1", "O1", "ada@x.example", "T1", "T1"},
		{"the order's second", "HX-20111-2", "HX-20111", "ada@x.example", "HX-20111-2", "HX-20111-2"},
		{"the order's first", "HX-20111-1", "HX-20111", "ada@x.example", "HX-20111-1", "HX-20111-1"},
		{"the order itself", "O1", "O1", "ada@x.example", "O1", ""},
		{"order and address, the only place", "O1 ada@x.example-1", "O1", "Ada@X.example", "O1-1", ""},
		{"order and address, the second place", "O1 ada@x.example-2", "O1", "Ada@X.example", "O1-2", "O1-2"},
		{"order and no address", "O1-1", "O1", "", "O1-1", "O1-1"},
		{"parts that have dashes", "A-1  / 2", "A-1", "ada@x.example", "A-1 / 2", "A-1 / 2"},
		{"no order", "8472910381", "", "", "8472910381", "8472910381"},
	} {
		if got := Number(tt.identity, tt.email); got != tt.list {
			t.Errorf("%s: a list shows %q, want %q", tt.what, got, tt.list)
		}
		if got := (Ticket{Identity: tt.identity, Order: tt.order, Email: tt.email}).Number(); got != tt.number {
			t.Errorf("%s: the number is %q, want %q", tt.what, got, tt.number)
		}
	}
}
