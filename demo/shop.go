package demo

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// A status is a ticket's, as the vendor's export words it.
type status string

const (
	paid      status = "Платен"
	awaiting  status = "Очаква плащане"
	cancelled status = "Анулиран"
)

// English is the status as the shop's page words it.
func (s status) English() string {
	switch s {
	case paid:
		return "Paid"
	case awaiting:
		return "Awaiting payment"
	default:
		return "Cancelled"
	}
}

// A kind is a type of ticket.
type kind struct {
	ID    string
	Name  string // on the page
	Word  string // in the export
	Cents int
}

var kinds = []kind{
	{"conference", "Conference pass", "Билет за конференцията", 14900},
	{"online", "Online pass", "Онлайн билет", 4900},
	{"student", "Student pass", "Студентски билет", 1900},
}

// Price is the price as a page shows it.
func (k kind) Price() string { return fmt.Sprintf("€%d", k.Cents/100) }

// A ticket is one row of the export. Its number stays when it is transferred;
// the buyer stays too.
type ticket struct {
	Number string
	Order  string
	Bought time.Time
	Name   string
	Email  string
	Buyer  string // address
	Kind   kind
	Status status
}

// Limits of the shop: it is a toy on purpose, and bounded like the rest.
const (
	maxTickets  = 1000
	maxQuantity = 10
	maxName     = 120
	maxEmail    = 254
)

// A refusal is a sentence of the shop for the person.
type refusal string

func (r refusal) Error() string { return string(r) }

// What the shop refuses.
const (
	errName     = refusal("Write a name, up to 120 characters.")
	errEmail    = refusal("Write an e-mail address like ada@example.org.")
	errKind     = refusal("Choose one of the ticket types.")
	errQuantity = refusal("Choose from 1 to 10 tickets.")
	errSoldOut  = refusal("This pretend shop is sold out. Start the demo again.")
	errUnknown  = refusal("There is no such ticket.")
	errState    = refusal("The ticket changed meanwhile. Look at its status.")
)

// A shop is the pretend vendor's orders, in memory.
type shop struct {
	now func() time.Time

	mu      sync.Mutex
	tickets []ticket  // in the order they were bought
	orders  int       // made so far
	changed time.Time // of the last change, in whole seconds, each change a later one
}

// newShop has sold a few tickets in the last days.
func newShop(now func() time.Time) *shop {
	s := &shop{now: now, changed: now().Truncate(time.Second)}
	day := now().Truncate(time.Minute)
	for i, b := range []struct {
		days, minutes int
		name, email   string
		kind          int
		n             int
		status        status
	}{
		{9, 312, "Мария Димитрова", "maria.dimitrova@example.org", 0, 1, paid},
		{8, 45, "Oskar Lund", "oskar.lund@example.com", 0, 2, paid},
		{8, 20, "Георги Петров", "g.petrov@example.org", 1, 1, paid},
		{5, 610, "Željka Novak", "zeljka@example.net", 1, 1, paid},
		{4, 77, "Десислава Николова-Стоянова", "desi@example.org", 2, 1, paid},
		{3, 190, "Иван Вазов", "ivan.vazov@example.org", 0, 1, awaiting},
		{2, 505, "Ada Whitfield", "ada@example.com", 0, 1, cancelled},
		{1, 33, "Tom O’Neill", "tom@example.net", 1, 1, paid},
		{0, 95, "Калина Тодорова", "kalina@example.org", 2, 1, awaiting},
	} {
		at := day.AddDate(0, 0, -b.days).Add(-time.Duration(b.minutes) * time.Minute)
		s.add(at, b.name, b.email, kinds[b.kind], b.n, b.status)
		if i == 1 {
			last := &s.tickets[len(s.tickets)-1] // bought for a colleague
			last.Name, last.Email = "Petra Lund", "petra.lund@example.com"
		}
	}
	return s
}

// add appends an order's tickets. Called with s.mu held, or before anyone
// else knows of s.
func (s *shop) add(at time.Time, name, email string, k kind, n int, st status) string {
	s.orders++
	order := fmt.Sprintf("HX-%d", 20100+s.orders)
	for i := range n {
		s.tickets = append(s.tickets, ticket{
			Number: fmt.Sprintf("%s-%d", order, i+1), Order: order, Bought: at,
			Name: name, Email: email, Buyer: email, Kind: k, Status: st,
		})
	}
	return order
}

// buy sells n tickets of a kind; paid at once, or awaiting a bank transfer.
func (s *shop) buy(name, email, kindID string, n int, later bool) (order string, err error) {
	name, email, err = person(name, email)
	if err != nil {
		return "", err
	}
	k := slices.IndexFunc(kinds, func(k kind) bool { return k.ID == kindID })
	if k < 0 {
		return "", errKind
	}
	if n < 1 || n > maxQuantity {
		return "", errQuantity
	}
	st := paid
	if later {
		st = awaiting
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.tickets)+n > maxTickets {
		return "", errSoldOut
	}
	s.touch()
	return s.add(s.now(), name, email, kinds[k], n, st), nil
}

// transfer gives a ticket that is not cancelled to another person.
func (s *shop) transfer(number, name, email string) error {
	name, email, err := person(name, email)
	if err != nil {
		return err
	}
	return s.change(number, func(t *ticket) bool {
		if t.Status == cancelled {
			return false
		}
		t.Name, t.Email = name, email
		return true
	})
}

// refund cancels a ticket, paid or not.
func (s *shop) refund(number string) error {
	return s.change(number, func(t *ticket) bool {
		was := t.Status
		t.Status = cancelled
		return was != cancelled
	})
}

// pay marks a ticket paid: the bank transfer came, or the refund was undone.
func (s *shop) pay(number string) error {
	return s.change(number, func(t *ticket) bool {
		was := t.Status
		t.Status = paid
		return was != paid
	})
}

// change lets f change a ticket; f says whether it could.
func (s *shop) change(number string, f func(*ticket) bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(number)
	if i < 0 {
		return errUnknown
	}
	if !f(&s.tickets[i]) {
		return errState
	}
	s.touch()
	return nil
}

// touch notes a change. Called with s.mu held. Two changes within a second
// get two times, or a reader that knows only Last-Modified missed the second.
func (s *shop) touch() {
	at := s.now().Truncate(time.Second)
	if !at.After(s.changed) {
		at = s.changed.Add(time.Second)
	}
	s.changed = at
}

// find is called with s.mu held.
func (s *shop) find(number string) int {
	return slices.IndexFunc(s.tickets, func(t ticket) bool { return t.Number == number })
}

// ticket returns one ticket.
func (s *shop) ticket(number string) (ticket, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(number)
	if i < 0 {
		return ticket{}, errUnknown
	}
	return s.tickets[i], nil
}

// all returns the tickets, the first bought first, and when one last changed.
func (s *shop) all() ([]ticket, time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.tickets), s.changed
}

// person checks a name and an address as they were typed.
func person(name, email string) (string, string, error) {
	name, email = strings.Join(strings.Fields(name), " "), strings.TrimSpace(email)
	if name == "" || utf8.RuneCountInString(name) > maxName || !utf8.ValidString(name) {
		return "", "", errName
	}
	a, err := mail.ParseAddress(email)
	if err != nil || a.Address != email || len(email) > maxEmail {
		return "", "", errEmail
	}
	return name, email, nil
}
