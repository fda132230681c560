package control

import (
	"slices"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
)

// TestATalksTimesAreTheConferences: what the form shows unchanged stays as it
// is, to the second; what is typed is in the conference's zone.
func TestATalksTimesAreTheConferences(t *testing.T) {
	sofia, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		t.Fatal(err)
	}
	stages := []stage.Stage{{ID: "hall", Name: "Hall"}}
	was := stagedoor.Talk{ID: "t1", Stage: "hall", Title: "One", Starts: time.Date(2027, 5, 13, 11, 5, 30, 0, time.UTC), Ends: time.Date(2027, 5, 13, 11, 50, 30, 0, time.UTC)}
	for _, tt := range []struct {
		name, starts, ends  string
		wantStart, wantLong string
	}{
		{"as shown", "2027-05-13T14:05", "2027-05-13T14:50", "11:05:30", "45m0s"},
		{"another end", "2027-05-13T14:05", "2027-05-13T15:00", "11:05:30", "54m30s"},
		{"another day", "2027-05-14T09:00", "2027-05-14T09:30", "06:00:00", "30m0s"},
		{"in winter", "2027-01-14T09:00", "2027-01-14T09:30", "07:00:00", "30m0s"},
		{"past midnight", "2027-05-13T23:30", "2027-05-14T01:00", "20:30:00", "1h30m0s"},
	} {
		is, form := was, talkFormOf(was, sofia)
		form.Starts, form.Ends = tt.starts, tt.ends
		if problems, err := form.apply(&is, stages, sofia); err != nil {
			t.Errorf("%s: %v", tt.name, problems)
		}
		if got := is.Starts.UTC().Format("15:04:05"); got != tt.wantStart || is.Ends.Sub(is.Starts).String() != tt.wantLong {
			t.Errorf("%s: from %s for %s, want %s for %s", tt.name, got, is.Ends.Sub(is.Starts), tt.wantStart, tt.wantLong)
		}
	}
}

func TestOverlapping(t *testing.T) {
	at := func(clock string) time.Time {
		c, err := time.Parse("15:04", clock)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for _, tt := range []struct {
		name  string
		talks []string // "id from to"
		want  []string
	}{
		{"nothing", nil, nil},
		{"back to back", []string{"a 10:00 11:00", "b 11:00 12:00"}, nil},
		{"a minute", []string{"a 10:00 11:01", "b 11:00 12:00"}, []string{"a", "b"}},
		{"one in another", []string{"a 10:00 12:00", "b 10:30 10:45", "c 11:00 11:30", "d 12:00 13:00"}, []string{"a", "b", "c"}},
		{"the long one ends after the next", []string{"a 10:00 13:00", "b 10:30 10:45", "c 12:30 13:30", "d 13:00 13:10"}, []string{"a", "b", "c", "d"}},
		{"three at once", []string{"a 10:00 11:00", "b 10:00 11:00", "c 10:30 10:40"}, []string{"a", "b", "c"}},
	} {
		var talks []stagedoor.Talk
		for _, l := range tt.talks {
			talks = append(talks, stagedoor.Talk{ID: stagedoor.TalkID(l[:1]), Starts: at(l[2:7]), Ends: at(l[8:])})
		}
		var got []string
		for id := range overlapping(stagedoor.NewSchedule(talks)) {
			got = append(got, string(id))
		}
		slices.Sort(got)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v overlap, want %v", tt.name, got, tt.want)
		}
	}
}

// TestTheDayThatIsShown: a party past midnight is the evening's.
func TestTheDayThatIsShown(t *testing.T) {
	sofia, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		m, err := time.ParseInLocation("2006-01-02 15:04", s, sofia)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	talks := []stagedoor.Talk{{Starts: at("2027-05-13 10:00")}, {Starts: at("2027-05-14 01:30")}, {Starts: at("2027-05-15 09:00")}}
	for _, tt := range []struct{ name, asked, now, want string }{
		{"long before", "", "2027-04-01 12:00", "2027-05-13"},
		{"on the first day", "", "2027-05-13 08:00", "2027-05-13"},
		{"at its party", "", "2027-05-14 03:59", "2027-05-13"},
		{"on a day between", "", "2027-05-14 12:00", "2027-05-15"},
		{"after the end", "", "2027-06-01 12:00", "2027-05-15"},
		{"a day that was asked for", "2027-05-15", "2027-05-13 12:00", "2027-05-15"},
		{"a day without talks", "2027-05-14", "2027-05-13 12:00", "2027-05-13"},
		{"no day", "yesterday", "2027-05-13 12:00", "2027-05-13"},
	} {
		if got := chosenDay(talks, tt.asked, at(tt.now), sofia).String(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	if got := chosenDay(nil, "2027-05-13", at("2027-05-13 12:00"), sofia); !got.IsZero() {
		t.Errorf("without talks %s is shown", got)
	}
}

// FuzzTalkForm: what a form lets through is a talk that the schedule takes.
func FuzzTalkForm(f *testing.F) {
	f.Add("Opening", "Ada\nBob", "What it is about.", "en", "2027-05-13T14:05", "2027-05-13T14:50", "hall", "hall/s1")
	f.Add("", "", "", "", "", "", "", "")
	f.Add("x\r\ny", strings200, "\x00", "en_US", "2027-05-13T14:05", "1-1-1T0:0", "attic", "/")
	f.Add("  ", "\n\n", "\xff", "e", "2027-10-31T03:30", "2027-10-31T03:30", "hall", "hall/")
	stages := []stage.Stage{{ID: "hall", Name: "Hall", Ladder: []stage.Source{{ID: "s1", Stage: "hall"}}}, {ID: "attic", Name: "Attic"}}
	sofia, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, title, people, abstract, language, starts, ends, on, source string) {
		form := TalkForm{Title: title, People: people, Abstract: abstract, Language: language, Starts: starts, Ends: ends, Stage: on, Source: source}
		var talk stagedoor.Talk
		problems, err := form.apply(&talk, stages, sofia)
		if (err == nil) != (len(problems) == 0) {
			t.Fatalf("the first problem is %v of %v", err, problems)
		}
		if err != nil {
			if stagedoor.KindOf(err) != stagedoor.Invalid {
				t.Errorf("a wrong form is an error of kind %v: %v", stagedoor.KindOf(err), err)
			}
			return
		}
		talk.ID = "new"
		if err := schedule.ValidateTalk(talk); err != nil {
			t.Errorf("the form %+v is let through: %v", form, err)
		}
		again := talk
		if problems, err := talkFormOf(talk, sofia).apply(&again, stages, sofia); err != nil {
			t.Errorf("the talk %+v cannot be saved as its form shows it: %v", talk, problems)
		}
	})
}

const strings200 = "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789" +
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
