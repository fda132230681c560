package tickets

import (
	"fmt"
	"strings"
	"testing"
)

func TestLook(t *testing.T) {
	text := shopHeader +
		"T1,A,paid,Standard,Ada,ada@example.org,,\n" +
		"T2,A,paid,VIP,Bob,,,\n" +
		"T3,A,paid,Standard,Cy,cy@example.org,,\n" +
		"T4,A,maybe,Standard,Di,di@example.org,,\n" +
		"T5,A,cancelled,T-shirt,Ed,,,\n"
	p, err := Look(strings.NewReader(text), &shop, "")
	if err != nil || !p.Problem.Zero() {
		t.Fatalf("%v %s", err, p.Problem)
	}
	if got, want := fmt.Sprint(p.Statuses), "[{maybe 1  false} {paid 3 paid false} {cancelled 1 cancelled false}]"; got != want {
		t.Errorf("statuses %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(p.Types), "[{Standard 2  true} {T-shirt 1  false} {VIP 1  true}]"; got != want {
		t.Errorf("types %s, want %s", got, want)
	}
	if len(p.Tickets) != 4 || len(p.Refused) != 1 || p.Refused[0].Line != 5 {
		t.Errorf("%d tickets, refused %v; want 4 and line 5", len(p.Tickets), p.Refused)
	}
	if c := p.Columns[1]; c.Column.Name != "Order" || fmt.Sprint(c.Fields) != "[order]" || c.Sample != "A" {
		t.Errorf("the second column is %+v, want Order, read as order, with \"A\"", c)
	}
	if got, want := fmt.Sprint(p.Warnings), "[Tickets without an e-mail: 1. They are admitted but get no letter.]"; got != want {
		t.Errorf("warnings %s, want %s", got, want)
	}
}

func TestLookWarns(t *testing.T) {
	for _, tt := range []struct{ name, text, preset, want string }{
		{"without an identity column", "Order,Email,Status\nA,a@b.c,paid\n", "generic", "A transfer to another e-mail will look like one ticket gone and a new one."},
		{"a preset that is a guess", "Ticket number;Email;Status\n1;a@b.c;paid\n", "weemss", "The header of Weemss is not public"},
		{"no status", "Ticket number,Email\n1,a@b.c\n", "generic", "every row counts as paid."},
		{"no e-mail", "Ticket number,Status\n1,paid\n", "generic", "nobody gets a letter."},
		{"an identity that is none", "Ticket number,Email,Status\n1,a@b.c,paid\n1,b@b.c,paid\n1,c@b.c,paid\n", "generic", "2 rows have a number that another row has already."},
	} {
		p, err := Look(strings.NewReader(tt.text), nil, tt.preset)
		if err != nil || !p.Problem.Zero() {
			t.Errorf("%s: %v %s", tt.name, err, p.Problem)
		}
		if got := fmt.Sprint(p.Warnings); !strings.Contains(got, tt.want) {
			t.Errorf("%s: warnings %s, want one with %q", tt.name, got, tt.want)
		}
	}
}

func TestLookShowsTheColumnsOfAnUnknownHeader(t *testing.T) {
	p, err := Look(strings.NewReader("Colour,Size\nred,\nblue,XL\n"), nil, "generic")
	if err != nil {
		t.Fatal(err)
	}
	if p.Problem.Zero() || len(p.Columns) != 2 || p.Columns[1].Sample != "XL" {
		t.Errorf("problem %q, columns %+v; want a problem and two columns with samples", p.Problem, p.Columns)
	}
	if _, err := Look(strings.NewReader("<html>log in"), nil, "generic"); err == nil {
		t.Error("a login page is looked at, want an error")
	}
}

// FuzzLook: no file, however odd, panics or reads differently the second time;
// what is read keeps its bounds.
func FuzzLook(f *testing.F) {
	f.Add([]byte(shopHeader + "T1,A,paid,Standard,Ada,ada@example.org,,2\nT1,A,x,,,,,\n"))
	f.Add([]byte("sep=;\r\nНомер на билет;Статус;Имейл\r\n1;Платен;a@b.c\r\n"))
	f.Add([]byte("\xFF\xFEi\x00d\x00"))
	f.Add([]byte("Order #,Attendee #,Attendee Status,Ticket Type,Quantity\n1,\"2\n3\",Attending,\"a\"\"b\",1000\n"))
	f.Add([]byte("Order code,Position ID,Status,Product\nA,1,paid,x\nA"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Look(strings.NewReader(string(b)), nil, "")
		if err != nil || !p.Problem.Zero() {
			return
		}
		seen := map[string]bool{}
		sum, err := Read(strings.NewReader(string(b)), p.Mapping, func(k Ticket) error {
			if seen[k.Identity] || k.Identity == "" || len(k.Identity) > maxIdentity+5 || len([]rune(k.Name)) > maxText || strings.ContainsAny(k.Name+k.Email+k.Identity, "\x00\r\n") {
				t.Errorf("a ticket out of bounds: %+v", k)
			}
			if k.Email != "" && !wrongAddress(k.Email).Zero() {
				t.Errorf("a ticket with the address %q", k.Email)
			}
			seen[k.Identity] = true
			return nil
		}, func(no Refusal) error {
			if no.Reason.Zero() || no.Line < 2 || len([]rune(no.Row)) > maxShown {
				t.Errorf("a refusal out of bounds: %+v", no)
			}
			return nil
		})
		if err != nil || sum.Tickets != p.Summary.Tickets || sum.Refused != p.Summary.Refused || sum.HeaderHash != p.Summary.HeaderHash {
			t.Errorf("Look saw %+v, Read %+v (%v)", p.Summary, sum, err)
		}
	})
}
