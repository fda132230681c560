package stage_test

import (
	"reflect"
	"strings"
	"testing"

	"stagedoor"
	"stagedoor/stage"
)

// ladder makes slates with these ids.
func ladder(ids string) []stage.Source {
	var out []stage.Source
	for _, id := range strings.Fields(ids) {
		out = append(out, stage.Source{ID: stagedoor.SourceID(id), Stage: "hall", Kind: stage.Slate})
	}
	return out
}

func ids(l []stage.Source) string {
	var out []string
	for _, s := range l {
		out = append(out, string(s.ID))
	}
	return strings.Join(out, " ")
}

func hall() stage.Stage {
	return stage.Stage{ID: "hall", Name: "Great Hall", Gel: "azure", Ladder: ladder("main backup slate")}
}

func TestLadderEdits(t *testing.T) {
	for _, tt := range []struct {
		name string
		edit func(stage.Stage) (stage.Stage, error)
		want string
	}{
		{"add", func(s stage.Stage) (stage.Stage, error) { return s.AddSource(ladder("new")[0]) }, "main backup slate new"},
		{"remove", func(s stage.Stage) (stage.Stage, error) { return s.RemoveSource("backup") }, "main slate"},
		{"move up", func(s stage.Stage) (stage.Stage, error) { return s.MoveSource("slate", 0) }, "slate main backup"},
		{"move down", func(s stage.Stage) (stage.Stage, error) { return s.MoveSource("main", 1) }, "backup main slate"},
		{"beyond the end", func(s stage.Stage) (stage.Stage, error) { return s.MoveSource("main", 99) }, "backup slate main"},
		{"before the start", func(s stage.Stage) (stage.Stage, error) { return s.MoveSource("backup", -1) }, "backup main slate"},
	} {
		before := hall()
		after, err := tt.edit(before)
		if err != nil || ids(after.Ladder) != tt.want {
			t.Errorf("%s: %q, %v; want %q", tt.name, ids(after.Ladder), err, tt.want)
		}
		if !reflect.DeepEqual(before, hall()) {
			t.Errorf("%s wrote into the stage it was given: %q", tt.name, ids(before.Ladder))
		}
	}
	s := hall()
	s.Hand.Taken = "backup"
	if s, _ = s.RemoveSource("backup"); s.Hand.Taken != "" {
		t.Errorf("removed the rung on air, but the hand still holds %q", s.Hand.Taken)
	}
	if _, err := s.AddSource(ladder("main")[0]); stagedoor.KindOf(err) != stagedoor.Conflict {
		t.Errorf("add main twice: %v, want Conflict", err)
	}
	if _, err := s.MoveSource("nobody", 0); stagedoor.KindOf(err) != stagedoor.NotFound {
		t.Errorf("move what is not there: %v, want NotFound", err)
	}
}

func TestStagesEdits(t *testing.T) {
	named := func(names string) stage.Stages {
		var l stage.Stages
		for _, n := range strings.Fields(names) {
			var err error
			if l, err = l.Add(stage.Stage{ID: stagedoor.StageID(n), Name: n}); err != nil {
				t.Fatal(err)
			}
		}
		return l
	}
	order := func(l stage.Stages) string {
		var out []string
		for i, s := range l {
			if s.Position != i {
				t.Errorf("%s is at %d and says %d", s.ID, i, s.Position)
			}
			out = append(out, string(s.ID))
		}
		return strings.Join(out, " ")
	}
	l := named("hall foundry garage")
	if l[0].Gel == l[1].Gel || !stagedoor.ValidGel(l[2].Gel) {
		t.Errorf("stages without a gel got %q, %q, %q", l[0].Gel, l[1].Gel, l[2].Gel)
	}
	moved, err := l.Move("garage", 0)
	if err != nil || order(moved) != "garage hall foundry" {
		t.Errorf("moved: %q, %v", order(moved), err)
	}
	if order(l) != "hall foundry garage" {
		t.Errorf("the move wrote into what it was given: %q", order(l))
	}
	less, err := l.Remove("foundry")
	if err != nil || order(less) != "hall garage" {
		t.Errorf("removed: %q, %v", order(less), err)
	}
	if _, err := l.Add(stage.Stage{ID: "hall", Name: "Again"}); stagedoor.KindOf(err) != stagedoor.Conflict {
		t.Errorf("a second hall: %v, want Conflict", err)
	}
	if _, err := l.Put(stage.Stage{ID: "attic", Name: "Attic", Gel: "teal"}); stagedoor.KindOf(err) != stagedoor.NotFound {
		t.Errorf("change what is not there: %v, want NotFound", err)
	}
}

func TestStageValidate(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(*stage.Stage)
		want  string
	}{
		{"as it is", func(*stage.Stage) {}, ""},
		{"an id for no address", func(s *stage.Stage) { s.ID = "Great Hall" }, "stands in the address"},
		{"no name", func(s *stage.Stage) { s.Name = " " }, "needs a name"},
		{"two lines", func(s *stage.Stage) { s.Name = "Great\nHall" }, "one line"},
		{"a long name", func(s *stage.Stage) { s.Name = strings.Repeat("я", 81) }, "longer than 80"},
		{"a colour that is no gel", func(s *stage.Stage) { s.Gel = "#ff0000" }, "not one of: azure"},
		{"a source twice", func(s *stage.Stage) { s.Ladder = ladder("a a") }, "twice"},
		{"too many sources", func(s *stage.Stage) { s.Ladder = make([]stage.Source, 21) }, "at most 20"},
		{"a source's id", func(s *stage.Stage) { s.Ladder[0].ID = "-" }, "The source's id"},
		{"an address that is not as ParseSource makes it", func(s *stage.Stage) {
			s.Ladder[0].Kind, s.Ladder[0].URL = stage.HLS, "https://vimeo.com/1"
		}, "do not fit"},
		{"a slate's long sentence", func(s *stage.Stage) { s.Ladder[0].Sentence = strings.Repeat("x", 201) }, "longer than 200"},
	} {
		s := hall()
		tt.spoil(&s)
		err := s.Validate()
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}
