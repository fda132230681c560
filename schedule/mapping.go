package schedule

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"stagedoor"
)

// A Fresh is a foreign file as our talks, before it is compared with what is
// known.
type Fresh struct {
	Talks    []ReadTalk      // without ids: those are given when it is compared
	Rooms    []RoomCount     // all of the file's, with their talks; a room of talks that are on all stages is none
	New      []RoomCount     // those of them that nobody decided
	waits    map[string]bool // what is not gone though it is not in Talks
	Warnings []Warning       // the file's, and talks that break a limit: those are left out
}

// Map makes our talks of a foreign file: a talk is on the stage that its room
// is, a talk of all stages is one talk on each. Talks of a room that was left
// out are left out; those of a room that nobody decided wait, and so do those
// of a room whose stage is gone.
func Map(p *Programme, rooms []Room, stages []Stage) Fresh {
	f := Fresh{waits: map[string]bool{}, Warnings: slices.Clone(p.Warnings)}
	is := decided(rooms, stages)
	count := map[string]int{} // place in f.Rooms
	for _, e := range p.Entries {
		if e.Everywhere {
			for _, s := range stages {
				f.add(e, e.Foreign+"@"+string(s.ID), s.ID)
			}
			continue
		}
		i, known := count[e.Room]
		if !known {
			i = len(f.Rooms)
			count[e.Room] = i
			f.Rooms = append(f.Rooms, RoomCount{Name: e.Room})
		}
		f.Rooms[i].Talks++
		switch stage, ok := is[e.Room]; {
		case !ok:
			f.waits[e.Foreign] = true
		case stage != "":
			f.add(e, e.Foreign, stage)
		}
	}
	for _, r := range f.Rooms {
		if _, ok := is[r.Name]; !ok {
			f.New = append(f.New, r)
		}
	}
	return f
}

// add keeps one talk, or warns of what is wrong with it.
func (f *Fresh) add(e Entry, foreign string, stage stagedoor.StageID) {
	t := ReadTalk{Talk: e.Talk, Origin: FromProgramme, Foreign: foreign}
	t.ID, t.Stage, t.Planned, t.Source = "x", stage, stagedoor.Span{}, ""
	t.Starts, t.Ends = kept(t.Starts), kept(t.Ends)
	if err := ValidateTalk(t.Talk); err != nil {
		says, _ := stagedoor.SentenceOf(err)
		f.Warnings = append(f.Warnings, Warning{Where: e.Where, Says: says})
		return
	}
	t.ID = ""
	f.Talks = append(f.Talks, t)
}

// kept is a time as a database keeps it.
func kept(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// decided says what each room is: a stage, or empty for left out.
func decided(rooms []Room, stages []Stage) map[string]stagedoor.StageID {
	is := map[string]stagedoor.StageID{}
	for _, r := range rooms {
		if r.Stage == "" || slices.ContainsFunc(stages, func(s Stage) bool { return s.ID == r.Stage }) {
			is[r.Name] = r.Stage
		}
	}
	return is
}

// Guess says which stage a room is by its name: the stage of that name or id,
// whatever its case. false when none is.
func Guess(room string, stages []Stage) (stagedoor.StageID, bool) {
	name := stagedoor.Fold(room)
	for _, s := range stages {
		if name != "" && (name == stagedoor.Fold(s.Name) || name == string(s.ID)) {
			return s.ID, true
		}
	}
	return "", false
}

// Choose lays what was chosen over what was decided earlier, and returns with
// it the stages that are to be made, in order.
func Choose(rooms []Room, stages []Stage, choices []RoomChoice) (after []Room, made []Stage, err error) {
	if len(choices) > maxRooms {
		return nil, nil, stagedoor.Errorf(stagedoor.Invalid, "A programme has at most %d rooms.", maxRooms)
	}
	after = slices.Clone(rooms)
	all := slices.Clone(stages)
	for _, c := range choices {
		stage := c.Stage
		switch {
		case c.Create:
			s := Stage{ID: c.Stage, Name: stageName(c.Room)}
			if s.ID == "" {
				s.ID = StageID(c.Room, all)
			}
			if slices.ContainsFunc(all, func(o Stage) bool { return o.ID == s.ID }) {
				return nil, nil, stagedoor.Errorf(stagedoor.Conflict, "There is a stage with the id %q already.", string(s.ID))
			}
			made, all, stage = append(made, s), append(all, s), s.ID
		case stage != "" && !slices.ContainsFunc(all, func(o Stage) bool { return o.ID == stage }):
			return nil, nil, stagedoor.Errorf(stagedoor.NotFound, "This stage is no longer there. Look at the stages again.")
		}
		i := slices.IndexFunc(after, func(r Room) bool { return r.Name == c.Room })
		if i < 0 {
			after = append(after, Room{Name: c.Room})
			i = len(after) - 1
		}
		after[i].Stage = stage
	}
	if len(after) > maxRooms {
		return nil, nil, stagedoor.Errorf(stagedoor.Invalid, "A programme has at most %d rooms.", maxRooms)
	}
	return after, made, nil
}

// maxRooms bounds what is remembered of rooms; the largest file that was met
// has 60.
const maxRooms = 500

// stageName is a room's name as a stage's.
func stageName(room string) string {
	name := strings.Join(strings.Fields(room), " ")
	if name == "" {
		return "Stage"
	}
	if r := []rune(name); len(r) > 80 {
		name = strings.TrimSpace(string(r[:80]))
	}
	return name
}

// StageID makes an id for a stage with this name that none of stages has: it
// stands in the address, so it is of Latin letters.
func StageID(name string, stages []Stage) stagedoor.StageID {
	var b strings.Builder
	for _, r := range norm.NFKD.String(latin.Replace(stagedoor.Fold(name))) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= 0x300 && r < 0x370: // an accent, apart from its letter
		default:
			b.WriteByte('-')
		}
	}
	id := strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return r == '-' }), "-")
	if len(id) > 36 { // there is room for a number behind it
		id = strings.Trim(id[:36], "-")
	}
	if id == "" || id == "new" {
		id = "stage"
	}
	for n := 1; ; n++ {
		with := id
		if n > 1 {
			with += "-" + strconv.Itoa(n)
		}
		if !slices.ContainsFunc(stages, func(s Stage) bool { return string(s.ID) == with }) {
			return stagedoor.StageID(with)
		}
	}
}

// latin writes Cyrillic as road signs in Bulgaria do, and the letters that
// Bulgarian has not as its neighbours' do.
var latin = strings.NewReplacer("а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "ж", "zh", "з", "z", "и", "i", "й", "y", "к", "k", "л", "l",
	"м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f", "х", "h", "ц", "ts", "ч", "ch", "ш", "sh", "щ", "sht",
	"ъ", "a", "ь", "y", "ю", "yu", "я", "ya", "ы", "y", "э", "e", "є", "ye", "і", "i", "ј", "j", "љ", "lj", "њ", "nj", "ћ", "c", "ђ", "dj", "џ", "dz",
	"ä", "ae", "ö", "oe", "ü", "ue", "ø", "o", "æ", "ae", "đ", "d", "ł", "l")
