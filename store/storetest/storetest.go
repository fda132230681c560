// Package storetest opens throwaway databases for tests: every test of what
// the store keeps runs on both engines.
package storetest

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"sync"
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
	if dbURL == "" {
		SQLite(t, data)
	}
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

// Postgres makes an empty database, tables and all, that lives as long as the
// test, and returns its address. It is copied from one that this process made
// once: the migrations take ten times as long.
func Postgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv(Env)
	if server == "" {
		t.Fatalf("%s is not set: run ./test, which starts a throwaway PostgreSQL", Env)
	}
	template, err := template(server)
	if err != nil {
		t.Fatalf("make the first database: %v", err)
	}
	name := newName()
	if err := admin(server, "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		t.Fatalf("create a database: %v", err)
	}
	t.Cleanup(func() {
		if err := admin(server, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop %s: %v", name, err)
		}
	})
	return named(server, name)
}

// SQLite puts an empty database, tables and all, into the folder data, which
// store.Open then opens. It too is copied.
func SQLite(t testing.TB, data string) {
	t.Helper()
	file, err := empty()
	if err != nil {
		t.Fatalf("make the first database: %v", err)
	}
	if err := os.WriteFile(filepath.Join(data, "stagedoor.db"), file, 0o600); err != nil {
		t.Fatalf("create a database: %v", err)
	}
}

// empty returns the file of a SQLite database after its migrations.
var empty = sync.OnceValues(func() ([]byte, error) {
	data, err := os.MkdirTemp("", "storetest")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(data)
	db, err := store.Open(context.Background(), "", data, store.Options{})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil { // puts all into the one file
		return nil, err
	}
	return os.ReadFile(filepath.Join(data, "stagedoor.db"))
})

var made struct {
	once sync.Once
	name string
	err  error
}

// template returns the name of this process's migrated database, which goes
// with the throwaway server.
func template(server string) (string, error) {
	made.once.Do(func() {
		made.name = newName()
		if made.err = admin(server, "CREATE DATABASE "+made.name); made.err != nil {
			return
		}
		var db *store.DB
		if db, made.err = store.Open(context.Background(), named(server, made.name), "", store.Options{}); made.err == nil {
			made.err = db.Close()
		}
	})
	return made.name, made.err
}

func newName() string { return "t" + stagedoor.NewID(time.Now()) }

// named is the server's address with another database.
func named(server, database string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server // opening it will say why
	}
	u.Path = "/" + database
	return u.String()
}

// admin runs one statement on the server.
func admin(server, statement string) error {
	db, err := sql.Open("pgx", server)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(statement)
	return err
}
