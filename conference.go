package stagedoor

import (
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// A Conference is the settings of the one conference that a data folder or
// database holds: what is edited in the control room or applied from YAML.
// Stages, talks and feeds are kept beside it.
type Conference struct {
	ID          string // made at the first start; part of every code
	Name        string
	Sentence    string    // one line below the name on the door
	Zone        string    // IANA name; empty is UTC
	Language    string    // BCP 47 of letters and pages where nothing better is known; empty is English
	Starts      Date      // the first day; zero when not set
	Ends        Date      // the last day
	DoorsOpen   time.Time // zero: the doors are open
	DoorsClose  time.Time // zero: at the end of the last day, or never when that is not set
	Contact     string    // the address that people write to; Reply-To of letters
	DeviceLimit int       // logins an attendee may have at a time; 0 is DefaultDeviceLimit
	Look        Look
	Letters     []LetterText // only those that were edited
	LettersOpen bool         // letters leave at once; before, they wait
}

// A Look is how the pages are coloured.
type Look struct {
	Accent string // "#rrggbb"; empty is DefaultAccent
	Theme  string // "", "light" or "dark"; empty follows the viewer's system
}

// A LetterText is one kind of letter in one language, as it was edited.
type LetterText struct {
	Kind     LetterKind
	Language string
	Subject  string // one line, with placeholders
	Body     string // Markdown, with placeholders
}

const (
	// DefaultAccent is the look's own amber.
	DefaultAccent = "#f2b705"
	// DefaultDeviceLimit is a phone, a laptop and one more.
	DefaultDeviceLimit = 3
	// LoginLife is how long a login lives after the conference, or after it
	// was made when the conference has no end: people watch again.
	LoginLife = 30 * 24 * time.Hour
)

// Limits of what an organiser may write; they are generous and keep a pasted
// file out of a header line.
const (
	maxName     = 120
	maxSentence = 300
	maxSubject  = 200
	maxBody     = 20000
)

var (
	accentForm = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
	nameForm   = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$`)
)

// ValidName reports whether s can be a stage's or a feed's id: 1 to 40 of
// a-z, 0-9 and "-", not at either end. It stands in addresses.
func ValidName(s string) bool { return nameForm.MatchString(s) }

// Validate returns the first thing that is wrong with the settings, as an
// Invalid error with a sentence, or nil.
func (c Conference) Validate() error {
	switch name := strings.TrimSpace(c.Name); {
	case name == "":
		return Errorf(Invalid, "The conference needs a name.")
	case utf8.RuneCountInString(name) > maxName:
		return Errorf(Invalid, "The conference's name is longer than %d characters.", maxName)
	case strings.ContainsAny(name, "\r\n"):
		return Errorf(Invalid, "The conference's name must be one line.")
	}
	if utf8.RuneCountInString(c.Sentence) > maxSentence {
		return Errorf(Invalid, "The sentence on the door is longer than %d characters.", maxSentence)
	}
	if _, err := time.LoadLocation(c.Zone); err != nil {
		return &Error{Kind: Invalid, Msg: "We do not know the time zone %q. Write it like Europe/Sofia.", Args: []any{c.Zone}, Err: err}
	}
	if !c.Starts.IsZero() && !c.Ends.IsZero() && c.Ends.Before(c.Starts) {
		return Errorf(Invalid, "The conference ends on %s, before it starts on %s.", c.Ends.String(), c.Starts.String())
	}
	if !c.DoorsOpen.IsZero() && !c.DoorsClose.IsZero() && !c.DoorsOpen.Before(c.DoorsClose) {
		return Errorf(Invalid, "The doors close before they open.")
	}
	if c.Contact != "" {
		if err := CheckAddress(c.Contact); err != nil {
			return &Error{Kind: Invalid, Msg: "The address to write to, %q, is not an e-mail address.", Args: []any{c.Contact}, Err: err}
		}
	}
	if c.DeviceLimit < 0 || c.DeviceLimit > 20 {
		return Errorf(Invalid, "The device limit must be from 1 to 20.")
	}
	if c.Look.Accent != "" && !accentForm.MatchString(c.Look.Accent) {
		return Errorf(Invalid, "The colour %q is not written like #f2b705.", c.Look.Accent)
	}
	if t := c.Look.Theme; t != "" && t != "light" && t != "dark" {
		return Errorf(Invalid, "The theme is light, dark, or empty to follow the viewer; not %q.", t)
	}
	for _, l := range c.Letters {
		if err := l.Validate(); err != nil {
			return err
		}
	}
	return nil
}

// Validate checks the lengths and the one line of the subject; whether the
// placeholders are known is package mail's to say.
func (l LetterText) Validate() error {
	switch {
	case strings.TrimSpace(l.Subject) == "":
		return Errorf(Invalid, "The letter needs a subject.")
	case strings.ContainsAny(l.Subject, "\r\n"):
		return Errorf(Invalid, "The letter's subject must be one line.")
	case utf8.RuneCountInString(l.Subject) > maxSubject:
		return Errorf(Invalid, "The letter's subject is longer than %d characters.", maxSubject)
	case utf8.RuneCountInString(l.Body) > maxBody:
		return Errorf(Invalid, "The letter's text is longer than %d characters.", maxBody)
	}
	return nil
}

// zones are the zones that were read: reading one costs 9 µs, and every page
// asks for it several times. Only names that exist get in, so it is bounded.
var zones sync.Map

// Location is the conference's time zone; UTC when none is set.
func (c Conference) Location() *time.Location {
	if zone, ok := zones.Load(c.Zone); ok {
		return zone.(*time.Location)
	}
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return time.UTC // Validate let no other in
	}
	zones.Store(c.Zone, zone)
	return zone
}

// Opened reports whether the doors have opened at now. Without a time they
// always have.
func (c Conference) Opened(now time.Time) bool {
	return c.DoorsOpen.IsZero() || !now.Before(c.DoorsOpen)
}

// End is when the doors close: as set, or the end of the last day; zero when
// neither is known.
func (c Conference) End() time.Time {
	if !c.DoorsClose.IsZero() {
		return c.DoorsClose
	}
	if !c.Ends.IsZero() {
		return c.Ends.In(c.Location()).AddDate(0, 0, 1)
	}
	return time.Time{}
}

// Over reports whether the conference is over at now.
func (c Conference) Over(now time.Time) bool {
	end := c.End()
	return !end.IsZero() && !now.Before(end)
}

// LoginExpires is until when a login made at now is good: LoginLife after the
// conference's end, or after now when that is later or there is no end.
func (c Conference) LoginExpires(now time.Time) time.Time {
	if end := c.End(); end.After(now) {
		return end.Add(LoginLife)
	}
	return now.Add(LoginLife)
}

// Devices is the device limit in force.
func (c Conference) Devices() int {
	if c.DeviceLimit == 0 {
		return DefaultDeviceLimit
	}
	return c.DeviceLimit
}

// AccentOrDefault is the accent colour in force.
func (l Look) AccentOrDefault() string {
	if l.Accent == "" {
		return DefaultAccent
	}
	return l.Accent
}

// Letter returns the edited text of a kind in a language, or nil: package
// mail has the texts that were not edited.
func (c Conference) Letter(kind LetterKind, language string) *LetterText {
	for i, l := range c.Letters {
		if l.Kind == kind && l.Language == language {
			return &c.Letters[i]
		}
	}
	return nil
}
