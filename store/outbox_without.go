package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"stagedoor"
	"stagedoor/mail"
)

// leftOut takes those out of a letter whose codes it left without: whoever is
// back later gets a letter then. Who came back while it was on its way gets
// one now. The feed is locked, since a round asks who has had a letter. A
// letter that did not leave at all, since none of its codes is good, keeps its
// lines: it counts as none.
func (t *tx) leftOut(ctx context.Context, d mail.Tried) error {
	var now []stagedoor.Letter
	for _, who := range d.Without {
		if _, err := t.ExecContext(ctx,
			`UPDATE feeds SET revision = revision WHERE id IN (SELECT k.feed FROM attendees a JOIN tickets k ON k.id = a.ticket WHERE a.id = $1)`,
			string(who)); err != nil {
			return fmt.Errorf("lock the feed: %w", err)
		}
		if d.State == stagedoor.LetterSent {
			if _, err := t.ExecContext(ctx, `DELETE FROM letter_lines WHERE letter = $1 AND attendee = $2`, string(d.Letter), string(who)); err != nil {
				return fmt.Errorf("take out of the letter: %w", err)
			}
		}
		l := stagedoor.Letter{ID: stagedoor.LetterID(stagedoor.NewID(d.At)), Kind: stagedoor.LetterNew, State: stagedoor.LetterQueued,
			Due: d.At, Created: d.At, Lines: []stagedoor.LetterLine{{Attendee: who}}}
		err := t.QueryRowContext(ctx,
			`SELECT a.email, a.name, a.language, a.code_version FROM attendees a
			 WHERE a.id = $1 AND a.standing = 'admitted' AND a.email <> '' AND NOT EXISTS (
				SELECT 1 FROM letter_lines ll JOIN letters l ON l.id = ll.letter
				WHERE ll.attendee = a.id AND ll.version = a.code_version AND l.state <> 'superseded' AND l.kind <> 'test')`, string(who)).
			Scan(&l.Address, &l.Name, &l.Language, &l.Lines[0].Version)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return fmt.Errorf("who was left out: %w", err)
		}
		if l.Lines[0].Version == 1 {
			l.Kind = stagedoor.LetterCode
		}
		now = append(now, l)
	}
	return t.queueLetters(ctx, now)
}
