package schedule

import (
	"bytes"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"stagedoor"
)

// MaxFile is the largest programme that is read. The largest one met, with
// 775 talks and their abstracts, has 1.6 MB.
const MaxFile = 16 << 20

// ReadOptions tune a reading. The zero value guesses the format and takes
// times without a zone as UTC.
type ReadOptions struct {
	Format Format         // empty: guessed from the content
	Zone   *time.Location // where the file names none; nil is UTC
}

// Read reads a foreign programme. What is wrong with one talk is a Warning and
// leaves that one out; what is not a programme, or has no talk that can be
// read, is an Invalid error with a sentence that says where.
func Read(data []byte, o ReadOptions) (*Programme, error) {
	if len(data) > MaxFile {
		return nil, stagedoor.Errorf(stagedoor.Invalid, "The file is larger than %d MB. A programme is not.", MaxFile>>20)
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	text := decode(data)
	format, err := detect(text, o.Format)
	if err != nil {
		return nil, err
	}
	r := newReading(format, o.Zone)
	switch format {
	case Pentabarf:
		err = readPentabarf(r, text)
	case VocJSON:
		err = readVocJSON(r, text)
	case GridSmart:
		err = readGridSmart(r, text)
	case ICalendar:
		err = readICal(r, text)
	case CSV:
		err = readCSV(r, text)
	}
	if err != nil {
		return nil, err
	}
	return r.finish()
}

// decode gives a file as UTF-8 without a byte order mark. XML that names
// another charset is left to its reader.
func decode(data []byte) []byte {
	var from encoding.Encoding
	switch {
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		return data[3:]
	case bytes.HasPrefix(data, []byte("\xFF\xFE")), bytes.HasPrefix(data, []byte("\xFE\xFF")):
		from = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
	case utf8.Valid(data), bytes.HasPrefix(bytes.TrimSpace(data[:min(len(data), 100)]), []byte("<")):
		return data
	case cyrillic(data):
		from = charmap.Windows1251
	default:
		from = charmap.Windows1252
	}
	text, err := from.NewDecoder().Bytes(data)
	if err != nil {
		return data
	}
	return text
}

// cyrillic tells Windows-1251 from -1252: in Cyrillic text the letters beyond
// ASCII stand side by side, in German or French among ASCII letters.
func cyrillic(b []byte) bool {
	side, among := 0, 0
	for i := 1; i < len(b); i++ {
		switch {
		case b[i] >= 0xC0 && b[i-1] >= 0xC0:
			side++
		case b[i] >= 0xC0 && letter(b[i-1]), letter(b[i]) && b[i-1] >= 0xC0:
			among++
		}
	}
	return side > among
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
