package tickets

import (
	"bufio"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"stagedoor"
)

// Charsets are what an export may be written in, for Mapping.Charset.
var Charsets = []string{"UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1251", "Windows-1252"}

// sniffed is how many bytes the choice of a charset looks at, from the first
// one that is not ASCII.
const sniffed = 64 << 10

// encodingOf returns the decoder of a charset, nil for UTF-8.
func encodingOf(charset string) (encoding.Encoding, error) {
	switch charset {
	case "UTF-8":
		return nil, nil
	case "UTF-16LE":
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), nil
	case "UTF-16BE":
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), nil
	case "Windows-1251":
		return charmap.Windows1251, nil
	case "Windows-1252":
		return charmap.Windows1252, nil
	}
	return nil, stagedoor.Errorf(stagedoor.Invalid, "We cannot read the charset %q.", charset)
}

// A decoder reads text in any of Charsets as UTF-8. Without a byte order mark
// it passes ASCII through and chooses at the first other byte, wherever that
// comes: an export may have a thousand Latin names before the first Cyrillic
// one. Bytes that make no sense stay as they are in UTF-8 and become U+FFFD
// in the others; Read refuses their rows.
type decoder struct {
	in      *bufio.Reader
	out     io.Reader // nil until the charset is chosen
	charset string    // "UTF-8" as long as all was ASCII
}

// newDecoder starts with the byte order mark, if there is one; forced, when not
// empty, is the charset whatever the bytes look like.
func newDecoder(r io.Reader, forced string) (*decoder, error) {
	d := &decoder{in: bufio.NewReaderSize(r, sniffed), charset: "UTF-8"}
	head, err := d.in.Peek(3)
	if err != nil && err != io.EOF {
		return nil, err
	}
	mark, marked := byteOrderMark(head)
	switch {
	case forced != "" && forced != marked:
		return d, d.choose(forced)
	case marked != "":
		d.in.Discard(mark)
		return d, d.choose(marked)
	}
	return d, nil
}

// byteOrderMark returns the length of the mark that b starts with, and its
// charset.
func byteOrderMark(b []byte) (int, string) {
	switch {
	case len(b) >= 3 && string(b[:3]) == "\xEF\xBB\xBF":
		return 3, "UTF-8"
	case len(b) >= 2 && string(b[:2]) == "\xFF\xFE":
		return 2, "UTF-16LE"
	case len(b) >= 2 && string(b[:2]) == "\xFE\xFF":
		return 2, "UTF-16BE"
	}
	return 0, ""
}

func (d *decoder) choose(charset string) error {
	e, err := encodingOf(charset)
	if err != nil {
		return err
	}
	d.charset, d.out = charset, d.in
	if e != nil {
		d.out = e.NewDecoder().Reader(d.in)
	}
	return nil
}

// Read passes ASCII on until it meets something else.
func (d *decoder) Read(p []byte) (int, error) {
	if d.out != nil {
		return d.out.Read(p)
	}
	if len(p) == 0 {
		return 0, nil
	}
	if _, err := d.in.Peek(1); err != nil {
		return 0, err
	}
	b, _ := d.in.Peek(min(d.in.Buffered(), len(p)))
	if n := ascii(b); n > 0 {
		copy(p, b[:n])
		d.in.Discard(n)
		return n, nil
	}
	window, err := d.in.Peek(sniffed)
	if err != nil && err != io.EOF {
		return 0, err
	}
	if err := d.choose(sniff(window, err == io.EOF)); err != nil {
		return 0, err
	}
	return d.out.Read(p)
}

// ascii returns how many bytes at the start of b are ASCII.
func ascii(b []byte) int {
	for i, c := range b {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return len(b)
}

// sniff says what text without a byte order mark is written in. Legacy text is
// hardly ever valid UTF-8, so a few broken bytes in much that is valid are
// broken UTF-8 and not another charset. When b is not the whole rest of the
// text its end may cut a character.
func sniff(b []byte, whole bool) string {
	valid, broken := 0, 0
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		switch {
		case r != utf8.RuneError || n > 1:
			valid++
		case !whole && !utf8.FullRune(b[i:]): // cut
		default:
			broken++
		}
		i += n
	}
	switch {
	case valid >= 10*broken:
		return "UTF-8"
	case cyrillic(b):
		return "Windows-1251"
	default:
		return "Windows-1252"
	}
}

// cyrillic tells Windows-1251 from -1252 by the letters' neighbours. In
// Cyrillic text the letters beyond ASCII stand side by side; in German or
// French ones they stand among ASCII letters.
func cyrillic(b []byte) bool {
	side, among, signs := 0, 0, 0
	for i, c := range b {
		if c == 0xB9 { // № or a superscript 1
			signs++
		}
		if !beyond(c) {
			continue
		}
		if i > 0 && letter(b[i-1]) || i+1 < len(b) && letter(b[i+1]) {
			among++
		}
		if i+1 < len(b) && beyond(b[i+1]) {
			side++
		}
	}
	return side > among || side == among && signs > 0
}

// beyond reports whether c is a letter of Windows-1251 beyond ASCII that is
// used in Bulgarian or Russian.
func beyond(c byte) bool { return c >= 0xC0 || c == 0xA8 || c == 0xB8 }

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
