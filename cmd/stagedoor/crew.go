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
	Add crewAddCmd `cmd:"" help:"Print a link that makes one account."`
}

// crewAddCmd prints a link for one more crew member, valid for an hour.
type crewAddCmd struct {
	databaseFlags
	Role      string `help:"owner, producer, help-desk or moderator." enum:"owner,producer,help-desk,moderator" default:"owner"`
	PublicURL string `required:"" name:"public-url" help:"The address that people open, as serve has it." placeholder:"URL"`
}

func (c *crewAddCmd) Run(ctx context.Context, s streams) error {
	public, err := url.Parse(c.PublicURL)
	if err != nil || public.Host == "" {
		return stagedoor.Errorf(stagedoor.Invalid, "The public URL %q must be like https://live.your.conference.", c.PublicURL)
	}
	h, err := c.open(ctx, store.Options{})
	if err != nil {
		return err
	}
	defer h.db.Close()
	crew := access.NewCrew(h.db, access.Options{})
	token, err := crew.NewLink(ctx, command("crew add"), stagedoor.Role(c.Role), time.Now())
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "This link makes one account (%s), within an hour:\n%s\n", c.Role, control.JoinURL(public, token))
	return nil
}
