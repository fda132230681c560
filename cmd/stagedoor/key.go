package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"stagedoor"
	"stagedoor/stage"
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
	h, err := c.openThere(ctx, store.Options{})
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
	at := slices.IndexFunc(house.Stages, func(st stage.Stage) bool { return string(st.ID) == c.Stage })
	if at < 0 {
		return stagedoor.Errorf(stagedoor.NotFound, "There is no stage with the id %q. It stands in the stage's address, /stage/…", c.Stage)
	}
	found := false
	for _, r := range house.Stages[at].Ingests() {
		if c.Source != "" && string(r.ID) != c.Source {
			continue
		}
		found = true
		fmt.Fprintf(s.out, "%s\t%s\t%s\n", r.ID, r.StreamKey(h.secret, house.Conference.ID), r.Name())
	}
	switch {
	case found:
		return nil
	case c.Source == "":
		return stagedoor.Errorf(stagedoor.NotFound, "The stage %q has no encoder. Add one in the control room, under Stages.", c.Stage)
	}
	return stagedoor.Errorf(stagedoor.NotFound, "The stage %q has no encoder with the id %q.", c.Stage, c.Source)
}
