package control_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"stagedoor"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

func TestAFileChangesNothingBeforeTheYes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := zoned(t, db)
		h.get("/control/programme").wants(t, http.StatusOK, "There are no talks yet.", "Bring a programme in")
		h.upload("day.csv", theDay).leads(t, "/control/programme/draft")
		if got := h.talks(); len(got) != 0 {
			t.Fatalf("before the yes there are talks: %v", got)
		}
		h.get("/control/programme/draft").wants(t, http.StatusOK, "day.csv", "Foundry 1 talk new room", "make a stage of it", "Opening Mira Ivanova Great Hall 13:00–14:00", "Friday 14 May, 10:00–10:45")

		out := h.draft("look", map[string]string{"Great Hall": "-", "Foundry": "+"})
		a := h.post("/control/programme/draft", out)
		a.wants(t, http.StatusOK, "Small computers")
		if strings.Contains(plain(a.body), "Every queue is a promise") {
			t.Error("a talk of a room that is left out is in the preview")
		}
		if !strings.Contains(a.body, `<option value="-" selected>`) || len(h.talks()) != 0 || len(h.stages()) != 1 {
			t.Errorf("after another look: talks %v, stages %v; want what was chosen in the form and nothing else", h.talks(), h.stages())
		}

		h.post("/control/programme/draft", h.draft("take", map[string]string{"Foundry": "+"})).leads(t, "/control/programme?done=changed")
		if got := h.talks(); len(got) != 5 || !slices.Equal(h.stages(), []string{"hall", "foundry"}) {
			t.Fatalf("after the yes: talks %v, stages %v", got, h.stages())
		}
		a = h.get("/control/programme?done=changed")
		a.wants(t, http.StatusOK, "the talks are as it says", "Thursday 13 May 4", "Friday 14 May 1", "From the file day.csv", "Мира Иванова", "Every queue is a promise Farah Siddiqui · until 14:50")
		if strings.Contains(a.body, "The last word") {
			t.Error("the other day's talk is on the page")
		}
		h.get("/control/programme?day=2027-05-14").wants(t, http.StatusOK, "The last word", "Nothing on this day: Foundry.", "Calendar files The whole conference Great Hall Foundry")
		if did := h.audits(); !slices.Contains(did, `Said yes to the programme "day.csv".`) {
			t.Errorf("audit %v, want the yes", did)
		}
		h.get("/control/programme/draft").leads(t, "/control/programme?done=none")
	})
}

func TestAPreviewSaysWhatDiffers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := zoned(t, db)
		h.bring(theDay)
		id := h.talk("The last word").ID
		form := h.editor(id)
		form.Set("title", "The very last word")
		h.post("/control/talks/"+string(id), form).leads(t, "/control/talks/"+string(id)+"?done=saved")

		second := strings.NewReplacer(
			"t1,Opening,Mira Ivanova,Great Hall,2027-05-13,13:00,14:00\n", "",
			"Ana Duarte,Great Hall,2027-05-13,15:15,16:00", "Ana Duarte,Foundry,2027-05-13,15:15,16:00",
			"15:00,15:45", "15:05,15:50",
			"The last word", "The last sentence",
			"Every queue is a promise,Farah Siddiqui", "Every queue is a promise,Farah Siddiqui; Somebody Else",
		).Replace(theDay) + "t6,Lightning talks,,Great Hall,2027-05-13,18:00,19:00\n"
		h.upload("second.csv", second).leads(t, "/control/programme/draft")
		h.get("/control/programme/draft").wants(t, http.StatusOK,
			"Gone from the programme Talk Stage When Opening Great Hall 13:00–14:00",
			"On another stage Talk Was Will be How we moved a bank Great Hall Foundry",
			"At another time Talk Was Will be Small computers 15:00–15:45 15:05–15:50",
			"Changed Talk What of it Every queue is a promise People",
			"Kept as a hand changed it Talk What of it The programme says Stays The very last word Title The last sentence The very last word",
			"New Talk People Stage When Lightning talks Great Hall 18:00–19:00",
			"What looks odd Where What line")
		before := h.talks()
		h.post("/control/programme/draft", h.draft("drop", nil)).leads(t, "/control/programme?done=dropped")
		if got := h.talks(); !slices.Equal(got, before) {
			t.Errorf("after the no the talks are %v, were %v", got, before)
		}

		h.bring(second)
		if got, want := h.talks(), []string{"Every queue is a promise", "How we moved a bank", "Lightning talks", "Small computers", "The very last word"}; !slices.Equal(got, want) {
			t.Errorf("after the yes %v, want %v", got, want)
		}
	})
}

func TestAnAnswerToAnotherDraftIsRefused(t *testing.T) {
	h := zoned(t, storetest.Open(t, "", store.Options{}))
	h.upload("day.csv", theDay).leads(t, "/control/programme/draft")
	old := h.draft("take", map[string]string{"Foundry": "+"})
	h.upload("other.csv", strings.ReplaceAll(theDay, "Opening", "Welcome")).leads(t, "/control/programme/draft")
	for _, do := range []string{"take", "drop"} {
		old.Set("do", do)
		h.post("/control/programme/draft", old).wants(t, http.StatusConflict, "other.csv", "Look")
	}
	if got := h.talks(); len(got) != 0 {
		t.Errorf("a yes to another file took talks over: %v", got)
	}
	form := h.draft("take", nil)
	form["is"] = form["is"][:1]
	h.post("/control/programme/draft", form).refused(t, stagedoor.Invalid)
	form = h.draft("take", map[string]string{"Foundry": "nowhere"})
	h.post("/control/programme/draft", form).wants(t, http.StatusConflict, "This stage is no longer there.")
	h.post("/control/programme/draft", url.Values{"do": {"dance"}}).wants(t, http.StatusUnprocessableEntity, "Nothing was chosen.")
}

func TestABadFileIsASentence(t *testing.T) {
	h := zoned(t, storetest.Open(t, "", store.Options{}))
	h.bring(theDay)
	for _, tt := range []struct{ what, file, says string }{
		{"nothing", "", "empty"},
		{"a login page", "<!DOCTYPE html><html><body>Sign in</body></html>", "web page"},
		{"no columns", "a,b\n1,2\n", "title"},
		{"cut off", `{"schedule": {"conference": {"days": [`, ""},
	} {
		t.Run(tt.what, func(t *testing.T) {
			h.upload("x", tt.file).wants(t, http.StatusUnprocessableEntity, tt.says, "Where the programme comes from")
			if got := h.talks(); len(got) != 5 {
				t.Errorf("the last good programme is gone: %v", got)
			}
			h.get("/control/programme/draft").leads(t, "/control/programme?done=none")
		})
	}
	h.post("/control/programme/upload", nil).wants(t, http.StatusUnprocessableEntity, "Choose the programme's file first.")
}

func TestTheZoneOfAFileIsAsked(t *testing.T) {
	h := zoned(t, storetest.Open(t, "", store.Options{}))
	h.upload("day.csv", theDay).leads(t, "/control/programme/draft")
	h.get("/control/programme/draft").wants(t, http.StatusOK, "Some times of this file stand without a zone. We read them in Europe/Sofia.", "13:00–14:00")
	form := h.draft("look", map[string]string{"Foundry": "+"})
	form.Set("zone", "Europe/Nowhere")
	bad := h.post("/control/programme/draft", form)
	bad.wants(t, http.StatusUnprocessableEntity, "Write it like Europe/Sofia.")
	if !strings.Contains(bad.body, `value="Europe/Nowhere"`) {
		t.Error("the typed zone is lost")
	}
	form.Set("do", "take")
	form.Set("zone", "Europe/London")
	a := h.post("/control/programme/draft", form)
	a.wants(t, http.StatusOK, "The times are read in another zone now.", "We read them in Europe/London.", "Opening Mira Ivanova Great Hall 15:00–16:00")
	if got := h.talks(); len(got) != 0 {
		t.Fatalf("talks were taken at times that nobody saw: %v", got)
	}
	if !strings.Contains(a.body, `<option value="+" selected>`) {
		t.Error("the rooms that were chosen are lost")
	}
	h.post("/control/programme/draft", form).leads(t, "/control/programme?done=changed")
	if got := clock(t, h.talk("Opening").Starts); got != "15:00" {
		t.Errorf("the opening is at Sofia's %s, want 15:00", got)
	}
}

func TestADraftThatCannotBeReadAnyMore(t *testing.T) {
	h := zoned(t, storetest.Open(t, "", store.Options{}))
	h.upload("day.csv", theDay).leads(t, "/control/programme/draft")
	form := h.draft("drop", nil)
	h.post("/control/programme/source", url.Values{"format": {"pentabarf"}}).leads(t, "/control/programme/source?done=saved")
	h.get("/control/programme/source?done=saved").wants(t, http.StatusOK, "The settings are saved.")
	a := h.get("/control/programme/draft")
	a.wants(t, http.StatusUnprocessableEntity, "Drop it")
	if strings.Contains(plain(a.body), "Take it over") {
		t.Error("a file that cannot be read can be taken over")
	}
	h.post("/control/programme/draft", form).leads(t, "/control/programme?done=dropped")
}
