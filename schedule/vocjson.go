package schedule

import (
	"cmp"
	"encoding/json"
	"errors"
	"strings"

	"stagedoor"
)

// readVocJSON reads c3voc's schedule JSON. Version 1 has its events in
// schedule.conference.days[].rooms{}[], version 2 in schedule.events[]. The
// zone may stand behind the days, so the events are read first and become
// talks at the end.
func readVocJSON(r *reading, text []byte) error {
	v := vocJSON{r: r, walker: newWalker(text)}
	if err := v.object("", v.top); err != nil {
		return err
	}
	if err := v.end(); err != nil {
		return err
	}
	switch {
	case v.sessionize == 2:
		return stagedoor.Errorf(stagedoor.Invalid, "This is Sessionize's list of everything, not its grid. Take the address that ends in GridSmart.")
	case !v.schedule:
		return stagedoor.Errorf(stagedoor.Invalid, "This JSON is not a schedule: it has no %s.", "schedule")
	case !v.conference:
		return stagedoor.Errorf(stagedoor.Invalid, "This JSON is not a schedule: it has no %s.", "schedule.conference")
	case !v.days && !v.flat:
		return stagedoor.Errorf(stagedoor.Invalid, "This JSON is not a schedule: it has no %s.", "schedule.conference.days")
	}
	r.nameZone(place{path: "schedule.conference.time_zone_name"}, v.zone)
	for i := range v.events {
		v.talk(&v.events[i])
	}
	return nil
}

// A vocJSON is a schedule JSON file being read.
type vocJSON struct {
	*walker
	r          *reading
	zone       string
	events     []vocEvent
	schedule   bool // what was there
	conference bool
	days       bool
	flat       bool // schedule.events: version 2
	sessionize int
}

// A vocEvent is an event of either version as it stands in the file.
type vocEvent struct {
	at   place
	day  day
	in   string // the room whose list it stands in
	flat bool
	bad  *fault

	GUID        text            `json:"guid"`
	ID          json.RawMessage `json:"id"`
	Code        text            `json:"code"`
	Date        text            `json:"date"`
	Start       text            `json:"start"`
	End         text            `json:"end"`
	Duration    text            `json:"duration"`
	Room        vocRoom         `json:"room"`
	Title       text            `json:"title"`
	Subtitle    text            `json:"subtitle"`
	Type        text            `json:"type"`
	Language    text            `json:"language"`
	Abstract    text            `json:"abstract"`
	Description text            `json:"description"`
	NoRecord    text            `json:"do_not_record"`
	Recording   struct {
		OptOut text `json:"optout"`
	} `json:"recording"`
	Persons      []vocPerson `json:"persons"`
	Participants []vocPerson `json:"participants"`
	State        text        `json:"state"`
}

// A vocRoom is a room's name, or an object that has it.
type vocRoom string

// UnmarshalJSON reads either.
func (n *vocRoom) UnmarshalJSON(b []byte) error {
	*n = vocRoom(named(b, "name", "slug"))
	return nil
}

// A vocPerson is a name, or an object that has it under one of several names.
type vocPerson string

// UnmarshalJSON reads either.
func (n *vocPerson) UnmarshalJSON(b []byte) error {
	*n = vocPerson(named(b, "public_name", "name", "full_public_name", "display_name", "full_name"))
	return nil
}

// named is a text, or the first of an object's members that is one.
func named(b []byte, members ...string) string {
	var o map[string]json.RawMessage
	if len(b) == 0 || b[0] != '{' || json.Unmarshal(b, &o) != nil {
		var t text
		_ = json.Unmarshal(b, &t)
		return t.is
	}
	for _, m := range members {
		var s string
		if json.Unmarshal(o[m], &s) == nil && strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

func (v *vocJSON) top(path, name string) error {
	switch name {
	case "schedule":
		v.schedule = true
		return v.object(path, v.inSchedule)
	case "sessions", "speakers":
		v.sessionize++
	}
	return v.skip()
}

func (v *vocJSON) inSchedule(path, name string) error {
	switch name {
	case "conference":
		v.conference = true
		return v.object(path, v.inConference)
	case "events":
		v.flat = true
		return v.list(path, func(path string) error { return v.event(path, day{}, "", true) })
	}
	return v.skip()
}

func (v *vocJSON) inConference(path, name string) error {
	switch name {
	case "title":
		var title string
		err := v.word(&title)
		v.r.Title = cut(plain(title), maxTalk)
		return err
	case "time_zone_name":
		return v.word(&v.zone)
	case "days":
		v.days = true
		return v.list(path, v.inDay)
	}
	return v.skip()
}

func (v *vocJSON) inDay(path string) error {
	var d day
	from := len(v.events)
	err := v.object(path, func(path, name string) error {
		switch name {
		case "date":
			return v.word(&d.date)
		case "day_start":
			return v.word(&d.start)
		case "rooms":
			return v.object(path, func(path, room string) error {
				return v.list(path, func(path string) error { return v.event(path, day{}, room, false) })
			})
		}
		return v.skip()
	})
	d.changes("")
	for i := from; i < len(v.events); i++ {
		v.events[i].day = d
	}
	return err
}

// event reads one event; what has not the type that it must have is kept as
// the event's fault.
func (v *vocJSON) event(path string, d day, room string, flat bool) error {
	if err := v.r.count(); err != nil {
		return err
	}
	e := vocEvent{at: place{path: path}, day: d, in: room, flat: flat}
	err := v.value(&e)
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind) && kind.Field == "":
		e.bad = &fault{field: "title"}
	case errors.As(err, &kind):
		e.bad = &fault{field: kind.Field, value: kind.Value}
	case err != nil:
		return err
	case !flat:
		e.bad = e.checkID()
	}
	v.events = append(v.events, e)
	return nil
}

// checkID holds that an id is a whole number, as version 1 wants it. A file
// with others was not written for this format, and where its ids come from,
// whether they stay, nobody knows.
func (e *vocEvent) checkID() *fault {
	id := string(e.ID)
	if id == "" || id == "null" || strings.Trim(strings.TrimPrefix(id, "-"), "0123456789") == "" {
		return nil
	}
	return &fault{field: "id", value: strings.Trim(id, `"`), whole: true}
}

// left are the states of version 2 in which a talk is not held, or not yet.
var left = map[string]bool{"DRAFT": true, "SUBMITTED": true, "REJECTED": true, "CANCELED": true, "CANCELLED": true, "WITHDRAWN": true, "DELETED": true}

// talk makes an event a talk.
func (v *vocJSON) talk(e *vocEvent) {
	language := e.Language.in("")
	title := e.Title.in(language)
	id := strings.Trim(string(e.ID), `"`)
	if id == "null" {
		id = ""
	}
	f := found{
		at: e.at, foreign: cmp.Or(strings.TrimSpace(e.GUID.is), id, strings.TrimSpace(e.Code.is)), room: cmp.Or(strings.TrimSpace(e.in), string(e.Room)),
		title: title, language: language,
		abstract: []string{e.Subtitle.in(language), e.Abstract.in(language), e.Description.in(language)},
		noRecord: truthy(e.NoRecord.is) || truthy(e.Recording.OptOut.is), pause: pause(e.Type.is),
	}
	if e.flat && (e.Type.is == "BREAK" || e.Type.is == "META") {
		f.pause, f.everywhere = true, f.room == "" // of a break in no room all have it
	}
	for _, p := range append(e.Persons, e.Participants...) {
		f.people = append(f.people, string(p))
	}
	s := slot{date: e.Date.is, start: e.Start.is, end: e.End.is, duration: e.Duration.is}
	if e.flat && s.date == "" {
		s.date, s.start = s.start, ""
	}
	bad := e.bad
	if bad == nil && left[strings.ToUpper(e.State.is)] {
		bad = &fault{why: stagedoor.Say("“%s” is left out: its state is %s.", clip(plain(title)), clip(e.State.is))}
	}
	if bad == nil {
		f.starts, f.ends, bad = v.r.slot(e.day, s)
	}
	if bad != nil {
		if e.flat { // version 2 calls them otherwise
			switch {
			case bad.field == "date":
				bad.field = "start"
			case bad.field == "duration" && bad.value == "":
				bad.field = "end"
			}
		}
		v.r.leaveOut(f.at, title, *bad)
		return
	}
	v.r.add(f)
}
