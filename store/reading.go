package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"stagedoor"
	"stagedoor/schedule"
)

// TakeReading implements schedule.Store. Tables: programme, talks.
func (db *DB) TakeReading(ctx context.Context, actor *stagedoor.Actor, now time.Time, decide func(schedule.Known) (schedule.Outcome, error)) error {
	return db.editProgramme(ctx, "read the programme", actor, now, func(t *tx, k schedule.Known) (did stagedoor.Sentence, kind, subject string, err error) {
		out, err := decide(k)
		if err != nil || out.Empty() {
			return did, "", "", err
		}
		return stagedoor.Say("Read the programme at once, and it changed something."), "programme", "", t.takeOutcome(ctx, k, out)
	})
}

// TakeDraft implements schedule.Store. Tables: programme, talks, stages.
func (db *DB) TakeDraft(ctx context.Context, actor stagedoor.Actor, id string, rooms []schedule.RoomChoice, now time.Time, decide func(schedule.Known) (schedule.Outcome, error)) error {
	return db.editProgramme(ctx, "take the draft", &actor, now, func(t *tx, k schedule.Known) (did stagedoor.Sentence, kind, subject string, err error) {
		if err := sameDraft(k, id); err != nil {
			return did, "", "", err
		}
		d := *k.Draft
		if _, err := t.ExecContext(ctx, `UPDATE programme SET taken = data`); err != nil {
			return did, "", "", err
		}
		if k, err = t.saveRooms(ctx, k, rooms); err != nil {
			return did, "", "", err
		}
		out, err := decide(k)
		if err != nil {
			return did, "", "", err
		}
		out.DropDraft = true
		if err := t.takeOutcome(ctx, k, out); err != nil {
			return did, "", "", err
		}
		if d.URL == "" {
			return stagedoor.Say("Said yes to the programme %q.", d.File), "programme", "", nil
		}
		return stagedoor.Say("Said yes to the programme from %s.", schedule.Host(d.URL)), "programme", "", nil
	})
}

// takeOutcome writes what a reading changes.
func (t *tx) takeOutcome(ctx context.Context, k schedule.Known, out schedule.Outcome) error {
	if err := checkPut(k, out); err != nil {
		return err
	}
	for _, id := range out.Drop {
		if err := t.dropTalk(ctx, id, false); err != nil {
			return err
		}
	}
	if err := t.putTalks(ctx, out.Put); err != nil {
		return err
	}
	t.db.at("programme written")
	if out.Reading != nil {
		if err := t.putProgramme(ctx, "reading", out.Reading); err != nil {
			return err
		}
		if out.Reading.URL != "" { // a later look has the file itself
			if _, err := t.ExecContext(ctx, `UPDATE programme SET taken = NULL`); err != nil {
				return err
			}
		}
	}
	switch {
	case out.Draft != nil:
		return t.putDraft(ctx, *out.Draft)
	case out.DropDraft:
		return t.dropDraft(ctx)
	}
	return nil
}

// checkPut keeps a reading from writing what no other way into the schedule
// would let in.
func checkPut(k schedule.Known, out schedule.Outcome) error {
	known := map[stagedoor.TalkID]schedule.Origin{}
	for _, t := range k.Talks {
		known[t.ID] = t.Origin
	}
	n := len(k.Talks) - len(out.Drop)
	for _, p := range out.Put {
		origin, there := known[p.ID]
		if !there {
			n++
		}
		if there && origin != schedule.FromProgramme || p.Origin != schedule.FromProgramme {
			return fmt.Errorf("the programme's talk %s is another's", p.ID)
		}
		if err := schedule.ValidateTalk(p.Talk); err != nil {
			return err
		}
	}
	if n > schedule.MaxTalks {
		return tooManyTalks()
	}
	return nil
}

// Draft implements schedule.Store.
func (db *DB) Draft(ctx context.Context) (d schedule.Draft, err error) {
	var about string
	if err := db.r.QueryRowContext(ctx, `SELECT draft, data FROM programme`).Scan(&about, &d.Data); err != nil {
		return d, fmt.Errorf("draft: %w", away(err))
	}
	if about == "" {
		return d, stagedoor.Errorf(stagedoor.NotFound, "No programme waits for your yes.")
	}
	if err := json.Unmarshal([]byte(about), &d); err != nil {
		return d, fmt.Errorf("draft: %w", err)
	}
	return d, nil
}

// Taken implements schedule.Store.
func (db *DB) Taken(ctx context.Context) (data []byte, err error) {
	if err := db.r.QueryRowContext(ctx, `SELECT taken FROM programme`).Scan(&data); err != nil {
		return nil, fmt.Errorf("taken file: %w", away(err))
	}
	return data, nil
}

// KeepDraft implements schedule.Store. Tables: programme.
func (db *DB) KeepDraft(ctx context.Context, actor stagedoor.Actor, d schedule.Draft, now time.Time) error {
	return db.update(ctx, "keep the draft", func(t *tx) error {
		if _, err := t.lockConference(ctx); err != nil {
			return err
		}
		if err := t.putDraft(ctx, d); err != nil {
			return err
		}
		return t.audit(ctx, actor, now, stagedoor.Say("Uploaded the programme %q. It waits for a yes.", d.File), "programme", "")
	})
}

// DropDraft says no to the draft with this id. A Conflict error when another
// waits by now, or none.
func (db *DB) DropDraft(ctx context.Context, actor stagedoor.Actor, id string, now time.Time) error {
	return db.editProgramme(ctx, "drop the draft", &actor, now, func(t *tx, k schedule.Known) (did stagedoor.Sentence, kind, subject string, err error) {
		if err := sameDraft(k, id); err != nil {
			return did, "", "", err
		}
		if k.Draft.URL != "" { // or the next look would bring it back
			k.Reading.Declined = id
			if err := t.putProgramme(ctx, "reading", k.Reading); err != nil {
				return did, "", "", err
			}
		}
		return stagedoor.Say("Said no to the programme that waited."), "programme", "", t.dropDraft(ctx)
	})
}

func sameDraft(k schedule.Known, id string) error {
	if k.Draft == nil || k.Draft.ID != id {
		return stagedoor.Errorf(stagedoor.Conflict, "This programme does not wait any more: somebody answered, or another came. Look again.")
	}
	return nil
}

func (t *tx) putDraft(ctx context.Context, d schedule.Draft) error {
	about, err := json.Marshal(d)
	if err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, `UPDATE programme SET draft = $1, data = $2`, string(about), d.Data)
	t.oneMore(stagedoor.ProgrammeChanged)
	return err
}

func (t *tx) dropDraft(ctx context.Context) error {
	_, err := t.ExecContext(ctx, `UPDATE programme SET draft = '', data = NULL`)
	t.oneMore(stagedoor.ProgrammeChanged)
	return err
}
