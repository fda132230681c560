package access

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"stagedoor"
	"stagedoor/tickets"
)

// RoundStore is what rounds have to remember.
type RoundStore interface {
	// Feed returns a feed; a NotFound error if there is none.
	Feed(ctx context.Context, id stagedoor.FeedID) (Feed, error)
	// DueFeeds returns the feeds with a URL, that are not off, whose last
	// round began their interval ago or longer.
	DueFeeds(ctx context.Context, now time.Time) ([]Feed, error)
	// LastRound is when the feed's last round began; zero: never.
	LastRound(ctx context.Context, id stagedoor.FeedID) (time.Time, error)
	// Index reads, without a transaction, what an export is compared with.
	Index(ctx context.Context, id stagedoor.FeedID) (Index, error)
	// SaveRound writes the round's row and nothing else.
	SaveRound(ctx context.Context, r Round) error
	// Round re-reads, under the feed's lock, what is known of the tickets that
	// the reading names, calls decide and keeps the outcome, all or nothing.
	// It fails with ErrStale when the feed is not at run's revision any more.
	Round(ctx context.Context, run Run, decide func(Known) Outcome) (Round, error)

	// Known reads what Round would give to decide, without a lock.
	Known(ctx context.Context, feed stagedoor.FeedID, r *Reading) (Known, error)

	// Entry returns what was listed, open or replaced not long ago; a
	// NotFound error if there is no such entry.
	Entry(ctx context.Context, feed stagedoor.FeedID, id string) (Entry, error)
	// Upload returns the export that a round kept while its entry waits, or a
	// NotFound error.
	Upload(ctx context.Context, feed stagedoor.FeedID) (Upload, error)

	// Lease and Unlease: one node runs a feed's round.
	Lease(ctx context.Context, name, holder string, now time.Time, ttl time.Duration) (bool, error)
	Unlease(ctx context.Context, name, holder string) error
}

// Counts says how many of a feed's tickets stand how.
type Counts struct{ Tickets, Admitted, Awaiting, NoAddress int }

// ErrStale says that another round changed the feed while this one read.
var ErrStale = stagedoor.Errorf(stagedoor.Conflict, "Another round changed this feed meanwhile. Run it again.")

// An Index is the little of a feed's tickets that tells whether an export has
// anything new.
type Index struct {
	Revision     int64
	Digests      map[string]tickets.Digest // by identity
	Missing      map[string]int            // by identity, where not 0: rounds without it
	Header       string                    // hash of the confirmed header; empty: none yet
	Refused      string                    // digest of the refused rows
	Open         bool                      // an entry waits
	ETag         string
	LastModified string
	Erased       Erased
}

// Erased are the identities of a feed that must not come back: what is kept
// is a hash, keyed by a salt of the database's own.
type Erased struct {
	Salt   []byte
	Hashes map[string]bool
}

// Has reports whether the identity was erased.
func (e Erased) Has(identity string) bool {
	return len(e.Hashes) > 0 && e.Hashes[EraseHash(e.Salt, identity)]
}

// all reports whether every one of the identities was erased, and there are
// some.
func (e Erased) all(identities []string) bool {
	for _, id := range identities {
		if !e.Has(id) {
			return false
		}
	}
	return len(identities) > 0
}

// EraseHash is what stays of an erased ticket's identity.
func EraseHash(salt []byte, identity string) string {
	m := hmac.New(sha256.New, salt)
	m.Write([]byte(identity))
	return hex.EncodeToString(m.Sum(nil))
}

// A Hand is what somebody decided about a ticket against its row; it stands
// until the row changes again.
type Hand string

// The hand's decisions.
const (
	HandNone    Hand = ""
	HandRevoked Hand = "revoked" // taken away
	HandUndone  Hand = "undone"  // let in, whatever the row says
	HandKept    Hand = "kept"    // a round that waited was answered with no
)

// goneForGood is the missing count from which nothing more happens: the
// ticket's going was applied, or somebody said that it does not count.
const goneForGood = 3

// A Ticket is a feed's ticket as we keep it: the row as it was last written,
// and what we think of it.
type Ticket struct {
	ID   stagedoor.TicketID
	Feed stagedoor.FeedID
	tickets.Ticket
	Missing int // rounds in a row without it
	Hand    Hand
	Created time.Time
	Changed time.Time
}

// KnownTicket is a ticket with its attendee.
type KnownTicket struct {
	Ticket
	Attendee *stagedoor.Attendee // nil: it admits nobody, or did not so far
	Lettered int                 // the highest code version that a letter holds; 0 none
}

// Known is what a round finds under the feed's lock.
type Known struct {
	Tickets     map[string]KnownTicket // by identity: those that the reading names
	Admitted    int                    // attendees of this feed who are admitted
	Orders      map[string]bool        // of all tickets; only filled when the reading adds any
	Addresses   map[string]bool        // likewise, folded
	LettersOpen bool
	Erased      Erased
	Refused     string // digest of the refused rows
	Open        *Entry // what waits, with its items, or nil
}

// A Run is what a round brings to the store.
type Run struct {
	Feed     Feed
	SaveFeed bool  // the columns were guessed now: keep them with the feed
	Revision int64 // of the feed when the export was compared
	Reading  *Reading
	Took     func() time.Duration // since the round began
	Actor    *stagedoor.Actor     // who answered, for the audit; nil: an ordinary round
	Did      stagedoor.Sentence   // likewise
}

// An Outcome is what a round does. The zero value does nothing. What it does
// to tickets, and the letters, is in Batches (outcome.go).
type Outcome struct {
	Refused bool    // replace the refused rows by the reading's
	Entry   *Entry  // replaces what waits
	Close   bool    // nothing waits any more
	Upload  *Upload // kept for the yes; nil: what is kept stays while an upload's entry waits
	Round   Round   // its row

	lists   bool             // the export itself shows something that waits
	effects []Effect         // of known tickets
	from    []tickets.Ticket // the reading's new tickets
	added   []int            // those of them that go in
	due     []due            // who gets a letter, those who share one in a row
	feed    stagedoor.FeedID
	open    bool // letters leave at once
	mint    Mint
	now     time.Time
}

// An Effect is what happens to one ticket, and through it to its attendee.
type Effect struct {
	New      bool // the ticket was not known
	ByHand   bool // no row of an export did it
	Ticket   Ticket
	Attendee *stagedoor.Attendee // as it is from now on; nil: none, or as it was
	Made     bool                // the attendee is new
	Code     string              // hash of a new code, hexadecimal; of the attendee's version
	End      stagedoor.Ending    // ends the attendee's logins; empty: not
	Told     bool                // name, standing or code of somebody known changed
	Did      stagedoor.Sentence  // for the ticket's history; zero: nothing to tell
}

// An Entry is what waits for somebody's yes.
type Entry struct {
	ID     string // a hash of what it lists: the same list is the same entry
	Feed   stagedoor.FeedID
	Since  time.Time // when something began to wait
	At     time.Time // when the list became this one
	Whole  bool      // the whole round waits; else only gone tickets do
	Upload bool      // the export was uploaded, so it is kept for the yes
	Closed time.Time
	Count  int // of items, also where they were not read
	Items  []Item
}

// An Item is one ticket that an entry's yes would take something from.
type Item struct {
	Ticket stagedoor.TicketID
	What   What
	// For the page; a store fills them in.
	Identity string
	Name     string
	Email    string
	Attendee stagedoor.AttendeeID
}

// A What says what would be taken from a ticket.
type What string

// What a round may take.
const (
	TakesCancelled What = "cancelled" // cancelled, refunded, void
	TakesUnpaid    What = "unpaid"    // back to awaiting payment
	TakesType      What = "type"      // its type admits nobody any more
	TakesGone      What = "gone"      // it left the export
	TakesAddress   What = "address"   // another address: a transfer
)

// An Upload is an export that somebody gave us.
type Upload struct {
	At      time.Time
	Partial bool
	Data    []byte // the file, gzipped
}

// A Result says how a round ended.
type Result string

// The results of a round.
const (
	RoundSame    Result = "same"    // nothing to do
	RoundChanged Result = "changed" // something was written
	RoundWaits   Result = "waits"   // something waits for a yes
	RoundFailed  Result = "failed"  // nothing changed; Problem says why
)

// A Trigger says what ran a round.
type Trigger string

// The triggers of a round.
const (
	ByClock  Trigger = "clock"
	ByHook   Trigger = "hook"
	ByUpload Trigger = "upload" // the control room or stagedoor import
	ByYes    Trigger = "yes"
	ByNo     Trigger = "no"
	ByButton Trigger = "button" // "run now"
)

// A Round is one run of a feed, as its row tells it.
type Round struct {
	ID      string
	Feed    stagedoor.FeedID
	At      time.Time // when it began
	Took    time.Duration
	Trigger Trigger
	Result  Result
	Problem stagedoor.Sentence   // of a failed one
	Notes   []stagedoor.Sentence // what somebody should know of a good one
	RoundCounts

	ETag, LastModified string // kept only when nothing is open, so that a change is never missed
	Header             string // hash of the header as read
}

// RoundCounts is what a round found and did.
type RoundCounts struct {
	Rows      int // in the export
	Tickets   int // likewise
	Refused   int // rows
	Skipped   int // tickets of people who were erased
	New       int // tickets not known before
	Attendees int // new ones
	Changed   int // known tickets whose row changed
	Names     int
	Addresses int // transfers
	Taken     int // cancelled, unpaid, or of a type that admits nobody
	Gone      int // left the export, and it counted
	Back      int // may come in again
	Letters   int
	Waiting   int // tickets that wait for a yes
}
