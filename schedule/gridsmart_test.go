package schedule_test

import (
	"strings"
	"testing"
)

func TestGridSmart(t *testing.T) {
	grid := func(sessions string) string {
		return `[{"date": "2027-05-13T00:00:00", "isDefault": false, "rooms": [{"id": 1, "sessions": [` + sessions + `], "name": "Theatre"}], "timeSlots": [{"slotStart": "08:00:00", "rooms": []}]}]`
	}
	session := func(id, title, more string) string {
		return `{"id": "` + id + `", "title": "` + title + `", "description": null, "startsAt": "2027-05-13T09:00:00", "endsAt": "2027-05-13T09:30:00", "room": "Other", ` + more + `"speakers": [{"id": "s", "name": "Hannah"}], "liveUrl": null}`
	}
	readAll(t, []reading{
		{name: "local times, the conference's zone", file: grid(session("271165", "Return code < human error >", `"isPlenumSession": true, `)), zone: "Australia/Perth", want: `
gridsmart "" zone "" ask true rooms ["Theatre"]
271165 @Theatre 2027-05-13T01:00Z+30m0s "Return code < human error >" Hannah everywhere`},
		{name: "a service session is a break", file: grid(session("a", "Tea", `"isServiceSession": true, `)), want: `
gridsmart "" zone "" ask true rooms ["Theatre"]
a @Theatre 2027-05-13T09:00Z+30m0s "Tea" Hannah break`},
		{name: "times with an offset", file: strings.NewReplacer(`:00:00", "ends`, `:00:00Z", "ends`, `:30:00"`, `:30:00Z"`).Replace(grid(session("a", "T", ""))), zone: "Australia/Perth", want: `
gridsmart "" zone "" ask false rooms ["Theatre"]
a @Theatre 2027-05-13T09:00Z+30m0s "T" Hannah`},
		{name: "twice", file: grid(session("a", "T", "") + "," + session("a", "T", "")), want: `
gridsmart "" zone "" ask true rooms ["Theatre"]
a @Theatre 2027-05-13T09:00Z+30m0s "T" Hannah
! [0].rooms[0].sessions[1]: “T” is left out: its id "a" stands already at [0].rooms[0].sessions[0].`},
		{name: "no time", file: grid(`{"id": "a", "title": "T", "startsAt": null}`), want: `No talk of this file can be read: [0].rooms[0].sessions[0].startsAt is missing.`},
		{name: "rooms that are none", file: `[{"rooms": 3}]`, want: `This JSON is not a schedule: [0].rooms is not a list.`},
	})
}
