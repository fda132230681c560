package control_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// TestFirstSteps: an empty house says what to do next, what is done is ticked,
// and when all is there the page is gone.
func TestFirstSteps(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := houseOn(t, db)
		shop := access.Feed{ID: "shop", Name: "Shop"}
		round := func(result access.Result) func() {
			return func() {
				h.now.set(h.now.get().Add(time.Second))
				if err := db.SaveRound(t.Context(), access.Round{ID: stagedoor.NewID(h.now.get()), Feed: shop.ID, At: h.now.get(), Trigger: access.Trigger("hook"), Result: result}); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, step := range []struct {
			what string
			do   func()
			next string // title of the first that is not done
			done int
		}{
			{"an empty house", func() { h.edit(func(c *stagedoor.Conference) { c.Contact = "" }) }, "Say when the conference is", 0},
			{"without an address nobody can ask for help", func() {
				h.edit(func(c *stagedoor.Conference) { c.Starts = stagedoor.Date{Year: 2027, Month: 5, Day: 13} })
			}, "Say when the conference is", 0},
			{"the conference is described", func() { h.edit(func(c *stagedoor.Conference) { c.Contact = "help@hexagon.example" }) }, "Add the stages", 1},
			{"a stage without a source shows nothing", func() { h.addStage("hall", "Great Hall") }, "Add the stages", 1},
			{"a stage with a slate", func() { h.post("/control/stages/hall/sources", url.Values{"kind": {"slate"}}) }, "Bring the programme in", 2},
			{"a feed alone", func() {
				if err := db.SaveFeed(t.Context(), stagedoor.Actor{Name: "test"}, shop, noon); err != nil {
					t.Fatal(err)
				}
			}, "Bring the programme in", 2},
			{"its first round fails", round(access.RoundFailed), "Bring the programme in", 2},
			{"the second does not", round(access.RoundSame), "Bring the programme in", 3},
			{"talks", func() {
				h.program([]stagedoor.Talk{{ID: "a1", Stage: "hall", Title: "Opening", Starts: noon, Ends: noon.Add(time.Hour)}})
			}, "Open the outbox", 4},
		} {
			step.do()
			a := h.get("/control")
			if strings.Contains(step.what, "without a source") {
				a.wants(t, http.StatusOK, "Great Hall has no source yet. Put one on its ladder.")
				if !strings.Contains(a.body, `href="/control/stages/hall"`) {
					t.Error("the step does not lead to the stage without a source")
				}
			}
			a.wants(t, http.StatusOK, "First steps", "This page goes when all is done.")
			if got := strings.Count(a.body, `class="done"`); got != step.done {
				t.Errorf("%s: %d steps are ticked, want %d", step.what, got, step.done)
			}
			if strings.Count(a.body, "button go") != 1 || !strings.Contains(a.body, `aria-label="Begin: `+step.next+`"`) {
				t.Errorf("%s: what is next is not %q alone", step.what, step.next)
			}
		}
		h.load() // the bar goes by what is on the board
		bar := `<a href="/control">`
		for _, room := range []string{"/control/stages", "/control/conference", "/control/live"} {
			if a := h.get(room); !strings.Contains(a.body, bar) || !strings.Contains(a.body, "First steps") {
				t.Errorf("with a step left, nothing on %s leads back to the first steps", room)
			}
		}
		first := h.get("/control").body
		if !strings.Contains(first, `<a href="/control" aria-current="page">`) {
			t.Error("the bar does not say that these are the first steps")
		}
		for _, href := range []string{"/control/conference", "/control/stages", "/control/programme", "/control/feeds", "/control/letters"} {
			if !strings.Contains(first, `<b><a href="`+href+`">`) {
				t.Errorf("no step leads to %s", href)
			}
		}
		h.lang.set("bg")
		h.get("/control").wants(t, http.StatusOK, "Първи стъпки")
		h.lang.set("en")
		for role, where := range map[stagedoor.Role]string{stagedoor.Producer: "/control/live", stagedoor.HelpDesk: "/control/attendees"} {
			h.role.set(role)
			h.get("/control").leads(t, where)
			if a := h.get(where); strings.Contains(a.body, bar) {
				t.Errorf("%s is led to first steps that only an owner has", role)
			}
		}
		h.role.set(stagedoor.Owner)
		h.edit(func(c *stagedoor.Conference) { c.LettersOpen = true })
		h.get("/control").leads(t, "/control/attendees")
		h.load()
		if a := h.get("/control/stages"); strings.Contains(a.body, bar) {
			t.Error("all is done, and the bar still leads to the first steps")
		}
	})
}
