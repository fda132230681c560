package schedule

import (
	"bufio"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"stagedoor"
)

// WriteICal writes talks as iCalendar, RFC 5545, for a calendar to take in:
// name is the calendar's, zone the one of the place, stageName says what stands
// as a talk's location, page the address of its page; nil, or an empty one, is
// none. A talk keeps its UID as long as it keeps its id, so that in a newer
// file a moved one moves in the calendar, too. The file asks nobody to fetch it
// again: it lies behind the door, where no calendar comes in.
func WriteICal(w io.Writer, name string, zone *time.Location, talks []stagedoor.Talk, stageName func(stagedoor.StageID) string, page func(stagedoor.Talk) string, now time.Time) error {
	c := icalWriter{bufio.NewWriter(w)}
	c.put("BEGIN", "VCALENDAR")
	c.put("VERSION", "2.0")
	c.put("PRODID", "-//Stagedoor//Stagedoor//EN")
	c.put("CALSCALE", "GREGORIAN")
	c.put("X-WR-CALNAME", escape(name))
	if zone != nil && zone != time.Local {
		c.put("X-WR-TIMEZONE", escape(zone.String()))
	}
	for _, t := range stagedoor.NewSchedule(append([]stagedoor.Talk(nil), talks...)) {
		href := ""
		if page != nil {
			href = page(t)
		}
		c.talk(t, stageName(t.Stage), href, now)
	}
	c.put("END", "VCALENDAR")
	return c.w.Flush()
}

// An icalWriter writes content lines; the first error stays until Flush.
type icalWriter struct{ w *bufio.Writer }

const icalTime = "20060102T150405Z"

func (c icalWriter) talk(t stagedoor.Talk, room, href string, now time.Time) {
	c.put("BEGIN", "VEVENT")
	c.put("UID", escape(uid(t.ID)))
	c.put("DTSTAMP", now.UTC().Format(icalTime))
	c.put("DTSTART", t.Starts.UTC().Format(icalTime))
	c.put("DTEND", t.Ends.UTC().Format(icalTime))
	if languageForm.MatchString(t.Language) {
		c.put("SUMMARY;LANGUAGE="+t.Language, escape(line(t.Title)))
	} else {
		c.put("SUMMARY", escape(line(t.Title)))
	}
	if room != "" {
		c.put("LOCATION", escape(line(room)))
	}
	if href != "" {
		c.put("URL", href) // a URI is not escaped
	}
	people := make([]string, len(t.People))
	for i, p := range t.People {
		people[i] = escape(line(p))
	}
	about := strings.TrimSpace(strings.Join(t.People, ", ") + "\n\n" + plainProse(t.Abstract))
	if about != "" {
		c.put("DESCRIPTION", escape(about))
	}
	if len(people) > 0 {
		c.put(icalPeople, strings.Join(people, ","))
	}
	if t.Break {
		c.put(icalBreak, "TRUE")
	}
	if t.NoRecord {
		c.put(icalNoRecord, "TRUE")
	}
	c.put("END", "VEVENT")
}

// escape writes RFC 5545's TEXT.
func escape(s string) string {
	return icalEscapes.Replace(prose(s))
}

var icalEscapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`)

// maxLine is how many octets of a line RFC 5545 allows.
const maxLine = 75

// put writes a content line, folded so that no character is cut.
func (c icalWriter) put(name, value string) {
	l := name + ":" + value
	room := maxLine
	for len(l) > room {
		at := room
		for at > 0 && !utf8.RuneStart(l[at]) {
			at--
		}
		c.w.WriteString(l[:at] + "\r\n ")
		l, room = l[at:], maxLine-1
	}
	c.w.WriteString(l + "\r\n")
}
