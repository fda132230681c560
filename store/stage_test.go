package store_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

var _ stage.Store = (*store.DB)(nil)

var producer = stagedoor.Actor{ID: "crew1", Name: "Vera"}

// source reads an address and gives it an id on the hall.
func source(t *testing.T, id, pasted string) stage.Source {
	t.Helper()
	s, err := stage.ParseSource(pasted, stage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.ID, s.Stage = stagedoor.SourceID(id), "hall"
	return s
}

// shown writes the stages as "hall[main *backup] foundry[]": the star is to
// be on air.
func shown(t *testing.T, db *store.DB) string {
	t.Helper()
	stages, err := db.Stages(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range stages {
		on := stage.Decide(stage.Situation{Stage: s, Now: time.Now()}).Source
		var rungs []string
		for _, r := range s.Ladder {
			if r.ID == on {
				rungs = append(rungs, "*"+string(r.ID))
			} else {
				rungs = append(rungs, string(r.ID))
			}
		}
		out = append(out, fmt.Sprintf("%s%v", s.ID, rungs))
	}
	return strings.Join(out, " ")
}

// ears hears what the database tells, once.
type ears struct {
	db    *store.DB
	seen  map[string]bool
	audit int
}

func listen(db *store.DB) *ears { return &ears{db: db, seen: map[string]bool{}} }

// heard returns the changes since it was last asked, as "kind/subject" in
// order of the text, and how many audit entries are new.
func (e *ears) heard(t *testing.T) (changes string, audited int) {
	t.Helper()
	all, err := e.db.Changes(ctx, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	var fresh []string
	for _, c := range all {
		if !e.seen[c.ID] {
			e.seen[c.ID] = true
			fresh = append(fresh, string(c.Kind)+"/"+c.Subject)
		}
	}
	slices.Sort(fresh)
	entries, err := e.db.Audit(ctx, "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	audited = len(entries) - e.audit
	e.audit = len(entries)
	return strings.Join(fresh, " "), audited
}

func TestStagesAreKept(t *testing.T) {
	now := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		hall := stage.Stage{ID: "hall", Name: "Голямата зала", Gel: "azure"}
		e := listen(db)
		for _, step := range []struct {
			name string
			do   func() error
			want string // shown afterwards
			told string // the change it makes; empty when it must write nothing
		}{
			{"add a stage", func() error { return db.AddStage(ctx, producer, hall, now) }, "hall[]", "stages/hall"},
			{"add another", func() error {
				return db.AddStage(ctx, producer, stage.Stage{ID: "foundry", Name: "Foundry"}, now)
			}, "hall[] foundry[]", "stages/foundry"},
			{"add a source", func() error {
				return db.AddSource(ctx, producer, source(t, "main", "https://vimeo.com/1?h=0a1b2c3d"), now)
			}, "hall[*main] foundry[]", "stages/hall"},
			{"add a second", func() error {
				return db.AddSource(ctx, producer, source(t, "backup", "https://cdn.example.org/x.m3u8"), now)
			}, "hall[*main backup] foundry[]", "stages/hall"},
			{"take", func() error { return db.Take(ctx, producer, "hall", "backup", now) }, "hall[main *backup] foundry[]", "stages/hall"},
			{"take again", func() error { return db.Take(ctx, producer, "hall", "backup", now) }, "hall[main *backup] foundry[]", ""},
			{"move a source", func() error { return db.MoveSource(ctx, producer, "hall", "backup", 0, now) }, "hall[*backup main] foundry[]", "stages/hall"},
			{"move it where it is", func() error { return db.MoveSource(ctx, producer, "hall", "backup", 0, now) }, "hall[*backup main] foundry[]", ""},
			{"change a source", func() error { return db.SaveSource(ctx, producer, source(t, "main", "https://vimeo.com/2"), now) }, "hall[*backup main] foundry[]", "stages/hall"},
			{"rename a stage", func() error {
				return db.SaveStage(ctx, producer, stage.Stage{ID: "hall", Name: "Great Hall", Gel: "rose"}, now)
			}, "hall[*backup main] foundry[]", "stages/hall"},
			{"the same name again", func() error {
				return db.SaveStage(ctx, producer, stage.Stage{ID: "hall", Name: "Great Hall", Gel: "rose"}, now)
			}, "hall[*backup main] foundry[]", ""},
			{"move a stage", func() error { return db.MoveStage(ctx, producer, "foundry", 0, now) }, "foundry[] hall[*backup main]", "stages/"},
			{"remove the source on air", func() error { return db.RemoveSource(ctx, producer, "hall", "backup", now) }, "foundry[] hall[*main]", "stages/hall"},
			{"remove a stage", func() error { return db.RemoveStage(ctx, producer, "foundry", now) }, "hall[*main]", "stages/ talks/foundry"},
		} {
			if err := step.do(); err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			if got := shown(t, db); got != step.want {
				t.Errorf("%s: %s, want %s", step.name, got, step.want)
			}
			told, audited := e.heard(t)
			if told != step.told {
				t.Errorf("%s: told %q, want %q", step.name, told, step.told)
			}
			if want := min(1, len(step.told)); audited != want {
				t.Errorf("%s: %d audit entries, want %d", step.name, audited, want)
			}
		}
		stages, _ := db.Stages(ctx)
		want := stage.Stage{ID: "hall", Name: "Great Hall", Gel: "rose", Ladder: []stage.Source{source(t, "main", "https://vimeo.com/2")}}
		if len(stages) != 1 || !reflect.DeepEqual(stages[0], want) {
			t.Errorf("kept %+v, want %+v", stages, want)
		}
	})
}

func TestStagesRefuse(t *testing.T) {
	now := time.Now()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := db.AddStage(ctx, producer, stage.Stage{ID: "hall", Name: "Hall"}, now); err != nil {
			t.Fatal(err)
		}
		if err := db.AddSource(ctx, producer, source(t, "main", "https://vimeo.com/1"), now); err != nil {
			t.Fatal(err)
		}
		e := listen(db)
		e.heard(t)
		elsewhere := source(t, "main", "https://vimeo.com/1")
		elsewhere.Stage = "attic"
		for _, tt := range []struct {
			name string
			err  error
			want stagedoor.Kind
		}{
			{"a second hall", db.AddStage(ctx, producer, stage.Stage{ID: "hall", Name: "Hall"}, now), stagedoor.Conflict},
			{"a stage without a name", db.AddStage(ctx, producer, stage.Stage{ID: "attic"}, now), stagedoor.Invalid},
			{"change no stage", db.SaveStage(ctx, producer, stage.Stage{ID: "attic", Name: "Attic", Gel: "teal"}, now), stagedoor.NotFound},
			{"remove no stage", db.RemoveStage(ctx, producer, "attic", now), stagedoor.NotFound},
			{"a second main", db.AddSource(ctx, producer, source(t, "main", "https://vimeo.com/2"), now), stagedoor.Conflict},
			{"a source for no stage", db.AddSource(ctx, producer, elsewhere, now), stagedoor.NotFound},
			{"a source made by hand", db.AddSource(ctx, producer, stage.Source{Stage: "hall", Kind: stage.HLS, URL: "javascript:alert(1)"}, now), stagedoor.Invalid},
			{"take no source", db.Take(ctx, producer, "hall", "nobody", now), stagedoor.NotFound},
			{"remove no source", db.RemoveSource(ctx, producer, "hall", "nobody", now), stagedoor.NotFound},
		} {
			if stagedoor.KindOf(tt.err) != tt.want {
				t.Errorf("%s: %v, want kind %d", tt.name, tt.err, tt.want)
			}
		}
		if told, audited := e.heard(t); told != "" || audited != 0 {
			t.Errorf("what was refused told %q and audited %d", told, audited)
		}
	})
}

// TestStagesAreEditedOneAtATime would lose sources if two edits read the same
// ladder.
func TestStagesAreEditedOneAtATime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		now := time.Now()
		if err := db.AddStage(ctx, producer, stage.Stage{ID: "hall", Name: "Hall"}, now); err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		for i := range 8 {
			wait.Go(func() {
				s := stage.Source{ID: stagedoor.SourceID(fmt.Sprint("s", i)), Stage: "hall", Kind: stage.Slate}
				if err := db.AddSource(ctx, producer, s, now); err != nil {
					t.Error(err)
				}
			})
			wait.Go(func() {
				err := db.SaveConference(ctx, producer, func(c *stagedoor.Conference) error {
					c.Sentence += "."
					return nil
				}, now)
				if err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		h, err := db.House(ctx)
		c, stages := h.Conference, h.Stages
		if err != nil || len(stages[0].Ladder) != 8 || c.Sentence != "........" {
			t.Errorf("8 sources and 8 dots at once left %d and %q (%v)", len(stages[0].Ladder), c.Sentence, err)
		}
	})
}

func TestTalksAreReplaced(t *testing.T) {
	now := time.Now()
	nine := time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, id := range []stagedoor.StageID{"hall", "foundry"} {
			if err := db.AddStage(ctx, producer, stage.Stage{ID: id, Name: string(id)}, now); err != nil {
				t.Fatal(err)
			}
		}
		talk := func(id, on, title string) stagedoor.Talk {
			return stagedoor.Talk{ID: stagedoor.TalkID(id), Stage: stagedoor.StageID(on), Title: title, People: []string{"Ада", "Боб"},
				Abstract: "A *bold* one", Language: "bg", Starts: nine, Ends: nine.Add(time.Hour), NoRecord: true}
		}
		e := listen(db)
		e.heard(t)
		for _, step := range []struct {
			name      string
			programme []stagedoor.Talk
			told      string // changes, in order of their subject
		}{
			{"a programme", []stagedoor.Talk{talk("a", "hall", "A"), talk("b", "foundry", "B"), {ID: "c", Stage: "hall", Title: "Coffee", Break: true, Starts: nine.Add(time.Hour), Ends: nine.Add(2 * time.Hour)}}, "talks/foundry talks/hall"},
			{"the same again", []stagedoor.Talk{talk("a", "hall", "A"), talk("b", "foundry", "B"), {ID: "c", Stage: "hall", Title: "Coffee", Break: true, Starts: nine.Add(time.Hour), Ends: nine.Add(2 * time.Hour)}}, ""},
			{"the same hours in another zone", []stagedoor.Talk{talk("a", "hall", "A"), talk("b", "foundry", "B"), {ID: "c", Stage: "hall", Title: "Coffee", Break: true,
				Starts: nine.Add(time.Hour).In(time.FixedZone("", 7200)), Ends: nine.Add(2 * time.Hour)}}, ""},
			{"another title, one gone", []stagedoor.Talk{talk("a", "hall", "A, again"), talk("b", "foundry", "B")}, "talks/hall"},
			{"moved to the other stage", []stagedoor.Talk{talk("a", "foundry", "A, again"), talk("b", "foundry", "B")}, "talks/foundry talks/hall"},
			{"all gone", nil, "talks/foundry"},
		} {
			if err := program(db, step.programme, now); err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			h, err := db.House(ctx)
			got := h.Talks
			if err != nil || len(got) != len(step.programme) {
				t.Errorf("%s: kept %+v (%v)", step.name, got, err)
			}
			for i, g := range got {
				w := step.programme[i]
				if !g.Starts.Equal(w.Starts) || !g.Ends.Equal(w.Ends) {
					t.Errorf("%s: kept %s to %s, want %s to %s", step.name, g.Starts, g.Ends, w.Starts, w.Ends)
				}
				if g.Shifted() || !g.Planned.Starts.Equal(w.Starts) {
					t.Errorf("%s: planned %v, want as it is", step.name, g.Planned)
				}
				g.Starts, g.Ends, g.Planned = w.Starts, w.Ends, stagedoor.Span{}
				if !reflect.DeepEqual(g, w) {
					t.Errorf("%s: kept %+v, want %+v", step.name, g, w)
				}
			}
			told, audited := e.heard(t)
			if told != step.told {
				t.Errorf("%s: told %q, want %q", step.name, told, step.told)
			}
			if want := min(1, len(step.told)); audited != want {
				t.Errorf("%s: %d audit entries, want %d", step.name, audited, want)
			}
		}
		for name, p := range map[string][]stagedoor.Talk{
			"on no stage": {talk("a", "attic", "A")},
			"twice":       {talk("a", "hall", "A"), talk("a", "hall", "B")},
			"no title":    {talk("a", "hall", "")},
		} {
			if err := program(db, p, now); stagedoor.KindOf(err) != stagedoor.Invalid {
				t.Errorf("%s: %v, want Invalid", name, err)
			}
		}
	})
}

// program makes talks all talks of all stages, as a conference's file does.
func program(db *store.DB, talks []stagedoor.Talk, now time.Time) error {
	return db.Apply(ctx, producer, func(s store.Settings) (store.Settings, error) {
		s.Talks = talks
		return s, nil
	}, now)
}

func TestRemovedStageTakesItsTalks(t *testing.T) {
	now := time.Now()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := db.AddStage(ctx, producer, stage.Stage{ID: "hall", Name: "Hall"}, now); err != nil {
			t.Fatal(err)
		}
		if err := program(db, []stagedoor.Talk{{ID: "a", Stage: "hall", Title: "A", Starts: now, Ends: now.Add(time.Hour)}}, now); err != nil {
			t.Fatal(err)
		}
		if err := db.RemoveStage(ctx, producer, "hall", now); err != nil {
			t.Fatal(err)
		}
		if h, err := db.House(ctx); len(h.Stages)+len(h.Talks) != 0 || err != nil {
			t.Errorf("%d stages and %d talks are left (%v)", len(h.Stages), len(h.Talks), err)
		}
	})
}
