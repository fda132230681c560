package store

import (
	"context"
	"time"

	"stagedoor"
	"stagedoor/stage"
)

// Take puts a source on air by a producer's hand. Of two at once the last one
// wins. The stage's keeper hears of it and writes what follows.
func (db *DB) Take(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, source stagedoor.SourceID, now time.Time) error {
	return db.editStage(ctx, actor, id, now, func(s stage.Stage) (stage.Stage, stagedoor.Sentence, error) {
		r, _ := s.Source(source)
		s, err := s.Take(source, actor.Name, now)
		return s, stagedoor.Say("Put %s on air on %s.", r.Name(), s.Name), err
	})
}

// Hold is Take, and the ladder waits until it is released.
func (db *DB) Hold(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, source stagedoor.SourceID, now time.Time) error {
	return db.editStage(ctx, actor, id, now, func(s stage.Stage) (stage.Stage, stagedoor.Sentence, error) {
		r, _ := s.Source(source)
		s, err := s.Hold(source, actor.Name, now)
		return s, stagedoor.Say("Held %s on air on %s.", r.Name(), s.Name), err
	})
}

// Release takes the hand away, whoever's it is: the ladder decides again.
func (db *DB) Release(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, now time.Time) error {
	return db.editStage(ctx, actor, id, now, func(s stage.Stage) (stage.Stage, stagedoor.Sentence, error) {
		return s.Release(actor.Name, now), stagedoor.Say("Released the ladder of %s.", s.Name), nil
	})
}

// Undo puts the hand back as it was before the last Take, Hold or Release,
// whoever's that was. The error is Conflict when there is nothing to undo.
func (db *DB) Undo(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, now time.Time) error {
	return db.editStage(ctx, actor, id, now, func(s stage.Stage) (stage.Stage, stagedoor.Sentence, error) {
		s, err := s.Undo()
		return s, stagedoor.Say("Put the hand on %s back as it was.", s.Name), err
	})
}
