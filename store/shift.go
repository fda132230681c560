package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"stagedoor"
	"stagedoor/schedule"
)

// readShifts returns all, undone ones too, in the order made.
func readShifts(ctx context.Context, q rowsQuerier) ([]schedule.Shift, error) {
	rows, err := q.QueryContext(ctx, `SELECT id, stage, since, until, minutes, made, by_name, undone FROM shifts ORDER BY made, id`)
	if err != nil {
		return nil, fmt.Errorf("shifts: %w", err)
	}
	defer rows.Close()
	var out []schedule.Shift
	for rows.Next() {
		var s schedule.Shift
		var since, until, made, undone int64
		if err := rows.Scan(&s.ID, &s.Stage, &since, &until, &s.Minutes, &made, &s.By, &undone); err != nil {
			return nil, fmt.Errorf("shifts: %w", err)
		}
		s.Since, s.Until, s.Made, s.Undone = moment(since), moment(until), moment(made), moment(undone)
		out = append(out, s)
	}
	return out, rows.Err()
}

// Shift moves the rest of a stage's day by minutes, from now on; a negative
// number is earlier. What it cannot do is an Invalid error with a sentence.
func (db *DB) Shift(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, minutes int, now time.Time) error {
	return db.editProgramme(ctx, "shift", &actor, now, func(t *tx, k schedule.Known) (did stagedoor.Sentence, kind, subject string, err error) {
		name, err := stageName(k, id)
		if err != nil {
			return did, "", "", err
		}
		now = moment(millis(now))
		s := schedule.Shift{ID: stagedoor.NewID(now), Stage: id, Since: now, Until: schedule.DayEnd(now, k.Location()), Minutes: minutes, Made: now, By: actor.Name}
		if n := len(k.Shifts); n > 0 && !k.Shifts[n-1].Made.Before(s.Made) {
			s.Made = k.Shifts[n-1].Made.Add(time.Millisecond) // another node's clock is ahead: the order stands
		}
		if err := s.Check(k); err != nil {
			return did, "", "", err
		}
		err = t.insert(ctx, "shifts", "id, stage, since, until, minutes, made, by_name", [][]any{
			{s.ID, string(s.Stage), millis(s.Since), millis(s.Until), s.Minutes, millis(s.Made), s.By}}, "")
		if minutes < 0 {
			return stagedoor.Say("Moved the rest of the day on %s %d minutes earlier.", name, -minutes), "stage", string(id), err
		}
		return stagedoor.Say("Moved the rest of the day on %s %d minutes later.", name, minutes), "stage", string(id), err
	})
}

func stageName(k schedule.Known, id stagedoor.StageID) (string, error) {
	for _, s := range k.Stages {
		if s.ID == id {
			return s.Name, nil
		}
	}
	return "", stagedoor.Errorf(stagedoor.NotFound, "This stage is no longer there. Look at the stages again.")
}

// UndoShift takes a shift back; one that is undone already stays so.
func (db *DB) UndoShift(ctx context.Context, actor stagedoor.Actor, shift string, now time.Time) error {
	return db.editProgramme(ctx, "undo a shift", &actor, now, func(t *tx, k schedule.Known) (did stagedoor.Sentence, kind, subject string, err error) {
		i := slices.IndexFunc(k.Shifts, func(s schedule.Shift) bool { return s.ID == shift })
		if i < 0 {
			return did, "", "", stagedoor.Errorf(stagedoor.NotFound, "This shift is no longer there. Look at the day again.")
		}
		s := k.Shifts[i]
		if !s.Undone.IsZero() {
			return did, "", "", nil
		}
		name, err := stageName(k, s.Stage)
		if err != nil {
			return did, "", "", err
		}
		_, err = t.ExecContext(ctx, `UPDATE shifts SET undone = $1 WHERE id = $2`, millis(now), shift)
		return stagedoor.Say("Took the shift of %s by %d minutes back.", name, s.Minutes), "stage", string(s.Stage), err
	})
}

// Shifts returns today's, newest first, those that were undone among them.
func (db *DB) Shifts(ctx context.Context, now time.Time) ([]schedule.Shift, error) {
	conf, err := db.Conference(ctx)
	if err != nil {
		return nil, err
	}
	all, err := readShifts(ctx, db.r)
	if err != nil {
		return nil, fmt.Errorf("shifts: %w", away(err))
	}
	from := schedule.DayStart(now, conf.Location())
	all = slices.DeleteFunc(all, func(s schedule.Shift) bool { return s.Made.Before(from) })
	slices.Reverse(all)
	return all, nil
}
