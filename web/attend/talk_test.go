package attend

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/text"
	"stagedoor/web/ui"
)

// talkShown is the page of a talk of the afternoon, which change may change.
func talkShown(t *testing.T, id stagedoor.TalkID, clock, lang string, change func(t *stagedoor.Talk)) (string, error) {
	t.Helper()
	h, s := openHouse(t, clock)
	h.change(func(s *stage.Snapshot) {
		for i := range s.Stages {
			s.Stages[i].Schedule = slices.Clone(s.Stages[i].Schedule)
			for j := range s.Stages[i].Schedule {
				if s.Stages[i].Schedule[j].ID == id {
					change(&s.Stages[i].Schedule[j])
				}
			}
		}
	})
	p := &Pages{Board: h, States: s}
	r := httptest.NewRequest("GET", "/talk/x", nil)
	r.SetPathValue("talk", string(id))
	r = r.WithContext(ui.With(r.Context(), ui.Page{Language: text.For(lang), Zone: sofia, Now: h.now(), Conference: "Conf"}))
	w := httptest.NewRecorder()
	err := p.ShowTalk(w, r)
	return w.Body.String(), err
}

func TestTalkPage(t *testing.T) {
	for _, tt := range []struct {
		name, clock, lang string
		change            func(t *stagedoor.Talk)
		want, lack        []string
	}{
		{"before", "13:12", "en", func(t *stagedoor.Talk) {}, []string{"Starts in", "53 minutes", "Thursday 13 May, 14:05–14:50", "At the same time", "Small towns"}, []string{"Watch it now", "Recording", "Before lunch"}},
		{"on now", "14:22", "en", func(t *stagedoor.Talk) {}, []string{"On now", `href="/stage/hall"`, "Watch it now"}, []string{"Starts in"}},
		{"over", "15:00", "en", func(t *stagedoor.Talk) {}, []string{"It ended at 14:50."}, []string{"Watch it now", "Starts in"}},
		{"past midnight: the evening's, as in the lobby", "13:12", "en", func(t *stagedoor.Talk) { t.Starts, t.Ends = at("14 01:40"), at("14 02:10") }, []string{"Thursday 13 May, 01:40–02:10"}, nil},
		{"the speaker's wish", "13:12", "en", func(t *stagedoor.Talk) { t.NoRecord = true }, []string{"This talk is not recorded: the speaker asked for that."}, nil},
		{"a late day", "13:12", "en", func(t *stagedoor.Talk) {
			t.Planned = stagedoor.Span{Starts: t.Starts.Add(-15 * time.Minute), Ends: t.Ends.Add(-15 * time.Minute)}
		}, []string{"<s>13:50–14:35</s>"}, nil},
		{"language and people, in Bulgarian", "13:12", "bg", func(t *stagedoor.Talk) {
			t.Language, t.People = "en", []string{"Farah Siddiqui", "Радостина Коцева", "Plato"}
		}, []string{"английски", ">FS<", ">РК<", ">P<", `<h1 lang="en">`, "Започва след"}, nil},
		{"an abstract by anybody", "13:12", "en", func(t *stagedoor.Talk) {
			t.Abstract = "We *queue*.\n\n<script>alert(1)</script><img src=x onerror=alert(2)>"
		}, []string{"<em>queue</em>"}, []string{"alert", "onerror"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			page, err := talkShown(t, "hall 14:05-14:50 Every queue", tt.clock, tt.lang, tt.change)
			if err != nil {
				t.Fatal(err)
			}
			for _, words := range tt.want {
				if !strings.Contains(page, words) {
					t.Errorf("the page lacks %q:\n%s", words, page)
				}
			}
			for _, words := range tt.lack {
				if strings.Contains(page, words) {
					t.Errorf("the page says %q", words)
				}
			}
		})
	}
	for _, id := range []stagedoor.TalkID{"hall 13:00-14:00 Lunch", "no such talk"} {
		if _, err := talkShown(t, id, "13:12", "en", func(*stagedoor.Talk) {}); stagedoor.KindOf(err) != stagedoor.NotFound {
			t.Errorf("the page of %s: %v, want none", id, err)
		}
	}
}

// TestLobbyLeadsToTalks: a talk's title leads to its page, a pause nowhere.
func TestLobbyLeadsToTalks(t *testing.T) {
	s := afternoon(t)
	page := lobbyPage(seen(at("14:22")), s, at("14:22"), "", true)
	for _, row := range page.Talks {
		if want := talkHref(row.Talk); row.Href != want || row.Talk.Break != (want == "") {
			t.Errorf("%s leads to %q, want %q", row.Talk.Title, row.Href, want)
		}
	}
	for _, c := range page.Grid.Cells {
		if c.Talk.ID != "" && c.Href != talkHref(c.Talk) {
			t.Errorf("%s leads to %q in the grid", c.Title, c.Href)
		}
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{"Ada Lovelace": "AL", "Plato": "P", "Jean-Luc O’Neill": "JO", "Élodie  du Bois": "ÉB", "42": "·", "": "·", "李 小龙": "李小"} {
		if got := initials(name); got != want {
			t.Errorf("initials of %q = %q, want %q", name, got, want)
		}
	}
}
