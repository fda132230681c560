package store

import (
	"context"
	"time"

	"stagedoor"
)

// endLogins ends every good login of an attendee and notes a change for each.
func (t *tx) endLogins(ctx context.Context, attendee stagedoor.AttendeeID, why stagedoor.Ending, now time.Time) error {
	rows, err := t.QueryContext(ctx,
		`UPDATE logins SET ended = $1, why = $2 WHERE attendee = $3 AND ended = 0 RETURNING id`,
		millis(now), string(why), string(attendee))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		t.change(stagedoor.LoginEnded, id)
	}
	return rows.Err()
}
