package main

import (
	"context"
	"fmt"
	"time"

	"stagedoor"
	"stagedoor/store"
)

// keyCmd is `stagedoor key`: what an encoder shows, as the control room shows
// it, and another one.
type keyCmd struct {
	databaseFlags
	Stage  string `arg:"" help:"The stage's id."`
	Source string `arg:"" optional:"" help:"The source's id, when the stage has several encoders."`
	Rotate bool   `help:"Replace the key: whoever sends with the old one is cut off."`
}

func (c *keyCmd) Run(ctx context.Context, s streams) error {
	h, err := c.open(ctx, store.Options{})
	if err != nil {
		return err
	}
	defer h.db.Close()
	if c.Rotate {
		if c.Source == "" {
			return stagedoor.Errorf(stagedoor.Invalid, "Say which source's key is to be replaced.")
		}
		if err := h.db.RotateKey(ctx, command("key"), stagedoor.StageID(c.Stage), stagedoor.SourceID(c.Source), time.Now()); err != nil {
			return err
		}
	}
	house, err := h.db.House(ctx)
	if err != nil {
		return err
	}
	found := false
	for _, st := range house.Stages {
		for _, r := range st.Ingests() {
			if string(st.ID) != c.Stage || c.Source != "" && string(r.ID) != c.Source {
				continue
			}
			found = true
			fmt.Fprintf(s.out, "%s\t%s\t%s\n", r.ID, r.StreamKey(h.secret, house.Conference.ID), r.Name())
		}
	}
	if !found {
		return stagedoor.Errorf(stagedoor.NotFound, "There is no encoder's source of that name.")
	}
	return nil
}
