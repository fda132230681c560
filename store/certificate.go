package store

import (
	"context"
	"time"

	"stagedoor"
)

// Certificate returns a file that the ACME client kept, or a NotFound error.
func (db *DB) Certificate(ctx context.Context, name string) ([]byte, error) {
	var data []byte
	err := db.r.QueryRowContext(ctx, `SELECT data FROM certificates WHERE name = $1`, name).Scan(&data)
	return data, notFound(away(err), stagedoor.Say("There is no certificate %q.", name))
}

// SaveCertificate keeps a file of the ACME client.
func (db *DB) SaveCertificate(ctx context.Context, name string, data []byte) error {
	return db.update(ctx, "save certificate", func(t *tx) error {
		_, err := t.ExecContext(ctx,
			`INSERT INTO certificates (name, data, saved) VALUES ($1, $2, $3)
			 ON CONFLICT (name) DO UPDATE SET data = EXCLUDED.data, saved = EXCLUDED.saved`, name, data, millis(time.Now()))
		return err
	})
}

// RemoveCertificate forgets a file of the ACME client.
func (db *DB) RemoveCertificate(ctx context.Context, name string) error {
	return db.update(ctx, "remove certificate", func(t *tx) error {
		_, err := t.ExecContext(ctx, `DELETE FROM certificates WHERE name = $1`, name)
		return err
	})
}
