package schedule_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/schedule"
)

// entry reads "a Great Hall|10:00-10:30", in a room.
func entry(s string) schedule.Entry {
	id, rest, _ := strings.Cut(s, " ")
	room, times, _ := strings.Cut(rest, "|")
	t := talk(id + " x " + times)
	t.ID, t.Stage = "", ""
	return schedule.Entry{Foreign: id, Room: room, Where: "line 1", Talk: t.Talk}
}

func file(all ...string) *schedule.Programme {
	p := &schedule.Programme{}
	for _, s := range all {
		p.Entries = append(p.Entries, entry(s))
	}
	return p
}

var (
	house = []schedule.Stage{{ID: "hall", Name: "Great Hall"}, {ID: "foundry", Name: "Леярна"}}
	rooms = []schedule.Room{{Name: "Great Hall", Stage: "hall"}, {Name: "Foundry", Stage: "foundry"}, {Name: "Cellar"}}
)

func titles(list []schedule.Difference) string {
	var out []string
	for _, d := range list {
		out = append(out, d.Was.Title+">"+d.Is.Title)
	}
	return strings.Join(out, " ")
}

func TestCompare(t *testing.T) {
	read := talks("a hall 10:00-10:30", "b hall 10:30-11:00", "c foundry 10:00-11:00")
	whole := []string{"a Great Hall|10:00-10:30", "b Great Hall|10:30-11:00", "c Foundry|10:00-11:00"}
	with := func(i int, s string) []string {
		out := slices.Clone(whole)
		if out[i] = s; s == "" {
			out = slices.Delete(out, i, i+1)
		}
		return out
	}
	hand := append(slices.Clone(read), schedule.ReadTalk{Talk: talk("h hall 09:00-09:30").Talk, Origin: schedule.ByHand},
		schedule.ReadTalk{Talk: talk("f hall 09:00-09:30").Talk, Origin: schedule.FromFile})
	for _, tt := range []struct {
		name   string
		known  []schedule.ReadTalk
		edits  []schedule.Edit
		shifts []schedule.Shift
		file   []string
		now    string
		want   string // "list: was>is …", in the order of Diff
	}{
		{"the same file", read, nil, nil, whole, "08:00", ""},
		{"a talk more", read, nil, nil, append(slices.Clone(whole), "d Foundry|12:00-13:00"), "08:00", "new: >D"},
		{"another room", read, nil, nil, with(0, "a Foundry|10:00-10:30"), "08:00", "moved: A>A"},
		{"another hour", read, nil, nil, with(0, "a Great Hall|10:15-10:30"), "08:00", "retimed: A>A"},
		{"another room and hour", read, nil, nil, with(0, "a Foundry|10:15-10:30"), "08:00", "moved: A>A; retimed: A>A"},
		{"gone", read, nil, nil, with(1, ""), "08:00", "gone: B>"},
		{"gone while it is on", read, nil, nil, with(1, ""), "10:30", "stays: B>"},
		{"gone when it is over", read, nil, nil, with(1, ""), "11:00", "gone: B>"},
		{"gone while a shift has it on", read, nil, []schedule.Shift{late("10:00", 30)}, with(1, ""), "11:15", "stays: B>"},
		{"gone before a shift lets it begin", read, nil, []schedule.Shift{late("10:00", 30)}, with(1, ""), "10:45", "gone: B>"},
		{"into a room that was left out", read, nil, nil, with(0, "a Cellar|10:00-10:30"), "08:00", "gone: A>"},
		{"into a room that nobody decided", read, nil, nil, with(0, "a Attic|10:00-10:30"), "08:00", ""},
		{"by hand and from a file", hand, nil, nil, whole, "08:00", ""},
		{"nothing but those is left", hand, nil, nil, []string{"z Great Hall|12:00-13:00"}, "08:00", "new: >Z; gone: A> B> C>"},
		{"a hand's title", read, []schedule.Edit{{Talk: "a", Title: ptr("Ours")}}, nil, whole, "08:00", "kept: title A/Ours"},
		{"a hand's title that the file has by now", read, []schedule.Edit{{Talk: "a", Title: ptr("A")}}, nil, whole, "08:00", ""},
		{"a hand's time, and the file's is another", read, []schedule.Edit{times("a", "08:00", "10:05", "10:30")}, nil, with(0, "a Great Hall|10:15-10:45"), "08:00", "retimed: A>A; kept: time A/A"},
		{"taken off by hand", read, []schedule.Edit{{Talk: "a", Removed: true}}, nil, whole, "08:00", "kept: removed A/A"},
		{"taken off by hand, and gone while it would be on", read, []schedule.Edit{{Talk: "a", Removed: true}}, nil, with(0, ""), "10:10", "gone: A>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := schedule.Compare(tt.known, tt.edits, tt.shifts, schedule.Map(file(tt.file...), rooms, house), at(tt.now))
			var got []string
			for _, l := range []struct {
				name string
				list []schedule.Difference
			}{{"new", d.New}, {"moved", d.Moved}, {"retimed", d.Retimed}, {"changed", d.Changed}, {"gone", d.Gone}, {"stays", d.Stays}} {
				if len(l.list) > 0 {
					got = append(got, l.name+": "+titles(l.list))
				}
			}
			for _, k := range d.Kept {
				got = append(got, fmt.Sprintf("kept: %s %s/%s", k.Field, k.File.Title, k.Hand.Title))
			}
			if s := strings.Join(got, "; "); s != tt.want {
				t.Errorf("the file would change %q, want %q", s, tt.want)
			}
		})
	}
}

// The same programme in another format names its talks otherwise: what has
// stage, start and title in common, once on either side, is the same talk then.
func TestCompareOfAFileThatNamesItsTalksOtherwise(t *testing.T) {
	otherwise := func(all ...string) *schedule.Programme {
		p := file(all...)
		for i := range p.Entries {
			p.Entries[i].Foreign = "uid-" + p.Entries[i].Foreign
		}
		return p
	}
	read := talks("a hall 10:00-10:30", "b hall 10:30-11:00", "c foundry 10:00-11:00")
	twice := append(slices.Clone(read), talks("d hall 10:00-10:30")...)
	twice[3].Title = "A"
	one := otherwise("a Great Hall|10:00-10:30", "b Great Hall|10:30-11:00")
	one.Entries[1].Foreign = "b"
	for _, tt := range []struct {
		name    string
		known   []schedule.ReadTalk
		file    *schedule.Programme
		renamed int
		want    schedule.Counts
	}{
		{"all of it", read, otherwise("a Great Hall|10:00-10:30", "b Great Hall|10:30-11:00", "c Foundry|10:00-11:00"), 3, schedule.Counts{}},
		{"another end is the same talk", read, otherwise("a Great Hall|10:00-10:45", "b Great Hall|10:30-11:00", "c Foundry|10:00-11:00"), 3, schedule.Counts{Retimed: 1}},
		{"another start is another talk", read, otherwise("a Great Hall|10:05-10:30", "b Great Hall|10:30-11:00", "c Foundry|10:00-11:00"), 2, schedule.Counts{New: 1, Gone: 1}},
		{"another stage is another talk", read, otherwise("a Foundry|10:00-10:30", "b Great Hall|10:30-11:00", "c Foundry|10:00-11:00"), 2, schedule.Counts{New: 1, Gone: 1}},
		{"one less and one more", read, otherwise("a Great Hall|10:00-10:30", "b Great Hall|10:30-11:00", "n Foundry|10:00-11:00"), 2, schedule.Counts{New: 1, Gone: 1}},
		{"two of one title at one time are not told apart", twice, otherwise("a Great Hall|10:00-10:30", "b Great Hall|10:30-11:00", "c Foundry|10:00-11:00"), 2, schedule.Counts{New: 1, Gone: 2}},
		{"one identity is known: the others are new", read, one, 0, schedule.Counts{New: 1, Gone: 2}},
		{"nothing was read before", nil, otherwise("a Great Hall|10:00-10:30"), 0, schedule.Counts{New: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := schedule.Compare(tt.known, nil, nil, schedule.Map(tt.file, rooms, house), at("08:00"))
			if d.Renamed != tt.renamed || d.Counts() != tt.want {
				t.Errorf("%d are named otherwise, %+v; want %d, %+v", d.Renamed, d.Counts(), tt.renamed, tt.want)
			}
		})
	}
}

// What a reading says of a talk but its stage and time is its text.
func TestCompareSeesEachText(t *testing.T) {
	known := talks("a hall 10:00-10:30")
	for name, change := range map[string]func(*stagedoor.Talk){
		"title":     func(t *stagedoor.Talk) { t.Title = "Another" },
		"people":    func(t *stagedoor.Talk) { t.People = []string{"Ada"} },
		"abstract":  func(t *stagedoor.Talk) { t.Abstract = "Text" },
		"language":  func(t *stagedoor.Talk) { t.Language = "bg" },
		"break":     func(t *stagedoor.Talk) { t.Break = true },
		"no record": func(t *stagedoor.Talk) { t.NoRecord = true },
	} {
		p := file("a Great Hall|10:00-10:30")
		change(&p.Entries[0].Talk)
		if d := schedule.Compare(known, nil, nil, schedule.Map(p, rooms, house), at("08:00")); d.Counts() != (schedule.Counts{Changed: 1}) {
			t.Errorf("another %s: %+v, want one changed", name, d.Counts())
		}
	}
}

// Ids are stable, can be read where they may, and never another talk's.
func TestTalkIDs(t *testing.T) {
	long := strings.Repeat("x", 101)
	known := []schedule.ReadTalk{{Talk: talk("42 hall 09:00-09:30").Talk, Origin: schedule.ByHand}}
	p := file("13f65e09-37ea-5475-b396-f09e52baf295 Great Hall|10:00-10:30", "uid@host Great Hall|11:00-11:30", "42 Great Hall|12:00-12:30",
		long+" Great Hall|13:00-13:30", "/odd Great Hall|14:00-14:30", "uid:host Great Hall|15:00-15:30")
	fresh := schedule.Map(p, rooms, house)
	d := schedule.Compare(known, nil, nil, fresh, at("08:00"))
	var ids []stagedoor.TalkID
	for _, n := range d.New {
		ids = append(ids, n.Is.ID)
		if err := schedule.ValidateTalk(n.Is); err != nil {
			t.Errorf("%s: %v", n.Is.Title, err)
		}
	}
	if len(ids) != 6 || ids[0] != "13f65e09-37ea-5475-b396-f09e52baf295" || ids[1] != "uid:host" {
		t.Errorf("ids %q, want the guid and the UID as they can be read", ids)
	}
	if slices.Contains(ids, "42") {
		t.Errorf("ids %q: 42 is another talk's", ids)
	}
	slices.Sort(ids)
	if len(slices.Compact(slices.Clone(ids))) != 6 {
		t.Errorf("ids %q: two are the same", ids)
	}
	again := schedule.Compare(known, nil, nil, fresh, at("09:00"))
	for i, n := range again.New {
		if n.Is.ID != d.New[i].Is.ID {
			t.Errorf("read again, %s has the id %s, want %s", n.Is.Title, n.Is.ID, d.New[i].Is.ID)
		}
	}
}

func TestMap(t *testing.T) {
	p := file("a Great Hall|10:00-10:30", "b Foundry|10:00-10:30", "c Cellar|10:00-10:30", "d Attic|10:00-10:30", "e Attic|11:00-11:30", "f |12:00-12:30")
	lunch := entry("lunch Great Hall|13:00-14:00")
	lunch.Everywhere = true
	bad := entry("bad Great Hall|15:00-15:30")
	bad.Talk.Title = ""
	p.Entries = append(p.Entries, lunch, bad)
	p.Warnings = []schedule.Warning{{Where: "line 7", Says: stagedoor.Say("Odd.")}}
	f := schedule.Map(p, rooms, house)
	var got []string
	for _, r := range f.Talks {
		got = append(got, r.Foreign+"/"+string(r.Stage))
		if r.Origin != schedule.FromProgramme || r.Starts.Location() != time.UTC {
			t.Errorf("%s is from %s in %s", r.Foreign, r.Origin, r.Starts.Location())
		}
	}
	if want := "a/hall b/foundry lunch@hall/hall lunch@foundry/foundry"; strings.Join(got, " ") != want {
		t.Errorf("talks %q, want %s", got, want)
	}
	if want := []schedule.RoomCount{{Name: "Attic", Talks: 2}, {Name: "", Talks: 1}}; !slices.Equal(f.New, want) {
		t.Errorf("rooms that nobody decided: %v, want %v", f.New, want)
	}
	if len(f.Rooms) != 5 || len(f.Warnings) != 2 || f.Warnings[1].Says.Msg != "The talk needs a title." {
		t.Errorf("rooms %v and warnings %v, want 5 rooms, the file's warning and the talk without a title", f.Rooms, f.Warnings)
	}
	// The foundry is removed: what was in it waits for somebody to say what it is now.
	if f := schedule.Map(p, rooms, house[:1]); len(f.New) != 3 || f.New[0].Name != "Foundry" {
		t.Errorf("without the foundry's stage these rooms are new: %v", f.New)
	}
}

func TestGuess(t *testing.T) {
	for room, want := range map[string]stagedoor.StageID{
		"Great Hall": "hall", "GREAT  hall": "hall", "Hall": "hall", "ЛЕЯРНА": "foundry", "foundry": "foundry", "Attic": "", "": "",
	} {
		if got, ok := schedule.Guess(room, house); got != want || ok != (want != "") {
			t.Errorf("the room %q is guessed to be %q, want %q", room, got, want)
		}
	}
}

func TestChoose(t *testing.T) {
	many := make([]schedule.RoomChoice, 501)
	for i := range many {
		many[i].Room = fmt.Sprint(i)
	}
	for _, tt := range []struct {
		name    string
		choices []schedule.RoomChoice
		want    string
		kind    stagedoor.Kind
	}{
		{"nothing", nil, "Great Hall=hall Foundry=foundry Cellar=", 0},
		{"another stage", []schedule.RoomChoice{{Room: "Cellar", Stage: "hall"}}, "Great Hall=hall Foundry=foundry Cellar=hall", 0},
		{"left out", []schedule.RoomChoice{{Room: "Foundry"}}, "Great Hall=hall Foundry= Cellar=", 0},
		{"a new room", []schedule.RoomChoice{{Room: "Attic", Stage: "hall"}}, "Great Hall=hall Foundry=foundry Cellar= Attic=hall", 0},
		{"a new stage", []schedule.RoomChoice{{Room: "Голяма зала", Create: true}}, "Great Hall=hall Foundry=foundry Cellar= Голяма зала=golyama-zala +golyama-zala", 0},
		{"two rooms of one name but for case", []schedule.RoomChoice{{Room: "Attic", Create: true}, {Room: "ATTIC", Create: true}},
			"Great Hall=hall Foundry=foundry Cellar= Attic=attic ATTIC=attic-2 +attic +attic-2", 0},
		{"a new stage of an id", []schedule.RoomChoice{{Room: "Attic", Create: true, Stage: "a1"}}, "Great Hall=hall Foundry=foundry Cellar= Attic=a1 +a1", 0},
		{"a new stage of an id that is taken", []schedule.RoomChoice{{Room: "Attic", Create: true, Stage: "hall"}}, "", stagedoor.Conflict},
		{"a stage that is not there", []schedule.RoomChoice{{Room: "Attic", Stage: "gone"}}, "", stagedoor.NotFound},
		{"too many", many, "", stagedoor.Invalid},
	} {
		t.Run(tt.name, func(t *testing.T) {
			after, made, err := schedule.Choose(rooms, house, tt.choices)
			if stagedoor.KindOf(err) != tt.kind {
				t.Fatalf("chose with %v, want kind %d", err, tt.kind)
			}
			var got []string
			for _, r := range after {
				got = append(got, r.Name+"="+string(r.Stage))
			}
			for _, m := range made {
				got = append(got, "+"+string(m.ID))
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("the rooms are %q, want %q", s, tt.want)
			}
		})
	}
	if rooms[1].Stage != "foundry" {
		t.Error("choosing changed what was decided before")
	}
}

func TestStageID(t *testing.T) {
	for name, want := range map[string]stagedoor.StageID{
		"Great Hall": "great-hall", "Zürich / 1.OG": "zuerich-1-og", "Café é": "cafe-e", "Щъркел": "shtarkel", "Йовков": "yovkov", "会場": "stage", "": "stage",
		"new": "stage", "Hall": "hall-2", strings.Repeat("long ", 20): "long-long-long-long-long-long-long-l",
	} {
		got := schedule.StageID(name, house)
		if got != want || !stagedoor.ValidName(string(got)) {
			t.Errorf("a stage named %q gets the id %q, want %q", name, got, want)
		}
	}
}
