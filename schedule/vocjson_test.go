package schedule_test

import "testing"

func TestVocJSON(t *testing.T) {
	conference := func(inside string) string {
		return `{"schedule": {"version": "1", "conference": {"title": "C", ` + inside + `}}}`
	}
	days := func(events string) string {
		return `"days": [{"index": 1, "date": "2027-05-13", "day_start": "2027-05-13T04:00:00+03:00", "rooms": {"Main": [` + events + `]}}]`
	}
	const talk = `{"id": 7, "guid": "8a4bd3a0-0000-4000-8000-000000000001", "date": "2027-05-13T10:00:00+03:00", "start": "10:00", "duration": "00:45", "room": "Main",
		"title": "Opening", "subtitle": "", "type": "talk", "language": "bg", "abstract": "Hello.\r\n", "description": null, "do_not_record": true,
		"persons": [{"id": 1, "public_name": "Ada"}, {"code": "X", "name": "Боян"}, {"full_public_name": "Clara &amp; Co"}, "Dan"], "links": [{"title": "no"}], "answers": []}`
	v2 := `{"schedule": {"version": "2", "events": [
		{"guid": "g1", "title": "Opening", "start": "2027-05-13T10:00:00+03:00", "end": "2027-05-13T10:45:00+03:00", "room": {"name": "Main", "slug": "main"}, "type": "TALK",
		 "language": "bg", "abstract": {"en": "Hello.", "bg": "Здравейте."}, "description": {"de": "Hallo.", "en": "Hi."}, "participants": [{"guid": "p", "name": "Ada", "role": "SPEAKER"}]},
		{"guid": "g2", "title": "Lunch", "start": "2027-05-13T12:00:00+03:00", "end": "2027-05-13T13:00:00+03:00", "type": "BREAK"},
		{"guid": "g3", "title": "Off", "start": "2027-05-13T12:00:00+03:00", "end": "2027-05-13T13:00:00+03:00", "state": "CANCELED"},
		{"guid": "g4", "title": "No end", "start": "2027-05-13T12:00:00+03:00"}
		], "conference": {"title": "C", "acronym": "cccc", "time_zone_name": "Europe/Sofia", "days": [{"index": 1, "date": "2027-05-13"}]}}}`
	readAll(t, []reading{
		{name: "version 1", file: conference(days(talk)), want: `
voc-json "C" zone "" ask false rooms ["Main"]
8a4bd3a0-0000-4000-8000-000000000001 @Main 2027-05-13T07:00Z+45m0s "Opening" Ada/Боян/Clara & Co/Dan bg "Hello." norecord`},
		{name: "not to be recorded, as frab says it", file: conference(days(`{"id": 1, "title": "T", "start": "10:00", "duration": "01:00", "recording": {"license": "", "optout": true}}, {"id": 2, "title": "U", "start": "11:00", "duration": "01:00", "do_not_record": false, "recording": {"optout": false}}`)), want: `
voc-json "C" zone "" ask false rooms ["Main"]
1 @Main 2027-05-13T07:00Z+1h0m0s "T" norecord
2 @Main 2027-05-13T08:00Z+1h0m0s "U"`},
		{name: "the zone behind the days, no offsets", file: conference(`"days": [{"date": "2027-05-13", "rooms": {"A": [{"id": 1, "title": "T", "start": "10:00", "duration": 90}]}}], "time_zone_name": "Europe/Sofia"`), want: `
voc-json "C" zone "Europe/Sofia" ask false rooms ["A"]
1 @A 2027-05-13T07:00Z+1h30m0s "T"`},
		{name: "offsets beat the zone, which is wrong", file: conference(`"time_zone_name": "UTC", ` + days(talk)), zone: "Europe/Berlin", want: `
voc-json "C" zone "UTC" ask false rooms ["Main"]
8a4bd3a0-0000-4000-8000-000000000001 @Main 2027-05-13T07:00Z+45m0s "Opening" Ada/Боян/Clara & Co/Dan bg "Hello." norecord
! schedule.conference.time_zone_name: The file names the time zone UTC, but some of its times have another offset. The offsets count.`},
		{name: "past midnight by the day's start", file: conference(days(`{"id": 1, "title": "T", "start": "01:00", "duration": "01:00"}`)), want: `
voc-json "C" zone "" ask false rooms ["Main"]
1 @Main 2027-05-13T22:00Z+1h0m0s "T"`},
		{name: "rooms stay in the order of the file", file: conference(`"days": [{"date": "2027-05-13", "rooms": {"Z": [{"id": 1, "title": "T", "start": "10:00", "duration": "10"}], "A": [{"id": 2, "title": "U", "start": "10:00", "duration": "10"}]}}]`), want: `
voc-json "C" zone "" ask true rooms ["Z" "A"]
1 @Z 2027-05-13T10:00Z+10m0s "T"
2 @A 2027-05-13T10:00Z+10m0s "U"`},
		{name: "an end beats a duration", file: conference(days(`{"id": 1, "title": "T", "date": "2027-05-13T10:00:00+03:00", "end": "2027-05-13T10:40:30+03:00", "duration": "01:00"}`)), want: `
voc-json "C" zone "" ask false rooms ["Main"]
1 @Main 2027-05-13T07:00Z+40m30s "T"`},
		{name: "the good ones go in", file: conference(days(talk + `, {"id": "x7", "title": "Text as id"}, 7, {"id": 9, "title": "No time"}, {"id": 10, "persons": "many", "title": "U"}`)), want: `
voc-json "C" zone "" ask false rooms ["Main"]
8a4bd3a0-0000-4000-8000-000000000001 @Main 2027-05-13T07:00Z+45m0s "Opening" Ada/Боян/Clara & Co/Dan bg "Hello." norecord
! schedule.conference.days[0].rooms["Main"][1]: “Text as id” is left out: its “id” is "x7", but must be a whole number without quotes.
! schedule.conference.days[0].rooms["Main"][2]: A talk is left out: it has no “title”.
! schedule.conference.days[0].rooms["Main"][3]: “No time” is left out: it has no “start”.
! schedule.conference.days[0].rooms["Main"][4]: “U” is left out: its “persons” is "string", which we cannot read.`},
		{name: "none is good", file: conference(days(`{"id": "2814", "title": "T"}`)), want: `No talk of this file can be read: schedule.conference.days[0].rooms["Main"][0].id is "2814", but must be a whole number without quotes.`},
		{name: "none has a title", file: conference(days(`{"id": 1, "date": "2027-05-13T10:00:00+03:00", "duration": "10"}`)), want: `No talk of this file can be read: schedule.conference.days[0].rooms["Main"][0].title is missing.`},
		{name: "version 2", file: v2, want: `
voc-json "C" zone "Europe/Sofia" ask false rooms ["Main"]
g1 @Main 2027-05-13T07:00Z+45m0s "Opening" Ada bg "Здравейте.\n\nHi."
g2 @ 2027-05-13T09:00Z+1h0m0s "Lunch" break everywhere
! schedule.events[2]: “Off” is left out: its state is CANCELED.
! schedule.events[3]: “No end” is left out: it has no “end”.`},
	})
}
