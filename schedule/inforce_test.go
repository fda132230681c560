package schedule_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/schedule"
)

// at is a time of the day of the tests, "14:30"; "+1 09:00" is the day after.
func at(clock string) time.Time {
	day := 13
	if rest, next := strings.CutPrefix(clock, "+1 "); next {
		clock, day = rest, 14
	}
	t, err := time.Parse("15:04", clock)
	if err != nil {
		panic(err)
	}
	return time.Date(2027, 5, day, t.Hour(), t.Minute(), 0, 0, time.UTC)
}

// talk reads "a hall 10:00-10:30".
func talk(s string) schedule.ReadTalk {
	f := strings.SplitN(s, " ", 3)
	from, to, _ := strings.Cut(f[2], "-")
	if strings.HasPrefix(from, "+1") {
		to = "+1 " + to
	}
	return schedule.ReadTalk{Talk: stagedoor.Talk{ID: stagedoor.TalkID(f[0]), Stage: stagedoor.StageID(f[1]), Title: strings.ToUpper(f[0]),
		Starts: at(from), Ends: at(to)}, Origin: schedule.FromProgramme, Foreign: f[0]}
}

func talks(all ...string) []schedule.ReadTalk {
	var out []schedule.ReadTalk
	for _, s := range all {
		out = append(out, talk(s))
	}
	return out
}

// written is the other way, with the plan behind a talk that is not at its.
func written(all []stagedoor.Talk) []string {
	var out []string
	for _, t := range all {
		s := fmt.Sprintf("%s %s %s-%s", t.ID, t.Stage, hour(t.Starts), t.Ends.Format("15:04"))
		if t.Shifted() {
			s += fmt.Sprintf(" (%s-%s)", hour(t.Planned.Starts), t.Planned.Ends.Format("15:04"))
		}
		out = append(out, s)
	}
	return out
}

func hour(t time.Time) string {
	if t.Day() == 14 {
		return t.Format("+1 15:04")
	}
	return t.Format("15:04")
}

// late is a shift of the hall that was made at a time, from then on.
func late(made string, minutes int) schedule.Shift {
	return schedule.Shift{ID: made, Stage: "hall", Since: at(made), Until: at("+1 04:00"), Minutes: minutes, Made: at(made)}
}

func undone(s schedule.Shift) schedule.Shift {
	s.Undone = s.Made.Add(time.Minute)
	return s
}

func ptr[T any](v T) *T { return &v }

// times is an edit of a talk's times that was made at a time.
func times(id, made, starts, ends string) schedule.Edit {
	return schedule.Edit{Talk: stagedoor.TalkID(id), Starts: ptr(at(starts)), Ends: ptr(at(ends)), Timed: at(made)}
}

func TestInForce(t *testing.T) {
	day := talks("a hall 10:00-10:30", "b hall 10:30-11:00", "c foundry 10:30-11:00", "d hall 12:00-13:00", "e hall +1 10:00-11:00")
	for _, tt := range []struct {
		name   string
		edits  []schedule.Edit
		shifts []schedule.Shift
		want   []string // of the talks above; those that are not named are as read
	}{
		{"as read", nil, nil, nil},
		{"a shift moves the rest of its stage's day", nil, []schedule.Shift{late("09:00", 15)},
			[]string{"a hall 10:15-10:45 (10:00-10:30)", "b hall 10:45-11:15 (10:30-11:00)", "d hall 12:15-13:15 (12:00-13:00)"}},
		{"a talk that starts at that moment moves", nil, []schedule.Shift{late("10:30", 15)},
			[]string{"b hall 10:45-11:15 (10:30-11:00)", "d hall 12:15-13:15 (12:00-13:00)"}},
		{"of the talk that is on the end moves", nil, []schedule.Shift{late("10:10", 15)},
			[]string{"a hall 10:00-10:45 (10:00-10:30)", "b hall 10:45-11:15 (10:30-11:00)", "d hall 12:15-13:15 (12:00-13:00)"}},
		{"but never before that moment", nil, []schedule.Shift{late("10:50", -15)},
			[]string{"b hall 10:30-10:50 (10:30-11:00)", "d hall 11:45-12:45 (12:00-13:00)"}},
		{"what is over stays", nil, []schedule.Shift{late("11:00", 15)}, []string{"d hall 12:15-13:15 (12:00-13:00)"}},
		{"two shifts add up, in the order made", nil, []schedule.Shift{late("09:00", 15), late("11:00", 20)},
			[]string{"a hall 10:15-10:45 (10:00-10:30)", "b hall 10:45-11:35 (10:30-11:00)", "d hall 12:35-13:35 (12:00-13:00)"}},
		{"the second looks at where the first one moved to", nil, []schedule.Shift{late("09:00", 60), late("11:15", 20)},
			[]string{"a hall 11:00-11:50 (10:00-10:30)", "b hall 11:50-12:20 (10:30-11:00)", "d hall 13:20-14:20 (12:00-13:00)"}},
		{"an undone one does not count", nil, []schedule.Shift{undone(late("09:00", 15)), late("11:30", 5)},
			[]string{"d hall 12:05-13:05 (12:00-13:00)"}},
		{"hours there and back again", nil, []schedule.Shift{late("09:00", 300), late("09:01", -300)}, nil},
		{"the next day stays", nil, []schedule.Shift{late("13:00", 60)}, nil},
		{"without an end it goes on", nil, []schedule.Shift{{Stage: "foundry", Since: at("09:00"), Minutes: 5}},
			[]string{"c foundry 10:35-11:05 (10:30-11:00)"}},
		{"a hand's time wins over the file's", []schedule.Edit{times("b", "08:00", "10:40", "11:10")}, nil, []string{"b hall 10:40-11:10"}},
		{"and over shifts made before it", []schedule.Edit{times("b", "09:30", "10:40", "11:10")}, []schedule.Shift{late("09:00", 15)},
			[]string{"a hall 10:15-10:45 (10:00-10:30)", "b hall 10:40-11:10", "d hall 12:15-13:15 (12:00-13:00)"}},
		{"not over one made after it", []schedule.Edit{times("b", "08:00", "10:40", "11:10")}, []schedule.Shift{late("09:00", 15)},
			[]string{"a hall 10:15-10:45 (10:00-10:30)", "b hall 10:55-11:25 (10:40-11:10)", "d hall 12:15-13:15 (12:00-13:00)"}},
		{"a talk moved to the other stage has that one's shifts", []schedule.Edit{{Talk: "c", Stage: ptr(stagedoor.StageID("hall"))}}, []schedule.Shift{late("10:45", 15)},
			[]string{"b hall 10:30-11:15 (10:30-11:00)", "c hall 10:30-11:15 (10:30-11:00)", "d hall 12:15-13:15 (12:00-13:00)"}},
		{"a removed talk is off", []schedule.Edit{{Talk: "b", Removed: true}}, nil, []string{"b"}},
		{"what a hand changed of a talk that is not there is nothing", []schedule.Edit{{Talk: "z", Title: ptr("Z")}}, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want := written(schedule.InForce(day, nil, nil))
			for _, w := range tt.want {
				i := slices.IndexFunc(want, func(s string) bool { return s[0] == w[0] })
				if want[i] = w; len(w) == 1 {
					want = slices.Delete(want, i, i+1)
				}
			}
			if got := written(schedule.InForce(day, tt.edits, tt.shifts)); !slices.Equal(got, want) {
				t.Errorf("in force %q, want %q", got, want)
			}
		})
	}
}

func TestAHandsFieldsWin(t *testing.T) {
	read := talk("a hall 10:00-10:30")
	read.People, read.Abstract, read.Language, read.Source = []string{"Ada"}, "An abstract", "en", "main"
	e := schedule.Edit{Talk: "a", Title: ptr("Ours"), People: &[]string{"Ada", "Боб"}, Abstract: ptr(""), Language: ptr("bg"), Break: ptr(true), NoRecord: ptr(true)}
	want := read.Talk
	want.Title, want.People, want.Abstract, want.Language, want.Break, want.NoRecord = "Ours", []string{"Ada", "Боб"}, "", "bg", true, true
	want.Planned = stagedoor.Span{Starts: want.Starts, Ends: want.Ends}
	if got := schedule.InForce([]schedule.ReadTalk{read}, []schedule.Edit{e}, nil); len(got) != 1 || !reflect.DeepEqual(got[0], want) {
		t.Errorf("in force %+v, want %+v", got, want)
	}
	back := schedule.InForceOf(read, e.Without(schedule.TitleField, schedule.PeopleField), nil)
	if back.Title != "A" || len(back.People) != 1 || back.Language != "bg" {
		t.Errorf("with two fields given back: %+v, want those as read and the rest as the hand has it", back)
	}
	if !e.Without().Empty() || e.Empty() || !e.Has(schedule.TitleField) || e.Has(schedule.TimeField) {
		t.Errorf("%+v: given back whole it is not empty, or Has is wrong", e)
	}
	for _, f := range schedule.Fields {
		full := e
		full.Stage, full.Removed = ptr(stagedoor.StageID("x")), true
		full.Starts, full.Ends = ptr(at("10:00")), ptr(at("11:00"))
		if !full.Has(f) || full.Without(f).Has(f) {
			t.Errorf("field %s: it cannot be given back", f)
		}
	}
}

func TestOverlaps(t *testing.T) {
	hall := stagedoor.NewSchedule(schedule.InForce(talks("a hall 10:00-10:30", "b hall 10:30-11:00", "c hall 10:15-10:45"), nil, nil))
	for _, tt := range []struct{ talk, want string }{
		{"a hall 10:00-10:30", "c"}, {"b hall 10:30-11:00", "c"}, {"c hall 10:15-10:45", "a b"}, {"x hall 11:00-12:00", ""}, {"x hall 09:00-12:00", "a c b"},
	} {
		var got []string
		for _, o := range schedule.Overlaps(hall, talk(tt.talk).Talk) {
			got = append(got, string(o.ID))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s overlaps %q, want %q", tt.talk, got, tt.want)
		}
	}
}
