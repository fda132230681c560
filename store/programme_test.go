package store_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

var _ schedule.Store = (*store.DB)(nil)

// twoStages makes a hall with two sources and a foundry with none.
func twoStages(t *testing.T, db *store.DB) {
	t.Helper()
	for _, id := range []stagedoor.StageID{"hall", "foundry"} {
		if err := db.AddStage(ctx, producer, stage.Stage{ID: id, Name: string(id)}, nine); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"main", "backup"} {
		if err := db.AddSource(ctx, producer, source(t, id, "https://vimeo.com/1"), nine); err != nil {
			t.Fatal(err)
		}
	}
}

// readTalk is a talk of the programme at minutes after nine.
func readTalk(id, on string, from, to int) schedule.ReadTalk {
	return schedule.ReadTalk{Talk: stagedoor.Talk{ID: stagedoor.TalkID(id), Stage: stagedoor.StageID(on), Title: strings.ToUpper(id), People: []string{"Ада"},
		Starts: nine.Add(time.Duration(from) * time.Minute), Ends: nine.Add(time.Duration(to) * time.Minute)}, Origin: schedule.FromProgramme, Foreign: id}
}

// take puts talks there as a reading does, and takes others away.
func take(t *testing.T, db *store.DB, put []schedule.ReadTalk, drop ...stagedoor.TalkID) {
	t.Helper()
	err := db.TakeReading(ctx, nil, nine, func(schedule.Known) (schedule.Outcome, error) {
		return schedule.Outcome{Put: put, Drop: drop, Reading: &schedule.Reading{At: nine}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// seen writes the talks as everybody sees them: "a hall +0..30", in minutes
// after nine, "~" before one that is shifted.
func seen(t *testing.T, db *store.DB) string {
	t.Helper()
	h, err := db.House(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, k := range h.Talks {
		mark := ""
		if k.Shifted() {
			mark = "~"
		}
		out = append(out, fmt.Sprintf("%s%s %s %d..%d", mark, k.ID, k.Stage, int(k.Starts.Sub(nine).Minutes()), int(k.Ends.Sub(nine).Minutes())))
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// day is a hall with a and b and a foundry with c, as a programme read them.
func day(t *testing.T, db *store.DB) {
	twoStages(t, db)
	take(t, db, []schedule.ReadTalk{readTalk("a", "hall", 0, 30), readTalk("b", "hall", 30, 60), readTalk("c", "foundry", 0, 60)})
}

func talkOf(t *testing.T, db *store.DB, id stagedoor.TalkID) schedule.TalkNow {
	t.Helper()
	n, err := db.TalkNow(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The story of a late day, step by step; after each step what is seen, told
// and audited.
func TestALateDay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		day(t, db)
		e := listen(db)
		e.heard(t)
		at := func(m int) time.Time { return nine.Add(time.Duration(m) * time.Minute) }
		change := func(id stagedoor.TalkID, m int, f func(*stagedoor.Talk)) error {
			want := talkOf(t, db, id).Talk
			f(&want)
			return db.SaveTalk(ctx, producer, id, want, at(m))
		}
		last := func() string {
			all, err := db.Shifts(ctx, at(59))
			if err != nil || len(all) == 0 {
				t.Fatalf("shifts %v (%v)", all, err)
			}
			return all[0].ID
		}
		for _, step := range []struct {
			name string
			do   func() error
			want string // seen afterwards
			told string
			did  string // the audit's newest; empty: none more
		}{
			{"ten minutes late", func() error { return db.Shift(ctx, producer, "hall", 10, at(10)) },
				"c foundry 0..60, ~a hall 0..40, ~b hall 40..70", "talks/hall", "Moved the rest of the day on hall 10 minutes later."},
			{"a shift survives the next re-read", func() error {
				take(t, db, []schedule.ReadTalk{readTalk("b", "hall", 35, 65)})
				return nil
			}, "c foundry 0..60, ~a hall 0..40, ~b hall 45..75", "programme/ talks/hall", ""},
			{"b's end by hand", func() error { return change("b", 15, func(w *stagedoor.Talk) { w.Ends = at(80) }) },
				"b hall 45..80, c foundry 0..60, ~a hall 0..40", "talks/hall", "Changed the talk “B”."},
			{"the same again", func() error { return change("b", 16, func(w *stagedoor.Talk) {}) },
				"b hall 45..80, c foundry 0..60, ~a hall 0..40", "", ""},
			{"a re-read does not move it", func() error {
				take(t, db, []schedule.ReadTalk{readTalk("b", "hall", 90, 100)})
				return nil
			}, "b hall 45..80, c foundry 0..60, ~a hall 0..40", "programme/", ""},
			{"the next shift does", func() error { return db.Shift(ctx, producer, "hall", 5, at(20)) },
				"c foundry 0..60, ~a hall 0..45, ~b hall 50..85", "talks/hall", "Moved the rest of the day on hall 5 minutes later."},
			{"undone", func() error { return db.UndoShift(ctx, producer, last(), at(21)) },
				"b hall 45..80, c foundry 0..60, ~a hall 0..40", "talks/hall", "Took the shift of hall by 5 minutes back."},
			{"undone again", func() error { return db.UndoShift(ctx, producer, last(), at(22)) },
				"b hall 45..80, c foundry 0..60, ~a hall 0..40", "", ""},
			{"take the programme's again", func() error { return db.TakeProgrammes(ctx, producer, "b", at(23), schedule.TimeField) },
				"c foundry 0..60, ~a hall 0..40, ~b hall 100..110", "talks/hall", "Took the talk “B” as it was read again."},
			{"nothing to take", func() error { return db.TakeProgrammes(ctx, producer, "b", at(24)) },
				"c foundry 0..60, ~a hall 0..40, ~b hall 100..110", "", ""},
			{"c to the hall", func() error {
				return change("c", 25, func(w *stagedoor.Talk) { w.Stage = "hall"; w.Source = "backup" })
			},
				"c hall 0..60, ~a hall 0..40, ~b hall 100..110", "talks/foundry talks/hall", "Changed the talk “C”."},
			{"c is off", func() error { return db.RemoveTalk(ctx, producer, "c", at(26)) },
				"~a hall 0..40, ~b hall 100..110", "talks/hall", "Took the talk “C” off the schedule."},
			{"a re-read does not bring it back", func() error {
				take(t, db, []schedule.ReadTalk{readTalk("c", "foundry", 0, 70)})
				return nil
			}, "~a hall 0..40, ~b hall 100..110", "programme/", ""},
			{"the hand does", func() error { return db.TakeProgrammes(ctx, producer, "c", at(27)) },
				"c foundry 0..70, ~a hall 0..40, ~b hall 100..110", "talks/foundry", "Took the talk “C” as it was read again."},
		} {
			before, _ := db.Audit(ctx, "", 1)
			if err := step.do(); err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			if got := seen(t, db); got != step.want {
				t.Errorf("%s: seen %s, want %s", step.name, got, step.want)
			}
			told, audited := e.heard(t)
			if told != step.told {
				t.Errorf("%s: told %q, want %q", step.name, told, step.told)
			}
			after, err := db.Audit(ctx, "", 1)
			if err != nil {
				t.Fatal(err)
			}
			did := ""
			if audited > 0 && (len(before) == 0 || after[0].ID != before[0].ID) {
				did = after[0].Did.String()
			}
			if did != step.did || audited > 1 {
				t.Errorf("%s: audited %d, %q; want %q", step.name, audited, did, step.did)
			}
		}
		if got := talkOf(t, db, "c"); got.Source != "" || !got.Edit.Empty() {
			t.Errorf("back on its own stage c has the source %q and the edit %+v, want none", got.Source, got.Edit)
		}
		shifts, err := db.Shifts(ctx, at(59))
		if err != nil || len(shifts) != 2 || shifts[0].Minutes != 5 || shifts[0].By != "Vera" || !shifts[0].Undone.Equal(at(21)) || shifts[1].Minutes != 10 || !shifts[1].Undone.IsZero() {
			t.Errorf("today's shifts %+v (%v), want the 5 undone by now, then the 10", shifts, err)
		}
		if shifts, err := db.Shifts(ctx, at(24*60)); err != nil || len(shifts) != 0 {
			t.Errorf("the next day has the shifts %+v (%v)", shifts, err)
		}
	})
}

// The clock of the node that made the first shift was ahead of the second's:
// shifts count in the order made all the same.
func TestShiftsStandInTheOrderMade(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		day(t, db)
		for _, s := range []struct {
			minutes int
			at      time.Duration
		}{{10, 10 * time.Minute}, {5, 9 * time.Minute}, {3, 9 * time.Minute}} {
			if err := db.Shift(ctx, producer, "hall", s.minutes, nine.Add(s.at)); err != nil {
				t.Fatal(err)
			}
		}
		k, err := db.Programme(ctx)
		if err != nil || len(k.Shifts) != 3 || k.Shifts[0].Minutes != 10 || k.Shifts[1].Minutes != 5 || k.Shifts[2].Minutes != 3 {
			t.Fatalf("the shifts are %+v, %v; want those by 10, 5 and 3 minutes, in this order", k.Shifts, err)
		}
		for i, s := range k.Shifts[1:] {
			if !s.Made.After(k.Shifts[i].Made) {
				t.Errorf("the shift by %d minutes was made at %s, want after %s", s.Minutes, s.Made, k.Shifts[i].Made)
			}
		}
	})
}

func TestTalksByHand(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		day(t, db)
		if err := db.Shift(ctx, producer, "hall", 10, nine); err != nil {
			t.Fatal(err)
		}
		want := stagedoor.Talk{Stage: "hall", Title: "Квиз", People: []string{"Ада"}, Abstract: "x", Language: "bg", Source: "main", NoRecord: true,
			Starts: nine.Add(100 * time.Minute), Ends: nine.Add(120 * time.Minute)}
		id, err := db.AddTalk(ctx, producer, want, nine.Add(time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		got := talkOf(t, db, id)
		want.ID, want.Planned = id, stagedoor.Span{Starts: want.Starts, Ends: want.Ends}
		if !reflect.DeepEqual(got.Talk, want) || got.Read.Origin != schedule.ByHand {
			t.Errorf("added %+v, want %+v", got.Talk, want)
		}
		if err := db.Shift(ctx, producer, "hall", 5, nine.Add(2*time.Minute)); err != nil {
			t.Fatal(err)
		}
		if got := talkOf(t, db, id); !got.Starts.Equal(want.Starts.Add(5 * time.Minute)) {
			t.Errorf("a later shift left it at %s", got.Starts)
		}
		if err := db.TakeProgrammes(ctx, producer, id, nine); stagedoor.KindOf(err) != stagedoor.Invalid {
			t.Errorf("take the programme's of a talk by hand: %v, want Invalid", err)
		}
		take(t, db, nil, "a")
		if err := db.RemoveTalk(ctx, producer, id, nine); err != nil {
			t.Fatal(err)
		}
		if _, err := db.TalkNow(ctx, id); stagedoor.KindOf(err) != stagedoor.NotFound {
			t.Errorf("removed, it is still there: %v", err)
		}
		var left int
		if err := storetest.SQL(t, db).QueryRow(`SELECT COUNT(*) FROM talk_edits`).Scan(&left); err != nil || left != 0 {
			t.Errorf("%d edits are left (%v)", left, err)
		}
	})
}

func TestEditsAreRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		day(t, db)
		e := listen(db)
		e.heard(t)
		with := func(f func(*stagedoor.Talk)) stagedoor.Talk {
			w := talkOf(t, db, "a").Talk
			f(&w)
			return w
		}
		add := func(w stagedoor.Talk) error {
			_, err := db.AddTalk(ctx, producer, w, nine)
			return err
		}
		save := func(w stagedoor.Talk) error { return db.SaveTalk(ctx, producer, "a", w, nine) }
		for _, tt := range []struct {
			name string
			err  error
			want stagedoor.Kind
		}{
			{"no title", save(with(func(w *stagedoor.Talk) { w.Title = "" })), stagedoor.Invalid},
			{"the end first", save(with(func(w *stagedoor.Talk) { w.Ends = nine.Add(-time.Hour) })), stagedoor.Invalid},
			{"no such stage", save(with(func(w *stagedoor.Talk) { w.Stage = "attic" })), stagedoor.Invalid},
			{"a source of no ladder", save(with(func(w *stagedoor.Talk) { w.Source = "nobody" })), stagedoor.Invalid},
			{"the hall's source in the foundry", save(with(func(w *stagedoor.Talk) { w.Source, w.Stage = "main", "foundry" })), stagedoor.Invalid},
			{"no such talk", db.SaveTalk(ctx, producer, "x", with(func(*stagedoor.Talk) {}), nine), stagedoor.NotFound},
			{"remove no talk", db.RemoveTalk(ctx, producer, "x", nine), stagedoor.NotFound},
			{"add without a title", add(with(func(w *stagedoor.Talk) { w.Title = "" })), stagedoor.Invalid},
			{"add on no stage", add(with(func(w *stagedoor.Talk) { w.Stage = "attic" })), stagedoor.Invalid},
			{"shift no stage", db.Shift(ctx, producer, "attic", 5, nine), stagedoor.NotFound},
			{"shift by nothing", db.Shift(ctx, producer, "hall", 0, nine), stagedoor.Invalid},
			{"shift too far", db.Shift(ctx, producer, "hall", 721, nine), stagedoor.Invalid},
			{"shift into the past", db.Shift(ctx, producer, "hall", -10, nine.Add(25*time.Minute)), stagedoor.Invalid},
			{"shift an empty evening", db.Shift(ctx, producer, "hall", 10, nine.Add(10*time.Hour)), stagedoor.Invalid},
			{"undo no shift", db.UndoShift(ctx, producer, "x", nine), stagedoor.NotFound},
			{"no draft", db.DropDraft(ctx, producer, "x", nine), stagedoor.Conflict},
			{"a zone nobody knows", db.SaveProgramme(ctx, producer, schedule.Settings{Zone: "Mars/Olympus"}, nine), stagedoor.Invalid},
			{"this machine's zone", db.SaveProgramme(ctx, producer, schedule.Settings{Zone: "Local"}, nine), stagedoor.Invalid},
			{"a format nobody knows", db.SaveProgramme(ctx, producer, schedule.Settings{Format: "pdf"}, nine), stagedoor.Invalid},
			{"an address of no server", db.SaveProgramme(ctx, producer, schedule.Settings{URL: "file:///etc/passwd"}, nine), stagedoor.Invalid},
			{"a room on no stage", db.SaveRooms(ctx, producer, []schedule.RoomChoice{{Room: "Attic", Stage: "attic"}}, nine), stagedoor.NotFound},
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

// "stagedoor apply" owns its own talks and no others, and what a hand changed
// of them stays.
func TestApplyOwnsItsTalks(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		day(t, db)
		hand, err := db.AddTalk(ctx, producer, readTalk("x", "hall", 200, 210).Talk, nine)
		if err != nil {
			t.Fatal(err)
		}
		mine := readTalk("mine", "hall", 100, 110).Talk
		if err := program(db, []stagedoor.Talk{mine}, nine); err != nil {
			t.Fatal(err)
		}
		want := talkOf(t, db, "mine").Talk
		want.Title, want.Source = "Ours", "backup"
		if err := db.SaveTalk(ctx, producer, "mine", want, nine); err != nil {
			t.Fatal(err)
		}
		s, err := db.Settings(ctx)
		mine.Planned = stagedoor.Span{}
		if err != nil || len(s.Talks) != 1 || !reflect.DeepEqual(s.Talks[0], mine) {
			t.Errorf("the file's talks are %+v (%v), want %+v: as the file says", s.Talks, err, mine)
		}
		e := listen(db)
		e.heard(t)
		if err := program(db, []stagedoor.Talk{mine}, nine); err != nil {
			t.Fatal(err)
		}
		if told, _ := e.heard(t); told != "" {
			t.Errorf("the same file again told %q", told)
		}
		mine.Title, mine.Abstract = "Another title of the file's", "And an abstract"
		if err := program(db, []stagedoor.Talk{mine}, nine); err != nil {
			t.Fatal(err)
		}
		if got := talkOf(t, db, "mine"); got.Title != "Ours" || got.Abstract != "And an abstract" || got.Source != "backup" {
			t.Errorf("after the file changed it: %+v, want the hand's title and source and the file's abstract", got.Talk)
		}
		if err := program(db, []stagedoor.Talk{readTalk("a", "hall", 0, 1).Talk}, nine); stagedoor.KindOf(err) != stagedoor.Conflict {
			t.Errorf("a file that takes the programme's id: %v, want Conflict", err)
		}
		if err := program(db, nil, nine); err != nil {
			t.Fatal(err)
		}
		if got, want := seen(t, db), fmt.Sprintf("%s hall 200..210, a hall 0..30, b hall 30..60, c foundry 0..60", hand); got != want {
			t.Errorf("without a talk of the file's: %s, want %s", got, want)
		}
	})
}

// A stage takes its talks, edits and shifts with it; a talk that a hand moved
// away stays where it is, one that a hand moved here goes back.
func TestRemovedStageTakesWhatIsItsOwn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		day(t, db)
		move := func(id stagedoor.TalkID, to stagedoor.StageID) {
			w := talkOf(t, db, id).Talk
			w.Stage = to
			if err := db.SaveTalk(ctx, producer, id, w, nine); err != nil {
				t.Fatal(err)
			}
		}
		move("b", "foundry")
		move("c", "hall")
		w := talkOf(t, db, "a").Talk
		w.Title = "A, by hand"
		if err := db.SaveTalk(ctx, producer, "a", w, nine); err != nil {
			t.Fatal(err)
		}
		if err := db.Shift(ctx, producer, "hall", 5, nine); err != nil {
			t.Fatal(err)
		}
		e := listen(db)
		e.heard(t)
		if err := db.RemoveStage(ctx, producer, "hall", nine); err != nil {
			t.Fatal(err)
		}
		if got, want := seen(t, db), "b foundry 30..60, c foundry 0..60"; got != want {
			t.Errorf("left %s, want %s", got, want)
		}
		if told, _ := e.heard(t); told != "stages/ talks/foundry talks/hall" {
			t.Errorf("told %q, want both stages' talks", told)
		}
		for _, q := range []string{`SELECT COUNT(*) FROM shifts`, `SELECT COUNT(*) FROM talk_edits WHERE talk IN ('a', 'c')`} {
			var n int
			if err := storetest.SQL(t, db).QueryRow(q).Scan(&n); err != nil || n != 0 {
				t.Errorf("%s: %d (%v), want none", q, n, err)
			}
		}
	})
}

func TestDraftsWait(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		twoStages(t, db)
		e := listen(db)
		e.heard(t)
		if _, err := db.Draft(ctx); stagedoor.KindOf(err) != stagedoor.NotFound {
			t.Errorf("no draft: %v, want NotFound", err)
		}
		d := schedule.Draft{ID: "one", File: "day.xml", At: nine, By: "Vera", Data: []byte{0, 1, 0xff}}
		if err := db.KeepDraft(ctx, producer, d, nine); err != nil {
			t.Fatal(err)
		}
		if told, audited := e.heard(t); told != "programme/" || audited != 1 {
			t.Errorf("kept: told %q, audited %d", told, audited)
		}
		got, err := db.Draft(ctx)
		if err != nil || !reflect.DeepEqual(got, d) {
			t.Errorf("kept %+v (%v), want %+v", got, err, d)
		}
		decide := func(k schedule.Known) (schedule.Outcome, error) {
			if len(k.Stages) != 3 || k.Settings.Rooms[0] != (schedule.Room{Name: "Attic", Stage: "attic"}) {
				t.Errorf("decided with stages %v and rooms %v", k.Stages, k.Settings.Rooms)
			}
			return schedule.Outcome{Put: []schedule.ReadTalk{readTalk("a", "attic", 0, 30)}, Reading: &schedule.Reading{At: nine, Talks: 1}}, nil
		}
		attic := []schedule.RoomChoice{{Room: "Attic", Create: true}}
		if err := db.TakeDraft(ctx, producer, "another", attic, nine, decide); stagedoor.KindOf(err) != stagedoor.Conflict {
			t.Errorf("another draft: %v, want Conflict", err)
		}
		sentinel := errors.New("no")
		if err := db.TakeDraft(ctx, producer, "one", attic, nine, func(schedule.Known) (schedule.Outcome, error) { return schedule.Outcome{}, sentinel }); !errors.Is(err, sentinel) {
			t.Errorf("decided against it: %v", err)
		}
		if told, audited := e.heard(t); told != "" || audited != 0 {
			t.Errorf("refused: told %q and audited %d, and no stage was to be made", told, audited)
		}
		if err := db.TakeDraft(ctx, producer, "one", attic, nine, decide); err != nil {
			t.Fatal(err)
		}
		if told, audited := e.heard(t); told != "programme/ stages/attic talks/attic" || audited != 1 {
			t.Errorf("taken: told %q, audited %d", told, audited)
		}
		k, err := db.Programme(ctx)
		if err != nil || k.Draft != nil || k.Reading.Talks != 1 || seen(t, db) != "a attic 0..30" {
			t.Errorf("taken: %+v (%v), seen %s", k, err, seen(t, db))
		}
		d.URL = "https://conf.example/x"
		if err := db.KeepDraft(ctx, producer, d, nine); err != nil {
			t.Fatal(err)
		}
		if err := db.DropDraft(ctx, producer, "one", nine); err != nil {
			t.Fatal(err)
		}
		reading, draft, err := db.ProgrammeState(ctx)
		if err != nil || draft != nil || reading.Declined != "one" {
			t.Errorf("dropped: %+v, %+v (%v)", reading, draft, err)
		}
	})
}

func TestProgrammeIsRemovedWhole(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		day(t, db)
		if err := program(db, []stagedoor.Talk{readTalk("mine", "hall", 100, 110).Talk}, nine); err != nil {
			t.Fatal(err)
		}
		if err := db.SaveProgramme(ctx, producer, schedule.Settings{URL: "https://conf.example/day.xml", Zone: "Europe/Berlin"}, nine); err != nil {
			t.Fatal(err)
		}
		if err := db.SaveRooms(ctx, producer, []schedule.RoomChoice{{Room: "Great Hall", Stage: "hall"}}, nine); err != nil {
			t.Fatal(err)
		}
		if err := db.KeepDraft(ctx, producer, schedule.Draft{ID: "one"}, nine); err != nil {
			t.Fatal(err)
		}
		for _, id := range []stagedoor.TalkID{"a", "mine"} {
			w := talkOf(t, db, id).Talk
			w.Title = "By hand"
			if err := db.SaveTalk(ctx, producer, id, w, nine); err != nil {
				t.Fatal(err)
			}
		}
		k, err := db.Programme(ctx)
		if err != nil || k.Settings.Zone != "Europe/Berlin" || len(k.Settings.Rooms) != 1 || k.Zone != "Europe/Sofia" {
			t.Fatalf("saved %+v (%v)", k.Settings, err)
		}
		if err := db.RemoveProgramme(ctx, producer, nine); err != nil {
			t.Fatal(err)
		}
		k, err = db.Programme(ctx)
		if err != nil || !reflect.DeepEqual(k.Settings, schedule.Settings{}) || !k.Reading.At.IsZero() || k.Draft != nil || len(k.Talks) != 1 || len(k.Edits) != 1 {
			t.Errorf("left %+v (%v), want the file's talk with its edit", k, err)
		}
		e := listen(db)
		e.heard(t)
		if err := db.RemoveProgramme(ctx, producer, nine); err != nil {
			t.Fatal(err)
		}
		if told, audited := e.heard(t); told != "" || audited != 0 {
			t.Errorf("removed again: told %q, audited %d", told, audited)
		}
	})
}

// A reading cannot write over a talk of another origin, nor past the limits.
func TestReadingsAreChecked(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		day(t, db)
		if err := program(db, []stagedoor.Talk{readTalk("mine", "hall", 100, 110).Talk}, nine); err != nil {
			t.Fatal(err)
		}
		many := make([]schedule.ReadTalk, schedule.MaxTalks)
		for i := range many {
			many[i] = readTalk(fmt.Sprint("t", i), "hall", 0, 30)
		}
		untitled := readTalk("u", "hall", 0, 30)
		untitled.Title = ""
		before := seen(t, db)
		for name, put := range map[string][]schedule.ReadTalk{"the file's": {readTalk("mine", "hall", 0, 1)}, "too many": many, "untitled": {readTalk("z", "hall", 0, 1), untitled}} {
			err := db.TakeReading(ctx, nil, nine, func(schedule.Known) (schedule.Outcome, error) {
				return schedule.Outcome{Put: put, Drop: []stagedoor.TalkID{"a"}}, nil
			})
			if err == nil || seen(t, db) != before {
				t.Errorf("%s: %v, seen %s, want an error and %s", name, err, seen(t, db), before)
			}
		}
	})
}
