package control

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/text"
)

// A ConferenceForm is the conference's settings as they are typed. Times are
// local to the zone.
type ConferenceForm struct {
	Name, Sentence, Zone, Language, Starts, Ends, DoorsOpen, DoorsClose, Contact, Devices, Accent, Theme string
}

// localTime is how a browser's field for a time writes it.
const localTime = "2006-01-02T15:04"

func formOf(c stagedoor.Conference) ConferenceForm {
	local := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(c.Location()).Format(localTime)
	}
	return ConferenceForm{
		Name: c.Name, Sentence: c.Sentence, Zone: c.Zone, Language: c.Language,
		Starts: c.Starts.String(), Ends: c.Ends.String(), DoorsOpen: local(c.DoorsOpen), DoorsClose: local(c.DoorsClose),
		Contact: c.Contact, Devices: strconv.Itoa(c.Devices()), Accent: c.Look.AccentOrDefault(), Theme: c.Look.Theme,
	}
}

func typedConference(r *http.Request) ConferenceForm {
	get := func(name string) string { return clipped(strings.TrimSpace(r.PostFormValue(name)), 1000) }
	return ConferenceForm{
		Name: get("name"), Sentence: get("sentence"), Zone: get("zone"), Language: get("language"),
		Starts: get("starts"), Ends: get("ends"), DoorsOpen: get("doors-open"), DoorsClose: get("doors-close"),
		Contact: get("contact"), Devices: get("devices"), Accent: get("accent"), Theme: get("theme"),
	}
}

// apply writes the form into the settings, field by field, and says at which
// fields it cannot; first is one of those. What the form shows unchanged stays
// as it is, to the second and to "not set".
func (f ConferenceForm) apply(c *stagedoor.Conference) (problems map[string]error, first error) {
	was, shown := *c, formOf(*c)
	problems = map[string]error{}
	// try keeps an edit that leaves the settings good, and undoes any other.
	try := func(field string, edit func(c *stagedoor.Conference) error) {
		before := *c
		err := edit(c)
		if err == nil {
			err = c.Validate()
		}
		if err != nil {
			*c, problems[field] = before, err
			if first == nil {
				first = err
			}
		}
	}
	try("name", func(c *stagedoor.Conference) error { c.Name = f.Name; return nil })
	try("sentence", func(c *stagedoor.Conference) error { c.Sentence = f.Sentence; return nil })
	try("zone", func(c *stagedoor.Conference) error { c.Zone = f.Zone; return nil })
	try("language", func(c *stagedoor.Conference) error {
		if f.Language != was.Language && !text.Has(f.Language) {
			return stagedoor.Errorf(stagedoor.Invalid, "We have no pages in the language %q.", f.Language)
		}
		c.Language = f.Language
		return nil
	})
	f.applyDays(try)
	f.applyDoors(try, was, shown)
	try("contact", func(c *stagedoor.Conference) error { c.Contact = f.Contact; return nil })
	try("devices", func(c *stagedoor.Conference) error {
		if f.Devices == shown.Devices {
			return nil
		}
		n, err := strconv.Atoi(f.Devices)
		if err != nil || n < 1 || n > 20 {
			return &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The device limit must be from 1 to 20.", Err: err}
		}
		c.DeviceLimit = n
		return nil
	})
	try("accent", func(c *stagedoor.Conference) error {
		if f.Accent != shown.Accent {
			c.Look.Accent = f.Accent
		}
		return nil
	})
	try("theme", func(c *stagedoor.Conference) error { c.Look.Theme = f.Theme; return nil })
	return problems, first
}

// applyDays sets both days at once: either alone may not fit the other as it
// was.
func (f ConferenceForm) applyDays(try func(string, func(*stagedoor.Conference) error)) {
	starts, wrongStart := stagedoor.ParseDate(f.Starts)
	ends, wrongEnd := stagedoor.ParseDate(f.Ends)
	if wrongStart != nil {
		try("starts", func(*stagedoor.Conference) error { return wrongStart })
		return
	}
	try("ends", func(c *stagedoor.Conference) error {
		c.Starts, c.Ends = starts, ends
		return wrongEnd
	})
}

// applyDoors sets both times at once, in the zone as it is now.
func (f ConferenceForm) applyDoors(try func(string, func(*stagedoor.Conference) error), was stagedoor.Conference, shown ConferenceForm) {
	read := func(c *stagedoor.Conference, typed, shown string, old time.Time) (time.Time, error) {
		if typed == shown && c.Zone == was.Zone {
			return old, nil // with its seconds
		}
		return parseLocal(typed, c.Location())
	}
	bad := false
	try("doors-open", func(c *stagedoor.Conference) error {
		_, err := read(c, f.DoorsOpen, shown.DoorsOpen, was.DoorsOpen)
		bad = err != nil
		return err
	})
	if bad {
		return
	}
	try("doors-close", func(c *stagedoor.Conference) (err error) {
		if c.DoorsOpen, err = read(c, f.DoorsOpen, shown.DoorsOpen, was.DoorsOpen); err != nil {
			return err
		}
		c.DoorsClose, err = read(c, f.DoorsClose, shown.DoorsClose, was.DoorsClose)
		return err
	})
}

// parseLocal reads a local time; empty is none.
func parseLocal(s string, zone *time.Location) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	var err error
	for _, form := range []string{localTime, "2006-01-02T15:04:05", "2006-01-02 15:04"} {
		var t time.Time
		if t, err = time.ParseInLocation(form, s, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The time %q is not written like 2027-05-13 08:30.", Args: []any{s}, Err: err}
}

// languages are those that pages have, and the conference's own when it is
// another one.
func (f ConferenceForm) languages() []string {
	out := []string{}
	for _, l := range text.Languages() {
		out = append(out, l.Tag())
	}
	if f.Language != "" && !slices.Contains(out, f.Language) {
		out = append(out, f.Language)
	}
	return out
}

// commonZones are offered while one types; any other IANA name is taken too.
var commonZones = []string{
	"Europe/Sofia", "Europe/Amsterdam", "Europe/Athens", "Europe/Belgrade", "Europe/Berlin", "Europe/Brussels", "Europe/Bucharest", "Europe/Copenhagen",
	"Europe/Dublin", "Europe/Helsinki", "Europe/Istanbul", "Europe/Kyiv", "Europe/Lisbon", "Europe/London", "Europe/Madrid", "Europe/Oslo", "Europe/Paris",
	"Europe/Prague", "Europe/Rome", "Europe/Skopje", "Europe/Stockholm", "Europe/Vienna", "Europe/Warsaw", "Europe/Zurich",
	"America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Toronto", "America/Sao_Paulo",
	"Asia/Dubai", "Asia/Jerusalem", "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo", "Australia/Sydney", "Africa/Cairo", "Africa/Johannesburg", "UTC",
}
