package store

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/stage"
)

// Settings are all that an organiser sets up: what `stagedoor apply` reads
// from a file.
type Settings struct {
	Conference stagedoor.Conference
	Stages     stage.Stages
	Talks      []stagedoor.Talk // of the file, as it says them: not the programme's, nor those by hand
	Feeds      []access.Feed    // without the one by hand
}

// Settings returns them as they are.
func (db *DB) Settings(ctx context.Context) (s Settings, err error) {
	h, err := db.House(ctx)
	if err != nil {
		return s, err
	}
	s.Conference, s.Stages = h.Conference, h.Stages
	talks, err := readTalks(ctx, db.r)
	if err == nil {
		s.Talks = fileTalks(talks)
		s.Feeds, err = readFeeds(ctx, db.r)
	}
	if err != nil {
		return s, fmt.Errorf("settings: %w", away(err))
	}
	return s, nil
}

// Apply has decide say what the settings are to be and keeps that, all or
// nothing, with one audit entry. decide gets a copy that is its own and is
// called under the conference's lock; it must not use the database.
func (db *DB) Apply(ctx context.Context, actor stagedoor.Actor, decide func(Settings) (Settings, error), now time.Time) error {
	return db.update(ctx, "apply", func(t *tx) error {
		before, err := t.settings(ctx)
		if err != nil {
			return err
		}
		mine, err := before.clone()
		if err != nil {
			return err
		}
		after, err := decide(mine)
		if err != nil {
			return err
		}
		if err := t.keepSettings(ctx, before, after, now); err != nil {
			return err
		}
		if len(t.changes) == 0 {
			return nil
		}
		return t.audit(ctx, actor, now, stagedoor.Say("Applied a conference file."), "conference", "")
	})
}

func (t *tx) settings(ctx context.Context) (s Settings, err error) {
	if s.Conference, err = t.lockConference(ctx); err != nil {
		return s, err
	}
	if s.Stages, err = readStages(ctx, t); err != nil {
		return s, err
	}
	talks, err := readTalks(ctx, t)
	if err != nil {
		return s, err
	}
	s.Talks = fileTalks(talks)
	s.Feeds, err = readFeeds(ctx, t)
	return s, err
}

// keepSettings writes what differs.
func (t *tx) keepSettings(ctx context.Context, before, after Settings, now time.Time) error {
	if after.Conference.LettersOpen && !before.Conference.LettersOpen {
		if _, err := t.ExecContext(ctx, `UPDATE letters SET state = 'queued' WHERE state = 'waiting'`); err != nil {
			return err
		}
		t.change(stagedoor.LettersChanged, "")
	}
	if _, err := t.keepConference(ctx, before.Conference, after.Conference); err != nil {
		return err
	}
	if err := after.Stages.Validate(); err != nil {
		return err
	}
	if _, err := t.keepStages(ctx, before.Stages, after.Stages); err != nil {
		return err
	}
	seen, err := talksInForce(ctx, t)
	if err != nil {
		return err
	}
	if err := t.keepFileTalks(ctx, after.Stages, after.Talks); err != nil {
		return err
	}
	if err := t.tellTalks(ctx, seen); err != nil {
		return err
	}
	return t.keepFeeds(ctx, before.Feeds, after.Feeds, now)
}

// readFeeds returns the feeds but the one by hand, by id.
func readFeeds(ctx context.Context, q rowsQuerier) ([]access.Feed, error) {
	rows, err := q.QueryContext(ctx, `SELECT settings FROM feeds WHERE id <> $1 ORDER BY id`, string(stagedoor.FeedByHand))
	if err != nil {
		return nil, fmt.Errorf("feeds: %w", err)
	}
	defer rows.Close()
	var out []access.Feed
	for rows.Next() {
		var f access.Feed
		var settings string
		if err := rows.Scan(&settings); err != nil {
			return nil, fmt.Errorf("feeds: %w", err)
		}
		if err := json.Unmarshal([]byte(settings), &f); err != nil {
			return nil, fmt.Errorf("feeds: %w", err)
		}
		out = append(out, f)
	}
	return out, rows.Err()
}

// keepFeeds writes the feeds that differ. One that is gone must hold no
// ticket.
func (t *tx) keepFeeds(ctx context.Context, before, after []access.Feed, now time.Time) error {
	was := map[stagedoor.FeedID]access.Feed{}
	for _, b := range before {
		was[b.ID] = b
	}
	for _, a := range after {
		b, known := was[a.ID]
		delete(was, a.ID)
		if known && reflect.DeepEqual(a, b) {
			continue
		}
		if err := t.saveFeed(ctx, a, now); err != nil {
			return err
		}
	}
	for id := range was {
		if err := t.removeFeed(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// clone is a copy that shares nothing.
func (s Settings) clone() (c Settings, err error) {
	b, err := json.Marshal(s)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil {
		return c, fmt.Errorf("copy the settings: %w", err)
	}
	return c, nil
}
