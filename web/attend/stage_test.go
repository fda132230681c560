package attend

import (
	"net/url"
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
		name, now             string
		on                    *stage.Source
		kind, src, says, then string
		counts                bool
	}{
		{"a playlist", "14:22", source("https://live.example.org/hall/index.m3u8"), "hls", "https://live.example.org/hall/index.m3u8", "", "", false},
		{"a Vimeo event", "14:22", source("https://vimeo.com/event/1286190"), "embed", "https://vimeo.com/event/1286190/embed", "", "", false},
		{"Twitch is told where it stands", "14:22", source("https://www.twitch.tv/monstercat"), "embed", "https://player.twitch.tv/?channel=monstercat&parent=conf.example", "", "", false},
		{"YouTube is asked for its errors", "14:22", source("https://youtu.be/jNQXAC9IVRw"), "embed", "https://www.youtube-nocookie.com/embed/jNQXAC9IVRw?enablejsapi=1&origin=https%3A%2F%2Fconf.example%3A8443", "", "", false},
		{"a slate with a sentence", "14:22", &slate, "slate", "", "The hall is changing over.", "Now: Every queue, until 14:50", false},
		{"a slate without one, while a talk is on", "14:22", &stage.Source{Kind: stage.Slate}, "slate", "", "The picture comes back by itself.", "Now: Every queue, until 14:50", false},
		{"a slate without one, in a gap: a pause is no talk", "14:52", &stage.Source{Kind: stage.Slate}, "slate", "", "We are back at 15:15", "Then: After the pause", true},
		{"a slate in a pause", "15:05", &stage.Source{Kind: stage.Slate}, "slate", "", "We are back at 15:15", "Then: After the pause", true},
		{"nothing on the ladder, nothing to come", "18:00", nil, "slate", "", "Nothing on this stage now", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := afternoon(t)
			st := &s.Stages[0]
			st.OnAir = tt.on
			p := pictureOf(seen(at(tt.now)), st, &url.URL{Scheme: "https", Host: "conf.example:8443"})
			if p.Kind != tt.kind || p.Src != tt.src || p.Says != tt.says || p.Then != tt.then || (p.Until != "") != tt.counts {
				t.Errorf("%+v; want %s %q, slate %q %q, a countdown: %v", p, tt.kind, tt.src, tt.says, tt.then, tt.counts)
			}
		})
	}
}

// TestPicturesKey: a page with the same key is not touched, so the key must
// change with all that can be seen and with nothing else.
func TestPicturesKey(t *testing.T) {
	key := func(now string, on stage.Source) string {
		s := afternoon(t)
		s.Stages[0].OnAir = &on
		return pictureOf(seen(at(now)), &s.Stages[0], nil).Key
	}
	hls := stage.Source{ID: "a", Kind: stage.HLS, URL: "https://live.example.org/a.m3u8"}
	other, slate := hls, stage.Source{ID: "s", Kind: stage.Slate}
	other.ID, other.Title = "b", "Backup"
	if key("14:22", hls) != key("15:20", other) {
		t.Error("another rung with the same address, later, is another picture: the player would start anew")
	}
	other.URL = "https://live.example.org/b.m3u8"
	if key("14:22", hls) == key("14:22", other) {
		t.Error("another address is the same picture")
	}
	if key("14:52", slate) != key("14:53", slate) {
		t.Error("a slate changes with the passing of time alone")
	}
	if key("14:52", slate) == key("18:00", slate) {
		t.Error("a slate that says something else is the same picture")
	}
}

func TestStageHasItsDayAndTheOthers(t *testing.T) {
	now := at("14:22")
	s := afternoon(t)
	p := stagePage(seen(now), s, &s.Stages[0], nil, "")
	if len(p.Today) != 5 || len(p.Others) != 1 || p.Others[0].Stage != "Attic" {
		t.Errorf("%d talks today and others %v, want 5 and the Attic", len(p.Today), p.Others)
	}
	var current []string
	for _, row := range p.Today {
		if row.Current {
			current = append(current, row.Talk.Title)
		}
	}
	if strings.Join(current, ",") != "Every queue" {
		t.Errorf("marked %q, want Every queue", current)
	}
}
