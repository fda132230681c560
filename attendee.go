package stagedoor

import "time"

// The ids of things; all are made by NewID but for those that a person gives
// (a stage's, a feed's) and a login's, which is the hash of its token.
type (
	AttendeeID string
	TicketID   string
	StageID    string // given by the organiser: [a-z0-9-], it is in the address
	TalkID     string
	SourceID   string // within its stage: given by the organiser, or made by NewID
	LetterID   string
	LoginID    string // SHA-256 of the cookie's token, lower-case hexadecimal
	CrewID     string
	FeedID     string // given by the organiser: [a-z0-9-]
)

// FeedByHand is the feed of guest passes: tickets written by hand.
const FeedByHand FeedID = "by-hand"

// A Standing says whether an attendee may come in, and if not, why.
type Standing string

// The standings. Only Admitted lets anyone in; each of the others has its own
// sentence on the page.
const (
	Admitted  Standing = "admitted"
	Unpaid    Standing = "unpaid"    // went back to awaiting payment
	Cancelled Standing = "cancelled" // cancelled, refunded or void at the vendor's
	Gone      Standing = "gone"      // left the export, and somebody or the preset's rule said that this counts
	Revoked   Standing = "revoked"   // taken away by hand
)

// An Attendee is one admitted ticket. It stays when the ticket is cancelled,
// so that the same code works again after the way back to paid.
type Attendee struct {
	ID          AttendeeID
	Ticket      TicketID
	Name        string
	Email       string // empty: admitted, but gets no letter
	Language    string // BCP 47, empty for the conference's
	CodeVersion int    // 1 at first; each new code is one more
	Standing    Standing
	Since       time.Time // since when the standing is what it is
}

// An Ending says why a login is over.
type Ending string

// Why a login ends. Every one but SignedOut has its own page.
const (
	EndedSignedOut Ending = "signed-out" // the person pressed "Sign out"
	EndedElsewhere Ending = "elsewhere"  // the device limit: somebody came in on another device
	EndedCancelled Ending = "cancelled"  // the ticket was cancelled
	EndedUnpaid    Ending = "unpaid"     // the ticket awaits payment again
	EndedGone      Ending = "gone"       // the ticket left the export
	EndedRevoked   Ending = "revoked"    // taken away by hand
	EndedReplaced  Ending = "replaced"   // the code was replaced: a transfer, a new code, a new secret
	EndedByCrew    Ending = "by-crew"    // the help desk signed all devices out
	EndedErased    Ending = "erased"     // the attendee was erased
)

// A Login is one browser let in.
type Login struct {
	ID       LoginID
	Attendee AttendeeID
	Device   string // "Chrome on Android": a guess from User-Agent, for the help desk
	Created  time.Time
	Seen     time.Time // to about a minute
	Expires  time.Time
	Ended    time.Time // zero while it is good
	Why      Ending    // empty while it is good
}

// A Role is what a crew member may do.
type Role string

// The roles of the crew. An owner may do everything.
const (
	Owner     Role = "owner"
	Producer  Role = "producer"
	HelpDesk  Role = "help-desk"
	Moderator Role = "moderator"
)

// Roles lists them all, the one that may do most first.
var Roles = []Role{Owner, Producer, HelpDesk, Moderator}

// An Actor is who did something: a crew member, or a command on the machine.
type Actor struct {
	ID   CrewID // empty for a command
	Name string // as it was at the time; "stagedoor code" for a command
}
