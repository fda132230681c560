package attend

import (
	"testing"

	"stagedoor/stage"
)

// TestProgramIsOnePicture: while a program of ours is seen its key stays, and
// what is new lies over it.
func TestProgramIsOnePicture(t *testing.T) {
	noon := at("14:00")
	encoder := &stage.Source{ID: "obs", Kind: stage.Ingest, KeyVersion: 1}
	slate := &stage.Source{ID: "break", Kind: stage.Slate, Sentence: "The hall is changing over."}
	for _, tt := range []struct {
		name, now  string
		on         *stage.Source
		program    stage.Program
		key        string
		over       Over
		live, left bool
	}{
		{"an encoder's picture", "14:22", encoder, stage.Program{Stage: "hall", Live: true, Since: noon}, "program", Over{}, true, false},
		{"an encoder that stopped in a talk", "14:22", encoder, stage.Program{Stage: "hall", Since: noon}, "program", Over{Says: "The picture comes back by itself.", Then: "Now: Every queue, until 14:50"}, false, false},
		{"a slate", "14:22", slate, stage.Program{Stage: "hall", Since: noon}, "program", Over{Says: "The hall is changing over.", Then: "Now: Every queue, until 14:50"}, false, false},
		{"the house's slate in a gap", "14:52", nil, stage.Program{Stage: "hall", Since: noon}, "program", Over{Says: "We are back at 15:15", Then: "Then: After the pause"}, false, true},
		{"another stage's", "14:22", encoder, stage.Program{Stage: "attic", Live: true, Since: noon}, "program-attic", Over{}, true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			st := &afternoon(t).Stages[0]
			st.OnAir, st.Program = tt.on, &tt.program
			p := pictureOf(seen(at(tt.now)), st, nil)
			if p.Over == nil {
				t.Fatalf("%+v has nothing that could lie over it", p)
			}
			over := *p.Over
			if left := over.Until != ""; left != tt.left {
				t.Errorf("a countdown: %v, want %v", left, tt.left)
			}
			tt.over.From, over.Until = noon.UnixMilli(), ""
			if p.Key != tt.key || p.Kind != "hls" || p.Src != "/live/"+string(tt.program.Stage)+"/index.m3u8" || p.Says != "" || p.live() != tt.live || over != tt.over {
				t.Errorf("%+v with %+v, live: %v; want %s with %+v, live: %v", p, over, p.live(), tt.key, tt.over, tt.live)
			}
			if player := p.player(seen(at(tt.now))); player.Full || player.Over.Says != tt.over.Says {
				t.Errorf("the player %+v does not begin with %q over it, or takes the larger hls.js", player, tt.over.Says)
			}
		})
	}
	st := &afternoon(t).Stages[0]
	st.Ladder = []stage.Source{*encoder}
	if policy := policyOf(st); !policy.Player {
		t.Error("the page of a stage with an encoder's rung may not show our player")
	}
}
