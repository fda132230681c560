package control_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"stagedoor"
	"stagedoor/stage"
)

// A crowd is who watches, as a test says.
type crowd struct {
	mu   sync.Mutex
	all  map[stagedoor.StageID]stage.Crowd
	hear []func()
}

func (c *crowd) Now() map[stagedoor.StageID]stage.Crowd {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.all
}

func (c *crowd) Listen(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hear = append(c.hear, f)
}

func (c *crowd) is(all map[stagedoor.StageID]stage.Crowd) {
	c.mu.Lock()
	c.all = all
	hear := slices.Clone(c.hear)
	c.mu.Unlock()
	for _, f := range hear {
		f()
	}
}

// pushed is what was published, by channel.
type pushed struct {
	mu  sync.Mutex
	all map[string][]payload
}

type payload struct {
	V      string            `json:"v"`
	Layout string            `json:"layout"`
	Pieces map[string]string `json:"pieces"`
}

func (p *pushed) publish(channel string, data []byte) {
	var one payload
	if err := json.Unmarshal(data, &one); err != nil {
		panic(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all == nil {
		p.all = map[string][]payload{}
	}
	p.all[channel] = append(p.all[channel], one)
}

// last is the newest message of a channel, and how many there were.
func (p *pushed) last(channel string) (payload, int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := p.all[channel]
	if len(all) == 0 {
		return payload{}, 0
	}
	return all[len(all)-1], len(all)
}

const (
	hallHLS  = "https://cdn.hexagon.example/hall/live.m3u8"
	atticSay = "We are back at 15:15"
)

// onTheDay has three stages with their talks: one that shows a playlist, one
// an embed, one a slate that is held.
func (h *house) onTheDay() {
	h.t.Helper()
	add := func(id, name, gel string, all ...url.Values) {
		h.t.Helper()
		h.post("/control/stages", url.Values{"id": {id}, "name": {name}, "gel": {gel}}).leads(h.t, "/control/stages/"+id)
		for _, v := range all {
			h.post("/control/stages/"+id+"/sources", v).leads(h.t, "/control/stages/"+id)
		}
	}
	slate := func(says string) url.Values {
		return url.Values{"kind": {"slate"}, "sentence": {says}, "title": {"Slate"}}
	}
	add("hall", "Great Hall", "azure", url.Values{"pasted": {hallHLS}, "title": {"Primary"}}, url.Values{"pasted": {"https://cdn2.hexagon.example/hall.m3u8"}, "title": {"Backup"}}, slate("We are back soon"))
	add("foundry", "Foundry", "rose", url.Values{"pasted": {"https://vimeo.com/123456789"}, "title": {"Primary"}}, url.Values{"pasted": {"https://youtu.be/dQw4w9WgXcQ"}, "title": {"Backup"}}, slate("We are back soon"))
	add("attic", "Attic", "green", url.Values{"pasted": {"https://cdn.hexagon.example/attic.m3u8"}, "title": {"Primary"}}, slate(atticSay))
	talk := func(id, on, title string, starts, ends int, pause bool) stagedoor.Talk {
		return stagedoor.Talk{ID: stagedoor.TalkID(id), Stage: stagedoor.StageID(on), Title: title, Break: pause,
			Starts: noon.Add(time.Duration(starts) * time.Minute), Ends: noon.Add(time.Duration(ends) * time.Minute)}
	}
	// noon is 14:22 in Sofia.
	h.program([]stagedoor.Talk{
		talk("a1", "hall", "Every queue is a promise", -47, -2, false), talk("a2", "hall", "Coffee", -2, 23, true), talk("a3", "hall", "How we moved a bank on a Sunday", 23, 68, false),
		talk("b1", "foundry", "Small computers, long winters", -17, 8, false), talk("b2", "foundry", "Reading other people’s logs", 38, 68, false),
		talk("c1", "attic", "Break", -2, 23, true), talk("c2", "attic", "Ask the maintainers", 23, 68, false),
	})
	h.act("attic", "hold", h.stage("attic").Ladder[1].ID).leads(h.t, "/control/live#stage-attic")
	h.airs()
}

// airs does a keeper's work once: what each stage shows is what Decide says.
func (h *house) airs(down ...stagedoor.SourceID) {
	h.t.Helper()
	ctx := context.Background()
	house, err := h.db.House(ctx)
	if err != nil {
		h.t.Fatal(err)
	}
	snapshot, err := stage.NewSnapshot(house)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, s := range snapshot.Stages {
		health := map[stagedoor.SourceID]stage.Health{}
		for _, r := range s.Ladder {
			switch {
			case slices.Contains(down, r.ID):
				health[r.ID] = stage.Health{State: stage.Down, Since: h.now.get(), Problem: stagedoor.Say("The playlist has not changed for %d s.", 12)}
			case r.Kind == stage.HLS:
				health[r.ID] = stage.Health{State: stage.Up, Since: noon.Add(-5 * time.Hour)}
			}
		}
		d := stage.Decide(stage.Situation{Stage: s.Stage, Health: health, Schedule: s.Schedule, Was: s.Air, Zone: house.Conference.Location(), Now: h.now.get()})
		if _, err := h.db.Lease(ctx, "stage/"+string(s.ID), "test", h.now.get(), time.Hour); err != nil {
			h.t.Fatal(err)
		}
		kept, err := h.db.PutAir(ctx, stage.Air{Stage: s.ID, Source: d.Source, Since: d.Since, Why: d.Why, Health: health, Keeper: "test"}, "stage/"+string(s.ID), "test", h.now.get())
		if err != nil || !kept {
			h.t.Fatalf("what is on air on %s was not kept: %v", s.ID, err)
		}
	}
	h.load()
}

// load has the Board know what the database knows.
func (h *house) load() {
	h.t.Helper()
	if err := h.board.Load(context.Background()); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) act(id stagedoor.StageID, do string, source stagedoor.SourceID) answer {
	h.t.Helper()
	return h.post("/control/live/"+string(id), url.Values{"do": {do}, "source": {string(source)}})
}

// script sends a form as the page's script does, and returns the problem.
func (h *house) script(address string, form url.Values) (status int, problem string) {
	h.t.Helper()
	r := httptest.NewRequest("POST", "https://live.hexagon.example"+address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	w := httptest.NewRecorder()
	h.handler().ServeHTTP(w, r)
	var says struct{ Problem string }
	if w.Body.Len() > 0 {
		if err := json.Unmarshal(w.Body.Bytes(), &says); err != nil {
			h.t.Errorf("the answer %q is no JSON: %v", w.Body, err)
		}
	}
	return w.Code, says.Problem
}

// state asks for the page's state.
func (h *house) state(etag string) (payload, string, int) {
	h.t.Helper()
	r := httptest.NewRequest("GET", "https://live.hexagon.example/control/live/state", nil)
	r.Header.Set("If-None-Match", etag)
	w := httptest.NewRecorder()
	h.handler().ServeHTTP(w, r)
	var p payload
	if w.Code == http.StatusOK {
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
			h.t.Fatalf("the state %q is no JSON: %v", w.Body, err)
		}
	}
	return p, w.Header().Get("ETag"), w.Code
}

func (h *house) refresh() {
	h.t.Helper()
	if err := h.pages.Floor.Refresh(context.Background()); err != nil {
		h.t.Fatal(err)
	}
}

// airHealth writes how one rung of a stage is; what is on air stays.
func (h *house) airHealth(id stagedoor.StageID, source stagedoor.SourceID, is stage.Health) {
	h.t.Helper()
	ctx, lease := context.Background(), "stage/"+string(id)
	if _, err := h.db.Lease(ctx, lease, "test", h.now.get(), time.Hour); err != nil {
		h.t.Fatal(err)
	}
	air := h.board.Now().Stage(id).Air
	air.Health, air.Keeper = map[stagedoor.SourceID]stage.Health{source: is}, "test"
	if kept, err := h.db.PutAir(ctx, air, lease, "test", h.now.get()); err != nil || !kept {
		h.t.Fatalf("the health of %s was not kept: %v", source, err)
	}
	h.load()
}
