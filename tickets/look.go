package tickets

import (
	"errors"
	"io"

	"stagedoor"
)

// A Count is how many rows or tickets have a word.
type Count struct {
	Word   string
	N      int
	Status Status // of a status word; empty when we do not know it
	Admits bool   // of a type
}

// A PreviewColumn is one column of the export and what it is read as.
type PreviewColumn struct {
	Column Column
	Field  Field  // empty: not read
	Sample string // its first value that is not empty
}

// A Preview is what the organiser looks at before a feed's first round.
type Preview struct {
	Mapping  Mapping            // as given, or as guessed
	Problem  stagedoor.Sentence // why it cannot be read so; the columns are there all the same
	Summary  Summary
	Columns  []PreviewColumn
	Types    []Count   // most frequent first
	Statuses []Count   // most frequent first, unknown ones before all
	Tickets  []Ticket  // the first ten, as they would be read
	Refused  []Refusal // the first ten
	Warnings []stagedoor.Sentence
}

// Look reads an export for the preview. A nil m is guessed with the preset;
// an empty preset is guessed too.
func Look(r io.Reader, m *Mapping, preset string) (Preview, error) {
	return Preview{}, errors.New("tickets: Look is not written yet")
}
