package control_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"stagedoor"
)

// settings is a form that fits, changed by pairs of name and value.
func settings(pairs ...string) url.Values {
	form := url.Values{
		"name": {"Хексагон 2027"}, "sentence": {"Два дни, три сцени"}, "zone": {"Europe/Sofia"}, "language": {"bg"}, "starts": {"2027-05-13"}, "ends": {"2027-05-14"},
		"doors-open": {"2027-05-13T08:30"}, "doors-close": {"2027-05-14T19:00"}, "contact": {"help@hexagon.example"}, "devices": {"2"}, "accent": {"#0b5fff"}, "theme": {"dark"},
	}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

func TestSettingsAreKept(t *testing.T) {
	h := newHouse(t)
	h.get("/control/conference").wants(t, http.StatusOK, "Hexagon Conf 2027", "Words on it are black")
	h.post("/control/conference", settings()).leads(t, "/control/conference?done=saved")
	c := h.conference()
	if c.Name != "Хексагон 2027" || c.Sentence != "Два дни, три сцени" || c.Language != "bg" || c.Starts.String() != "2027-05-13" || c.Ends.String() != "2027-05-14" ||
		c.Contact != "help@hexagon.example" || c.DeviceLimit != 2 || c.Look.Accent != "#0b5fff" || c.Look.Theme != "dark" {
		t.Errorf("kept: %+v", c)
	}
	if want := time.Date(2027, 5, 13, 5, 30, 0, 0, time.UTC); !c.DoorsOpen.Equal(want) {
		t.Errorf("doors open at %s, want half past eight in Sofia, %s", c.DoorsOpen.UTC(), want)
	}
	a := h.get("/control/conference?done=saved")
	a.wants(t, http.StatusOK, "Saved.", "Words on it are white")
	for _, want := range []string{`value="2027-05-13T08:30"`, `value="2027-05-14T19:00"`, `value="#0b5fff"`, `value="2"`} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the form does not hold %s", want)
		}
	}
	h.post("/control/conference", settings()).leads(t, "/control/conference?done=saved")
	if did := h.audits(); len(did) != 1 {
		t.Errorf("audited: %q, want one change: the same again changes nothing", did)
	}
	h.post("/control/conference", settings("starts", "2028-01-01", "ends", "2028-01-02", "doors-open", "2028-01-01T09:00", "doors-close", "2028-01-02T18:00")).leads(t, "/control/conference?done=saved")
	h.post("/control/conference", settings("starts", "", "ends", "", "doors-open", "", "doors-close", "", "contact", "", "sentence", "")).leads(t, "/control/conference?done=saved")
	if c := h.conference(); !c.Starts.IsZero() || !c.DoorsOpen.IsZero() || !c.DoorsClose.IsZero() || c.Contact != "" {
		t.Errorf("emptied: %+v", c)
	}
}

func TestWhatTheFormShowsUnchangedStays(t *testing.T) {
	h := newHouse(t)
	opens := time.Date(2027, 5, 13, 5, 30, 17, 0, time.UTC)
	h.edit(func(c *stagedoor.Conference) { c.DoorsOpen = opens })
	form := settings("doors-open", "2027-05-13T08:30", "devices", "3", "accent", "#f2b705")
	h.post("/control/conference", form).leads(t, "/control/conference?done=saved")
	if c := h.conference(); !c.DoorsOpen.Equal(opens) || c.DeviceLimit != 0 || c.Look.Accent != "" {
		t.Errorf("doors %s, limit %d, accent %q: want the seconds and “not set” to stay", c.DoorsOpen.UTC(), c.DeviceLimit, c.Look.Accent)
	}
	form.Set("zone", "Europe/London")
	h.post("/control/conference", form).leads(t, "/control/conference?done=saved")
	if c := h.conference(); c.DoorsOpen.In(c.Location()).Format("15:04") != "08:30" {
		t.Errorf("in another zone the doors open at %s local time, want 08:30", c.DoorsOpen.In(c.Location()))
	}
}

func TestSettingsThatCannotBe(t *testing.T) {
	h := newHouse(t)
	for _, tt := range []struct{ what, field, value, at, says string }{
		{"no name", "name", " ", "name", "The conference needs a name."},
		{"a long name", "name", strings.Repeat("я", 121), "name", "longer than 120 characters"},
		{"a long sentence", "sentence", strings.Repeat("я", 301), "sentence", "longer than 300 characters"},
		{"an unknown zone", "zone", "Sofia", "zone", `We do not know the time zone "Sofia".`},
		{"a language without pages", "language", "xx", "language", `We have no pages in the language "xx".`},
		{"no day", "starts", "13.05.2027", "starts", "is not written like 2027-05-13"},
		{"an end before the start", "ends", "2027-05-12", "ends", "before it starts"},
		{"no time", "doors-open", "half past eight", "doors-open", "is not written like 2027-05-13 08:30"},
		{"doors that close first", "doors-close", "2027-05-13T08:00", "doors-close", "The doors close before they open."},
		{"no address", "contact", "help", "contact", "is not an e-mail address"},
		{"no device", "devices", "0", "devices", "The device limit must be from 1 to 20."},
		{"devices in words", "devices", "many", "devices", "The device limit must be from 1 to 20."},
		{"no colour", "accent", "amber", "accent", "is not written like #f2b705"},
		{"no theme", "theme", "pink", "theme", "The theme is light, dark"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			a := h.post("/control/conference", settings(tt.field, tt.value))
			a.wants(t, http.StatusUnprocessableEntity, tt.says, "Nothing is saved yet")
			if n := strings.Count(a.body, `class="wrong"`); n != 1 || !strings.Contains(a.body, `id="`+tt.at+`-wrong"`) {
				t.Errorf("%d fields are marked, want only %s", n, tt.at)
			}
		})
	}
	a := h.post("/control/conference", settings("name", "", "zone", "Nowhere/City", "contact", "x", "accent", "<b>"))
	if n := strings.Count(a.body, `class="wrong"`); n != 4 {
		t.Errorf("%d of four wrong fields are marked", n)
	}
	if c := h.conference(); c.Name != "Hexagon Conf 2027" || c.Contact != "" {
		t.Errorf("a form that could not be kept was kept: %+v", c)
	}
	if did := h.audits(); len(did) != 0 {
		t.Errorf("audited: %q", did)
	}
}

func TestLookAtTheColourKeepsNothing(t *testing.T) {
	h := newHouse(t)
	a := h.post("/control/conference", settings("accent", "#b8f2e6", "do", "look", "name", "Another"))
	a.wants(t, http.StatusOK, "Words on it are black", "#3a7167 on light pages")
	if !strings.Contains(a.body, `fill="#b8f2e6"`) || !strings.Contains(a.body, `value="Another"`) {
		t.Error("the colour is not drawn, or what was typed is lost")
	}
	if c := h.conference(); c.Look.Accent != "" || c.Name != "Hexagon Conf 2027" {
		t.Errorf("looking kept %+v", c)
	}
	h.post("/control/conference", settings("accent", "red", "do", "look")).wants(t, http.StatusOK)
}
