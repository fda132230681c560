package tickets

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
)

func splitAll(text string, comma byte) (all [][]string, starts []int, err error) {
	r := newRows(bufio.NewReaderSize(strings.NewReader(text), 16), comma) // small: rows cross the buffer's end
	for {
		if err := r.next(); err == io.EOF {
			return all, starts, nil
		} else if err != nil {
			return all, starts, err
		}
		all = append(all, append([]string(nil), r.fields...))
		starts = append(starts, r.start)
	}
}

func TestRows(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       string // rows as %q
		starts     string
	}{
		{"plain", "a,b\nc,d\n", `[["a" "b"] ["c" "d"]]`, "[1 2]"},
		{"no final line break", "a,b\nc,d", `[["a" "b"] ["c" "d"]]`, "[1 2]"},
		{"Windows line breaks", "a,b\r\nc,d\r\n", `[["a" "b"] ["c" "d"]]`, "[1 2]"},
		{"empty values", ",\n,\"\"\n", `[["" ""] ["" ""]]`, "[1 2]"},
		{"a quoted line break", "a,\"x\r\ny\"\nb,c\n", `[["a" "x\ny"] ["b" "c"]]`, "[1 3]"},
		{"a doubled quote", `a,"say ""hi"""`, `[["a" "say \"hi\""]]`, "[1]"},
		{"a quoted delimiter", `"a,b",c`, `[["a,b" "c"]]`, "[1]"},
		{"a quote in a bare value", `a "b" c,d`, `[["a \"b\" c" "d"]]`, "[1]"},
		{"blank lines", "\n\r\na\n\nb\n", `[["a"] ["b"]]`, "[3 5]"},
		{"a row longer than the buffer", strings.Repeat("x", 40) + ",\"" + strings.Repeat("y", 40) + "\"\nz,z", fmt.Sprintf(`[[%q %q] ["z" "z"]]`, strings.Repeat("x", 40), strings.Repeat("y", 40)), "[1 2]"},
		{"a carriage return before a quoted line break's field", "a\r,\"\nb\"\n", `[["a\r" "\nb"]]`, "[1]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, starts, err := splitAll(tt.text, ',')
			if err != nil {
				t.Fatal(err)
			}
			if s := fmt.Sprintf("%q", got); s != tt.want {
				t.Errorf("rows\n got %s\nwant %s", s, tt.want)
			}
			if s := fmt.Sprint(starts); s != tt.starts {
				t.Errorf("rows start on lines %s, want %s", s, tt.starts)
			}
		})
	}
}

// FuzzRows: what encoding/csv reads without an error, rows reads alike.
func FuzzRows(f *testing.F) {
	for _, s := range []string{"a,b\r\n\"c\n\",d\n", "a;b\n", `"x""y",z`, "a\r", "\r\r\n", "a,\"b\" c\n", "\"a\r\n\r\nb\"\n,", "\"\"\n\n\"", "a\r,\"\n\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := csv.NewReader(strings.NewReader(text))
		r.FieldsPerRecord = -1
		want, err := r.ReadAll()
		got, _, ours := splitAll(text, ',')
		if err != nil {
			return
		}
		if ours != nil {
			if len(text) < 1000 {
				t.Fatalf("rows fails with %v on %q, encoding/csv does not", ours, text)
			}
			return // beyond our bounds
		}
		if len(got) != len(want) || len(got) > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	})
}

func TestDelimiters(t *testing.T) {
	for _, tt := range []struct{ name, text string }{
		{"comma", "Ticket,Email\nT1,a@b.c\n"},
		{"semicolon", "Ticket;Email\nT1;a@b.c\n"},
		{"tab", "Ticket\tEmail\nT1\ta@b.c\n"},
		{"a sep= line", "sep=;\r\nTicket;Email\r\nT1;a@b.c\r\n"},
		{"a quoted sep= line", "\"sep=;\"\nTicket;Email\nT1;a@b.c\n"},
		{"more commas in the header's words than semicolons", "Ticket;Email;Comments, wishes, allergies\nT1;a@b.c;none\nT2;b@b.c;nuts\n"},
		{"the header alone", "Ticket;Email\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := Mapping{Preset: "generic", Columns: map[Field][]Column{FieldIdentity: {{Name: "Ticket"}}, FieldEmail: {{Name: "Email"}}}}
			tickets, refused, _, err := readAll(t, m, tt.text)
			if err != nil || len(refused) > 0 {
				t.Fatalf("error %v, refused %v", err, refused)
			}
			if len(tickets) > 0 && brief(tickets[0]) != "T1 paid <a@b.c>" {
				t.Errorf("the first ticket is %s, want T1 paid <a@b.c>", brief(tickets[0]))
			}
			if strings.Contains(tt.name, "sep=") && tickets[0].Line != 3 {
				t.Errorf("the first ticket stands on line %d, want 3", tickets[0].Line)
			}
		})
	}
}
