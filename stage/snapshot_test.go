package stage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
)

// house reads "hall: primary slate > primary; foyer: @hall slate > @hall":
// stages, their ladders, and what is on air by their keeper's row. slate is a
// slate, @hall the stage hall, "> -" the house's slate; without ">" no keeper
// has decided yet.
func house(t *testing.T, text string) (h stage.House) {
	t.Helper()
	for part := range strings.SplitSeq(text, ";") {
		id, rest, _ := strings.Cut(strings.TrimSpace(part), ":")
		rungs, on, decided := strings.Cut(rest, ">")
		s := stage.Stage{ID: stagedoor.StageID(id), Name: id, Gel: "azure", Position: len(h.Stages)}
		for r := range strings.FieldsSeq(rungs) {
			src := stage.Source{Kind: stage.HLS, URL: "https://" + id + "-" + r + ".example.org/x.m3u8"}
			if other, is := strings.CutPrefix(r, "@"); is {
				var err error
				if src, err = stage.NewStageSource(stagedoor.StageID(other)); err != nil {
					t.Fatal(err)
				}
			} else if r == "slate" {
				src = stage.Source{Kind: stage.Slate}
			}
			src.ID, src.Stage = stagedoor.SourceID(r), s.ID
			s.Ladder = append(s.Ladder, src)
		}
		h.Stages = append(h.Stages, s)
		if decided {
			on = strings.Trim(on, " -")
			h.Airs = append(h.Airs, stage.Air{Stage: s.ID, Source: stagedoor.SourceID(on), Since: time.Unix(1, 0)})
		}
	}
	return h
}

func snapshot(t *testing.T, h stage.House) *stage.Snapshot {
	t.Helper()
	s, err := stage.NewSnapshot(h)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWhatIsToBeSeen(t *testing.T) {
	for _, tt := range []struct{ name, house, want string }{
		{"the keeper's row", "hall: primary backup > backup", "hall/backup"},
		{"no keeper yet: the first", "hall: primary backup", "hall/primary"},
		{"nothing can be shown", "hall: primary backup > -", "-"},
		{"its rung was removed a moment ago: the first", "hall: primary backup > gone", "hall/primary"},
		{"an empty ladder", "hall: > -", "-"},
		{"another stage", "hall: @foyer > @foyer; foyer: a b > b", "foyer/b"},
		{"another stage's slate is its own alone", "hall: @foyer > @foyer; foyer: slate > slate", "-"},
		{"another stage's slate: the next rung, a moment before the keeper", "hall: @foyer backup > @foyer; foyer: a slate > slate", "hall/backup"},
		{"another stage's slate: its own", "hall: @foyer slate > @foyer; foyer: a slate > slate", "hall/slate"},
		{"another stage's slate: a third one's picture", "hall: @foyer @attic > @foyer; foyer: slate > slate; attic: a > a", "attic/a"},
		{"another stage's slate: not a playlist that nobody looked at yet", "hall: @foyer new slate > @foyer; foyer: a slate > slate", "hall/slate"},
		{"another stage has nothing: the next rung", "hall: @foyer backup > @foyer; foyer: a > -", "hall/backup"},
		{"a third stage's slate", "hall: @foyer backup > @foyer; foyer: @attic b > @attic; attic: slate > slate", "hall/backup"},
		{"no keeper yet, and another stage's slate", "hall: @foyer backup; foyer: slate", "hall/backup"},
		{"another stage's picture", "hall: @foyer backup > backup; foyer: a > a", "hall/backup"},
		{"by way of a third", "hall: @foyer > @foyer; foyer: @attic > @attic; attic: a > a", "attic/a"},
		{"another stage that is not there", "hall: @foyer > @foyer", "-"},
		{"itself", "hall: @hall > @hall", "-"},
		{"round in a circle", "hall: @foyer > @foyer; foyer: @hall > @hall", "-"},
		{"into a circle of others", "hall: @foyer > @foyer; foyer: @attic > @attic; attic: @foyer > @foyer", "-"},
		{"a ladder in a circle, of which another rung is on air", "hall: @foyer > @foyer; foyer: @hall a > a", "foyer/a"},
	} {
		got := "-"
		if on := snapshot(t, house(t, tt.house)).Stages[0].OnAir; on != nil {
			got = string(on.Stage) + "/" + string(on.ID)
		}
		if got != tt.want {
			t.Errorf("%s: %s is seen, want %s", tt.name, got, tt.want)
		}
	}
}

// TestAHeldStageShowsTheOthersSlate: a rung that is held stays whatever becomes
// of it; and a rung that the keeper knows to be down is not fallen to.
func TestAHeldStageShowsTheOthersSlate(t *testing.T) {
	h := house(t, "hall: @foyer dead backup > @foyer; foyer: a slate > slate")
	h.Airs[0].Health = map[stagedoor.SourceID]stage.Health{"dead": {State: stage.Down}}
	if on := snapshot(t, h).Stages[0].OnAir; on == nil || on.ID != "backup" {
		t.Errorf("%+v is seen, want the backup", on)
	}
	h.Stages[0].Hand = stage.Hand{Taken: "@foyer", Held: true, By: "Mira"}
	s := snapshot(t, h)
	if on := s.Stages[0].OnAir; on == nil || on.Stage != "foyer" || on.ID != "slate" {
		t.Errorf("held: %+v is seen, want the foyer's slate", on)
	}
	if air := s.Stages[0].Air; air.Source != "@foyer" {
		t.Errorf("the row says %q, want what the keeper wrote", air.Source)
	}
}

// TestHostsReachThroughOtherStages: a page is loaded once and then changes to
// whatever comes on air, so its policy must allow all of it.
func TestHostsReachThroughOtherStages(t *testing.T) {
	for _, tt := range []struct{ name, house, want string }{
		{"its own", "hall: a b", "hall-a hall-b"},
		{"another stage's whole ladder", "hall: a @foyer; foyer: b c", "foyer-b foyer-c hall-a"},
		{"by way of a third", "hall: @foyer; foyer: @attic b; attic: c", "attic-c foyer-b"},
		{"round in a circle", "hall: a @foyer; foyer: b @hall", "foyer-b hall-a"},
		{"one that is not there", "hall: a @foyer", "hall-a"},
		{"not those of a stage that shows this one", "hall: a; foyer: b @hall", "hall-a"},
	} {
		var got []string
		for _, host := range snapshot(t, house(t, tt.house)).Stages[0].Hosts().Media {
			if name, is := strings.CutSuffix(strings.TrimPrefix(host, "https://"), ".example.org"); is && name != "*" {
				got = append(got, name)
			}
		}
		slices.Sort(got)
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, got, tt.want)
		}
	}
}

func TestVersions(t *testing.T) {
	base := func() stage.House {
		h := house(t, "hall: primary backup > primary; foyer: @hall slate > @hall")
		h.Conference.Name = "Conf"
		h.Announcements = []stage.Announcement{{ID: "a", Words: "Lunch", By: "Mira"}}
		return h
	}
	was := snapshot(t, base())
	for _, tt := range []struct {
		name            string
		change          func(h *stage.House)
		attendees, crew bool // whose version changes
	}{
		{"nothing", func(*stage.House) {}, false, false},
		{"what is on air", func(h *stage.House) { h.Airs[0].Source = "backup" }, true, true},
		{"why", func(h *stage.House) { h.Airs[0].Why = stagedoor.Say("taken by %s at %s.", "Mira", "14:49") }, false, true},
		{"since when", func(h *stage.House) { h.Airs[0].Since = time.Unix(2, 0) }, false, true},
		{"a rung's health", func(h *stage.House) {
			h.Airs[0].Health = map[stagedoor.SourceID]stage.Health{"backup": {State: stage.Down}}
		}, false, true},
		{"the keeper", func(h *stage.House) { h.Airs[0].Keeper = "b" }, false, true},
		{"the hand on what is on air", func(h *stage.House) { h.Stages[0].Hand = stage.Hand{Taken: "primary", By: "Mira"} }, false, true},
		{"who announced", func(h *stage.House) { h.Announcements[0].By = "Vera" }, false, true},
		{"an announcement", func(h *stage.House) { h.Announcements[0].Words = "Coffee" }, true, true},
		{"the conference's name", func(h *stage.House) { h.Conference.Name = "Other" }, true, true},
		{"a rung that is not on air: the page's policy", func(h *stage.House) { h.Stages[0].Ladder[1].URL += "x" }, true, true},
	} {
		h := base()
		tt.change(&h)
		s := snapshot(t, h)
		if got := s.Version != was.Version; got != tt.attendees {
			t.Errorf("%s: attendees' version changed: %v, want %v", tt.name, got, tt.attendees)
		}
		if got := s.Crew != was.Crew; got != tt.crew {
			t.Errorf("%s: the crew's version changed: %v, want %v", tt.name, got, tt.crew)
		}
	}
}

func TestNewStageSource(t *testing.T) {
	if _, err := stage.NewStageSource("Great Hall"); stagedoor.KindOf(err) != stagedoor.Invalid {
		t.Errorf("an id that cannot be: %v, want Invalid", err)
	}
	s := hall()
	for _, tt := range []struct {
		name  string
		other stagedoor.StageID
		spoil func(*stage.Source)
		want  string
	}{
		{"another stage", "foyer", func(*stage.Source) {}, ""},
		{"itself", "hall", func(*stage.Source) {}, "cannot show itself"},
		{"with an address", "foyer", func(r *stage.Source) { r.URL = "https://example.org/x.m3u8" }, "do not fit"},
		{"of no stage", "foyer", func(r *stage.Source) { r.Ref = "" }, "Choose the stage"},
	} {
		r, err := stage.NewStageSource(tt.other)
		if err != nil {
			t.Fatal(err)
		}
		r.ID, r.Stage = "other", "hall"
		tt.spoil(&r)
		_, err = s.AddSource(r)
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
	r, _ := stage.NewStageSource("foyer")
	if r.Name() != "foyer" || r.Kind.Provider() != "stage" || r.Embed("example.org") != "" || fmt.Sprint(r.FrameHosts(), r.MediaHosts()) != "[] []" {
		t.Errorf("a rung that is another stage: %q, %q, %q", r.Name(), r.Kind.Provider(), r.Embed("example.org"))
	}
}
