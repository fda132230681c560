package demo

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"stagedoor"
)

var somewhere = Addresses{
	Export: "http://127.0.0.1:8081/export.csv",
}

func readConference(t *testing.T, now time.Time) conferenceFile {
	t.Helper()
	text, err := Conference(now, somewhere)
	if err != nil {
		t.Fatalf("conference at %s: %v", now, err)
	}
	var f conferenceFile
	if err := yaml.UnmarshalWithOptions(text, &f, yaml.Strict()); err != nil {
		t.Fatalf("conference at %s: %v\n%s", now, err, text)
	}
	return f
}

func moment(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestConferenceIsAroundNow: whenever the demo starts, the doors are open,
// and each stage has a talk on for half an hour more, talks behind it and
// talks to come.
func TestConferenceIsAroundNow(t *testing.T) {
	for _, now := range []time.Time{
		noon,
		noon.Add(4*time.Minute + 59*time.Second),
		time.Date(2027, 5, 13, 20, 59, 0, 0, time.UTC),  // a minute before midnight in Sofia
		time.Date(2027, 12, 31, 22, 5, 0, 0, time.UTC),  // the year's first minutes there
		time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC),  // half an hour before its clocks go back
		time.Date(2027, 3, 28, 0, 58, 0, 0, time.UTC),   // two minutes before they go forward
		time.Date(2028, 2, 29, 12, 0, 0, 1e8, time.UTC), // a leap day
	} {
		f := readConference(t, now)
		days := map[stagedoor.StageID]stagedoor.Schedule{}
		seen := map[string]bool{}
		for _, k := range f.Talks {
			starts, ends := moment(t, k.Starts), moment(t, k.Ends)
			id := stagedoor.StageID(k.Stage)
			days[id] = append(days[id], stagedoor.Talk{ID: stagedoor.TalkID(k.ID), Title: k.Title, Starts: starts, Ends: ends, Break: k.Break})
			if seen[k.ID] || !stagedoor.ValidName(k.ID) {
				t.Errorf("talk id %q is there twice or not an id", k.ID)
			}
			seen[k.ID] = true
			if k.Break == (len(k.People) > 0) {
				t.Errorf("%s: break %v, people %q", k.ID, k.Break, k.People)
			}
			if starts.Minute()%5 != 0 || starts.Second() != 0 {
				t.Errorf("%s starts at %s, want whole five minutes", k.ID, k.Starts)
			}
		}
		if len(f.Stages) != 3 || len(days) != 3 {
			t.Fatalf("stages = %d, with talks %d, want 3", len(f.Stages), len(days))
		}
		for id, day := range days {
			day = stagedoor.NewSchedule(day)
			on, next := day.At(now)
			if on == nil || on.Break || next == nil {
				t.Errorf("%s at %s: on %v, next %v, want a talk and a next", id, now, on, next)
				continue
			}
			if left := on.Ends.Sub(now); left < 20*time.Minute {
				t.Errorf("%s at %s: %q is on for %s more, want 20 minutes at least", id, now, on.Title, left)
			}
			past, breaks := 0, 0
			for i, k := range day {
				if k.Past(now) {
					past++
				}
				if k.Break {
					breaks++
				}
				if i > 0 && !day[i-1].Ends.Equal(k.Starts) {
					t.Errorf("%s: %q does not follow on %q", id, k.Title, day[i-1].Title)
				}
			}
			if len(day) != 12 || past < 3 || past > 8 || breaks == 0 {
				t.Errorf("%s at %s: %d talks, %d past, %d breaks", id, now, len(day), past, breaks)
			}
		}
		checkSettings(t, now, f)
	}
}

// TestConferenceIsOfOneDay: at whatever hour the demo starts, all its talks are
// of the day that its people call today, which begins at four.
func TestConferenceIsOfOneDay(t *testing.T) {
	for _, month := range []time.Month{time.January, time.March, time.July, time.October} { // clocks change apart from each other
		for hour := range 96 {
			now := time.Date(2027, month, 28, 0, hour*15, 0, 0, time.UTC)
			f := readConference(t, now)
			zone, err := time.LoadLocation(f.Conference.Zone)
			if err != nil {
				t.Fatal(err)
			}
			today := func(at time.Time) string {
				if at = at.In(zone); at.Hour() < 4 {
					at = at.AddDate(0, 0, -1)
				}
				return at.Format(time.DateOnly)
			}
			for _, k := range f.Talks {
				if got := today(moment(t, k.Starts)); got != today(now) {
					t.Errorf("at %s in %s: %s, %s, is of %s, want %s", now.In(zone).Format(time.DateTime), zone, k.ID, k.Starts, got, today(now))
				}
			}
			if town := f.Conference.Zone[strings.IndexByte(f.Conference.Zone, '/')+1:]; !strings.Contains(f.Conference.Sentence, town) {
				t.Errorf("at %s: %q is not said of %s", now, f.Conference.Sentence, town)
			}
		}
	}
}

func checkSettings(t *testing.T, now time.Time, f conferenceFile) {
	t.Helper()
	starts, err := stagedoor.ParseDate(f.Conference.Starts)
	if err != nil {
		t.Fatal(err)
	}
	ends, err := stagedoor.ParseDate(f.Conference.Ends)
	if err != nil {
		t.Fatal(err)
	}
	c := stagedoor.Conference{
		Name: f.Conference.Name, Sentence: f.Conference.Sentence, Zone: f.Conference.Zone, Language: f.Conference.Language,
		Starts: starts, Ends: ends, Contact: f.Conference.Contact,
		DoorsOpen: moment(t, f.Conference.DoorsOpen), DoorsClose: moment(t, f.Conference.DoorsClose),
	}
	if err := c.Validate(); err != nil {
		t.Errorf("at %s: %v", now, err)
	}
	if strings.Contains(strings.ToLower(c.Sentence), "day") {
		t.Errorf("at %s: %q stands below %s to %s; how many days these are changes with the hour", now, c.Sentence, starts, ends)
	}
	if !c.Opened(now) || c.Over(now) {
		t.Errorf("at %s: opened %v, over %v", now, c.Opened(now), c.Over(now))
	}
	zone := c.Location()
	for _, k := range f.Talks {
		if at := moment(t, k.Starts); at.Before(starts.In(zone)) || c.Over(moment(t, k.Ends).Add(-time.Second)) {
			t.Errorf("at %s: %s at %s is outside of the conference, %s to %s", now, k.ID, k.Starts, starts, ends)
		}
	}
	if tomorrow := now.In(zone).AddDate(0, 0, 1).Format(time.DateOnly); ends.String() < tomorrow {
		t.Errorf("at %s the conference ends on %s, want tomorrow or later", now, ends)
	}
	if got, want := f.Feeds[0], (feed{"shop", "Ticket shop (pretend)", somewhere.Export, "weemss", "5s", mapping{exportColumns}}); !reflect.DeepEqual(got, want) {
		t.Errorf("feed = %+v", got)
	}
	for i, id := range Stages {
		if f.Stages[i].ID != id || !slices.Contains(f.Stages[i].Sources, source{ID: Camera, Title: f.Stages[i].Sources[len(f.Stages[i].Sources)-2].Title, Ingest: true}) {
			t.Errorf("stage %d is %s with %+v, want %s with a camera", i, f.Stages[i].ID, f.Stages[i].Sources, id)
		}
	}
}
