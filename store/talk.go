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

func readTalks(ctx context.Context, q rowsQuerier) ([]stagedoor.Talk, error) {
	rows, err := q.QueryContext(ctx,
		`SELECT id, stage, title, people, abstract, language, starts, ends, pause, no_record FROM talks ORDER BY starts, ends, id`)
	if err != nil {
		return nil, fmt.Errorf("talks: %w", err)
	}
	defer rows.Close()
	var out []stagedoor.Talk
	for rows.Next() {
		var t stagedoor.Talk
		var people string
		var starts, ends int64
		if err := rows.Scan(&t.ID, &t.Stage, &t.Title, &people, &t.Abstract, &t.Language, &starts, &ends, &t.Break, &t.NoRecord); err != nil {
			return nil, fmt.Errorf("talks: %w", err)
		}
		t.Starts, t.Ends = moment(starts), moment(ends)
		if err := json.Unmarshal([]byte(people), &t.People); err != nil {
			return nil, fmt.Errorf("talk %s: %w", t.ID, err)
		}
		out = append(out, t)
	}
	return out, rows.Err()
}

// keepTalks writes what differs between before and after and notes a change
// for each stage that it touched.
func (t *tx) keepTalks(ctx context.Context, stages stage.Stages, before, after []stagedoor.Talk) (changed bool, err error) {
	after, err = checkedTalks(stages, after)
	if err != nil {
		return false, err
	}
	was := map[stagedoor.TalkID]stagedoor.Talk{}
	for _, b := range before {
		was[b.ID] = b
	}
	touched := map[stagedoor.StageID]bool{}
	var rows [][]any
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
		people, err := json.Marshal(a.People)
		if err != nil {
			return false, err
		}
		rows = append(rows, []any{string(a.ID), string(a.Stage), a.Title, string(people), a.Abstract, a.Language,
			millis(a.Starts), millis(a.Ends), flag(a.Break), flag(a.NoRecord)})
	}
	for id, gone := range was {
		touched[gone.Stage] = true
		if _, err := t.ExecContext(ctx, `DELETE FROM talks WHERE id = $1`, string(id)); err != nil {
			return false, err
		}
	}
	err = t.insert(ctx, "talks", "id, stage, title, people, abstract, language, starts, ends, pause, no_record", rows,
		`ON CONFLICT (id) DO UPDATE SET stage = EXCLUDED.stage, title = EXCLUDED.title, people = EXCLUDED.people,
		 abstract = EXCLUDED.abstract, language = EXCLUDED.language, starts = EXCLUDED.starts, ends = EXCLUDED.ends,
		 pause = EXCLUDED.pause, no_record = EXCLUDED.no_record`)
	for id := range touched {
		t.change(stagedoor.TalksChanged, string(id))
	}
	return len(touched) > 0, err
}

// checkedTalks returns the programme as it will be read back, or what is
// wrong with it.
func checkedTalks(stages stage.Stages, programme []stagedoor.Talk) ([]stagedoor.Talk, error) {
	if len(programme) > schedule.MaxTalks {
		return nil, stagedoor.Errorf(stagedoor.Invalid, "A programme has at most %d talks.", schedule.MaxTalks)
	}
	seen := map[stagedoor.TalkID]bool{}
	out := make([]stagedoor.Talk, len(programme))
	for i, a := range programme {
		if err := schedule.ValidateTalk(a); err != nil {
			return nil, err
		}
		if seen[a.ID] {
			return nil, stagedoor.Errorf(stagedoor.Invalid, "The talk id %q stands twice in the programme.", string(a.ID))
		}
		seen[a.ID] = true
		if _, err := stages.Find(a.Stage); err != nil {
			return nil, stagedoor.Errorf(stagedoor.Invalid, "The talk %q is on the stage %q, which is not there.", a.Title, string(a.Stage))
		}
		a.Starts, a.Ends = moment(millis(a.Starts)), moment(millis(a.Ends))
		out[i] = a
	}
	return out, nil
}

func sameTalk(a, b stagedoor.Talk) bool {
	if len(a.People) == 0 && len(b.People) == 0 {
		a.People, b.People = nil, nil
	}
	return reflect.DeepEqual(a, b)
}
