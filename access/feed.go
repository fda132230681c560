package access

import (
	"crypto/subtle"
	"encoding/base32"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"stagedoor"
	"stagedoor/tickets"
)

// A Feed is where tickets come from: a vendor's export behind a URL, or
// uploads. The feed stagedoor.FeedByHand always exists and holds guest passes.
type Feed struct {
	ID       stagedoor.FeedID `json:"id"`
	Name     string           `json:"name,omitempty"` // shown; empty: the id
	URL      string           `json:"url,omitempty"`  // empty: uploads only
	User     string           `json:"user,omitempty"` // basic auth
	Password string           `json:"password,omitempty"`
	Header   string           `json:"header,omitempty"` // or one header of the vendor's
	Value    string           `json:"value,omitempty"`
	Mapping  tickets.Mapping  `json:"mapping"`           // names the preset; without columns the first upload's are guessed
	Every    time.Duration    `json:"every,omitempty"`   // between rounds; 0 is DefaultEvery
	Gone     tickets.Gone     `json:"gone,omitempty"`    // empty: the preset's rule
	Partial  bool             `json:"partial,omitempty"` // the export never holds all tickets: nobody is gone
	Off      bool             `json:"off,omitempty"`     // no rounds by themselves
}

const (
	// DefaultEvery is the time between a feed's rounds.
	DefaultEvery = time.Minute
	// minEvery is the least: a vendor's site must bear it.
	minEvery = 5 * time.Second
	// maxEvery keeps a typing slip from stopping a feed.
	maxEvery = 24 * time.Hour
)

// Validate returns the first thing that is wrong with the feed, as an Invalid
// error with a sentence, or nil.
func (f Feed) Validate() error {
	switch {
	case !stagedoor.ValidName(string(f.ID)):
		return stagedoor.Errorf(stagedoor.Invalid, "A feed's id has 1 to 40 of a-z, 0-9 and “-”; %q has others.", string(f.ID))
	case f.ID == "new":
		return stagedoor.Errorf(stagedoor.Invalid, "“new” stands for the form in the control room; give the feed another id.")
	case f.ID == stagedoor.FeedByHand:
		return stagedoor.Errorf(stagedoor.Invalid, "The feed “by hand” holds the guest passes; give yours another id.")
	case utf8.RuneCountInString(f.Name) > 120 || strings.ContainsAny(f.Name, "\r\n"):
		return stagedoor.Errorf(stagedoor.Invalid, "The feed's name is one line of at most 120 characters.")
	case f.Every != 0 && f.Every < minEvery:
		return stagedoor.Errorf(stagedoor.Invalid, "A feed is read every 5 seconds at most, not every %s.", f.Every.String())
	case f.Every > maxEvery:
		return stagedoor.Errorf(stagedoor.Invalid, "A feed is read at least once a day, not every %s.", f.Every.String())
	case f.Gone != "" && f.Gone != tickets.GoneWaits && f.Gone != tickets.GoneAfter3:
		return stagedoor.Errorf(stagedoor.Invalid, "What gone means is “waits” or “after3”, not %q.", string(f.Gone))
	case strings.ContainsAny(f.Header+f.Value, "\r\n") || f.Header == "" && f.Value != "":
		return stagedoor.Errorf(stagedoor.Invalid, "The vendor's header needs a name and a value, each one line.")
	case f.Header != "" && !validHeaderName(f.Header):
		return stagedoor.Errorf(stagedoor.Invalid, "%q cannot be a header's name.", f.Header)
	}
	if p := f.Mapping.Preset; p != "" {
		if _, ok := tickets.PresetNamed(p); !ok {
			return stagedoor.Errorf(stagedoor.Invalid, "There is no preset %q.", p)
		}
	}
	return validExportURL(f.URL)
}

func validExportURL(s string) error {
	if s == "" {
		return nil
	}
	if len(s) > 2000 {
		return stagedoor.Errorf(stagedoor.Invalid, "The export's address is longer than 2000 characters.")
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return stagedoor.Errorf(stagedoor.Invalid, "The export's address is not one like https://vendor.example/export.csv.")
	}
	return nil
}

func validHeaderName(s string) bool {
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_') {
			return false
		}
	}
	return len(s) <= 100
}

// Interval is the time between rounds that is in force.
func (f Feed) Interval() time.Duration {
	if f.Every == 0 {
		return DefaultEvery
	}
	return f.Every
}

// GoneRule is what it means here that a known ticket left the export.
func (f Feed) GoneRule() tickets.Gone {
	if f.Gone != "" {
		return f.Gone
	}
	if p, ok := tickets.PresetNamed(f.Mapping.Preset); ok && p.Gone != "" {
		return p.Gone
	}
	return tickets.GoneWaits
}

// Title is how the feed is called in the control room.
func (f Feed) Title() string {
	if f.Name == "" {
		return string(f.ID)
	}
	return f.Name
}

// HasColumns reports whether somebody confirmed, or a first upload showed,
// which column is what.
func (f Feed) HasColumns() bool { return len(f.Mapping.Columns) > 0 }

// HookToken is what a vendor's hook must show to run the feed at once.
func HookToken(s stagedoor.Secret, feed stagedoor.FeedID) string {
	d := s.Derive("hook", string(feed))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(d[:20]))
}

// CheckHook reports, in constant time, whether token is the feed's.
func CheckHook(s stagedoor.Secret, feed stagedoor.FeedID, token string) bool {
	return subtle.ConstantTimeCompare([]byte(HookToken(s, feed)), []byte(token)) == 1
}
