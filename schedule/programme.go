package schedule

import "stagedoor"

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

// A Programme is a foreign file as it was read: nothing of it is ours yet.
type Programme struct {
	Format   Format
	Title    string   // the conference's, as the file says; may be empty
	Zone     string   // IANA name that the file gives; empty when it gives none
	AskZone  bool     // some times stand without offset or zone: they were read in ReadOptions.Zone
	Rooms    []string // in the order of their first entry
	Entries  []Entry
	Warnings []Warning // what was left out or looks wrong; the rest was read
}

// An Entry is one talk of a foreign file.
type Entry struct {
	Foreign    string         // its identity there: guid, else id, else UID
	Room       string         // empty when the file has none
	Everywhere bool           // a plenum talk: on all stages
	Where      string         // "line 120", "days[0].rooms[2]…": for sentences about it
	Talk       stagedoor.Talk // all but ID, Stage, Planned and Source
}

// A Warning says what is odd about a file that could be read.
type Warning struct {
	Where string // line or path
	Says  stagedoor.Sentence
}
