package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// TestEveryMistakeIsNamed: one look at the file is enough, and nothing is said
// that only follows from another mistake.
func TestEveryMistakeIsNamed(t *testing.T) {
	many := "stages: [{id: hall, name: Hall}]\ntalks:\n"
	for i := range 23 {
		many += fmt.Sprintf("  - {id: t%d, stage: attic, title: A, starts: 2027-05-13 09:00, ends: 2027-05-13 10:00}\n", i)
	}
	for _, tt := range []struct {
		name, file string
		want       []string
	}{
		{"a mistake in each part, in the file's order", `talks:
  - {id: a, stage: attic, title: A, starts: 2027-05-13 09:00, ends: 2027-05-13 10:00}
  - {id: b, stage: hall, title: B, starts: nine, ends: 2027-05-13 10:00}
stages:
  - id: hall
    name: Hall
    colour: blue
    sources:
      - {id: main, url: https://example.org/page.html}
      - {id: slate}
feeds:
  - {id: shop, every: often, mapping: {columns: {shoe: [Size]}}}
letter_texts:
  - {kind: love, language: en, subject: S, body: B}
conference:
  zone: Sofia
`, []string{
			"2: talks[0].stage: There is no stage with this id.",
			"3: talks[1].starts: This is not a time",
			"7: stages[0].colour: We do not know this key.",
			"9: stages[0].sources[0].url: ",
			"10: stages[0].sources[1]: A source needs a url",
			"12: feeds[0].every: This is not a length of time",
			"12: feeds[0].mapping: There is no field",
			"14: letter_texts[0].kind: There is no letter of this kind.",
			"16: conference.zone: We do not know this time zone",
		}},
		{"several values of one entry", `conference:
  name: ""
  zone: Sofia
  contact: nobody
  doors_open: morning
  device_limit: 99
  look: {accent: amber}
`, []string{
			"2: conference.name: The conference needs a name.",
			"3: conference.zone: We do not know this time zone.",
			"4: conference.contact: The address to write to",
			"5: conference.doors_open: This is not a time",
			"6: conference.device_limit: The device limit must be from 1 to 20.",
			"7: conference.look: The colour",
		}},
		{"of a talk, a stage and a feed", `stages:
  - {id: Great Hall, name: "", gel: puce, sources: [{id: A B, slate: Soon.}, {id: a, slate: x}, {id: a, slate: y}]}
talks:
  - {id: a b, stage: attic, title: "", language: "?", people: [""], starts: 2027-05-13 11:00, ends: 2027-05-13 10:00}
feeds:
  - {id: new, name: Shop, preset: mine, every: 1s, gone: maybe}
`, []string{
			"2: stages[0].sources[0]: The source's id",
			"2: stages[0].id: The stage's id",
			"2: stages[0].name: The stage needs a name.",
			"2: stages[0].gel: The gel",
			"4: talks[0].id: The talk's id",
			"4: talks[0].title: The talk needs a title.",
			"4: talks[0].language: The talk's language",
			"4: talks[0].people: Each of the talk's people",
			"4: talks[0].stage: There is no stage with this id.",
			"6: feeds[0].id: “new” stands for the form",
			"6: feeds[0].preset: There is no preset",
			"6: feeds[0].every: A feed is read every 5 seconds at most",
			"6: feeds[0].gone: What gone means",
		}},
		{"a field that is wrong hides nothing in what lies below another", "stages:\n  - {id: hall, sources: [{id: main, url: 'https://vimeo.com/user1'}]}\n", []string{
			"2: stages[0].sources[0].url: This Vimeo page is not a video",
			"2: stages[0]: The stage needs a name.",
		}},
		{"no stages could be read: the talks are not blamed", "stages: hall\ntalks:\n  - {id: a, stage: hall, title: A, starts: 2027-05-13 09:00, ends: 2027-05-13 10:00}\n", []string{
			"1: stages: Here belongs a list.",
		}},
		{"a stage without an id: its talks are not blamed, nor what shows it", "stages:\n  - {name: Hall}\n  - {id: foundry, name: Foundry, sources: [{id: a, stage: hall}]}\ntalks:\n  - {id: a, stage: hall, title: A, starts: 2027-05-13 09:00, ends: 2027-05-13 10:00}\n", []string{
			"2: stages[0]: The entry needs an id.",
		}},
		{"an entry that is none", "stages: [hall]\n", []string{"1: stages[0]: Here belong keys with values"}},
		{"an end that cannot be read is not one that is missing", "stages: [{id: hall, name: Hall}]\ntalks:\n  - {id: a, stage: hall, title: [A], starts: 2027-05-13 09:00, ends: ten}\n", []string{
			"3: talks[0].title: Here belongs one value.",
			"3: talks[0].ends: This is not a time",
		}},
		{"more than one reads", many, append(repeat(20, "There is no stage with this id."), "and 3 more")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			db := storetest.Open(t, "", store.Options{})
			before, err := db.Changes(t.Context(), time.Time{})
			if err != nil {
				t.Fatal(err)
			}
			_, err = apply(t, db, tt.file, true)
			if stagedoor.KindOf(err) != stagedoor.Invalid {
				t.Fatalf("apply = %v, want an Invalid error", err)
			}
			lines := strings.Split(told(err), "\n")
			if lines[0] != "Nothing was changed. Mend the file first:" || len(lines) != len(tt.want)+1 {
				t.Fatalf("told %d mistakes, want %d:\n%s", len(lines)-1, len(tt.want), told(err))
			}
			for i, want := range tt.want {
				line, here := strings.CutPrefix(lines[i+1], "conference.yaml:")
				if last := strings.HasPrefix(want, "and "); !strings.Contains(line, want) || here == last {
					t.Errorf("mistake %d is\n%s\nwant\nconference.yaml:%s", i+1, lines[i+1], want)
				}
			}
			if after, err := db.Changes(t.Context(), time.Time{}); err != nil || len(after) != len(before) {
				t.Errorf("it wrote %d changes (%v)", len(after)-len(before), err)
			}
		})
	}
}

func repeat(n int, s string) (out []string) {
	for range n {
		out = append(out, s)
	}
	return out
}
