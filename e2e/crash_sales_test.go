package e2e

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strconv"
)

// Sales are a shop whose export changes from day to day: new buyers, some who
// have not paid yet, cancelled tickets, transferred ones, and ones paid again.
type sales struct {
	shop *vendor
	rand *rand.Rand
	rows []sale
	day  int
}

// A sale is one row of the export.
type sale struct {
	id, order, name, email, status string
}

// paid reports whether the row lets somebody in.
func (s sale) paid() bool { return s.status == "paid" }

// sales is the command.
func (w *world) sell(args []string) (string, error) {
	const usage = usageError("sales open NAME COUNT, sales day NAME")
	switch {
	case len(args) == 3 && args[0] == "open" && w.sales[args[1]] == nil:
		n, err := strconv.Atoi(args[2])
		if err != nil || n < 1 {
			return "", usage
		}
		w.startVendor(args[1], args[1]+".csv", "")
		seed := rand.Uint64()
		w.ts.Logf("the seed of what is sold is %d", seed)
		s := &sales{shop: w.vendors[args[1]], rand: rand.New(rand.NewPCG(seed, 1))}
		for range n {
			s.sell("paid")
		}
		s.publish()
		if w.sales == nil {
			w.sales = map[string]*sales{}
		}
		w.sales[args[1]] = s
		return "", nil
	case len(args) == 2 && args[0] == "day" && w.sales[args[1]] != nil:
		w.sales[args[1]].next()
		return "", nil
	}
	return "", usage
}

// sell adds a row of a new buyer.
func (s *sales) sell(status string) {
	n := len(s.rows) + 1
	s.rows = append(s.rows, sale{
		id: fmt.Sprintf("T%04d", n), order: fmt.Sprintf("O%04d", n), status: status,
		name: fmt.Sprintf("Buyer %d", n), email: fmt.Sprintf("buyer%d@example.org", n),
	})
}

// next is one more day. It takes at most two tickets from somebody: more than
// five at once would wait for a yes.
func (s *sales) next() {
	s.day++
	s.each("pending", func(r *sale) { r.status = "paid" })
	if s.day%3 == 0 {
		s.each("cancelled", func(r *sale) { r.status = "paid" })
	}
	s.each("paid", func(r *sale) { r.status = "cancelled" })
	s.each("paid", func(r *sale) { // a transfer
		r.name, r.email = fmt.Sprintf("Heir %s-%d", r.id, s.day), fmt.Sprintf("heir%s-%d@example.org", r.id[1:], s.day)
	})
	s.sell("paid")
	s.sell("pending")
	s.sell("paid") // a buyer of two: one letter lists both
	s.sell("paid")
	last := len(s.rows) - 1
	s.rows[last].order, s.rows[last].email = s.rows[last-1].order, s.rows[last-1].email
	s.publish()
}

// each does something to one row of that status, if there is one.
func (s *sales) each(status string, do func(*sale)) {
	from := s.rand.IntN(len(s.rows))
	for i := range s.rows {
		if r := &s.rows[(from+i)%len(s.rows)]; r.status == status {
			do(r)
			return
		}
	}
}

// publish puts the rows into the shop's export.
func (s *sales) publish() {
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	out.Write([]string{"Ticket ID", "order", "name", "email", "status"})
	for _, r := range s.rows {
		out.Write([]string{r.id, r.order, r.name, r.email, r.status})
	}
	out.Flush() // a buffer never fails
	s.shop.mu.Lock()
	defer s.shop.mu.Unlock()
	s.shop.export = b.Bytes()
}
