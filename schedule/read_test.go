package schedule_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the zones below, on a machine without them too

	"stagedoor"
	"stagedoor/schedule"
)

// told writes what a reading gave, a line per talk and per warning.
func told(p *schedule.Programme) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %q zone %q ask %v rooms %q\n", p.Format, p.Title, p.Zone, p.AskZone, p.Rooms)
	for _, e := range p.Entries {
		t := e.Talk
		fmt.Fprintf(&b, "%s @%s %s+%s %q", e.Foreign, e.Room, t.Starts.Format("2006-01-02T15:04Z07:00"), t.Ends.Sub(t.Starts), t.Title)
		for _, part := range []struct {
			is   bool
			says string
		}{
			{len(t.People) > 0, " " + strings.Join(t.People, "/")}, {t.Language != "", " " + t.Language}, {t.Abstract != "", fmt.Sprintf(" %q", t.Abstract)},
			{t.Break, " break"}, {t.NoRecord, " norecord"}, {e.Everywhere, " everywhere"},
		} {
			if part.is {
				b.WriteString(part.says)
			}
		}
		b.WriteString("\n")
	}
	for _, w := range p.Warnings {
		fmt.Fprintf(&b, "! %s: %s\n", w.Where, w.Says)
	}
	return b.String()
}

// A reading is a row of a format's table.
type reading struct {
	name, file string
	zone       string // the conference's
	want       string // as told says it, or the error's sentence
}

// readAll runs a format's table.
func readAll(t *testing.T, rows []reading) {
	t.Helper()
	for _, tt := range rows {
		t.Run(tt.name, func(t *testing.T) {
			zone, err := time.LoadLocation(tt.zone)
			if err != nil {
				t.Fatal(err)
			}
			p, err := schedule.Read([]byte(tt.file), schedule.ReadOptions{Zone: zone})
			got := ""
			if err != nil {
				got = sentence(t, err)
			} else {
				got = told(p)
			}
			if want := strings.TrimPrefix(tt.want, "\n"); strings.TrimSpace(got) != strings.TrimSpace(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// sentence is what a person reads of an error; one that has none, or is not
// Invalid, is a fault of ours.
func sentence(t *testing.T, err error) string {
	t.Helper()
	s, ok := stagedoor.SentenceOf(err)
	if !ok || stagedoor.KindOf(err) != stagedoor.Invalid {
		t.Fatalf("%v (kind %d) is no sentence for a person", err, stagedoor.KindOf(err))
	}
	return s.String()
}

func TestReadRefuses(t *testing.T) {
	deep := strings.Repeat
	for _, tt := range []struct {
		name, file string
		format     schedule.Format
		want       string
	}{
		{name: "nothing", file: "", want: "The file is empty."},
		{name: "only spaces and a mark", file: "\xEF\xBB\xBF \n\n", want: "The file is empty."},
		{name: "50 MB", file: deep(" ", 50<<20), want: "The file is larger than 16 MB. A programme is not."},
		{name: "a login page", file: "<!DOCTYPE html>\n<html><body>Sign in</body></html>", want: "This is a web page, perhaps a login page, not a programme. Take the address of the file itself."},
		{name: "a login page for JSON", file: "\n<HTML><head>", format: schedule.VocJSON, want: "This is a web page, perhaps a login page, not a programme. Take the address of the file itself."},
		{name: "an XHTML page", file: `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"></html>`, want: "This is a web page, perhaps a login page, not a programme. Take the address of the file itself."},
		{name: "a workbook", file: "PK\x03\x04\x14\x00", want: "This file is not text but a document, a table or an archive. Save it as XML, JSON, iCalendar or CSV."},
		{name: "another format than chosen", file: `{"schedule": {}}`, format: schedule.Pentabarf, want: "This file looks like c3voc schedule JSON, not like Pentabarf XML, which was chosen."},
		{name: "a letter", file: "Dear organisers,\nhere is the plan.", want: `This is no programme that we know. If it is a table, its first line must name the columns: "title" is missing there.`},

		{name: "XML cut off", file: "<schedule>\n<day date='2027-05-13'>\n<room name='A'><event id='1'><title>Open", want: "The file is cut off: it ends on line 3, in the middle."},
		{name: "XML cut off in a tag", file: "<schedule>\n<day date='2027-05", want: "The file is cut off: it ends on line 2, in the middle."},
		{name: "XML cut off between elements", file: "<schedule>\n<day>\n</day>\n", want: "The file is cut off: it ends on line 4, in the middle."},
		{name: "elements crossed", file: "<schedule>\n<day></room></day></schedule>", want: "Line 2 cannot be read as XML. Something there is not closed or not written as XML wants it."},
		{name: "an ampersand", file: "<schedule>\n<conference><title>Q & A</title></conference></schedule>", want: "Line 2 cannot be read as XML. Something there is not closed or not written as XML wants it."},
		{name: "a feed of news", file: "<?xml version='1.0'?>\n<rss></rss>", want: "Line 2 begins with <rss>. A schedule begins with <schedule>."},
		{name: "a billion laughs", file: "<?xml version='1.0'?>\n<!DOCTYPE s [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>\n<schedule>&b;</schedule>", want: "Line 2 declares a document type. A schedule has none, and we read no entities."},
		{name: "an external entity", file: "<!DOCTYPE schedule SYSTEM 'file:///etc/passwd'>\n<schedule/>", want: "Line 1 declares a document type. A schedule has none, and we read no entities."},
		{name: "an unknown entity", file: "<schedule>\n&nbsp;</schedule>", want: "Line 2 cannot be read as XML. Something there is not closed or not written as XML wants it."},
		{name: "deep XML", file: "<schedule>" + deep("<a>", 1<<20), want: "Line 1 is more than 64 elements deep. A schedule is not."},
		{name: "much XML", file: "<schedule>" + deep("<a/>", 2<<20), want: "The file has more than 1000000 elements by line 1. A schedule has not."},
		{name: "two roots", file: "<schedule></schedule>\n<schedule></schedule>", want: "Line 2 cannot be read as XML. Something there is not closed or not written as XML wants it."},
		{name: "an empty schedule", file: "<schedule/>", want: "There is no talk in this file."},
		{name: "too many talks", file: "<schedule><day>" + deep("<event/>", 5001) + "</day></schedule>", want: "The file has more than 5000 talks. A programme has not."},

		{name: "JSON cut off", file: "{\"schedule\": {\n\"conference\": {\"days\": [{\"rooms\":", want: "The file is cut off: it ends on line 2, in the middle."},
		{name: "JSON cut off in a talk", file: "{\"schedule\": {\n\"conference\": {\"days\": [{\"rooms\":{\"A\":[{\"id\":", want: "The file is cut off: it ends on line 2, in the middle."},
		{name: "not quite JSON", file: "{\"schedule\": {\n\"conference\" {}}}", want: "Line 2 cannot be read as JSON."},
		{name: "more behind the end", file: "{\"schedule\": {\"conference\":{\"days\":[]}}}\n}", want: "Line 2 cannot be read as JSON."},
		{name: "deep JSON", file: deep("[", 1<<20), want: "This JSON is not a schedule: [0] is not an object."},
		{name: "deep JSON in a place that nobody reads", file: "{\"x\":\n" + deep("[", 1<<20), want: "Line 2 cannot be read as JSON."},
		{name: "deep JSON in a talk", file: `{"schedule":{"conference":{"days":[{"rooms":{"A":[{"title":` + deep(`{"a":`, 1<<20), want: "Line 1 cannot be read as JSON."},
		{name: "another JSON", file: `{"items": []}`, want: "This JSON is not a schedule: it has no schedule."},
		{name: "a schedule without days", file: `{"schedule": {"version": "1", "conference": {}}}`, want: "This JSON is not a schedule: it has no schedule.conference.days."},
		{name: "days that are none", file: `{"schedule": {"conference": {"days": {"1": []}}}}`, want: "This JSON is not a schedule: schedule.conference.days is not a list."},
		{name: "a room that is no list", file: `{"schedule": {"conference": {"days": [{"rooms": {"Saal 1": 7}}]}}}`, want: `This JSON is not a schedule: schedule.conference.days[0].rooms["Saal 1"] is not a list.`},
		{name: "a list of talks without a grid", file: `[{"Id": "x", "Title": "A talk"}]`, want: "This is Sessionize's list of talks without a grid. Take its GridSmart export."},
		{name: "Sessionize's groups of talks", file: `[{"groupId": 7, "sessions": [{"id": "x"}]}]`, want: "This is Sessionize's list of talks without a grid. Take its GridSmart export."},
		{name: "a list of something else", file: `[{"name": "x"}]`, want: "This JSON is not a schedule: it has no [0].rooms."},
		{name: "Sessionize's other list", file: `{"sessions": [], "speakers": []}`, want: "This is Sessionize's list of everything, not its grid. Take the address that ends in GridSmart."},

		{name: "a calendar cut off", file: "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Open", want: "The file is cut off: it ends on line 3, in the middle."},
		{name: "components crossed", file: "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", want: `Line 3 ends "VCALENDAR", which is not what was begun last.`},
		{name: "a deep calendar", file: deep("BEGIN:VCALENDAR\n", 1000), want: "Line 65 is more than 64 components deep. A calendar is not."},
		{name: "an empty calendar", file: "BEGIN:VCALENDAR\nEND:VCALENDAR\n", want: "There is no talk in this file."},

		{name: "a table without a start", file: "Title;Room\nA;B\n", want: `This is no programme that we know. If it is a table, its first line must name the columns: "start" is missing there.`},
		{name: "a quote that is not closed", file: "title,start,end\n\"A,1,2\nB,3,4\n", want: "The row on line 2 cannot be read: a quote there is not closed, or stands alone."},
		{name: "many columns", file: "title,start,end" + deep(",", 8<<20), want: "The table has more than 1000000 cells. A programme has not."},
		{name: "a table of its header", file: "title,start,end\n", want: "There is no talk in this file."},
		{name: "a table that gives nothing", file: "title,start,end\nA,soon,later\n", want: `No talk of this file can be read: the “start” of the first, on line 2, is "soon".`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := time.Now()
			p, err := schedule.Read([]byte(tt.file), schedule.ReadOptions{Format: tt.format})
			if err == nil {
				t.Fatalf("it was read: %s", told(p))
			}
			if got := sentence(t, err); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if took := time.Since(before); took > 20*time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
}

func TestCharsets(t *testing.T) {
	table := "title;start;end\nНачало;2027-05-13 09:00;2027-05-13 09:30\n"
	utf16 := []byte{0xFF, 0xFE}
	windows := []byte{}
	for _, r := range table {
		utf16 = append(utf16, byte(r), byte(r>>8))
		if r >= 'А' && r <= 'я' {
			r = r - 'А' + 0xC0
		}
		windows = append(windows, byte(r))
	}
	xml := []byte("<?xml version='1.0' encoding='windows-1251'?><schedule><day date='2027-05-13'><event id='1'><title>")
	xml = append(xml, 0xCD, 0xE0, 0xF7, 0xE0, 0xEB, 0xEE)
	xml = append(xml, "</title><start>09:00</start><duration>30</duration></event></day></schedule>"...)
	german := bytes.ReplaceAll([]byte("title;start;end\nX;2027-05-13 09:00;2027-05-13 09:30\n"), []byte("X"), []byte("F\xFCr \xC4rzte"))
	for _, tt := range []struct {
		name string
		file []byte
		want string
	}{
		{"UTF-8", []byte(table), "Начало"},
		{"UTF-8 with a mark", append([]byte("\xEF\xBB\xBF"), table...), "Начало"},
		{"UTF-16", utf16, "Начало"},
		{"Windows-1251", windows, "Начало"},
		{"Windows-1252", german, "Für Ärzte"},
		{"XML in Windows-1251", xml, "Начало"},
	} {
		p, err := schedule.Read(tt.file, schedule.ReadOptions{})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := p.Entries[0].Talk.Title; got != tt.want {
			t.Errorf("%s: title %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestPlace(t *testing.T) {
	for where, want := range map[string]string{
		"line 120": "{line %d [120]}", `schedule.conference.days[0].rooms["A"][2]`: `{schedule.conference.days[0].rooms["A"][2] []}`, "line x": "{line x []}",
	} {
		s := schedule.Place(where)
		if got := fmt.Sprintf("{%s %v}", s.Msg, s.Args); got != want {
			t.Errorf("Place(%q) = %s, want %s", where, got, want)
		}
	}
}
