package control_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// TestAnEncodersRung: a producer adds one, copies its two fields, gives it
// another title and another key, and takes it away.
func TestAnEncodersRung(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := houseOn(t, db)
		v := &van{address: "rtmp://live.hexagon.example/live"}
		h.pages.Encoders, h.pages.Floor.Encoders = v, v
		h.role.set(stagedoor.Producer)
		h.post("/control/stages", url.Values{"id": {"hall"}, "name": {"Great Hall"}, "gel": {"azure"}})
		h.get("/control/stages/hall").wants(t, http.StatusOK, "Add an encoder")
		a := h.post("/control/stages/hall/sources", url.Values{"kind": {"ingest"}, "title": {" OBS "}})
		r := h.stage("hall").Ladder[0]
		if r.Kind != stage.Ingest || r.Title != "OBS" || r.KeyVersion != 1 {
			t.Fatalf("the rung is %+v", r)
		}
		a.leads(t, sourcePath(r))
		key := func() string { return h.stage("hall").Ladder[0].StreamKey(storetest.Secret, "conf") }
		first := key()
		page := h.get(sourcePath(r))
		page.wants(t, http.StatusOK, "Set this in the encoder", "Server", "Show the stream key", "Change the stream key",
			"The old key stops working at once: an encoder that sends with it is cut off, and comes back only with the new one.")
		for _, want := range []string{`value="rtmp://live.hexagon.example/live"`, `value="` + first + `"`} {
			if !strings.Contains(page.body, want) {
				t.Errorf("the page does not hold %s", want)
			}
		}
		if at, opened := strings.Index(page.body, first), strings.Index(page.body, "<details"); at < opened {
			t.Error("the key is shown to whoever looks over a shoulder")
		}

		h.post(sourcePath(r), url.Values{"title": {"Primary"}}).leads(t, "/control/stages/hall")
		if got := h.stage("hall").Ladder[0]; got.Title != "Primary" || key() != first {
			t.Errorf("after another title the rung is %+v, with another key: %v", got, key() != first)
		}
		h.post(sourcePath(r), url.Values{"title": {strings.Repeat("x", 130)}}).wants(t, http.StatusUnprocessableEntity, "The source's title is longer than")

		h.post(sourcePath(r), url.Values{"do": {"rotate"}}).leads(t, sourcePath(r)+"?done=rotated")
		if key() == first {
			t.Error("the key is the old one")
		}
		page = h.get(sourcePath(r) + "?done=rotated")
		page.wants(t, http.StatusOK, "The stream key is another one now. Copy it into the encoder.")
		if strings.Contains(page.body, first) || !strings.Contains(page.body, key()) {
			t.Error("the page does not show the new key alone")
		}
		h.post(sourcePath(r), url.Values{"do": {"remove"}}).leads(t, "/control/stages/hall")
		if got := strings.Join(h.audits(), "; "); !strings.Contains(got, "Changed the stream key of Primary on Great Hall.") || strings.Contains(got, first) {
			t.Errorf("the audit says %s", got)
		}

		v.address = ""
		h.post("/control/stages/hall/sources", url.Values{"kind": {"ingest"}})
		h.get(sourcePath(h.stage("hall").Ladder[0])).wants(t, http.StatusOK, "No encoder can reach this machine")
	})
}

// TestWhileAnEncoderSendsItIsAskedOnce: before another key by the page itself,
// before the rung goes once the button is pressed.
func TestWhileAnEncoderSendsItIsAskedOnce(t *testing.T) {
	h := newHouse(t)
	h.post("/control/stages", url.Values{"id": {"hall"}, "name": {"Great Hall"}, "gel": {"azure"}})
	h.post("/control/stages/hall/sources", url.Values{"kind": {"ingest"}, "title": {"OBS"}})
	r := h.stage("hall").Ladder[0]
	v := &van{by: map[stagedoor.SourceID]stage.Encoder{r.ID: {Since: h.now.get(), Remote: "10.0.0.4"}}}
	h.pages.Encoders, h.pages.Floor.Encoders = v, v
	page := h.get(sourcePath(r))
	page.wants(t, http.StatusOK, "An encoder sends to OBS just now. It is cut off at once, and comes back only with the new key.")
	question, press := strings.Index(page.body, "comes back only with the new key."), strings.Index(page.body, `value="rotate"`)
	if folded := strings.LastIndex(page.body[:question], "<details"); press < question || folded < strings.LastIndex(page.body[:question], "</details") {
		t.Error("the button for another key is not behind its question")
	}
	h.post(sourcePath(r), url.Values{"do": {"rotate"}}).leads(t, sourcePath(r)+"?done=rotated")
	if got := h.stage("hall").Ladder[0].KeyVersion; got != 2 {
		t.Errorf("the key's version is %d, want 2", got)
	}

	h.post(sourcePath(r), url.Values{"do": {"remove"}}).wants(t, http.StatusConflict, "An encoder sends to OBS just now. It is cut off at once, and its picture is gone.", "Leave it as it is")
	if got := h.stage("hall").Ladder; len(got) != 1 {
		t.Fatalf("it is gone at once: %+v", got)
	}
	h.post(sourcePath(r), url.Values{"do": {"remove"}, "sure": {"yes"}}).leads(t, "/control/stages/hall")
	if got := h.stage("hall").Ladder; len(got) != 0 {
		t.Errorf("it is still there: %+v", got)
	}
}

// TestAnEncoderElsewhereIsAskedOnceMore: it publishes to another process, whose
// keeper sees its picture.
func TestAnEncoderElsewhereIsAskedOnceMore(t *testing.T) {
	h := newHouse(t)
	h.post("/control/stages", url.Values{"id": {"hall"}, "name": {"Great Hall"}, "gel": {"azure"}})
	h.post("/control/stages/hall/sources", url.Values{"kind": {"ingest"}, "title": {"OBS"}})
	r := h.stage("hall").Ladder[0]
	h.pages.Encoders, h.pages.Floor.Encoders = &van{}, &van{}
	h.airs()
	h.airHealth("hall", r.ID, stage.Health{State: stage.Up, Since: h.now.get()})
	h.post(sourcePath(r), url.Values{"do": {"remove"}}).wants(t, http.StatusConflict, "An encoder sends to OBS just now.")
	h.airHealth("hall", r.ID, stage.Health{State: stage.Down, Since: h.now.get(), Problem: stage.NoPicture(h.now.get(), time.UTC)})
	h.post(sourcePath(r), url.Values{"do": {"remove"}}).leads(t, "/control/stages/hall")
}

// TestOnlyAnEncoderHasAKey: the key of a playlist cannot be changed.
func TestOnlyAnEncoderHasAKey(t *testing.T) {
	h := newHouse(t)
	h.onTheDay()
	h.post(sourcePath(h.stage("hall").Ladder[0]), url.Values{"do": {"rotate"}}).wants(t, http.StatusUnprocessableEntity, "This source has no stream key.")
}
