package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/store"
)

// rekeyCmd is `stagedoor rekey`: the only way to a new secret, and the way
// back when the old one is lost or known to somebody.
type rekeyCmd struct {
	databaseFlags
	NewSecretFile string `help:"The file with the new secret: required with --db or --secret-file, where all nodes must get it." placeholder:"FILE"`
	Yes           bool   `help:"Do it. Every code and stream key is replaced, everyone is signed out, everyone gets a new letter."`
}

func (c *rekeyCmd) Run(ctx context.Context, s streams) error {
	if !c.Yes {
		return stagedoor.Errorf(stagedoor.Invalid, "This replaces every code and every stream key, signs everyone out and queues a new letter for everyone. Say --yes if you mean it.")
	}
	if err := c.there(); err != nil {
		return err
	}
	if c.DB == "" {
		unlock, err := lockData(c.Data)
		if err != nil {
			return err
		}
		defer unlock()
	}
	fresh, place, err := c.fresh()
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, c.DB, c.Data, store.Options{At: crashPoint})
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.CheckClock(ctx, time.Now); err != nil {
		return err
	}
	conf, err := db.Conference(ctx)
	if err != nil {
		return err
	}
	codes, letters, err := access.Rekey(ctx, db, command("rekey"), fresh, conf.ID, time.Now())
	if err != nil {
		return err
	}
	if err := place(); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "The secret is new: %s replaced, %s queued, everyone signed out. Encoders need their new stream keys.\n", count(codes, "code"), count(letters, "letter"))
	if c.NewSecretFile != "" {
		fmt.Fprintf(s.out, "Start every node with --secret-file %s.\n", c.NewSecretFile)
	}
	return nil
}

// fresh returns the new secret, and what puts it in the old one's place once
// the database has it.
func (c *rekeyCmd) fresh() (s stagedoor.Secret, place func() error, err error) {
	if c.NewSecretFile != "" {
		s, err = readSecret(c.NewSecretFile)
		return s, func() error { return nil }, err
	}
	if c.DB != "" || c.SecretFile != "" {
		return nil, nil, stagedoor.Errorf(stagedoor.Invalid, "The new secret must be given, since it lies where you keep it: make one with 'openssl rand -hex 32 > secret.new' and say --new-secret-file secret.new.")
	}
	old := filepath.Join(c.Data, secretFile)
	next := old + nextSecret
	if s, err = readSecret(next); err != nil { // none was left by a run that was interrupted
		os.Remove(next)
		if s, err = makeSecret(next); err != nil {
			return nil, nil, err
		}
	}
	return s, func() error { return promote(old) }, nil
}

// nextSecret ends the name of a secret that is about to take the old one's
// place. It is written first: whenever the machine stops, one of the two files
// has the secret that the database knows.
const nextSecret = ".new"

// promote puts the next secret in the old one's place.
func promote(path string) error {
	if err := os.Rename(path+nextSecret, path); err != nil {
		return &stagedoor.Error{Kind: stagedoor.Unavailable, Msg: "The new secret is in %s and could not take the old one's place. Rename it to %s.", Args: []any{path + nextSecret, path}, Err: err}
	}
	return nil
}
