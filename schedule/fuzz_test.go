package schedule_test

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"stagedoor"
	"stagedoor/schedule"
)

// fuzzRead holds what is promised of every reading, whatever the file.
func fuzzRead(f *testing.F, format schedule.Format, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
		f.Add([]byte(s[:len(s)*2/3]))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := schedule.Read(file, schedule.ReadOptions{Format: format})
		if err != nil {
			if s, ok := stagedoor.SentenceOf(err); !ok || strings.Contains(s.String(), "%!") || stagedoor.KindOf(err) != stagedoor.Invalid {
				t.Fatalf("no sentence for a person: %v", err)
			}
			return
		}
		if len(p.Entries) == 0 {
			t.Fatal("nothing was read, and no error")
		}
		foreign := map[string]bool{}
		for _, e := range p.Entries {
			talk := e.Talk
			talk.ID = "x"
			if err := schedule.ValidateTalk(talk); err != nil {
				t.Errorf("%s: %v", e.Where, err)
			}
			if e.Foreign == "" || foreign[e.Foreign] {
				t.Errorf("%s: the identity %q is none, or another's", e.Where, e.Foreign)
			}
			foreign[e.Foreign] = true
			for _, s := range append([]string{talk.Title, e.Room, e.Foreign}, talk.People...) {
				if !utf8.ValidString(s) || s != strings.TrimSpace(s) || strings.ContainsFunc(s, unicode.IsControl) {
					t.Errorf("%s: %q is not one line of text", e.Where, s)
				}
			}
			if !utf8.ValidString(talk.Abstract) || strings.Contains(talk.Abstract, "\x00") || talk.Starts.Location() != time.UTC {
				t.Errorf("%s: abstract %q, time %s", e.Where, talk.Abstract, talk.Starts)
			}
		}
		for _, w := range p.Warnings {
			if w.Where == "" || strings.Contains(w.Says.String(), "%!") {
				t.Errorf("a warning %q at %q", w.Says, w.Where)
			}
		}
	})
}

func FuzzRead(f *testing.F) {
	fuzzRead(f, "", pentabarf, "<!DOCTYPE html>", "[1]", "{}", "title;start;end\nA;2027-05-13 10:00;11:00\n", "BEGIN:VCALENDAR\nEND:VCALENDAR", "\xFF\xFEt\x00")
}

func FuzzPentabarf(f *testing.F) { fuzzRead(f, schedule.Pentabarf, pentabarf) }

func FuzzVocJSON(f *testing.F) {
	fuzzRead(f, schedule.VocJSON, string(writeVoc(f, writtenTalks())),
		`{"schedule":{"events":[{"guid":"g","title":{"en":"T"},"start":"2027-05-13T10:00:00Z","end":"2027-05-13T11:00:00Z","room":{"name":"A"},"participants":[{"name":"P"}]}],"conference":{"time_zone_name":"Europe/Sofia"}}}`)
}

func FuzzGridSmart(f *testing.F) {
	fuzzRead(f, schedule.GridSmart, `[{"rooms":[{"name":"A","sessions":[{"id":"1","title":"T","startsAt":"2027-05-13T10:00:00","endsAt":"2027-05-13T11:00:00","isPlenumSession":true,"speakers":[{"name":"P"}]}]}]}]`)
}

func FuzzICal(f *testing.F) {
	fuzzRead(f, schedule.ICalendar, string(writeICal(f, writtenTalks())),
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=\"FLE Standard Time\":20270513T100000\nDURATION:PT1H\nRRULE:X\nSUMMARY:T\n a\nEND:VEVENT\nEND:VCALENDAR\n")
}

func FuzzCSV(f *testing.F) {
	fuzzRead(f, schedule.CSV, "title;start;end;people\nA;2027-05-13 10:00;11:00;\"B; C\"\n", "Заглавие,Дата,Начало,Времетраене\nА,13.05.2027 г.,10:00 ч.,45\n", "sep=|\nTitel|Beginn|Dauer\nÄ|13.5.2027 10:00 Uhr|1:30\n")
}

// FuzzRoundTrip holds that what we write is what we read, for every talk that
// a reading can give.
func FuzzRoundTrip(f *testing.F) {
	f.Add("Opening", "Ada", "Боян, мл.", "Hello.\n\n**there**", "en", int64(0), int64(45*60), true)
	f.Add("a;b\\n,c\" <x>", "", "x\\", "<p>&amp;</p>", "", int64(-86400*400), int64(1), false)
	f.Fuzz(func(t *testing.T, title, one, two, abstract, language string, from, length int64, flag bool) {
		if from < -1<<30 || from > 1<<30 || length <= 0 || length > 7*86400 {
			return
		}
		talk := stagedoor.Talk{ID: "x", Stage: "main", Title: title, Abstract: abstract, Language: language, Break: flag, NoRecord: !flag,
			Starts: noon.Add(time.Duration(from) * time.Second), Ends: noon.Add(time.Duration(from+length) * time.Second)}
		for _, p := range []string{one, two} {
			if p != "" && one != two {
				talk.People = append(talk.People, p)
			}
		}
		if schedule.ValidateTalk(talk) != nil || !schedule.Readable(talk) {
			return
		}
		for name, file := range map[string][]byte{"icalendar": writeICal(t, []stagedoor.Talk{talk}), "voc-json": writeVoc(t, []stagedoor.Talk{talk})} {
			p, err := schedule.Read(file, schedule.ReadOptions{})
			if err != nil {
				t.Fatalf("%s: %v\n%s", name, err, file)
			}
			sameTalks(t, name, p, []stagedoor.Talk{talk})
		}
	})
}
