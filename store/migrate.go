package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"stagedoor"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to date: every file of migrations once, in
// order, each in a transaction. On PostgreSQL a session lock keeps two nodes
// that start together from doing it twice.
func (db *DB) migrate(ctx context.Context) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	dialect, options := goose.DialectSQLite3, []goose.ProviderOption{}
	if db.postgres {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return fmt.Errorf("migration lock: %w", err)
		}
		dialect, options = goose.DialectPostgres, append(options, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(dialect, db.w, dir, options...)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return &stagedoor.Error{Kind: stagedoor.Unavailable, Msg: "The database's tables could not be brought up to date. Nothing was changed by the step that failed.", Err: err}
	}
	return nil
}
