package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"stagedoor"
)

// audit writes what somebody did. Every method that takes a
// stagedoor.Actor calls it in its own transaction.
func (t *tx) audit(ctx context.Context, actor stagedoor.Actor, now time.Time, did stagedoor.Sentence, kind, subject string) error {
	text, err := json.Marshal(did)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	_, err = t.ExecContext(ctx,
		`INSERT INTO audit (id, at, actor, actor_name, did, kind, subject) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		stagedoor.NewID(now), millis(now), string(actor.ID), actor.Name, string(text), kind, subject)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

// Audit returns entries, newest first: those older than the entry with id
// before, or the newest when it is empty; at most limit.
func (db *DB) Audit(ctx context.Context, before string, limit int) ([]stagedoor.AuditEntry, error) {
	return db.auditWhere(ctx, `($1 = '' OR id < $1)`, limit, before)
}

// AuditOf returns the newest entries about one subject.
func (db *DB) AuditOf(ctx context.Context, kind, subject string, limit int) ([]stagedoor.AuditEntry, error) {
	return db.auditWhere(ctx, `kind = $1 AND subject = $2`, limit, kind, subject)
}

// AuditAbout returns the newest entries about subjects of these kinds.
func (db *DB) AuditAbout(ctx context.Context, kinds []string, limit int) ([]stagedoor.AuditEntry, error) {
	args := make([]any, len(kinds))
	for i, k := range kinds {
		args[i] = k
	}
	return db.auditWhere(ctx, `kind IN (`+placeholders(1, len(kinds))+`)`, limit, args...)
}

func (db *DB) auditWhere(ctx context.Context, where string, limit int, args ...any) ([]stagedoor.AuditEntry, error) {
	rows, err := db.r.QueryContext(ctx, fmt.Sprintf(
		`SELECT id, at, actor, actor_name, did, kind, subject FROM audit WHERE %s ORDER BY id DESC LIMIT %d`, where, limit), args...)
	if err != nil {
		return nil, fmt.Errorf("audit: %w", away(err))
	}
	defer rows.Close()
	var out []stagedoor.AuditEntry
	for rows.Next() {
		var e stagedoor.AuditEntry
		var at int64
		var did string
		if err := rows.Scan(&e.ID, &at, &e.Actor.ID, &e.Actor.Name, &did, &e.Kind, &e.Subject); err != nil {
			return nil, fmt.Errorf("audit: %w", err)
		}
		e.At = moment(at)
		if err := json.Unmarshal([]byte(did), &e.Did); err != nil {
			return nil, fmt.Errorf("audit entry %s: %w", e.ID, err)
		}
		out = append(out, e)
	}
	return out, rows.Err()
}
