package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"stagedoor/store"
	"stagedoor/store/storetest"
)

// TestALeaseIsAskedForInTime: a deadline holds, also while PostgreSQL is silent.
func TestALeaseIsAskedForInTime(t *testing.T) {
	db := storetest.Open(t, storetest.Postgres(t), store.Options{})
	lock, err := storetest.SQL(t, db).BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Rollback()
	if _, err := lock.Exec(`LOCK TABLE leases`); err != nil {
		t.Fatal(err)
	}
	short, stop := context.WithTimeout(ctx, 50*time.Millisecond)
	defer stop()
	if got, err := db.Lease(short, "outbox", "a", time.Now(), time.Minute); got || err == nil {
		t.Errorf("the lease is had: %v, %v; want that time is over", got, err)
	}
}

// TestALeaseIsHeardOf: who stops while a lease is being taken hears that it
// has it, and can give it back. PostgreSQL ended the transaction after the
// goodbye, and the lease stayed until its end.
func TestALeaseIsHeardOf(t *testing.T) {
	db := storetest.Open(t, storetest.Postgres(t), store.Options{})
	h := storetest.SQL(t, db)
	for _, tt := range []struct {
		name string
		take func(context.Context) (bool, error)
	}{
		{"one", func(ctx context.Context) (bool, error) { return db.Lease(ctx, "outbox", "a", time.Now(), time.Minute) }},
		{"many", func(ctx context.Context) (bool, error) {
			got, err := db.Leases(ctx, []string{"stage/hall"}, "a", time.Now(), time.Minute)
			return len(got) == 1, err
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lock, err := h.BeginTx(ctx, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer lock.Rollback()
			if _, err := lock.Exec(`LOCK TABLE leases`); err != nil {
				t.Fatal(err)
			}
			asking, stop := context.WithCancel(ctx)
			defer stop()
			type answer struct {
				got bool
				err error
			}
			answers := make(chan answer, 1)
			go func() {
				got, err := tt.take(asking)
				answers <- answer{got, err}
			}()
			for waiting := 0; waiting == 0; time.Sleep(5 * time.Millisecond) {
				if err := h.QueryRow(`SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND relation = 'leases'::regclass
					AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`).Scan(&waiting); err != nil {
					t.Fatal(err)
				}
			}
			stop()
			if err := lock.Commit(); err != nil {
				t.Fatal(err)
			}
			if a := <-answers; a.err != nil || !a.got {
				t.Errorf("the lease is had: %v, %v; want true", a.got, a.err)
			}
			if got, err := tt.take(asking); got || !errors.Is(err, context.Canceled) {
				t.Errorf("who has stopped is answered %v, %v; want that it has stopped", got, err)
			}
		})
	}
}
