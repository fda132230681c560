package access

import (
	"crypto/sha256"
	"encoding/hex"
	"sort"

	"stagedoor"
)

// A round that would take something from more than guardLeast people and from
// more than one in guardPart of the admitted waits as a whole: it is more
// likely a wrong export than a wave of refunds.
const (
	guardLeast = 5
	guardPart  = 10
)

// listed reports whether the answered entry listed the ticket.
func (d *decision) listed(id stagedoor.TicketID) bool {
	return d.reading.Answer != nil && d.reading.Answer.Listed[id]
}

// answered is what an answer makes of a changed row. A no keeps the attendee
// as it is and writes the row, so that it is asked about once.
func (d *decision) answered(s step) step {
	if s.takes == "" || !d.listed(s.old.ID) {
		return s
	}
	s.listed = true
	if !d.reading.Answer.Yes {
		s.kept, s.takes, s.letter, s.count = true, "", false, func(*RoundCounts) {}
		s.effect = Effect{Ticket: s.effect.Ticket, Did: stagedoor.Say("Its row changed. Somebody said that this does not count.")}
		s.effect.Ticket.Hand = HandKept
	}
	return s
}

// mustWait reports whether the whole round waits: it takes too much, or a yes
// to a whole round would take from a ticket that was not listed.
func (d *decision) mustWait(steps []step) bool {
	n, unlisted := 0, 0
	for _, s := range steps {
		if s.listed {
			continue
		}
		if s.takes != "" || s.away {
			n++
		}
		if s.takes != "" {
			unlisted++
		}
	}
	if a := d.reading.Answer; a != nil && a.Yes && a.Whole && unlisted > 0 {
		return true
	}
	return n > guardLeast && n*guardPart > d.known.Admitted
}

// meanwhile lets in the new paid rows whose order and address no known ticket
// has: they cannot be an old ticket in another shape.
func (d *decision) meanwhile() {
	for i, t := range d.reading.Added {
		if standing, _ := stands(t); standing != stagedoor.Admitted {
			continue
		}
		if t.Order == "" && t.Email == "" {
			continue
		}
		if d.known.Orders[t.Order] || d.known.Addresses[stagedoor.FoldAddress(t.Email)] {
			continue
		}
		d.add(i)
	}
}

// entry replaces or closes what waits.
func (d *decision) entry(steps []step, whole bool) {
	e := Entry{Feed: d.feed.ID, Since: d.now, At: d.now, Whole: whole, Upload: d.reading.Upload}
	for _, s := range steps {
		what := s.takes
		if s.waits || whole && s.away {
			what = TakesGone
		}
		if what != "" && (whole || s.waits) {
			e.Items = append(e.Items, Item{Ticket: s.old.ID, What: what, Identity: s.old.Identity})
		}
	}
	open := d.known.Open
	e.Count, d.out.Round.Waiting = len(e.Items), len(e.Items)
	if len(e.Items) == 0 {
		if open != nil && (d.reading.GoneCounts || !open.hasGone()) {
			d.out.Close = true
		} else if open != nil {
			d.out.Round.Waiting = open.Count
		}
		return
	}
	e.ID, d.out.lists = entryID(e), true
	if open != nil {
		e.Since = open.Since
		if open.ID == e.ID {
			e.At = open.At
			if e.Upload == open.Upload {
				return
			}
			// The yes runs the newest export again, and that is another one.
		}
	}
	d.out.Entry = &e
}

// hasGone reports whether some of its tickets left the export: an export that
// cannot say who is gone cannot say that they are back either.
func (e Entry) hasGone() bool {
	for _, i := range e.Items {
		if i.What == TakesGone {
			return true
		}
	}
	return false
}

// entryID is a hash of what the entry lists, so that the page's yes names
// exactly what was read there.
func entryID(e Entry) string {
	lines := make([]string, 0, len(e.Items)+1)
	for _, i := range e.Items {
		lines = append(lines, string(i.Ticket)+" "+string(i.What))
	}
	sort.Strings(lines)
	if e.Whole {
		lines = append(lines, "whole")
	}
	h := sha256.New()
	for _, l := range lines {
		h.Write([]byte(l + "\n"))
	}
	return hex.EncodeToString(h.Sum(nil)[:10])
}
