package control_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"stagedoor"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// otherDay is the file of another conference: rooms and talks that nobody knows.
func otherDay(rooms, talks int) string {
	var b strings.Builder
	b.WriteString("id,title,people,room,date,start,end\n")
	for i := range rooms * talks {
		fmt.Fprintf(&b, "o%d,Other %d,,Piscopia %d,2027-05-%02d,10:00,10:30\n", i, i, i%rooms, 13+i/rooms)
	}
	return b.String()
}

// A file of another conference takes nothing away until somebody said what its
// rooms are and agreed to the number of talks that go.
func TestAnotherConferencesFileTakesNothingAwayUnsaid(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := zoned(t, db)
		h.bring(theDay + "t6,Lightning talks,,Great Hall,2027-05-13,18:00,19:00\nt7,Songs,,Great Hall,2027-05-13,20:00,21:00\n")
		id := h.talk("The last word").ID
		form := h.editor(id)
		form.Set("title", "The very last word")
		h.post("/control/talks/"+string(id), form).leads(t, "/control/talks/"+string(id)+"?done=saved")
		before := h.talks()

		h.upload("other.csv", otherDay(2, 3)).leads(t, "/control/programme/draft")
		a := h.get("/control/programme/draft")
		a.wants(t, http.StatusOK, "3 talks wait: say which stage Piscopia 0 is.", "3 talks wait: say which stage Piscopia 1 is.", "not decided yet",
			"1 talk that was changed by hand would go: “The very last word”.", "Take away 6 of 7 talks", "Make a stage of every room that is not decided")
		if strings.Contains(plain(a.body), "Nothing: the talks are as this file says") {
			t.Error("of talks that wait it says that nothing would change")
		}
		const missing = "It can be taken over when each room has its stage, or is left out."
		if text := plain(a.body); strings.Contains(text, "Take it over") || !strings.Contains(text, missing) || strings.Count(a.body, "button go") != 1 {
			t.Error("while rooms wait there is a button that would be refused, or nothing says what is missing")
		}
		take := h.draft("take", nil)
		take.Set("gone", "6")
		h.post("/control/programme/draft", take).wants(t, http.StatusUnprocessableEntity, "Say first which stage each room is, or leave it out.")

		form = h.draft("stages", nil)
		a = h.post("/control/programme/draft", form)
		a.wants(t, http.StatusOK, "Gone from the programme", "New Talk People Stage When Other 0 Piscopia 0")
		if text := plain(a.body); !strings.Contains(text, "Take it over") || strings.Contains(text, missing) {
			t.Error("when each room is decided it cannot be taken over")
		}
		if got := strings.Count(a.body, `<option value="+" selected>`); got != 2 {
			t.Errorf("%d rooms are to be stages, want 2", got)
		}
		if len(h.stages()) != 2 || !slices.Equal(h.talks(), before) {
			t.Errorf("a look made stages %v, talks %v", h.stages(), h.talks())
		}
		take["is"], take["seen"] = []string{"+", "+"}, []string{"+,+"}
		take.Del("gone")
		a = h.post("/control/programme/draft", take)
		a.wants(t, http.StatusUnprocessableEntity, "This file would take away 6 of 7 talks. Say yes to that too, or drop it.", "Take away 6 of 7 talks")
		if strings.Contains(a.body, " checked") {
			t.Error("the question is answered with yes already")
		}
		if !slices.Equal(h.talks(), before) {
			t.Errorf("talks %v, want %v", h.talks(), before)
		}
		take.Set("gone", "6")
		h.post("/control/programme/draft", take).leads(t, "/control/programme?done=changed")
		if got := h.talks(); len(got) != 7 || got[0] != "Every queue is a promise" || !strings.HasPrefix(got[1], "Other") {
			t.Errorf("after the yes: %v, want the other file's and the one that is on", got)
		}
	})
}

// What the first file's rooms are is guessed; many rooms are one sentence.
func TestManyRoomsWait(t *testing.T) {
	h := zoned(t, storetest.Open(t, "", store.Options{}))
	h.upload("other.csv", otherDay(7, 1)).leads(t, "/control/programme/draft")
	a := h.get("/control/programme/draft")
	a.wants(t, http.StatusOK, "new 7")
	if n := strings.Count(a.body, `<option value="+" selected>`); n != 7 {
		t.Errorf("of the first programme %d rooms become stages, want 7", n)
	}
	h.bring(theDay)
	h.upload("other.csv", otherDay(7, 2)).leads(t, "/control/programme/draft")
	h.get("/control/programme/draft").wants(t, http.StatusOK, "14 talks of 7 rooms wait: say which stage each room is.")
	h.post("/control/programme/draft", url.Values{"do": {"stages"}, "room": {"a"}}).refused(t, stagedoor.Invalid)
}
