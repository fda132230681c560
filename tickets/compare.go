package tickets

import "sort"

// A Diff says what an export changes about the known tickets.
type Diff struct {
	Added   []Ticket // not known before
	Changed []Ticket // known, with another digest
	Gone    []string // identities that are known and not in the export, in order
	Same    int
}

// Empty reports whether there is nothing to do.
func (d Diff) Empty() bool { return len(d.Added)+len(d.Changed)+len(d.Gone) == 0 }

// A Comparison holds an export against the known tickets while it is read: it
// keeps only the new and the changed ones. Its Ticket and Refused are made to
// be Read's each and refuse.
type Comparison struct {
	known map[string]Digest // those that the export has not shown yet
	diff  Diff
}

// NewComparison starts from the known tickets' digests by identity. The map is
// the Comparison's from then on: what the export shows is taken out of it.
func NewComparison(known map[string]Digest) *Comparison {
	return &Comparison{known: known}
}

// Ticket takes the export's next ticket.
func (c *Comparison) Ticket(t Ticket) error {
	d, ok := c.known[t.Identity]
	switch {
	case !ok:
		c.diff.Added = append(c.diff.Added, t)
	case d != t.Digest():
		c.diff.Changed = append(c.diff.Changed, t)
	default:
		c.diff.Same++
	}
	delete(c.known, t.Identity)
	return nil
}

// Refused takes a refused row: its tickets are in the export, so they are not
// gone, and their standing stays as it is.
func (c *Comparison) Refused(r Refusal) error {
	for _, id := range r.Identities {
		if _, ok := c.known[id]; ok {
			delete(c.known, id)
			c.diff.Same++
		}
	}
	return nil
}

// Diff returns what was found. Call it once, after Read returned nil.
func (c *Comparison) Diff() Diff {
	for id := range c.known {
		c.diff.Gone = append(c.diff.Gone, id)
	}
	sort.Strings(c.diff.Gone)
	return c.diff
}

// Compare is a Comparison in one call, for tickets that are in memory. It
// leaves known as it is.
func Compare(known map[string]Digest, export []Ticket, refused []Refusal) Diff {
	left := make(map[string]Digest, len(known))
	for id, d := range known {
		left[id] = d
	}
	c := NewComparison(left)
	for _, t := range export {
		c.Ticket(t)
	}
	for _, r := range refused {
		c.Refused(r)
	}
	return c.Diff()
}
