package main

import (
	"context"
	"fmt"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/store"
)

// codeCmd is `stagedoor code`: what the help desk's "read the code" and "new
// code" are in the control room, audited as they are.
type codeCmd struct {
	databaseFlags
	Address string `arg:"" help:"The attendee's e-mail address."`
	Rotate  bool   `help:"Replace the codes: old ones stop working, logins end, a letter goes out."`
}

func (c *codeCmd) Run(ctx context.Context, s streams) error {
	h, err := c.openThere(ctx, store.Options{})
	if err != nil {
		return err
	}
	defer h.db.Close()
	conf, err := h.db.Conference(ctx)
	if err != nil {
		return err
	}
	desk := h.desk(func() stagedoor.Conference { return conf })
	all, err := desk.AttendeesAt(ctx, c.Address)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return stagedoor.Errorf(stagedoor.NotFound, "No attendee has the address %s.", c.Address)
	}
	actor := command("code")
	for _, a := range all {
		if a.Standing != stagedoor.Admitted {
			fmt.Fprintf(s.out, "%-14s  %s (%s)\n", "-", a.Name, a.Standing)
			continue
		}
		if c.Rotate {
			if err := desk.Rotate(ctx, actor, a.ID, time.Now()); err != nil {
				return err
			}
		}
		code, err := desk.ReadCode(ctx, actor, a.ID, time.Now())
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "%s  %s\n", code, a.Name)
	}
	return nil
}

// desk makes the help desk's hands.
func (h house) desk(conf func() stagedoor.Conference) *access.Desk {
	return &access.Desk{Find: h.db, Hands: h.db, Secret: h.secret, Conference: conf}
}
