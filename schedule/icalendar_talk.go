package schedule

import (
	"strings"
	"time"

	"stagedoor"
)

// Properties of ours: what iCalendar has no word for.
const (
	icalPeople   = "X-STAGEDOOR-PEOPLE"
	icalBreak    = "X-STAGEDOOR-BREAK"
	icalNoRecord = "X-STAGEDOOR-NO-RECORD"
)

// talk makes an event a talk.
func (c *ical) talk(e *icalEvent) {
	f := found{
		at: e.at, foreign: unescape(e.has["UID"].value), room: unescape(e.has["LOCATION"].value), title: unescape(e.has["SUMMARY"].value),
		language: e.has["SUMMARY"].params["LANGUAGE"], pause: truthy(e.has[icalBreak].value), noRecord: truthy(e.has[icalNoRecord].value),
	}
	about := prose(unescape(e.has["DESCRIPTION"].value))
	if p, ok := e.has[icalPeople]; ok {
		f.people = list(p.value)
		about = strings.TrimSpace(strings.TrimPrefix(about, strings.Join(f.people, ", "))) // our writer says them there, too
	} else if strings.Contains(strings.ToLower(c.maker), "pretalx") {
		f.title, f.people = pretalxSummary(f.title)
	}
	f.abstract = []string{about}
	if at := e.has["RECURRENCE-ID"].value; at != "" && f.foreign != "" {
		f.foreign += "#" + at // one of a series that was moved: it shares its UID
	}
	bad := c.times(e, &f)
	if bad != nil {
		c.r.leaveOut(f.at, f.title, *bad)
		return
	}
	if e.has["RRULE"].value != "" || e.has["RDATE"].value != "" {
		c.r.warn(f.at, stagedoor.Say("“%s” repeats; only the first one was read.", clip(plain(f.title))))
		if c.moved[e.has["UID"].value+"#"+e.has["DTSTART"].value] {
			return // the first one stands apart, as it is by now
		}
	}
	c.r.add(f)
}

// pretalxSummary parts the people from a title: pretalx writes both.
func pretalxSummary(s string) (title string, people []string) {
	at := strings.LastIndex(s, " - ")
	if at <= 0 {
		return strings.TrimSuffix(s, " -"), nil
	}
	return s[:at], strings.Split(s[at+len(" - "):], ", ")
}

// times reads when the event is.
func (c *ical) times(e *icalEvent, f *found) (bad *fault) {
	title := clip(plain(f.title))
	if strings.EqualFold(strings.TrimSpace(e.has["STATUS"].value), "CANCELLED") {
		return &fault{at: place{line: e.has["STATUS"].line}, why: stagedoor.Say("“%s” is left out: it is cancelled.", title)}
	}
	start, end := e.has["DTSTART"], e.has["DTEND"]
	if start.day() || end.day() {
		return &fault{at: place{line: start.line}, why: stagedoor.Say("“%s” is left out: it has a day, but no time.", title)}
	}
	if f.starts, bad = c.moment(start, "DTSTART"); bad != nil {
		return bad
	}
	if end.value != "" {
		f.ends, bad = c.moment(end, "DTEND")
		return bad
	}
	length := e.has["DURATION"]
	switch d, ok := span(length.value); {
	case length.value == "":
		return &fault{field: "DTEND"}
	case !ok || !strings.Contains(length.value, "P"):
		return &fault{at: place{line: length.line}, field: "DURATION", value: length.value}
	default:
		f.ends = f.starts.Add(d)
	}
	return nil
}

// day reports whether the property is a DATE, without a time.
func (p property) day() bool {
	_, err := time.Parse("20060102", strings.TrimSpace(p.value))
	return strings.EqualFold(p.params["VALUE"], "DATE") || err == nil
}

// moment reads a DATE-TIME: in UTC, in the zone that it names, or in the
// calendar's.
func (c *ical) moment(p property, name string) (time.Time, *fault) {
	value := strings.TrimSpace(p.value)
	bad := &fault{field: name, value: value}
	if p.line > 0 {
		bad.at = place{line: p.line}
	}
	utc := strings.HasSuffix(value, "Z") || strings.HasSuffix(value, "z")
	digits := strings.TrimRight(value, "Zz")
	t, err := time.Parse("20060102T150405", digits)
	if err != nil {
		t, err = time.Parse("20060102T1504", digits) // without seconds: met, though not allowed
	}
	if err != nil || !sane(t) {
		return time.Time{}, bad
	}
	if utc {
		return t, nil
	}
	if zone := c.tzid(p); zone != nil {
		return wall(t, zone), nil
	}
	return wall(t, c.r.local()), nil
}

// tzid is the zone that a property names; nil when it names none that we know.
func (c *ical) tzid(p property) *time.Location {
	name, ok := p.params["TZID"]
	if !ok {
		return nil
	}
	zone, asked := c.zones[name]
	if asked {
		return zone
	}
	zone = zoneNamed(name)
	c.zones[name] = zone
	switch {
	case zone == nil:
		c.r.warn(place{line: p.line}, stagedoor.Say("Nobody knows the time zone %q, which the file names.", clip(line(name))))
	case c.r.Zone == "":
		c.r.Zone = zone.String()
	}
	return zone
}
