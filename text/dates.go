package text

import (
	"strings"
	"time"

	"stagedoor"
)

// Clock writes 14:22. A nil zone is UTC, here and below.
func (l *Language) Clock(t time.Time, zone *time.Location) string { return in(t, zone).Format("15:04") }

// ClockIn writes "14:22 in Sofia", or "14:22 UTC".
func (l *Language) ClockIn(t time.Time, zone *time.Location) string {
	return l.Clock(t, zone) + " " + l.InPlace(zone)
}

// InPlace writes "in Sofia" for the zone Europe/Sofia, "UTC" for UTC, "UTC−9"
// for Etc/GMT+9.
func (l *Language) InPlace(zone *time.Location) string {
	name := in(time.Time{}, zone).Location().String()
	slash := strings.LastIndexByte(name, '/')
	if behind, is := strings.CutPrefix(name, "Etc/GMT"); is {
		return hours(behind)
	}
	if slash < 0 || strings.HasPrefix(name, "Etc/") {
		return name[slash+1:] // UTC, CET
	}
	city := strings.ReplaceAll(name[slash+1:], "_", " ")
	if known := "in " + city; l.find(known) != known {
		return l.find(known)
	}
	return l.T("in %s", city)
}

// hours writes "UTC+9" for what follows in a name like Etc/GMT-9. There the
// sign says how far Greenwich is from the place; people read it the other way
// round.
func hours(behind string) string {
	switch sign, n := behind[:min(1, len(behind))], strings.TrimLeft(behind, "+-0"); {
	case n == "":
		return "UTC"
	case sign == "-":
		return "UTC+" + n
	default:
		return "UTC−" + n
	}
}

// Weekday writes "Thursday".
func (l *Language) Weekday(t time.Time, zone *time.Location) string {
	return l.find(weekdays[in(t, zone).Weekday()])
}

// Day writes "Thursday 13 May".
func (l *Language) Day(t time.Time, zone *time.Location) string {
	t = in(t, zone)
	return l.T("%s %d %s", l.Weekday(t, zone), t.Day(), l.month(t))
}

// DayAndYear writes "Thursday 13 May 2027".
func (l *Language) DayAndYear(t time.Time, zone *time.Location) string {
	t = in(t, zone)
	return l.T("%s %d %s %d", l.Weekday(t, zone), t.Day(), l.month(t), t.Year())
}

// When writes a moment as short as it stays exact, seen at now: "14:02" on
// the same day, else "Thursday 13 May, 14:02", with the year when it is
// another one.
func (l *Language) When(t, now time.Time, zone *time.Location) string {
	if day := l.OtherDay(t, now, zone); day != "" {
		return day + ", " + l.Clock(t, zone)
	}
	return l.Clock(t, zone)
}

// OtherDay writes the day of t as seen at now: "Thursday 13 May", with the
// year when it is another one, and nothing when it is the same day.
func (l *Language) OtherDay(t, now time.Time, zone *time.Location) string {
	t, now = in(t, zone), in(now, zone)
	switch {
	case t.Year() == now.Year() && t.YearDay() == now.YearDay():
		return ""
	case t.Year() == now.Year():
		return l.Day(t, zone)
	}
	return l.DayAndYear(t, zone)
}

// ShortWhen is When for a narrow place: a moment of the six days after now's
// is "Mon 01:00".
func (l *Language) ShortWhen(t, now time.Time, zone *time.Location) string {
	t, now = in(t, zone), in(now, zone)
	y, m, d := now.Date()
	if t.Before(time.Date(y, m, d+1, 0, 0, 0, 0, now.Location())) || !t.Before(time.Date(y, m, d+7, 0, 0, 0, 0, now.Location())) {
		return l.When(t, now, zone)
	}
	return l.find(shortDays[t.Weekday()]) + " " + l.Clock(t, zone)
}

// Span writes "14:05–14:50".
func (l *Language) Span(from, to time.Time, zone *time.Location) string {
	return l.Clock(from, zone) + "–" + l.Clock(to, zone)
}

// Days writes the days of a conference: "Thursday 13 May 2027", "Thursday 13
// and Friday 14 May 2027", "10–14 May 2027", "30 April – 2 May 2027". It is
// empty when no day is set; either date may be missing.
func (l *Language) Days(from, to stagedoor.Date) string {
	if from.IsZero() {
		from = to
	}
	if to.IsZero() {
		to = from
	}
	if from.IsZero() {
		return ""
	}
	a, b := from.In(time.UTC), to.In(time.UTC)
	switch {
	case from == to:
		return l.DayAndYear(a, nil)
	case a.Year() != b.Year():
		return l.T("%d %s %d – %d %s %d", a.Day(), l.month(a), a.Year(), b.Day(), l.month(b), b.Year())
	case a.AddDate(0, 0, 1).Equal(b) && a.Month() == b.Month():
		return l.T("%s %d and %s %d %s %d", l.Weekday(a, nil), a.Day(), l.Weekday(b, nil), b.Day(), l.month(b), b.Year())
	case a.Month() == b.Month():
		return l.T("%d–%d %s %d", a.Day(), b.Day(), l.month(b), b.Year())
	}
	return l.T("%d %s – %d %s %d", a.Day(), l.month(a), b.Day(), l.month(b), b.Year())
}

// Long writes how long something takes or is off, in its largest unit:
// "32 seconds", "28 minutes", "2 hours", "3 days". It rounds down, and
// anything below nothing is nothing.
func (l *Language) Long(d time.Duration) string {
	d = max(d, 0)
	switch {
	case d < time.Minute:
		return l.N(int(d/time.Second), "%d second", "%d seconds")
	case d < 2*time.Hour:
		return l.N(int(d/time.Minute), "%d minute", "%d minutes")
	case d < 48*time.Hour:
		return l.N(int(d/time.Hour), "%d hour", "%d hours")
	}
	return l.N(int(d/(24*time.Hour)), "%d day", "%d days")
}

func (l *Language) month(t time.Time) string { return l.find(months[t.Month()-1]) }

func in(t time.Time, zone *time.Location) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	return t.In(zone)
}

// weekdays and months are keys; in a language that bends them a month stands
// as it does after a day's number.
var weekdays = [...]string{
	Key("Sunday"), Key("Monday"), Key("Tuesday"), Key("Wednesday"), Key("Thursday"), Key("Friday"), Key("Saturday"),
}

var shortDays = [...]string{Key("Sun"), Key("Mon"), Key("Tue"), Key("Wed"), Key("Thu"), Key("Fri"), Key("Sat")}

var months = [...]string{
	Key("January"), Key("February"), Key("March"), Key("April"), Key("May"), Key("June"),
	Key("July"), Key("August"), Key("September"), Key("October"), Key("November"), Key("December"),
}

// The cities of zones that conferences with our languages live in: a language
// may have its own name for them, and its own "in". Others keep theirs.
var _ = [...]string{
	Key("in Sofia"), Key("in London"), Key("in Berlin"), Key("in Paris"), Key("in Vienna"), Key("in Prague"),
	Key("in Warsaw"), Key("in Athens"), Key("in Bucharest"), Key("in Istanbul"), Key("in Amsterdam"), Key("in Brussels"),
	Key("in Madrid"), Key("in Rome"), Key("in Lisbon"), Key("in Zurich"), Key("in Stockholm"), Key("in Copenhagen"),
	Key("in Belgrade"), Key("in Skopje"), Key("in Kyiv"), Key("in New York"),
}
