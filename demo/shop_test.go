package demo

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

var noon = time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC) // noon in Sofia

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

func TestBuyTransferRefund(t *testing.T) {
	s := newShop(at(noon))
	before, _ := s.all()
	order, err := s.buy(" Ада  Петрова ", "ada@example.org", "online", 2, false)
	if err != nil {
		t.Fatalf("buy: %v", err)
	}
	first, second := order+"-1", order+"-2"
	row := func(number string) ticket {
		t.Helper()
		got, err := s.ticket(number)
		if err != nil {
			t.Fatalf("ticket %s: %v", number, err)
		}
		return got
	}
	want := ticket{Number: first, Order: order, Bought: noon, Name: "Ада Петрова", Email: "ada@example.org",
		Buyer: "ada@example.org", Kind: kinds[1], Status: paid}
	if got := row(first); got != want {
		t.Errorf("bought = %+v, want %+v", got, want)
	}

	if err := s.transfer(first, "Bo Berg", "bo@example.org"); err != nil {
		t.Fatalf("transfer: %v", err)
	}
	want.Name, want.Email = "Bo Berg", "bo@example.org" // number, order and buyer stay
	if got := row(first); got != want {
		t.Errorf("transferred = %+v, want %+v", got, want)
	}

	if err := s.refund(first); err != nil {
		t.Fatalf("refund: %v", err)
	}
	want.Status = cancelled
	if got := row(first); got != want {
		t.Errorf("refunded = %+v, want %+v", got, want)
	}
	if err := s.transfer(first, "Cy", "cy@example.org"); err != errState {
		t.Errorf("transfer of a cancelled ticket = %v, want %v", err, errState)
	}
	if err := s.refund(first); err != errState {
		t.Errorf("refund of a cancelled ticket = %v, want %v", err, errState)
	}
	if err := s.pay(first); err != nil {
		t.Errorf("undo of a refund: %v", err)
	}
	if got := row(first).Status; got != paid {
		t.Errorf("status after the undo = %q, want %q", got, paid)
	}
	if got := row(second).Name; got != "Ада Петрова" {
		t.Errorf("the other ticket's name = %q, want it untouched", got)
	}
	if after, _ := s.all(); len(after) != len(before)+2 {
		t.Errorf("tickets = %d, want %d: nothing but the purchase adds one", len(after), len(before)+2)
	}
}

func TestBankTransferIsPaidLater(t *testing.T) {
	s := newShop(at(noon))
	order, err := s.buy("Ada", "ada@example.org", "student", 1, true)
	if err != nil {
		t.Fatalf("buy: %v", err)
	}
	if got, _ := s.ticket(order + "-1"); got.Status != awaiting {
		t.Errorf("status = %q, want %q", got.Status, awaiting)
	}
	if err := s.pay(order + "-1"); err != nil {
		t.Fatalf("pay: %v", err)
	}
	if got, _ := s.ticket(order + "-1"); got.Status != paid {
		t.Errorf("status = %q, want %q", got.Status, paid)
	}
	if err := s.pay(order + "-1"); err != errState {
		t.Errorf("pay twice = %v, want %v", err, errState)
	}
}

func TestShopRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, buyer, email, kind string
		n                        int
		want                     error
	}{
		{"no name", " ", "a@example.org", "online", 1, errName},
		{"a long name", strings.Repeat("я", 121), "a@example.org", "online", 1, errName},
		{"no address", "Ada", "", "online", 1, errEmail},
		{"no @", "Ada", "ada.example.org", "online", 1, errEmail},
		{"a name in the address", "Ada", "Ada <a@example.org>", "online", 1, errEmail},
		{"two lines in the address", "Ada", "a@example.org\r\nBcc: b@example.org", "online", 1, errEmail},
		{"an unknown type", "Ada", "a@example.org", "vip", 1, errKind},
		{"no ticket", "Ada", "a@example.org", "online", 0, errQuantity},
		{"too many tickets", "Ada", "a@example.org", "online", 11, errQuantity},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newShop(at(noon))
			before, _ := s.all()
			if _, err := s.buy(tt.buyer, tt.email, tt.kind, tt.n, false); !errors.Is(err, tt.want) {
				t.Errorf("buy = %v, want %v", err, tt.want)
			}
			if after, _ := s.all(); len(after) != len(before) {
				t.Errorf("tickets = %d, want %d", len(after), len(before))
			}
		})
	}
}

func TestShopSellsOut(t *testing.T) {
	s := newShop(at(noon))
	for range maxTickets / maxQuantity {
		if _, err := s.buy("Ada", "a@example.org", "online", maxQuantity, false); err == errSoldOut {
			return
		}
	}
	t.Errorf("%d tickets were sold, want at most %d", len(s.tickets), maxTickets)
}

func TestEachChangeHasALaterTime(t *testing.T) {
	s := newShop(at(noon))
	_, last := s.all()
	for i := range 3 {
		if _, err := s.buy("Ada", "a@example.org", "online", 1, false); err != nil {
			t.Fatal(err)
		}
		_, changed := s.all()
		if !changed.Truncate(time.Second).After(last) {
			t.Errorf("change %d at %s, want a second later than %s", i, changed, last)
		}
		last = changed
	}
}

// TestShopConcurrently is for the race detector; and no ticket gets lost.
func TestShopConcurrently(t *testing.T) {
	s := newShop(time.Now)
	before, _ := s.all()
	var wait sync.WaitGroup
	const people, each = 8, 12
	for p := range people {
		wait.Go(func() {
			for i := range each {
				order, err := s.buy("Ada", fmt.Sprintf("a%d@example.org", p), "online", 1, i%2 == 0)
				if err != nil {
					t.Errorf("buy: %v", err)
					return
				}
				number := order + "-1"
				s.transfer(number, "Bo", "bo@example.org")
				s.refund(number)
				s.pay(number)
				tickets, _ := s.all()
				if _, err := export(tickets, time.UTC); err != nil {
					t.Errorf("export: %v", err)
				}
			}
		})
	}
	wait.Wait()
	after, _ := s.all()
	if got, want := len(after), len(before)+people*each; got != want {
		t.Errorf("tickets = %d, want %d", got, want)
	}
	seen := map[string]bool{}
	for _, k := range after {
		if seen[k.Number] {
			t.Errorf("ticket %s is there twice", k.Number)
		}
		seen[k.Number] = true
	}
}
