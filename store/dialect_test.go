package store

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"stagedoor"
)

// A SQLite file that another process holds is away, which passes by itself.
func TestABusyFileIsAway(t *testing.T) {
	ctx := context.Background()
	file := "file:" + (&url.URL{Path: filepath.Join(t.TempDir(), "x.db")}).EscapedPath() + "?_pragma=journal_mode(WAL)&_txlock="
	open := func(lock string) *sql.DB {
		h, err := sql.Open("sqlite", file+lock)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { h.Close() })
		return h
	}
	h := open("immediate")
	if _, err := h.Exec(`CREATE TABLE x (y INTEGER)`); err != nil {
		t.Fatal(err)
	}
	t.Run("busy", func(t *testing.T) {
		first, err := h.BeginTx(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer first.Rollback()
		_, err = open("immediate").BeginTx(ctx, nil)
		wantsAway(t, err)
	})
	t.Run("busy, since it was read", func(t *testing.T) { // extended: SQLITE_BUSY_SNAPSHOT
		reader, err := open("deferred").BeginTx(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer reader.Rollback()
		var n int
		if err := reader.QueryRow(`SELECT COUNT(*) FROM x`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Exec(`INSERT INTO x VALUES (1)`); err != nil {
			t.Fatal(err)
		}
		_, err = reader.Exec(`INSERT INTO x VALUES (2)`)
		wantsAway(t, err)
	})
	t.Run("a statement that is wrong", func(t *testing.T) {
		_, err := h.Exec(`SELECT FROM`)
		if got := stagedoor.KindOf(away(err)); err == nil || got != stagedoor.Internal {
			t.Errorf("%v became %v, want it left as it is", err, got)
		}
	})
}

func wantsAway(t *testing.T, err error) {
	t.Helper()
	if got := stagedoor.KindOf(away(err)); err == nil || got != stagedoor.Unavailable {
		t.Errorf("%v became %v, want Unavailable", err, got)
	}
}

// TestAwayWhenNobodyIsLetIn: a server that answers and refuses the connection
// is away like one that does not answer.
func TestAwayWhenNobodyIsLetIn(t *testing.T) {
	u, err := url.Parse(os.Getenv("STAGEDOOR_TEST_POSTGRES"))
	if err != nil || u.Host == "" {
		t.Fatalf("STAGEDOOR_TEST_POSTGRES is not set: run ./test, which starts a throwaway PostgreSQL (%v)", err)
	}
	u.Path = "/there is no such database"
	h, err := sql.Open("pgx", u.String())
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	wantsAway(t, h.PingContext(t.Context()))
}
