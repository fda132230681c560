package access

import (
	"context"
	"strings"
	"time"

	"stagedoor"
)

// A DeskStore finds what the help desk asks for.
type DeskStore interface {
	// Search finds tickets by the folded words: each must be in the name, the
	// address, the order or the identity. Newest first, at most limit.
	Search(ctx context.Context, words []string, limit int) ([]Found, error)
	// Card returns everything about one ticket; a NotFound error if there is
	// none.
	Card(ctx context.Context, who Who) (Card, error)
	// AttendeesAt returns the attendees of an address, folded.
	AttendeesAt(ctx context.Context, address string) ([]stagedoor.Attendee, error)
	CodeOwners(ctx context.Context, hashes []stagedoor.CodeHash) ([]CodeOwner, error)
}

// A HandStore keeps what hands do.
type HandStore interface {
	// ByHand re-reads the ticket under its feed's lock, calls decide and keeps
	// the deed with its audit entry, all or nothing. The zero Who is a new
	// guest pass.
	ByHand(ctx context.Context, actor stagedoor.Actor, who Who, now time.Time, decide func(Held) (Deed, error)) error
	// Erase deletes what is known of a person but for a hash of the ticket's
	// identity, and ends the logins.
	Erase(ctx context.Context, actor stagedoor.Actor, who Who, now time.Time) error
	// Rekey writes a new secret's fingerprint and, for every attendee, the
	// next version of the code; ends all logins and queues letters. erase_salt
	// stays.
	Rekey(ctx context.Context, actor stagedoor.Actor, fingerprint string, now time.Time, decide func(all []stagedoor.Attendee, lettersOpen bool) Rekeyed) error
}

// Who names a ticket: by its attendee, or where it has none, by itself.
type Who struct {
	Attendee stagedoor.AttendeeID
	Ticket   stagedoor.TicketID
}

func (w Who) storable() Who {
	return Who{Attendee: stagedoor.AttendeeID(storable(string(w.Attendee))), Ticket: stagedoor.TicketID(storable(string(w.Ticket)))}
}

// storable leaves out what PostgreSQL takes for no text, whatever people paste
// or put into an address: NUL, and what is not UTF-8.
func storable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
}

// Held is a ticket that a hand is laid on.
type Held struct {
	KnownTicket
	LettersOpen bool
}

// A Deed is what a hand does.
type Deed struct {
	Effect  *Effect // nil: nothing changes
	Letters []stagedoor.Letter
	Did     stagedoor.Sentence // for the audit
}

// Found is one line of the help desk's search.
type Found struct {
	Ticket   Ticket
	Attendee *stagedoor.Attendee // nil: the ticket lets nobody in
}

// A Card is everything about one ticket and its attendee.
type Card struct {
	Ticket   Ticket
	Feed     Feed
	Attendee *stagedoor.Attendee // nil: the ticket lets nobody in
	History  []TicketEvent       // newest first
	Letters  []stagedoor.Letter  // newest first
	Logins   []stagedoor.Login   // newest first
	Uses     []CodeUse           // refused uses of the attendee's codes, newest first
	Audit    []stagedoor.AuditEntry
}

// A TicketEvent is something that a ticket's row, or a hand, did.
type TicketEvent struct {
	At   time.Time
	Line int    // of the export; 0: a hand did it, or the row's absence
	Word string // the status as the export had it
	Did  stagedoor.Sentence
}

// A Desk is what the help desk can do. Every act is audited.
type Desk struct {
	Find       DeskStore
	Hands      HandStore
	Secret     stagedoor.Secret
	Conference func() stagedoor.Conference
}

// searchMost bounds a search's answers.
const searchMost = 200

// Search finds tickets by name, address, order or ticket number, in any
// script; those without an attendee too, since their people call as well.
func (d *Desk) Search(ctx context.Context, query string, limit int) ([]Found, error) {
	if len(query) > 200 {
		return nil, stagedoor.Errorf(stagedoor.Invalid, "Search for less than that: a name, an address or an order number.")
	}
	if limit <= 0 || limit > searchMost {
		limit = searchMost
	}
	return d.Find.Search(ctx, words(stagedoor.Fold(storable(query))), limit)
}

// Card returns everything about one ticket.
func (d *Desk) Card(ctx context.Context, who Who) (Card, error) {
	return d.Find.Card(ctx, who.storable())
}

// AttendeesAt returns the attendees of an address, for `stagedoor code`.
func (d *Desk) AttendeesAt(ctx context.Context, address string) ([]stagedoor.Attendee, error) {
	return d.Find.AttendeesAt(ctx, stagedoor.FoldAddress(storable(address)))
}

func (d *Desk) mint(now time.Time) Mint { return newMint(d.Secret, d.Conference().ID, now) }

// hand lays a hand on an attendee's ticket.
func (d *Desk) hand(ctx context.Context, actor stagedoor.Actor, id stagedoor.AttendeeID, now time.Time, do func(Held, Mint, time.Time) (Deed, error)) error {
	return d.Hands.ByHand(ctx, actor, Who{Attendee: id}.storable(), now, func(h Held) (Deed, error) { return do(h, d.mint(now), now) })
}

// Revoke takes the right to come in away until the ticket's row changes.
func (d *Desk) Revoke(ctx context.Context, actor stagedoor.Actor, id stagedoor.AttendeeID, now time.Time) error {
	return d.hand(ctx, actor, id, now, revoke)
}

// Undo lets somebody in again, whatever took it away. It stands until the
// ticket's row changes.
func (d *Desk) Undo(ctx context.Context, actor stagedoor.Actor, id stagedoor.AttendeeID, now time.Time) error {
	return d.hand(ctx, actor, id, now, undo)
}

// LetIn makes an attendee of a ticket that has none: one that awaits payment,
// was cancelled before we saw it paid, or is of a type that admits nobody.
func (d *Desk) LetIn(ctx context.Context, actor stagedoor.Actor, ticket stagedoor.TicketID, now time.Time) error {
	return d.Hands.ByHand(ctx, actor, Who{Ticket: ticket}.storable(), now, func(h Held) (Deed, error) { return letIn(h, d.mint(now), now) })
}

// Resend sends the attendee's code again, to the address that we have.
func (d *Desk) Resend(ctx context.Context, actor stagedoor.Actor, id stagedoor.AttendeeID, now time.Time) error {
	return d.hand(ctx, actor, id, now, resend)
}

// CorrectAddress sends a new code to another address; the code that went to
// the old one is replaced. The devices that are in stay in, unless signOut.
func (d *Desk) CorrectAddress(ctx context.Context, actor stagedoor.Actor, id stagedoor.AttendeeID, address string, signOut bool, now time.Time) error {
	return d.hand(ctx, actor, id, now, func(h Held, m Mint, now time.Time) (Deed, error) { return correct(h, address, signOut, m, now) })
}

// Rotate replaces the code, signs all devices out and sends a letter.
func (d *Desk) Rotate(ctx context.Context, actor stagedoor.Actor, id stagedoor.AttendeeID, now time.Time) error {
	return d.hand(ctx, actor, id, now, rotate)
}

// SignOutEverywhere ends the attendee's logins; the code still works.
func (d *Desk) SignOutEverywhere(ctx context.Context, actor stagedoor.Actor, id stagedoor.AttendeeID, now time.Time) error {
	return d.hand(ctx, actor, id, now, signOut)
}

// ReadCode returns the attendee's code, for reading it aloud. It is audited.
func (d *Desk) ReadCode(ctx context.Context, actor stagedoor.Actor, id stagedoor.AttendeeID, now time.Time) (stagedoor.AccessCode, error) {
	var code stagedoor.AccessCode
	err := d.hand(ctx, actor, id, now, func(h Held, _ Mint, _ time.Time) (Deed, error) {
		if h.Attendee.Standing != stagedoor.Admitted {
			return Deed{}, errNotIn()
		}
		code = stagedoor.NewAccessCode(d.Secret, d.Conference().ID, h.Attendee.ID, h.Attendee.CodeVersion)
		return Deed{Did: stagedoor.Say("Read the code of %s.", h.who())}, nil
	})
	if err != nil {
		return "", err
	}
	return code, nil
}

// Erase deletes what is known of a person. The ticket's next rounds skip it.
func (d *Desk) Erase(ctx context.Context, actor stagedoor.Actor, who Who, now time.Time) error {
	return d.Hands.Erase(ctx, actor, who.storable(), now)
}
