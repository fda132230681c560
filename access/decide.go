package access

import (
	"time"

	"stagedoor"
	"stagedoor/tickets"
)

// A Mint makes what a decision needs and cannot decide: ids, and the hashes of
// codes.
type Mint struct {
	ID   func() string
	Code func(stagedoor.AttendeeID, int) string // hash, hexadecimal
}

// decide says what a round does: the rules of what may change someone's access
// are this function. It is pure but for the ids that it mints, and it runs
// inside the store's transaction.
func decide(k Known, f Feed, r *Reading, mint Mint, now time.Time) Outcome {
	d := &decision{known: k, feed: f, reading: r, mint: mint, now: now}
	d.out.Round = Round{Feed: f.ID, RoundCounts: r.found(), Notes: r.Notes}

	var steps []step // what happens to known tickets
	for _, t := range r.Changed {
		if old, ok := k.Tickets[t.Identity]; ok {
			steps = append(steps, d.answered(d.changed(old, t)))
		}
	}
	for _, id := range r.Gone {
		if old, ok := k.Tickets[id]; ok && old.Missing < goneForGood {
			steps = append(steps, d.gone(old))
		}
	}
	for _, id := range r.Back {
		if old, ok := k.Tickets[id]; ok && old.Missing > 0 {
			steps = append(steps, d.back(old))
		}
	}

	whole := d.mustWait(steps)
	if whole {
		d.meanwhile()
		for _, s := range steps {
			if s.kept {
				d.apply(s)
			}
		}
	} else {
		d.out.Refused = r.RefusedDigest != k.Refused
		d.out.added = make([]int, 0, len(r.Added))
		for i := range r.Added {
			d.add(i)
		}
		for _, s := range steps {
			d.apply(s)
		}
	}
	d.entry(steps, whole)
	d.out.from, d.out.feed, d.out.open, d.out.mint, d.out.now = r.Added, f.ID, k.LettersOpen, mint, now
	d.out.address(d.letters)
	switch {
	case d.out.Round.Waiting > 0:
		d.out.Round.Result = RoundWaits
	case d.out.Empty():
		d.out.Round.Result = RoundSame
	default:
		d.out.Round.Result = RoundChanged
	}
	return d.out
}

// A decision is decide's work in hand.
type decision struct {
	known   Known
	feed    Feed
	reading *Reading
	mint    Mint
	now     time.Time
	out     Outcome
	letters []*stagedoor.Attendee // known tickets' that get one
}

// A step is what happens to a known ticket if nothing holds it up.
type step struct {
	old    KnownTicket
	effect Effect
	idle   bool // the effect writes nothing
	takes  What // what an admitted attendee would lose; empty: nothing
	listed bool // an answer's entry listed it
	kept   bool // a no settled it: it takes nothing, so it happens even when the round waits
	away   bool // it left the export in this very round: the guard counts it before it takes
	waits  bool // gone, until somebody says yes
	letter bool // a letter is due, if an address is there
	count  func(*RoundCounts)
}

// stands is what a row says about coming in, and what it would take from
// somebody who may.
func stands(t tickets.Ticket) (stagedoor.Standing, What) {
	switch {
	case t.Status == tickets.Awaiting:
		return stagedoor.Unpaid, TakesUnpaid
	case t.Status != tickets.Paid:
		return stagedoor.Cancelled, TakesCancelled
	case !t.Admits:
		return stagedoor.Cancelled, TakesType
	}
	return stagedoor.Admitted, ""
}

// endings says why the logins of somebody with this standing are over.
var endings = map[stagedoor.Standing]stagedoor.Ending{
	stagedoor.Unpaid:    stagedoor.EndedUnpaid,
	stagedoor.Cancelled: stagedoor.EndedCancelled,
	stagedoor.Gone:      stagedoor.EndedGone,
	stagedoor.Revoked:   stagedoor.EndedRevoked,
}

// add takes the reading's new ticket i.
func (d *decision) add(i int) {
	t := d.reading.Added[i]
	if d.known.Erased.Has(t.Identity) {
		d.out.Round.Skipped++
		return
	}
	d.out.added = append(d.out.added, i)
	d.out.Round.New++
	if standing, _ := stands(t); standing == stagedoor.Admitted {
		d.out.Round.Attendees++
	}
}

// changed is what a known ticket's changed row does.
func (d *decision) changed(old KnownTicket, row tickets.Ticket) step {
	s := step{old: old, count: func(c *RoundCounts) {}}
	s.effect.Ticket = old.Ticket
	s.effect.Ticket.Ticket, s.effect.Ticket.Missing, s.effect.Ticket.Hand, s.effect.Ticket.Changed = row, 0, HandNone, d.now
	s.effect.Did = stagedoor.Say("Its row changed.")
	standing, takes := stands(row)
	if old.Attendee == nil {
		if standing == stagedoor.Admitted {
			s.effect.Made = true // apply makes the attendee: a step that waits must not mint
			s.effect.Did = stagedoor.Say("It was paid and got a code.")
		}
		return s
	}
	a := *old.Attendee
	a.Language = row.Language
	d.renamed(&s, &a, row)
	d.transferred(&s, &a, row)
	d.stood(&s, &a, standing, takes)
	s.effect.Attendee = &a
	s.letter = a.Standing == stagedoor.Admitted && old.Lettered < a.CodeVersion
	return s
}

func (d *decision) renamed(s *step, a *stagedoor.Attendee, row tickets.Ticket) {
	if row.Name == s.old.Name || row.Name == a.Name {
		return // what the help desk wrote stays while the row says the same
	}
	a.Name, s.effect.Told = row.Name, true
	s.effect.Did = stagedoor.Say("The name changed.")
	s.count = func(c *RoundCounts) { c.Names++ }
}

// transferred gives the ticket to the row's new address: another code, which
// the old address does not know. An address where there was none is no
// transfer, and neither is another spelling. Nor is one that becomes empty:
// vendors blank out a refunded person's, and the code is still theirs.
func (d *decision) transferred(s *step, a *stagedoor.Attendee, row tickets.Ticket) {
	to := stagedoor.FoldAddress(row.Email)
	switch {
	case to == "":
		return
	case to == stagedoor.FoldAddress(s.old.Email): // the row has the same; what the help desk corrected stays
		if row.Email != s.old.Email && to == stagedoor.FoldAddress(a.Email) {
			a.Email = row.Email
		}
		return
	case to == stagedoor.FoldAddress(a.Email): // the help desk knew it before the vendor
		a.Email = row.Email
		return
	case a.Email == "":
		a.Email = row.Email
		s.effect.Did = stagedoor.Say("An address came.")
		return
	}
	if a.Standing == stagedoor.Admitted {
		s.takes = TakesAddress
	}
	a.Email = row.Email
	a.CodeVersion++
	s.effect.Code = d.mint.Code(a.ID, a.CodeVersion)
	s.effect.End, s.effect.Told = stagedoor.EndedReplaced, true
	s.effect.Did = stagedoor.Say("It went to another address: new code, old logins ended.")
	s.count = func(c *RoundCounts) { c.Addresses++ }
}

// stood gives the attendee the row's standing.
func (d *decision) stood(s *step, a *stagedoor.Attendee, standing stagedoor.Standing, takes What) {
	if a.Standing == standing {
		return
	}
	was := a.Standing
	a.Standing, a.Since, s.effect.Told = standing, d.now, true
	if standing == stagedoor.Admitted {
		s.effect.Did = stagedoor.Say("It was paid again: the same code works.")
		if s.effect.Code != "" {
			s.effect.Did = stagedoor.Say("It was paid again, with another address: new code.")
		}
		s.count = func(c *RoundCounts) { c.Back++ }
		return
	}
	s.effect.End = endings[standing]
	switch takes {
	case TakesUnpaid:
		s.effect.Did = stagedoor.Say("It awaits payment again.")
	case TakesType:
		s.effect.Did = stagedoor.Say("Its type admits nobody any more.")
	default:
		s.effect.Did = stagedoor.Say("It was cancelled.")
	}
	if was == stagedoor.Admitted {
		s.takes = takes
		s.count = func(c *RoundCounts) { c.Taken++ }
	}
}

// gone is what it does to a known ticket that it is not in the export.
func (d *decision) gone(old KnownTicket) step {
	s := step{old: old, effect: Effect{Ticket: old.Ticket}, count: func(*RoundCounts) {}}
	e := &s.effect
	loses := old.Attendee != nil && old.Attendee.Standing == stagedoor.Admitted
	listed := d.listed(old.ID)
	switch {
	case !loses: // nobody loses anything
		e.Ticket.Missing = goneForGood
		return s
	case listed && !d.reading.Answer.Yes:
		s.listed, s.kept = true, true
		e.Ticket.Missing = goneForGood
		e.Did = stagedoor.Say("It left the export. Somebody said that this does not count.")
		return s
	case listed:
		s.listed = true
		e.Ticket.Missing = goneForGood
	case d.feed.GoneRule() == tickets.GoneAfter3:
		e.Ticket.Missing++
	default:
		e.Ticket.Missing = 1
		s.waits = true
	}
	s.away = old.Missing == 0 && !listed
	if e.Ticket.Missing < goneForGood {
		s.idle = e.Ticket.Missing == old.Missing
		return s
	}
	a := *old.Attendee
	a.Standing, a.Since = stagedoor.Gone, d.now
	e.Attendee, e.End, e.Told, e.Ticket.Changed = &a, stagedoor.EndedGone, true, d.now
	e.Did = stagedoor.Say("It left the export.")
	s.takes = TakesGone
	s.count = func(c *RoundCounts) { c.Gone++ }
	return s
}

// back is what it does that a missing ticket is in the export again, with the
// same row.
func (d *decision) back(old KnownTicket) step {
	s := step{old: old, effect: Effect{Ticket: old.Ticket}, count: func(*RoundCounts) {}}
	s.effect.Ticket.Missing = 0
	standing, _ := stands(old.Ticket.Ticket)
	if old.Attendee == nil || old.Attendee.Standing != stagedoor.Gone {
		return s
	}
	a := *old.Attendee
	a.Standing, a.Since = standing, d.now
	s.effect.Attendee, s.effect.Told, s.effect.Ticket.Changed = &a, true, d.now
	s.effect.Did = stagedoor.Say("It is in the export again.")
	if standing == stagedoor.Admitted {
		s.letter = old.Lettered < a.CodeVersion
		s.count = func(c *RoundCounts) { c.Back++ }
	}
	return s
}

// apply lets a step happen.
func (d *decision) apply(s step) {
	if s.idle {
		return
	}
	if s.effect.Made {
		welcome(&s.effect, d.mint, d.now)
		d.out.Round.Attendees++
		s.letter = true
	}
	if s.effect.Ticket.Changed.Equal(d.now) {
		d.out.Round.Changed++
	}
	s.count(&d.out.Round.RoundCounts)
	if s.letter {
		d.letters = append(d.letters, s.effect.Attendee)
	}
	d.out.effects = append(d.out.effects, s.effect)
}
