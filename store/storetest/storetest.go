// Package storetest opens throwaway databases for tests: every test of what
// the store keeps runs on both engines.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/store"
)

// Env names the variable with the address of a PostgreSQL server on which
// tests may make databases; ./test starts one.
const Env = "STAGEDOOR_TEST_POSTGRES"

// Secret is the secret of every conference that Each begins.
var Secret = stagedoor.Secret("0123456789abcdef0123456789abcdef")

// Each runs do twice, on an empty SQLite database and on an empty PostgreSQL
// one, each with its conference begun.
func Each(t *testing.T, do func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { do(t, Open(t, "", store.Options{})) })
	t.Run("postgres", func(t *testing.T) { do(t, Open(t, Postgres(t), store.Options{})) })
}

// Open opens the database at dbURL, or a SQLite one in a folder of the
// test's own when it is empty, and begins its conference.
func Open(t testing.TB, dbURL string, opt store.Options) *store.DB {
	t.Helper()
	ctx := context.Background()
	data := t.TempDir()
	db, err := store.Open(ctx, dbURL, data, opt)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { db.Close() })
	remember(t, db, dbURL, data)
	conf := stagedoor.Conference{Name: "Test Conf", Zone: "Europe/Sofia", Language: "en", LettersOpen: true}
	if err := db.Begin(ctx, Secret, conf, time.Now()); err != nil {
		t.Fatalf("begin: %v", err)
	}
	return db
}

// Postgres makes an empty database that lives as long as the test and
// returns its address.
func Postgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv(Env)
	if server == "" {
		t.Fatalf("%s is not set: run ./test, which starts a throwaway PostgreSQL", Env)
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s: %v", Env, err)
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatalf("%s: %v", Env, err)
	}
	t.Cleanup(func() { admin.Close() })
	name := "t" + strings.ToLower(stagedoor.NewID(time.Now()))
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatalf("create a database: %v", err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec(fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", name)); err != nil {
			t.Errorf("drop %s: %v", name, err)
		}
	})
	u.Path = "/" + name
	return u.String()
}
