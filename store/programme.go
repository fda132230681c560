package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
)

// Programme implements schedule.Store.
func (db *DB) Programme(ctx context.Context) (k schedule.Known, err error) {
	t, err := db.r.BeginTx(ctx, &sql.TxOptions{Isolation: db.snapshot(), ReadOnly: db.postgres})
	if err == nil {
		defer t.Rollback()
		k, err = db.programme(ctx, t)
	}
	if err != nil {
		return schedule.Known{}, fmt.Errorf("programme: %w", away(err))
	}
	return k, nil
}

// programme reads all that there is of the programme, in one transaction.
func (db *DB) programme(ctx context.Context, q interface {
	querier
	rowsQuerier
}) (k schedule.Known, err error) {
	conf, err := db.conference(ctx, q)
	if err != nil {
		return k, err
	}
	k.House, k.Zone = conf.ID, conf.Zone
	if err := readProgramme(ctx, q, &k); err != nil {
		return k, err
	}
	stages, err := readStages(ctx, q)
	if err != nil {
		return k, err
	}
	k.Stages = programmeStages(stages)
	if k.Talks, err = readTalks(ctx, q); err != nil {
		return k, err
	}
	if k.Edits, err = readEdits(ctx, q); err != nil {
		return k, err
	}
	k.Shifts, err = readShifts(ctx, q)
	return k, err
}

// readProgramme reads the programme's own row.
func readProgramme(ctx context.Context, q querier, k *schedule.Known) error {
	var settings, reading, draft string
	if err := q.QueryRowContext(ctx, `SELECT settings, reading, draft FROM programme`).Scan(&settings, &reading, &draft); err != nil {
		return fmt.Errorf("programme: %w", err)
	}
	if err := json.Unmarshal([]byte(settings), &k.Settings); err != nil {
		return fmt.Errorf("programme's settings: %w", err)
	}
	if err := json.Unmarshal([]byte(reading), &k.Reading); err != nil {
		return fmt.Errorf("programme's reading: %w", err)
	}
	if draft == "" {
		return nil
	}
	k.Draft = &schedule.Draft{}
	if err := json.Unmarshal([]byte(draft), k.Draft); err != nil {
		return fmt.Errorf("programme's draft: %w", err)
	}
	return nil
}

// ProgrammeState returns what the last reading said and what waits for a yes,
// nil when nothing does: the little of the programme that alarms need.
func (db *DB) ProgrammeState(ctx context.Context) (schedule.Reading, *schedule.Draft, error) {
	var k schedule.Known
	if err := readProgramme(ctx, db.r, &k); err != nil {
		return k.Reading, nil, away(err)
	}
	return k.Reading, k.Draft, nil
}

func programmeStages(stages stage.Stages) []schedule.Stage {
	out := make([]schedule.Stage, len(stages))
	for i, s := range stages {
		out[i] = schedule.Stage{ID: s.ID, Name: s.Name}
	}
	return out
}

// editProgramme reads all that there is of the programme under the
// conference's lock and has edit write what changes, which it returns as a
// sentence for the audit: none when there is nothing to tell. Stages whose
// talks in force changed are told.
func (db *DB) editProgramme(ctx context.Context, what string, actor *stagedoor.Actor, now time.Time,
	edit func(t *tx, k schedule.Known) (did stagedoor.Sentence, kind, subject string, err error)) error {
	return db.update(ctx, what, func(t *tx) error {
		if _, err := t.lockConference(ctx); err != nil {
			return err
		}
		k, err := db.programme(ctx, t)
		if err != nil {
			return err
		}
		did, kind, subject, err := edit(t, k)
		if err != nil || did.Zero() {
			return err
		}
		if err := t.tellTalks(ctx, k.InForce()); err != nil {
			return err
		}
		if actor == nil {
			return nil
		}
		return t.audit(ctx, *actor, now, did, kind, subject)
	})
}

// putProgramme writes one column of the programme's row as JSON.
func (t *tx) putProgramme(ctx context.Context, column string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, `UPDATE programme SET `+column+` = $1`, string(text))
	t.oneMore(stagedoor.ProgrammeChanged)
	return err
}

// oneMore notes a change of a kind that says it all, once.
func (t *tx) oneMore(kind stagedoor.ChangeKind) {
	if !t.noted(kind) {
		t.change(kind, "")
	}
}

// SaveProgramme keeps where the programme comes from, its format and its zone;
// the rooms stay as they were decided.
func (db *DB) SaveProgramme(ctx context.Context, actor stagedoor.Actor, s schedule.Settings, now time.Time) error {
	if err := s.Validate(); err != nil {
		return err
	}
	return db.editProgramme(ctx, "save the programme", &actor, now, func(t *tx, k schedule.Known) (none stagedoor.Sentence, kind, subject string, err error) {
		s.Rooms = k.Settings.Rooms
		if reflect.DeepEqual(s, k.Settings) {
			return none, "", "", nil
		}
		if s.URL != k.Settings.URL { // what was wrong with the other one is over
			r := k.Reading
			r.Problem, r.Failing, r.Declined = stagedoor.Sentence{}, time.Time{}, ""
			if err := t.putProgramme(ctx, "reading", r); err != nil {
				return none, "", "", err
			}
			if k.Draft != nil && k.Draft.URL != "" {
				if err := t.dropDraft(ctx); err != nil {
					return none, "", "", err
				}
			}
		}
		err = t.putProgramme(ctx, "settings", s)
		return stagedoor.Say("Changed where the programme comes from."), "programme", "", err
	})
}

// SaveRooms keeps what was chosen for rooms, and makes a stage for each that
// wants one; rooms that are not named stay as they were decided.
func (db *DB) SaveRooms(ctx context.Context, actor stagedoor.Actor, rooms []schedule.RoomChoice, now time.Time) error {
	return db.editProgramme(ctx, "save rooms", &actor, now, func(t *tx, k schedule.Known) (none stagedoor.Sentence, kind, subject string, err error) {
		after, err := t.saveRooms(ctx, k, rooms)
		if err != nil || reflect.DeepEqual(after.Settings, k.Settings) {
			return none, "", "", err
		}
		return stagedoor.Say("Changed which room of the programme is which stage."), "programme", "", nil
	})
}

// saveRooms writes what was chosen for rooms and the stages made for them, and
// returns what is known then.
func (t *tx) saveRooms(ctx context.Context, k schedule.Known, rooms []schedule.RoomChoice) (schedule.Known, error) {
	after, made, err := schedule.Choose(k.Settings.Rooms, k.Stages, rooms)
	if err != nil {
		return k, err
	}
	if len(made) > 0 {
		before, err := readStages(ctx, t)
		if err != nil {
			return k, err
		}
		all := stage.Stages(before)
		for _, m := range made {
			if all, err = all.Add(stage.Stage{ID: m.ID, Name: m.Name}); err != nil {
				return k, err
			}
		}
		if _, err := t.keepStages(ctx, before, all); err != nil {
			return k, err
		}
		k.Stages = programmeStages(all)
	}
	if reflect.DeepEqual(after, k.Settings.Rooms) {
		return k, nil
	}
	k.Settings.Rooms = after
	return k, t.putProgramme(ctx, "settings", k.Settings)
}

// RemoveProgramme lets go of the foreign file: its talks, what a hand changed
// of them, its settings, and what waits.
func (db *DB) RemoveProgramme(ctx context.Context, actor stagedoor.Actor, now time.Time) error {
	return db.editProgramme(ctx, "remove the programme", &actor, now, func(t *tx, k schedule.Known) (none stagedoor.Sentence, kind, subject string, err error) {
		there := !reflect.DeepEqual(k.Settings, schedule.Settings{}) || !reflect.DeepEqual(k.Reading, schedule.Reading{}) || k.Draft != nil
		for _, q := range []string{
			`DELETE FROM talks WHERE origin = 'programme'`,
			`DELETE FROM talk_edits WHERE talk NOT IN (SELECT id FROM talks)`,
			`UPDATE programme SET taken = NULL`,
		} {
			if _, err := t.ExecContext(ctx, q); err != nil {
				return none, "", "", err
			}
		}
		if !there {
			return none, "", "", nil
		}
		if err := t.putProgramme(ctx, "settings", schedule.Settings{}); err != nil {
			return none, "", "", err
		}
		if err := t.putProgramme(ctx, "reading", schedule.Reading{}); err != nil {
			return none, "", "", err
		}
		return stagedoor.Say("Removed the programme with its talks."), "programme", "", t.dropDraft(ctx)
	})
}
