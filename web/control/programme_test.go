package control_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// theDay is a table of the first day: 14:22 is in the second talk of the hall.
const theDay = `id,title,people,room,date,start,end
t1,Opening,Mira Ivanova,Great Hall,2027-05-13,13:00,14:00
t2,Every queue is a promise,Farah Siddiqui,Great Hall,2027-05-13,14:05,14:50
t3,How we moved a bank,Jonas Meier; Ana Duarte,Great Hall,2027-05-13,15:15,16:00
t4,Small computers,Mikkel Holm,Foundry,2027-05-13,15:00,15:45
t5,The last word,Ruth Okafor,Great Hall,2027-05-14,10:00,10:45
`

// zoned has a conference in Sofia with the stage "hall".
func zoned(t *testing.T, db *store.DB) *house {
	t.Helper()
	h := houseOn(t, db)
	h.edit(func(c *stagedoor.Conference) { c.Zone = "Europe/Sofia" })
	h.role = stagedoor.Producer
	h.addStage("hall", "Great Hall")
	return h
}

// upload sends a file as the page's form does.
func (h *house) upload(name, content string) answer {
	h.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	part, err := m.CreateFormFile("file", name)
	if err != nil {
		h.t.Fatal(err)
	}
	io.WriteString(part, content)
	m.Close()
	r := httptest.NewRequest("POST", "https://live.hexagon.example/control/programme/upload", &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	w := httptest.NewRecorder()
	h.handler().ServeHTTP(w, r)
	return answer{w.Code, w.Header().Get("Location"), w.Body.String(), w.Header(), w.Header().Get("Problem")}
}

var (
	draftID  = regexp.MustCompile(`name="draft" value="([^"]+)"`)
	roomName = regexp.MustCompile(`(?s)name="room" value="([^"]*)".*?</select>`)
	chosen   = regexp.MustCompile(`<option value="([^"]*)" selected`)
)

// draft is the preview's form as it stands, with other choices for some rooms.
func (h *house) draft(do string, rooms map[string]string) url.Values {
	h.t.Helper()
	a := h.get("/control/programme/draft")
	a.wants(h.t, http.StatusOK)
	m := draftID.FindStringSubmatch(a.body)
	if m == nil {
		h.t.Fatalf("no draft in the form: %s", plain(a.body))
	}
	form := url.Values{"draft": {m[1]}, "do": {do}}
	for _, room := range roomName.FindAllStringSubmatch(a.body, -1) {
		is, other := rooms[room[1]]
		if one := chosen.FindStringSubmatch(room[0]); !other && one != nil {
			is = one[1]
		}
		form.Add("room", room[1])
		form.Add("is", is)
	}
	return form
}

// bring takes a file over, with the foundry made a stage.
func (h *house) bring(content string) {
	h.t.Helper()
	h.upload("day.csv", content).leads(h.t, "/control/programme/draft")
	rooms := map[string]string{}
	if !slices.Contains(h.stages(), "foundry") {
		rooms["Foundry"] = "+"
	}
	h.post("/control/programme/draft", h.draft("take", rooms)).leads(h.t, "/control/programme?done=changed")
}

// talk finds a talk in force by its title.
func (h *house) talk(title string) stagedoor.Talk {
	h.t.Helper()
	all, err := h.db.House(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	for _, t := range all.Talks {
		if t.Title == title {
			return t
		}
	}
	h.t.Fatalf("no talk %q is in force", title)
	return stagedoor.Talk{}
}

// talks are the titles in force.
func (h *house) talks() (titles []string) {
	h.t.Helper()
	all, err := h.db.House(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	for _, t := range all.Talks {
		titles = append(titles, t.Title)
	}
	slices.Sort(titles)
	return titles
}

func clock(t *testing.T, at time.Time) string {
	t.Helper()
	sofia, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		t.Fatal(err)
	}
	return at.In(sofia).Format("15:04")
}

func TestAFileChangesNothingBeforeTheYes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := zoned(t, db)
		h.get("/control/programme").wants(t, http.StatusOK, "There are no talks yet.", "Bring a programme in")
		h.upload("day.csv", theDay).leads(t, "/control/programme/draft")
		if got := h.talks(); len(got) != 0 {
			t.Fatalf("before the yes there are talks: %v", got)
		}
		h.get("/control/programme/draft").wants(t, http.StatusOK, "day.csv", "Foundry 1 talk new room", "not decided yet", "make a stage of it", "Opening Mira Ivanova Great Hall 13:00–14:00", "Friday 14 May, 10:00–10:45")

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

func TestTheDayRunsLate(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := zoned(t, db)
		h.bring(theDay)
		h.get("/control/programme").wants(t, http.StatusOK, "The day runs late…")
		a := h.get("/control/programme?day=2027-05-14")
		if strings.Contains(a.body, "The day runs late…") {
			t.Error("another day than today can be shifted")
		}
		for _, tt := range []struct{ minutes, says string }{
			{"", "Say by how many minutes"}, {"ten", "Say by how many minutes"}, {"0", "Say by how many minutes"},
			{"99999", "at most 720 minutes"}, {"-120", "would begin before now"},
		} {
			a := h.post("/control/programme", url.Values{"do": {"shift"}, "stage": {"hall"}, "minutes": {tt.minutes}, "day": {"2027-05-13"}})
			a.wants(t, http.StatusUnprocessableEntity, tt.says)
			if !strings.Contains(a.body, `<details class="late" open>`) {
				t.Errorf("after %q minutes the form is closed", tt.minutes)
			}
		}
		h.post("/control/programme", url.Values{"do": {"shift"}, "stage": {"nowhere"}, "minutes": {"5"}}).wants(t, http.StatusConflict, "This stage is no longer there.")

		a = h.post("/control/programme", url.Values{"do": {"shift"}, "stage": {"hall"}, "minutes": {"+10"}, "day": {"2027-05-13"}})
		a.leads(t, "/control/programme?day=2027-05-13&done=shifted&stage=hall")
		if got := clock(t, h.talk("How we moved a bank").Starts); got != "15:25" {
			t.Errorf("the next talk begins at %s, want 15:25", got)
		}
		a = h.get(a.where)
		a.wants(t, http.StatusOK, "Moved the rest of Great Hall by 10 minutes. Undo", "15:25 planned 15:15 How we moved a bank", "14:05 Every queue is a promise Farah Siddiqui · until 15:00 planned 14:50", "The day’s shifts 14:22 Moved the rest of Great Hall by 10 minutes. Мира Иванова Undo")
		id := regexp.MustCompile(`name="shift" value="([^"]+)"`).FindStringSubmatch(a.body)
		if id == nil {
			t.Fatal("there is no undo")
		}
		h.post("/control/programme", url.Values{"do": {"undo"}, "shift": {id[1]}, "day": {"2027-05-13"}}).leads(t, "/control/programme?day=2027-05-13&done=undone")
		if got := clock(t, h.talk("How we moved a bank").Starts); got != "15:15" {
			t.Errorf("after the undo the next talk begins at %s, want 15:15", got)
		}
		h.get("/control/programme?done=undone").wants(t, http.StatusOK, "The shift is undone.", "Undone at 14:22.")
		h.post("/control/programme", url.Values{"do": {"undo"}, "shift": {"none"}}).wants(t, http.StatusConflict, "This shift is no longer there.")
		h.post("/control/programme", nil).wants(t, http.StatusUnprocessableEntity, "Nothing was chosen.")
		h.post("/control/programme", url.Values{"do": {"read"}}).wants(t, http.StatusUnprocessableEntity, "has no address to read from")
	})
}

func TestAProgrammeFromAnAddress(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := zoned(t, db)
		var file atomic.Pointer[string]
		vendor := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if f := file.Load(); f != nil {
				io.WriteString(w, *f)
				return
			}
			http.Error(w, "gone", http.StatusGone)
		}))
		defer vendor.Close()
		serve := func(content string) { file.Store(&content) }
		at := vendor.URL + "/day.csv"
		typed := url.Values{"url": {at}, "format": {""}, "zone": {"Europe/Nowhere"}}
		a := h.post("/control/programme/source", typed)
		a.wants(t, http.StatusUnprocessableEntity, "Write it like Europe/Sofia.")
		if !strings.Contains(a.body, at) || !strings.Contains(a.body, "Europe/Nowhere") {
			t.Error("what was typed is lost")
		}
		typed.Set("zone", "")
		typed.Set("format", "papyrus")
		h.post("/control/programme/source", typed).wants(t, http.StatusUnprocessableEntity, `There is no format "papyrus"`)
		typed.Set("format", "")
		h.post("/control/programme/source", typed).wants(t, http.StatusUnprocessableEntity, "The programme cannot be read since 14:22. The talks stay as they were.")
		h.get("/control/programme").wants(t, http.StatusOK, "The programme cannot be read since 14:22.", "Read from 127.0.0.1", "Read now")

		serve(theDay)
		h.post("/control/programme/source", typed).leads(t, "/control/programme/draft")
		if got := h.talks(); len(got) != 0 {
			t.Fatalf("a first programme went in without a yes: %v", got)
		}
		h.post("/control/programme/draft", h.draft("take", map[string]string{"Foundry": "+"})).leads(t, "/control/programme?done=changed")
		h.post("/control/programme", url.Values{"do": {"read"}}).leads(t, "/control/programme?done=read")
		serve(strings.ReplaceAll(theDay, "Opening", "Welcome"))
		h.post("/control/programme", url.Values{"do": {"read"}}).leads(t, "/control/programme?done=changed")
		if got := h.talks(); !slices.Contains(got, "Welcome") {
			t.Errorf("read again: %v, want Welcome", got)
		}

		serve(theDay + "t9,In the cellar,,Cellar,2027-05-13,17:00,18:00\n")
		h.post("/control/programme", url.Values{"do": {"read"}})
		if slices.Contains(h.talks(), "In the cellar") {
			t.Error("a talk of a room that nobody decided is in")
		}
		a = h.get("/control/programme/source")
		a.wants(t, http.StatusOK, "Cellar 1 talk new room")
		form := url.Values{"do": {"rooms"}, "room": {"Cellar"}, "is": {"hall"}}
		h.post("/control/programme/source", form).leads(t, "/control/programme?done=changed")
		if got := h.talk("In the cellar"); got.Stage != "hall" {
			t.Errorf("the cellar's talk is on %q, want hall", got.Stage)
		}
		h.get("/control/programme").wants(t, http.StatusOK, "In the cellar")
	})
}

// TestLettingGoOfAProgramme: talks by hand stay.
func TestLettingGoOfAProgramme(t *testing.T) {
	h := zoned(t, storetest.Open(t, "", store.Options{}))
	h.bring(theDay)
	a := h.post("/control/talks/new", url.Values{"title": {"By hand"}, "stage": {"hall"}, "starts": {"2027-05-13T20:00"}, "ends": {"2027-05-13T21:00"}, "record": {"yes"}})
	if a.status != http.StatusSeeOther {
		t.Fatalf("add a talk: %d %s", a.status, plain(a.body))
	}
	if page := h.get("/control/programme/source"); strings.Contains(page.body, "/control/programme/remove") {
		t.Error("a producer is offered to let go of the programme, which only an owner may")
	}
	h.role = stagedoor.Owner
	h.get("/control/programme/source").wants(t, http.StatusOK, "Let go of it…")
	h.get("/control/programme/remove").wants(t, http.StatusOK, "Its 5 talks go,", "This cannot be undone.")
	if got := h.talks(); len(got) != 6 {
		t.Fatalf("looking at the question removed talks: %v", got)
	}
	h.post("/control/programme/remove", nil).leads(t, "/control/programme?done=removed")
	if got := h.talks(); !slices.Equal(got, []string{"By hand"}) {
		t.Errorf("what stays is %v, want the talk by hand", got)
	}
}

// TestALargeProgrammeIsOneDayAtATime holds what a page of a large conference
// weighs.
func TestALargeProgrammeIsOneDayAtATime(t *testing.T) {
	h := zoned(t, storetest.Open(t, "", store.Options{}))
	var b strings.Builder
	b.WriteString("id,title,people,room,date,start,end,abstract\n")
	for i := range 900 {
		day, room, at := 13+i%2, i/2%30, i/60
		fmt.Fprintf(&b, "t%d,The talk with the number %d and a title as long as they are,Somebody Somewhere; Ada Lovelace,Room %d,2027-05-%d,%02d:%02d,%02d:%02d,%s\n",
			i, i, room, day, 9+at/2, at%2*30, 9+at/2, at%2*30+25, strings.Repeat("What it is about. ", 40))
	}
	h.upload("large.csv", b.String()).leads(t, "/control/programme/draft")
	rooms := map[string]string{}
	for i := range 30 {
		rooms[fmt.Sprintf("Room %d", i)] = "+"
	}
	if a := h.get("/control/programme/draft"); len(a.body) > 200<<10 {
		t.Errorf("the preview has %d KB, want at most 200", len(a.body)>>10)
	}
	h.post("/control/programme/draft", h.draft("take", rooms)).leads(t, "/control/programme?done=changed")
	if got := len(h.talks()); got != 900 {
		t.Fatalf("%d talks, want 900", got)
	}
	a := h.get("/control/programme")
	a.wants(t, http.StatusOK, "Thursday 13 May 450", "Friday 14 May 450")
	if n := strings.Count(a.body, "/control/talks/t"); n != 450 {
		t.Errorf("the page has %d talks, want the day's 450", n)
	}
	if len(a.body) > 400<<10 {
		t.Errorf("the page has %d KB, want at most 400", len(a.body)>>10)
	}
}

func TestTheProgrammeInBulgarian(t *testing.T) {
	h := zoned(t, storetest.Open(t, "", store.Options{}))
	h.bring(theDay)
	h.lang = "bg"
	h.post("/control/programme", url.Values{"do": {"shift"}, "stage": {"hall"}, "minutes": {"5"}})
	h.get("/control/programme?done=shifted&stage=hall").wants(t, http.StatusOK, "Останалото на Great Hall е изместено с 5 минути.", "четвъртък, 13 май")
	h.upload("day.csv", strings.ReplaceAll(theDay, "Opening", "Welcome"))
	h.get("/control/programme/draft").wants(t, http.StatusOK, "Програма за преглед", "Променени", "Приемете я")
	h.get("/control/talks/"+string(h.talk("Opening").ID)).wants(t, http.StatusOK, "Може да се записва")
}

// TestTheZoneOfAFileIsAsked: a yes to times that nobody saw in that zone is
// asked for once more.
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

// TestADraftThatCannotBeReadAnyMore can be dropped, and nothing else.
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

// TestRoomsOfAnUploadAreDecidedLater: its talks wait for the next upload.
func TestRoomsOfAnUploadAreDecidedLater(t *testing.T) {
	h := zoned(t, storetest.Open(t, "", store.Options{}))
	h.upload("day.csv", theDay).leads(t, "/control/programme/draft")
	h.post("/control/programme/draft", h.draft("take", nil)).leads(t, "/control/programme?done=changed")
	if got := h.talks(); len(got) != 4 {
		t.Fatalf("talks %v, want all but the foundry's", got)
	}
	h.post("/control/programme/source", url.Values{"do": {"rooms"}, "room": {"Foundry", "Great Hall"}, "is": {"+", "hall"}}).leads(t, "/control/programme/source?done=rooms")
	h.get("/control/programme/source?done=rooms").wants(t, http.StatusOK, "Upload the file again, and their talks come in.")
	h.post("/control/programme/source", url.Values{"do": {"rooms"}, "room": {"Foundry"}, "is": {}}).wants(t, http.StatusUnprocessableEntity, "This form is not whole.")
	h.bring(theDay)
	if got := h.talk("Small computers").Stage; got != "foundry" {
		t.Errorf("the foundry's talk is on %q", got)
	}
}
