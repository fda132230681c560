package schedule

import (
	"testing"
	"time"
)

func TestSpan(t *testing.T) {
	for in, want := range map[string]time.Duration{
		"00:45": 45 * time.Minute, "1:30": 90 * time.Minute, "1:00:30": time.Hour + 30*time.Second, "45": 45 * time.Minute, "90.0": 90 * time.Minute,
		"45 min": 45 * time.Minute, "45 мин.": 45 * time.Minute, "30'": 30 * time.Minute, "PT1H30M": 90 * time.Minute, "P1DT1H": 25 * time.Hour, "P1W": 7 * 24 * time.Hour,
		"": -1, "P": -1, "-00:45": -1, "-PT5M": -1, "soon": -1, "1h": -1, "99999999999": -1, "1:2:3:4": -1,
	} {
		got, ok := span(in)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("span(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestStamp(t *testing.T) {
	sofia := zoneNamed("Europe/Sofia")
	for _, tt := range []struct {
		in, want string
		asked    bool
	}{
		{"2027-05-13T10:00:00+03:00", "2027-05-13T07:00:00Z", false},
		{"2027-05-13 10:00:00 +0300", "2027-05-13T07:00:00Z", false},
		{"2027-05-13T07:00:00.000Z", "2027-05-13T07:00:00Z", false},
		{"2027-05-13t07:00z", "2027-05-13T07:00:00Z", false},
		{"2027-05-13T10:00:00", "2027-05-13T07:00:00Z", true},
		{"2027-05-13 10:00", "2027-05-13T07:00:00Z", true},
		{"2027-03-28T03:30:00", "2027-03-28T01:30:00Z", true}, // the hour that summer time leaves out
		{"2027-05-13", "", false},
		{"2027-05-32T10:00:00", "", false},
		{"0001-01-01T00:00:00Z", "", false},
		{"9999-12-31T00:00:00Z", "", false},
		{"13.05.2027 10:00 Uhr", "", false},
		{"", "", false},
	} {
		c := clock{zone: sofia}
		got := ""
		if at, ok := c.stamp(tt.in); ok {
			got = at.UTC().Format(time.RFC3339)
		}
		if got != tt.want || c.asked != tt.asked {
			t.Errorf("stamp(%q) = %q, asked %v; want %q, %v", tt.in, got, c.asked, tt.want, tt.asked)
		}
	}
}

func TestSlot(t *testing.T) {
	berlin := zoneNamed("Europe/Berlin")
	plain := day{date: "2027-05-13"}
	late := day{date: "2027-05-13", change: 9 * time.Hour}
	away := day{date: "2027-05-13", start: "2027-05-13T04:00:00-07:00"}
	fall := day{date: "2027-10-30", start: "2027-10-30T09:00:00+02:00", change: 9 * time.Hour} // summer time ends in its night
	for _, tt := range []struct {
		name        string
		day         day
		slot        slot
		starts, bad string
	}{
		{"day and start", plain, slot{start: "10:00", duration: "10"}, "2027-05-13T08:00:00Z", ""},
		{"at the change it is the same day", late, slot{start: "09:00", duration: "10"}, "2027-05-13T07:00:00Z", ""},
		{"before the change it is past midnight", late, slot{start: "08:59", duration: "10"}, "2027-05-14T06:59:00Z", ""},
		{"a date is the calendar's", late, slot{date: "2027-05-14", start: "01:00", duration: "10"}, "2027-05-13T23:00:00Z", ""},
		{"the day's own date is not", late, slot{date: "2027-05-13", start: "01:00", duration: "10"}, "2027-05-13T23:00:00Z", ""},
		{"the day's offset", away, slot{start: "10:00", duration: "10"}, "2027-05-13T17:00:00Z", ""},
		{"a date without an offset, the day's", away, slot{date: "2027-05-13T10:00:00", duration: "10"}, "2027-05-13T17:00:00Z", ""},
		{"an offset beats all", away, slot{date: "2027-05-13T10:00:00Z", start: "12:00", duration: "10"}, "2027-05-13T10:00:00Z", ""},
		{"an end as a time of day", plain, slot{start: "23:50", end: "00:00"}, "2027-05-13T21:50:00Z", ""},
		{"an end that is none, but a duration", plain, slot{start: "10:00", end: "x", duration: "10"}, "2027-05-13T08:00:00Z", ""},
		{"no date at all", day{}, slot{start: "10:00", duration: "10"}, "", "date"},
		{"an odd date", plain, slot{date: "May", start: "10:00", duration: "10"}, "", "date"},
		{"an odd end", plain, slot{start: "10:00", end: "x"}, "", "end"},
	} {
		for _, named := range []bool{false, true} { // by the file, or by us
			c := clock{zone: berlin, named: named}
			starts, ends, bad := c.slot(tt.day, tt.slot)
			switch {
			case bad != nil && bad.field != tt.bad:
				t.Errorf("%s: %q is wrong, want %q", tt.name, bad.field, tt.bad)
			case bad == nil && (tt.bad != "" || starts.UTC().Format(time.RFC3339) != tt.starts || ends.Sub(starts) != 10*time.Minute):
				t.Errorf("%s: %s, %s long; want %s, ten minutes", tt.name, starts.UTC(), ends.Sub(starts), tt.starts)
			}
			if other := named && tt.day == away; c.other != other && bad == nil && tt.slot.date == "" {
				t.Errorf("%s: another offset than the named zone's was seen: %v, want %v", tt.name, c.other, other)
			}
		}
	}
	// The day's offset is the zone's in the morning: the zone's own clock goes
	// on, so that the party is after the hour that there is twice.
	c := clock{zone: berlin, named: true}
	starts, _, bad := c.slot(fall, slot{start: "04:00", duration: "10"})
	if want := "2027-10-31T03:00:00Z"; bad != nil || starts.UTC().Format(time.RFC3339) != want {
		t.Errorf("past the night in which summer time ends: %s, %v, want %s", starts.UTC(), bad, want)
	}
}

func TestZoneNamed(t *testing.T) {
	for in, want := range map[string]string{
		"Europe/Sofia": "Europe/Sofia", "UTC": "UTC", "utc": "UTC", "America/Argentina/Buenos_Aires": "America/Argentina/Buenos_Aires",
		"W. Europe Standard Time": "Europe/Berlin", "/freeassociation.sourceforge.net/Europe/Sofia": "Europe/Sofia",
		"": "", "Local": "", "local": "", "/Local": "", "../../etc/passwd": "", "/etc/passwd": "", "Middle Earth": "", "a/b/c/d/e/f/Europe/Sofia": "",
	} {
		got := ""
		if z := zoneNamed(in); z != nil {
			got = z.String()
		}
		if got != want {
			t.Errorf("zoneNamed(%q) = %q, want %q", in, got, want)
		}
	}
	for name, iana := range windowsZones {
		if _, err := time.LoadLocation(iana); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
