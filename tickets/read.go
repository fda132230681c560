package tickets

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"

	"stagedoor"
)

const (
	// MaxRows is how many rows an export may have. A feed of a conference for
	// hundreds of thousands is not ours.
	MaxRows = 1_000_000
	// MaxRefusals is how many refused rows Read hands out; the others are
	// counted only.
	MaxRefusals = 1000
	// maxCounted is how many different words a Summary counts; a number or a
	// name read as a status would fill the memory.
	maxCounted = 1000
)

// A Refusal is a row that we could not take.
type Refusal struct {
	Line       int                // where the row starts in the file
	Reason     stagedoor.Sentence // shown
	Row        string             // the row as it stands in the file, at most 200 characters of it
	Word       string             // the row's status as written
	Unknown    bool               // the reason is that we do not know Word (it may be empty): the mapping page offers it
	Twice      bool               // the reason is that the identity stands on an earlier line
	Identities []string           // the tickets of this row, where they could be read: their standing stays as it is

	garbled bool // the reason is the charset
}

// A Summary says what was in an export.
type Summary struct {
	Header     []string
	HeaderHash string         // changes when a column comes, goes, moves or gets another name
	Rows       int            // below the header, refused ones too, blank lines not
	Tickets    int            // given to each
	Refused    int            // rows, all of them, also those beyond MaxRefusals
	Unread     int            // refused rows whose tickets nobody was told: unreadable, or beyond MaxRefusals. While there are any, nobody can be called gone
	Words      map[string]int // rows per status word, as written; unknown ones too
	Types      map[string]int // tickets per type
	Charset    string
	Delimiter  string
}

// Read reads an export row by row and gives each ticket to each and each row
// that cannot be taken to refuse, which is called at most MaxRefusals times
// and may be nil. It stops at the first error of either.
//
// What is not the export (a login page, a cut file, another header) is an
// Invalid error with a sentence. It may come after the last row, so nothing
// that each was given counts before Read returned nil.
func Read(r io.Reader, m Mapping, each func(Ticket) error, refuse func(Refusal) error) (Summary, error) {
	t, err := open(r, m)
	if err != nil {
		return Summary{}, err
	}
	return t.read(m, nil, each, refuse)
}

// read is Read below the header; row, when not nil, sees the values of every
// row before it is judged.
func (t *table) read(m Mapping, row func([]string), each func(Ticket) error, refuse func(Refusal) error) (Summary, error) {
	columns, err := m.Resolve(t.header)
	if err != nil {
		return t.summary(), err
	}
	rd := newReader(m, columns)
	sum := t.summary()
	garbled := 0
	for {
		err := t.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return sum, err
		}
		if t.blank() {
			continue
		}
		if sum.Rows++; sum.Rows > t.most {
			return sum, stagedoor.Errorf(stagedoor.Invalid, "The export has more than %d rows. Nothing was changed.", t.most)
		}
		if t.ended && len(t.fields) < len(t.header) {
			return sum, stagedoor.Errorf(stagedoor.Invalid, "The export is cut off in line %d. Nothing was changed.", t.start)
		}
		if row != nil {
			row(t.fields)
		}
		tickets, no := rd.row(t.rows, len(t.header), t.width)
		if rd.worded {
			count(sum.Words, rd.word, 1)
		}
		if no != nil {
			if no.garbled {
				garbled++
			}
			if err := sum.refused(*no, refuse); err != nil {
				return sum, err
			}
			continue
		}
		for _, ticket := range tickets {
			sum.Tickets++
			count(sum.Types, ticket.Type, 1)
			if err := each(ticket); err != nil {
				return sum, err
			}
		}
	}
	sum.Charset = t.text.charset // chosen only when the first letter beyond ASCII came
	if garbled > 10 && garbled > sum.Rows/10 {
		return sum, stagedoor.Errorf(stagedoor.Invalid, "%d of %d rows have characters that we cannot read: the charset is not %s. Nothing was changed.", garbled, sum.Rows, sum.Charset)
	}
	return sum, nil
}

func (t *table) summary() Summary {
	return Summary{
		Header:     t.header,
		HeaderHash: headerHash(t.header),
		Words:      map[string]int{},
		Types:      map[string]int{},
		Charset:    t.text.charset,
		Delimiter:  string(rune(t.comma)),
	}
}

// refused counts a refused row and hands it out.
func (s *Summary) refused(no Refusal, refuse func(Refusal) error) error {
	s.Refused++
	if len(no.Identities) == 0 || s.Refused > MaxRefusals {
		s.Unread++
	}
	if refuse == nil || s.Refused > MaxRefusals {
		return nil
	}
	return refuse(no)
}

func headerHash(header []string) string {
	var b []byte
	for _, name := range header {
		b = binary.BigEndian.AppendUint32(b, uint32(len(name)))
		b = append(b, name...)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

func count(words map[string]int, word string, n int) {
	if _, ok := words[word]; ok || len(words) < maxCounted {
		words[word] += n
	}
}

// blank reports whether the row has only delimiters: spreadsheets leave such
// ones below the last row.
func (r *rows) blank() bool {
	for _, f := range r.fields {
		if f != "" {
			return false
		}
	}
	return true
}
