package ui

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestOffsets: what the page is told of its clock. The moments are past, so
// that newer zone data say the same of them.
func TestOffsets(t *testing.T) {
	for _, tt := range []struct{ what, zone, now, want string }{
		{"summer in the north", "Europe/Sofia", "2025-05-13T11:22:08Z", "180 1761440400:120 1774746000:180"},
		{"transition tomorrow", "Europe/Sofia", "2025-10-25T09:00:00Z", "180 1761440400:120 1774746000:180"},
		{"the last second before it", "Europe/Sofia", "2025-10-26T00:59:59Z", "180 1761440400:120 1774746000:180"},
		{"the moment itself", "Europe/Sofia", "2025-10-26T01:00:00Z", "120 1774746000:180 1792890000:120"},
		{"summer in the south", "Australia/Sydney", "2025-01-15T00:00:00Z", "660 1743868800:600 1759593600:660"},
		{"half an hour in summer", "Australia/Lord_Howe", "2025-01-15T00:00:00Z", "660 1743865200:630 1759591800:660"},
		{"no change", "America/Phoenix", "2025-05-13T11:22:08Z", "-420"},
		{"half-hour zone without", "Asia/Kolkata", "2025-05-13T11:22:08Z", "330"},
		{"half-hour zone with", "America/St_Johns", "2025-05-13T11:22:08Z", "-150 1762057800:-210 1772947800:-150"},
		{"quarter of an hour", "Asia/Kathmandu", "2025-05-13T11:22:08Z", "345"},
		{"Vancouver", "America/Vancouver", "2025-07-01T12:00:00Z", "-420 1762074000:-480 1772964000:-420"},
		{"around Ramadan", "Africa/Casablanca", "2025-02-20T12:00:00Z", "60 1740276000:0 1743904800:60"},
		{"UTC", "UTC", "2025-05-13T11:22:08Z", "0"},
	} {
		zone, err := time.LoadLocation(tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		now, err := time.Parse(time.RFC3339, tt.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := offsets(Page{Now: now, Zone: zone}); got != tt.want {
			t.Errorf("%s, %s at %s: %q, want %q", tt.what, tt.zone, tt.now, got, tt.want)
		}
	}
	if got := offsets(Page{Now: time.Unix(0, 0)}); got != "0" {
		t.Errorf("without a zone %q, want UTC's 0", got)
	}
	if got := offsets(Page{Zone: sofia(t)}); got != "" {
		t.Errorf("without a now %q, want nothing", got)
	}
}

// TestOffsetsSayWhatTheServerWrites, whatever the zone data of this machine
// say of the two months from now on.
func TestOffsetsSayWhatTheServerWrites(t *testing.T) {
	for _, name := range []string{"Europe/Sofia", "Australia/Lord_Howe", "America/Phoenix", "America/Vancouver", "America/St_Johns", "Asia/Kolkata", "Africa/Casablanca", "UTC"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); now.Year() < 2028; now = now.AddDate(0, 0, 11) {
			first, changes, _ := strings.Cut(offsets(Page{Now: now, Zone: zone}), " ")
			for at := now; at.Before(now.AddDate(0, 2, 0)); at = at.Add(5 * time.Hour) {
				east := first
				for _, c := range strings.Fields(changes) {
					from, then, _ := strings.Cut(c, ":")
					if seconds, err := strconv.ParseInt(from, 10, 64); err != nil {
						t.Fatalf("%s at %s: %q", name, now, c)
					} else if at.Unix() >= seconds {
						east = then
					}
				}
				minutes, err := strconv.Atoi(east)
				if err != nil {
					t.Fatalf("%s at %s: %q", name, now, east)
				}
				if got, want := at.Add(time.Duration(minutes)*time.Minute).UTC().Format("Mon 15:04"), at.In(zone).Format("Mon 15:04"); got != want {
					t.Fatalf("a page of %s made at %s says %s at %s, want %s", name, now, got, at, want)
				}
			}
		}
	}
}
