package tickets

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"stagedoor"
)

// shop is a mapping with everything in it.
var shop = Mapping{
	Preset: "generic",
	Columns: map[Field][]Column{
		FieldIdentity: {{Name: "Ticket"}}, FieldOrder: {{Name: "Order"}}, FieldStatus: {{Name: "Status"}}, FieldType: {{Name: "Type"}},
		FieldName: {{Name: "Name"}}, FieldEmail: {{Name: "Email"}}, FieldBuyerEmail: {{Name: "Buyer email"}}, FieldQuantity: {{Name: "Quantity"}},
	},
	NoAdmit: []string{"T-shirt"},
}

const shopHeader = "Ticket,Order,Status,Type,Name,Email,Buyer email,Quantity\n"

// without returns the mapping without some fields.
func without(m Mapping, fields ...Field) Mapping {
	columns := map[Field][]Column{}
	for f, c := range m.Columns {
		columns[f] = c
	}
	for _, f := range fields {
		delete(columns, f)
	}
	m.Columns = columns
	return m
}

func readAll(t *testing.T, m Mapping, text string) ([]Ticket, []Refusal, Summary, error) {
	t.Helper()
	var tickets []Ticket
	var refused []Refusal
	sum, err := Read(strings.NewReader(text), m,
		func(k Ticket) error { tickets = append(tickets, k); return nil },
		func(no Refusal) error { refused = append(refused, no); return nil })
	return tickets, refused, sum, err
}

// brief writes a ticket in one line for the tables below.
func brief(k Ticket) string {
	s := fmt.Sprintf("%s %s <%s>", k.Identity, k.Status, k.Email)
	if !k.Admits {
		s += " does not admit"
	}
	return s
}

func TestWhatARowBecomes(t *testing.T) {
	byOrder := without(shop, FieldIdentity)
	for _, tt := range []struct {
		name    string
		m       Mapping
		rows    string
		tickets string // joined by "; "
		refused string // "line N: reason", joined by "; "
	}{
		{"a new row, paid", shop, "T1,A,paid,Standard,Ada,ada@example.org,,", "T1 paid <ada@example.org>", ""},
		{"a new row, awaiting payment", shop, "T1,A,awaiting payment,Standard,Ada,ada@example.org,,", "T1 awaiting <ada@example.org>", ""},
		{"status cancelled", shop, "T1,A,Cancelled,Standard,Ada,ada@example.org,,", "T1 cancelled <ada@example.org>", ""},
		{"status refunded", shop, "T1,A,REFUNDED,Standard,Ada,ada@example.org,,", "T1 cancelled <ada@example.org>", ""},
		{"status void", shop, "T1,A,void,Standard,Ada,ada@example.org,,", "T1 cancelled <ada@example.org>", ""},
		{"refunded, and the vendor blanked the address out", shop, "T1,A,refunded,Standard,-,deleted,,", "T1 cancelled <>", ""},
		{"unknown status word: row refused", shop, "T1,A,maybe,Standard,Ada,ada@example.org,,", "", `line 2: We do not know the status "maybe".`},
		{"status empty: row refused", shop, "T1,A,,Standard,Ada,ada@example.org,,", "", "line 2: The status is empty."},
		{"no status column: paid", without(shop, FieldStatus), "T1,A,maybe,Standard,Ada,ada@example.org,,", "T1 paid <ada@example.org>", ""},
		{"ticket type that does not admit: kept", shop, "T1,A,paid,t-SHIRT,Ada,ada@example.org,,", "T1 paid <ada@example.org> does not admit", ""},
		{"quantity n on a ticket's row: n tickets", shop, "T1,A,paid,Standard,Ada,ada@example.org,,3", "T1-1 paid <ada@example.org>; T1-2 paid <ada@example.org>; T1-3 paid <ada@example.org>", ""},
		{"quantity 1 on a ticket's row: its own number", shop, "T1,A,paid,Standard,Ada,ada@example.org,,1", "T1 paid <ada@example.org>", ""},
		{"quantity n on an order's row: order-1 to order-n", orderIs(shop), "T1,A,paid,Standard,Ada,ada@example.org,,2", "A-1 paid <ada@example.org>; A-2 paid <ada@example.org>", ""},
		{"an order of one keeps place 1 when the other was refunded", orderIs(shop), "T1,A,paid,Standard,Ada,ada@example.org,,1", "A-1 paid <ada@example.org>", ""},
		{"quantity written as 2.00", shop, "T1,A,paid,Standard,Ada,ada@example.org,,2.00", "T1-1 paid <ada@example.org>; T1-2 paid <ada@example.org>", ""},
		{"quantity nonsense", shop, "T1,A,paid,Standard,Ada,ada@example.org,,many", "", `line 2: The quantity "many" is not a whole number from 1 to 1000.`},
		{"quantity zero", shop, "T1,A,paid,Standard,Ada,ada@example.org,,0", "", `line 2: The quantity "0" is not a whole number from 1 to 1000.`},
		{"no e-mail: the buyer's", shop, "T1,A,paid,Standard,Ada,,bob@example.org,", "T1 paid <bob@example.org>", ""},
		{"the attendee's e-mail before the buyer's", shop, "T1,A,paid,Standard,Ada,ada@example.org,bob@example.org,", "T1 paid <ada@example.org>", ""},
		{"no e-mail at all: still a ticket", shop, "T1,A,paid,Standard,Ada,,,", "T1 paid <>", ""},
		{"one e-mail on several tickets", shop, "T1,A,paid,,,ada@example.org,,\nT2,A,paid,,,ada@example.org,,", "T1 paid <ada@example.org>; T2 paid <ada@example.org>", ""},
		{"identity: without a column, order + e-mail", without(byOrder, FieldQuantity), "T1,A,paid,Standard,Ada,Ada@Example.org,,", "A ada@example.org paid <Ada@Example.org>", ""},
		{"identity of two columns", twoColumns(shop), "1,A,paid,,Ada,ada@example.org,,\n2,A,paid,,Bob,bob@example.org,,", "A-1 paid <ada@example.org>; A-2 paid <bob@example.org>", ""},
		{"identity of two columns: where a dash stands matters", twoColumns(shop), "2,A-1,paid,,Ada,ada@example.org,,\n1-2,A,paid,,Bob,bob@example.org,,",
			"A-1  / 2 paid <ada@example.org>; A  / 1-2 paid <bob@example.org>", ""},
		{"identity of two columns: so does a slash", twoColumns(shop), "/ 2,A-1,paid,,Ada,ada@example.org,,\n2,A-1  /,paid,,Bob,bob@example.org,,",
			"A-1  / / 2 paid <ada@example.org>; A-1 /  / 2 paid <bob@example.org>", ""},
		{"identity without a number", shop, ",A,paid,Standard,Ada,ada@example.org,,", "", "line 2: The row does not say which ticket it is: its number is empty."},
		{"identity: order + e-mail, without the order", byOrder, "T1,,paid,Standard,Ada,ada@example.org,,", "", "line 2: The row does not say which ticket it is: its order number is empty."},
		{"identity twice in a file: the second is refused with its line", shop, "T1,A,paid,,Ada,ada@example.org,,\nT1,A,paid,,Bob,bob@example.org,,", "T1 paid <ada@example.org>", `line 3: The ticket "T1" stands on line 2 already.`},
		{"a place that another row has as its number", shop, "T1-2,A,paid,,Ada,ada@example.org,,\nT1,A,paid,,Bob,bob@example.org,,2", "T1-2 paid <ada@example.org>", `line 3: The ticket "T1" stands on line 2 already.`},
		{"a number that a spreadsheet rounded", shop, "1.84416E+10,A,paid,,Ada,ada@example.org,,", "", `line 2: A spreadsheet has rounded the ticket's number to "1.84416E+10". Export the file again and do not save it in a spreadsheet.`},
		{"a bad row among good ones", shop, "T1,A,paid,,Ada,ada@example.org,,\nT2,A,paid,,Bob,nowhere,,\nT3,A,paid,,Cy,cy@example.org,,", "T1 paid <ada@example.org>; T3 paid <cy@example.org>", "line 3: The address has no @."},
		{"an address with a space", shop, "T1,A,paid,,Ada,a da@example.org,,", "", "line 2: The address has a character that no address has."},
		{"two addresses", shop, "T1,A,paid,,Ada,\"a@b.c,d@e.f\",,", "", "line 2: The address has a character that no address has."},
		{"nothing behind the @", shop, "T1,A,paid,,Ada,ada@,,", "", "line 2: The address has nothing before or behind the @."},
		{"two @", shop, "T1,A,paid,,Ada,a@b@c.d,,", "", "line 2: The address has more than one @."},
		{"a long address", shop, "T1,A,paid,,Ada," + strings.Repeat("a", 250) + "@b.org,,", "", "line 2: The address is longer than 254 characters."},
		{"spaces and a soft hyphen around an address", shop, "T1,A,paid,,Ada,\" ada@exam\u00ADple.org\u00A0\",,", "T1 paid <ada@example.org>", ""},
		{"a column too few", shop, "T1,A,paid\nT2,A,paid,,Bob,bob@example.org,,", "T2 paid <bob@example.org>", "line 2: The row has 3 columns and the header 8."},
		{"a column too many", shop, "T1,A,paid,,Ada,ada@example.org,,1,x\n", "", "line 2: The row has 9 columns and the header 8."},
		{"empty columns too many", shop, "T1,A,paid,,Ada,ada@example.org,,1,,\n", "T1 paid <ada@example.org>", ""},
		{"a stray quote costs its row only", shop, "T1,A,paid,,\"Ada\" Lovelace,ada@example.org,,\nT2,A,paid,,Bob,bob@example.org,,", "T2 paid <bob@example.org>", "line 2: A quote stands in the middle of a value."},
		{"a quote within a bare value is itself", shop, "T1,A,paid,,Ada \"the first\" L,ada@example.org,,", "T1 paid <ada@example.org>", ""},
		{"broken characters cost their row only", shop, "T1,A,paid,,Петров,ada@example.org,,\nT2,A,paid,,Пет\xFFров,bob@example.org,,\n", "T1 paid <ada@example.org>", "line 3: The row has characters that we cannot read."},
		{"blank lines and rows of commas are no rows", shop, "\n,,,,,,,\nT1,A,paid,,Ada,ada@example.org,,\n\n,,,,,,,\n", "T1 paid <ada@example.org>", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tickets, refused, sum, err := readAll(t, tt.m, shopHeader+tt.rows)
			if err != nil {
				t.Fatalf("Read: %v", err)
			}
			var got, no []string
			for _, k := range tickets {
				got = append(got, brief(k))
			}
			for _, r := range refused {
				no = append(no, fmt.Sprintf("line %d: %s", r.Line, r.Reason))
			}
			if g := strings.Join(got, "; "); g != tt.tickets {
				t.Errorf("tickets\n got %s\nwant %s", g, tt.tickets)
			}
			if g := strings.Join(no, "; "); g != tt.refused {
				t.Errorf("refused\n got %s\nwant %s", g, tt.refused)
			}
			if sum.Tickets != len(tickets) || sum.Refused != len(refused) {
				t.Errorf("summary has %d tickets and %d refused, there were %d and %d", sum.Tickets, sum.Refused, len(tickets), len(refused))
			}
		})
	}
}

// twoColumns makes the order's number and the ticket's the identity together.
func twoColumns(m Mapping) Mapping {
	both := append(slices.Clone(m.Columns[FieldOrder]), m.Columns[FieldIdentity]...)
	m = without(m, FieldIdentity, FieldQuantity)
	m.Columns[FieldIdentity] = both
	return m
}

// orderIs makes the order's number the identity.
func orderIs(m Mapping) Mapping {
	m = without(m)
	m.Columns[FieldIdentity] = m.Columns[FieldOrder]
	return m
}

func TestWhatIsNotTheExport(t *testing.T) {
	row := "T1,A,paid,Standard,Ada,ada@example.org,,\n"
	for _, tt := range []struct{ name, text, want string }{
		{"login page", "\n<!DOCTYPE html><html><form><input type=password></form></html>", "The feed sent a login page. Nothing was changed."},
		{"another page", "<html><body>Maintenance until noon</body></html>", "The feed sent a web page instead of the export. Nothing was changed."},
		{"JSON", `{"error": "unauthorised"}`, "The feed sent JSON instead of a CSV export. Nothing was changed."},
		{"a JSON list", `[{"id": 1}]`, "The feed sent JSON instead of a CSV export. Nothing was changed."},
		{"Excel", "PK\x03\x04\x14\x00\x06\x00", "This is an Excel or ZIP file. Export the tickets as CSV. Nothing was changed."},
		{"old Excel", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "This is an Excel or ZIP file. Export the tickets as CSV. Nothing was changed."},
		{"PDF", "%PDF-1.7", "This is a PDF file. Export the tickets as CSV. Nothing was changed."},
		{"gzip", "\x1F\x8B\x08\x00", "This is a compressed file. Unpack it first. Nothing was changed."},
		{"not text", "Ticket\x00\x01\x02", "This is not a text file. Export the tickets as CSV. Nothing was changed."},
		{"empty", "", "The export is empty: it has not even a header. Nothing was changed."},
		{"only blank lines", "\n\r\n  \n", "The export is empty: it has not even a header. Nothing was changed."},
		{"only a mark", "\xEF\xBB\xBF", "The export is empty: it has not even a header. Nothing was changed."},
		{"header changed", "Ticket number,Order,Status,Type,Name,Email,Buyer email,Quantity\n" + row, "The header does not fit the feed: it has no “Ticket”. Either the header changed, or this is not the export. Nothing was changed."},
		{"no header at all", row, "The header does not fit the feed: it has no “Ticket”, “Order”, “Status”, “Type”, “Name”, …. Either the header changed, or this is not the export. Nothing was changed."},
		{"cut off in a row", shopHeader + row + "T2,A,paid,Stand", "The export is cut off in line 3. Nothing was changed."},
		{"cut off in a quote", shopHeader + row + "T2,A,paid,\"Stand", "The export is cut off: a quote on line 3 is not closed. Nothing was changed."},
		{"cut off in the header", "Ticket,Order,Sta", "The header does not fit the feed: it has no “Status”, “Type”, “Name”, “Email”, “Buyer email”, …. Either the header changed, or this is not the export. Nothing was changed."},
		{"a quote that never closes", shopHeader + "\"T1," + strings.Repeat(row, 3000), "The row on line 2 does not end within 65536 characters: a quote there is not closed. Nothing was changed."},
		{"a row without end", shopHeader + strings.Repeat("x", 1<<20), "The row on line 2 does not end within 65536 characters: a quote there is not closed. Nothing was changed."},
		{"too many columns", shopHeader + strings.Repeat(",", 2000), "The row on line 2 has more than 1000 columns. This is not the export. Nothing was changed."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, _, _, err := readAll(t, shop, tt.text)
			if err == nil {
				t.Fatalf("Read took it, want %q", tt.want)
			}
			s, _ := stagedoor.SentenceOf(err)
			if s.String() != tt.want || stagedoor.KindOf(err) != stagedoor.Invalid {
				t.Errorf("kind %v\n got %s\nwant %s", stagedoor.KindOf(err), s, tt.want)
			}
		})
	}
}

func TestWrongCharset(t *testing.T) {
	m := shop
	m.Charset = "UTF-8"
	_, _, _, err := readAll(t, m, shopHeader+strings.Repeat("T1,A,paid,,\xCC\xE0\xF0\xE8\xFF,a@b.c,,\n", 20))
	if want := "20 of 20 rows have characters that we cannot read: the charset is not UTF-8. Nothing was changed."; err == nil || err.Error() != want {
		t.Errorf("Windows-1251 read as UTF-8: %v, want %q", err, want)
	}
	_, _, _, err = readAll(t, m, "Ticket,Order,\xCC\xE0\n")
	if want := "The header has characters that we cannot read: the charset is not UTF-8. Nothing was changed."; err == nil || err.Error() != want {
		t.Errorf("a header in Windows-1251 read as UTF-8: %v, want %q", err, want)
	}
}

func TestNamelessColumnsAtTheHeadersEnd(t *testing.T) {
	tickets, refused, _, err := readAll(t, shop, "Ticket,Order,Status,Type,Name,Email,Buyer email,Quantity,,\n"+
		"T1,,paid,,,,,\n"+
		"T2,,paid,,,,,,,\n"+
		"T3,,paid,,,,,,a note,another\n"+
		"T4,,paid,,,,,,,,one too many\n")
	if err != nil || len(tickets) != 3 || len(refused) != 1 || refused[0].Line != 5 {
		t.Errorf("%d tickets, refused %v, error %v; want 3 and line 5", len(tickets), refused, err)
	}
}

func TestTooManyRows(t *testing.T) {
	for rows, want := range map[int]string{1000: "", 1001: "The export has more than 1000 rows. Nothing was changed."} {
		table, err := open(sales(rows), shop)
		if err != nil {
			t.Fatal(err)
		}
		if table.most != MaxRows {
			t.Errorf("at most %d rows, want %d", table.most, MaxRows)
		}
		table.most = 1000 // a million take their time
		_, err = table.read(shop, nil, func(Ticket) error { return nil }, nil)
		if got := fmt.Sprint(err); got != want && (err != nil || want != "") {
			t.Errorf("%d rows: %v, want %q", rows, err, want)
		}
	}
}

func TestRefusedRowsSayWhoseTheyAre(t *testing.T) {
	_, refused, sum, err := readAll(t, shop, shopHeader+
		"T1,A,maybe,,Ada,ada@example.org,,\n"+
		"T2,A,paid,,Bob,nowhere,,2\n"+
		",A,paid,,Cy,cy@example.org,,\n")
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(refused[0].Identities, refused[1].Identities, refused[2].Identities)
	if want := "[T1] [T2-1 T2-2] []"; got != want {
		t.Errorf("identities of the refused rows %s, want %s", got, want)
	}
	if sum.Unread != 1 {
		t.Errorf("Unread = %d, want 1: only the last row does not say which ticket it is", sum.Unread)
	}
	if !refused[0].Unknown || refused[0].Word != "maybe" || refused[1].Unknown {
		t.Errorf("the unknown word is %q (%t), the bad address's row unknown is %t; want \"maybe\" true, false", refused[0].Word, refused[0].Unknown, refused[1].Unknown)
	}
	if want := "T2,A,paid,,Bob,nowhere,,2"; refused[1].Row != want {
		t.Errorf("the row is shown as %q, want %q", refused[1].Row, want)
	}
}

func TestRefusalsAreBounded(t *testing.T) {
	var text strings.Builder
	text.WriteString(shopHeader)
	for i := range MaxRefusals + 500 {
		fmt.Fprintf(&text, "T%d,A,word %d,,%s,a@b.c,,\n", i, i, strings.Repeat("я", 300))
	}
	_, refused, sum, err := readAll(t, shop, text.String())
	if err != nil {
		t.Fatal(err)
	}
	if len(refused) != MaxRefusals || sum.Refused != MaxRefusals+500 {
		t.Errorf("%d refusals handed out, %d counted; want %d and %d", len(refused), sum.Refused, MaxRefusals, MaxRefusals+500)
	}
	if sum.Unread != 500 {
		t.Errorf("Unread = %d, want 500: of those nobody was told, and they are not gone", sum.Unread)
	}
	if n := len([]rune(refused[0].Row)); n > 200 {
		t.Errorf("a row is shown with %d characters, want at most 200", n)
	}
	if len(sum.Words) > 1000 {
		t.Errorf("%d words counted, want at most 1000", len(sum.Words))
	}
}

func TestStatusWordsOfTheMapping(t *testing.T) {
	m := shop
	m.Words = map[string]Status{"Maybe": Awaiting, "PAID": Cancelled, "": Paid}
	tickets, refused, _, err := readAll(t, m, shopHeader+"T1,,maybe,,,,,\nT2,,paid,,,,,\nT3,,,,,,,\n")
	if err != nil || len(refused) > 0 {
		t.Fatalf("refused %v, error %v", refused, err)
	}
	for i, want := range []Status{Awaiting, Cancelled, Paid} {
		if tickets[i].Status != want {
			t.Errorf("%q is read as %s, want %s", tickets[i].Word, tickets[i].Status, want)
		}
	}
}

func TestPresetsKnowTheirStatusWords(t *testing.T) {
	for _, tt := range []struct {
		preset, word string
		want         Status
	}{
		{"weemss", "Платен", Paid}, {"weemss", "ПЛАТЕНА", Paid}, {"weemss", "Очаква плащане", Awaiting}, {"weemss", "Неплатен", Awaiting}, {"weemss", "Анулиран", Cancelled}, {"weemss", "Възстановен", Cancelled}, {"weemss", "Cancelled", Cancelled}, {"weemss", "Awaiting payment", Awaiting},
		{"pretix", "paid", Paid}, {"pretix", "bezahlt", Paid}, {"pretix", "pending", Awaiting}, {"pretix", "expired", Cancelled}, {"pretix", "storniert", Cancelled}, {"pretix", "Canceled (paid fee)", Cancelled},
		{"eventbrite", "Attending", Paid}, {"eventbrite", "Checked In", Paid}, {"eventbrite", "Not Attending", Cancelled}, {"eventbrite", "Deleted", Cancelled}, {"eventbrite", "Unpaid", Awaiting},
		{"generic", "approved", Paid}, {"generic", "pending_approval", Awaiting}, {"generic", "declined", Cancelled}, {"generic", "AWAITING_PAYMENT", Awaiting},
	} {
		m := Mapping{Preset: tt.preset, Columns: map[Field][]Column{FieldIdentity: {{Name: "id"}}, FieldStatus: {{Name: "status"}}}}
		tickets, refused, _, err := readAll(t, m, "id,status\n1,"+tt.word+"\n")
		if err != nil || len(tickets) != 1 {
			t.Errorf("%s: %q is refused (%v, %v), want %s", tt.preset, tt.word, refused, err, tt.want)
		} else if tickets[0].Status != tt.want {
			t.Errorf("%s: %q is %s, want %s", tt.preset, tt.word, tickets[0].Status, tt.want)
		}
	}
}

func TestDigestCoversAllButTheLine(t *testing.T) {
	base := Ticket{Identity: "T1", Order: "A", Type: "S", Name: "Ada", Email: "a@b.c", Language: "en", Status: Paid, Word: "paid", Admits: true, Line: 2}
	moved := base
	moved.Line = 99
	if moved.Digest() != base.Digest() {
		t.Error("a ticket on another line has another digest, want the same")
	}
	for name, change := range map[string]func(*Ticket){
		"Identity": func(k *Ticket) { k.Identity = "T2" }, "Order": func(k *Ticket) { k.Order = "B" }, "Type": func(k *Ticket) { k.Type = "V" },
		"Name": func(k *Ticket) { k.Name = "Bob" }, "Email": func(k *Ticket) { k.Email = "b@b.c" }, "Language": func(k *Ticket) { k.Language = "bg" },
		"Status": func(k *Ticket) { k.Status = Cancelled }, "Word": func(k *Ticket) { k.Word = "Paid" }, "Admits": func(k *Ticket) { k.Admits = false },
		"a shifted boundary": func(k *Ticket) { k.Order, k.Type = "AS", "" },
	} {
		other := base
		change(&other)
		if other.Digest() == base.Digest() {
			t.Errorf("%s changed and the digest did not", name)
		}
	}
}
