package access

import (
	"context"
	"slices"
	"strings"
	"time"

	"stagedoor"
)

// LinkLife is how long a link that makes an account, or another password, is
// valid.
const LinkLife = time.Hour

// A Link makes one account, or gives a member another password: once, until it
// expires.
type Link struct {
	Hash    string // of its token
	Role    stagedoor.Role
	First   bool   // made by a start without an owner: void once there is one
	For     Member // whose password it is for; zero makes an account
	Expires time.Time
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
