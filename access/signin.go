package access

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"stagedoor"
)

// codeLanes is how many lookups of codes may be under way: they only read.
const codeLanes = 4

// Entered is a person who came in.
type Entered struct {
	Token   string // for the cookie; it is kept nowhere
	Login   stagedoor.Login
	Pass    Pass
	Evicted []stagedoor.LoginID // ended by the device limit
}

// SignIn lets in whoever typed a right code. The code is looked up first, so
// the throttle never meets a right one. had is the token that the browser
// brought, or empty: it gives its old place back before it takes a new one, so
// that coming in twice on one device lets no other go. The error is a *Refusal with its
// reason, or has the kind Unavailable when the database is away.
func (d *Door) SignIn(ctx context.Context, typed string, from netip.Addr, device, had string, now time.Time) (Entered, error) {
	code, err := stagedoor.ParseAccessCode(typed)
	if err != nil {
		r := &Refusal{Why: WhyUnreadable}
		errors.As(err, &r.err)
		return Entered{}, r
	}
	hash := code.Hash(d.secret)
	for range 2 {
		owner, err := d.codes.ask(ctx, hash)
		if err != nil {
			return Entered{}, err
		}
		if why, at := owner.Refused(); why != "" {
			return Entered{}, d.refuseCode(ctx, owner, why, at, from, now)
		}
		if err := d.SignOut(ctx, had, now); err != nil {
			return Entered{}, err
		}
		in, err := d.enter(ctx, owner, device, now)
		if err != nil || in.Token != "" {
			return in, err
		}
		// The ticket or the code changed between the two: look again.
	}
	return Entered{}, stagedoor.Errorf(stagedoor.Conflict, "Your ticket is being changed at this moment. Please try again.")
}

// refuseCode slows whoever tries codes that never were any, and notes for the
// help desk who came with a code that was one.
func (d *Door) refuseCode(ctx context.Context, owner CodeOwner, why Reason, at time.Time, from netip.Addr, now time.Time) error {
	if why != WhyUnknown {
		d.uses.add(owner.Attendee.ID, why, now)
		return refuse(why, at, now, d.zone())
	}
	d.wrong.add(1, now)
	if !d.throttle.try(ctx, Prefix(from), now) {
		r := refuse(WhyTooMany, time.Time{}, now, d.zone())
		r.Retry = wrongDelay
		return r
	}
	return refuse(WhyUnknown, time.Time{}, now, d.zone())
}

// enter writes a login for the owner. The zero Entered without an error says
// that the owner may not come in any more.
func (d *Door) enter(ctx context.Context, owner CodeOwner, device string, now time.Time) (Entered, error) {
	token, k, login := d.newLogin(owner.Attendee.ID, device, now)
	hold := d.book.expect(k)
	res, err := d.entries.ask(ctx, NewLogin{Login: login, Version: owner.Version})
	if err == nil {
		err = res.Err
	}
	if err != nil || !res.In {
		d.book.settle(k, hold, nil)
		return Entered{}, err
	}
	return d.entered(token, k, hold, KnownLogin{Login: login, Attendee: owner.Attendee, Version: owner.Version}, res, now), nil
}

// entered puts a login that was just written into memory.
func (d *Door) entered(token string, k key, hold *entry[Pass], known KnownLogin, res LetIn, now time.Time) Entered {
	r := passRecord(known)
	d.book.settle(k, hold, newEntry(r, now))
	for _, id := range res.Evicted {
		d.book.forget(id)
	}
	return Entered{Token: token, Login: known.Login, Pass: r.pass, Evicted: res.Evicted}
}

func (d *Door) newLogin(attendee stagedoor.AttendeeID, device string, now time.Time) (string, key, stagedoor.Login) {
	token := newToken()
	k, _ := keyOf(token)
	return token, k, stagedoor.Login{
		ID:       k.id(),
		Attendee: attendee,
		Device:   oneLine(device, maxDevice),
		Created:  now,
		Seen:     now,
		Expires:  d.conference().LoginExpires(now),
	}
}

// TakeBack gives a person whom the device limit signed out their place back:
// a new login, for the token of the ended one, which serves only once.
// Whoever was not seen for longest goes instead.
func (d *Door) TakeBack(ctx context.Context, token, device string, now time.Time) (Entered, error) {
	old, ok := keyOf(token)
	if !ok {
		return Entered{}, refuse(WhyNoLogin, time.Time{}, now, d.zone())
	}
	fresh, k, login := d.newLogin("", device, now)
	hold := d.book.expect(k)
	owner, res, err := d.store.TakeBack(ctx, old.id(), login, d.conference().Devices(), now)
	if err != nil {
		d.book.settle(k, hold, nil)
		if stagedoor.KindOf(err) == stagedoor.NotFound {
			return Entered{}, refuse(WhyNoLogin, time.Time{}, now, d.zone())
		}
		return Entered{}, err
	}
	d.book.forget(old.id())
	why, at := owner.Refused()
	if why == "" && !res.In {
		why, at, err = d.becameOf(ctx, old.id())
	}
	if why != "" || err != nil {
		d.book.settle(k, hold, nil)
		if err != nil {
			return Entered{}, err
		}
		return Entered{}, refuse(why, at, now, d.zone())
	}
	login.Attendee = owner.Attendee.ID
	return d.entered(fresh, k, hold, KnownLogin{Login: login, Attendee: owner.Attendee, Version: owner.Version}, res, now), nil
}

// becameOf says why a login's attendee was not let in though nothing spoke
// against it a moment before.
func (d *Door) becameOf(ctx context.Context, login stagedoor.LoginID) (Reason, time.Time, error) {
	known, err := d.store.KnownLogins(ctx, []stagedoor.LoginID{login})
	if err != nil {
		return "", time.Time{}, err
	}
	now := CodeOwner{Attendee: known[0].Attendee, Version: known[0].Version}
	if now.Version == 0 {
		now.Version = now.Attendee.CodeVersion
	}
	if why, at := now.Refused(); why != "" && why != WhyUnknown {
		return why, at, nil
	}
	return WhyNoLogin, time.Time{}, nil // their code lets them in
}

// SignOut ends the token's login. A token that is no login, or over, is fine:
// the person is out, which is what was wanted.
func (d *Door) SignOut(ctx context.Context, token string, now time.Time) error {
	k, ok := keyOf(token)
	if !ok {
		return nil
	}
	err := d.store.EndLogin(ctx, k.id(), stagedoor.EndedSignedOut, now)
	d.book.forget(k.id())
	return err
}

const maxDevice = 80

// oneLine makes foreign text fit a column and a table: valid, without control
// characters, at most n characters.
func oneLine(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) {
			return -1
		}
		return r
	}, s[:min(len(s), 4*n)])
	if r := []rune(s); len(r) > n {
		s = string(r[:n])
	}
	return strings.TrimSpace(s)
}
