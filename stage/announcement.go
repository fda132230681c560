package stage

import (
	"strings"
	"time"
	"unicode/utf8"

	"stagedoor"
)

// An Announcement is a sentence to everybody who looks at a stage, or at any.
type Announcement struct {
	ID    string
	Stage stagedoor.StageID // empty: all stages and the lobby
	Words string
	Made  time.Time
	By    string // the crew member's name; not shown to attendees
}

// Bounds of announcements.
const (
	MaxAnnouncement    = 280            // characters of one
	MaxAnnouncements   = 20             // that stand at once; the oldest ones give way
	AnnouncementStands = 12 * time.Hour // when nobody withdraws it: a day of the conference
)

// ReadAnnouncement reads what a producer typed; the error is Invalid.
func ReadAnnouncement(typed string) (words string, err error) {
	words = strings.TrimSpace(typed)
	switch {
	case words == "":
		return "", stagedoor.Errorf(stagedoor.Invalid, "Write what is to be announced.")
	case utf8.RuneCountInString(words) > MaxAnnouncement:
		return "", stagedoor.Errorf(stagedoor.Invalid, "The announcement is longer than %d characters.", MaxAnnouncement)
	case !utf8.ValidString(words) || strings.ContainsFunc(words, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\u2028' || r == '\u2029' }):
		return "", stagedoor.Errorf(stagedoor.Invalid, "The announcement must be one line.")
	}
	return words, nil
}
