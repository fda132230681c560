package access

import (
	"cmp"
	"iter"
	"slices"

	"stagedoor"
)

// perBatch is how many tickets a Batch is about.
const perBatch = 500

// A Batch is a part of an outcome: what happens to some tickets, and letters.
type Batch struct {
	Effects []Effect
	Letters []stagedoor.Letter
}

// due is an attendee who gets a letter: a known one, or the one that new
// ticket added makes.
type due struct {
	folded string // the address
	known  *stagedoor.Attendee
	added  int
}

// Empty reports whether only the round's row is to be written.
func (o Outcome) Empty() bool {
	return len(o.effects)+len(o.added) == 0 && !o.Refused && o.Entry == nil && !o.Close
}

// address finds out who gets a letter, and puts those who share an address
// side by side: they get one, in the language of the first. Who has no address
// gets none.
func (o *Outcome) address(known []*stagedoor.Attendee) {
	o.due = make([]due, 0, len(known)+o.Round.Attendees)
	for _, a := range known {
		if a.Email != "" {
			o.due = append(o.due, due{folded: stagedoor.FoldAddress(a.Email), known: a})
		}
	}
	for _, i := range o.added {
		t := o.from[i]
		if standing, _ := stands(t); standing == stagedoor.Admitted && t.Email != "" {
			o.due = append(o.due, due{folded: stagedoor.FoldAddress(t.Email), added: i})
		}
	}
	slices.SortStableFunc(o.due, func(a, b due) int { return cmp.Compare(a.folded, b.folded) })
	for range o.shared() {
		o.Round.Letters++
	}
}

// shared gives those who share an address.
func (o Outcome) shared() iter.Seq[[]due] {
	return func(yield func([]due) bool) {
		for from := 0; from < len(o.due); {
			to := from + 1
			for to < len(o.due) && o.due[to].folded == o.due[from].folded {
				to++
			}
			if !yield(o.due[from:to]) {
				return
			}
			from = to
		}
	}
}

// Batches gives out, once, what happens to tickets, and the letters: a part at
// a time, since all of a first round of 100,000 would be a lot of memory.
func (o Outcome) Batches() iter.Seq[Batch] {
	return func(yield func(Batch) bool) {
		for some := range slices.Chunk(o.effects, perBatch) {
			if !yield(Batch{Effects: some}) {
				return
			}
		}
		b := Batch{Effects: make([]Effect, 0, perBatch)}
		full := func() bool { // gives a full batch out; false: stop
			if len(b.Effects) < perBatch && len(b.Letters) < perBatch {
				return true
			}
			ok := yield(b)
			b = Batch{Effects: make([]Effect, 0, perBatch)}
			return ok
		}
		for share := range o.shared() {
			if o.letter(&b, share); !full() {
				return
			}
		}
		for _, i := range o.added {
			t := o.from[i]
			if standing, _ := stands(t); standing == stagedoor.Admitted && t.Email != "" {
				continue // with its letter, above
			}
			if b.Effects = append(b.Effects, o.add(i)); !full() {
				return
			}
		}
		if len(b.Effects)+len(b.Letters) > 0 {
			yield(b)
		}
	}
}

// letter makes the one letter of those who share an address, and the new ones
// among them.
func (o Outcome) letter(b *Batch, share []due) {
	people := make([]*stagedoor.Attendee, len(share))
	for i, d := range share {
		if people[i] = d.known; d.known == nil {
			e := o.add(d.added)
			b.Effects = append(b.Effects, e)
			people[i] = e.Attendee
		}
	}
	b.Letters = append(b.Letters, letter(people, o.open, o.mint, o.now))
}

// add makes the new ticket i, with its attendee when it admits one.
func (o Outcome) add(i int) Effect {
	e := Effect{New: true, Ticket: Ticket{ID: stagedoor.TicketID(o.mint.ID()), Feed: o.feed, Ticket: o.from[i], Created: o.now, Changed: o.now}}
	if standing, _ := stands(o.from[i]); standing == stagedoor.Admitted {
		welcome(&e, o.mint, o.now)
	}
	return e
}
