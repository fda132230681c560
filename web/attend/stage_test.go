package attend

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/web/ui"
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
		{"in a gap that is no pause: nothing was there yet but a pause", "11:59", nil, "slate", "", "We begin at 12:00", "Then: Before lunch", true},
		{"the days before", "11 09:00", nil, "slate", "", "We begin on Thursday 13 May at 12:00", "Then: Before lunch", true},
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
	if len(p.Over) != 2 || len(p.Today) != 3 || len(p.Others) != 1 || p.Others[0].Stage != "Attic" {
		t.Errorf("%d talks over, %d today and others %v, want 2, 3 and the Attic", len(p.Over), len(p.Today), p.Others)
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

// TestAnEveningGoesPastMidnight: a conference's day ends at four.
func TestAnEveningGoesPastMidnight(t *testing.T) {
	next := func(text string) stagedoor.Talk {
		t := talk(text, false)
		t.Starts, t.Ends = t.Starts.AddDate(0, 0, 1), t.Ends.AddDate(0, 0, 1)
		return t
	}
	s, err := stage.NewSnapshot(stage.House{
		Conference: stagedoor.Conference{Name: "Conf", Zone: "Europe/Sofia"},
		Stages:     []stage.Stage{{ID: "hall", Name: "Great Hall", Gel: "azure"}},
		Talks: []stagedoor.Talk{
			talk("hall 18:00-19:00 One", false), talk("hall 20:00-21:00 Two", false), talk("hall 22:30-23:35 Three", false),
			next("hall 01:00-02:00 Four"), next("hall 03:30-04:30 Five"), next("hall 10:00-11:00 Six"),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	titles := func(rows []ui.TalkRow) (out []string) {
		for _, r := range rows {
			out = append(out, r.Talk.Title)
		}
		return out
	}
	for _, tt := range []struct{ now, over, today, next string }{
		{"17:00", "", "One Two Three Four Five", "18:00"},
		{"19:30", "", "One Two Three Four Five", "20:00"},
		{"23:00", "One Two", "Three Four Five", "Fri 01:00"},
		{"14 00:30", "One Two Three", "Four Five", "01:00"},
		{"14 04:15", "One Two Three Four", "Five", "10:00"},
		{"14 05:00", "", "Six", "10:00"},
		{"14 12:00", "", "Six", ""},
	} {
		now := at(tt.now)
		p := stagePage(seen(now), s, &s.Stages[0], nil, "")
		if over, today := strings.Join(titles(p.Over), " "), strings.Join(titles(p.Today), " "); over != tt.over || today != tt.today {
			t.Errorf("at %s the stage's page folds %q and shows %q, want %q and %q", tt.now, over, today, tt.over, tt.today)
		}
		var b strings.Builder
		if err := tile(seen(now), s.Stages[0], now, false).Show().Render(seen(now), &b); err != nil {
			t.Fatal(err)
		}
		if got := b.String(); tt.next != "" && !strings.Contains(got, ">"+tt.next+"</time>") {
			t.Errorf("at %s the tile's next talk is not at %q in\n%s", tt.now, tt.next, got)
		}
		day := chooseDay(daysOf(s, sofia), "", now, sofia)
		if rows := titles(dayList(s, day, time.Time{}, now, sofia)); now.Before(at("14 04:00")) && strings.Join(rows, " ") != "One Two Three Four Five" {
			t.Errorf("at %s the lobby's day is %q", tt.now, rows)
		}
	}
}
