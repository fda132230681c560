package main

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/store"
	"stagedoor/web/control"
)

// crewCmd is `stagedoor crew`.
type crewCmd struct {
	Add      crewAddCmd      `cmd:"" help:"Print a link that makes one account."`
	Password crewPasswordCmd `cmd:"" help:"Print a link with which a member chooses another password."`
}

// crewAddCmd prints a link for one more crew member, valid for an hour.
type crewAddCmd struct {
	crewLinkFlags
	Role string `help:"owner, producer or help-desk." enum:"owner,producer,help-desk" default:"owner"`
}

func (c *crewAddCmd) Run(ctx context.Context, s streams) error {
	link, err := c.link(ctx, func(crew *access.Crew) (string, error) {
		return crew.NewLink(ctx, command("crew add"), stagedoor.Role(c.Role), time.Now())
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "This link makes one account (%s), within an hour:\n%s\n", c.Role, link)
	return nil
}

// crewPasswordCmd prints a link for a member who forgot the password, valid for
// an hour.
type crewPasswordCmd struct {
	crewLinkFlags
	Email string `arg:"" help:"The member's address."`
}

func (c *crewPasswordCmd) Run(ctx context.Context, s streams) error {
	if err := c.there(); err != nil {
		return err
	}
	link, err := c.link(ctx, func(crew *access.Crew) (string, error) {
		return crew.PasswordLinkOf(ctx, command("crew password"), c.Email, time.Now())
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "With this link %s chooses another password, within an hour:\n%s\n", c.Email, link)
	return nil
}

// crewLinkFlags are what a link needs.
type crewLinkFlags struct {
	databaseFlags
	PublicURL string `required:"" name:"public-url" help:"The address that people open, as serve has it." placeholder:"URL"`
}

// link opens the database, has a token made and writes the address with it.
func (c *crewLinkFlags) link(ctx context.Context, token func(*access.Crew) (string, error)) (string, error) {
	public, err := url.Parse(c.PublicURL)
	if err != nil || public.Host == "" {
		return "", stagedoor.Errorf(stagedoor.Invalid, "The public URL %q must be like https://live.your.conference.", c.PublicURL)
	}
	h, err := c.open(ctx, store.Options{})
	if err != nil {
		return "", err
	}
	defer h.db.Close()
	made, err := token(access.NewCrew(h.db, access.Options{}))
	if err != nil {
		return "", err
	}
	return control.JoinURL(public, made), nil
}
