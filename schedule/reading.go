package schedule

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"stagedoor"
)

// A place is where in a file something stands: a line, or a path in JSON.
type place struct {
	line int
	path string
}

// String is the place as Warning.Where has it.
func (p place) String() string {
	if p.path != "" {
		return p.path
	}
	return "line " + strconv.Itoa(p.line)
}

// A fault is why a talk is left out.
type fault struct {
	at    place
	field string             // what the file calls the thing that is missing or cannot be read; in JSON below at
	value string             // as it stands there; empty: it is missing
	whole bool               // it must be a whole number
	why   stagedoor.Sentence // when it is neither
}

// A found is a talk as it stands in the file, its texts not cleaned yet.
type found struct {
	at         place
	foreign    string // guid, else id, else UID
	room       string
	everywhere bool
	title      string
	people     []string
	abstract   []string // its parts: subtitle, abstract, description
	language   string
	starts     time.Time
	ends       time.Time
	pause      bool
	noRecord   bool
}

// A reading gathers what a format's reader finds.
type reading struct {
	Programme
	clock
	titleField string           // what the format calls a talk's title
	talks      int              // that stand in the file
	first      *fault           // of the first talk that was left out
	seen       map[string]place // of each identity
	zoneAt     place
	rooms      map[string]bool
}

func newReading(f Format, zone *time.Location) *reading {
	return &reading{Programme: Programme{Format: f}, clock: clock{zone: zone}, titleField: "title", seen: map[string]place{}, rooms: map[string]bool{}}
}

func (r *reading) warn(at place, says stagedoor.Sentence) {
	r.Warnings = append(r.Warnings, Warning{Where: at.String(), Says: says})
}

// nameZone takes the zone that the file names.
func (r *reading) nameZone(at place, name string) {
	name = line(name)
	switch {
	case name == "":
	case r.name(name):
		r.Zone, r.zoneAt = r.zone.String(), at
	default:
		r.warn(at, stagedoor.Say("Nobody knows the time zone %q, which the file names.", clip(name)))
	}
}

// count counts one more talk of the file, before anything of it is read.
func (r *reading) count() error {
	if r.talks++; r.talks > MaxTalks {
		return stagedoor.Errorf(stagedoor.Invalid, "The file has more than %d talks. A programme has not.", MaxTalks)
	}
	return nil
}

// leaveOut leaves a talk out; title may be empty.
func (r *reading) leaveOut(at place, title string, f fault) {
	if f.at == (place{}) {
		f.at = at
	}
	if r.first == nil {
		r.first = &f
	}
	title = clip(plain(title))
	switch {
	case !f.why.Zero():
		r.warn(at, f.why)
	case title == "" && f.value == "":
		r.warn(at, stagedoor.Say("A talk is left out: it has no “%s”.", f.field))
	case title == "" && f.whole:
		r.warn(at, stagedoor.Say("A talk is left out: “%s” is %q, but must be a whole number without quotes.", f.field, clip(f.value)))
	case title == "":
		r.warn(at, stagedoor.Say("A talk is left out: “%s” is %q, which we cannot read.", f.field, clip(f.value)))
	case f.whole:
		r.warn(at, stagedoor.Say("“%s” is left out: its “%s” is %q, but must be a whole number without quotes.", title, f.field, clip(f.value)))
	case f.value == "":
		r.warn(at, stagedoor.Say("“%s” is left out: it has no “%s”.", title, f.field))
	default:
		r.warn(at, stagedoor.Say("“%s” is left out: its “%s” is %q, which we cannot read.", title, f.field, clip(f.value)))
	}
}

// add takes a talk into the programme, or leaves it out.
func (r *reading) add(f found) {
	t := stagedoor.Talk{
		Title: plain(f.title), People: r.people(f), Abstract: r.abstract(f), Language: languageTag(f.language),
		Starts: f.starts.UTC().Truncate(time.Millisecond), Ends: f.ends.UTC().Truncate(time.Millisecond),
		Break: f.pause, NoRecord: f.noRecord,
	}
	if t.Title == "" {
		r.leaveOut(f.at, "", fault{field: r.titleField})
		return
	}
	if n := utf8.RuneCountInString(t.Title); n > maxTalk {
		t.Title = cut(t.Title, maxTalk)
		r.warn(f.at, stagedoor.Say("The title “%s” has %d characters; it was cut to %d.", clip(t.Title), n, maxTalk))
	}
	switch {
	case !t.Starts.Before(t.Ends):
		r.leaveOut(f.at, t.Title, fault{why: stagedoor.Say("“%s” is left out: it ends before it starts.", clip(t.Title))})
		return
	case t.Ends.Sub(t.Starts) > maxLength:
		r.leaveOut(f.at, t.Title, fault{why: stagedoor.Say("“%s” is left out: it is longer than a week.", clip(t.Title))})
		return
	}
	room := cut(plain(f.room), maxRoom)
	e := Entry{Foreign: cut(plain(f.foreign), maxForeign), Room: room, Everywhere: f.everywhere, Where: f.at.String(), Talk: t}
	if e.Foreign == "" {
		e.Foreign = hashed(room, t)
	}
	if earlier, twice := r.seen[e.Foreign]; twice {
		r.leaveOut(f.at, t.Title, fault{why: twiceSays(t.Title, e.Foreign, earlier)})
		return
	}
	r.seen[e.Foreign] = f.at
	if room != "" && !r.rooms[room] {
		r.rooms[room] = true
		r.Rooms = append(r.Rooms, room)
	}
	r.Entries = append(r.Entries, e)
}

func twiceSays(title, foreign string, earlier place) stagedoor.Sentence {
	if earlier.path != "" {
		return stagedoor.Say("“%s” is left out: its id %q stands already at %s.", clip(title), clip(foreign), earlier.path)
	}
	return stagedoor.Say("“%s” is left out: its id %q stands already on line %d.", clip(title), clip(foreign), earlier.line)
}

// Limits of what a file calls things; beyond them nobody can tell them apart.
const (
	maxRoom    = 120 // characters
	maxForeign = 500
)

// hashed is the identity of a talk that the file gives none: the same as long
// as room, start and title stay.
func hashed(room string, t stagedoor.Talk) string {
	h := sha256.Sum256([]byte(room + "\n" + t.Starts.Format(time.RFC3339) + "\n" + t.Title))
	return hex.EncodeToString(h[:16])
}

// people are the talk's people, as one line each.
func (r *reading) people(f found) []string {
	var out []string
	for _, p := range f.people {
		p = cut(plain(p), maxPerson)
		if p == "" || slices.Contains(out, p) {
			continue
		}
		if len(out) == maxPeople {
			r.warn(f.at, stagedoor.Say("“%s” has more than %d people; the others were left out.", clip(plain(f.title)), maxPeople))
			break
		}
		out = append(out, p)
	}
	return out
}

// abstract joins the parts that say something new.
func (r *reading) abstract(f found) string {
	out, title := "", plain(f.title)
	for _, part := range f.abstract {
		part = prose(part)
		switch {
		case part == "" || part == title || strings.Contains(out, part):
		case strings.HasPrefix(part, out):
			out = part
		default:
			out += "\n\n" + part
		}
	}
	if len(out) <= maxAbstract {
		return out
	}
	if n := utf8.RuneCountInString(out); n > maxAbstract {
		r.warn(f.at, stagedoor.Say("The abstract of “%s” has %d characters; it was cut to %d.", clip(title), n, maxAbstract))
		out = cut(out, maxAbstract)
	}
	return out
}

// finish gives the programme, or says why there is none.
func (r *reading) finish() (*Programme, error) {
	r.AskZone = r.asked
	if len(r.Entries) == 0 {
		return nil, r.nothing()
	}
	if r.other {
		r.warn(r.zoneAt, stagedoor.Say("The file names the time zone %s, but some of its times have another offset. The offsets count.", r.Zone))
	}
	r.overlaps()
	p := r.Programme
	return &p, nil
}

// nothing says why a file has no talk for us.
func (r *reading) nothing() error {
	f := r.first
	switch {
	case f == nil:
		return stagedoor.Errorf(stagedoor.Invalid, "There is no talk in this file.")
	case !f.why.Zero() && f.at.path != "":
		return stagedoor.Errorf(stagedoor.Invalid, "No talk of this file can be taken. The first one that is left out is %s.", f.at.path)
	case !f.why.Zero():
		return stagedoor.Errorf(stagedoor.Invalid, "No talk of this file can be taken. The first one that is left out is on line %d.", f.at.line)
	case f.value == "" && f.at.path != "":
		return stagedoor.Errorf(stagedoor.Invalid, "No talk of this file can be read: %s is missing.", f.at.path+"."+f.field)
	case f.value == "":
		return stagedoor.Errorf(stagedoor.Invalid, "No talk of this file can be read: the first, on line %d, has no “%s”.", f.at.line, f.field)
	case f.whole:
		return stagedoor.Errorf(stagedoor.Invalid, "No talk of this file can be read: %s is %q, but must be a whole number without quotes.", f.at.path+"."+f.field, clip(f.value))
	case f.at.path != "":
		return stagedoor.Errorf(stagedoor.Invalid, "No talk of this file can be read: %s is %q, which this format does not allow there.", f.at.path+"."+f.field, clip(f.value))
	}
	return stagedoor.Errorf(stagedoor.Invalid, "No talk of this file can be read: the “%s” of the first, on line %d, is %q.", f.field, f.at.line, clip(f.value))
}

// overlaps warns of each talk that begins while another is on in its room.
func (r *reading) overlaps() {
	rooms := map[string][]Entry{}
	for _, e := range r.Entries {
		if e.Room != "" {
			rooms[e.Room] = append(rooms[e.Room], e)
		}
	}
	for _, room := range r.Rooms {
		entries := rooms[room]
		slices.SortStableFunc(entries, func(a, b Entry) int { return a.Talk.Starts.Compare(b.Talk.Starts) })
		on := entries[0] // the one that ends last
		for _, e := range entries[1:] {
			if e.Talk.Starts.Before(on.Talk.Ends) {
				r.Warnings = append(r.Warnings, Warning{Where: e.Where, Says: stagedoor.Say("“%s” begins in %s before “%s” ends there. Both are kept.", clip(e.Talk.Title), room, clip(on.Talk.Title))})
			}
			if e.Talk.Ends.After(on.Talk.Ends) {
				on = e
			}
		}
	}
}
