package main

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// mistakes are files and what is said of them.
var mistakes = []struct{ name, file, want string }{
	{"an empty file", "", "Here belong keys"},
	{"not YAML", "a: [1, 2", "cannot be read as YAML"},
	{"a list", "- a\n- b\n", ".yaml:1: Here belong keys"},
	{"a typing slip", "conference:\n  nmae: X\n", ".yaml:2: conference.nmae: We do not know this key. Known here: name,"},
	{"one at the top", "konference: {}\n", ".yaml:1: konference: We do not know this key."},
	{"deep inside", "stages:\n  - id: hall\n    name: Hall\n    sources:\n      - id: main\n        adress: x\n", ".yaml:6: stages[0].sources[0].adress: We do not know this key."},
	{"a key twice", "conference:\n  name: A\n  name: B\n", ".yaml:3: conference.name: This key stands twice."},
	{"a password", "feeds:\n  - id: shop\n    password: hush\n", ".yaml:3: feeds[0].password: This looks like a credential"},
	{"a stream key", "stages:\n  - id: hall\n    stream_key: hush\n", ".yaml:3: stages[0].stream_key: This looks like a credential"},
	{"a password in an address", "feeds:\n  - id: shop\n    url: https://ada:hush@shop.example/x.csv\n", ".yaml:3: feeds[0].url: This address holds a credential"},
	{"a token in an address", "feeds:\n  - id: shop\n    url: https://shop.example/x.csv?api_token=hush\n", ".yaml:3: feeds[0].url: This address holds a credential"},
	{"an ingest address", "stages:\n  - id: hall\n    name: Hall\n    sources: [{id: main, url: rtmp://a.rtmp.youtube.com/live2/hush}]\n", ".yaml:4: stages[0].sources[0].url: This is where an encoder sends to"},
	{"a broken address", "stages:\n  - id: hall\n    name: Hall\n    sources:\n      - id: main\n        url: https://vimeo.com/user1\n", ".yaml:6: stages[0].sources[0].url: This Vimeo page is not a video"},
	{"a source that shows nothing", "stages:\n  - id: hall\n    name: Hall\n    sources: [{id: main}]\n", "stages[0].sources[0]: A source needs a url"},
	{"another stage that is not there", "stages:\n  - id: hall\n    name: Hall\n    sources: [{id: other, stage: attic}]\n", "stages[0].sources[0].stage: There is no stage with this id."},
	{"a stage that shows itself", "stages:\n  - id: hall\n    name: Hall\n    sources: [{id: me, stage: hall}]\n", "A stage cannot show itself."},
	{"a plain playlist", "stages:\n  - id: hall\n    name: Hall\n    sources: [{id: main, url: http://127.0.0.1:1/x.m3u8}]\n", "without encryption"},
	{"no id", "stages:\n  - name: Hall\n", ".yaml:2: stages[0]: The entry needs an id."},
	{"an id for no address", "stages:\n  - id: Great Hall\n    name: Hall\n", ".yaml:2: stages[0].id: The stage's id"},
	{"a stage twice", "stages:\n  - {id: hall, name: Hall}\n  - {id: hall, name: Hall}\n", ".yaml:3: stages[1]: There is a stage with this id already."},
	{"a source twice", "stages:\n  - {id: hall, name: Hall, sources: [{id: a, slate: x}, {id: a, slate: y}]}\n", "stages[0]: The source id \"a\" stands twice"},
	{"a gel that is none", "stages:\n  - {id: hall, name: Hall, gel: puce}\n", "not one of: azure"},
	{"a talk twice", "stages: [{id: hall, name: Hall}]\ntalks:\n  - {id: a, stage: hall, title: A, starts: 2027-05-13 09:00, ends: 2027-05-13 10:00}\n  - {id: a, stage: hall, title: A, starts: 2027-05-13 09:00, ends: 2027-05-13 10:00}\n", ".yaml:4: talks[1]: There is a talk with this id already."},
	{"a talk on no stage", "talks:\n  - {id: a, stage: attic, title: A, starts: 2027-05-13 09:00, ends: 2027-05-13 10:00}\n", ".yaml:2: talks[0].stage: There is no stage with this id."},
	{"a talk without a stage", "talks:\n  - {id: a, title: A, starts: 2027-05-13 09:00, ends: 2027-05-13 10:00}\n", "talks[0]: The talk needs a stage."},
	{"a talk that ends first", "stages: [{id: hall, name: Hall}]\ntalks:\n  - {id: a, stage: hall, title: A, starts: 2027-05-13 11:00, ends: 2027-05-13 10:00}\n", "talks[0]: The talk ends before it starts."},
	{"a time of no kind", "stages: [{id: hall, name: Hall}]\ntalks:\n  - {id: a, stage: hall, title: A, starts: nine}\n", "talks[0].starts: This is not a time like"},
	{"a day of no kind", "conference: {starts: 13.05.2027}\n", "conference.starts: The day"},
	{"a zone of no place", "conference: {zone: Sofia}\n", "conference.zone: We do not know this time zone"},
	{"no name", "conference: {name: \"\"}\n", "conference.name: The conference needs a name."},
	{"a colour by name", "conference: {look: {accent: amber}}\n", "not written like #f2b705"},
	{"closed letters", "conference: {letters: closed}\n", "The only word here is open"},
	{"a number of no kind", "conference: {device_limit: three}\n", "a whole number"},
	{"neither true nor false", "stages: [{id: hall, name: Hall}]\ntalks: [{id: a, stage: hall, title: A, break: maybe}]\n", "true or false"},
	{"a letter of no kind", "letter_texts: [{kind: love, language: en, subject: S, body: B}]\n", "no letter of this kind"},
	{"a letter without a code", "letter_texts: [{kind: code, language: en, subject: S, body: B}]\n", "letter_texts[0]: The text must hold {codes}"},
	{"a letter twice", "letter_texts: [{kind: code, language: en, subject: S, body: \"{codes}\"}, {kind: code, language: en, subject: S, body: \"{codes}\"}]\n", "stands twice"},
	{"a feed read too often", "feeds: [{id: shop, every: 1s}]\n", "feeds[0].every: A feed is read"},
	{"a preset of nobody", "feeds: [{id: shop, preset: mine}]\n", "preset"},
	{"a column of nothing", "feeds: [{id: shop, mapping: {columns: {shoe: [Size]}}}]\n", "feeds[0].mapping: There is no field"},
	{"a list where a value belongs", "conference: {name: [A, B]}\n", "conference.name: Here belongs one value."},
	{"a value where a list belongs", "stages: hall\n", "stages: Here belongs a list"},
	{"nothing where a list belongs", "stages:\n", "stages: Here belongs a list"},
	{"an alias", "conference: &c {name: A}\nstages: *c\n", "Here stands an anchor, an alias or a tag"},
	{"a bomb", "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", "Here stands an anchor, an alias or a tag"},
	{"a tag", "conference: !!binary aGVsbG8=\n", "Here stands an anchor, an alias or a tag"},
	{"brackets without end", strings.Repeat("[", 100000), "nested too deeply"},
	{"dashes without end", strings.Repeat("- ", 100000), "nested too deeply"},
	{"keys without end", strings.Repeat("a: b\n", 100000), "more than 1000 keys"},
	{"two documents", "conference: {}\n---\nconference: {}\n", "more than one document"},
	{"a file of 6 MB", "# " + strings.Repeat("x", 6<<20), "larger than 5 MB"},
}

func TestMistakesSayWhereAndChangeNothing(t *testing.T) {
	db := storetest.Open(t, "", store.Options{})
	before, err := db.Changes(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range mistakes {
		t.Run(tt.name, func(t *testing.T) {
			_, err := apply(t, db, tt.file, true)
			if stagedoor.KindOf(err) != stagedoor.Invalid || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("apply = %v, want an Invalid error with %q", err, tt.want)
			}
			for e := err; e != nil; e = errors.Unwrap(e) {
				if strings.Contains(e.Error(), "hush") {
					t.Errorf("the secret is repeated: %v", e)
				}
			}
		})
	}
	after, err := db.Changes(t.Context(), time.Time{})
	if err != nil || len(after) != len(before) {
		t.Errorf("files with mistakes wrote %d changes (%v)", len(after)-len(before), err)
	}
}

// FuzzConferenceFile holds that a file is refused with a sentence or gives
// settings that would be kept.
func FuzzConferenceFile(f *testing.F) {
	example, err := os.ReadFile("../../docs/example.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(example))
	f.Add(small)
	for _, tt := range mistakes {
		if len(tt.file) < 2000 {
			f.Add(tt.file)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		root, err := readYAML(strings.NewReader(text))
		if err == nil {
			was := store.Settings{Conference: stagedoor.Conference{Name: "Conf"}}
			var now store.Settings
			if now, err = merge(root, was, stage.Options{}); err == nil {
				if err := now.Conference.Validate(); err != nil {
					t.Errorf("took a conference that is not valid: %v", err)
				}
				if err := now.Stages.Validate(); err != nil {
					t.Errorf("took stages that are not valid: %v", err)
				}
				again, err := merge(root, now, stage.Options{})
				if c := compare(now, again); err != nil || len(c.gone) > 0 || strings.Contains(strings.Join(c.changed, ""), "1 ") {
					t.Errorf("the same file again changes %v (%v)", c, err)
				}
			}
		}
		if err != nil && stagedoor.KindOf(err) != stagedoor.Invalid {
			t.Errorf("%v has no sentence", err)
		}
	})
}
