package store

import (
	"context"
	"slices"
	"time"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
)

// TalkNow returns a talk with what was read and what a hand changed.
func (db *DB) TalkNow(ctx context.Context, id stagedoor.TalkID) (schedule.TalkNow, error) {
	k, err := db.Programme(ctx)
	if err != nil {
		return schedule.TalkNow{}, err
	}
	return talkNow(k, id)
}

func talkNow(k schedule.Known, id stagedoor.TalkID) (schedule.TalkNow, error) {
	i := slices.IndexFunc(k.Talks, func(r schedule.ReadTalk) bool { return r.ID == id })
	if i < 0 {
		return schedule.TalkNow{}, stagedoor.Errorf(stagedoor.NotFound, "This talk is no longer there. Look at the programme again.")
	}
	r, e := k.Talks[i], schedule.EditOf(k.Edits, id)
	return schedule.TalkNow{Talk: schedule.InForceOf(r, e, k.Shifts), Read: r, Edit: e}, nil
}

// AddTalk adds a talk written by hand, under an id made here, which it
// returns.
func (db *DB) AddTalk(ctx context.Context, actor stagedoor.Actor, w stagedoor.Talk, now time.Time) (stagedoor.TalkID, error) {
	w.ID = stagedoor.TalkID(stagedoor.NewID(now))
	w.Planned = stagedoor.Span{}
	err := db.editProgramme(ctx, "add a talk", &actor, now, func(t *tx, k schedule.Known) (did stagedoor.Sentence, kind, subject string, err error) {
		if len(k.Talks) >= schedule.MaxTalks {
			return did, "", "", tooManyTalks()
		}
		if err := t.checkTalk(ctx, w); err != nil {
			return did, "", "", err
		}
		if err := t.putTalks(ctx, []schedule.ReadTalk{{Talk: w, Origin: schedule.ByHand}}); err != nil {
			return did, "", "", err
		}
		err = t.putEdit(ctx, schedule.Written(w, k.Shifts, now))
		return stagedoor.Say("Added the talk “%s”.", w.Title), "talk", string(w.ID), err
	})
	return w.ID, err
}

// SaveTalk makes a talk in force what want says: what differs from what is in
// force is a hand's from now on. A time to the minute that shows the time in
// force changes nothing.
func (db *DB) SaveTalk(ctx context.Context, actor stagedoor.Actor, id stagedoor.TalkID, want stagedoor.Talk, now time.Time) error {
	want.ID = id
	return db.editTalk(ctx, actor, id, now, func(t *tx, k schedule.Known, is schedule.TalkNow) (schedule.Edit, stagedoor.Sentence, error) {
		did := stagedoor.Say("Changed the talk “%s”.", want.Title)
		if err := t.checkTalk(ctx, want); err != nil {
			return is.Edit, did, err
		}
		if want.Source != is.Source {
			if _, err := t.ExecContext(ctx, `UPDATE talks SET source = $1 WHERE id = $2`, string(want.Source), string(id)); err != nil {
				return is.Edit, did, err
			}
		}
		after := is.Edit.Change(is.Read, k.Shifts, want, now)
		if want.Source == is.Source && after.Same(is.Edit) {
			did = stagedoor.Sentence{}
		}
		return after, did, nil
	})
}

// RemoveTalk takes a talk off the schedule. One of the programme or of a file
// can be brought back with TakeProgrammes(…, schedule.RemovedField); one by
// hand is gone.
func (db *DB) RemoveTalk(ctx context.Context, actor stagedoor.Actor, id stagedoor.TalkID, now time.Time) error {
	return db.editTalk(ctx, actor, id, now, func(t *tx, _ schedule.Known, is schedule.TalkNow) (schedule.Edit, stagedoor.Sentence, error) {
		did := stagedoor.Say("Took the talk “%s” off the schedule.", is.Title)
		if is.Read.Origin == schedule.ByHand {
			return schedule.Edit{Talk: id}, did, t.dropTalk(ctx, id, true)
		}
		if is.Edit.Removed {
			return is.Edit, stagedoor.Sentence{}, nil
		}
		is.Edit.Removed = true
		return is.Edit, did, nil
	})
}

// TakeProgrammes gives fields back: they are as read again, now and after each
// reading. Without fields it gives back all.
func (db *DB) TakeProgrammes(ctx context.Context, actor stagedoor.Actor, id stagedoor.TalkID, now time.Time, fields ...schedule.Field) error {
	return db.editTalk(ctx, actor, id, now, func(t *tx, k schedule.Known, is schedule.TalkNow) (schedule.Edit, stagedoor.Sentence, error) {
		if is.Read.Origin == schedule.ByHand {
			return is.Edit, stagedoor.Sentence{}, stagedoor.Errorf(stagedoor.Invalid, "This talk was written by hand: no programme has it.")
		}
		after := is.Edit.Without(fields...)
		if after.Same(is.Edit) {
			return after, stagedoor.Sentence{}, nil
		}
		if after.Stage == nil && is.Edit.Stage != nil && *is.Edit.Stage != is.Read.Stage { // its source is a rung of the other stage
			if _, err := t.ExecContext(ctx, `UPDATE talks SET source = '' WHERE id = $1`, string(id)); err != nil {
				return after, stagedoor.Sentence{}, err
			}
		}
		return after, stagedoor.Say("Took the talk “%s” as it was read again.", is.Title), nil
	})
}

// editTalk has edit say what a hand changed of a talk from now on, and keeps
// it.
func (db *DB) editTalk(ctx context.Context, actor stagedoor.Actor, id stagedoor.TalkID, now time.Time,
	edit func(t *tx, k schedule.Known, is schedule.TalkNow) (schedule.Edit, stagedoor.Sentence, error)) error {
	return db.editProgramme(ctx, "edit a talk", &actor, now, func(t *tx, k schedule.Known) (did stagedoor.Sentence, kind, subject string, err error) {
		is, err := talkNow(k, id)
		if err != nil {
			return did, "", "", err
		}
		after, did, err := edit(t, k, is)
		if err == nil && !did.Zero() {
			err = t.putEdit(ctx, after)
		}
		return did, "talk", string(id), err
	})
}

// checkTalk says what is wrong with a talk that a hand wrote.
func (t *tx) checkTalk(ctx context.Context, w stagedoor.Talk) error {
	if err := schedule.ValidateTalk(w); err != nil {
		return err
	}
	stages, err := readStages(ctx, t)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(stages, func(s stage.Stage) bool { return s.ID == w.Stage })
	if i < 0 {
		return stagedoor.Errorf(stagedoor.Invalid, "The talk's stage is no longer there. Choose another.")
	}
	if _, there := stages[i].Source(w.Source); !there && w.Source != "" {
		return stagedoor.Errorf(stagedoor.Invalid, "This source is not on the talk's stage. Choose one of its ladder.")
	}
	return nil
}
