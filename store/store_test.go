package store_test

import (
	"context"
	"errors"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

var ctx = context.Background()

func TestSecretMustBeTheDatabases(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		conf, err := db.Conference(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Begin(ctx, storetest.Secret, stagedoor.Conference{Name: "Other"}, time.Now()); err != nil {
			t.Errorf("the same secret again: %v", err)
		}
		if again, _ := db.Conference(ctx); again.ID != conf.ID || again.Name != conf.Name {
			t.Errorf("a second start made %q of %q", again.Name, conf.Name)
		}
		err = db.Begin(ctx, stagedoor.Secret("another secret"), stagedoor.Conference{}, time.Now())
		if stagedoor.KindOf(err) != stagedoor.Denied {
			t.Errorf("another secret: %v, want a Denied error", err)
		}
	})
}

func TestLeaseHasOneHolder(t *testing.T) {
	now := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, step := range []struct {
			name, holder string
			after        time.Duration
			want         bool
		}{
			{"free", "a", 0, true},
			{"renewed by its holder", "a", 5 * time.Second, true},
			{"held", "b", 10 * time.Second, false},
			{"held up to its last moment", "b", 34 * time.Second, false},
			{"run out", "b", 35 * time.Second, true},
			{"now the other has it", "a", 36 * time.Second, false},
		} {
			got, err := db.Lease(ctx, "feed/shop", step.holder, now.Add(step.after), 30*time.Second)
			if err != nil || got != step.want {
				t.Errorf("%s: %s got it = %v, %v; want %v", step.name, step.holder, got, err, step.want)
			}
		}
		if err := db.Unlease(ctx, "feed/shop", "a"); err != nil {
			t.Fatal(err)
		}
		if got, _ := db.Lease(ctx, "feed/shop", "a", now.Add(40*time.Second), time.Second); got {
			t.Error("giving up another's lease made it free")
		}
		if err := db.Unlease(ctx, "feed/shop", "b"); err != nil {
			t.Fatal(err)
		}
		if got, _ := db.Lease(ctx, "feed/shop", "a", now.Add(41*time.Second), time.Second); !got {
			t.Error("a lease that was given up is not free")
		}
	})
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	server, err := url.Parse(os.Getenv("STAGEDOOR_TEST_POSTGRES"))
	if err != nil {
		t.Fatal(err)
	}
	server.Path = "/none"
	for _, tt := range []struct{ name, url, want string }{
		{"no such database", server.String(), "Does it exist"},
		{"nothing listens", "postgres://seed:hush@127.0.0.1:1/none", "does not answer"},
		{"not an address", "mysql://root:hush@db/x", "is not an address like postgres://"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := store.Open(ctx, tt.url, t.TempDir(), store.Options{})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("open = %v, want a sentence with %q", err, tt.want)
			}
			var e *stagedoor.Error
			if !errors.As(err, &e) || strings.Contains(e.Sentence().String(), "hush") {
				t.Errorf("the sentence shows the password: %v", err)
			}
		})
	}
}

func TestTheFileIsForItsOwnerAlone(t *testing.T) {
	data := t.TempDir()
	if err := os.Chmod(data, 0o755); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(ctx, "", data, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	files, err := os.ReadDir(data)
	if err != nil || len(files) != 3 {
		t.Fatalf("%d files, %v; want the database and two beside it", len(files), err)
	}
	for _, f := range files {
		if i, err := f.Info(); err != nil || i.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v; want 0600", f.Name(), i.Mode(), err)
		}
	}
}
