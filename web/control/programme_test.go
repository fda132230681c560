package control_test

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
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
	h.role.set(stagedoor.Producer)
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
	draftID   = regexp.MustCompile(`name="draft" value="([^"]+)"`)
	seenRooms = regexp.MustCompile(`name="seen" value="([^"]*)"`)
	roomName  = regexp.MustCompile(`(?s)name="room" value="([^"]*)".*?</select>`)
	chosen    = regexp.MustCompile(`<option value="([^"]*)" selected`)
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
	if seen := seenRooms.FindStringSubmatch(a.body); seen != nil {
		form.Set("seen", html.UnescapeString(seen[1]))
	}
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

// TestLettingGoOfAProgramme: talks by hand stay.
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
	h.lang.set("bg")
	h.post("/control/programme", url.Values{"do": {"shift"}, "stage": {"hall"}, "minutes": {"5"}})
	h.get("/control/programme?done=shifted&stage=hall").wants(t, http.StatusOK, "Останалото на Great Hall е изместено с 5 минути.", "четвъртък, 13 май")
	h.upload("day.csv", strings.ReplaceAll(theDay, "Opening", "Welcome"))
	h.get("/control/programme/draft").wants(t, http.StatusOK, "Програма за преглед", "Променени", "Приемете я")
	h.get("/control/talks/"+string(h.talk("Opening").ID)).wants(t, http.StatusOK, "Може да се записва")
}

// TestTheZoneOfAFileIsAsked: a yes to times that nobody saw in that zone is
// asked for once more.
// TestADraftThatCannotBeReadAnyMore can be dropped, and nothing else.
// TestRoomsOfAnUploadAreDecidedLater: its talks wait for the next upload.
