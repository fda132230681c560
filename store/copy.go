package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"stagedoor"
)

// CopyTo copies every row of every table, as they are at one moment, into to,
// which must be new: its tables are emptied first. Either may be SQLite or
// PostgreSQL. It is how a backup is made while serving, and how a conference
// moves from one engine to the other.
func (db *DB) CopyTo(ctx context.Context, to *DB) error {
	begun, err := to.Begun(ctx)
	if err != nil {
		return err
	}
	if begun {
		return stagedoor.Errorf(stagedoor.Conflict, "The database to copy into has a conference already. Name an empty one.")
	}
	from, err := db.r.BeginTx(ctx, &sql.TxOptions{Isolation: db.snapshot(), ReadOnly: true})
	if err != nil {
		return fmt.Errorf("copy: %w", away(err))
	}
	defer from.Rollback()
	tables, err := to.tables(ctx)
	if err != nil {
		return err
	}
	return to.update(ctx, "copy", func(t *tx) error {
		for _, table := range tables {
			if err := copyTable(ctx, from, t, table); err != nil {
				return fmt.Errorf("table %s: %w", table, err)
			}
		}
		return nil
	})
}

// snapshot is the isolation in which all reads of a transaction see one
// moment. SQLite's transactions always do.
func (db *DB) snapshot() sql.IsolationLevel {
	if db.postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

// tables lists the tables but goose's own, which a new database has written
// itself.
func (db *DB) tables(ctx context.Context) ([]string, error) {
	q := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`
	if db.postgres {
		q = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name`
	}
	rows, err := db.r.QueryContext(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("tables: %w", away(err))
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		if !strings.HasPrefix(name, "goose_") {
			out = append(out, name)
		}
	}
	return out, rows.Err()
}

// copyTable copies one table, a batch at a time. The columns are asked of the
// source: both sides were made by the same migrations.
func copyTable(ctx context.Context, from *sql.Tx, t *tx, table string) error {
	if _, err := t.ExecContext(ctx, "DELETE FROM "+table); err != nil {
		return err
	}
	rows, err := from.QueryContext(ctx, "SELECT * FROM "+table)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	const batch = 100
	var hold [][]any
	for rows.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if hold = append(hold, row); len(hold) == batch {
			if err := t.insert(ctx, table, strings.Join(columns, ", "), hold, ""); err != nil {
				return err
			}
			hold = hold[:0]
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return t.insert(ctx, table, strings.Join(columns, ", "), hold, "")
}

// Checkpoint writes what SQLite still has in its log into the database file,
// so that the file alone is whole. On PostgreSQL it does nothing.
func (db *DB) Checkpoint(ctx context.Context) error {
	if db.postgres {
		return nil
	}
	_, err := db.w.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return err
}
