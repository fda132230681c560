package stagedoor

import (
	"regexp"
	"strconv"
	"strings"
)

// codeAlphabet is Crockford's base32: no I, L, O, U. ParseAccessCode reads O
// as 0 and I, L as 1, because people type codes from a phone.
const codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// codeLen is 12: 32^12 = 2^60. A thousand guesses a second for three days
// against 10,000 codes hit with probability 2e-6.
const codeLen = 12

// An AccessCode lets one attendee in. Make one with ParseAccessCode or
// NewAccessCode; any other value is not a code.
type AccessCode string

// NewAccessCode derives the code of an attendee's version. It is stored
// nowhere: whoever has the secret makes it again.
func NewAccessCode(s Secret, conference string, attendee AttendeeID, version int) AccessCode {
	d := s.Derive("code", conference, string(attendee), strconv.Itoa(version))
	var out [codeLen]byte
	for i := range out {
		bit := i * 5
		v := uint16(d[bit/8])<<8 | uint16(d[bit/8+1])
		out[i] = codeAlphabet[v>>(11-bit%8)&31]
	}
	return AccessCode(out[:])
}

// maxTyped bounds what is looked at: a pasted line of the letter with the link
// in it, not a megabyte.
const maxTyped = 400

// twins are Cyrillic and Greek capitals that look like a letter of the code:
// a keyboard that was not switched over types them.
var twins = strings.NewReplacer(
	"А", "A", "В", "B", "Е", "E", "К", "K", "М", "M", "Н", "H", "О", "O", "Р", "P", "С", "C", "Т", "T", "Х", "X", "У", "Y", "І", "I", "Ј", "J", "Ѕ", "S",
	"Α", "A", "Β", "B", "Ε", "E", "Ζ", "Z", "Η", "H", "Ι", "I", "Κ", "K", "Μ", "M", "Ν", "N", "Ο", "O", "Ρ", "P", "Τ", "T", "Υ", "Y", "Χ", "X",
)

// codeForm finds a code in a pasted line: three groups of four.
var codeForm = regexp.MustCompile(`(?:^|[^0-9A-Z])([0-9A-TV-Z]{4}[- ][0-9A-TV-Z]{4}[- ][0-9A-TV-Z]{4})(?:[^0-9A-Z]|$)`)

// ParseAccessCode takes what people type: any case, with spaces or dashes of
// any kind, O for 0, I and L for 1, Cyrillic letters that look Latin; and what
// they paste: the letter's line or link with the one code in it. The error is
// Invalid and says what is wrong with it.
func ParseAccessCode(typed string) (AccessCode, error) {
	if len(typed) > maxTyped {
		return "", Errorf(Invalid, "A code has twelve characters; this is much longer.")
	}
	upper := twins.Replace(strings.ToUpper(typed))
	code, err := parseCode(upper)
	if err == nil {
		return code, nil
	}
	if found := codeForm.FindAllStringSubmatch(upper, 2); len(found) == 1 {
		if code, e := parseCode(found[0][1]); e == nil {
			return code, nil
		}
	}
	return "", err
}

// parseCode reads the code alone, in capitals.
func parseCode(upper string) (AccessCode, error) {
	var out []byte
	for _, r := range upper {
		switch {
		case r == ' ', r == '\t', r == '\n', r == '\r', r == '-', r == '_', r == '.',
			r == '\u00a0', r == '\u2009', r == '\u202f', r >= '\u2010' && r <= '\u2015', r == '\u2212', r == '\u200b', r == '\ufeff':
			continue
		case r == 'O':
			r = '0'
		case r == 'I', r == 'L':
			r = '1'
		}
		if r > 'Z' || !strings.ContainsRune(codeAlphabet, r) {
			return "", Errorf(Invalid, "There is no “%s” in any code. Compare it with the letter.", string(r))
		}
		out = append(out, byte(r))
	}
	if len(out) != codeLen {
		return "", Errorf(Invalid, "A code has twelve characters; this has %d.", len(out))
	}
	return AccessCode(out), nil
}

// String writes the code the way the letter shows it: 7HQM-K2WP-9XRT.
func (c AccessCode) String() string {
	if len(c) != codeLen {
		return string(c)
	}
	return string(c[:4] + "-" + c[4:8] + "-" + c[8:])
}

// A CodeHash is what the database knows of a code: a keyed hash.
type CodeHash [32]byte

// Hash returns what the database knows of the code.
func (c AccessCode) Hash(s Secret) CodeHash { return s.Derive("code hash", string(c)) }
