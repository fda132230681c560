package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"stagedoor"
)

// A tx is one open transaction and what it will tell others at its end.
type tx struct {
	*sql.Tx
	db      *DB
	changes []stagedoor.Change
	inserts map[string]*sql.Stmt // full inserts, prepared
}

// retries is how often a transaction begins again that PostgreSQL ended for
// another's sake: for a deadlock or a serialization failure.
const retries = 3

// update runs do in one writing transaction. The changes that do noted are
// the transaction's last statements, stamped then; after the commit this
// process is woken to read them. do may be called again, from the start: what
// it leaves outside of itself it must set anew each time.
func (db *DB) update(ctx context.Context, what string, do func(t *tx) error) error {
	err := db.updateOnce(ctx, what, do)
	for n := range retries {
		if !overtaken(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Duration(n+1) * 20 * time.Millisecond): // the other takes what it waited for
		}
		err = db.updateOnce(ctx, what, do)
	}
	return err
}

func (db *DB) updateOnce(ctx context.Context, what string, do func(t *tx) error) error {
	s, err := db.w.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("%s: %w", what, away(err))
	}
	defer s.Rollback() // after a commit it does nothing
	t := &tx{Tx: s, db: db}
	if err := do(t); err != nil {
		return fmt.Errorf("%s: %w", what, away(err))
	}
	if err := t.writeChanges(ctx); err != nil {
		return fmt.Errorf("%s: %w", what, away(err))
	}
	db.atCommit("before commit", what)
	if err := s.Commit(); err != nil {
		return fmt.Errorf("%s: commit: %w", what, away(err))
	}
	db.atCommit("after commit", what)
	if len(t.changes) > 0 && db.opt.Wake != nil {
		db.opt.Wake()
	}
	return nil
}

// at marks a point for the crash stories.
func (db *DB) at(point string) {
	if db.opt.At != nil {
		db.opt.At(point)
	}
}

// atCommit marks a point of every transaction, and of this one by its name:
// "before commit of round".
func (db *DB) atCommit(point, what string) {
	if db.opt.At != nil {
		db.opt.At(point)
		db.opt.At(point + " of " + what)
	}
}

// change notes that kind's subject changed; see update.
func (t *tx) change(kind stagedoor.ChangeKind, subject string) {
	t.changes = append(t.changes, stagedoor.Change{Kind: kind, Subject: subject})
}

// insert writes rows of len(columns) values each, a hundred rows a statement.
// tail is what follows the values, as "ON CONFLICT DO NOTHING".
func (t *tx) insert(ctx context.Context, table, columns string, rows [][]any, tail string) error {
	const batch = 100 // of at most 30 columns: below SQLite's and PostgreSQL's bounds on placeholders
	for len(rows) > 0 {
		n := min(batch, len(rows))
		var q strings.Builder
		fmt.Fprintf(&q, "INSERT INTO %s (%s) VALUES ", table, columns)
		args := make([]any, 0, n*len(rows[0]))
		for i, row := range rows[:n] {
			if i > 0 {
				q.WriteByte(',')
			}
			q.WriteByte('(')
			for j, v := range row {
				if j > 0 {
					q.WriteByte(',')
				}
				args = append(args, v)
				if !t.db.postgres {
					q.WriteByte('?') // to SQLite $1 is a name, and looking up 2,000 names takes longer than the insert
					continue
				}
				q.WriteByte('$')
				q.WriteString(strconv.Itoa(len(args)))
			}
			q.WriteByte(')')
		}
		q.WriteByte(' ')
		q.WriteString(tail)
		if err := t.execInsert(ctx, q.String(), n == batch, args); err != nil {
			return fmt.Errorf("insert into %s: %w", table, err)
		}
		rows = rows[n:]
	}
	return nil
}

// execInsert runs one insert. Full ones are prepared once in a transaction:
// SQLite spends as long on reading the statement as on the rows. The pgx
// driver prepares by itself.
func (t *tx) execInsert(ctx context.Context, query string, full bool, args []any) error {
	if !full || t.db.postgres {
		_, err := t.ExecContext(ctx, query, args...)
		return err
	}
	s, ok := t.inserts[query]
	if !ok {
		var err error
		if s, err = t.PrepareContext(ctx, query); err != nil {
			return err
		}
		if t.inserts == nil {
			t.inserts = map[string]*sql.Stmt{}
		}
		t.inserts[query] = s // closed with the transaction
	}
	_, err := s.ExecContext(ctx, args...)
	return err
}

// placeholders is "$from,…" for n values, for an IN list.
func placeholders(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(from + i))
	}
	return b.String()
}

// millis is how a time is kept: Unix milliseconds, 0 for none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// moment reads what millis wrote, in UTC.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// flag is how a bool is kept: 0 or 1.
func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
