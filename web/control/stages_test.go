package control_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/store"
)

// stages are the ids of the stages in their order.
func (h *house) stages() (ids []string) {
	h.t.Helper()
	all, err := h.db.Stages(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	for _, s := range all {
		ids = append(ids, string(s.ID))
	}
	return ids
}

func (h *house) stage(id stagedoor.StageID) stage.Stage {
	h.t.Helper()
	all, err := h.db.Stages(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	s, err := stage.Stages(all).Find(id)
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

// ladder is the names of a stage's sources in their order.
func (h *house) ladder(id stagedoor.StageID) (names []string) {
	h.t.Helper()
	for _, s := range h.stage(id).Ladder {
		names = append(names, s.Name())
	}
	return names
}

func (h *house) addStage(id, name string) {
	h.t.Helper()
	h.post("/control/stages", url.Values{"id": {id}, "name": {name}, "gel": {"rose"}}).leads(h.t, "/control/stages/"+id)
}

// program makes talks all there are, as a conference's file does.
func (h *house) program(talks []stagedoor.Talk) {
	h.t.Helper()
	err := h.db.Apply(h.t.Context(), stagedoor.Actor{Name: "test"}, func(s store.Settings) (store.Settings, error) {
		s.Talks = talks
		return s, nil
	}, noon)
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) addSlate(id stagedoor.StageID, title string) stage.Source {
	h.t.Helper()
	h.post("/control/stages/"+string(id)+"/sources", url.Values{"kind": {"slate"}, "sentence": {"We are back soon"}, "title": {title}}).leads(h.t, "/control/stages/"+string(id))
	l := h.stage(id).Ladder
	return l[len(l)-1]
}

func TestStagesAreAddedAndMoved(t *testing.T) {
	h := newHouse(t)
	h.role.set(stagedoor.Producer)
	h.get("/control/stages").wants(t, http.StatusOK, "There is no stage yet.")
	for _, tt := range []struct{ what, id, name, field, says string }{
		{"no id", "", "Great Hall", "id", "must be 1 to 40 of a-z, 0-9 and -"},
		{"an id that no address takes", "great hall", "Great Hall", "id", `"great hall"`},
		{"no name", "hall", "  ", "name", "The stage needs a name."},
		{"a name as long as a talk", "hall", strings.Repeat("зала ", 30), "name", "longer than 80 characters"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			a := h.post("/control/stages", url.Values{"id": {tt.id}, "name": {tt.name}, "gel": {"azure"}})
			a.wants(t, http.StatusUnprocessableEntity, tt.says)
			if !strings.Contains(a.body, `id="`+tt.field+`-wrong"`) {
				t.Errorf("the problem does not stand at the %s", tt.field)
			}
		})
	}
	h.addStage("hall", "Голяма зала „Преображение“ на Народното читалище")
	h.addStage("foundry", "Foundry")
	h.addStage("attic", "Attic")
	a := h.post("/control/stages", url.Values{"id": {"attic"}, "name": {"Another"}, "gel": {"teal"}})
	a.wants(t, http.StatusConflict, `There is a stage with the id "attic" already.`)
	if !strings.Contains(a.body, `id="id-wrong"`) || !strings.Contains(a.body, `value="Another"`) {
		t.Error("the id that is taken is not marked, or the typed name is lost")
	}
	h.get("/control/stages").wants(t, http.StatusOK, "No source", "Attendees see a plain slate.", "0 sources · 0 talks")

	h.post("/control/stages/attic/move", url.Values{"to": {"0"}}).leads(t, "/control/stages")
	if got := h.stages(); !slices.Equal(got, []string{"attic", "hall", "foundry"}) {
		t.Errorf("after the attic was moved up: %v", got)
	}
	h.post("/control/stages/attic/move", url.Values{"to": {"somewhere"}}).wants(t, http.StatusUnprocessableEntity, "Say where it shall stand.")
	h.post("/control/stages/none/move", url.Values{"to": {"1"}}).wants(t, http.StatusNotFound, "This stage is no longer there.")

	h.post("/control/stages/attic", url.Values{"name": {"Roof"}, "gel": {"lime"}}).leads(t, "/control/stages/attic?done=saved")
	if s := h.stage("attic"); s.Name != "Roof" || s.Gel != "lime" {
		t.Errorf("saved as %s, %s; want Roof, lime", s.Name, s.Gel)
	}
	h.get("/control/stages/attic?done=saved").wants(t, http.StatusOK, "The stage is saved.", "This stage has no source yet", "As attendees see it")
	h.post("/control/stages/attic", url.Values{"name": {""}, "gel": {"lime"}}).wants(t, http.StatusUnprocessableEntity, "The stage needs a name.")
	h.get("/control/stages/none").refused(t, stagedoor.NotFound)
}

func TestRemovingAStageAsksFirst(t *testing.T) {
	h := newHouse(t)
	h.addStage("hall", "Great Hall")
	h.addSlate("hall", "")
	talks := []stagedoor.Talk{{ID: "t1", Stage: "hall", Title: "One", Starts: noon, Ends: noon.Add(time.Hour)}}
	h.program(talks)
	h.get("/control/stages/hall/remove").wants(t, http.StatusOK, "Remove Great Hall?", "Its 1 talk goes with it, and its 1 source.", "This cannot be undone.")
	if got := h.stages(); len(got) != 1 {
		t.Fatal("looking at the question removed the stage")
	}
	if a := h.get("/control/stages/hall"); !strings.Contains(a.body, `href="/control/stages/hall/remove"`) {
		t.Error("an owner is not offered to remove the stage")
	}
	h.role.set(stagedoor.Producer)
	if a := h.get("/control/stages/hall"); strings.Contains(a.body, "/remove") {
		t.Error("a producer is offered to remove the stage, which only an owner may")
	}
	h.post("/control/stages/hall/remove", nil).leads(t, "/control/stages?done=removed")
	h.get("/control/stages?done=removed").wants(t, http.StatusOK, "The stage is removed.", "There is no stage yet.")
	h.post("/control/stages/hall/remove", nil).refused(t, stagedoor.NotFound)
}

func TestPasteASource(t *testing.T) {
	h := newHouse(t)
	h.addStage("hall", "Great Hall")
	add := func(pasted string) answer {
		return h.post("/control/stages/hall/sources", url.Values{"pasted": {pasted}, "title": {"Primary"}})
	}
	for _, tt := range []struct{ pasted, says string }{
		{"https://player.vimeo.com/video/123456789", "Vimeo video 123456789"},
		{`<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ" width="560"></iframe>`, "YouTube video dQw4w9WgXcQ"},
		{"twitch.tv/somechannel", "Twitch channel somechannel"},
		{"https://cdn.example/live/master.m3u8?token=abc", "HLS playlist https://cdn.example/live/master.m3u8?token=abc"},
	} {
		add(tt.pasted).leads(t, "/control/stages/hall")
		h.get("/control/stages/hall").wants(t, http.StatusOK, tt.says)
	}
	h.get("/control/stages/hall").wants(t, http.StatusOK, "Whoever knows its address can watch it at Vimeo.", "Whoever knows its address can watch it at YouTube.",
		"Whoever knows its address can watch it at Twitch.", "token=abc Whoever knows its address can watch it.")
	add("https://vimeo.com/123456789").leads(t, "/control/stages/hall?done=twice")
	h.get("/control/stages/hall?done=twice").wants(t, http.StatusOK, "This source is on the ladder twice now.")
	for _, tt := range []struct{ what, pasted, says, again string }{
		{"nothing", "", "", ""},
		{"another site", "https://example.com/film", "not from Vimeo, YouTube or Twitch", "https://example.com/film"},
		{"a script", "javascript:alert(1)", "Only addresses that begin with https:// can be shown.", "javascript:alert(1)"},
		{"a playlist of the house", "http://127.0.0.1/a.m3u8", "without encryption", "http://127.0.0.1/a.m3u8"},
		{"an encoder's address", "rtmp://live.example/app/s3cr3t-key", "We kept none of it.", ""},
	} {
		t.Run(tt.what, func(t *testing.T) {
			r := add(tt.pasted)
			if r.status != http.StatusUnprocessableEntity || !strings.Contains(plain(r.body), tt.says) || !strings.Contains(r.body, `id="pasted-wrong"`) {
				t.Errorf("answered %d without %q at the field:\n%s", r.status, tt.says, plain(r.body))
			}
			if !strings.Contains(r.body, ">"+tt.again+"</textarea>") {
				t.Errorf("the field does not hold %q again", tt.again)
			}
			if strings.Contains(r.body, "s3cr3t") {
				t.Error("a stream key is shown again")
			}
			if !strings.Contains(r.body, `value="Primary"`) {
				t.Error("the typed title is lost")
			}
		})
	}
	if n := len(h.stage("hall").Ladder); n != 5 {
		t.Errorf("the ladder has %d sources, want the 4 good ones and one again", n)
	}
	h.pages.AllowPrivate = true
	add("http://127.0.0.1/a.m3u8").leads(t, "/control/stages/hall")

	h.post("/control/stages/hall/sources", url.Values{"kind": {"slate"}, "sentence": {strings.Repeat("я", 201)}}).wants(t, http.StatusUnprocessableEntity, "The slate's sentence is longer than 200 characters.")
	for i := len(h.stage("hall").Ladder); i < stage.MaxLadder; i++ {
		h.addSlate("hall", fmt.Sprint("Slate ", i))
	}
	h.post("/control/stages/hall/sources", url.Values{"kind": {"slate"}}).wants(t, http.StatusUnprocessableEntity, "A stage has at most 20 sources.")
	h.get("/control/stages/hall").wants(t, http.StatusOK, "A stage has at most 20 sources.")
}

func TestTakeHoldAndRelease(t *testing.T) {
	h := newHouse(t)
	h.role.set(stagedoor.Producer)
	h.addStage("hall", "Great Hall")
	one, two := h.addSlate("hall", "Primary"), h.addSlate("hall", "Backup")
	act := func(s stage.Source, name, value string) {
		t.Helper()
		h.post("/control/stages/hall/sources/"+string(s.ID), url.Values{name: {value}}).leads(t, "/control/stages/hall")
	}
	undo := func() {
		t.Helper()
		h.post("/control/stages/hall/undo", nil).leads(t, "/control/stages/hall")
	}
	h.get("/control/stages/hall").wants(t, http.StatusOK, "On air Primary , first of the ladder.", "Hold", "Take")
	act(two, "do", "take")
	h.get("/control/stages/hall").wants(t, http.StatusOK, "On air Backup , taken by Мира Иванова at 14:22.", "Release Undo", "Hold", "Take")
	h.get("/control/stages").wants(t, http.StatusOK, "On air Backup , taken by Мира Иванова at 14:22.")
	act(one, "do", "release") // somebody's page from before: their hand is gone already
	if got := h.stage("hall").Hand.Taken; got != two.ID {
		t.Errorf("releasing a source that was not held took the hand off the other: taken %q", got)
	}
	act(two, "do", "hold")
	h.get("/control/stages/hall").wants(t, http.StatusOK, "On air Backup , held by Мира Иванова at 14:22. The ladder waits until it is released.", "Held")
	if a := h.get("/control/stages/hall"); !strings.Contains(a.body, `aria-label="Held: release Backup"`) || strings.Contains(a.body, `aria-label="Release the ladder`) {
		t.Error("a held source is not released by its own button alone")
	}
	act(two, "do", "release")
	if got := h.stage("hall").Hand; got.Taken != "" || got.Held {
		t.Errorf("after release the hand is %+v", got)
	}
	h.get("/control/stages/hall").wants(t, http.StatusOK, "On air Primary , first of the ladder.", "Мира Иванова released the ladder, 14:22.", "Undo")
	undo()
	if got := h.stage("hall").Hand; got.Taken != two.ID || !got.Held {
		t.Errorf("after undo the hand is %+v, want Backup held", got)
	}
	h.post("/control/stages/hall/undo", nil).wants(t, http.StatusConflict, "There is nothing to undo on Great Hall.")
	act(one, "do", "take")
	act(two, "to", "0")
	if got := h.ladder("hall"); !slices.Equal(got, []string{"Backup", "Primary"}) {
		t.Errorf("the ladder after a move up: %v", got)
	}
	h.get("/control/stages/hall").wants(t, http.StatusOK, "On air Primary , taken by Мира Иванова")
	act(one, "do", "remove")
	h.get("/control/stages/hall").wants(t, http.StatusOK, "On air Backup , first of the ladder.")
	h.post("/control/stages/hall/sources/"+string(one.ID), url.Values{"do": {"take"}}).wants(t, http.StatusNotFound, "This source is no longer on the stage.")
	h.post("/control/stages/hall/sources/"+string(two.ID), url.Values{"to": {"up"}}).wants(t, http.StatusUnprocessableEntity, "Say where it shall stand.")
	if did := h.audits(); !slices.Contains(did, "Added the stage Great Hall.") || !slices.Contains(did, "Put Backup on air on Great Hall.") {
		t.Errorf("audited: %q", did)
	}
}

func TestEditASource(t *testing.T) {
	h := newHouse(t)
	h.addStage("hall", "Great Hall")
	slate := h.addSlate("hall", "Pause")
	h.post("/control/stages/hall/sources", url.Values{"pasted": {"https://vimeo.com/123456789"}}).leads(t, "/control/stages/hall")
	video := h.stage("hall").Ladder[1]
	at := func(s stage.Source) string { return "/control/stages/hall/sources/" + string(s.ID) }
	h.get(at(slate)).wants(t, http.StatusOK, "This source is on air", "Attendees then see the next source that has a picture.")
	h.get(at(video)).wants(t, http.StatusOK, "unless Vimeo lets it play only on this site")
	h.post(at(slate), url.Values{"words": {"Обедна почивка"}, "title": {"Обяд"}}).leads(t, "/control/stages/hall")
	h.post(at(video), url.Values{"words": {"https://youtu.be/dQw4w9WgXcQ"}}).leads(t, "/control/stages/hall")
	l := h.stage("hall").Ladder
	if l[0].Sentence != "Обедна почивка" || l[0].Title != "Обяд" || l[0].ID != slate.ID || l[1].Kind != stage.YouTubeVideo || l[1].ID != video.ID {
		t.Errorf("kept: %+v", l)
	}
	a := h.post(at(video), url.Values{"words": {"srt://house:9000?streamid=s3cr3t"}, "title": {"Mine"}})
	a.wants(t, http.StatusUnprocessableEntity, "We kept none of it.")
	if strings.Contains(a.body, "s3cr3t") || !strings.Contains(a.body, `value="Mine"`) {
		t.Error("the secret is shown again, or the typed title is lost")
	}
	h.get("/control/stages/hall/sources/none").refused(t, stagedoor.NotFound)
	h.post("/control/stages/none/sources/none", url.Values{"words": {"x"}}).refused(t, stagedoor.NotFound)
}

func TestAStagesTalksAreListed(t *testing.T) {
	h := newHouse(t)
	h.addStage("hall", "Great Hall")
	h.get("/control/stages/hall").wants(t, http.StatusOK, "None yet. Bring the programme in, or write talks by hand.")
	var talks []stagedoor.Talk
	for i := range 300 {
		talks = append(talks, stagedoor.Talk{ID: stagedoor.TalkID(fmt.Sprint("t", i)), Stage: "hall", Title: fmt.Sprint("Talk ", i), People: []string{longName},
			Starts: noon.Add(time.Duration(i) * 10 * time.Minute), Ends: noon.Add(time.Duration(i+1) * 10 * time.Minute), Language: "bg"})
	}
	h.program(talks)
	a := h.get("/control/stages/hall")
	a.wants(t, http.StatusOK, "14:22 14:32 Talk 0 on now", "Talk 299", longName)
	if n := strings.Count(a.body, "on now"); n != 1 {
		t.Errorf("%d talks are on now, want 1", n)
	}
}
