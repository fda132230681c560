package attend

import (
	"strings"
	"testing"

	"stagedoor/stage"
)

func TestStageShowsWhatIsOnAir(t *testing.T) {
	source := func(pasted string) *stage.Source {
		s, err := stage.ParseSource(pasted, stage.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return &s
	}
	slate, err := stage.NewSlate("The hall is changing over.")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, now           string
		on                  *stage.Source
		player, embed, says string
		live                bool
	}{
		{"a playlist", "14:22", source("https://live.example.org/hall/index.m3u8"), "https://live.example.org/hall/index.m3u8", "", "", true},
		{"a Vimeo event", "14:22", source("https://vimeo.com/event/1286190"), "", "https://vimeo.com/event/1286190/embed", "", true},
		{"Twitch is told where it stands", "14:22", source("https://www.twitch.tv/monstercat"), "", "https://player.twitch.tv/?channel=monstercat&parent=conf.example", "", true},
		{"a slate with a sentence", "14:22", &slate, "", "", "The hall is changing over.", false},
		{"a slate without one, in a gap", "14:52", &stage.Source{Kind: stage.Slate}, "", "", "We are back at 15:00", false},
		{"nothing on the ladder, nothing to come", "18:00", nil, "", "", "Nothing on this stage now", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := afternoon(t)
			st := &s.Stages[0]
			st.OnAir = tt.on
			p := stagePage(seen(at(tt.now)), s, st, "conf.example:8080")
			player, says := "", ""
			if p.Player != nil {
				player = p.Player.Source
			}
			if p.Slate != nil {
				says = p.Slate.Says
			}
			if player != tt.player || p.Embed != tt.embed || says != tt.says || p.Live != tt.live {
				t.Errorf("player %q, embed %q, slate %q, live %v; want %q, %q, %q, %v", player, p.Embed, says, p.Live, tt.player, tt.embed, tt.says, tt.live)
			}
		})
	}
}

func TestStageHasItsDayAndTheOthers(t *testing.T) {
	now := at("14:22")
	s := afternoon(t)
	p := stagePage(seen(now), s, &s.Stages[0], "conf.example")
	if len(p.Today) != 5 || len(p.Others) != 1 || p.Others[0].Stage != "Attic" {
		t.Errorf("%d talks today and others %v, want 5 and the Attic", len(p.Today), p.Others)
	}
	var current []string
	for _, row := range p.Today {
		if row.Current {
			current = append(current, row.Talk.Title)
		}
	}
	if strings.Join(current, ",") != "Every queue" || p.Left != "28 minutes left" {
		t.Errorf("marked %q with %q, want Every queue with 28 minutes left", current, p.Left)
	}
}
