package stagedoor_test

import (
	"encoding/hex"
	"regexp"
	"strings"
	"testing"

	"stagedoor"
)

// testSecret is 00 01 02 … 1f.
func testSecret() stagedoor.Secret {
	s := make(stagedoor.Secret, stagedoor.SecretLen)
	for i := range s {
		s[i] = byte(i)
	}
	return s
}

// TestCodesNeverChange pins what the code of an attendee is. If it fails, do
// not change it here: every letter that was sent holds a code, and a code that
// is derived in another way lets nobody in.
func TestCodesNeverChange(t *testing.T) {
	for _, tt := range []struct {
		conference string
		attendee   stagedoor.AttendeeID
		version    int
		want       string
	}{
		{"01conference", "01attendee", 1, "XKCF-H0X7-T4EJ"},
		{"01conference", "01attendee", 2, "RET2-DB7Z-MTKW"},
		{"01conference", "02attendee", 1, "R7DA-BQ7P-X057"},
		{"02conference", "01attendee", 1, "N9NF-A79C-MJ0D"},
		{"", "", 0, "ZJAB-EB61-7W20"},
	} {
		got := stagedoor.NewAccessCode(testSecret(), tt.conference, tt.attendee, tt.version).String()
		if got != tt.want {
			t.Errorf("code of %q %q version %d = %s, want %s", tt.conference, tt.attendee, tt.version, got, tt.want)
		}
	}
}

// TestCodeHashNeverChanges: the database is full of them.
func TestCodeHashNeverChanges(t *testing.T) {
	h := stagedoor.AccessCode("7HQMK2WP9XRT").Hash(testSecret())
	const want = "7ec4d0c3f309e0a7ee07215e17b53d243fbcc3828f4137e1fe49a7a7504f08c0"
	if got := hex.EncodeToString(h[:]); got != want {
		t.Errorf("hash = %s, want %s", got, want)
	}
}

func TestNewAccessCodeIsReadBack(t *testing.T) {
	seen := map[stagedoor.AccessCode]bool{}
	letters := map[rune]int{}
	for version := range 5000 {
		c := stagedoor.NewAccessCode(testSecret(), "c", "a", version)
		got, err := stagedoor.ParseAccessCode(c.String())
		if err != nil || got != c {
			t.Fatalf("%s reads as %q, %v", c, got, err)
		}
		if seen[c] {
			t.Fatalf("two versions have the code %s", c)
		}
		seen[c] = true
		for _, r := range string(c) {
			letters[r]++
		}
	}
	// 60,000 letters, 32 kinds: 1,875 of each, give or take 43; a stuck bit
	// halves or doubles some.
	if len(letters) != 32 {
		t.Errorf("codes use %d different characters, want 32", len(letters))
	}
	for r, n := range letters {
		if n < 1600 || n > 2150 {
			t.Errorf("%q stands in codes %d times of 60,000, want about 1,875", r, n)
		}
	}
}

func TestParseAccessCode(t *testing.T) {
	const code = "7HQMK2WP9XRT"
	for _, tt := range []struct{ name, typed, want, problem string }{
		{"as the letter shows it", "7HQM-K2WP-9XRT", code, ""},
		{"without dashes", "7HQMK2WP9XRT", code, ""},
		{"in small letters", "7hqm-k2wp-9xrt", code, ""},
		{"with spaces", " 7HQM K2WP 9XRT ", code, ""},
		{"with a tab and a line end", "\t7HQM-K2WP-9XRT\r\n", code, ""},
		{"in groups of three", "7HQ.MK2.WP9.XRT", code, ""},
		{"with underscores", "7HQM_K2WP_9XRT", code, ""},
		{"with an en dash, as phones write it", "7HQM–K2WP–9XRT", code, ""},
		{"with a non-breaking hyphen", "7HQM\u2011K2WP\u20119XRT", code, ""},
		{"with a minus sign", "7HQM−K2WP−9XRT", code, ""},
		{"with a non-breaking space", "7HQM\u00a0K2WP\u00a09XRT", code, ""},
		{"with a zero-width space", "7HQM\u200bK2WP9XRT", code, ""},
		{"pasted with a byte order mark", "\ufeff7HQM-K2WP-9XRT", code, ""},
		{"O for 0", "OOOO-oooo-0000", "000000000000", ""},
		{"I and L for 1", "IIII-LLLL-ilil", "111111111111", ""},
		{"nothing", "", "", "A code has twelve characters; this has 0."},
		{"only dashes", "----", "", "A code has twelve characters; this has 0."},
		{"one short", "7HQM-K2WP-9XR", "", "A code has twelve characters; this has 11."},
		{"one too many", "7HQM-K2WP-9XRTT", "", "A code has twelve characters; this has 13."},
		{"U is not in the alphabet", "7HQM-K2WP-9XRU", "", "There is no “U” in any code. Compare it with the letter."},
		{"a question mark", "7HQM-K2WP-9XR?", "", "There is no “?” in any code. Compare it with the letter."},
		{"Cyrillic that looks Latin", "7НQМ-К2WР-9ХRТ", code, ""},
		{"Cyrillic that does not", "7HQM-K2WЖ-9XRT", "", "There is no “Ж” in any code. Compare it with the letter."},
		{"the letter's link", "https://live.conf.example/in#7HQM-K2WP-9XRT", code, ""},
		{"a line of the letter", "Your code: 7HQM-K2WP-9XRT.", code, ""},
		{"two codes in a line", "7HQM-K2WP-9XRT and 0000-1111-2222", "", "A code has twelve characters; this has 27."},
		{"an address", "ada@example.org", "", "There is no “@” in any code. Compare it with the letter."},
		{"much too long", strings.Repeat("7", 401), "", "A code has twelve characters; this is much longer."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := stagedoor.ParseAccessCode(tt.typed)
			if string(got) != tt.want {
				t.Errorf("%q reads as %q, want %q", tt.typed, string(got), tt.want)
			}
			said := ""
			if s, ok := stagedoor.SentenceOf(err); ok {
				said = s.String()
			}
			if said != tt.problem {
				t.Errorf("%q: problem %q, want %q", tt.typed, said, tt.problem)
			}
			if err != nil && stagedoor.KindOf(err) != stagedoor.Invalid {
				t.Errorf("%q: kind %v, want Invalid", tt.typed, stagedoor.KindOf(err))
			}
		})
	}
}

func TestCodeString(t *testing.T) {
	if got := stagedoor.AccessCode("7HQMK2WP9XRT").String(); got != "7HQM-K2WP-9XRT" {
		t.Errorf("String() = %q, want 7HQM-K2WP-9XRT", got)
	}
	if got := stagedoor.AccessCode("").String(); got != "" {
		t.Errorf("String() of no code = %q, want nothing", got)
	}
}

var shownForm = regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$`)

// FuzzParseAccessCode: whatever is read is a code, and is read again as
// itself; whatever is refused is refused with a sentence.
func FuzzParseAccessCode(f *testing.F) {
	for _, s := range []string{"", "7HQM-K2WP-9XRT", "oil0-OIL0-1111", "7HQM\u2011K2WP\u20119XRT", "ſſſſſſſſſſſſ", "ııııııııııı1", "\xff\xfe7HQM", "7НQM-K2WP-9XRT", strings.Repeat(" ", 64)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		c, err := stagedoor.ParseAccessCode(typed)
		if err != nil {
			if _, ok := stagedoor.SentenceOf(err); !ok || stagedoor.KindOf(err) != stagedoor.Invalid || c != "" {
				t.Fatalf("%q refused as %q, %v; want no code and an Invalid error with a sentence", typed, string(c), err)
			}
			return
		}
		if !shownForm.MatchString(c.String()) {
			t.Fatalf("%q reads as %s, which is no code", typed, c)
		}
		for _, again := range []string{c.String(), strings.ToLower(c.String()), string(c)} {
			if d, err := stagedoor.ParseAccessCode(again); err != nil || d != c {
				t.Fatalf("%q reads as %s, which reads as %q, %v", typed, c, string(d), err)
			}
		}
	})
}
