package access

import (
	"context"
	"time"

	"stagedoor"
)

// A CodeStore knows whose a code is. It never sees a code or the secret,
// only keyed hashes.
type CodeStore interface {
	// CodeOwners returns whose code each hash is, in the order asked; the
	// zero CodeOwner for a hash that was never a code.
	CodeOwners(ctx context.Context, hashes []stagedoor.CodeHash) ([]CodeOwner, error)
	// CodesUsed adds to what the help desk sees of refused uses: one row per
	// attendee and reason, with a count and the last time.
	CodesUsed(ctx context.Context, uses []CodeUse) error
}

// A LoginStore remembers the attendees' logins.
type LoginStore interface {
	// LetIn writes the logins, each only if its attendee is admitted with
	// this version of the code, and ends in the same transaction those that
	// Evict names. The answers are in the order of the logins; the error is
	// one that all of them had.
	LetIn(ctx context.Context, logins []NewLogin, limit int, now time.Time) ([]LetIn, error)
	// TakeBack writes a login for the attendee of old, which must have been
	// ended by the device limit and can be used for this only once. A
	// NotFound error says that there is nothing to take back.
	TakeBack(ctx context.Context, old stagedoor.LoginID, fresh stagedoor.Login, limit int, now time.Time) (CodeOwner, LetIn, error)
	// KnownLogins returns each login with its attendee, in the order asked;
	// the zero KnownLogin for an id that is none.
	KnownLogins(ctx context.Context, ids []stagedoor.LoginID) ([]KnownLogin, error)
	// EndLogin ends a login that is good; ending one that is over, or none,
	// does nothing.
	EndLogin(ctx context.Context, id stagedoor.LoginID, why stagedoor.Ending, now time.Time) error
	// LoginsSeen moves the logins' seen times forward.
	LoginsSeen(ctx context.Context, seen []Seen) error
}

// A LostStore queues the letter that somebody asked for.
type LostStore interface {
	// LostLetter queues one letter of kind lost that lists every admitted
	// attendee of the address, unless there is none or one was queued for
	// it after since. It reports whether it did.
	LostLetter(ctx context.Context, address string, since, now time.Time) (bool, error)
}

// A DoorStore is all that the Door has to remember.
type DoorStore interface {
	CodeStore
	LoginStore
	LostStore
}

// A CodeOwner is the attendee of a code, and which version of the code it is.
type CodeOwner struct {
	Attendee stagedoor.Attendee // zero when the code is unknown
	Version  int
}

// A CodeUse is refused uses of a known attendee's code.
type CodeUse struct {
	Attendee stagedoor.AttendeeID
	Why      Reason
	Count    int
	Last     time.Time
}

// A NewLogin is a login to be written, and the version of the code that was
// typed for it.
type NewLogin struct {
	stagedoor.Login
	Version int
}

// LetIn says what became of a NewLogin.
type LetIn struct {
	In      bool                // false: the attendee's standing or code changed meanwhile
	Evicted []stagedoor.LoginID // ended by the device limit
	Err     error               // it could not be written, though others were
}

// A KnownLogin is a login as the database has it now.
type KnownLogin struct {
	Login    stagedoor.Login
	Attendee stagedoor.Attendee // zero when erased
	Version  int                // of the code it was made with; 0 when not known
}

// Seen says when a login was last used.
type Seen struct {
	Login stagedoor.LoginID
	At    time.Time
}

// A CrewStore keeps the crew's accounts, links and logins. Those that take an
// Actor write the audit entry in the same transaction.
type CrewStore interface {
	CrewLinkStore
	CrewLoginStore
	CrewAccountStore
}

// A CrewLinkStore keeps links that make accounts or other passwords, as hashes.
type CrewLinkStore interface {
	// HasOwner reports whether the crew has an owner.
	HasOwner(ctx context.Context) (bool, error)
	// AddLink keeps a link. Nobody is audited for the first owner's, which
	// every start prints: its actor is the zero Actor. One for a password
	// takes the place of those of the same member, who must be there.
	AddLink(ctx context.Context, actor stagedoor.Actor, l Link, now time.Time) error
	// LinkByHash returns a link that is neither used nor out of time, or a
	// NotFound error.
	LinkByHash(ctx context.Context, hash string, now time.Time) (Link, error)
	// Join makes the member and voids the link, all or nothing; a first link
	// only while there is no owner. Conflict when the address has an account.
	Join(ctx context.Context, hash string, m Member, password string, now time.Time) error
	// Renew keeps the hash of another password of the member that the link is
	// for, voids the link and ends the member's logins, all or nothing.
	Renew(ctx context.Context, l Link, password string, now time.Time) error
}

// A CrewLoginStore keeps the crew's logins.
type CrewLoginStore interface {
	// MemberByEmail returns the member with this folded address and the
	// password's hash, or a NotFound error.
	MemberByEmail(ctx context.Context, folded string) (Member, string, error)
	// AddCrewLogin writes a login; a NotFound error when the member is gone.
	AddCrewLogin(ctx context.Context, l CrewLogin) error
	// CrewLogins returns each login with its member, in the order asked; the
	// zero CrewLogin for an id that is none.
	CrewLogins(ctx context.Context, ids []stagedoor.LoginID) ([]CrewLogin, error)
	// EndCrewLogin removes a login.
	EndCrewLogin(ctx context.Context, id stagedoor.LoginID) error
}

// A CrewAccountStore lists and changes accounts.
type CrewAccountStore interface {
	// Members lists the crew by name.
	Members(ctx context.Context) ([]Member, error)
	// SetRole gives a member another role; Denied for the last owner.
	SetRole(ctx context.Context, actor stagedoor.Actor, id stagedoor.CrewID, role stagedoor.Role, now time.Time) error
	// RemoveMember removes a member with all logins; Denied for the last owner.
	RemoveMember(ctx context.Context, actor stagedoor.Actor, id stagedoor.CrewID, now time.Time) error
}
