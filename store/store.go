// Package store keeps everything in one database, SQLite or PostgreSQL: a
// file per noun, a method per use case, a transaction per method. The SQL is
// written once for both; the few places that must know which engine it is
// are in this file, dialect.go and changes.go.
//
// It decides nothing: the rules are the domain packages' pure functions,
// which a method calls inside its transaction (round.go is the largest). A
// method that changes what others must know writes changes rows as its last
// statements, so a crash between commit and publish loses nothing.
//
// Open a database with Open; every method's doc comment says which tables it
// touches when that is not plain from its name.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"

	"stagedoor"
)

// A DB is the conference's database. Its methods may be called from any
// goroutine.
type DB struct {
	w, r     *sql.DB // the same pool on PostgreSQL; on SQLite one writer, several readers
	postgres bool
	opt      Options
	begun    atomic.Pointer[string] // fingerprint of the secret that Begin was given; nil before
}

// Options tune a DB. The zero value is what `serve` uses.
type Options struct {
	// Wake is called after each commit that wrote a change, so that this
	// process hears of it at once; the others find the row within 250 ms.
	Wake func()
	// At is called at the named points of a transaction where a crash must
	// do no harm; the crash stories end the process there. Nil does nothing.
	At func(point string)
	// Conns bounds the connections to PostgreSQL; 0 means 20.
	Conns int
}

// sqliteFile is the database's name in the data folder.
const sqliteFile = "stagedoor.db"

// Open opens the database that url names, or the SQLite file in the folder
// data when url is empty, and brings its tables up to date. An error is one
// sentence for the operator.
func Open(ctx context.Context, dbURL, data string, opt Options) (*DB, error) {
	db := &DB{opt: opt}
	var err error
	switch {
	case strings.HasPrefix(dbURL, "postgres://"), strings.HasPrefix(dbURL, "postgresql://"):
		err = db.openPostgres(ctx, dbURL)
	case dbURL == "":
		err = db.openSQLite(ctx, filepath.Join(data, sqliteFile))
	default:
		return nil, CheckURL(dbURL)
	}
	if err != nil {
		return nil, err
	}
	if err := db.migrate(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// CheckURL refuses a database's address that Open cannot open, as one
// sentence; it asks nobody.
func CheckURL(dbURL string) error {
	if dbURL == "" || strings.HasPrefix(dbURL, "postgres://") || strings.HasPrefix(dbURL, "postgresql://") {
		return nil
	}
	return stagedoor.Errorf(stagedoor.Invalid, "The database %q is not an address like postgres://user:password@host/name. Leave it out for SQLite in the data folder.", redacted(dbURL))
}

func (db *DB) openSQLite(ctx context.Context, file string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return &stagedoor.Error{Kind: stagedoor.Unavailable, Msg: "The data folder %s cannot be made. Name another with --data, or make it writable.", Args: []any{filepath.Dir(file)}, Err: err}
	}
	// SQLite gives the files beside it the same mode; one that is there keeps its own.
	if f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); err == nil {
		f.Close()
	}
	open := func(conns int, params string) (*sql.DB, error) {
		h, err := sql.Open("sqlite", "file:"+(&url.URL{Path: file}).EscapedPath()+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)"+params)
		if err != nil {
			return nil, err
		}
		h.SetMaxOpenConns(conns)
		h.SetMaxIdleConns(conns)
		return h, h.PingContext(ctx)
	}
	var err error
	if db.w, err = open(1, "&_txlock=immediate&_pragma=cache_size(-16000)"); err == nil {
		db.r, err = open(8, "&_pragma=query_only(1)&_pragma=cache_size(-8000)")
	}
	if err != nil {
		db.Close()
		return &stagedoor.Error{Kind: stagedoor.Unavailable, Msg: "The database file %s cannot be opened. Is the folder writable, and the file a Stagedoor database?", Args: []any{file}, Err: err}
	}
	return nil
}

func (db *DB) openPostgres(ctx context.Context, dbURL string) error {
	h, err := sql.Open("pgx", dbURL)
	if err == nil {
		conns := db.opt.Conns
		if conns == 0 {
			conns = 20
		}
		h.SetMaxOpenConns(conns)
		h.SetMaxIdleConns(conns)
		h.SetConnMaxIdleTime(5 * time.Minute)
		db.w, db.r, db.postgres = h, h, true
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		err = h.PingContext(ctx)
	}
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		db.Close()
		return &stagedoor.Error{Kind: stagedoor.Unavailable, Msg: "The database %s refuses us. Does it exist, and are user and password right?", Args: []any{redacted(dbURL)}, Err: err}
	}
	if err != nil {
		db.Close()
		return &stagedoor.Error{Kind: stagedoor.Unavailable, Msg: "The database %s does not answer. Is PostgreSQL running there?", Args: []any{redacted(dbURL)}, Err: err}
	}
	return nil
}

// redacted is a database's address without its password, for sentences.
func redacted(dbURL string) string {
	u, err := url.Parse(dbURL)
	if err != nil {
		return "(not an address)" // it may hold a password where none belongs
	}
	return u.Redacted()
}

// Close lets the database go.
func (db *DB) Close() error {
	var err error
	if db.r != nil && db.r != db.w {
		err = db.r.Close()
	}
	if db.w != nil {
		if e := db.w.Close(); err == nil {
			err = e
		}
	}
	return err
}

// Postgres reports whether the database is PostgreSQL, which several nodes
// can share.
func (db *DB) Postgres() bool { return db.postgres }

// Ping asks the database whether it is there.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.r.PingContext(ctx); err != nil {
		return fmt.Errorf("database: %w", away(err))
	}
	return nil
}
