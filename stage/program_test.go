package stage

import (
	"testing"
	"time"

	"stagedoor"
)

// TestProgramIsSeen: one program for all rungs of a stage that has an
// encoder's, and which stage's it is where stages show each other.
func TestProgramIsSeen(t *testing.T) {
	noon := time.Date(2026, 5, 11, 12, 0, 0, 0, time.UTC)
	rung := func(stage stagedoor.StageID, id stagedoor.SourceID, kind Kind, ref string) Source {
		s := Source{ID: id, Stage: stage, Kind: kind, Ref: ref}
		if kind == Ingest {
			s.KeyVersion = 1
		}
		return s
	}
	hall := Stage{ID: "hall", Ladder: []Source{rung("hall", "obs", Ingest, ""), rung("hall", "away", HLS, ""), rung("hall", "break", Slate, "")}}
	attic := Stage{ID: "attic", Ladder: []Source{rung("attic", "hall", OtherStage, "hall"), rung("attic", "own", Slate, "")}}
	both := Stage{ID: "both", Ladder: []Source{rung("both", "hall", OtherStage, "hall"), rung("both", "obs", Ingest, "")}}
	down := Health{State: Down, Since: noon.Add(time.Minute)}
	for _, tt := range []struct {
		name, stage string
		on          stagedoor.SourceID
		halls       stagedoor.SourceID // what is on air in the hall
		obs         Health
		want        Program // the zero one: none
	}{
		{"an encoder's rung", "hall", "obs", "obs", Health{State: Up}, Program{"hall", true, noon}},
		{"whose encoder stopped a minute later", "hall", "obs", "obs", down, Program{"hall", false, noon.Add(time.Minute)}},
		{"that nobody has judged yet", "hall", "obs", "obs", Health{}, Program{"hall", true, noon}},
		{"a slate", "hall", "break", "break", down, Program{"hall", false, noon}},
		{"the house's slate", "hall", "", "", down, Program{"hall", false, noon}},
		{"a foreign playlist", "hall", "away", "away", Health{}, Program{}},
		{"another stage's encoder", "attic", "hall", "obs", Health{State: Up}, Program{"hall", true, noon}},
		{"another stage's slate, which is its own alone", "attic", "hall", "break", Health{}, Program{}},
		{"another stage's foreign playlist", "attic", "hall", "away", Health{}, Program{}},
		{"a slate where no encoder is", "attic", "own", "obs", Health{}, Program{}},
		{"another stage's encoder where there is one, too", "both", "hall", "obs", Health{State: Up}, Program{"hall", true, noon}},
		{"and one's own", "both", "obs", "obs", Health{}, Program{"both", true, noon}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			airs := []Air{{Stage: "hall", Source: tt.halls, Since: noon, Health: map[stagedoor.SourceID]Health{"obs": tt.obs}}}
			if tt.stage != "hall" {
				airs = append(airs, Air{Stage: stagedoor.StageID(tt.stage), Source: tt.on, Since: noon})
			}
			s, err := NewSnapshot(House{Stages: []Stage{hall, attic, both}, Airs: airs})
			if err != nil {
				t.Fatal(err)
			}
			got := Program{}
			if p := s.Stage(stagedoor.StageID(tt.stage)).Program; p != nil {
				got = *p
			}
			if got != tt.want {
				t.Errorf("the program is %+v, want %+v", got, tt.want)
			}
		})
	}
}
