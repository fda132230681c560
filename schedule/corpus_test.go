//go:build corpus

package schedule_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"stagedoor/schedule"
)

// sample reads a file of the folder that STAGEDOOR_CORPUS names.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	dir := os.Getenv("STAGEDOOR_CORPUS")
	if dir == "" {
		t.Fatal("STAGEDOOR_CORPUS is not set: run ./test corpus DIR")
	}
	b, err := os.ReadFile(filepath.Join(dir, "schedules", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// counts are what a file holds, counted by a method that shares nothing with
// the readers: lines that match, or all objects of a JSON tree.
type counts struct {
	talks, people, norecord, breaks, everywhere int
	rooms                                       []string
	minutes                                     int
}

func (c counts) String() string {
	rooms := slices.Sorted(slices.Values(c.rooms))
	return fmt.Sprintf("%d talks, %d people, %d not recorded, %d breaks, %d everywhere, %d minutes in %q", c.talks, c.people, c.norecord, c.breaks, c.everywhere, c.minutes, slices.Compact(rooms))
}

var (
	xmlRoom     = regexp.MustCompile(`<room>([^<]+)</room>`)
	xmlPerson   = regexp.MustCompile(`<person [^>]*>[^<]`)
	xmlDuration = regexp.MustCompile(`<duration>(\d\d):(\d\d)</duration>`)
	unXML       = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">", "&#39;", "'", "&quot;", `"`)
)

// countXML counts with regular expressions.
func countXML(b []byte) (c counts) {
	text := string(b)
	c.talks = strings.Count(text, "<event ")
	c.people = len(xmlPerson.FindAllString(text, -1))
	c.norecord = strings.Count(text, "<optout>true</optout>")
	for _, m := range xmlRoom.FindAllStringSubmatch(text, -1) {
		c.rooms = append(c.rooms, unXML.Replace(m[1]))
	}
	for _, m := range xmlDuration.FindAllStringSubmatch(text, -1) {
		var hours, minutes int
		fmt.Sscan(m[1], &hours)
		fmt.Sscan(m[2], &minutes)
		c.minutes += 60*hours + minutes
	}
	return c
}

// countICal counts lines.
func countICal(b []byte) (c counts) {
	text := string(b)
	c.talks = strings.Count(text, "BEGIN:VEVENT")
	for _, m := range regexp.MustCompile(`(?m)^LOCATION:(.+?)\r?$`).FindAllStringSubmatch(text, -1) {
		c.rooms = append(c.rooms, m[1])
	}
	return c
}

// countJSON walks the whole tree and takes each object that looks like a talk.
func countJSON(t *testing.T, b []byte) (c counts) {
	t.Helper()
	var tree any
	if err := json.Unmarshal(b, &tree); err != nil {
		t.Fatal(err)
	}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			people, isVoc := v["persons"].([]any)
			speakers, isGrid := v["speakers"].([]any)
			if isVoc || isGrid {
				c.talks++
				c.people += len(people) + len(speakers)
				c.rooms = append(c.rooms, v["room"].(string))
				for field, n := range map[string]*int{"do_not_record": &c.norecord, "isServiceSession": &c.breaks, "isPlenumSession": &c.everywhere} {
					if v[field] == true {
						*n++
					}
				}
				if d, ok := v["duration"].(string); ok {
					var hours, minutes int
					fmt.Sscanf(d, "%d:%d", &hours, &minutes)
					c.minutes += 60*hours + minutes
				}
				return
			}
			for name, e := range v {
				if name != "timeSlots" { // says the same once more
					walk(e)
				}
			}
		}
	}
	walk(tree)
	return c
}

// countRead counts what the reader gave.
func countRead(p *schedule.Programme) (c counts) {
	for _, e := range p.Entries {
		c.talks++
		c.people += len(e.Talk.People)
		c.rooms = append(c.rooms, e.Room)
		c.minutes += int(e.Talk.Ends.Sub(e.Talk.Starts).Minutes())
		for is, n := range map[*bool]*int{&e.Talk.NoRecord: &c.norecord, &e.Talk.Break: &c.breaks, &e.Everywhere: &c.everywhere} {
			if *is {
				*n++
			}
		}
	}
	return c
}

// TestCorpus reads every sample and compares what came of it with what stands
// in the file.
func TestCorpus(t *testing.T) {
	refused := map[string]string{
		"dddperth-2022.json":       "list of talks without a grid",
		"voc-invalid-example.json": `schedule.conference.days[0].rooms["Winterchaos"][0].id is "2814", but must be a whole number`,
		"voc-schema.json":          "it has no schedule",
		"voc-schema2.json":         "it has no schedule",
		"voc-schedule.xml.xsd":     "Line 31 begins with <schema>",
	}
	files, err := filepath.Glob(filepath.Join(os.Getenv("STAGEDOOR_CORPUS"), "schedules", "*"))
	if err != nil || len(files) < 10 {
		t.Fatalf("%d samples, %v: run ./test corpus DIR", len(files), err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			b := sample(t, name)
			p, err := schedule.Read(b, schedule.ReadOptions{})
			if want, no := refused[name]; no {
				if err == nil || !strings.Contains(sentence(t, err), want) {
					t.Errorf("%v, want a sentence with %q", err, want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var want counts
			got := countRead(p)
			switch filepath.Ext(name) {
			case ".xml":
				want = countXML(b)
			case ".ics":
				want = countICal(b)
				got.people, got.minutes = 0, 0 // not to be counted by lines: TestOneProgrammeThreeFormats
			default:
				want = countJSON(t, b)
				if p.Format == schedule.GridSmart {
					got.minutes = 0 // it has no durations
				}
			}
			if got.String() != want.String() {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			for _, w := range p.Warnings {
				t.Logf("%s: %s", w.Where, w.Says)
				if strings.Contains(w.Says.String(), "left out") {
					t.Errorf("a talk was left out: %s", w.Says)
				}
			}
			t.Logf("%q, zone %q, ask %v, %s", p.Title, p.Zone, p.AskZone, got)
		})
	}
}

// TestOneProgrammeThreeFormats holds that the same programme is the same in
// each format, as far as it carries it: iCalendar has no guid, no language,
// no opt-out and no description.
func TestOneProgrammeThreeFormats(t *testing.T) {
	var read []*schedule.Programme
	for _, name := range []string{"divoc_r2r.xml", "divoc_r2r.json", "divoc_r2r.ics"} {
		p, err := schedule.Read(sample(t, name), schedule.ReadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(p.Entries, func(a, b schedule.Entry) int {
			if c := a.Talk.Starts.Compare(b.Talk.Starts); c != 0 {
				return c
			}
			return strings.Compare(a.Talk.Title, b.Talk.Title)
		})
		read = append(read, p)
	}
	xml, voc, ics := read[0], read[1], read[2]
	for i, e := range xml.Entries {
		v, c := voc.Entries[i], ics.Entries[i]
		all := func(e schedule.Entry) string {
			return fmt.Sprintf("%s %s %v %v %+v", e.Foreign, e.Room, e.Everywhere, e.Talk.People, e.Talk)
		}
		if all(e) != all(v) {
			t.Errorf("XML  %s\nJSON %s", all(e), all(v))
		}
		some := func(e schedule.Entry) string {
			return fmt.Sprintf("%s %s %s %q %s", e.Room, e.Talk.Starts, e.Talk.Ends, e.Talk.Title, strings.Join(e.Talk.People, ", "))
		}
		if some(e) != some(c) {
			t.Errorf("XML %s\nICS %s", some(e), some(c))
		}
		if !bytes.Contains(sample(t, "divoc_r2r.ics"), []byte("UID:"+c.Foreign[:40])) {
			t.Errorf("%s is no UID of the file", c.Foreign)
		}
	}
	if len(xml.Entries) != len(voc.Entries) || len(xml.Entries) != len(ics.Entries) {
		t.Errorf("%d, %d, %d talks", len(xml.Entries), len(voc.Entries), len(ics.Entries))
	}
}

// BenchmarkReadFOSDEM reads the largest real one: 775 talks, 1.6 MB.
func BenchmarkReadFOSDEM(b *testing.B) {
	data := sample(b, "fosdem-2019.xml")
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := schedule.Read(data, schedule.ReadOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
