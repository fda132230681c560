package schedule

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"stagedoor"
)

// WriteVocJSON writes the conference as c3voc's schedule JSON, version 1,
// which apps and video crews read. The rooms are the stages in their order; a
// talk keeps its guid as long as it keeps its id.
func WriteVocJSON(w io.Writer, c stagedoor.Conference, stages []Stage, talks []stagedoor.Talk, now time.Time) error {
	v := vocWriter{conference: c, zone: c.Location(), ids: map[uint32]bool{}, acronym: acronym(c.Name)}
	v.rooms(stages, talks)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v.file(talks, now))
}

// The file, its members in the order in which people read them.
type (
	vocOut struct {
		Schema    string       `json:"$schema"`
		Generator vocGenerator `json:"generator"`
		Schedule  vocSchedule  `json:"schedule"`
	}
	vocGenerator struct {
		Name string `json:"name"`
	}
	vocSchedule struct {
		Version    string        `json:"version"`
		Conference vocConference `json:"conference"`
	}
	vocConference struct {
		Acronym  string       `json:"acronym"`
		Title    string       `json:"title"`
		Start    string       `json:"start"`
		End      string       `json:"end"`
		Days     int          `json:"daysCount"`
		Timeslot string       `json:"timeslot_duration"`
		Zone     string       `json:"time_zone_name,omitempty"`
		Rooms    []vocRoomOut `json:"rooms"`
		Day      []vocDay     `json:"days"`
	}
	vocRoomOut struct {
		Name string `json:"name"`
		GUID string `json:"guid"`
	}
	vocDay struct {
		Index int       `json:"index"`
		Date  string    `json:"date"`
		Start string    `json:"day_start"`
		End   string    `json:"day_end"`
		Rooms vocLists  `json:"rooms"`
		start time.Time // when it begins
	}
	vocTalk struct {
		GUID        string         `json:"guid"`
		ID          uint32         `json:"id"`
		Date        string         `json:"date"`
		Start       string         `json:"start"`
		End         string         `json:"end"`
		Duration    string         `json:"duration"`
		Room        string         `json:"room"`
		Slug        string         `json:"slug"`
		URL         string         `json:"url"`
		Title       string         `json:"title"`
		Subtitle    string         `json:"subtitle"`
		Track       *string        `json:"track"`
		Type        string         `json:"type"`
		Language    string         `json:"language"`
		Abstract    string         `json:"abstract"`
		Description *string        `json:"description"`
		License     string         `json:"recording_license"`
		NoRecord    bool           `json:"do_not_record"`
		Persons     []vocPersonOut `json:"persons"`
		Links       []string       `json:"links"`
		Attachments []string       `json:"attachments"`
	}
	vocPersonOut struct {
		ID   uint32 `json:"id"`
		Name string `json:"public_name"`
	}
)

// vocLists are a day's rooms, in order: an object, which a Go map would sort.
type vocLists []vocList

type vocList struct {
	room  string
	talks []vocTalk
}

// MarshalJSON writes the object.
func (l vocLists) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, room := range l {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, part := range []any{room.room, room.talks} {
			if j > 0 {
				b.WriteByte(':')
			}
			e := json.NewEncoder(&b)
			e.SetEscapeHTML(false)
			if err := e.Encode(part); err != nil {
				return nil, err
			}
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// A vocWriter writes one conference.
type vocWriter struct {
	conference stagedoor.Conference
	zone       *time.Location
	acronym    string
	stages     []Stage // their names unlike
	ids        map[uint32]bool
}

// rooms makes the stages' names unlike, since they are keys, and adds a stage
// of which only its talks are known.
func (v *vocWriter) rooms(stages []Stage, talks []stagedoor.Talk) {
	names := map[string]bool{}
	known := map[stagedoor.StageID]bool{}
	add := func(s Stage) {
		if known[s.ID] {
			return
		}
		known[s.ID] = true
		name := line(s.Name)
		if name == "" {
			name = string(s.ID)
		}
		if names[name] {
			name += " (" + string(s.ID) + ")"
		}
		names[name] = true
		v.stages = append(v.stages, Stage{ID: s.ID, Name: name})
	}
	for _, s := range stages {
		add(s)
	}
	for _, t := range talks {
		add(Stage{ID: t.Stage, Name: string(t.Stage)})
	}
}

func (v *vocWriter) file(talks []stagedoor.Talk, now time.Time) vocOut {
	days := v.days(talks)
	start, end := now.In(v.zone), now.In(v.zone)
	if len(days) > 0 {
		start, end = days[0].start, days[len(days)-1].start
	}
	out := vocConference{
		Acronym: v.acronym, Title: line(v.conference.Name), Start: start.Format(time.DateOnly), End: end.Format(time.DateOnly),
		Days: len(days), Timeslot: "00:05", Rooms: []vocRoomOut{}, Day: days,
	}
	if !v.conference.Starts.IsZero() {
		out.Start = v.conference.Starts.String()
	}
	if !v.conference.Ends.IsZero() {
		out.End = v.conference.Ends.String()
	}
	if zone := v.zone.String(); zoneForm.MatchString(zone) {
		out.Zone = zone
	}
	for _, s := range v.stages {
		out.Rooms = append(out.Rooms, vocRoomOut{Name: s.Name, GUID: v.guid("stage", string(s.ID))})
	}
	return vocOut{
		Schema: "https://c3voc.de/schedule/schema.json", Generator: vocGenerator{Name: "stagedoor"},
		Schedule: vocSchedule{Version: now.In(v.zone).Format("2006-01-02 15:04"), Conference: out},
	}
}

// zoneForm is how the schema wants a zone.
var zoneForm = regexp.MustCompile(`^(?:[A-Z][a-z]+/[A-Z][a-z]+|UTC$)`)

// days puts the talks under their days; each day lists every stage.
func (v *vocWriter) days(talks []stagedoor.Talk) []vocDay {
	days := []vocDay{}
	for _, t := range stagedoor.NewSchedule(append([]stagedoor.Talk(nil), talks...)) {
		starts := t.Starts.In(v.zone)
		y, m, d := starts.Date()
		if starts.Hour() < dayChange { // still of the evening before
			d--
		}
		begin := time.Date(y, m, d, dayChange, 0, 0, 0, v.zone)
		if n := len(days); n == 0 || begin.After(days[n-1].start) {
			day := vocDay{
				Index: n + 1, Date: begin.Format(time.DateOnly), Start: begin.Format(time.RFC3339), start: begin,
				End: time.Date(y, m, d+1, dayChange, 0, -1, 0, v.zone).Format(time.RFC3339),
			}
			for _, s := range v.stages {
				day.Rooms = append(day.Rooms, vocList{room: s.Name, talks: []vocTalk{}})
			}
			days = append(days, day)
		}
		at := slices.IndexFunc(v.stages, func(s Stage) bool { return s.ID == t.Stage })
		room := &days[len(days)-1].Rooms[at]
		room.talks = append(room.talks, v.talk(t, room.room))
	}
	return days
}

func (v *vocWriter) talk(t stagedoor.Talk, room string) vocTalk {
	starts, ends := t.Starts.In(v.zone), t.Ends.In(v.zone)
	minutes := int(ends.Sub(starts).Minutes())
	guid := v.guid("talk", string(t.ID))
	out := vocTalk{
		GUID: guid, ID: v.number(string(t.ID)), Date: starts.Format(time.RFC3339), Start: starts.Format("15:04"), End: ends.Format(time.RFC3339),
		Duration: fmt.Sprintf("%02d:%02d", minutes/60, minutes%60), Room: room, URL: "urn:uuid:" + guid,
		Title: line(t.Title), Type: "talk", Language: t.Language, Abstract: prose(t.Abstract), NoRecord: t.NoRecord,
		Persons: []vocPersonOut{}, Links: []string{}, Attachments: []string{},
	}
	out.Slug = fmt.Sprintf("%s-%d", v.acronym, out.ID)
	if t.Break {
		out.Type = "break"
	}
	for _, p := range t.People {
		out.Persons = append(out.Persons, vocPersonOut{ID: number("person " + p), Name: line(p)})
	}
	return out
}

var guidForm = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func (v *vocWriter) guid(kind, id string) string { return guid(v.conference.ID, kind, id) }

// guid is shaped as a UUID and the same whenever it is asked for.
func guid(conference, kind, id string) string {
	if guidForm.MatchString(id) {
		return id
	}
	h := sha256.Sum256([]byte("stagedoor\n" + conference + "\n" + kind + "\n" + id))
	h[6] = h[6]&0x0f | 0x80 // version 8: of our own making
	h[8] = h[8]&0x3f | 0x80
	s := hex.EncodeToString(h[:16])
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

// number is a talk's number, which apps want beside the guid: positive, of 31
// bits, and nobody else's in this file.
func (v *vocWriter) number(id string) uint32 {
	n := number("talk " + id)
	for v.ids[n] {
		n = max(1, (n+1)&0x7fffffff)
	}
	v.ids[n] = true
	return n
}

func number(s string) uint32 {
	h := sha256.Sum256([]byte(s))
	return max(1, binary.BigEndian.Uint32(h[:])&0x7fffffff)
}

// acronym is the conference's name as the format wants it: at least four of
// a-z, 0-9 and _.
func acronym(name string) string {
	s := strings.ReplaceAll(string(StageID(name, nil)), "-", "_")
	if len(s) < 4 {
		s += "_conference"
	}
	return s
}
