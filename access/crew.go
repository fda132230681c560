package access

import (
	"context"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"time"

	"stagedoor"
)

const (
	// LinkLife is how long a link that makes an account is valid.
	LinkLife = time.Hour
	// CrewLife is how long a crew login lives.
	CrewLife = 12 * time.Hour
	// crewFree is how many tries of one account from one prefix are free.
	crewFree = 5
)

// A Member is one of the crew.
type Member struct {
	ID      stagedoor.CrewID
	Name    string
	Email   string
	Role    stagedoor.Role
	Created time.Time
	Seen    time.Time // of the newest login; zero when never
}

// Actor is the member as the audit names them.
func (m Member) Actor() stagedoor.Actor { return stagedoor.Actor{ID: m.ID, Name: m.Name} }

// May reports whether the member may do what needs one of the roles. An
// owner may do everything; without roles every member may.
func (m Member) May(roles ...stagedoor.Role) bool {
	return m.ID != "" && (m.Role == stagedoor.Owner || len(roles) == 0 || slices.Contains(roles, m.Role))
}

// A Link makes one account, or gives a member another password: once, until it
// expires.
type Link struct {
	Hash    string // of its token
	Role    stagedoor.Role
	First   bool   // made by a start without an owner: void once there is one
	For     Member // whose password it is for; zero makes an account
	Expires time.Time
}

// A CrewLogin is one browser of a crew member's.
type CrewLogin struct {
	ID      stagedoor.LoginID
	Member  Member
	Created time.Time
	Expires time.Time
}

// A Crew keeps the crew's accounts. Make one with NewCrew, and give it the
// bus's changes with Changed.
type Crew struct {
	store     CrewStore
	log       *slog.Logger
	book      *book[Member]
	passwords passwords
	throttle  *throttle[crewKey]
}

// A crewKey is what is throttled together: one account from one network.
type crewKey struct {
	email string
	from  netip.Prefix
}

// NewCrew makes a Crew. Of the options it needs none.
func NewCrew(store CrewStore, opt Options) *Crew {
	c := &Crew{store: store, log: opt.Log, passwords: newPasswords(), throttle: newThrottle[crewKey](crewFree, opt.Wait)}
	if c.log == nil {
		c.log = slog.Default()
	}
	c.book = newBook(func(ctx context.Context, ids []stagedoor.LoginID) ([]record[Member], error) {
		logins, err := store.CrewLogins(ctx, ids)
		if err != nil {
			return nil, err
		}
		out := make([]record[Member], len(logins))
		for i, l := range logins {
			out[i] = crewRecord(l)
		}
		return out, nil
	})
	return c
}

func crewRecord(l CrewLogin) record[Member] {
	r := record[Member]{pass: l.Member, id: l.ID, who: string(l.Member.ID), seen: l.Created, expires: l.Expires}
	if l.ID == "" || l.Member.ID == "" {
		r.why = WhyNoLogin
	}
	return r
}

// FirstLink makes the link for the first owner; ok is false when there is an
// owner already. Every start without one prints it.
func (c *Crew) FirstLink(ctx context.Context, now time.Time) (token string, ok bool, err error) {
	owner, err := c.store.HasOwner(ctx)
	if err != nil || owner {
		return "", false, err
	}
	token, err = c.link(ctx, stagedoor.Actor{}, Link{Role: stagedoor.Owner, First: true}, now)
	return token, err == nil, err
}

// NewLink makes a link for one more member.
func (c *Crew) NewLink(ctx context.Context, actor stagedoor.Actor, role stagedoor.Role, now time.Time) (token string, err error) {
	if !slices.Contains(stagedoor.Roles, role) {
		return "", stagedoor.Errorf(stagedoor.Invalid, "There is no role %q. The roles are owner, producer, help-desk and moderator.", string(role))
	}
	return c.link(ctx, actor, Link{Role: role}, now)
}

// PasswordLink makes a link with which a member who is there chooses another
// password; one made before is void.
func (c *Crew) PasswordLink(ctx context.Context, actor stagedoor.Actor, member stagedoor.CrewID, now time.Time) (token string, err error) {
	return c.link(ctx, actor, Link{For: Member{ID: member}}, now)
}

// PasswordLinkOf is PasswordLink for the member with an address.
func (c *Crew) PasswordLinkOf(ctx context.Context, actor stagedoor.Actor, email string, now time.Time) (token string, err error) {
	m, _, err := c.store.MemberByEmail(ctx, stagedoor.FoldAddress(storable(email)))
	if err != nil {
		return "", err
	}
	return c.PasswordLink(ctx, actor, m.ID, now)
}

func (c *Crew) link(ctx context.Context, actor stagedoor.Actor, l Link, now time.Time) (string, error) {
	token := newToken()
	k, _ := keyOf(token)
	l.Hash, l.Expires = string(k.id()), now.Add(LinkLife)
	return token, c.store.AddLink(ctx, actor, l, now)
}

// Link returns what a link would make, for the page with the form.
func (c *Crew) Link(ctx context.Context, token string, now time.Time) (Link, error) {
	k, ok := keyOf(token)
	if !ok {
		return Link{}, badLink(nil)
	}
	l, err := c.store.LinkByHash(ctx, string(k.id()), now)
	if stagedoor.KindOf(err) == stagedoor.NotFound {
		return Link{}, badLink(err)
	}
	return l, err
}

func badLink(err error) error {
	return &stagedoor.Error{Kind: stagedoor.NotFound, Msg: "This link was used or is older than an hour. Ask for a new one.", Err: err}
}

// Join makes the member that a link is for, voids the link, and lets them in:
// the token is for the cookie. With a link for a password name and email are
// those that the member has, whatever was typed.
func (c *Crew) Join(ctx context.Context, link, name, email, password string, now time.Time) (token string, m Member, err error) {
	l, err := c.Link(ctx, link, now)
	if err != nil {
		return "", m, err
	}
	if l.For.ID != "" {
		return c.renew(ctx, l, password, now)
	}
	m = Member{ID: stagedoor.CrewID(stagedoor.NewID(now)), Name: oneLine(name, 120), Email: strings.TrimSpace(email), Role: l.Role, Created: now}
	if m.Name == "" {
		return "", Member{}, stagedoor.Errorf(stagedoor.Invalid, "Please write your name: the audit shows it.")
	}
	if err := stagedoor.CheckAddress(m.Email); err != nil {
		return "", Member{}, err
	}
	if err := checkPassword(password, m.Name, m.Email); err != nil {
		return "", Member{}, err
	}
	hash, err := c.passwords.hash(ctx, password)
	if err != nil {
		return "", Member{}, err
	}
	if err := c.store.Join(ctx, l.Hash, m, hash, now); err != nil {
		if stagedoor.KindOf(err) == stagedoor.NotFound {
			err = badLink(err)
		}
		return "", Member{}, err
	}
	token, err = c.enter(ctx, m, now)
	return token, m, err
}

// renew gives the member of the link another password, ends their logins, voids
// the link and lets them in.
func (c *Crew) renew(ctx context.Context, l Link, password string, now time.Time) (token string, m Member, err error) {
	if err := checkPassword(password, l.For.Name, l.For.Email); err != nil {
		return "", Member{}, err
	}
	hash, err := c.passwords.hash(ctx, password)
	if err != nil {
		return "", Member{}, err
	}
	err = c.store.Renew(ctx, l, hash, now)
	c.book.forgetWho(string(l.For.ID))
	if stagedoor.KindOf(err) == stagedoor.NotFound {
		err = badLink(err)
	}
	if err != nil {
		return "", Member{}, err
	}
	token, err = c.enter(ctx, l.For, now)
	return token, l.For, err
}

// SignIn lets a member in by address and password. Tries of one account from
// one network are slowed after the fifth, before the password is looked at.
func (c *Crew) SignIn(ctx context.Context, email, password string, from netip.Addr, now time.Time) (token string, m Member, err error) {
	if len(email) > maxAddress {
		email = ""
	}
	k := crewKey{stagedoor.FoldAddress(storable(email)), Prefix(from)}
	if !c.throttle.try(ctx, k, now) {
		return "", m, &Refusal{Why: WhyTooMany, Retry: wrongDelay,
			err: stagedoor.Errorf(stagedoor.TooMany, "Too many tries for this account came from here. Wait a little, then try again.")}
	}
	m, kept, err := c.store.MemberByEmail(ctx, k.email)
	if err != nil && stagedoor.KindOf(err) != stagedoor.NotFound {
		return "", Member{}, err
	}
	ok, err := c.passwords.matches(ctx, password, kept)
	if err != nil {
		return "", Member{}, err
	}
	if !ok {
		return "", Member{}, stagedoor.Errorf(stagedoor.Denied, "Address and password do not belong together.")
	}
	c.throttle.clear(k)
	token, err = c.enter(ctx, m, now)
	return token, m, err
}

func (c *Crew) enter(ctx context.Context, m Member, now time.Time) (string, error) {
	token := newToken()
	k, _ := keyOf(token)
	return token, c.store.AddCrewLogin(ctx, CrewLogin{ID: k.id(), Member: m, Created: now, Expires: now.Add(CrewLife)})
}

// Allow says whose login the token is, from memory. The error is a *Refusal.
func (c *Crew) Allow(ctx context.Context, token string, now time.Time) (Member, error) {
	m, why, at, err := c.book.allow(ctx, token, now)
	if why == "" {
		return m, nil
	}
	r := &Refusal{Why: why, At: at, err: stagedoor.Errorf(stagedoor.Denied, "Sign in with your address and password.")}
	if err != nil {
		r = refuse(WhyAway, now, now, time.UTC)
		r.err.Err = err
	}
	return Member{}, r
}

// SignOut ends the token's login.
func (c *Crew) SignOut(ctx context.Context, token string) error {
	k, ok := keyOf(token)
	if !ok {
		return nil
	}
	err := c.store.EndCrewLogin(ctx, k.id())
	c.book.forget(k.id())
	return err
}

// Members lists the crew.
func (c *Crew) Members(ctx context.Context) ([]Member, error) { return c.store.Members(ctx) }

// SetRole gives a member another role. The last owner stays one.
func (c *Crew) SetRole(ctx context.Context, actor stagedoor.Actor, id stagedoor.CrewID, role stagedoor.Role, now time.Time) error {
	if !slices.Contains(stagedoor.Roles, role) {
		return stagedoor.Errorf(stagedoor.Invalid, "There is no role %q. The roles are owner, producer, help-desk and moderator.", string(role))
	}
	err := c.store.SetRole(ctx, actor, id, role, now)
	c.book.forgetWho(string(id))
	return err
}

// Remove takes a member out of the crew and ends their logins at once. The
// last owner stays.
func (c *Crew) Remove(ctx context.Context, actor stagedoor.Actor, id stagedoor.CrewID, now time.Time) error {
	err := c.store.RemoveMember(ctx, actor, id, now)
	c.book.forgetWho(string(id))
	return err
}

// Changed takes a change from the bus. It never blocks.
func (c *Crew) Changed(ch stagedoor.Change) {
	switch ch.Kind {
	case stagedoor.CrewChanged:
		c.book.forgetWho(ch.Subject)
	case stagedoor.CachesLost:
		c.book.forgetAll()
	}
}

// Run reads old entries again until ctx ends.
func (c *Crew) Run(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	away := false
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-t.C:
			err := c.book.refresh(ctx, now)
			if err != nil && !away && ctx.Err() == nil {
				c.log.Error("cannot read the crew's logins again", "err", err)
			}
			away = err != nil
		}
	}
}
