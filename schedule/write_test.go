package schedule_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"stagedoor"
	"stagedoor/schedule"
)

var update = flag.Bool("update", false, "write the golden files anew")

var (
	hackconf = stagedoor.Conference{ID: "c1", Name: "ХакКонф 2027", Zone: "Europe/Sofia"}
	halls    = []schedule.Stage{{ID: "main", Name: "Главна"}, {ID: "side", Name: "Side, small"}}
	noon     = time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)
)

func hallName(id stagedoor.StageID) string {
	for _, h := range halls {
		if h.ID == id {
			return h.Name
		}
	}
	return ""
}

func writtenTalks() []stagedoor.Talk {
	return []stagedoor.Talk{
		{ID: "night", Stage: "main", Title: "Нощна програма; с музика, и още нещо, което прави реда по-дълъг", Starts: noon.Add(12 * time.Hour), Ends: noon.Add(14 * time.Hour), Language: "bg"},
		{ID: "opening", Stage: "main", Title: "Opening", People: []string{"Ada Lovelace", "Боян Петров, мл."}, Abstract: "**Welcome.**\n\n* one\n* two <b>three</b>", Starts: noon, Ends: noon.Add(45 * time.Minute), NoRecord: true, Language: "en"},
		{ID: "coffee", Stage: "side", Title: "Coffee", Starts: noon.Add(time.Hour), Ends: noon.Add(90 * time.Minute), Break: true},
		{ID: "8a4bd3a0-0000-4000-8000-000000000001", Stage: "main", Title: "Last & least", Starts: noon.Add(24 * time.Hour), Ends: noon.Add(24*time.Hour + 90*time.Second)},
	}
}

// talkPage is a talk's address; a break has none.
func talkPage(t stagedoor.Talk) string {
	if t.Break {
		return ""
	}
	return "https://conf.example.org/talk/" + string(t.ID)
}

func writeICal(t testing.TB, talks []stagedoor.Talk) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := schedule.WriteICal(&b, hackconf.Name, hackconf.Location(), talks, hallName, talkPage, noon); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func writeVoc(t testing.TB, talks []stagedoor.Talk) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := schedule.WriteVocJSON(&b, hackconf, halls, talks, noon); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestGolden pins what calendars and apps read; -update writes it anew.
func TestGolden(t *testing.T) {
	for name, got := range map[string][]byte{"programme.ics": writeICal(t, writtenTalks()), "programme.json": writeVoc(t, writtenTalks())} {
		file := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s has changed; got\n%s", name, got)
		}
	}
}

// TestICalLines holds RFC 5545's rules of lines: CRLF, at most 75 octets, no
// character cut.
func TestICalLines(t *testing.T) {
	text := string(writeICal(t, writtenTalks()))
	if strings.Count(text, "\n") != strings.Count(text, "\r\n") || !strings.HasSuffix(text, "END:VCALENDAR\r\n") {
		t.Errorf("a line ends without CRLF")
	}
	for l := range strings.SplitSeq(text, "\r\n") {
		if len(l) > 75 || !utf8.ValidString(l) {
			t.Errorf("%d octets, whole characters %v: %q", len(l), utf8.ValidString(l), l)
		}
	}
}

// TestVocRules holds the rules of the schema that are not in the golden file's
// hands: forms, and numbers that nobody shares.
func TestVocRules(t *testing.T) {
	for _, c := range []stagedoor.Conference{hackconf, {}, {Name: "X"}, {Name: "new"}, {Name: "!?"}, {Name: strings.Repeat("Long ", 50), Zone: "America/Argentina/Buenos_Aires"}} {
		var b bytes.Buffer
		if err := schedule.WriteVocJSON(&b, c, append(halls, schedule.Stage{ID: "third", Name: "Главна"}), writtenTalks(), noon); err != nil {
			t.Fatal(err)
		}
		var file struct {
			Schedule struct {
				Conference struct {
					Acronym, Zone string
					Days          []struct {
						Rooms map[string][]struct {
							GUID, Slug, Start, Duration string
							ID                          int
						}
					}
					DaysCount int
				}
			}
		}
		if err := json.Unmarshal(b.Bytes(), &file); err != nil {
			t.Fatal(err)
		}
		conference := file.Schedule.Conference
		if !regexp.MustCompile(`^[a-z0-9_-][a-z0-9_]{3,}(-2[0-9]{3}-[a-z]+)?$`).MatchString(conference.Acronym) {
			t.Errorf("%q: acronym %q", c.Name, conference.Acronym)
		}
		if conference.DaysCount != len(conference.Days) {
			t.Errorf("%d days, daysCount %d", len(conference.Days), conference.DaysCount)
		}
		ids, n := map[int]bool{}, 0
		for _, day := range conference.Days {
			if len(day.Rooms) != 3 {
				t.Errorf("%d rooms, want three: two stages have one name", len(day.Rooms))
			}
			for _, room := range day.Rooms {
				for _, talk := range room {
					ids[talk.ID] = true
					n++
					for form, value := range map[string]string{
						`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`: talk.GUID, `^[a-z0-9_-]+[a-z0-9]$`: talk.Slug,
						`^(0[0-9]|1[0-9]|2[0-3]):[0-5][0-9]$`: talk.Start, `^[0-9]+:[0-9]{2}$`: talk.Duration,
					} {
						if !regexp.MustCompile(form).MatchString(value) {
							t.Errorf("%q is not %s", value, form)
						}
					}
				}
			}
		}
		if n != 4 || len(ids) != 4 {
			t.Errorf("%d talks with %d ids, want four", n, len(ids))
		}
	}
}

// TestVocWithoutTalks holds that there is a file before there is a programme.
func TestVocWithoutTalks(t *testing.T) {
	text := string(writeVoc(t, nil))
	for _, want := range []string{`"days": []`, `"start": "2027-05-13"`, `"daysCount": 0`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing in\n%s", want, text)
		}
	}
}

// TestRoundTrip holds that what we write is what we read.
func TestRoundTrip(t *testing.T) {
	talks := stagedoor.NewSchedule(writtenTalks())
	for name, file := range map[string][]byte{"icalendar": writeICal(t, talks), "voc-json": writeVoc(t, talks)} {
		p, err := schedule.Read(file, schedule.ReadOptions{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if string(p.Format) != name || p.Zone != "Europe/Sofia" || p.AskZone || p.Title != hackconf.Name || len(p.Warnings) > 0 {
			t.Errorf("%s is read as %s", name, told(p))
		}
		sameTalks(t, name, p, talks)
	}
}

// sameTalks compares what was read with what was written.
func sameTalks(t *testing.T, name string, p *schedule.Programme, talks []stagedoor.Talk) {
	t.Helper()
	if len(p.Entries) != len(talks) {
		t.Fatalf("%s: %d talks, want %d:\n%s", name, len(p.Entries), len(talks), told(p))
	}
	byTitle := map[string]schedule.Entry{}
	for _, e := range p.Entries {
		byTitle[e.Talk.Title] = e
	}
	for _, want := range talks {
		e, ok := byTitle[want.Title]
		got := e.Talk
		about := want.Abstract
		if p.Format == schedule.ICalendar {
			about = got.Abstract // as text: TestGolden and TestPlainProse have it
		}
		if !ok || !got.Starts.Equal(want.Starts) || !got.Ends.Equal(want.Ends) || strings.Join(got.People, "|") != strings.Join(want.People, "|") ||
			got.Break != want.Break || got.NoRecord != want.NoRecord || got.Language != want.Language || got.Abstract != about || e.Room != hallName(want.Stage) {
			t.Errorf("%s: got  %+v in %q\nwant %+v", name, got, e.Room, want)
		}
	}
}
