package schedule_test

import (
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/schedule"
)

func TestChangeKeepsOnlyWhatDiffers(t *testing.T) {
	read := talk("a hall 10:00-10:30")
	read.People = []string{"Ada"}
	shifts := []schedule.Shift{late("09:00", 15)}
	for _, tt := range []struct {
		name   string
		before schedule.Edit
		shifts []schedule.Shift
		want   func(*stagedoor.Talk) // of the talk in force
		fields string                // that are the hand's then
		then   string                // in force then
	}{
		{"nothing", schedule.Edit{}, nil, func(*stagedoor.Talk) {}, "", "a hall 10:00-10:30"},
		{"the title", schedule.Edit{}, nil, func(w *stagedoor.Talk) { w.Title = "B" }, "title", "a hall 10:00-10:30"},
		{"nobody speaks", schedule.Edit{}, nil, func(w *stagedoor.Talk) { w.People = nil }, "people", "a hall 10:00-10:30"},
		{"the title of a shifted talk", schedule.Edit{}, shifts, func(w *stagedoor.Talk) { w.Title = "B" }, "title", "a hall 10:15-10:45 (10:00-10:30)"},
		{"the end of a shifted talk", schedule.Edit{}, shifts, func(w *stagedoor.Talk) { w.Ends = at("11:00") }, "time", "a hall 10:15-11:00"},
		{"a hand's change stays beside another", schedule.Edit{Title: ptr("B")}, nil, func(w *stagedoor.Talk) { w.NoRecord = true }, "title no-record", "a hall 10:00-10:30"},
		{"to another stage", schedule.Edit{}, nil, func(w *stagedoor.Talk) { w.Stage = "foundry" }, "stage", "a foundry 10:00-10:30"},
		{"to another stage, away from a shift, at the time it was shown", schedule.Edit{}, shifts, func(w *stagedoor.Talk) { w.Stage = "foundry" }, "time stage", "a foundry 10:15-10:45"},
		{"to another stage and its shifts, at the time it was shown", schedule.Edit{}, []schedule.Shift{{Stage: "foundry", Since: at("09:00"), Made: at("09:00"), Minutes: 5}},
			func(w *stagedoor.Talk) { w.Stage = "foundry" }, "time stage", "a foundry 10:00-10:30"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want := schedule.InForceOf(read, tt.before, tt.shifts)
			tt.want(&want)
			after := tt.before.Change(read, tt.shifts, want, at("09:30"))
			var fields []string
			for _, f := range schedule.Fields {
				if after.Has(f) {
					fields = append(fields, string(f))
				}
			}
			if got := strings.Join(fields, " "); got != tt.fields {
				t.Errorf("the hand has %q, want %q", got, tt.fields)
			}
			got := schedule.InForceOf(read, after, tt.shifts)
			if w := written([]stagedoor.Talk{got})[0]; w != tt.then {
				t.Errorf("in force %s, want %s", w, tt.then)
			}
			if got.Title != want.Title || len(got.People) != len(want.People) || got.NoRecord != want.NoRecord {
				t.Errorf("in force %+v, want %+v", got, want)
			}
			if again := after.Change(read, tt.shifts, got, at("09:40")); !again.Same(after) {
				t.Errorf("saved again as it is, it changed: %+v, then %+v", after, again)
			}
		})
	}
}

// A form shows minutes: a talk that starts at 10:00:30 is not moved by saving
// its title.
func TestChangeLeavesTheMinuteShown(t *testing.T) {
	read := talk("a hall 10:00-10:30")
	read.Starts, read.Ends = read.Starts.Add(30*time.Second), read.Ends.Add(30*time.Second)
	want := read.Talk
	want.Title, want.Starts, want.Ends = "B", at("10:00"), at("10:30")
	if e := (schedule.Edit{Talk: "a"}).Change(read, nil, want, at("09:00")); e.Has(schedule.TimeField) {
		t.Errorf("the time became the hand's: %+v", e)
	}
}

// A shift that another node made, whose clock is ahead, does not move a talk
// that was set after it.
func TestChangeComesAfterTheShiftsThatItSaw(t *testing.T) {
	read := talk("a hall 10:00-10:30")
	want := read.Talk
	want.Starts, want.Ends = at("10:20"), at("10:50")
	shifts := []schedule.Shift{late("09:31", 15)}
	e := schedule.Edit{Talk: "a"}.Change(read, shifts, want, at("09:30"))
	if got := written([]stagedoor.Talk{schedule.InForceOf(read, e, shifts)})[0]; got != "a hall 10:20-10:50" {
		t.Errorf("in force %s, want as it was set", got)
	}
	e = schedule.Written(want, shifts, at("09:30"))
	if got := written([]stagedoor.Talk{schedule.InForceOf(read, e, shifts)})[0]; got != "a hall 10:20-10:50" {
		t.Errorf("a new talk is in force %s, want as it was written", got)
	}
}

func TestShiftCheck(t *testing.T) {
	day := schedule.Known{Stages: []schedule.Stage{{ID: "hall", Name: "Hall"}}, Talks: talks("a hall 10:00-10:30", "b hall 10:45-11:00", "e hall +1 10:00-11:00")}
	far := day
	for i := range 2 {
		far.Shifts = append(far.Shifts, schedule.Shift{Stage: "hall", Since: at("09:00"), Made: at("09:00").Add(time.Duration(i)), Until: at("+1 04:00"), Minutes: 700})
	}
	many := day
	for range 300 {
		many.Shifts = append(many.Shifts, late("09:00", 0))
	}
	for _, tt := range []struct {
		name    string
		known   schedule.Known
		made    string
		minutes int
		want    string
	}{
		{"later", day, "09:00", 10, ""},
		{"half a day", day, "09:00", 720, ""},
		{"as far earlier as there is time", day, "09:50", -10, ""},
		{"into what was", day, "09:50", -11, "“A” would begin before now. The stage can be at most 10 minutes earlier."},
		{"while a talk is on, its end comes", day, "10:20", -15, ""},
		{"one begins now", day, "10:45", -15, "“B” begins now, so the stage cannot be earlier."},
		{"by nothing", day, "09:00", 0, "Say by how many minutes the stage is shifted."},
		{"too far", day, "09:00", 721, "A stage is shifted by at most 720 minutes at once."},
		{"too far back", day, "09:00", -721, "A stage is shifted by at most 720 minutes at once."},
		{"too far in all", far, "09:30", 60, "“A” would be more than a day away from its plan. Set its time in its editor instead."},
		{"back from there", far, "09:30", -60, ""},
		{"the day is over", day, "11:00", 10, "Nothing is left to shift on this stage today."},
		{"again and again", many, "09:30", 1, "This stage was shifted 300 times today. Undo some of them first."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if err := late(tt.made, tt.minutes).Check(tt.known); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("said %q, want %q", got, tt.want)
			}
		})
	}
}

func TestDayEnd(t *testing.T) {
	sofia, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ now, start, end string }{
		{"2027-05-13T14:00", "2027-05-13T04:00", "2027-05-14T04:00"},
		{"2027-05-14T01:00", "2027-05-13T04:00", "2027-05-14T04:00"},
		{"2027-05-14T04:00", "2027-05-14T04:00", "2027-05-15T04:00"},
		{"2027-03-28T12:00", "2027-03-28T04:00", "2027-03-29T04:00"}, // the clocks went forward at 3
		{"2027-12-31T23:00", "2027-12-31T04:00", "2028-01-01T04:00"},
	} {
		now, err := time.ParseInLocation("2006-01-02T15:04", tt.now, sofia)
		if err != nil {
			t.Fatal(err)
		}
		from, to := schedule.DayStart(now.UTC(), sofia).Format("2006-01-02T15:04"), schedule.DayEnd(now.UTC(), sofia).Format("2006-01-02T15:04")
		if from != tt.start || to != tt.end {
			t.Errorf("the day of %s is %s to %s, want %s to %s", tt.now, from, to, tt.start, tt.end)
		}
	}
}
