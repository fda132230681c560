package schedule

import (
	"strconv"
	"strings"

	"stagedoor"
)

// A Format is a kind of foreign file that Read understands.
type Format string

// The formats.
const (
	Pentabarf Format = "pentabarf" // schedule XML of Pentabarf, frab, pretalx
	VocJSON   Format = "voc-json"  // c3voc schedule JSON, version 1 and 2
	GridSmart Format = "gridsmart" // Sessionize
	ICalendar Format = "icalendar" // RFC 5545
	CSV       Format = "csv"
)

// Formats lists them all.
var Formats = []Format{Pentabarf, VocJSON, GridSmart, ICalendar, CSV}

// Name is what the field calls the format, in any language.
func (f Format) Name() string {
	switch f {
	case Pentabarf:
		return "Pentabarf XML"
	case VocJSON:
		return "c3voc schedule JSON"
	case GridSmart:
		return "Sessionize GridSmart JSON"
	case ICalendar:
		return "iCalendar"
	case CSV:
		return "CSV"
	}
	return string(f)
}

// A Programme is a foreign file as it was read: nothing of it is ours yet.
type Programme struct {
	Format   Format
	Title    string    // the conference's, as the file says; may be empty
	Zone     string    // IANA name that the file gives; empty when it gives none
	AskZone  bool      // some times stand without offset or zone: they were read in ReadOptions.Zone
	Rooms    []string  // in the order of their first entry
	Entries  []Entry   // in the order of the file
	Warnings []Warning // what was left out or looks wrong; the rest was read
}

// An Entry is one talk of a foreign file.
type Entry struct {
	Foreign    string         // its identity there: guid, else id, else UID
	Room       string         // empty when the file has none
	Everywhere bool           // a plenum talk: on all stages
	Where      string         // "line 120", "schedule.conference.days[0]…": for sentences about it; see Place
	Talk       stagedoor.Talk // all but ID, Stage, Planned and Source
}

// A Warning says what is odd about a file that could be read.
type Warning struct {
	Where string // line or path, see Place
	Says  stagedoor.Sentence
}

// Place is a Where as a person reads it in any language: a line is said, a
// path stands as it is.
func Place(where string) stagedoor.Sentence {
	if digits, ok := strings.CutPrefix(where, "line "); ok {
		if n, err := strconv.Atoi(digits); err == nil {
			return stagedoor.Say("line %d", n)
		}
	}
	return stagedoor.Sentence{Msg: where}
}
