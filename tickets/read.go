package tickets

import (
	"errors"
	"io"

	"stagedoor"
)

// A Refusal is a row that we could not take.
type Refusal struct {
	Line       int                // where the row starts in the file
	Reason     stagedoor.Sentence // shown
	Row        string             // the row as it stands in the file, at most 200 characters of it
	Word       string             // the status word that we do not know; the mapping page offers it
	WordUnread bool               // true when Word, which may be empty, is the reason
	Identities []string           // the tickets of this row, where they could be read: their standing stays as it is
}

// A Summary says what was in an export.
type Summary struct {
	Header     []string
	HeaderHash string         // changes when a column comes, goes, moves or gets another name
	Rows       int            // below the header, refused ones too, blank lines not
	Tickets    int            // given to each
	Refused    int            // rows, all of them, also those beyond what was kept
	Unread     int            // refused rows that do not even say which ticket they are: while there are any, nobody can be called gone
	Words      map[string]int // rows per status word, as written; unknown ones too
	Types      map[string]int // tickets per type
	Charset    string
	Delimiter  string
}

// Read reads an export row by row and gives each ticket to each and each row
// that cannot be taken to refuse, which is called at most MaxRefusals times.
//
// What is not the export (a login page, a cut file, another header) is an
// Invalid error with a sentence. It may come after the last row, so nothing
// that each was given counts before Read returned nil.
func Read(r io.Reader, m Mapping, each func(Ticket) error, refuse func(Refusal) error) (Summary, error) {
	return Summary{}, errors.New("tickets: Read is not written yet")
}

// MaxRefusals is how many refused rows Read hands out; the others are counted.
const MaxRefusals = 1000
