package store

import (
	"context"
	"time"

	"stagedoor"
	"stagedoor/schedule"
)

// TalkNow returns a talk with what was read and what a hand changed.
func (db *DB) TalkNow(ctx context.Context, id stagedoor.TalkID) (schedule.TalkNow, error) {
	return schedule.TalkNow{}, nil
}

// AddTalk adds a talk written by hand, under an id made here, which it
// returns.
func (db *DB) AddTalk(ctx context.Context, actor stagedoor.Actor, t stagedoor.Talk, now time.Time) (stagedoor.TalkID, error) {
	return "", nil
}

// SaveTalk makes a talk in force what want says: what differs from what is in
// force is a hand's from now on. A time to the minute that shows the time in
// force changes nothing.
func (db *DB) SaveTalk(ctx context.Context, actor stagedoor.Actor, id stagedoor.TalkID, want stagedoor.Talk, now time.Time) error {
	return nil
}

// RemoveTalk takes a talk off the schedule. One of the programme or of a file
// can be brought back with TakeProgrammes(…, schedule.RemovedField).
func (db *DB) RemoveTalk(ctx context.Context, actor stagedoor.Actor, id stagedoor.TalkID, now time.Time) error {
	return nil
}

// TakeProgrammes gives fields back: they are as read again, now and after each
// reading. Without fields it gives back all.
func (db *DB) TakeProgrammes(ctx context.Context, actor stagedoor.Actor, id stagedoor.TalkID, now time.Time, fields ...schedule.Field) error {
	return nil
}
