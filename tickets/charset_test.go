package tickets

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

// encode writes text in one of Charsets.
func encode(t testing.TB, charset, text string) []byte {
	t.Helper()
	e, err := encodingOf(charset)
	if err != nil {
		t.Fatal(err)
	}
	if e == nil {
		return []byte(text)
	}
	b, err := e.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const (
	bulgarian = "Билет;Статус;Име\nT1;Платен;Мария Петрова-Димитрова\nT2;Очаква плащане;Ян Ё\n"
	german    = "Ticket;Status;Name\nT1;bezahlt;Jürgen Größmann\nT2;bezahlt;Ärzte für Öl, Müller & Söhne\n"
	french    = "Ticket;Status;Name\nT1;paid;Éloïse à Besançon\nT2;paid;Noël Dépêché\n"
)

func TestCharsets(t *testing.T) {
	late := "Ticket;Name\n" + strings.Repeat("T1;Ada Lovelace\n", 20_000) // 300 KB of ASCII
	for _, tt := range []struct{ name, charset, mark, text string }{
		{"UTF-8", "UTF-8", "", bulgarian},
		{"UTF-8 with a mark", "UTF-8", "\xEF\xBB\xBF", bulgarian},
		{"ASCII", "UTF-8", "", "Ticket,Status\nT1,paid\n"},
		{"UTF-16LE", "UTF-16LE", "\xFF\xFE", bulgarian},
		{"UTF-16BE", "UTF-16BE", "\xFE\xFF", bulgarian},
		{"Bulgarian in Windows-1251", "Windows-1251", "", bulgarian},
		{"German in Windows-1252", "Windows-1252", "", german},
		{"French in Windows-1252", "Windows-1252", "", french},
		{"only a numero sign", "Windows-1251", "", "Order №;Name\n1;Ada\n"},
		{"one Cyrillic name, late", "Windows-1251", "", late + "T2;Мария\n"},
		{"one German name, late", "Windows-1252", "", late + "T2;Jürgen\n"},
		{"only the last letter", "Windows-1252", "", "Ticket;Name\nT1;André"},
		{"a letter across the window's end", "UTF-8", "", "я" + strings.Repeat("x", sniffed-3) + "я"},
		{"one UTF-8 name, late", "UTF-8", "", late + "T2;Мария\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, err := newDecoder(bytes.NewReader(append([]byte(tt.mark), encode(t, tt.charset, tt.text)...)), "")
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(d)
			if err != nil {
				t.Fatal(err)
			}
			if d.charset != tt.charset || string(got) != tt.text {
				t.Errorf("read as %s, ends with %q; want %s, %q", d.charset, tail(string(got)), tt.charset, tail(tt.text))
			}
		})
	}
}

func tail(s string) string { return s[max(0, len(s)-60):] }

func TestAFewBrokenBytesAreBrokenUTF8(t *testing.T) {
	text := strings.Repeat("Мария Петрова;", 100) + "\xE4" + strings.Repeat("Иван;", 10)
	if got := sniff([]byte(text), true); got != "UTF-8" {
		t.Errorf("100 good names and one broken byte are %s, want UTF-8: the good names must stay good", got)
	}
}

func TestForcedCharset(t *testing.T) {
	text := "id,name\n1,é\n" // valid as Windows-1251 too
	m := Mapping{Preset: "generic", Charset: "Windows-1251", Columns: map[Field][]Column{FieldIdentity: {{Name: "id"}}, FieldName: {{Name: "name"}}}}
	tickets, _, sum, err := readAll(t, m, string(encode(t, "Windows-1252", text)))
	if err != nil {
		t.Fatal(err)
	}
	if tickets[0].Name != "й" || sum.Charset != "Windows-1251" {
		t.Errorf("forced to Windows-1251 the name is %q in %s, want \"й\"", tickets[0].Name, sum.Charset)
	}
	m.Charset = "KOI8"
	if _, _, _, err := readAll(t, m, text); err == nil || !strings.Contains(err.Error(), "KOI8") {
		t.Errorf("an unknown charset gives %v, want an error that names it", err)
	}
}

func TestWindows1251EndToEnd(t *testing.T) {
	b := encode(t, "Windows-1251", "Номер на билет;Статус;Име;Фамилия;Имейл\r\nБ-1;Платен;Мария;Петрова;m@example.bg\r\n")
	p, err := Look(bytes.NewReader(b), nil, "weemss")
	if err != nil || !p.Problem.Zero() {
		t.Fatalf("%v %s", err, p.Problem)
	}
	if got := fmt.Sprintf("%s %q %s", brief(p.Tickets[0]), p.Tickets[0].Name, p.Summary.Charset); got != `Б-1 paid <m@example.bg> "Мария Петрова" Windows-1251` {
		t.Errorf("got %s", got)
	}
}

// FuzzDecoder: whatever comes, the text is the same however it arrives, and
// what is not UTF-8 comes out as such.
func FuzzDecoder(f *testing.F) {
	for _, c := range Charsets {
		f.Add(encode(f, c, "id;име\n1;Мария\n"[:len("id;")]+"x"))
	}
	f.Add(encode(f, "Windows-1251", bulgarian))
	f.Add(encode(f, "Windows-1252", german))
	f.Add([]byte("\xFF\xFE\x1F\x04"))
	f.Add([]byte("\xEF\xBB"))
	f.Fuzz(func(t *testing.T, b []byte) {
		read := func(r io.Reader) (string, string) {
			d, err := newDecoder(r, "")
			if err != nil {
				t.Fatalf("newDecoder: %v", err)
			}
			text, err := io.ReadAll(d)
			if err != nil {
				t.Fatalf("read: %v", err)
			}
			return string(text), d.charset
		}
		whole, charset := read(bytes.NewReader(b))
		piecemeal, again := read(iotest.OneByteReader(bytes.NewReader(b)))
		if whole != piecemeal || charset != again {
			t.Errorf("%q is %q (%s) at once and %q (%s) byte by byte", b, whole, charset, piecemeal, again)
		}
		if charset != "UTF-8" && !utf8.ValidString(whole) {
			t.Errorf("%q in %s did not become UTF-8: %q", b, charset, whole)
		}
	})
}
