package schedule

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A clock reads the times of one file.
type clock struct {
	zone  *time.Location // of times without an offset
	named bool           // the file says so
	asked bool           // a time stood without an offset, and no zone was named
	other bool           // a time's offset is not the named zone's
}

// name takes the zone that a file names; false when nobody knows it.
func (c *clock) name(zone string) bool {
	if z := zoneNamed(zone); z != nil {
		c.zone, c.named = z, true
		return true
	}
	return false
}

// local says which zone a time without one is in.
func (c *clock) local() *time.Location {
	if !c.named {
		c.asked = true
	}
	return c.zone
}

// layouts are those of a date with its time, with and without an offset. The
// separator is T and seconds may have a fraction.
var layouts = struct{ offset, local []string }{
	[]string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04Z0700", "2006-01-02T15:04:05Z07"},
	[]string{"2006-01-02T15:04:05", "2006-01-02T15:04"},
}

// stamp reads a date with its time. An offset counts for more than any zone.
func (c *clock) stamp(s string) (time.Time, bool) {
	return c.stampIn(s, nil)
}

// stampIn is stamp for times whose zone is known; nil: it is the file's.
func (c *clock) stampIn(s string, zone *time.Location) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if len(s) < 16 || len(s) > 40 || s[4] != '-' {
		return time.Time{}, false
	}
	if s[10] == ' ' || s[10] == 't' {
		s = s[:10] + "T" + s[11:]
	}
	s = strings.ReplaceAll(s, " ", "") // 10:00:00 +0200
	if s[len(s)-1] == 'z' {
		s = s[:len(s)-1] + "Z"
	}
	for _, layout := range layouts.offset {
		t, err := time.ParseInLocation(layout, s, time.UTC) // never this machine's zone
		if err != nil {
			continue
		}
		if c.named {
			_, is := t.Zone()
			_, be := t.In(c.zone).Zone()
			c.other = c.other || is != be
		}
		return t, sane(t)
	}
	for _, layout := range layouts.local {
		t, err := time.ParseInLocation(layout, s, time.UTC) // never this machine's zone
		if err != nil {
			continue
		}
		if zone == nil {
			zone = c.local()
		}
		return wall(t, zone), sane(t)
	}
	return time.Time{}, false
}

// wall is the moment when clocks in zone show what t shows in its own.
func wall(t time.Time, zone *time.Location) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone)
}

// sane reports whether a conference can be then: a template's year 0001 and
// a shifted decimal point are mistakes.
func sane(t time.Time) bool { return t.Year() >= 1970 && t.Year() < 2200 }

// date reads 2027-05-13, also in front of a time.
func date(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if len(s) > 10 && (s[10] == 'T' || s[10] == ' ') {
		s = s[:10]
	}
	t, err := time.Parse(time.DateOnly, s)
	return t, err == nil && sane(t)
}

var timeForm = regexp.MustCompile(`^([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2}))?$`)

// timeOfDay reads 9:00, 09:00:00 and 09.00.
func timeOfDay(s string) (time.Duration, bool) {
	m := timeForm.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return 0, false
	}
	d := hms(m[1], m[2], m[3])
	return d, d < 24*time.Hour
}

// hms is a span of hours, minutes and seconds; each is digits or empty.
func hms(hours, minutes, seconds string) time.Duration {
	h, _ := strconv.Atoi(hours)
	m, _ := strconv.Atoi(minutes)
	s, _ := strconv.Atoi(seconds)
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second
}

var (
	spanForm    = regexp.MustCompile(`^([0-9]{1,4}):([0-9]{1,2})(?::([0-9]{1,2}))?$`)
	minutesForm = regexp.MustCompile(`(?i)^([0-9]{1,6})(?:\.0+)?\s*(?:'|′|m|min\.?|mins|minuten?|minutes|мин\.?|минути|минута)?$`)
	isoForm     = regexp.MustCompile(`^\+?P(?:([0-9]{1,4})W)?(?:([0-9]{1,4})D)?(?:T(?:([0-9]{1,5})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,7})S)?)?$`)
)

// span reads a length: 00:45, 1:30:00, 45, 45 min and RFC 5545's PT45M.
func span(s string) (time.Duration, bool) {
	s = strings.TrimSpace(s)
	if m := spanForm.FindStringSubmatch(s); m != nil {
		return hms(m[1], m[2], m[3]), true
	}
	if m := minutesForm.FindStringSubmatch(s); m != nil {
		return hms("", m[1], ""), true
	}
	if m := isoForm.FindStringSubmatch(s); m != nil && len(s) > 2 {
		weeks, _ := strconv.Atoi(m[1])
		days, _ := strconv.Atoi(m[2])
		return time.Duration(7*weeks+days)*24*time.Hour + hms(m[3], m[4], m[5]), true
	}
	return 0, false
}

// A day is what the c3voc formats, XML and JSON alike, say of a day.
type day struct {
	date   string
	start  string        // with an offset, where there is one
	change time.Duration // talks that start before this time of day are past its midnight
}

// changes takes when the day changes: as the file says, or as the day starts.
func (d *day) changes(said string) {
	if at, ok := timeOfDay(said); ok {
		d.change = at
	} else if t, err := time.ParseInLocation(time.RFC3339, strings.TrimSpace(d.start), time.UTC); err == nil {
		d.change = time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	}
}

// zone is the zone of the day's times without one: an offset that the day has
// counts for more than the file's zone, unless they agree.
func (d day) zone(c *clock) *time.Location {
	t, err := time.ParseInLocation(time.RFC3339, strings.TrimSpace(d.start), time.UTC)
	if err != nil {
		return c.local()
	}
	_, is := t.Zone()
	if c.named {
		if _, be := t.In(c.zone).Zone(); is == be {
			return c.zone
		}
		c.other = true
	}
	return time.FixedZone("", is)
}

// A slot is what those formats say of a talk's time.
type slot struct{ date, start, end, duration string }

// slot reads when a talk is; field is the one that is missing or cannot be
// read, with its value.
func (c *clock) slot(d day, s slot) (starts, ends time.Time, bad *fault) {
	for _, text := range []*string{&s.date, &s.start, &s.end, &s.duration} {
		*text = strings.TrimSpace(*text)
	}
	starts, bad = c.starts(d, s)
	if bad != nil {
		return
	}
	if t, ok := c.stampIn(s.end, starts.Location()); ok && t.After(starts) {
		return starts, t, nil
	}
	length, ok := span(s.duration)
	switch {
	case ok && length > 0:
		return starts, starts.Add(length), nil
	case s.duration != "":
		return starts, ends, &fault{field: "duration", value: s.duration}
	case s.end == "":
		return starts, ends, &fault{field: "duration"}
	}
	if at, ok := timeOfDay(s.end); ok {
		return starts, next(starts, at), nil
	}
	return starts, ends, &fault{field: "end", value: s.end}
}

func (c *clock) starts(d day, s slot) (time.Time, *fault) {
	if hasOffset(s.date) {
		if at, ok := c.stamp(s.date); ok {
			return at, nil
		}
	} else if len(s.date) > len(time.DateOnly) {
		if at, ok := c.stampIn(s.date, d.zone(c)); ok {
			return at, nil
		}
	}
	on, known := date(d.date)
	own, given := date(s.date)
	switch {
	case s.date != "" && !given:
		return time.Time{}, &fault{field: "date", value: s.date}
	case s.start == "":
		return time.Time{}, &fault{field: "start"}
	case !given && !known:
		return time.Time{}, &fault{field: "date", value: d.date}
	}
	at, ok := timeOfDay(s.start)
	if !ok {
		return time.Time{}, &fault{field: "start", value: s.start}
	}
	if given && !own.Equal(on) {
		on = own // a day of its own is the calendar's
	} else if at < d.change {
		on = on.AddDate(0, 0, 1)
	}
	return wall(on.Add(at), d.zone(c)), nil
}

var offsetForm = regexp.MustCompile(`(?i)(z|[+-][0-9]{2}(:?[0-9]{2})?)$`)

// hasOffset reports whether a date with its time ends in an offset.
func hasOffset(s string) bool {
	s = strings.TrimSpace(s)
	return len(s) > 16 && offsetForm.MatchString(s[16:])
}

// next is the first moment after t when clocks in its zone show at.
func next(t time.Time, at time.Duration) time.Time {
	y, m, d := t.Date()
	for i := 0; ; i++ {
		if end := wall(time.Date(y, m, d+i, 0, 0, 0, 0, time.UTC).Add(at), t.Location()); end.After(t) {
			return end
		}
	}
}

// moment reads the stamp of a field, or says what is wrong with it.
func (c *clock) moment(field, s string) (time.Time, *fault) {
	t, ok := c.stamp(s)
	if !ok {
		return t, &fault{field: field, value: s}
	}
	return t, nil
}
