package schedule

import (
	"strings"
	"time"
)

// zoneNamed is the zone that a file names: IANA's name, Windows' one, or
// IANA's behind a prefix such as "/mozilla.org/20050126_1/". Nil when nobody
// knows it.
func zoneNamed(name string) *time.Location {
	name = strings.Trim(strings.TrimSpace(name), `"`)
	if len(name) > 100 {
		return nil
	}
	if iana, ok := windowsZones[strings.ToLower(name)]; ok {
		name = iana
	}
	name = strings.TrimPrefix(name, "/")
	for range 5 {
		if name == "" || strings.EqualFold(name, "Local") { // this machine's zone is not the file's
			return nil
		}
		if z, err := time.LoadLocation(name); err == nil {
			return z
		}
		_, rest, more := strings.Cut(name, "/")
		if !more || !strings.Contains(rest, "/") {
			return nil
		}
		name = rest
	}
	return nil
}

// windowsZones are the names that Outlook and Exchange write, in lower case.
var windowsZones = map[string]string{
	"utc": "UTC", "z": "UTC", "gmt": "UTC", "coordinated universal time": "UTC",
	"gmt standard time": "Europe/London", "greenwich standard time": "Atlantic/Reykjavik",
	"w. europe standard time": "Europe/Berlin", "central europe standard time": "Europe/Budapest",
	"romance standard time": "Europe/Paris", "central european standard time": "Europe/Warsaw",
	"e. europe standard time": "Europe/Chisinau", "fle standard time": "Europe/Kiev", "gtb standard time": "Europe/Bucharest",
	"russian standard time": "Europe/Moscow", "turkey standard time": "Europe/Istanbul", "israel standard time": "Asia/Jerusalem",
	"kaliningrad standard time": "Europe/Kaliningrad", "belarus standard time": "Europe/Minsk", "georgian standard time": "Asia/Tbilisi",
	"egypt standard time": "Africa/Cairo", "south africa standard time": "Africa/Johannesburg",
	"w. central africa standard time": "Africa/Lagos", "e. africa standard time": "Africa/Nairobi", "morocco standard time": "Africa/Casablanca",
	"arab standard time": "Asia/Riyadh", "arabian standard time": "Asia/Dubai", "pakistan standard time": "Asia/Karachi",
	"india standard time": "Asia/Kolkata", "bangladesh standard time": "Asia/Dhaka", "se asia standard time": "Asia/Bangkok",
	"china standard time": "Asia/Shanghai", "singapore standard time": "Asia/Singapore", "taipei standard time": "Asia/Taipei",
	"tokyo standard time": "Asia/Tokyo", "korea standard time": "Asia/Seoul",
	"w. australia standard time": "Australia/Perth", "aus central standard time": "Australia/Darwin", "cen. australia standard time": "Australia/Adelaide",
	"e. australia standard time": "Australia/Brisbane", "aus eastern standard time": "Australia/Sydney", "tasmania standard time": "Australia/Hobart",
	"new zealand standard time":  "Pacific/Auckland",
	"newfoundland standard time": "America/St_Johns", "atlantic standard time": "America/Halifax", "eastern standard time": "America/New_York",
	"central standard time": "America/Chicago", "canada central standard time": "America/Regina", "mountain standard time": "America/Denver",
	"us mountain standard time": "America/Phoenix", "pacific standard time": "America/Los_Angeles", "alaskan standard time": "America/Anchorage",
	"hawaiian standard time": "Pacific/Honolulu", "central standard time (mexico)": "America/Mexico_City", "sa pacific standard time": "America/Bogota",
	"e. south america standard time": "America/Sao_Paulo", "argentina standard time": "America/Buenos_Aires", "pacific sa standard time": "America/Santiago",
}
