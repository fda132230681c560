package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/stage"
	"stagedoor/store"
)

// An applyStore keeps what an organiser sets up.
type applyStore interface {
	Settings(ctx context.Context) (store.Settings, error)
	Apply(ctx context.Context, actor stagedoor.Actor, decide func(store.Settings) (store.Settings, error), now time.Time) error
}

// applyDeps are what applyYAML works with.
type applyDeps struct {
	Store        applyStore
	Actor        stagedoor.Actor // zero: the command
	Now          func() time.Time
	File         string // its name, for where a mistake is
	AllowPrivate bool   // plain http playlists in the house
}

// applyOptions are the command's flags.
type applyOptions struct {
	Remove bool // let go what the file does not list
}

// applyYAML sets the conference up from a file, all of it or nothing, and
// prints first what goes and then what changed. Its errors are sentences for
// the organiser: all that is wrong in the file, each with its line.
func applyYAML(ctx context.Context, d applyDeps, r io.Reader, opt applyOptions, out io.Writer) (err error) {
	defer func() {
		var e *fileError
		if errors.As(err, &e) {
			e.file = d.File
			err = e
		}
	}()
	root, err := readYAML(r)
	if err != nil {
		return err
	}
	was, err := d.Store.Settings(ctx)
	if err != nil {
		return err
	}
	planned, err := merge(root, was, stage.Options{AllowPrivate: d.AllowPrivate})
	if err != nil {
		return err
	}
	plan := compare(was, planned)
	for _, g := range plan.gone {
		fmt.Fprintln(out, "goes:", g)
	}
	if len(plan.gone) > 0 && !opt.Remove {
		return stagedoor.Errorf(stagedoor.Conflict, "The file does not list all that is there. Nothing was changed. Add what is missing, or let it go with --remove.")
	}
	if d.Actor == (stagedoor.Actor{}) {
		d.Actor.Name = "stagedoor apply"
	}
	err = d.Store.Apply(ctx, d.Actor, func(was store.Settings) (store.Settings, error) {
		now, err := merge(root, was, stage.Options{AllowPrivate: d.AllowPrivate})
		if again := compare(was, now); err == nil && !slices.Equal(again.gone, plan.gone) {
			err = stagedoor.Errorf(stagedoor.Conflict, "Somebody changed the conference meanwhile. Nothing was changed. Run it again.")
		} else {
			plan = again
		}
		return now, err
	}, d.Now())
	if err != nil {
		return err
	}
	for _, line := range plan.changed {
		fmt.Fprintln(out, line)
	}
	return nil
}

// A comparison says how two settings differ.
type comparison struct {
	gone    []string // what there was and will not be
	changed []string // "stages: 1 added, 1 changed, 0 gone"
}

func compare(was, now store.Settings) comparison {
	var c comparison
	a, b := was.Conference, now.Conference
	opened := b.LettersOpen && !a.LettersOpen
	a.Letters, b.Letters, a.LettersOpen, b.LettersOpen = nil, nil, false, false
	if reflect.DeepEqual(a, b) {
		c.changed = append(c.changed, "conference: as it was")
	} else {
		c.changed = append(c.changed, "conference: changed")
	}
	if opened {
		c.changed = append(c.changed, "letters: open")
	}
	tally(&c, "letter texts", was.Conference.Letters, now.Conference.Letters,
		func(l stagedoor.LetterText) string { return string(l.Kind) + "/" + l.Language },
		func(l stagedoor.LetterText) string {
			return fmt.Sprintf("the text of the letter %s in %s", l.Kind, l.Language)
		})
	tally(&c, "stages", bare(was.Stages), bare(now.Stages),
		func(s stage.Stage) string { return string(s.ID) },
		func(s stage.Stage) string { return fmt.Sprintf("the stage %s (%s)", s.ID, s.Name) })
	tally(&c, "sources", rungs(was.Stages), rungs(now.Stages),
		func(r rung) string { return string(r.Stage) + "/" + string(r.ID) },
		func(r rung) string { return fmt.Sprintf("the source %s/%s (%s)", r.Stage, r.ID, r.Name()) })
	tally(&c, "talks", was.Talks, now.Talks,
		func(t stagedoor.Talk) string { return string(t.ID) },
		func(t stagedoor.Talk) string { return fmt.Sprintf("the talk %s (%s)", t.ID, t.Title) })
	tally(&c, "feeds", was.Feeds, now.Feeds,
		func(f access.Feed) string { return string(f.ID) },
		func(f access.Feed) string { return fmt.Sprintf("the feed %s (%s)", f.ID, f.Title()) })
	return c
}

// tally adds how a list differs: what by their id, name of what goes.
func tally[T any](c *comparison, what string, was, now []T, id, name func(T) string) {
	old := map[string]T{}
	for _, v := range was {
		old[id(v)] = v
	}
	added, changed := 0, 0
	for _, v := range now {
		before, known := old[id(v)]
		delete(old, id(v))
		switch {
		case !known:
			added++
		case !reflect.DeepEqual(before, v):
			changed++
		}
	}
	gone := len(old)
	for _, v := range was {
		if _, left := old[id(v)]; left {
			c.gone = append(c.gone, strings.Join(strings.Fields(name(v)), " "))
		}
	}
	c.changed = append(c.changed, fmt.Sprintf("%s: %d added, %d changed, %d gone", what, added, changed, gone))
}

// bare are stages without their ladders.
func bare(l stage.Stages) []stage.Stage {
	out := slices.Clone(l)
	for i := range out {
		out[i].Ladder, out[i].Hand, out[i].Before = nil, stage.Hand{}, nil
	}
	return out
}

// A rung is a source with its place.
type rung struct {
	stage.Source
	place int
}

func rungs(l stage.Stages) []rung {
	var out []rung
	for _, s := range l {
		for i, r := range s.Ladder {
			out = append(out, rung{r, i})
		}
	}
	return out
}
