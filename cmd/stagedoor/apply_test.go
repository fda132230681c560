package main

import (
	"bytes"
	"context"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/demo"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// apply applies a file and returns what was printed.
func apply(t *testing.T, db applyStore, file string, remove bool) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := applyYAML(t.Context(), applyDeps{Store: db, Now: time.Now, File: "conference.yaml"}, strings.NewReader(file), applyOptions{Remove: remove}, &out)
	return out.String(), err
}

func settingsOf(t *testing.T, db *store.DB) store.Settings {
	t.Helper()
	s, err := db.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestExampleApplies(t *testing.T) {
	file, err := os.ReadFile("../../docs/example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		out, err := apply(t, db, string(file), false)
		if err != nil {
			t.Fatal(err)
		}
		if want := "conference: changed\nletter texts: 1 added, 0 changed, 0 gone\nstages: 2 added, 0 changed, 0 gone\n" +
			"sources: 5 added, 0 changed, 0 gone\ntalks: 3 added, 0 changed, 0 gone\nfeeds: 1 added, 0 changed, 0 gone\n"; out != want {
			t.Errorf("printed\n%swant\n%s", out, want)
		}
		s := settingsOf(t, db)
		sofia, err := time.LoadLocation("Europe/Sofia")
		if err != nil {
			t.Fatal(err)
		}
		if want := time.Date(2027, 5, 13, 8, 30, 0, 0, sofia); !s.Conference.DoorsOpen.Equal(want) {
			t.Errorf("doors open %s, want %s", s.Conference.DoorsOpen, want)
		}
		hall, err := s.Stages.Find("hall")
		if err != nil || len(hall.Ladder) != 3 || hall.Ladder[0].Kind != stage.VimeoEvent || hall.Ladder[2].Sentence != "We start soon." {
			t.Errorf("the hall is %+v (%v)", hall, err)
		}
		if len(s.Talks) != 3 || !s.Talks[0].Break || !s.Talks[2].Starts.Equal(s.Talks[1].Starts) {
			t.Errorf("the talks are %+v", s.Talks)
		}
		if len(s.Feeds) != 1 || s.Feeds[0].Every != time.Minute || !s.Feeds[0].HasColumns() {
			t.Errorf("the feeds are %+v", s.Feeds)
		}
		before, err := db.Changes(t.Context(), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if out, err = apply(t, db, string(file), false); err != nil || strings.Contains(out, "conference: changed") || !strings.Contains(out, "talks: 0 added, 0 changed, 0 gone") {
			t.Errorf("the same file again: %v, printed\n%s", err, out)
		}
		after, err := db.Changes(t.Context(), time.Time{})
		if err != nil || len(after) != len(before) {
			t.Errorf("the same file again wrote %d changes (%v)", len(after)-len(before), err)
		}
	})
}

// TestDemoConferenceApplies: what the demo writes must be read, at any hour.
func TestDemoConferenceApplies(t *testing.T) {
	db := storetest.Open(t, "", store.Options{})
	for _, now := range []time.Time{time.Now(), time.Date(2027, 3, 28, 0, 30, 0, 0, time.UTC), time.Date(2027, 12, 31, 22, 0, 0, 0, time.UTC)} {
		file, err := demo.Conference(now, demo.Addresses{Export: "http://127.0.0.1:40001/export.csv"})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		err = applyYAML(t.Context(), applyDeps{Store: db, Now: time.Now, AllowPrivate: true}, bytes.NewReader(file), applyOptions{}, &out)
		if err != nil {
			t.Fatalf("at %s: %v\n%s", now, err, out.String())
		}
		s := settingsOf(t, db)
		if len(s.Stages) != 3 || len(s.Talks) < 30 || len(s.Feeds) != 1 || s.Feeds[0].Every != 5*time.Second || s.Stages[0].Ladder[0].Kind != stage.Ingest {
			t.Errorf("at %s: %d stages, %d talks, feeds %+v", now, len(s.Stages), len(s.Talks), s.Feeds)
		}
		for _, st := range s.Stages {
			var talks []stagedoor.Talk
			for _, talk := range s.Talks {
				if talk.Stage == st.ID {
					talks = append(talks, talk)
				}
			}
			if on, next := stagedoor.NewSchedule(talks).At(now); on == nil || next == nil {
				t.Errorf("at %s: on %s is %v, next %v", now, st.ID, on, next)
			}
		}
	}
}

const small = `
conference: {name: Small Conf, zone: Europe/Sofia}
stages:
  - {id: hall, name: Hall, sources: [{id: main, url: "https://vimeo.com/1", title: Main}, {id: slate, slate: Soon.}]}
  - {id: foundry, name: Foundry}
talks:
  - {id: a, stage: hall, title: A, starts: 2027-05-13 09:00, ends: 2027-05-13 10:00, no_record: true}
  - {id: b, stage: foundry, title: B, starts: 2027-05-13 09:00, ends: 2027-05-13 10:00}
`

// TestAbsentStaysAndListsAreWhole walks one conference through files.
func TestAbsentStaysAndListsAreWhole(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if _, err := apply(t, db, small, false); err != nil {
			t.Fatal(err)
		}
		if err := db.Take(t.Context(), stagedoor.Actor{Name: "Vera"}, "hall", "slate", time.Now()); err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct {
			name, file string
			remove     bool
			prints     string // all of it, or what the error says
			holds      func(s store.Settings) bool
		}{
			{"one key", "conference: {sentence: Hello.}", false, "conference: changed",
				func(s store.Settings) bool {
					return s.Conference.Sentence == "Hello." && s.Conference.Name == "Small Conf" && len(s.Stages) == 2 && len(s.Talks) == 2
				}},
			{"a stage by its id: its ladder and the hand stay", "stages: [{id: foundry}, {id: hall, gel: rose}]", false, "stages: 0 added, 2 changed, 0 gone",
				func(s store.Settings) bool {
					hall := s.Stages[1]
					return hall.ID == "hall" && hall.Name == "Hall" && hall.Gel == "rose" && len(hall.Ladder) == 2 && hall.Hand.Taken == "slate"
				}},
			{"a source by its id", `stages: [{id: hall, sources: [{id: slate}, {id: main, title: Other}]}, {id: foundry}]`, false, "sources: 0 added, 2 changed, 0 gone",
				func(s store.Settings) bool {
					l := s.Stages[0].Ladder
					return l[0].ID == "slate" && l[0].Sentence == "Soon." && l[1].URL == "https://vimeo.com/1" && l[1].Title == "Other"
				}},
			{"a stage is not listed", "stages: [{id: hall}]", false, "error: Add what is missing, or let it go with --remove.",
				func(s store.Settings) bool { return len(s.Stages) == 2 && len(s.Talks) == 2 }},
			{"a source is not listed", "stages: [{id: hall, sources: [{id: main}]}, {id: foundry}]", false, "goes: the source hall/slate (Slate)",
				func(s store.Settings) bool { return len(s.Stages[0].Ladder) == 2 }},
			{"it goes with --remove, and the hand on it", "stages: [{id: hall, sources: [{id: main}]}, {id: foundry}]", true, "sources: 0 added, 1 changed, 1 gone",
				func(s store.Settings) bool { return len(s.Stages[0].Ladder) == 1 && s.Stages[0].Hand.Taken == "" }},
			{"another stage, which stands further down", "stages: [{id: hall, sources: [{id: main}, {id: keynote, stage: foundry, title: Keynote}]}, {id: foundry}]", false, "sources: 1 added, 0 changed, 0 gone",
				func(s store.Settings) bool {
					r := s.Stages[0].Ladder[1]
					return r.Kind == stage.OtherStage && r.Ref == "foundry" && r.Name() == "Keynote"
				}},
			{"a stage goes with its talks", "stages: [{id: hall}]", true, "goes: the talk b (B)",
				func(s store.Settings) bool { return len(s.Stages) == 1 && len(s.Talks) == 1 }},
			{"a talk is all that its entry says", "talks: [{id: a, stage: hall, title: A, starts: 2027-05-13 09:00, ends: 2027-05-13 10:00}]", false, "talks: 0 added, 1 changed, 0 gone",
				func(s store.Settings) bool { return !s.Talks[0].NoRecord }},
			{"no talks at all", "talks: []", true, "talks: 0 added, 0 changed, 1 gone",
				func(s store.Settings) bool { return len(s.Talks) == 0 }},
			{"the doors are always open", "conference: {doors_open: }", false, "conference: as it was",
				func(s store.Settings) bool { return s.Conference.DoorsOpen.IsZero() }},
		} {
			out, err := apply(t, db, step.file, step.remove)
			if err != nil {
				out += "error: " + err.Error()
			}
			want, wantErr := strings.CutPrefix(step.prints, "error: ")
			if !strings.Contains(out, want) || wantErr && err == nil {
				t.Errorf("%s: printed\n%s\nwant %q", step.name, out, step.prints)
			}
			if s := settingsOf(t, db); !step.holds(s) {
				t.Errorf("%s: the settings are %+v", step.name, s)
			}
		}
	})
}

func TestLettersOpen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := db.SaveConference(t.Context(), stagedoor.Actor{}, func(c *stagedoor.Conference) error { c.LettersOpen = false; return nil }, time.Now()); err != nil {
			t.Fatal(err)
		}
		if _, err := apply(t, db, "conference: {name: Still}", false); err != nil || settingsOf(t, db).Conference.LettersOpen {
			t.Errorf("another key opened the letters (%v)", err)
		}
		out, err := apply(t, db, "conference: {letters: open}", false)
		if err != nil || !settingsOf(t, db).Conference.LettersOpen || !strings.Contains(out, "letters: open") {
			t.Errorf("letters: open: %v, printed\n%s", err, out)
		}
	})
}

// TestFeedsKeepTheirCredentials: what was set in the control room stays, and
// is never printed.
func TestFeedsKeepTheirCredentials(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		shop := access.Feed{ID: "shop", URL: "https://shop.example/x.csv", User: "ada", Password: "hush", Every: time.Minute}
		shop.Mapping.Preset = "weemss"
		if err := db.SaveFeed(t.Context(), stagedoor.Actor{}, shop, time.Now()); err != nil {
			t.Fatal(err)
		}
		out, err := apply(t, db, "feeds: [{id: shop, every: 30s}, {id: box, name: Box office, preset: generic}]", false)
		if err != nil || !strings.Contains(out, "feeds: 1 added, 1 changed, 0 gone") || strings.Contains(out, "hush") {
			t.Errorf("apply: %v, printed\n%s", err, out)
		}
		_, err = apply(t, db, "feeds: [{id: shop, url: https://elsewhere.example/x.csv}, {id: box}]", false)
		if stagedoor.KindOf(err) != stagedoor.Invalid || !strings.Contains(err.Error(), "to another server") {
			t.Errorf("the password would go elsewhere: %v, want Invalid", err)
		}
		shop.Every = 30 * time.Second
		if got, err := db.Feed(t.Context(), "shop"); err != nil || !reflect.DeepEqual(got, shop) {
			t.Errorf("the shop is %+v (%v), want %+v", got, err, shop)
		}
		out, err = apply(t, db, "feeds: [{id: shop}]", true)
		if err != nil || !strings.Contains(out, "goes: the feed box (Box office)") {
			t.Errorf("remove the box office: %v, printed\n%s", err, out)
		}
		if s := settingsOf(t, db); len(s.Feeds) != 1 || s.Feeds[0].ID != "shop" {
			t.Errorf("the feeds are %+v, want the shop alone", s.Feeds)
		}
	})
}

// meddled is a store that somebody else changes between the look and the
// change.
type meddled struct {
	applyStore
	meddle func()
}

func (m meddled) Apply(ctx context.Context, a stagedoor.Actor, decide func(store.Settings) (store.Settings, error), now time.Time) error {
	m.meddle()
	return m.applyStore.Apply(ctx, a, decide, now)
}

func TestWhatGoesWasPrinted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if _, err := apply(t, db, small, false); err != nil {
			t.Fatal(err)
		}
		m := meddled{db, func() {
			if err := db.AddStage(t.Context(), stagedoor.Actor{}, stage.Stage{ID: "attic", Name: "Attic"}, time.Now()); err != nil {
				t.Error(err)
			}
		}}
		_, err := apply(t, m, "stages: [{id: hall}]", true)
		if stagedoor.KindOf(err) != stagedoor.Conflict {
			t.Errorf("a stage came meanwhile: %v, want a Conflict", err)
		}
		if s := settingsOf(t, db); len(s.Stages) != 3 || len(s.Talks) != 2 {
			t.Errorf("left %d stages and %d talks, want all", len(s.Stages), len(s.Talks))
		}
	})
}

// TestASlateKeepsItsPicture: a picture is uploaded in the control room, and a
// file that is applied after it knows nothing of it.
func TestASlateKeepsItsPicture(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if _, err := apply(t, db, small, false); err != nil {
			t.Fatal(err)
		}
		id := strings.Repeat("a", 64)
		slate := stage.Source{ID: "slate", Stage: "hall", Kind: stage.Slate, Sentence: "Soon.", Picture: id}
		if err := db.SaveSource(t.Context(), stagedoor.Actor{Name: "Vera"}, slate, time.Now()); err != nil {
			t.Fatal(err)
		}
		if _, err := apply(t, db, strings.Replace(small, "slate: Soon.", "slate: Later.", 1), false); err != nil {
			t.Fatal(err)
		}
		if got := settingsOf(t, db).Stages[0].Ladder[1]; got.Sentence != "Later." || got.Picture != id {
			t.Errorf("applied over a slate with a picture: %+v, want the new sentence and the old picture", got)
		}
	})
}
