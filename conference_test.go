package stagedoor_test

import (
	"strings"
	"testing"
	"time"

	"stagedoor"
)

// moment reads 2027-05-13 09:00 in UTC; an empty text is no time.
func moment(t *testing.T, s string) time.Time {
	t.Helper()
	if s == "" {
		return time.Time{}
	}
	at, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func day(t *testing.T, s string) stagedoor.Date {
	t.Helper()
	d, err := stagedoor.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestValidName(t *testing.T) {
	for name, want := range map[string]bool{
		"main": true, "stage-2": true, "a": true, "2": true, strings.Repeat("a", 40): true,
		"": false, "-main": false, "main-": false, "-": false, "Main": false, "main stage": false, "сцена": false,
		"main/..": false, "main\n": false, "main_2": false, strings.Repeat("a", 41): false,
	} {
		if got := stagedoor.ValidName(name); got != want {
			t.Errorf("ValidName(%q) = %v, want %v", name, got, want)
		}
	}
}

func TestConferenceValidate(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*stagedoor.Conference)
		want   string // empty: it is good
	}{
		{"a name is enough", func(c *stagedoor.Conference) {}, ""},
		{"everything", func(c *stagedoor.Conference) {
			c.Sentence, c.Zone, c.Contact, c.DeviceLimit = "Two days on the web.", "Europe/Sofia", "help@example.org", 20
			c.Starts, c.Ends = day(t, "2027-05-13"), day(t, "2027-05-13")
			c.DoorsOpen, c.DoorsClose = moment(t, "2027-05-13 08:30"), moment(t, "2027-05-13 20:00")
			c.Look = stagedoor.Look{Accent: "#F2B705", Theme: "dark"}
			c.Letters = []stagedoor.LetterText{{Kind: stagedoor.LetterCode, Subject: "Your code"}}
		}, ""},
		{"no name", func(c *stagedoor.Conference) { c.Name = " " }, "The conference needs a name."},
		{"120 Cyrillic letters", func(c *stagedoor.Conference) { c.Name = strings.Repeat("ж", 120) }, ""},
		{"121 letters", func(c *stagedoor.Conference) { c.Name = strings.Repeat("ж", 121) }, "The conference's name is longer than 120 characters."},
		{"a name of two lines", func(c *stagedoor.Conference) { c.Name = "Hack\r\nBcc: all" }, "The conference's name must be one line."},
		{"a long sentence", func(c *stagedoor.Conference) { c.Sentence = strings.Repeat("x", 301) }, "The sentence on the door is longer than 300 characters."},
		{"no such zone", func(c *stagedoor.Conference) { c.Zone = "Sofia" }, `We do not know the time zone "Sofia". Write it like Europe/Sofia.`},
		{"a zone that leaves the folder", func(c *stagedoor.Conference) { c.Zone = "../../etc/passwd" }, `We do not know the time zone "../../etc/passwd". Write it like Europe/Sofia.`},
		{"ends before it starts", func(c *stagedoor.Conference) {
			c.Starts, c.Ends = day(t, "2027-05-14"), day(t, "2027-05-13")
		}, "The conference ends on 2027-05-13, before it starts on 2027-05-14."},
		{"doors that close first", func(c *stagedoor.Conference) {
			c.DoorsOpen, c.DoorsClose = moment(t, "2027-05-13 20:00"), moment(t, "2027-05-13 08:30")
		}, "The doors close before they open."},
		{"doors that close as they open", func(c *stagedoor.Conference) {
			c.DoorsOpen, c.DoorsClose = moment(t, "2027-05-13 08:30"), moment(t, "2027-05-13 08:30")
		}, "The doors close before they open."},
		{"no address", func(c *stagedoor.Conference) { c.Contact = "help" }, `The address to write to, "help", is not an e-mail address.`},
		{"an address with a name", func(c *stagedoor.Conference) { c.Contact = "Help <help@example.org>" }, `The address to write to, "Help <help@example.org>", is not an e-mail address.`},
		{"two addresses", func(c *stagedoor.Conference) { c.Contact = "a@example.org, b@example.org" }, `The address to write to, "a@example.org, b@example.org", is not an e-mail address.`},
		{"minus one device", func(c *stagedoor.Conference) { c.DeviceLimit = -1 }, "The device limit must be from 1 to 20."},
		{"21 devices", func(c *stagedoor.Conference) { c.DeviceLimit = 21 }, "The device limit must be from 1 to 20."},
		{"a colour by name", func(c *stagedoor.Conference) { c.Look.Accent = "amber" }, `The colour "amber" is not written like #f2b705.`},
		{"a colour that leaves the rule", func(c *stagedoor.Conference) { c.Look.Accent = "#f2b705;}" }, `The colour "#f2b705;}" is not written like #f2b705.`},
		{"a theme of its own", func(c *stagedoor.Conference) { c.Look.Theme = "blue" }, `The theme is light, dark, or empty to follow the viewer; not "blue".`},
		{"a letter without a subject", func(c *stagedoor.Conference) {
			c.Letters = []stagedoor.LetterText{{Kind: stagedoor.LetterCode, Subject: "Good"}, {Kind: stagedoor.LetterNew}}
		}, "The letter needs a subject."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := stagedoor.Conference{ID: "1", Name: "HackConf"}
			tt.change(&c)
			err := c.Validate()
			s, _ := stagedoor.SentenceOf(err)
			if got := s.String(); got != tt.want {
				t.Errorf("Validate() says %q, want %q", got, tt.want)
			}
			if err != nil && stagedoor.KindOf(err) != stagedoor.Invalid {
				t.Errorf("kind = %v, want Invalid", stagedoor.KindOf(err))
			}
		})
	}
}

func TestLetterTextValidate(t *testing.T) {
	for _, tt := range []struct{ name, subject, body, want string }{
		{"a subject is enough", "Your code", "", ""},
		{"200 letters", strings.Repeat("ж", 200), "", ""},
		{"201 letters", strings.Repeat("ж", 201), "", "The letter's subject is longer than 200 characters."},
		{"a line end, as a header would be smuggled", "Your code\nBcc: all", "", "The letter's subject must be one line."},
		{"a long body", "Your code", strings.Repeat("ж", 20001), "The letter's text is longer than 20000 characters."},
		{"no subject", "\t", "Hello", "The letter needs a subject."},
	} {
		err := stagedoor.LetterText{Subject: tt.subject, Body: tt.body}.Validate()
		if s, _ := stagedoor.SentenceOf(err); s.String() != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, s, tt.want)
		}
	}
}

func TestDoors(t *testing.T) {
	for _, tt := range []struct {
		name                    string
		open, close, last, zone string
		now                     string
		opened, over            bool
	}{
		{"no times: open for ever", "", "", "", "", "2027-05-13 09:00", true, false},
		{"a minute before", "2027-05-13 08:30", "", "", "", "2027-05-13 08:29", false, false},
		{"on the minute", "2027-05-13 08:30", "", "", "", "2027-05-13 08:30", true, false},
		{"a minute before they close", "", "2027-05-14 18:00", "", "", "2027-05-14 17:59", true, false},
		{"as they close", "", "2027-05-14 18:00", "", "", "2027-05-14 18:00", true, true},
		{"the last day's last minute", "", "", "2027-05-14", "", "2027-05-14 23:59", true, false},
		{"the day after", "", "", "2027-05-14", "", "2027-05-15 00:00", true, true},
		{"the last day ends earlier in Sofia", "", "", "2027-05-14", "Europe/Sofia", "2027-05-14 20:59", true, false},
		{"as it ends in Sofia", "", "", "2027-05-14", "Europe/Sofia", "2027-05-14 21:00", true, true},
		{"a closing time wins over the last day", "", "2027-05-20 18:00", "2027-05-14", "", "2027-05-16 09:00", true, false},
		{"the day of 25 hours has 25", "", "", "2027-10-31", "Europe/Sofia", "2027-10-31 21:59", true, false},
		{"and then is over", "", "", "2027-10-31", "Europe/Sofia", "2027-10-31 22:00", true, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := stagedoor.Conference{DoorsOpen: moment(t, tt.open), DoorsClose: moment(t, tt.close), Ends: day(t, tt.last), Zone: tt.zone}
			now := moment(t, tt.now)
			if got := c.Opened(now); got != tt.opened {
				t.Errorf("opened at %s = %v, want %v", tt.now, got, tt.opened)
			}
			if got := c.Over(now); got != tt.over {
				t.Errorf("over at %s = %v, want %v", tt.now, got, tt.over)
			}
		})
	}
}

func TestLoginExpires(t *testing.T) {
	for _, tt := range []struct{ name, close, now, want string }{
		{"without an end: 30 days", "", "2027-05-13 09:00", "2027-06-12 09:00"},
		{"before the end: 30 days after it", "2027-05-14 18:00", "2027-04-01 09:00", "2027-06-13 18:00"},
		{"after the end: 30 days from now", "2027-05-14 18:00", "2027-05-20 09:00", "2027-06-19 09:00"},
	} {
		c := stagedoor.Conference{DoorsClose: moment(t, tt.close)}
		if got := c.LoginExpires(moment(t, tt.now)); !got.Equal(moment(t, tt.want)) {
			t.Errorf("%s: expires %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestConferenceDefaults(t *testing.T) {
	var c stagedoor.Conference
	if got := c.Devices(); got != 3 {
		t.Errorf("devices = %d, want 3", got)
	}
	if c.DeviceLimit = 1; c.Devices() != 1 {
		t.Errorf("devices = %d, want the 1 that was set", c.Devices())
	}
	if got := c.Location(); got != time.UTC {
		t.Errorf("zone = %v, want UTC", got)
	}
	if got := c.Look.AccentOrDefault(); got != "#f2b705" {
		t.Errorf("accent = %s, want #f2b705", got)
	}
	if c.Look.Accent = "#123456"; c.Look.AccentOrDefault() != "#123456" {
		t.Errorf("accent = %s, want the one that was set", c.Look.AccentOrDefault())
	}
}

func TestConferenceLetter(t *testing.T) {
	c := stagedoor.Conference{Letters: []stagedoor.LetterText{
		{Kind: stagedoor.LetterCode, Language: "en", Subject: "one"},
		{Kind: stagedoor.LetterCode, Language: "bg", Subject: "две"},
	}}
	if got := c.Letter(stagedoor.LetterCode, "bg"); got == nil || got.Subject != "две" {
		t.Errorf("the Bulgarian letter = %v, want the one that was edited", got)
	}
	if got := c.Letter(stagedoor.LetterNew, "bg"); got != nil {
		t.Errorf("a letter that was not edited = %v, want none", got)
	}
}
