package attend

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/web/ui"
)

var sofia = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		panic(err)
	}
	return zone
}()

// at is a moment of 13 May 2027 in Sofia, or of another day: "14 09:00".
func at(clock string) time.Time {
	day := "13"
	if d, c, ok := strings.Cut(clock, " "); ok {
		day, clock = d, c
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", "2027-05-"+day+" "+clock, sofia)
	if err != nil {
		panic(err)
	}
	return t
}

// talk makes one: "hall 14:05-14:50 Every queue".
func talk(text string, isBreak bool) stagedoor.Talk {
	place, rest, _ := strings.Cut(text, " ")
	when, title, _ := strings.Cut(rest, " ")
	from, to, _ := strings.Cut(when, "-")
	return stagedoor.Talk{ID: stagedoor.TalkID(text), Stage: stagedoor.StageID(place), Title: title, Starts: at(from), Ends: at(to), Break: isBreak}
}

// afternoon is two stages with a lunch that both have, and a pause of one.
func afternoon(t *testing.T) *stage.Snapshot {
	t.Helper()
	s, err := stage.NewSnapshot(stage.House{
		Conference: stagedoor.Conference{Name: "Conf", Zone: "Europe/Sofia"},
		Stages:     []stage.Stage{{ID: "hall", Name: "Great Hall", Gel: "azure"}, {ID: "attic", Name: "Attic", Gel: "green"}},
		Talks: []stagedoor.Talk{
			talk("hall 12:00-12:45 Before lunch", false),
			talk("hall 13:00-14:00 Lunch", true), talk("attic 13:00-14:00 Lunch", true),
			talk("hall 14:05-14:50 Every queue", false), talk("attic 14:05-15:00 Small towns", false),
			talk("hall 15:00-15:15 Short pause", true),
			talk("hall 15:15-16:00 After the pause", false),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func seen(now time.Time) context.Context {
	return ui.With(context.Background(), ui.Page{Now: now, Zone: sofia})
}

func TestLobbySaysWhatIsOn(t *testing.T) {
	for _, tt := range []struct{ now, hall, attic string }{
		{"11:00", "Nothing on this stage until 12:00 | ", "Nothing on this stage until 14:05 | "},
		{"12:00", "Before lunch | until 12:45", "Nothing on this stage until 14:05 | "},
		{"13:30", "Lunch | until 14:00", "Lunch | until 14:00"},
		{"14:22", "Every queue | until 14:50", "Small towns | until 15:00"},
		{"14:50", "Nothing on this stage until 15:15 | ", "Small towns | until 15:00"},
		{"15:00", "Short pause | until 15:15", "Nothing on this stage now | "},
		{"16:00", "Nothing on this stage now | ", "Nothing on this stage now | "},
	} {
		s := afternoon(t)
		for i, want := range []string{tt.hall, tt.attic} {
			tile := tile(seen(at(tt.now)), s.Stages[i], at(tt.now), false)
			if got := tile.Title + " | " + tile.Until; got != want {
				t.Errorf("at %s on %s: %q, want %q", tt.now, tile.Stage, got, want)
			}
		}
	}
}

// TestOneDaySaysWhichItIs: one day has no tabs, and times alone are no date.
func TestOneDaySaysWhichItIs(t *testing.T) {
	for now, want := range map[string]string{"11 09:00": "Thursday 13 May", "13:30": "", "14 03:00": "", "14 12:00": "Thursday 13 May"} {
		s := afternoon(t)
		if got := lobbyPage(seen(at(now)), s, at(now), "", false).Day; got != want {
			t.Errorf("the lobby at %s says the day %q, want %q", now, got, want)
		}
		got := stagePage(seen(at(now)), s, &s.Stages[0], nil, "").Day
		if now == "14 12:00" {
			want = "" // nothing is to come: today, which has no talks
		}
		if got != want {
			t.Errorf("the stage at %s says the day %q, want %q", now, got, want)
		}
	}
	months := at("11 09:00").AddDate(0, -6, 0)
	if got := lobbyPage(seen(months), afternoon(t), months, "", false).Day; got != "Thursday 13 May 2027" {
		t.Errorf("the lobby in another year says the day %q, want the year with it", got)
	}
}

func TestDayIsChosen(t *testing.T) {
	days := []stagedoor.Date{{Year: 2027, Month: 5, Day: 13}, {Year: 2027, Month: 5, Day: 14}}
	for _, tt := range []struct{ name, now, asked, want string }{
		{"today", "14:22", "", "2027-05-13"},
		{"the one asked for", "14:22", "2027-05-14", "2027-05-14"},
		{"one without talks is not", "14:22", "2027-05-20", "2027-05-13"},
		{"nonsense is not", "14:22", "tomorrow", "2027-05-13"},
		{"before the first", "10 09:00", "", "2027-05-13"},
		{"after the last", "20 09:00", "", "2027-05-14"},
		{"past midnight it is still the evening's", "14 03:59", "", "2027-05-13"},
		{"from four on it is the next", "14 04:00", "", "2027-05-14"},
	} {
		if got := chooseDay(days, tt.asked, at(tt.now), sofia); got.String() != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestAShiftedTalkStaysInItsDay: the conference's day ends at four, and what
// five minutes more carry over it stays where attendees look for it.
func TestAShiftedTalkStaysInItsDay(t *testing.T) {
	for _, tt := range []struct {
		name, plan string
		by         time.Duration
		days       string
		evening    bool // it is in the evening's programme
	}{
		{"as planned, before four", "14 03:55-14 04:30", 0, "[2027-05-13]", true},
		{"shifted to four", "14 03:55-14 04:30", 5 * time.Minute, "[2027-05-13]", true},
		{"shifted far over four", "14 03:00-14 03:30", 3 * time.Hour, "[2027-05-13]", true},
		{"as planned, at four", "14 04:00-14 04:30", 0, "[2027-05-13 2027-05-14]", false},
		{"of the next day, shifted", "14 04:00-14 04:30", 5 * time.Minute, "[2027-05-13 2027-05-14]", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			from, to, _ := strings.Cut(tt.plan, "-")
			last := stagedoor.Talk{ID: "last", Stage: "hall", Title: "The last song", Planned: stagedoor.Span{Starts: at(from), Ends: at(to)}}
			last.Starts, last.Ends = last.Planned.Starts.Add(tt.by), last.Planned.Ends.Add(tt.by)
			s, err := stage.NewSnapshot(stage.House{
				Conference: stagedoor.Conference{Name: "Conf", Zone: "Europe/Sofia"},
				Stages:     []stage.Stage{{ID: "hall", Name: "Great Hall"}},
				Talks:      []stagedoor.Talk{talk("hall 22:00-23:00 The band", false), last},
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(daysOf(s, sofia)); got != tt.days {
				t.Errorf("days = %s, want %s", got, tt.days)
			}
			now := at("22:30")
			page := lobbyPage(seen(now), s, now, "", false)
			inList := slices.ContainsFunc(page.Talks, func(r ui.TalkRow) bool { return r.Talk.ID == "last" })
			inGrid := slices.ContainsFunc(page.Grid.Cells, func(c GridCell) bool { return c.Talk.ID == "last" })
			onStage := slices.ContainsFunc(stagePage(seen(now), s, &s.Stages[0], nil, "").Today, func(r ui.TalkRow) bool { return r.Talk.ID == "last" })
			if inList != tt.evening || inGrid != tt.evening || onStage != tt.evening {
				t.Errorf("at 22:30 it is in the list %v, in the grid %v, on the stage's page %v; want %v", inList, inGrid, onStage, tt.evening)
			}
		})
	}
}

func TestGridPutsTalksInTheirPlaces(t *testing.T) {
	now := at("14:22")
	page := lobbyPage(seen(now), afternoon(t), now, "", false)
	g := page.Grid
	var cells []string
	for _, c := range g.Cells {
		cells = append(cells, c.Class+": "+c.Title)
	}
	// From 14:00, rows of five minutes below the names: 14:05 is row 6.
	want := []string{
		"cell c2 r6 s9 on: Every queue",
		"cell c2 r17 s3 short past: Short pause",
		"cell c2 r20 s9: After the pause",
		"cell c3 r6 s11 on: Small towns",
	}
	if fmt.Sprint(cells) != fmt.Sprint(want) {
		t.Errorf("cells\n%q, want\n%q", cells, want)
	}
	if g.Hidden != 3 || page.Earlier == "" {
		t.Errorf("%d talks before are hidden and the way to them is %q; want 3 and a way", g.Hidden, page.Earlier)
	}
	if g.Now != "r9" || g.Clock != "14:22" {
		t.Errorf("the line says %q in %q, want 14:22 in r9", g.Clock, g.Now)
	}
	if len(g.Hours) != 2 || g.Hours[0] != (GridHour{"r5", "14:00"}) {
		t.Errorf("hours %v, want 14:00 in r5 and 15:00", g.Hours)
	}
}

// TestAPauseOfAllStagesStandsOnce, and one of a single stage says whose it is.
func TestAPauseOfAllStagesStandsOnce(t *testing.T) {
	now := at("14:22")
	page := lobbyPage(seen(now), afternoon(t), now, "", true)
	lunches := 0
	for _, c := range page.Grid.Cells {
		if strings.HasPrefix(c.Title, "Lunch") {
			lunches++
			if c.Class != "pause r17 s12" || c.Title != "Lunch, until 14:00" {
				t.Errorf("lunch is %q in %q", c.Title, c.Class)
			}
		}
	}
	listed := 0
	for _, row := range page.Talks {
		stage, known := map[string]string{"Lunch": "", "Short pause": "Great Hall"}[row.Talk.Title]
		if !known {
			continue
		}
		if row.Talk.Title == "Lunch" {
			listed++
		}
		var shown strings.Builder
		if err := row.Show().Render(ui.With(t.Context(), ui.Page{Now: now}), &shown); err != nil || row.Stage != stage || strings.Contains(shown.String(), "Great Hall") != (stage != "") {
			t.Errorf("%s is said to be of the stage %q, want %q: %v\n%s", row.Talk.Title, row.Stage, stage, err, shown.String())
		}
	}
	if lunches != 1 || listed != 1 {
		t.Errorf("lunch stands %d times in the grid and %d times in the list, want once in each", lunches, listed)
	}
}

func TestLobbyWithoutAnything(t *testing.T) {
	s, err := stage.NewSnapshot(stage.House{Conference: stagedoor.Conference{Name: "Conf"}})
	if err != nil {
		t.Fatal(err)
	}
	page := lobbyPage(seen(at("09:00")), s, at("09:00"), "", false)
	if len(page.Tiles)+len(page.Talks)+len(page.Grid.Cells) != 0 {
		t.Errorf("nothing is set up, and the lobby shows %+v", page)
	}
}

// TestWhatIsLeftOfATalkIsReadable: of a talk that began before the first row
// its last quarter of an hour is no more than a stroke.
func TestWhatIsLeftOfATalkIsReadable(t *testing.T) {
	for _, tt := range []struct {
		ends   string
		shown  bool
		hidden int
	}{{"14:00", false, 1}, {"14:05", false, 1}, {"14:15", false, 1}, {"14:20", true, 0}} {
		s, err := stage.NewSnapshot(stage.House{
			Conference: stagedoor.Conference{Name: "Conf", Zone: "Europe/Sofia"},
			Stages:     []stage.Stage{{ID: "hall", Name: "Great Hall", Gel: "azure"}, {ID: "attic", Name: "Attic", Gel: "green"}},
			Talks:      []stagedoor.Talk{talk("hall 13:30-"+tt.ends+" Before", false), talk("attic 14:00-14:10 Short and whole", false), talk("attic 14:30-15:00 On", false)},
		})
		if err != nil {
			t.Fatal(err)
		}
		now := at("14:40")
		page := lobbyPage(seen(now), s, now, "", false)
		var titles []string
		for _, c := range page.Grid.Cells {
			titles = append(titles, c.Title)
		}
		shown := strings.Contains(strings.Join(titles, "|"), "Before")
		if shown != tt.shown || page.Grid.Hidden != tt.hidden || (page.Earlier != "") == shown {
			t.Errorf("from 14:00 a talk from 13:30 to %s: shown %v, %d hidden, the way to it %q; want %v, %d", tt.ends, shown, page.Grid.Hidden, page.Earlier, tt.shown, tt.hidden)
		}
		if !strings.Contains(strings.Join(titles, "|"), "Short and whole") {
			t.Errorf("a short talk that begins within the grid is not shown: %q", titles)
		}
	}
}

// TestGridBeginsWhereSomethingIs: a morning without talks is not shown, but for
// an hour before the first; nor is what is left of the evening before.
func TestGridBeginsWhereSomethingIs(t *testing.T) {
	for _, tt := range []struct{ what, now, talk, first, line string }{
		{"the small hours", "14 04:00", "14 09:10-10:00", "09:00", ""},
		{"the small hours, a party still on", "14 04:20", "14 09:10-10:00", "09:00", ""},
		{"early", "14 07:59", "14 09:10-10:00", "09:00", ""},
		{"an hour before", "14 08:00", "14 09:10-10:00", "08:00", "08:00"},
		{"minutes before", "14 09:05", "14 09:10-10:00", "09:00", "09:05"},
		{"on", "14 11:02", "14 09:10-12:00", "09:00", "11:02"},
		{"just over", "14 10:20", "14 09:40-10:20", "10:00", ""},
		{"a first talk at five, the party still on", "14 04:20", "14 05:00-06:00", "04:00", "04:20"},
		{"another day", "13 23:00", "14 09:10-10:00", "22:00", "23:00"},
	} {
		day, span, _ := strings.Cut(tt.talk, " ")
		from, to, _ := strings.Cut(span, "-")
		first := stagedoor.Talk{ID: "first", Stage: "attic", Title: "First", Starts: at(day + " " + from), Ends: at(day + " " + to)}
		party := stagedoor.Talk{ID: "party", Stage: "hall", Title: "Party", Starts: at("13 22:00"), Ends: at("14 04:45")}
		s, err := stage.NewSnapshot(stage.House{
			Conference: stagedoor.Conference{Name: "Conf", Zone: "Europe/Sofia"},
			Stages:     []stage.Stage{{ID: "hall", Name: "Great Hall", Gel: "azure"}, {ID: "attic", Name: "Attic", Gel: "green"}},
			Talks:      []stagedoor.Talk{party, first},
		})
		if err != nil {
			t.Fatal(err)
		}
		now := at(tt.now)
		g := lobbyPage(ui.With(t.Context(), ui.Page{Now: now, Zone: sofia}), s, now, "", false).Grid
		top := ""
		if len(g.Hours) > 0 {
			top = g.Hours[0].Text
			if top == "" { // the line's label is there
				top = g.Clock[:2] + ":00"
			}
		}
		if top != tt.first || g.Clock != tt.line {
			t.Errorf("%s: at %s, with %s, the grid begins at %q and its line says %q; want %q and %q", tt.what, tt.now, tt.talk, top, g.Clock, tt.first, tt.line)
		}
	}
}

func TestMarkOfNowCoversNoHour(t *testing.T) {
	for _, tt := range []struct{ now, hours string }{
		{"14:05", ",15:00"}, {"14:14", ",15:00"}, {"14:15", "14:00,15:00"}, {"14:49", "14:00,15:00"},
	} {
		var hours []string
		for _, h := range lobbyPage(seen(at(tt.now)), afternoon(t), at(tt.now), "", false).Grid.Hours {
			hours = append(hours, h.Text)
		}
		if got := strings.Join(hours, ","); got != tt.hours {
			t.Errorf("at %s the hours are %q, want %q", tt.now, got, tt.hours)
		}
	}
}
