package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"stagedoor"
)

// letterColumns are what scanLetter reads.
const letterColumns = `id, kind, address, name, language, state, due, tries, provider, problem, created, sent, settled`

// scanLetter reads letterColumns, and more after them.
func scanLetter(row scanner, more ...any) (l stagedoor.Letter, err error) {
	var due, created, sent, settled int64
	var problem string
	to := []any{&l.ID, &l.Kind, &l.Address, &l.Name, &l.Language, &l.State, &due, &l.Tries, &l.Provider, &problem, &created, &sent, &settled}
	if err := row.Scan(append(to, more...)...); err != nil {
		return l, err
	}
	if problem != "" {
		if err := json.Unmarshal([]byte(problem), &l.Problem); err != nil {
			return l, fmt.Errorf("letter %s: %w", l.ID, err)
		}
	}
	l.Due, l.Created, l.Sent, l.Settled = moment(due), moment(created), moment(sent), moment(settled)
	return l, nil
}

// scanLetters reads and closes rows.
func scanLetters(rows *sql.Rows) ([]stagedoor.Letter, error) {
	defer rows.Close()
	var out []stagedoor.Letter
	for rows.Next() {
		l, err := scanLetter(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, rows.Err()
}

// letterLines reads the lines of letters into them.
func letterLines(ctx context.Context, q rowsQuerier, letters []stagedoor.Letter) error {
	at := make(map[string]int, len(letters))
	for i, l := range letters {
		at[string(l.ID)] = i
	}
	for batch := range slices.Chunk(letters, 100) {
		args := make([]any, len(batch))
		for i, l := range batch {
			args[i] = string(l.ID)
		}
		rows, err := q.QueryContext(ctx,
			`SELECT letter, attendee, version FROM letter_lines WHERE letter IN (`+placeholders(1, len(batch))+`) ORDER BY letter, position`, args...)
		if err != nil {
			return err
		}
		for rows.Next() {
			var id string
			var line stagedoor.LetterLine
			if err := rows.Scan(&id, &line.Attendee, &line.Version); err != nil {
				rows.Close()
				return err
			}
			letters[at[id]].Lines = append(letters[at[id]].Lines, line)
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) lettersWhere(ctx context.Context, where string, args ...any) ([]stagedoor.Letter, error) {
	rows, err := db.r.QueryContext(ctx, `SELECT `+letterColumns+` FROM letters WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("letters: %w", away(err))
	}
	out, err := scanLetters(rows)
	if err == nil {
		err = letterLines(ctx, db.r, out)
	}
	if err != nil {
		return nil, fmt.Errorf("letters: %w", away(err))
	}
	return out, nil
}

// Letters lists letters, newest first: those older than the one with id
// before, or the newest when it is empty; of one state, or of all when it is
// empty; at most limit.
func (db *DB) Letters(ctx context.Context, state stagedoor.LetterState, before stagedoor.LetterID, limit int) ([]stagedoor.Letter, error) {
	return db.lettersWhere(ctx, `($1 = '' OR state = $1) AND ($2 = '' OR id < $2) ORDER BY id DESC LIMIT $3`,
		string(state), string(before), limit)
}

// Letter returns one letter.
func (db *DB) Letter(ctx context.Context, id stagedoor.LetterID) (stagedoor.Letter, error) {
	out, err := db.lettersWhere(ctx, `id = $1`, string(id))
	if err != nil {
		return stagedoor.Letter{}, err
	}
	if len(out) == 0 {
		return stagedoor.Letter{}, stagedoor.Errorf(stagedoor.NotFound, "There is no such letter.")
	}
	return out[0], nil
}

// QueueTestLetter queues a letter with a sample code, which leaves whether the
// outbox is open or not. The language may be empty.
func (db *DB) QueueTestLetter(ctx context.Context, address, language string, actor stagedoor.Actor, now time.Time) (stagedoor.LetterID, error) {
	address = strings.TrimSpace(address)
	if err := stagedoor.CheckAddress(address); err != nil {
		return "", err
	}
	l := stagedoor.Letter{ID: stagedoor.LetterID(stagedoor.NewID(now)), Kind: stagedoor.LetterTest, Address: address,
		Name: actor.Name, Language: language, State: stagedoor.LetterQueued, Due: now, Created: now}
	err := db.update(ctx, "test letter", func(t *tx) error {
		if err := t.queueLetters(ctx, []stagedoor.Letter{l}); err != nil {
			return err
		}
		return t.audit(ctx, actor, now, stagedoor.Say("Sent a test letter."), "letter", string(l.ID))
	})
	return l.ID, err
}

// RetryLetter queues a letter again that failed or came back: its address was
// mended, or the mail server. Its codes are made anew, as always.
func (db *DB) RetryLetter(ctx context.Context, id stagedoor.LetterID, actor stagedoor.Actor, now time.Time) error {
	return db.update(ctx, "retry letter", func(t *tx) error {
		res, err := t.ExecContext(ctx,
			`UPDATE letters SET state = 'queued', due = $1, tries = 0, provider = '', settled = 0, sent = 0 WHERE id = $2 AND state IN ('failed', 'bounced')`,
			millis(now), string(id))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			if err == nil {
				err = stagedoor.Errorf(stagedoor.Conflict, "This letter did not fail: it is on its way, or it has arrived.")
			}
			return err
		}
		t.change(stagedoor.LettersChanged, "")
		return t.audit(ctx, actor, now, stagedoor.Say("Sent a failed letter again."), "letter", string(id))
	})
}
