package access

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"stagedoor"
)

// A Reason says why somebody is not let in. Each has its own page.
type Reason string

// Why a code is refused.
const (
	WhyUnreadable Reason = "unreadable" // cannot be a code as it was typed
	WhyUnknown    Reason = "unknown"    // never was a code
	WhyReplaced   Reason = "replaced"   // an older version of somebody's code
	WhyCancelled  Reason = "cancelled"
	WhyUnpaid     Reason = "unpaid"
	WhyGone       Reason = "gone"
	WhyRevoked    Reason = "revoked"
	WhyTooMany    Reason = "too-many" // wrong codes came from there too often
)

// Why a login is refused; WhyReplaced to WhyRevoked too, when it ended so.
const (
	WhyNoLogin   Reason = "no-login" // no cookie, or one that we never gave
	WhyExpired   Reason = "expired"
	WhySignedOut Reason = "signed-out"
	WhyElsewhere Reason = "elsewhere" // the device limit; TakeBack helps
	WhyByCrew    Reason = "by-crew"
	WhyErased    Reason = "erased"
	WhyAgain     Reason = "again" // it ended with the ticket, which is good again since
	WhyAway      Reason = "away"  // the database cannot be asked just now
)

// A Refusal is the error that says why somebody is not let in. In its chain
// is a *stagedoor.Error with the sentence.
type Refusal struct {
	Why   Reason
	At    time.Time     // since when it is so; zero when that says nothing
	Retry time.Duration // with WhyTooMany: after how long to try again
	err   *stagedoor.Error
}

// Error is the sentence in English.
func (r *Refusal) Error() string { return r.err.Error() }

// Unwrap returns the error with the sentence.
func (r *Refusal) Unwrap() error { return r.err }

// RefusalOf returns the Refusal in err's chain, or nil.
func RefusalOf(err error) *Refusal {
	var r *Refusal
	errors.As(err, &r)
	return r
}

// refuse makes the Refusal for a reason that holds since at. The sentence
// tells the time as the clock on the wall of the conference shows it.
func refuse(why Reason, at, now time.Time, zone *time.Location) *Refusal {
	return &Refusal{Why: why, At: at, err: sentence(why, at, now, zone)}
}

func sentence(why Reason, at, now time.Time, zone *time.Location) *stagedoor.Error {
	switch why {
	case WhyUnknown:
		return stagedoor.Errorf(stagedoor.Denied, "We do not know this code. Compare it with the letter.")
	case WhyReplaced:
		return stagedoor.Errorf(stagedoor.Denied, "A newer letter has your code.")
	case WhyCancelled:
		at, now = at.In(zone), now.In(zone)
		if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
			return stagedoor.Errorf(stagedoor.Denied, "This ticket was cancelled at %s.", at.Format("15:04"))
		}
		return stagedoor.Errorf(stagedoor.Denied, "This ticket was cancelled on %s.", at.Format(time.DateOnly))
	case WhyUnpaid:
		return stagedoor.Errorf(stagedoor.Denied, "This ticket is not paid yet. Once it is, the same code opens.")
	case WhyGone:
		return stagedoor.Errorf(stagedoor.Denied, "This ticket is no longer on the organiser's list.")
	case WhyRevoked:
		return stagedoor.Errorf(stagedoor.Denied, "The organiser took this ticket back.")
	case WhyTooMany:
		return stagedoor.Errorf(stagedoor.TooMany, "Too many wrong codes came from here. The right one still opens: compare it with the letter, or write to us.")
	case WhyExpired:
		return stagedoor.Errorf(stagedoor.Denied, "You came in long ago. Your code lets you in again.")
	case WhySignedOut:
		return stagedoor.Errorf(stagedoor.Denied, "You signed out. Your code lets you in again.")
	case WhyElsewhere:
		return stagedoor.Errorf(stagedoor.Denied, "You are watching somewhere else now.")
	case WhyByCrew:
		return stagedoor.Errorf(stagedoor.Denied, "The help desk signed you out here. Your code lets you in again.")
	case WhyAgain:
		return stagedoor.Errorf(stagedoor.Denied, "Your ticket is good again. Your code lets you in.")
	case WhyErased:
		return stagedoor.Errorf(stagedoor.Denied, "What we knew of this ticket was erased.")
	case WhyAway:
		return stagedoor.Errorf(stagedoor.Unavailable, "We cannot reach our own records for a moment. This page comes back by itself.")
	}
	return stagedoor.Errorf(stagedoor.Denied, "Your access code lets you in.") // WhyNoLogin
}

// Refused says why this code lets nobody in, and since when; the empty Reason
// when it does. Who has an older code may not be its attendee any more, so
// what became of the ticket is told only to the newest.
func (o CodeOwner) Refused() (Reason, time.Time) {
	switch {
	case o.Attendee.ID == "":
		return WhyUnknown, time.Time{}
	case o.Version != o.Attendee.CodeVersion:
		return WhyReplaced, time.Time{}
	}
	return standingReason(o.Attendee.Standing), o.Attendee.Since
}

// Refused says why this login is over, and since when; the empty Reason while
// it is good. It asks the attendee too, not only the login: a login written
// while a round cancelled its ticket is over all the same.
func (k KnownLogin) Refused() (Reason, time.Time) {
	switch {
	case k.Login.ID == "":
		return WhyNoLogin, time.Time{}
	case k.Login.Why != "" && k.cameBack():
		return WhyAgain, k.Attendee.Since
	case k.Login.Why != "":
		return Reason(k.Login.Why), k.Login.Ended
	case k.Attendee.ID == "":
		return WhyErased, time.Time{}
	case k.Version != 0 && k.Version != k.Attendee.CodeVersion:
		return WhyReplaced, time.Time{}
	}
	return standingReason(k.Attendee.Standing), k.Attendee.Since
}

// cameBack reports whether the login ended because its ticket did, and the
// ticket was paid again or given back since: the same code opens.
func (k KnownLogin) cameBack() bool {
	if k.Attendee.Standing != stagedoor.Admitted {
		return false
	}
	switch k.Login.Why {
	case stagedoor.EndedCancelled, stagedoor.EndedUnpaid, stagedoor.EndedGone, stagedoor.EndedRevoked:
		return true
	}
	return false
}

func standingReason(s stagedoor.Standing) Reason {
	switch s {
	case stagedoor.Admitted:
		return ""
	case stagedoor.Unpaid:
		return WhyUnpaid
	case stagedoor.Cancelled:
		return WhyCancelled
	case stagedoor.Revoked:
		return WhyRevoked
	}
	return WhyGone
}

// Evict is the device limit: which of an attendee's good logins end so that
// one more makes no more than limit. Those not seen for longest go first.
func Evict(good []stagedoor.Login, limit int) []stagedoor.LoginID {
	n := len(good) + 1 - max(limit, 1)
	if n <= 0 {
		return nil
	}
	byAge := slices.Clone(good)
	slices.SortFunc(byAge, func(a, b stagedoor.Login) int {
		return cmp.Or(a.Seen.Compare(b.Seen), a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
	out := make([]stagedoor.LoginID, n)
	for i := range out {
		out[i] = byAge[i].ID
	}
	return out
}
