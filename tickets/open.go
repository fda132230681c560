package tickets

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"stagedoor"
)

// peeked is how much of the text the choice of a delimiter and the look for a
// page's log-in form see.
const peeked = 64 << 10

// A table is an export whose header has been read.
type table struct {
	*rows
	text   *decoder
	header []string
	width  int // columns, with the nameless ones at the header's end
	most   int // rows below the header
}

// open decodes an export, finds its delimiter and reads its header. What is
// not an export at all is an error that says what it is.
func open(r io.Reader, m Mapping) (*table, error) {
	raw := bufio.NewReaderSize(r, 512)
	head, err := raw.Peek(8)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if err := notText(head); err != nil {
		return nil, err
	}
	text, err := newDecoder(raw, m.Charset)
	if err != nil {
		return nil, err
	}
	in := bufio.NewReaderSize(text, peeked)
	start, err := in.Peek(peeked)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if err := notExport(start); err != nil {
		return nil, err
	}
	comma, skip := separator(start)
	in.Discard(skip)
	switch {
	case m.Delimiter != "":
		comma = m.Delimiter[0]
	case comma == 0:
		comma = delimiter(start)
	}
	t := &table{rows: newRows(in, comma), text: text, most: MaxRows}
	if skip > 0 {
		t.lines = 1
	}
	if err := t.next(); err == io.EOF {
		return nil, errEmpty()
	} else if err != nil {
		return nil, err
	}
	t.width = len(t.fields)
	names := t.fields
	for len(names) > 1 && clean(names[len(names)-1]) == "" {
		names = names[:len(names)-1] // a comma too many, which the rows need not have
	}
	t.header = make([]string, len(names))
	for i, name := range names {
		if !utf8.ValidString(name) || strings.ContainsRune(name, utf8.RuneError) {
			return nil, stagedoor.Errorf(stagedoor.Invalid, "The header has characters that we cannot read: the charset is not %s. Nothing was changed.", text.charset)
		}
		t.header[i] = clean(name)
	}
	return t, nil
}

func errEmpty() error {
	return stagedoor.Errorf(stagedoor.Invalid, "The export is empty: it has not even a header. Nothing was changed.")
}

// notText knows the files that people upload instead of a CSV one by their
// first bytes.
func notText(head []byte) error {
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0")):
		return stagedoor.Errorf(stagedoor.Invalid, "This is an Excel or ZIP file. Export the tickets as CSV. Nothing was changed.")
	case bytes.HasPrefix(head, []byte("%PDF")):
		return stagedoor.Errorf(stagedoor.Invalid, "This is a PDF file. Export the tickets as CSV. Nothing was changed.")
	case bytes.HasPrefix(head, []byte("\x1F\x8B")):
		return stagedoor.Errorf(stagedoor.Invalid, "This is a compressed file. Unpack it first. Nothing was changed.")
	}
	return nil
}

// loginForm is what tells a login page from another page.
var loginForm = regexp.MustCompile(`(?i)type=["']?password|log ?-?in|sign ?-?in|anmelden|вход`)

// jsonStart is not how a header starts, not even pretix's "[Paid]".
var jsonStart = regexp.MustCompile(`^[\[{]\s*[\[\]{}"]`)

// notExport looks at the first text of what should be an export.
func notExport(start []byte) error {
	text := bytes.TrimSpace(start)
	switch {
	case len(text) == 0:
		return errEmpty()
	case bytes.IndexByte(text, 0) >= 0:
		return stagedoor.Errorf(stagedoor.Invalid, "This is not a text file. Export the tickets as CSV. Nothing was changed.")
	case len(text) > 1 && text[0] == '<' && (text[1] == '!' || text[1] == '?' || letter(text[1])):
		if loginForm.Match(text) {
			return stagedoor.Errorf(stagedoor.Invalid, "The feed sent a login page. Nothing was changed.")
		}
		return stagedoor.Errorf(stagedoor.Invalid, "The feed sent a web page instead of the export. Nothing was changed.")
	case jsonStart.Match(text):
		return stagedoor.Errorf(stagedoor.Invalid, "The feed sent JSON instead of a CSV export. Nothing was changed.")
	}
	return nil
}

// separator reads the line that Excel writes above the header, like "sep=;",
// and returns the delimiter and how many bytes to skip.
func separator(start []byte) (comma byte, skip int) {
	end := bytes.IndexByte(start, '\n')
	if end < 0 {
		return 0, 0
	}
	line := strings.Trim(strings.TrimRight(string(start[:end]), "\r"), `"`)
	if len(line) == len("sep=;") && strings.EqualFold(line[:4], "sep=") && strings.IndexByte(delimiters, line[4]) >= 0 {
		return line[4], end + 1
	}
	return 0, 0
}

const delimiters = ",;\t"

// delimiter is the one that splits the first rows most alike, then into most
// columns: a header may have more commas in its words than semicolons between.
func delimiter(start []byte) byte {
	best, bestAlike, bestColumns := byte(','), -1, 0
	for i := 0; i < len(delimiters); i++ {
		r := newRows(bufio.NewReader(bytes.NewReader(start)), delimiters[i])
		if r.next() != nil {
			continue
		}
		columns, alike := len(r.fields), 0
		if columns > 1 {
			for n := 0; n < 20 && r.next() == nil && !r.ended; n++ {
				if len(r.fields) == columns {
					alike++
				}
			}
		}
		if alike > bestAlike || alike == bestAlike && columns > bestColumns {
			best, bestAlike, bestColumns = delimiters[i], alike, columns
		}
	}
	return best
}
