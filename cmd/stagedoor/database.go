package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"stagedoor"
	"stagedoor/store"
)

// databaseFlags say where the conference is kept; every command that works on
// it has them.
type databaseFlags struct {
	Data       string `help:"The folder for the SQLite database and the secret; ./stagedoor-data unless said." default:"./stagedoor-data" placeholder:"DIR"`
	DB         string `name:"db" help:"PostgreSQL instead of SQLite: postgres://user:password@host/name." placeholder:"URL"`
	SecretFile string `help:"The file with the conference's secret. With --db it is required; otherwise it is made in the data folder." placeholder:"FILE"`
}

// A house is an open database with its secret.
type house struct {
	db     *store.DB
	secret stagedoor.Secret
}

// firstConference is what an empty database starts with: an organiser names
// it in the control room or applies a file.
func firstConference() stagedoor.Conference {
	return stagedoor.Conference{Name: "Our conference", Zone: "UTC", Language: "en"}
}

// open opens the database, makes it when it is new, and refuses one that
// belongs to another secret or whose clock is far from ours.
func (f databaseFlags) open(ctx context.Context, opt store.Options) (h house, err error) {
	opt.At = crashPoint
	if err := store.CheckURL(f.DB); err != nil {
		return house{}, err
	}
	// The secret is looked for first: with --db and none given nothing must
	// be made in the database.
	if h.secret, err = f.secret(); err != nil {
		return house{}, err
	}
	if h.db, err = store.Open(ctx, f.DB, f.Data, opt); err != nil {
		return house{}, err
	}
	if err = h.db.CheckClock(ctx, time.Now); err == nil {
		err = h.db.Begin(ctx, h.secret, firstConference(), time.Now())
	}
	if stagedoor.KindOf(err) == stagedoor.Denied && f.SecretFile == "" {
		err = h.finishRekey(ctx, filepath.Join(f.Data, secretFile), err)
	}
	if err != nil {
		h.db.Close()
		return house{}, err
	}
	return h, nil
}

// openThere opens a conference that is there already. A command that only
// reads or backs up must not make an empty one where the folder is mistyped.
func (f databaseFlags) openThere(ctx context.Context, opt store.Options) (house, error) {
	if err := f.there(); err != nil {
		return house{}, err
	}
	return f.open(ctx, opt)
}

// there says whether the data folder, when it is the place, has a conference.
func (f databaseFlags) there() error {
	if f.DB != "" {
		return nil
	}
	if _, err := os.Stat(filepath.Join(f.Data, "stagedoor.db")); errors.Is(err, fs.ErrNotExist) {
		return stagedoor.Errorf(stagedoor.NotFound, "The folder %s has no conference. Say with --data, or with --db, where it is kept.", f.Data)
	}
	return nil
}

// finishRekey puts a rekey to its end that was stopped after the database had
// the new secret and before its file was in place. refused is what Begin said.
func (h *house) finishRekey(ctx context.Context, path string, refused error) error {
	next, err := readSecret(path + nextSecret)
	if err != nil {
		return refused
	}
	if err := h.db.Begin(ctx, next, firstConference(), time.Now()); err != nil {
		return refused
	}
	h.secret = next
	return promote(path)
}
