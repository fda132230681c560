package store

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/stage"
)

// PutAudience writes how many pages the process node has open on each stage,
// in one statement. It notes no change: readers come by themselves.
func (db *DB) PutAudience(ctx context.Context, node string, own map[stagedoor.StageID]stage.Crowd, now time.Time) error {
	if len(own) == 0 {
		return nil
	}
	var rows []string
	var args []any
	for _, id := range slices.Sorted(maps.Keys(own)) {
		faults, err := json.Marshal(own[id].Faults)
		if err != nil {
			return fmt.Errorf("audience: %w", err)
		}
		playing, err := json.Marshal(own[id].Playing)
		if err != nil {
			return fmt.Errorf("audience: %w", err)
		}
		rows = append(rows, "("+placeholders(len(args)+1, 6)+")")
		args = append(args, node, string(id), millis(now), own[id].Pages, string(faults), string(playing))
	}
	_, err := db.w.ExecContext(ctx, `INSERT INTO audience (node, stage, at, pages, faults, playing) VALUES `+strings.Join(rows, ",")+
		` ON CONFLICT (node, stage) DO UPDATE SET at = EXCLUDED.at, pages = EXCLUDED.pages, faults = EXCLUDED.faults, playing = EXCLUDED.playing`, args...)
	if err != nil {
		return fmt.Errorf("audience: %w", away(err))
	}
	return nil
}

// ForgetAudience takes node's rows away.
func (db *DB) ForgetAudience(ctx context.Context, node string) error {
	if _, err := db.w.ExecContext(ctx, `DELETE FROM audience WHERE node = $1`, node); err != nil {
		return fmt.Errorf("audience: %w", away(err))
	}
	return nil
}

// Audience adds the rows that are younger than stage.AudienceFresh.
func (db *DB) Audience(ctx context.Context, now time.Time) (map[stagedoor.StageID]stage.Crowd, error) {
	rows, err := db.r.QueryContext(ctx, `SELECT stage, pages, faults, playing FROM audience WHERE at > $1`, millis(now.Add(-stage.AudienceFresh)))
	if err != nil {
		return nil, fmt.Errorf("audience: %w", away(err))
	}
	defer rows.Close()
	out := map[stagedoor.StageID]stage.Crowd{}
	for rows.Next() {
		var id stagedoor.StageID
		var pages int
		var text, told string
		if err := rows.Scan(&id, &pages, &text, &told); err != nil {
			return nil, fmt.Errorf("audience: %w", err)
		}
		var faults map[stagedoor.SourceID]int
		if err := json.Unmarshal([]byte(text), &faults); err != nil {
			return nil, fmt.Errorf("audience of %s: %w", id, err)
		}
		var playing stage.Playing
		if err := json.Unmarshal([]byte(told), &playing); err != nil {
			return nil, fmt.Errorf("audience of %s: %w", id, err)
		}
		c := out[id]
		c.Pages += pages
		c.Playing = c.Playing.Plus(playing)
		for source, n := range faults {
			if c.Faults == nil {
				c.Faults = map[stagedoor.SourceID]int{}
			}
			c.Faults[source] += n
		}
		out[id] = c
	}
	return out, rows.Err()
}
