package store

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
)

// talksInForce returns the talks as everybody sees them. All of it must be
// read in one transaction.
func talksInForce(ctx context.Context, q rowsQuerier) ([]stagedoor.Talk, error) {
	talks, err := readTalks(ctx, q)
	if err != nil {
		return nil, err
	}
	edits, err := readEdits(ctx, q)
	if err != nil {
		return nil, err
	}
	shifts, err := readShifts(ctx, q)
	if err != nil {
		return nil, err
	}
	return schedule.InForce(talks, edits, shifts), nil
}

// readTalks returns the talks as read, of all origins.
func readTalks(ctx context.Context, q rowsQuerier) ([]schedule.ReadTalk, error) {
	rows, err := q.QueryContext(ctx,
		`SELECT id, stage, title, people, abstract, language, starts, ends, pause, no_record, origin, foreign_id, gone, source
		 FROM talks ORDER BY starts, ends, id`)
	if err != nil {
		return nil, fmt.Errorf("talks: %w", err)
	}
	defer rows.Close()
	var out []schedule.ReadTalk
	for rows.Next() {
		var t schedule.ReadTalk
		var people []byte
		var starts, ends int64
		if err := rows.Scan(&t.ID, &t.Stage, &t.Title, &people, &t.Abstract, &t.Language, &starts, &ends, &t.Break, &t.NoRecord,
			&t.Origin, &t.Foreign, &t.Gone, &t.Source); err != nil {
			return nil, fmt.Errorf("talks: %w", err)
		}
		t.Starts, t.Ends = moment(starts), moment(ends)
		if err := json.Unmarshal(people, &t.People); err != nil {
			return nil, fmt.Errorf("talk %s: %w", t.ID, err)
		}
		out = append(out, t)
	}
	return out, rows.Err()
}

// fileTalks are those of "stagedoor apply", as its file says them.
func fileTalks(read []schedule.ReadTalk) []stagedoor.Talk {
	var out []stagedoor.Talk
	for _, r := range read {
		if r.Origin == schedule.FromFile {
			r.Talk.Source = "" // the editor's
			out = append(out, r.Talk)
		}
	}
	return out
}

// readEdits returns what hands changed, also of talks that are not there.
func readEdits(ctx context.Context, q rowsQuerier) ([]schedule.Edit, error) {
	rows, err := q.QueryContext(ctx, `SELECT talk, edit FROM talk_edits ORDER BY talk`)
	if err != nil {
		return nil, fmt.Errorf("edits: %w", err)
	}
	defer rows.Close()
	var out []schedule.Edit
	for rows.Next() {
		var id, text string
		var e schedule.Edit
		if err := rows.Scan(&id, &text); err != nil {
			return nil, fmt.Errorf("edits: %w", err)
		}
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			return nil, fmt.Errorf("edit of %s: %w", id, err)
		}
		e.Talk = stagedoor.TalkID(id)
		out = append(out, e)
	}
	return out, rows.Err()
}

// putEdit keeps what a hand changed; nothing is no row.
func (t *tx) putEdit(ctx context.Context, e schedule.Edit) error {
	if e.Empty() {
		_, err := t.ExecContext(ctx, `DELETE FROM talk_edits WHERE talk = $1`, string(e.Talk))
		return err
	}
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = t.ExecContext(ctx, `INSERT INTO talk_edits (talk, edit) VALUES ($1, $2) ON CONFLICT (talk) DO UPDATE SET edit = EXCLUDED.edit`,
		string(e.Talk), string(text))
	return err
}

// putTalks writes talks as read, new or not. The source of one that is there
// is written too.
func (t *tx) putTalks(ctx context.Context, talks []schedule.ReadTalk) error {
	rows := make([][]any, len(talks))
	for i, a := range talks {
		people, err := json.Marshal(a.People)
		if err != nil {
			return err
		}
		rows[i] = []any{string(a.ID), string(a.Stage), a.Title, string(people), a.Abstract, a.Language,
			millis(a.Starts), millis(a.Ends), flag(a.Break), flag(a.NoRecord), string(a.Origin), a.Foreign, flag(a.Gone), string(a.Source)}
	}
	return t.insert(ctx, "talks", "id, stage, title, people, abstract, language, starts, ends, pause, no_record, origin, foreign_id, gone, source", rows,
		`ON CONFLICT (id) DO UPDATE SET stage = EXCLUDED.stage, title = EXCLUDED.title, people = EXCLUDED.people,
		 abstract = EXCLUDED.abstract, language = EXCLUDED.language, starts = EXCLUDED.starts, ends = EXCLUDED.ends,
		 pause = EXCLUDED.pause, no_record = EXCLUDED.no_record, origin = EXCLUDED.origin, foreign_id = EXCLUDED.foreign_id,
		 gone = EXCLUDED.gone, source = EXCLUDED.source`)
}

// dropTalk takes a talk away; what a hand changed of it stays when edits is
// false.
func (t *tx) dropTalk(ctx context.Context, id stagedoor.TalkID, edits bool) error {
	if _, err := t.ExecContext(ctx, `DELETE FROM talks WHERE id = $1`, string(id)); err != nil || !edits {
		return err
	}
	return t.putEdit(ctx, schedule.Edit{Talk: id})
}

// keepFileTalks writes what differs in the talks of a conference's file. Those
// of other origins are not the file's, and what a hand changed stays.
func (t *tx) keepFileTalks(ctx context.Context, stages stage.Stages, after []stagedoor.Talk) error {
	all, err := readTalks(ctx, t)
	if err != nil {
		return err
	}
	edits, err := readEdits(ctx, t)
	if err != nil {
		return err
	}
	was := map[stagedoor.TalkID]schedule.ReadTalk{}
	for _, r := range all {
		was[r.ID] = r
	}
	if after, err = checkedTalks(stages, after, was); err != nil {
		return err
	}
	var put []schedule.ReadTalk
	for _, a := range after {
		b, known := was[a.ID]
		delete(was, a.ID)
		a.Source = b.Source
		if known && sameTalk(a, b.Talk) {
			continue
		}
		if a.Stage != b.Stage && schedule.EditOf(edits, a.ID).Stage == nil {
			a.Source = "" // a rung of the other stage
		}
		put = append(put, schedule.ReadTalk{Talk: a, Origin: schedule.FromFile})
	}
	for id, gone := range was {
		if gone.Origin != schedule.FromFile {
			continue
		}
		if err := t.dropTalk(ctx, id, true); err != nil {
			return err
		}
	}
	return t.putTalks(ctx, put)
}

// checkedTalks returns the file's talks as they will be read back, or what is
// wrong with them. known are those that are there, of all origins.
func checkedTalks(stages stage.Stages, file []stagedoor.Talk, known map[stagedoor.TalkID]schedule.ReadTalk) ([]stagedoor.Talk, error) {
	others := 0
	for _, k := range known {
		if k.Origin != schedule.FromFile {
			others++
		}
	}
	if len(file)+others > schedule.MaxTalks {
		return nil, tooManyTalks()
	}
	seen := map[stagedoor.TalkID]bool{}
	out := make([]stagedoor.Talk, len(file))
	for i, a := range file {
		if err := schedule.ValidateTalk(a); err != nil {
			return nil, err
		}
		if seen[a.ID] {
			return nil, stagedoor.Errorf(stagedoor.Invalid, "The talk id %q stands twice in the programme.", string(a.ID))
		}
		seen[a.ID] = true
		if k, there := known[a.ID]; there && k.Origin != schedule.FromFile {
			return nil, stagedoor.Errorf(stagedoor.Conflict, "The talk id %q is taken by another talk: “%s”. Give yours another id.", string(a.ID), k.Title)
		}
		if _, err := stages.Find(a.Stage); err != nil {
			return nil, stagedoor.Errorf(stagedoor.Invalid, "The talk %q is on the stage %q, which is not there.", a.Title, string(a.Stage))
		}
		a.Starts, a.Ends = moment(millis(a.Starts)), moment(millis(a.Ends))
		a.Planned = stagedoor.Span{}
		out[i] = a
	}
	return out, nil
}

func tooManyTalks() error {
	return stagedoor.Errorf(stagedoor.Invalid, "A programme has at most %d talks.", schedule.MaxTalks)
}

func sameTalk(a, b stagedoor.Talk) bool {
	if len(a.People) == 0 && len(b.People) == 0 {
		a.People, b.People = nil, nil
	}
	return reflect.DeepEqual(a, b)
}

// tellTalks notes a change for each stage whose talks in force are not as they
// were.
func (t *tx) tellTalks(ctx context.Context, before []stagedoor.Talk) error {
	after, err := talksInForce(ctx, t)
	if err != nil {
		return err
	}
	touched := map[stagedoor.StageID]bool{}
	was := map[stagedoor.TalkID]stagedoor.Talk{}
	for _, b := range before {
		was[b.ID] = b
	}
	for _, a := range after {
		b, known := was[a.ID]
		delete(was, a.ID)
		if known && sameTalk(a, b) {
			continue
		}
		touched[a.Stage] = true
		if known {
			touched[b.Stage] = true
		}
	}
	for _, gone := range was {
		touched[gone.Stage] = true
	}
	for id := range touched {
		t.change(stagedoor.TalksChanged, string(id))
	}
	return nil
}

// forgetStage takes the talks and shifts of a stage away that goes. A talk
// that a hand had moved here goes back, one that a hand had moved elsewhere
// stays there.
func (t *tx) forgetStage(ctx context.Context, id stagedoor.StageID) error {
	talks, err := readTalks(ctx, t)
	if err != nil {
		return err
	}
	edits, err := readEdits(ctx, t)
	if err != nil {
		return err
	}
	for _, r := range talks {
		e := schedule.EditOf(edits, r.ID)
		switch moved := e.Stage != nil; {
		case moved && *e.Stage == id && r.Stage != id && r.Origin != schedule.ByHand:
			e.Stage = nil
			err = t.putEdit(ctx, e)
			t.change(stagedoor.TalksChanged, string(r.Stage))
		case moved && *e.Stage == id || !moved && r.Stage == id:
			err = t.dropTalk(ctx, r.ID, true)
		case r.Stage == id:
			_, err = t.ExecContext(ctx, `UPDATE talks SET stage = $1 WHERE id = $2`, string(*e.Stage), string(r.ID))
		}
		if err != nil {
			return err
		}
	}
	_, err = t.ExecContext(ctx, `DELETE FROM shifts WHERE stage = $1`, string(id))
	return err
}
