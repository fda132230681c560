package schedule

import (
	"strings"
	"time"

	"stagedoor"
)

// readICal reads iCalendar, RFC 5545: each VEVENT is a talk, its LOCATION the
// room. Zones are known by their names; what a VTIMEZONE says of its rules is
// not needed. Of a talk that repeats only the first is read, and days without
// a time are no talks.
func readICal(r *reading, text []byte) error {
	r.titleField = "SUMMARY"
	c := ical{r: r, zones: map[string]*time.Location{}, moved: map[string]bool{}}
	err := unfold(string(text), c.line)
	if err != nil {
		return err
	}
	if len(c.open) > 0 || !c.begun {
		return stagedoor.Errorf(stagedoor.Invalid, "The file is cut off: it ends on line %d, in the middle.", c.last)
	}
	r.nameZone(c.zoneAt, c.zone)
	for _, e := range c.events {
		if at := e.has["RECURRENCE-ID"].value; at != "" {
			c.moved[e.has["UID"].value+"#"+at] = true
		}
	}
	for i := range c.events {
		c.talk(&c.events[i])
	}
	return nil
}

// unfold calls each with every content line, its continuations joined, and the
// number of the line that it begins on.
func unfold(text string, each func(n int, line string) error) error {
	var whole strings.Builder
	first, n := 0, 0
	for text != "" {
		var l string
		l, text, _ = strings.Cut(text, "\n")
		l = strings.TrimSuffix(l, "\r")
		n++
		if first > 0 && (strings.HasPrefix(l, " ") || strings.HasPrefix(l, "\t")) {
			whole.WriteString(l[1:])
			continue
		}
		if first > 0 {
			if err := each(first, whole.String()); err != nil {
				return err
			}
		}
		whole.Reset()
		whole.WriteString(l)
		first = n
	}
	return each(first, whole.String())
}

// An ical is a calendar being read. Its zone may stand behind the events, so
// these become talks at the end.
type ical struct {
	r      *reading
	begun  bool
	last   int
	open   []string // components
	maker  string   // PRODID
	zone   string
	zoneAt place
	zones  map[string]*time.Location // by TZID; nil: unknown, and said so
	moved  map[string]bool           // those of a series that stand apart: UID#RECURRENCE-ID
	event  *icalEvent
	events []icalEvent
}

// An icalEvent is a VEVENT as it stands in the file.
type icalEvent struct {
	at  place
	has map[string]property // by name; of several the first
}

// A property is a content line.
type property struct {
	name   string
	params map[string]string // by name in capitals
	value  string
	line   int
}

func (c *ical) line(n int, l string) error {
	c.last = n
	if strings.TrimSpace(l) == "" {
		return nil
	}
	p, ok := parseProperty(l)
	p.line = n
	name := strings.ToUpper(strings.TrimSpace(p.value))
	switch {
	case !ok:
		return nil // a line that was broken without a fold; what it belongs to is cut
	case p.name == "BEGIN":
		if len(c.open) == maxDepth {
			return stagedoor.Errorf(stagedoor.Invalid, "Line %d is more than %d components deep. A calendar is not.", n, maxDepth)
		}
		c.begun = true
		c.open = append(c.open, name)
		if name == "VEVENT" && len(c.open) == 2 {
			c.event = &icalEvent{at: place{line: n}, has: map[string]property{}}
			return c.r.count()
		}
	case p.name == "END":
		if k := len(c.open); k == 0 || c.open[k-1] != name {
			return stagedoor.Errorf(stagedoor.Invalid, "Line %d ends %q, which is not what was begun last.", n, clip(p.value))
		}
		if name == "VEVENT" && len(c.open) == 2 {
			c.events = append(c.events, *c.event)
			c.event = nil
		}
		c.open = c.open[:len(c.open)-1]
	case len(c.open) == 1:
		c.calendar(p)
	case len(c.open) == 2 && c.event != nil:
		if _, twice := c.event.has[p.name]; !twice && wantedProperties[p.name] {
			c.event.has[p.name] = p
		}
	}
	return nil
}

// wantedProperties are those of an event that say something to us.
var wantedProperties = map[string]bool{
	"UID": true, "SUMMARY": true, "DESCRIPTION": true, "LOCATION": true, "DTSTART": true, "DTEND": true, "DURATION": true, "RRULE": true, "RDATE": true,
	"RECURRENCE-ID": true, "STATUS": true, icalPeople: true, icalBreak: true, icalNoRecord: true,
}

func (c *ical) calendar(p property) {
	switch p.name {
	case "PRODID":
		c.maker = p.value
	case "X-WR-CALNAME", "NAME":
		if c.r.Title == "" {
			c.r.Title = cut(plain(unescape(p.value)), maxTalk)
		}
	case "X-WR-TIMEZONE":
		c.zone, c.zoneAt = p.value, place{line: p.line}
	}
}

// parseProperty reads NAME;PARAM=value;OTHER="a:b":value.
func parseProperty(l string) (property, bool) {
	at := strings.IndexAny(l, ":;")
	if at <= 0 {
		return property{}, false
	}
	p := property{name: strings.ToUpper(l[:at])}
	for l[at] == ';' {
		l = l[at+1:]
		quoted := false
		at = strings.IndexFunc(l, func(r rune) bool {
			if r == '"' {
				quoted = !quoted
			}
			return !quoted && (r == ':' || r == ';')
		})
		if at < 0 {
			return property{}, false
		}
		if name, value, ok := strings.Cut(l[:at], "="); ok {
			if p.params == nil {
				p.params = map[string]string{}
			}
			p.params[strings.ToUpper(name)] = strings.Trim(value, `"`)
		}
	}
	p.value = l[at+1:]
	return p, true
}

// unescape reads RFC 5545's TEXT.
func unescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			out.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n', 'N':
			out.WriteByte('\n')
		case '\\', ';', ',':
			out.WriteByte(s[i])
		default: // no escape of RFC 5545: a lone backslash
			out.WriteString(s[i-1 : i+1])
		}
	}
	return out.String()
}

// list reads a comma-separated list of TEXT.
func list(s string) []string {
	var out []string
	from := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case ',':
			out = append(out, unescape(s[from:i]))
			from = i + 1
		}
	}
	return append(out, unescape(s[from:]))
}
