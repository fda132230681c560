package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"stagedoor"
	"stagedoor/stage"
)

// House returns the conference, the stages, the talks in force and what is on
// air, as they were at one moment.
func (db *DB) House(ctx context.Context) (h stage.House, err error) {
	var opt *sql.TxOptions // SQLite's readers see one moment anyway
	if db.postgres {
		opt = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	t, err := db.r.BeginTx(ctx, opt)
	if err == nil {
		defer t.Rollback()
		if h.Conference, err = db.conference(ctx, t); err == nil {
			if h.Stages, err = readStages(ctx, t); err == nil {
				h.Talks, err = talksInForce(ctx, t)
			}
			if err == nil {
				h.Airs, err = readAirs(ctx, t)
			}
			if err == nil {
				h.Announcements, err = db.standing(ctx, t)
			}
		}
	}
	if err != nil {
		return stage.House{}, fmt.Errorf("house: %w", away(err))
	}
	return h, nil
}

// Stages returns the stages in their order, with their ladders.
func (db *DB) Stages(ctx context.Context) ([]stage.Stage, error) {
	h, err := db.House(ctx)
	return h.Stages, err
}

// rowsQuerier is a transaction or the readers.
type rowsQuerier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func readStages(ctx context.Context, q rowsQuerier) ([]stage.Stage, error) {
	var stages []stage.Stage
	at := map[stagedoor.StageID]int{}
	rows, err := q.QueryContext(ctx,
		`SELECT id, name, gel, position, taken, held, hand_name, hand_since, hand_before FROM stages ORDER BY position, id`)
	if err != nil {
		return nil, fmt.Errorf("stages: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var s stage.Stage
		var since int64
		var undo string
		if err := rows.Scan(&s.ID, &s.Name, &s.Gel, &s.Position, &s.Hand.Taken, &s.Hand.Held, &s.Hand.By, &since, &undo); err != nil {
			return nil, fmt.Errorf("stages: %w", err)
		}
		s.Hand.Since = moment(since)
		if undo != "" {
			if err := json.Unmarshal([]byte(undo), &s.Before); err != nil {
				return nil, fmt.Errorf("stage %s: %w", s.ID, err)
			}
		}
		at[s.ID] = len(stages)
		stages = append(stages, s)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("stages: %w", err)
	}
	rungs, err := q.QueryContext(ctx, `SELECT stage, id, title, kind, url, ref, hash, sentence, picture, key_version FROM sources ORDER BY stage, position, id`)
	if err != nil {
		return nil, fmt.Errorf("sources: %w", err)
	}
	defer rungs.Close()
	for rungs.Next() {
		var r stage.Source
		if err := rungs.Scan(&r.Stage, &r.ID, &r.Title, &r.Kind, &r.URL, &r.Ref, &r.Hash, &r.Sentence, &r.Picture, &r.KeyVersion); err != nil {
			return nil, fmt.Errorf("sources: %w", err)
		}
		if i, ok := at[r.Stage]; ok {
			stages[i].Ladder = append(stages[i].Ladder, r)
		}
	}
	return stages, rungs.Err()
}

// editStages reads the stages under the conference's lock, has edit change
// them, and keeps what came of it with an audit entry. An edit that changes
// nothing writes nothing.
func (db *DB) editStages(ctx context.Context, actor stagedoor.Actor, now time.Time, id stagedoor.StageID,
	edit func(stage.Stages) (stage.Stages, stagedoor.Sentence, error)) error {
	return db.update(ctx, "stages", func(t *tx) error {
		if _, err := t.lockConference(ctx); err != nil {
			return err
		}
		before, err := readStages(ctx, t)
		if err != nil {
			return err
		}
		after, did, err := edit(before)
		if err != nil {
			return err
		}
		if changed, err := t.keepStages(ctx, before, after); err != nil || !changed {
			return err
		}
		return t.audit(ctx, actor, now, did, "stage", string(id))
	})
}

// keepStages writes what differs between before and after, and notes the
// change; talks of a stage that is gone go with it.
func (t *tx) keepStages(ctx context.Context, before, after stage.Stages) (changed bool, err error) {
	var ids []string
	for _, b := range before {
		if _, err := after.Find(b.ID); err == nil {
			continue
		}
		ids = append(ids, string(b.ID))
		if err := t.forgetStage(ctx, b.ID); err != nil {
			return false, err
		}
		for _, q := range []string{`DELETE FROM sources WHERE stage = $1`, `DELETE FROM stages WHERE id = $1`,
			`DELETE FROM on_air WHERE stage = $1`,
			`DELETE FROM programs WHERE stage = $1`, `DELETE FROM publishers WHERE stage = $1`} {
			if _, err := t.ExecContext(ctx, q, string(b.ID)); err != nil {
				return false, err
			}
		}
		t.change(stagedoor.TalksChanged, string(b.ID))
	}
	for i, a := range after {
		a.Position = i
		b, err := before.Find(a.ID)
		if err == nil && reflect.DeepEqual(a, b) {
			continue
		}
		ids = append(ids, string(a.ID))
		if a.Ladder, err = t.keepKeys(ctx, b, a); err != nil {
			return false, err
		}
		if err := t.keepStage(ctx, a); err != nil {
			return false, err
		}
	}
	switch len(ids) {
	case 0:
	case 1:
		t.change(stagedoor.StagesChanged, ids[0])
	default:
		t.change(stagedoor.StagesChanged, "")
	}
	return len(ids) > 0, nil
}

// keepStage writes a stage and its ladder anew.
func (t *tx) keepStage(ctx context.Context, s stage.Stage) error {
	undo := []byte{}
	if s.Before != nil {
		var err error
		if undo, err = json.Marshal(s.Before); err != nil {
			return err
		}
	}
	_, err := t.ExecContext(ctx,
		`INSERT INTO stages (id, name, gel, position, taken, held, hand_name, hand_since, hand_before) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		 ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, gel = EXCLUDED.gel, position = EXCLUDED.position, taken = EXCLUDED.taken,
		 held = EXCLUDED.held, hand_name = EXCLUDED.hand_name, hand_since = EXCLUDED.hand_since, hand_before = EXCLUDED.hand_before`,
		string(s.ID), s.Name, s.Gel, s.Position, string(s.Hand.Taken), flag(s.Hand.Held), s.Hand.By, millis(s.Hand.Since), string(undo))
	if err != nil {
		return err
	}
	if _, err := t.ExecContext(ctx, `DELETE FROM sources WHERE stage = $1`, string(s.ID)); err != nil {
		return err
	}
	var rows [][]any
	for i, r := range s.Ladder {
		rows = append(rows, []any{string(s.ID), string(r.ID), i, r.Title, string(r.Kind), r.URL, r.Ref, r.Hash, r.Sentence, r.Picture, r.KeyVersion})
	}
	return t.insert(ctx, "sources", "stage, id, position, title, kind, url, ref, hash, sentence, picture, key_version", rows, "")
}

// AddStage puts a new stage behind the others; the error is a Conflict when
// its id is taken.
func (db *DB) AddStage(ctx context.Context, actor stagedoor.Actor, s stage.Stage, now time.Time) error {
	return db.editStages(ctx, actor, now, s.ID, func(l stage.Stages) (stage.Stages, stagedoor.Sentence, error) {
		l, err := l.Add(s)
		return l, stagedoor.Say("Added the stage %s.", s.Name), err
	})
}

// SaveStage keeps a stage's name and gel; its place, its ladder and the hand
// stay as they are.
func (db *DB) SaveStage(ctx context.Context, actor stagedoor.Actor, s stage.Stage, now time.Time) error {
	return db.editStage(ctx, actor, s.ID, now, func(old stage.Stage) (stage.Stage, stagedoor.Sentence, error) {
		old.Name, old.Gel = s.Name, s.Gel
		return old, stagedoor.Say("Changed the stage %s.", s.Name), nil
	})
}

// RemoveStage takes a stage away, with its sources and its talks.
func (db *DB) RemoveStage(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, now time.Time) error {
	return db.editStages(ctx, actor, now, id, func(l stage.Stages) (stage.Stages, stagedoor.Sentence, error) {
		s, err := l.Find(id)
		if err != nil {
			return nil, stagedoor.Sentence{}, err
		}
		l, err = l.Remove(id)
		return l, stagedoor.Say("Removed the stage %s with its sources and talks.", s.Name), err
	})
}

// MoveStage puts a stage at place to among the others, counted from 0.
func (db *DB) MoveStage(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, to int, now time.Time) error {
	return db.editStages(ctx, actor, now, id, func(l stage.Stages) (stage.Stages, stagedoor.Sentence, error) {
		s, err := l.Find(id)
		if err != nil {
			return nil, stagedoor.Sentence{}, err
		}
		l, err = l.Move(id, to)
		return l, stagedoor.Say("Moved the stage %s.", s.Name), err
	})
}

// editStage is editStages for one stage.
func (db *DB) editStage(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, now time.Time,
	edit func(stage.Stage) (stage.Stage, stagedoor.Sentence, error)) error {
	return db.editStages(ctx, actor, now, id, func(l stage.Stages) (stage.Stages, stagedoor.Sentence, error) {
		s, err := l.Find(id)
		if err != nil {
			return nil, stagedoor.Sentence{}, err
		}
		s, did, err := edit(s)
		if err != nil {
			return nil, did, err
		}
		l, err = l.Put(s)
		return l, did, err
	})
}

// AddSource puts a new source at the end of its stage's ladder, under an id
// made here when it has none.
func (db *DB) AddSource(ctx context.Context, actor stagedoor.Actor, r stage.Source, now time.Time) error {
	if r.ID == "" {
		r.ID = stagedoor.SourceID(stagedoor.NewID(now))
	}
	return db.editStage(ctx, actor, r.Stage, now, func(s stage.Stage) (stage.Stage, stagedoor.Sentence, error) {
		s, err := s.AddSource(r)
		return s, stagedoor.Say("Added the source %s to %s.", r.Name(), s.Name), err
	})
}

// SaveSource keeps a changed source at its place.
func (db *DB) SaveSource(ctx context.Context, actor stagedoor.Actor, r stage.Source, now time.Time) error {
	return db.editStage(ctx, actor, r.Stage, now, func(s stage.Stage) (stage.Stage, stagedoor.Sentence, error) {
		s, err := s.PutSource(r)
		return s, stagedoor.Say("Changed the source %s of %s.", r.Name(), s.Name), err
	})
}

// RemoveSource takes a source off its stage.
func (db *DB) RemoveSource(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, source stagedoor.SourceID, now time.Time) error {
	return db.editStage(ctx, actor, id, now, func(s stage.Stage) (stage.Stage, stagedoor.Sentence, error) {
		r, _ := s.Source(source)
		s, err := s.RemoveSource(source)
		return s, stagedoor.Say("Removed the source %s from %s.", r.Name(), s.Name), err
	})
}

// MoveSource puts a source at place to on its ladder, counted from 0.
func (db *DB) MoveSource(ctx context.Context, actor stagedoor.Actor, id stagedoor.StageID, source stagedoor.SourceID, to int, now time.Time) error {
	return db.editStage(ctx, actor, id, now, func(s stage.Stage) (stage.Stage, stagedoor.Sentence, error) {
		r, _ := s.Source(source)
		s, err := s.MoveSource(source, to)
		return s, stagedoor.Say("Moved the source %s on %s.", r.Name(), s.Name), err
	})
}
