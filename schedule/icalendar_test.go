package schedule_test

import (
	"strings"
	"testing"
)

func TestICalendar(t *testing.T) {
	calendar := func(lines ...string) string {
		return strings.Join(append(append([]string{"BEGIN:VCALENDAR", "VERSION:2.0"}, lines...), "END:VCALENDAR", ""), "\r\n")
	}
	event := func(lines ...string) string {
		return strings.Join(append(append([]string{"BEGIN:VEVENT", "UID:1@x"}, lines...), "END:VEVENT"), "\r\n")
	}
	const at, until = "DTSTART:20270513T070000Z", "DTEND:20270513T074500Z"
	readAll(t, []reading{
		{name: "folds, escapes, UTC", file: calendar("X-WR-CALNAME:Small\\, fine", event("DTSTART:20270513T070000Z", until,
			"SUMMARY;LANGUAGE=en:A\\, B\\; C \\\\ D", "LOCATION:Main", "DESCRIPTION:First\\nsec", " ond and ", "\tthird", "BEGIN:VALARM", "SUMMARY:Not a title", "END:VALARM")), want: `
icalendar "Small, fine" zone "" ask false rooms ["Main"]
1@x @Main 2027-05-13T07:00Z+45m0s "A, B; C \\ D" en "First\nsecond and third"`},
		{name: "IANA's zone, a duration", file: calendar("BEGIN:VTIMEZONE", "TZID:Europe/Sofia", "END:VTIMEZONE", event("DTSTART;TZID=Europe/Sofia:20270513T100000", "DURATION:PT1H30M", "SUMMARY:T")), want: `
icalendar "" zone "Europe/Sofia" ask false rooms []
1@x @ 2027-05-13T07:00Z+1h30m0s "T"`},
		{name: "Windows' zone, in quotes", file: calendar(event(`DTSTART;TZID="FLE Standard Time";X-A=b:20270513T100000`, `DTEND;TZID="FLE Standard Time":20270513T103000`, "SUMMARY:T")), want: `
icalendar "" zone "Europe/Kiev" ask false rooms []
1@x @ 2027-05-13T07:00Z+30m0s "T"`},
		{name: "a zone behind a prefix", file: calendar(event("DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20270513T100000", "DURATION:P0DT30M", "SUMMARY:T")), want: `
icalendar "" zone "Europe/Berlin" ask false rooms []
1@x @ 2027-05-13T08:00Z+30m0s "T"`},
		{name: "the calendar's zone, named at its end", file: calendar(event("DTSTART:20270513T100000", "DURATION:PT30M", "SUMMARY:T"), "X-WR-TIMEZONE:Europe/Sofia"), zone: "Asia/Tokyo", want: `
icalendar "" zone "Europe/Sofia" ask false rooms []
1@x @ 2027-05-13T07:00Z+30m0s "T"`},
		{name: "no zone, or one that nobody knows", file: calendar(event("DTSTART;TZID=Middle Earth:20270513T100000", "DURATION:PT30M", "SUMMARY:T")), zone: "Europe/Sofia", want: `
icalendar "" zone "" ask true rooms []
1@x @ 2027-05-13T07:00Z+30m0s "T"
! line 5: Nobody knows the time zone "Middle Earth", which the file names.`},
		{name: "this machine's zone is no zone", file: calendar(event("DTSTART;TZID=Local:20270513T100000", "DURATION:PT30M", "SUMMARY:T")), zone: "Europe/Sofia", want: `
icalendar "" zone "" ask true rooms []
1@x @ 2027-05-13T07:00Z+30m0s "T"
! line 5: Nobody knows the time zone "Local", which the file names.`},
		{name: "one that repeats, and one of the series that moved", file: calendar(event(at, until, "SUMMARY:T", "RRULE:FREQ=DAILY;COUNT=3"), event("RECURRENCE-ID:20270514T070000Z", "DTSTART:20270514T080000Z", "DTEND:20270514T090000Z", "SUMMARY:T")), want: `
icalendar "" zone "" ask false rooms []
1@x @ 2027-05-13T07:00Z+45m0s "T"
1@x#20270514T070000Z @ 2027-05-14T08:00Z+1h0m0s "T"
! line 3: “T” repeats; only the first one was read.`},
		{name: "one that repeats, whose first was moved", file: calendar(event(at, until, "SUMMARY:T", "RRULE:FREQ=DAILY;COUNT=3"), event("RECURRENCE-ID:20270513T070000Z", "DTSTART:20270513T080000Z", "DTEND:20270513T090000Z", "SUMMARY:T")), want: `
icalendar "" zone "" ask false rooms []
1@x#20270513T070000Z @ 2027-05-13T08:00Z+1h0m0s "T"
! line 3: “T” repeats; only the first one was read.`},
		{name: "what is left out, and where", file: calendar(event(at, until, "SUMMARY:T"), event("UID:2", at, until, "SUMMARY:Again"), event("DTSTART;VALUE=DATE:20270513", "DTEND;VALUE=DATE:20270514", "SUMMARY:Day"),
			event(at, "SUMMARY:No end"), event(at, until, "SUMMARY:Off", "STATUS:CANCELLED"), event(until, "SUMMARY:No start"), event("DTSTART:tomorrow", "SUMMARY:Soon"), event(at, until), event(at, "DURATION:90", "SUMMARY:Long")), want: `
icalendar "" zone "" ask false rooms []
1@x @ 2027-05-13T07:00Z+45m0s "T"
! line 9: “Again” is left out: its id "1@x" stands already on line 3.
! line 16: “Day” is left out: it has a day, but no time.
! line 22: “No end” is left out: it has no “DTEND”.
! line 27: “Off” is left out: it is cancelled.
! line 34: “No start” is left out: it has no “DTSTART”.
! line 39: “Soon” is left out: its “DTSTART” is "tomorrow", which we cannot read.
! line 44: A talk is left out: it has no “SUMMARY”.
! line 49: “Long” is left out: its “DURATION” is "90", which we cannot read.`},
		{name: "only days", file: calendar(event("DTSTART;VALUE=DATE:20270513", "SUMMARY:Day")), want: `No talk of this file can be taken. The first one that is left out is on line 5.`},
		{name: "pretalx writes the people behind the title", file: calendar("PRODID:-//pretalx//x//", event(at, until, "SUMMARY:Bridges - Musik - "), strings.Replace(event(at, until, "SUMMARY:Open - a - Ada\\, Bo"), "1@x", "2@x", 1)), want: `
icalendar "" zone "" ask false rooms []
1@x @ 2027-05-13T07:00Z+45m0s "Bridges - Musik"
2@x @ 2027-05-13T07:00Z+45m0s "Open - a" Ada/Bo`},
		{name: "bare line feeds, lower case, a line that was broken", file: "begin:vcalendar\nbegin:vevent\nuid:u\ndtstart:20270513T070000Z\ndtend:20270513T080000Z\nsummary:T\nlocation:Main\nbroken\nend:vevent\nend:vcalendar", want: `
icalendar "" zone "" ask false rooms ["Main"]
u @Main 2027-05-13T07:00Z+1h0m0s "T"`},
	})
}
