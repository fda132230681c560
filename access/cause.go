package access

import (
	"time"

	"stagedoor"
	"stagedoor/tickets"
)

// Cause is the card's first line: why this person calls, in one sentence, as
// far as what happened tells.
func Cause(c Card, now time.Time, zone *time.Location) stagedoor.Sentence {
	at := func(t time.Time) string { return clockTime(t, now, zone) }
	a := c.Attendee
	if a == nil {
		return ticketCause(c.Ticket, at)
	}
	switch a.Standing {
	case stagedoor.Cancelled:
		return stagedoor.Say("Cancelled at %s.", at(a.Since))
	case stagedoor.Unpaid:
		return stagedoor.Say("Awaits payment again since %s.", at(a.Since))
	case stagedoor.Gone:
		return stagedoor.Say("Left the export at %s.", at(a.Since))
	case stagedoor.Revoked:
		return stagedoor.Say("Revoked by hand at %s.", at(a.Since))
	}
	last := lastLogin(c.Logins)
	if len(c.Uses) > 0 && c.Uses[0].Why == WhyReplaced && (last == nil || c.Uses[0].Last.After(last.Created)) {
		return stagedoor.Say("Typed a code that was replaced, at %s. The newest letter has the right one.", at(c.Uses[0].Last))
	}
	if last == nil {
		return neverIn(c, at)
	}
	if !last.Ended.IsZero() {
		switch last.Why {
		case stagedoor.EndedElsewhere:
			return stagedoor.Say("Signed out at %s: too many other devices are in.", at(last.Ended))
		case stagedoor.EndedReplaced:
			return stagedoor.Say("Signed out at %s: the code was replaced. Did not come in with the new one.", at(last.Ended))
		}
		return stagedoor.Say("Signed out at %s, on %s. The code still works.", at(last.Ended), device(last))
	}
	if ago := now.Sub(last.Created); ago < time.Hour {
		if ago < 2*time.Minute {
			return stagedoor.Say("Came in just now on %s.", device(last))
		}
		return stagedoor.Say("Came in %d minutes ago on %s.", int(ago/time.Minute), device(last))
	}
	return stagedoor.Say("Came in at %s on %s.", at(last.Created), device(last))
}

// ticketCause is for a ticket that lets nobody in.
func ticketCause(t Ticket, at func(time.Time) string) stagedoor.Sentence {
	switch standing, takes := stands(t.Ticket); {
	case t.Missing > 0:
		return stagedoor.Say("Left the export, and let nobody in before.")
	case standing == stagedoor.Unpaid:
		return stagedoor.Say("Awaits payment. The code comes when it is paid.")
	case takes == TakesType:
		return stagedoor.Say("This type of ticket lets nobody in: %s.", t.Type)
	case t.Status == tickets.Cancelled:
		return stagedoor.Say("Cancelled before it was paid; we saw that at %s.", at(t.Changed))
	}
	return stagedoor.Say("This ticket lets nobody in.")
}

// neverIn is for somebody who may come in and never did: it is about the
// letter then.
func neverIn(c Card, at func(time.Time) string) stagedoor.Sentence {
	if c.Attendee.Email == "" {
		return stagedoor.Say("Never came in: we have no address, so no letter went out.")
	}
	if len(c.Letters) == 0 {
		return stagedoor.Say("Never came in, and there is no letter.")
	}
	switch l := c.Letters[0]; l.State {
	case stagedoor.LetterBounced:
		return stagedoor.Say("The letter came back at %s.", at(l.Settled))
	case stagedoor.LetterFailed:
		return stagedoor.Say("The letter could not be sent: we gave up at %s.", at(l.Settled))
	case stagedoor.LetterDelivered:
		return stagedoor.Say("Never came in; the letter was delivered at %s.", at(l.Settled))
	case stagedoor.LetterSent:
		return stagedoor.Say("Never came in; the letter was sent at %s.", at(l.Sent))
	case stagedoor.LetterWaiting:
		return stagedoor.Say("Never came in: the letter waits until the outbox is opened.")
	case stagedoor.LetterSuperseded:
		return stagedoor.Say("Never came in, and the letter was replaced before it left.")
	}
	return stagedoor.Say("Never came in: the letter is in the outbox.")
}

// lastLogin is the newest login that is good, else the newest.
func lastLogin(logins []stagedoor.Login) *stagedoor.Login {
	var last *stagedoor.Login
	for i := range logins {
		l := &logins[i]
		switch {
		case last == nil,
			l.Ended.IsZero() && !last.Ended.IsZero(),
			l.Ended.IsZero() == last.Ended.IsZero() && l.Created.After(last.Created):
			last = l
		}
	}
	return last
}

func device(l *stagedoor.Login) string {
	if l.Device == "" {
		return "?"
	}
	return l.Device
}

// clockTime is a time as people say it: 14:02 today, else with the day.
func clockTime(t, now time.Time, zone *time.Location) string {
	t, now = t.In(zone), now.In(zone)
	if t.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return t.Format("15:04")
	}
	return t.Format("2006-01-02 15:04")
}

// stamp is a time for a file.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
