package main

import (
	"time"

	"golang.org/x/text/language"

	"stagedoor"
)

// entryID is the id by which an entry is known.
func entryID(n yamlNode) string {
	for _, f := range n.pairs() {
		if f.key == "id" {
			return f.text()
		}
	}
	n.judge(stagedoor.Errorf(stagedoor.Invalid, "The entry needs an id."))
	return ""
}

// fileLanguage is a language's tag.
func fileLanguage(n yamlNode) string {
	text := n.text()
	if _, err := language.Parse(text); err != nil && text != "" {
		n.fail("This is not a language written like en or bg.")
	}
	return text
}

// fileDay is a day like 2026-11-22.
func fileDay(n yamlNode) stagedoor.Date {
	d, err := stagedoor.ParseDate(n.text())
	n.failed(err)
	return d
}

// fileTime is a time with its offset, or one on the clocks of zone. Nothing
// written is no time.
func fileTime(n yamlNode, zone *time.Location) time.Time {
	text := n.text()
	if text == "" {
		return time.Time{}
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.UTC()
	}
	for _, form := range []string{"2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02T15:04:05"} {
		if t, err := time.ParseInLocation(form, text, zone); err == nil {
			return t.UTC()
		}
	}
	n.fail("This is not a time like 2026-11-22 08:30 or 2026-11-22T08:30:00+02:00.")
	return time.Time{}
}
