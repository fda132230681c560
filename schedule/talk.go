package schedule

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"stagedoor"
)

// Limits of a programme.
const (
	MaxTalks    = 5000
	maxTalk     = 300   // characters of a title
	maxPeople   = 50    // of one talk
	maxPerson   = 120   // characters of a name
	maxAbstract = 20000 // characters
	maxLength   = 7 * 24 * time.Hour
)

var (
	talkIDForm   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$`)
	languageForm = regexp.MustCompile(`^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*$`)
)

// ValidateTalk returns the first thing that is wrong with a talk, as an Invalid
// error with a sentence, or nil.
func ValidateTalk(t stagedoor.Talk) error {
	switch {
	case !talkIDForm.MatchString(string(t.ID)):
		return stagedoor.Errorf(stagedoor.Invalid, "The talk's id %q must be 1 to 100 letters, digits and . _ : -", clip(string(t.ID)))
	case strings.TrimSpace(t.Title) == "":
		return stagedoor.Errorf(stagedoor.Invalid, "The talk needs a title.")
	case utf8.RuneCountInString(t.Title) > maxTalk:
		return stagedoor.Errorf(stagedoor.Invalid, "The talk's title is longer than %d characters.", maxTalk)
	case strings.ContainsAny(t.Title, "\r\n"):
		return stagedoor.Errorf(stagedoor.Invalid, "The talk's title must be one line.")
	case len(t.People) > maxPeople:
		return stagedoor.Errorf(stagedoor.Invalid, "A talk has at most %d people.", maxPeople)
	case utf8.RuneCountInString(t.Abstract) > maxAbstract:
		return stagedoor.Errorf(stagedoor.Invalid, "The talk's abstract is longer than %d characters.", maxAbstract)
	case t.Language != "" && !languageForm.MatchString(t.Language):
		return stagedoor.Errorf(stagedoor.Invalid, "The talk's language %q is not written like en or bg.", clip(t.Language))
	case t.Starts.IsZero() || t.Ends.IsZero():
		return stagedoor.Errorf(stagedoor.Invalid, "The talk needs a start and an end.")
	case !t.Starts.Before(t.Ends):
		return stagedoor.Errorf(stagedoor.Invalid, "The talk ends before it starts.")
	case t.Ends.Sub(t.Starts) > maxLength:
		return stagedoor.Errorf(stagedoor.Invalid, "The talk is longer than a week.")
	}
	for _, p := range t.People {
		if strings.TrimSpace(p) == "" || utf8.RuneCountInString(p) > maxPerson || strings.ContainsAny(p, "\r\n") {
			return stagedoor.Errorf(stagedoor.Invalid, "Each of the talk's people is one line of at most %d characters.", maxPerson)
		}
	}
	return nil
}

// clip is a foreign value as a sentence quotes it.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
