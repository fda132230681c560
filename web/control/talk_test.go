package control_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"stagedoor"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

var (
	inputTag = regexp.MustCompile(`<input [^>]*>`)
	nameOf   = regexp.MustCompile(`name="([^"]*)"`)
	valueOf  = regexp.MustCompile(`value="([^"]*)"`)
	textarea = regexp.MustCompile(`(?s)<textarea [^>]*name="([^"]*)"[^>]*>(.*?)</textarea>`)
	selectOf = regexp.MustCompile(`(?s)<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>`)
)

// editor is a talk's form as it stands.
func (h *house) editor(id stagedoor.TalkID) url.Values {
	h.t.Helper()
	a := h.get("/control/talks/" + string(id))
	a.wants(h.t, http.StatusOK)
	_, form, _ := strings.Cut(a.body, `<form method="post" action="/control/talks/`+string(id)+`" class="fields">`)
	form, _, _ = strings.Cut(form, "</form>")
	out := url.Values{}
	for _, in := range inputTag.FindAllString(form, -1) {
		if name := nameOf.FindStringSubmatch(in); name != nil && (!strings.Contains(in, `type="checkbox"`) || strings.Contains(in, " checked")) {
			out.Set(name[1], marks.Replace(valueOf.FindStringSubmatch(in)[1]))
		}
	}
	for _, in := range textarea.FindAllStringSubmatch(form, -1) {
		out.Set(in[1], marks.Replace(in[2]))
	}
	for _, in := range selectOf.FindAllStringSubmatch(form, -1) {
		out.Set(in[1], "")
		if one := chosen.FindStringSubmatch(in[2]); one != nil {
			out.Set(in[1], one[1])
		}
	}
	return out
}

func TestATalkIsChangedByHand(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := zoned(t, db)
		h.bring(theDay)
		was := h.talk("How we moved a bank")
		at := "/control/talks/" + string(was.ID)
		form := h.editor(was.ID)
		if form.Get("starts") != "2027-05-13T15:15" || form.Get("people") != "Jonas Meier\nAna Duarte" || form.Get("stage") != "hall" || form.Get("record") != "yes" || form.Has("break") {
			t.Fatalf("the form shows %v", form)
		}
		h.post(at, form).leads(t, at+"?done=saved")
		if a := h.get(at); strings.Contains(plain(a.body), "The programme says") {
			t.Error("a form that was sent as it stood changed something")
		}

		form.Set("title", "How we moved a bank on a Sunday")
		form.Set("people", "Jonas Meier\r\n\r\n  Ana Duarte \r\nSomebody Else\r\n")
		form.Set("ends", "2027-05-13T16:10")
		form.Del("record")
		h.post(at, form).leads(t, at+"?done=saved")
		is := h.talk("How we moved a bank on a Sunday")
		if !slices.Equal(is.People, []string{"Jonas Meier", "Ana Duarte", "Somebody Else"}) || clock(t, is.Ends) != "16:10" || !is.NoRecord {
			t.Errorf("saved as %v until %s, not recorded %v", is.People, clock(t, is.Ends), is.NoRecord)
		}
		h.get(at+"?done=saved").wants(t, http.StatusOK, "The talk is saved.", "Great Hall · 15:15–16:10 · from the programme",
			"Title The programme says: How we moved a bank ", "People The programme says: Jonas Meier, Ana Duarte ", "Time The programme says: 15:15–16:00", "Recording The programme says: yes",
			"Changed the talk “How we moved a bank on a Sunday”. 14:22 · Мира Иванова")
		h.get("/control/programme").wants(t, http.StatusOK, "How we moved a bank on a Sunday Jonas Meier, Ana Duarte, Somebody Else · until 16:10 Edited Not recorded")

		h.bring(strings.ReplaceAll(theDay, "How we moved a bank", "How we moved two banks"))
		h.get(at).wants(t, http.StatusOK, "The programme says: How we moved two banks")
		h.post(at, url.Values{"do": {"again"}, "field": {"title"}}).leads(t, at+"?done=as-read")
		if again := h.talk("How we moved two banks"); clock(t, again.Ends) != "16:10" {
			t.Errorf("the title was taken again, and the end is %s, want the hand's 16:10", clock(t, again.Ends))
		}
		h.post(at, url.Values{"do": {"again"}, "field": {"soul"}}).wants(t, http.StatusUnprocessableEntity, "Nothing was chosen.")
		h.get("/control/talks/none").refused(t, stagedoor.NotFound)
		h.post("/control/talks/none", form).refused(t, stagedoor.NotFound)
	})
}

// TestAnOpenEditorKeepsNothingBack: what nobody touched in a form that was open
// for long is as a shift, a reading and a colleague made it meanwhile.
func TestAnOpenEditorKeepsNothingBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := zoned(t, db)
		h.bring(theDay)
		id := h.talk("How we moved a bank").ID
		at := "/control/talks/" + string(id)
		form, colleagues := h.editor(id), h.editor(id)
		h.post("/control/programme", url.Values{"do": {"shift"}, "stage": {"hall"}, "minutes": {"10"}, "day": {"2027-05-13"}}).leads(t, "/control/programme?day=2027-05-13&done=shifted&stage=hall")
		h.bring(strings.ReplaceAll(theDay, "How we moved a bank", "How we moved two banks"))
		colleagues.Set("abstract", "Twice.")
		h.post(at, colleagues).leads(t, at+"?done=saved")

		form.Set("people", "Ana Duarte")
		form.Set("language", "Bulgarian, mostly")
		h.post(at, form).wants(t, http.StatusUnprocessableEntity, "is not written like en or bg")
		form.Set("language", "bg")
		h.post(at, form).leads(t, at+"?done=saved")
		is := h.talk("How we moved two banks")
		if clock(t, is.Starts) != "15:25" || is.Abstract != "Twice." || !slices.Equal(is.People, []string{"Ana Duarte"}) || is.Language != "bg" {
			t.Errorf("at %s, abstract %q, people %v in %q; want the shift's 15:25, the colleague's abstract, and what this form changed", clock(t, is.Starts), is.Abstract, is.People, is.Language)
		}
		a := h.get(at)
		for _, field := range []string{"Time", "Title"} {
			if strings.Contains(plain(a.body), field+" The programme says") {
				t.Errorf("the %s is the hand's now, and nobody touched it", field)
			}
		}
		form.Set("starts", "2027-05-13T15:40")
		h.post(at, form).leads(t, at+"?done=saved")
		if is := h.talk("How we moved two banks"); clock(t, is.Starts) != "15:40" || clock(t, is.Ends) != "16:00" {
			t.Errorf("it is from %s to %s, want both times as the form has them, 15:40 to 16:00", clock(t, is.Starts), clock(t, is.Ends))
		}
	})
}

func TestAWrongTalkIsKeptAsTyped(t *testing.T) {
	h := zoned(t, storetest.Open(t, "", store.Options{}))
	h.bring(theDay)
	good := url.Values{"title": {"A talk"}, "people": {"Ada"}, "stage": {"hall"}, "starts": {"2027-05-13T20:00"}, "ends": {"2027-05-13T20:30"}, "language": {"bg"}, "record": {"yes"}}
	for _, tt := range []struct{ what, field, typed, at, says string }{
		{"no title", "title", " ", "title", "The talk needs a title."},
		{"a title as long as an abstract", "title", strings.Repeat("дълго ", 60), "title", "longer than 300 characters"},
		{"no start", "starts", "", "starts", "The talk needs a start and an end."},
		{"a start in words", "starts", "tomorrow", "starts", `The time "tomorrow" is not written like`},
		{"an end in words", "ends", "late", "ends", `The time "late" is not written like`},
		{"an end before the start", "ends", "2027-05-13T19:00", "ends", "The talk ends before it starts."},
		{"a month", "ends", "2027-06-13T19:00", "ends", "The talk is longer than a week."},
		{"no stage", "stage", "", "stage", "Choose the talk's stage."},
		{"a stage that is gone", "stage", "attic", "stage", "Choose the talk's stage."},
		{"a language in words", "language", "Bulgarian, mostly", "language", "is not written like en or bg"},
		{"a novel of a name", "people", strings.Repeat("x", 200), "people", "one line of at most 120 characters"},
		{"a crowd", "people", strings.Repeat("Ada\n", 60), "people", "at most 50 people"},
		{"a source that is not there", "source", "hall/none", "source", "This source is no longer on the stage."},
	} {
		t.Run(tt.what, func(t *testing.T) {
			form := url.Values{}
			for k, v := range good {
				form[k] = v
			}
			form.Set(tt.field, tt.typed)
			a := h.post("/control/talks/new", form)
			a.wants(t, http.StatusUnprocessableEntity, "Nothing is saved yet", tt.says)
			if !strings.Contains(a.body, `id="`+tt.at+`-wrong"`) {
				t.Errorf("the problem does not stand at %s", tt.at)
			}
			if tt.field != "title" && !strings.Contains(a.body, `value="A talk"`) {
				t.Error("the typed title is lost")
			}
			if got := h.talks(); len(got) != 5 {
				t.Errorf("it was added all the same: %v", got)
			}
		})
	}
	a := h.post("/control/talks/new", good)
	if a.status != http.StatusSeeOther || !strings.HasSuffix(a.where, "?done=added") {
		t.Fatalf("a good talk: %d %s: %s", a.status, a.where, plain(a.body))
	}
	h.get(a.where).wants(t, http.StatusOK, "The talk is added.", "written by hand")
	h.get("/control/programme").wants(t, http.StatusOK, "20:00 A talk Ada · until 20:30 By hand")
}

// TestTalksOverlap: it is saved all the same, and said.
func TestTalksOverlap(t *testing.T) {
	h := zoned(t, storetest.Open(t, "", store.Options{}))
	h.bring(theDay)
	a := h.get("/control/programme")
	if strings.Contains(plain(a.body), "overlap") {
		t.Error("talks overlap that do not")
	}
	id := h.talk("How we moved a bank").ID
	form := h.editor(id)
	form.Set("starts", "2027-05-13T14:45")
	at := "/control/talks/" + string(id)
	h.post(at, form).leads(t, at+"?done=saved")
	h.get(at).wants(t, http.StatusOK, "At the same time on the same stage: 14:05–14:50 Every queue is a promise")
	h.get("/control/programme").wants(t, http.StatusOK, "2 talks of this day overlap with another one on their stage.", "Overlaps")
	form = h.editor(id)
	form.Set("stage", "foundry")
	h.post(at, form).leads(t, at+"?done=saved")
	a = h.get(at)
	a.wants(t, http.StatusOK, "Foundry · 14:45–16:00", "15:00–15:45 Small computers", "Stage The programme says: Great Hall")
	if strings.Contains(plain(a.body), "Every queue is a promise") {
		t.Error("it overlaps with a talk of the stage that it left")
	}
}

func TestATalkHasItsOwnSource(t *testing.T) {
	h := zoned(t, storetest.Open(t, "", store.Options{}))
	h.bring(theDay)
	slate := h.addSlate("hall", "Own slate")
	other := h.addSlate("foundry", "Other slate")
	id := h.talk("How we moved a bank").ID
	at := "/control/talks/" + string(id)
	form := h.editor(id)
	form.Set("source", "foundry/"+string(other.ID))
	h.post(at, form).wants(t, http.StatusUnprocessableEntity, "Other slate is on the ladder of Foundry. Choose one of the talk's own stage.")
	form.Set("source", "hall/"+string(slate.ID))
	h.post(at, form).leads(t, at+"?done=saved")
	if got := h.talk("How we moved a bank").Source; got != slate.ID {
		t.Errorf("the talk's source is %q, want %q", got, slate.ID)
	}
	h.get("/control/programme").wants(t, http.StatusOK, "Own source")
	form = h.editor(id)
	if form.Get("source") != "hall/"+string(slate.ID) {
		t.Errorf("the form shows the source %q", form.Get("source"))
	}
	form.Set("stage", "foundry")
	h.post(at, form).leads(t, at+"?done=saved")
	if got := h.talk("How we moved a bank"); got.Source != "" || got.Stage != "foundry" {
		t.Errorf("moved, the talk is on %q with the source %q of the other stage's ladder", got.Stage, got.Source)
	}
}

func TestRemovingATalkAsksFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := zoned(t, db)
		h.bring(theDay)
		id := h.talk("Opening").ID
		at := "/control/talks/" + string(id)
		h.get(at+"/remove").wants(t, http.StatusOK, "Remove the talk “Opening”?", "13:00–14:00", "It can be brought back here.")
		if len(h.talks()) != 5 {
			t.Fatal("looking at the question removed the talk")
		}
		h.post(at+"/remove", nil).leads(t, "/control/programme?day=2027-05-13&done=talk-removed")
		if slices.Contains(h.talks(), "Opening") {
			t.Error("the talk is still there")
		}
		h.get("/control/programme?done=talk-removed").wants(t, http.StatusOK, "The talk is off the schedule.", "Off the schedule Opening Great Hall · 13:00–14:00")
		h.bring(theDay + "t7,Another,,Great Hall,2027-05-13,19:00,19:30\n")
		if slices.Contains(h.talks(), "Opening") {
			t.Error("a new reading brought a removed talk back")
		}
		h.get(at).wants(t, http.StatusOK, "This talk is off the schedule", "Bring it back")
		h.post(at, url.Values{"do": {"again"}, "field": {"removed"}}).leads(t, at+"?done=back")
		if !slices.Contains(h.talks(), "Opening") {
			t.Error("the talk did not come back")
		}

		a := h.post("/control/talks/new", url.Values{"title": {"By hand"}, "stage": {"hall"}, "starts": {"2027-05-13T20:00"}, "ends": {"2027-05-13T21:00"}})
		at, _, _ = strings.Cut(a.where, "?")
		h.get(at+"/remove").wants(t, http.StatusOK, "it goes for good")
		h.post(at+"/remove", nil).leads(t, "/control/programme?day=2027-05-13&done=talk-removed")
		h.get(at).refused(t, stagedoor.NotFound)
	})
}
