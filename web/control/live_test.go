package control_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
	"stagedoor/web/ui"
)

func TestLiveShowsEachStage(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := houseOn(t, db)
		h.role.set(stagedoor.Producer)
		h.get("/control/live").wants(t, http.StatusOK, "There is no stage yet.")
		h.onTheDay()
		h.crowd.is(map[stagedoor.StageID]stage.Crowd{"hall": {Pages: 1412}, "foundry": {Pages: 187, Faults: map[stagedoor.SourceID]int{h.stage("foundry").Ladder[0].ID: 3}}, "": {Pages: 5}})
		a := h.get("/control/live")
		a.wants(t, http.StatusOK,
			"1,412 watching", "187 watching", "0 watching", "1,599 people are watching.",
			"Every queue is a promise should have ended 14:20 2:00 over", "How we moved a bank on a Sunday after Coffee in 23 min",
			"Small computers, long winters until 14:30 8 min left", "Break until 14:45 23 min left",
			"On air Primary , first of the ladder. Since 14:22:00.", "On air Slate , held by Мира Иванова at 14:22. The ladder waits until it is released.",
			"3 pages reported an error of Primary within the last minute.",
			"Vimeo Open the stage’s page to see it", atticSay,
			"Primary public HLS, steady since 09:22",
			"A public embed can be watched by whoever knows its address")
		if boxes, told := strings.Count(a.body, "<textarea"), strings.Count(a.body, "An address that begins with https:// becomes a link."); boxes != 4 || told != boxes {
			t.Errorf("%d of %d boxes for announcements say what becomes a link, want all of 4", told, boxes)
		}
		csp := a.header.Get("Content-Security-Policy")
		for _, want := range []string{"connect-src 'self' https://*.hexagon.example https://cdn.hexagon.example https://cdn2.hexagon.example", "media-src 'self' blob: https://*.hexagon.example"} {
			if !strings.Contains(csp, want) {
				t.Errorf("the policy %q does not hold %q: no still of a playlist could be drawn", csp, want)
			}
		}
		if strings.Contains(csp, "vimeo") || strings.Contains(csp, "unsafe") {
			t.Errorf("the policy %q allows more than stills need", csp)
		}
		for _, want := range []string{`data-still="` + hallHLS + `"`, `data-push="/control/push"`, `data-state="/control/live/state"`, `aria-current="page"`} {
			if !strings.Contains(a.body, want) {
				t.Errorf("the page does not hold %s", want)
			}
		}
		for _, lang := range []string{"bg", "en"} {
			h.lang.set(lang)
			h.get("/control/live").wants(t, http.StatusOK)
		}
	})
}

// TestLiveAllowsTheFirstStill: the page may be open since before the first
// encoder, whose still is a film of ours; what it does not allow has it loaded
// anew.
func TestLiveAllowsTheFirstStill(t *testing.T) {
	h := newHouse(t)
	h.post("/control/stages", url.Values{"id": {"hall"}, "name": {"Great Hall"}, "gel": {"azure"}})
	h.load()
	if csp := h.get("/control/live").header.Get("Content-Security-Policy"); !strings.Contains(csp, "media-src 'self' blob:") {
		t.Errorf("the policy %q shows no still", csp)
	}
	before := ""
	for _, source := range []url.Values{nil, {"kind": {"ingest"}, "title": {"OBS"}}, {"pasted": {"https://cdn3.hexagon.example/live.m3u8"}}} {
		if source != nil {
			h.post("/control/stages/hall/sources", source)
			h.load()
		}
		h.refresh()
		now, _, _ := h.state("")
		if now.Layout == before {
			t.Errorf("after %v the page is not loaded anew", source)
		}
		before = now.Layout
	}
}

// TestLiveFoldsTheAlarms: on the producer's page they take one line.
func TestLiveFoldsTheAlarms(t *testing.T) {
	h := newHouse(t)
	h.onTheDay()
	h.pages.Alarms = func(context.Context) []ui.Alarm {
		return []ui.Alarm{{Kind: "over", Says: stagedoor.Say("Stop it first.")}, {Kind: "warn", Says: stagedoor.Say("Stop it first.")}}
	}
	if page := h.get("/control/live"); !strings.Contains(page.body, `<details class="folded"><summary class="over">`) || !strings.Contains(plain(page.body), "2 alarms") {
		t.Error("the alarms are not folded")
	}
	if strings.Contains(h.get("/control/stages").body, `class="folded"`) {
		t.Error("another room folds its alarms")
	}
}

func TestLiveIsFirstForProducers(t *testing.T) {
	h := newHouse(t)
	for _, tt := range []struct {
		role  stagedoor.Role
		first bool
	}{{stagedoor.Owner, true}, {stagedoor.Producer, true}, {stagedoor.HelpDesk, false}, {stagedoor.Moderator, false}} {
		h.role.set(tt.role)
		bar := h.get("/control/conference").body // any room's page has the bar
		live, others := strings.Index(bar, `href="/control/live"`), strings.Index(bar, `href="/control/stages"`)
		if first := live > 0 && live < others; first != tt.first {
			t.Errorf("%s has Live first in the bar: %v, want %v", tt.role, first, tt.first)
		}
	}
}

func TestTakeHoldReleaseUndoLive(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := houseOn(t, db)
		h.onTheDay()
		ladder := h.stage("foundry").Ladder
		step := func(do string, source stagedoor.SourceID, says ...string) {
			t.Helper()
			h.now.set(h.now.get().Add(time.Second))
			h.act("foundry", do, source).leads(t, "/control/live#stage-foundry")
			h.airs()
			h.get("/control/live").wants(t, http.StatusOK, says...)
		}
		step("take", ladder[1].ID, "On air Backup , taken by Мира Иванова at 14:22.", "Release", "Undo")
		h.who.set("Ivan")
		step("hold", ladder[1].ID, "On air Backup , held by Ivan at 14:22.", "Held")
		step("undo", "", "On air Backup , taken by Мира Иванова at 14:22.")
		step("release", "", "On air Primary , first of the ladder.", "Ivan released the ladder, 14:22.", "Ivan, 14:22:")
		if a := h.act("foundry", "undo", ""); a.where != "/control/live#stage-foundry" {
			t.Errorf("undoing the release: %d", a.status)
		}
		if hand := h.stage("foundry").Hand; hand.Taken != ladder[1].ID {
			t.Errorf("after the release was undone %q is taken, want %q", hand.Taken, ladder[1].ID)
		}
		h.act("foundry", "undo", "").wants(t, http.StatusConflict, "There is nothing to undo on Foundry.")
		if status, problem := h.script("/control/live/foundry", url.Values{"do": {"undo"}}); status != http.StatusConflict || problem != "There is nothing to undo on Foundry." {
			t.Errorf("the script hears %d %q", status, problem)
		}
		h.act("foundry", "take", "none").wants(t, http.StatusNotFound, "This source is no longer on the stage.")
		h.act("none", "take", ladder[0].ID).wants(t, http.StatusNotFound, "This stage is no longer there.")
		h.act("foundry", "burn", "").wants(t, http.StatusUnprocessableEntity, "This form is not one of this page's.")
		if status, problem := h.script("/control/live/foundry", url.Values{"do": {"take"}, "source": {string(ladder[2].ID)}}); status != http.StatusNoContent || problem != "" {
			t.Errorf("the script's take is answered %d %q, want 204", status, problem)
		}
	})
}

func TestARungThatIsDown(t *testing.T) {
	h := newHouse(t)
	h.onTheDay()
	h.now.set(h.now.get().Add(time.Minute))
	primary := h.stage("hall").Ladder[0].ID
	h.airs(primary)
	a := h.get("/control/live")
	a.wants(t, http.StatusOK, "On air Backup , because Primary lost its picture at 14:23. It returns after 10 steady seconds.", "The playlist has not changed for 12 s.")
	if !strings.Contains(a.body, `data-rung="`+string(primary)+`" data-rung-name="Primary" data-down="14:23:00"`) || !strings.Contains(a.body, `aria-label="Take Primary: no picture" disabled`) {
		t.Error("the rung is not marked as down, or can be taken")
	}
}

// TestAnotherStageHasItsName: in each room, also where nobody gave the rung a
// title.
func TestAnotherStageHasItsName(t *testing.T) {
	h := newHouse(t)
	h.onTheDay()
	h.post("/control/stages/foundry/sources", url.Values{"kind": {"stage"}, "other": {"hall"}}).leads(t, "/control/stages/foundry")
	ladder := h.stage("foundry").Ladder
	hall := ladder[len(ladder)-1]
	if hall.Kind != stage.OtherStage {
		t.Fatalf("the rung is %+v", hall)
	}
	h.act("foundry", "take", hall.ID).leads(t, "/control/live#stage-foundry")
	h.airs()
	for _, page := range []string{"/control/live", "/control/stages/foundry", sourcePath(hall), "/control/stages"} {
		a := h.get(page)
		a.wants(t, http.StatusOK, "Great Hall")
		if page != "/control/stages" {
			a.wants(t, http.StatusOK, "Whatever the stage Great Hall shows")
		}
		if strings.Contains(plain(a.body), "On air hall") || strings.Contains(plain(a.body), "stage hall") || strings.Contains(a.body, ">hall<") {
			t.Errorf("%s shows the stage's id", page)
		}
	}
}

// TestARungThatWaits: an encoder that has not begun is no fault, one that was
// there is.
func TestARungThatWaits(t *testing.T) {
	h := newHouse(t)
	h.onTheDay()
	h.post("/control/stages/hall/sources", url.Values{"kind": {"ingest"}, "title": {"Spare"}})
	ladder := h.stage("hall").Ladder
	spare := ladder[len(ladder)-1].ID
	for _, tt := range []struct {
		health stage.Health
		red    bool
	}{
		{stage.Health{State: stage.Down, Since: h.now.get(), Never: true, Problem: stage.NoPicture(time.Time{}, time.UTC)}, false},
		{stage.Health{State: stage.Down, Since: h.now.get(), Problem: stage.NoPicture(h.now.get(), time.UTC)}, true},
		{stage.Health{State: stage.Down, Since: h.now.get(), Never: true, Problem: stagedoor.Say("The playlist has not changed for %d s.", 12)}, true},
	} {
		h.airHealth("hall", spare, tt.health)
		says := tt.health.Problem.String()
		for _, page := range []string{"/control/live", "/control/stages/hall"} {
			a := h.get(page)
			a.wants(t, http.StatusOK, says)
			if got := strings.Contains(a.body, `class="dead"`); got != tt.red {
				t.Errorf("%s: %q is red: %v, want %v", page, says, got, tt.red)
			}
		}
		if got := strings.Contains(h.get("/control/stages").body, "No picture: Spare"); got != tt.red {
			t.Errorf("the list of stages names a rung with %q: %v, want %v", says, got, tt.red)
		}
	}
}

func TestShiftAndAnnounceLive(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := houseOn(t, db)
		h.onTheDay()
		for _, tt := range []struct{ minutes, says string }{
			{"", "Say by how many minutes the stage is shifted."}, {"0", "Say by how many minutes"}, {"soon", "Say by how many minutes"}, {"100000", "at most"}, {"-99999999999999999999", "Say by how many minutes"},
		} {
			h.post("/control/live/hall", url.Values{"do": {"shift"}, "minutes": {tt.minutes}}).wants(t, http.StatusUnprocessableEntity, tt.says)
		}
		h.post("/control/live/foundry", url.Values{"do": {"shift"}, "minutes": {"5"}}).leads(t, "/control/live#stage-foundry")
		a := h.get("/control/live")
		a.wants(t, http.StatusOK, "Small computers, long winters until 14:35 13 min left", "5 min later, by Мира Иванова, 14:22")
		shifts, err := h.db.Shifts(t.Context(), h.now.get())
		if err != nil || len(shifts) != 1 {
			t.Fatalf("shifts: %v, %v", shifts, err)
		}
		h.post("/control/live/foundry", url.Values{"do": {"undo-shift"}, "shift": {shifts[0].ID}}).leads(t, "/control/live#stage-foundry")
		if a := h.get("/control/live"); strings.Contains(plain(a.body), "min later, by") || !strings.Contains(plain(a.body), "until 14:30") {
			t.Error("the shift that was undone still counts, or is still shown")
		}
		if status, problem := h.script("/control/live/foundry", url.Values{"do": {"undo-shift"}, "shift": {shifts[0].ID}}); status != http.StatusConflict || problem != "There is nothing to undo on Foundry." {
			t.Errorf("pressed a second time, before the tile has heard of the first: %d %q, want %d and that there is nothing to undo", status, problem, http.StatusConflict)
		}

		h.post("/control/live/attic", url.Values{"do": {"announce"}, "words": {" "}}).wants(t, http.StatusUnprocessableEntity, "Write what is to be announced.")
		h.post("/control/live/attic", url.Values{"do": {"announce"}, "words": {"Coffee is ready."}}).leads(t, "/control/live#stage-attic")
		long := strings.Repeat("я", stage.MaxAnnouncement+1)
		a = h.post("/control/live", url.Values{"do": {"announce"}, "words": {long}})
		a.wants(t, http.StatusUnprocessableEntity, "The announcement is longer than 280 characters.")
		if !strings.Contains(a.body, long+"</textarea>") {
			t.Error("what was typed is lost")
		}
		h.post("/control/live", url.Values{"do": {"announce"}, "words": {"Lunch is late."}}).leads(t, "/control/live#all")
		h.load()
		a = h.get("/control/live")
		a.wants(t, http.StatusOK, "“Coffee is ready.” Мира Иванова, 14:22 Withdraw", "“Lunch is late.” Мира Иванова, 14:22 Withdraw")
		for _, said := range h.board.Now().Announcements {
			h.post("/control/live", url.Values{"do": {"withdraw"}, "announcement": {said.ID}}).leads(t, "/control/live#all")
		}
		if a := h.get("/control/live"); strings.Contains(plain(a.body), "Withdraw ") {
			t.Error("an announcement that was withdrawn still stands")
		}
	})
}

// TestTwoProducersSeeEachOther: what one does reaches the other's page as the
// pieces that changed, in the page's language, with the name.
func TestTwoProducersSeeEachOther(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := houseOn(t, db)
		h.onTheDay()
		h.refresh()
		h.who.set("Ivan")
		h.now.set(h.now.get().Add(time.Second))
		h.act("foundry", "take", h.stage("foundry").Ladder[1].ID).leads(t, "/control/live#stage-foundry")
		h.airs()
		h.refresh()
		for _, tt := range []struct{ lang, tile, latest string }{
			{"en", "taken by Ivan at 14:22", "Ivan, 14:22:"},
			{"bg", "Ivan", "Ivan, 14:22:"},
		} {
			got, n := h.last("crew/producer/" + tt.lang)
			if n != 1 {
				t.Fatalf("%d messages on the channel of %s, want 1", n, tt.lang)
			}
			var names []string
			for name := range got.Pieces {
				names = append(names, name)
			}
			slices.Sort(names)
			if want := []string{"done", "latest", "picture-foundry", "tile-foundry"}; !slices.Equal(names, want) {
				t.Errorf("%s: the pieces %v were pushed, want %v", tt.lang, names, want)
			}
			if !strings.Contains(plain(got.Pieces["tile-foundry"]), tt.tile) || !strings.Contains(plain(got.Pieces["latest"]), tt.latest) {
				t.Errorf("%s: the tile says %q, the line %q", tt.lang, plain(got.Pieces["tile-foundry"]), plain(got.Pieces["latest"]))
			}
			if !strings.Contains(got.Pieces["latest"], `data-by="m-Ivan"`) {
				t.Errorf("the line does not say whose it is, so Ivan's own page would tell Ivan: %s", got.Pieces["latest"])
			}
		}
		h.crowd.is(map[stagedoor.StageID]stage.Crowd{"hall": {Pages: 7}})
		h.refresh()
		got, _ := h.last("crew/producer/en")
		if len(got.Pieces) != 2 || plain(got.Pieces["watching-hall"]) != " 7 watching" {
			t.Errorf("more viewers pushed %v, want their two pieces", got.Pieces)
		}
		h.now.set(h.now.get().Add(3 * time.Minute)) // no talk begins or ends
		h.refresh()
		if _, n := h.last("crew/producer/en"); n != 2 {
			t.Error("the passing of time alone pushed something")
		}
		h.now.set(noon.Add(9 * time.Minute)) // a talk on the Foundry is over
		h.refresh()
		if got, _ := h.last("crew/producer/en"); !strings.Contains(plain(got.Pieces["tile-foundry"]), "should have ended 14:30") {
			t.Errorf("a talk's end pushed %v", got.Pieces)
		}
	})
}

func TestLiveState(t *testing.T) {
	h := newHouse(t)
	h.onTheDay()
	first, tag, _ := h.state("")
	page := h.get("/control/live").body
	if !strings.Contains(page, `data-layout="`+first.Layout+`"`) || first.V == "" {
		t.Errorf("the page and its state differ in their layout, or the state has no version: %+v", first.V)
	}
	for name, html := range first.Pieces {
		if !strings.Contains(page, `data-piece="`+name+`"`) {
			t.Errorf("the page has no place for the piece %q", name)
		}
		if strings.Contains(html, " min left") || strings.Contains(html, " over<") {
			t.Errorf("the piece %q holds what changes by itself: %s", name, plain(html))
		}
	}
	if n := strings.Count(page, "data-piece="); n != len(first.Pieces) {
		t.Errorf("the page has %d pieces, its state %d", n, len(first.Pieces))
	}
	if _, again, status := h.state(tag); status != http.StatusNotModified || again != tag {
		t.Errorf("the known state is answered %d %s, want 304", status, again)
	}
	h.act("hall", "hold", h.stage("hall").Ladder[0].ID)
	h.airs()
	h.refresh()
	if changed, other, status := h.state(tag); status != http.StatusOK || other == tag || changed.V == first.V {
		t.Errorf("after a change the state is answered %d with the version %s", status, changed.V)
	}
	h.addStage("cellar", "Cellar")
	h.load()
	h.refresh()
	if changed, _, _ := h.state(""); changed.Layout == first.Layout {
		t.Error("another stage does not have the page loaded anew")
	}
}

// TestFloorRuns: what changes reaches the pages by itself.
func TestFloorRuns(t *testing.T) {
	h := newHouse(t)
	h.onTheDay()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.pages.Floor.Run(ctx)
	}()
	defer func() { stop(); <-done }()
	until := func(what string, ok func(payload) bool) {
		t.Helper()
		for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
			if p, n := h.last("crew/producer/en"); n > 0 && ok(p) {
				return
			}
		}
		t.Fatalf("%s never reached the page", what)
	}
	if _, _, status := h.state(""); status != http.StatusOK { // it runs
		t.Fatal(status)
	}
	for i := 1; i <= 3; i++ {
		words := fmt.Sprint("Announcement ", i)
		h.post("/control/live", url.Values{"do": {"announce"}, "words": {words}}).leads(t, "/control/live#all")
		h.load()
		until(words, func(p payload) bool { return strings.Contains(p.Pieces["said"], words) })
	}
	h.crowd.is(map[stagedoor.StageID]stage.Crowd{"attic": {Pages: 3}})
	until("the audience", func(p payload) bool { return strings.Contains(p.Pieces["watching-attic"], ">3<") })
}

// TestFloorConcurrently is for the race detector.
func TestFloorConcurrently(t *testing.T) {
	h := newHouse(t)
	h.onTheDay()
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for j := range 5 {
				h.crowd.is(map[stagedoor.StageID]stage.Crowd{"hall": {Pages: i * j}})
				if err := h.pages.Floor.Refresh(context.Background()); err != nil {
					t.Error(err)
				}
				if _, _, err := h.pages.Floor.State(context.Background(), "bg"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}
