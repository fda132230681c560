package access

import (
	"context"
	"log/slog"
	"net/netip"
	"slices"
	"time"

	"stagedoor"
)

const (
	// CrewLife is how long a crew login lives.
	CrewLife = 12 * time.Hour
	// crewFree is how many tries of one account from one prefix are free.
	crewFree = 5
	// networkFree is how many tries of any accounts from one prefix are free: each
	// costs a password's hash, and who has made-up addresses without end would
	// keep all of them, and the crew out.
	networkFree = 30
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
	networks  *throttle[netip.Prefix]
}

// A crewKey is what is throttled together: one account from one network.
type crewKey struct {
	email string
	from  netip.Prefix
}

// NewCrew makes a Crew. Of the options it needs none.
func NewCrew(store CrewStore, opt Options) *Crew {
	c := &Crew{
		store: store, log: opt.Log, passwords: newPasswords(),
		throttle: newThrottle[crewKey](crewFree, opt.Wait), networks: newThrottle[netip.Prefix](networkFree, opt.Wait),
	}
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

// SignIn lets a member in by address and password. Tries of one account from
// one network are slowed after the fifth, and those of all accounts after
// networkFree, before the password is looked at.
func (c *Crew) SignIn(ctx context.Context, email, password string, from netip.Addr, now time.Time) (token string, m Member, err error) {
	if len(email) > maxAddress {
		email = ""
	}
	k := crewKey{stagedoor.FoldAddress(storable(email)), Prefix(from)}
	if !c.throttle.try(ctx, k, now) {
		return "", m, &Refusal{Why: WhyTooMany, Retry: wrongDelay,
			err: stagedoor.Errorf(stagedoor.TooMany, "Too many tries for this account came from here. Wait a little, then try again.")}
	}
	if !c.networks.try(ctx, k.from, now) {
		return "", m, &Refusal{Why: WhyTooMany, Retry: wrongDelay,
			err: stagedoor.Errorf(stagedoor.TooMany, "Too many tries came from here. Wait a little, then try again.")}
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
	c.networks.clear(k.from)
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
