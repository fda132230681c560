package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"stagedoor"
)

// Now is the database's clock: PostgreSQL's own, so that all nodes share one;
// this process's on SQLite. It is the only place that asks a clock, but for
// changes being stamped with it.
func (db *DB) Now(ctx context.Context) (time.Time, error) {
	return db.now(ctx, db.r)
}

type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func (db *DB) now(ctx context.Context, q querier) (time.Time, error) {
	if !db.postgres {
		return time.Now().UTC(), nil
	}
	var ms int64
	err := q.QueryRowContext(ctx, `SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)`).Scan(&ms)
	if err != nil {
		return time.Time{}, fmt.Errorf("database clock: %w", away(err))
	}
	return moment(ms), nil
}

// maxClockSkew is how far a node's clock may be from the database's: leases
// and due times are compared across nodes.
const maxClockSkew = 2 * time.Second

// CheckClock returns an error for the operator when this machine's clock and
// the database's differ by more than maxClockSkew. now is this machine's.
func (db *DB) CheckClock(ctx context.Context, now func() time.Time) error {
	before := now()
	theirs, err := db.Now(ctx)
	if err != nil {
		return err
	}
	ours := before.Add(now().Sub(before) / 2)
	if skew := ours.Sub(theirs); skew.Abs() > maxClockSkew {
		return stagedoor.Errorf(stagedoor.Unavailable, "This machine's clock is %s off the database's. Set both with NTP, then start again.", skew.Round(100*time.Millisecond).String())
	}
	return nil
}

// away gives an error the kind Unavailable when the database could not be
// reached or is shutting down, and leaves every other as it is.
func away(err error) error {
	if err == nil || stagedoor.KindOf(err) != stagedoor.Internal {
		return err
	}
	var pg *pgconn.PgError
	var network net.Error
	var connect *pgconn.ConnectError
	var lite *sqlite.Error
	switch {
	case errors.As(err, &lite):
		// Somebody else's process holds the file for longer than we wait.
		if c := lite.Code() & 0xff; c != sqlite3.SQLITE_BUSY && c != sqlite3.SQLITE_LOCKED {
			return err
		}
	case errors.As(err, &connect):
		// Also when it answers, and lets nobody in: a password that was changed,
		// a database that is being restored.
	case errors.As(err, &pg) && pg.Code == "22021":
		// NUL, or bytes that are no UTF-8: PostgreSQL keeps neither.
		return &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "This text has characters that cannot be kept. Type it anew instead of pasting it.", Err: err}
	case errors.As(err, &pg):
		// Class 08 connection, 57P shutdown, 53300 too many connections.
		if c := pg.Code; len(c) != 5 || c[:2] != "08" && c[:3] != "57P" && c != "53300" {
			return err
		}
	case errors.As(err, &network), errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone), pgconn.SafeToRetry(err):
	case errors.Is(err, net.ErrClosed):
	default:
		if !isEOF(err) {
			return err
		}
	}
	return &stagedoor.Error{Kind: stagedoor.Unavailable, Msg: "We cannot reach our own records for a moment. This page comes back by itself.", Err: err}
}

// overtaken reports whether PostgreSQL ended a transaction of which nothing is
// wrong but that another was under way.
func overtaken(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40P01" || pg.Code == "40001")
}

// notFound turns sql.ErrNoRows into a NotFound error with the sentence s.
func notFound(err error, s stagedoor.Sentence) error {
	if errors.Is(err, sql.ErrNoRows) {
		return &stagedoor.Error{Kind: stagedoor.NotFound, Msg: s.Msg, Args: s.Args, Err: err}
	}
	return err
}

func isEOF(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// skipLocked ends a SELECT whose rows will be written: on PostgreSQL they are
// locked and those that another transaction holds are passed over; SQLite
// has one writer anyway.
func (db *DB) skipLocked() string {
	if db.postgres {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}
