package store

import (
	"context"

	"stagedoor"
)

// queueLetters writes letters with their lines. Their state is waiting or
// queued as given; the outbox sends both once it is open.
func (t *tx) queueLetters(ctx context.Context, letters []stagedoor.Letter) error {
	var heads, lines [][]any
	for _, l := range letters {
		heads = append(heads, []any{string(l.ID), string(l.Kind), l.Address, stagedoor.FoldAddress(l.Address), l.Name, l.Language,
			string(l.State), millis(l.Due), millis(l.Created)})
		for i, line := range l.Lines {
			lines = append(lines, []any{string(l.ID), i, string(line.Attendee), line.Version})
		}
	}
	if len(heads) == 0 {
		return nil
	}
	if err := t.insert(ctx, "letters", "id, kind, address, address_folded, name, language, state, due, created", heads, ""); err != nil {
		return err
	}
	if err := t.insert(ctx, "letter_lines", "letter, position, attendee, version", lines, ""); err != nil {
		return err
	}
	t.change(stagedoor.LettersChanged, "")
	return nil
}
