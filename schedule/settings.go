package schedule

import (
	"net/url"
	"slices"
	"time"

	"stagedoor"
)

// Validate returns the first thing that is wrong with where the programme
// comes from, as an Invalid error with a sentence, or nil.
func (s Settings) Validate() error {
	if s.Format != "" && !slices.Contains(Formats, s.Format) {
		return stagedoor.Errorf(stagedoor.Invalid, "There is no format %q of programmes.", clip(string(s.Format)))
	}
	if _, err := time.LoadLocation(s.Zone); err != nil || s.Zone == "Local" {
		return stagedoor.Errorf(stagedoor.Invalid, "We do not know the time zone %q. Write it like Europe/Sofia.", clip(s.Zone))
	}
	if s.URL == "" {
		return nil
	}
	if len(s.URL) > 2000 {
		return stagedoor.Errorf(stagedoor.Invalid, "The programme's address is longer than 2000 characters.")
	}
	u, err := url.Parse(s.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return stagedoor.Errorf(stagedoor.Invalid, "The programme's address is not one like https://conference.example/schedule.xml.")
	}
	return nil
}

// Location is the conference's time zone.
func (k Known) Location() *time.Location {
	return stagedoor.Conference{Zone: k.Zone}.Location()
}

// options are those of a reading: the programme's own zone, or the
// conference's.
func (k Known) options() ReadOptions {
	o := ReadOptions{Format: k.Settings.Format, Zone: k.Location()}
	if k.Settings.Zone != "" {
		o.Zone = stagedoor.Conference{Zone: k.Settings.Zone}.Location()
	}
	return o
}
