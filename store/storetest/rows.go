package storetest

import (
	"context"
	"database/sql"
	"encoding/hex"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/store"
)

// handles has, of each open DB, a way to write rows past its methods.
var handles sync.Map // *store.DB → *sql.DB

func remember(t testing.TB, db *store.DB, dbURL, data string) {
	t.Helper()
	driver, dsn := "pgx", dbURL
	if dbURL == "" {
		driver = "sqlite"
		dsn = "file:" + (&url.URL{Path: filepath.Join(data, "stagedoor.db")}).EscapedPath() + "?_pragma=busy_timeout(10000)"
	}
	h, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	handles.Store(db, h)
	t.Cleanup(func() {
		handles.Delete(db)
		h.Close()
	})
}

// SQL is a handle on the database behind db, for rows that a test wants to be
// there and that no method writes.
func SQL(t testing.TB, db *store.DB) *sql.DB {
	t.Helper()
	h, ok := handles.Load(db)
	if !ok {
		t.Fatal("this database was not opened by storetest")
	}
	return h.(*sql.DB)
}

// Exec runs one statement.
func Exec(t testing.TB, db *store.DB, query string, args ...any) {
	t.Helper()
	if _, err := SQL(t, db).Exec(query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// Attendee puts an attendee there with the codes of all versions so far, and
// returns the newest. What a leaves empty gets a value: admitted, version 1.
func Attendee(t testing.TB, db *store.DB, a stagedoor.Attendee) stagedoor.AccessCode {
	t.Helper()
	return Attendees(t, db, []stagedoor.Attendee{a})[0]
}

// Attendees puts many there, in one transaction.
func Attendees(t testing.TB, db *store.DB, all []stagedoor.Attendee) []stagedoor.AccessCode {
	t.Helper()
	conf, err := db.Conference(context.Background())
	if err != nil {
		t.Fatalf("conference: %v", err)
	}
	tx, err := SQL(t, db).Begin()
	if err != nil {
		t.Fatalf("begin: %v", err)
	}
	defer tx.Rollback()
	exec := func(q string, args ...any) {
		t.Helper()
		if _, err := tx.Exec(q, args...); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	var out []stagedoor.AccessCode
	for _, a := range all {
		if a.Standing == "" {
			a.Standing = stagedoor.Admitted
		}
		if a.Ticket == "" {
			a.Ticket = stagedoor.TicketID("ticket-" + a.ID)
		}
		var since int64
		if !a.Since.IsZero() {
			since = a.Since.UnixMilli()
		}
		a.CodeVersion = max(a.CodeVersion, 1)
		exec(`INSERT INTO attendees (id, ticket, name, email, address_folded, language, code_version, standing, since, created, search)
		      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			string(a.ID), string(a.Ticket), a.Name, a.Email, stagedoor.FoldAddress(a.Email), a.Language, a.CodeVersion, string(a.Standing),
			since, time.Now().UnixMilli(), stagedoor.Fold(a.Name+" "+a.Email))
		for v := 1; v <= a.CodeVersion; v++ {
			h := Code(conf, a.ID, v).Hash(Secret)
			exec(`INSERT INTO codes (hash, attendee, version) VALUES ($1, $2, $3)`, hex.EncodeToString(h[:]), string(a.ID), v)
		}
		out = append(out, Code(conf, a.ID, a.CodeVersion))
	}
	if err := tx.Commit(); err != nil {
		t.Fatalf("commit: %v", err)
	}
	return out
}

// Code is the code of an attendee's version.
func Code(conf stagedoor.Conference, id stagedoor.AttendeeID, version int) stagedoor.AccessCode {
	return stagedoor.NewAccessCode(Secret, conf.ID, id, version)
}
