package main

import (
	"context"
	"io"
	"time"

	"stagedoor/store"
)

// applyCmd is `stagedoor apply`: the conference from a YAML file.
type applyCmd struct {
	databaseFlags
	File              string `arg:"" help:"The conference as YAML; - for standard input."`
	Remove            bool   `help:"Let go what the file's lists do not hold."`
	AllowPrivateFeeds bool   `help:"Take plain http addresses of streams in private networks."`
}

func (c *applyCmd) Run(ctx context.Context, s streams) error {
	file, err := openInput(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	name := c.File
	if name == "-" {
		name = "standard input"
	}
	return c.from(ctx, file, name, s.out)
}

// from applies what r holds, which is called name.
func (c *applyCmd) from(ctx context.Context, r io.Reader, name string, out io.Writer) error {
	h, err := c.open(ctx, store.Options{})
	if err != nil {
		return err
	}
	defer h.db.Close()
	deps := applyDeps{Store: h.db, Actor: command("apply"), Now: time.Now, File: name, AllowPrivate: c.AllowPrivateFeeds}
	return applyYAML(ctx, deps, r, applyOptions{Remove: c.Remove}, out)
}
