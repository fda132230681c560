package tickets

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"stagedoor"
)

// columnsRead writes what is read as what: "identity=Order code+Position ID".
func columnsRead(m Mapping) string {
	var parts []string
	for _, f := range Fields {
		var names []string
		for _, c := range m.Columns[f] {
			names = append(names, columnText(c))
		}
		if len(names) > 0 {
			parts = append(parts, string(f)+"="+strings.Join(names, "+"))
		}
	}
	return strings.Join(parts, " ")
}

func TestGuess(t *testing.T) {
	for _, tt := range []struct{ name, header, preset, want string }{
		{"pretix", "Event slug,Order code,Position ID,Status,Email,Phone number,Product,Variation,Price,Attendee name,Attendee email,Company,Invoice address name,Company,Order locale", "pretix",
			"identity=Order code+Position ID order=Order code status=Status type=Product+Variation name=Attendee name email=Attendee email buyer-name=Invoice address name buyer-email=Email language=Order locale"},
		{"pretix in German", "Bestellnummer,Positions-ID,Status,E-Mail-Adresse,Produkt,Variante", "pretix",
			"identity=Bestellnummer+Positions-ID order=Bestellnummer status=Status type=Produkt+Variante buyer-email=E-Mail-Adresse"},
		{"Eventbrite", "Order #,Order Date,First Name,Last Name,Email,Quantity,Price Tier,Ticket Type,Attendee #,Order Type,Attendee Status", "eventbrite",
			"identity=Attendee # order=Order # status=Attendee Status type=Ticket Type name=First Name+Last Name email=Email quantity=Quantity"},
		{"Weemss, in Bulgarian", "Номер на поръчка;Номер на билет;Вид билет;Статус;Име;Фамилия;Имейл", "weemss",
			"identity=Номер на билет order=Номер на поръчка status=Статус type=Вид билет name=Име+Фамилия email=Имейл"},
		{"Weemss, in English", "Order number;Ticket number;Ticket type;Status;First name;Last name;E-mail", "weemss",
			"identity=Ticket number order=Order number status=Status type=Ticket type name=First name+Last name email=E-mail"},
		{"Luma", "api_id,name,first_name,last_name,email,phone_number,created_at,approval_status,ticket_type_id,ticket_name", "generic",
			"identity=api_id status=approval_status type=ticket_name name=name email=email"},
		{"Luma, newer", "guest_id,name,first_name,last_name,email,approval_status,ticket_name", "generic",
			"identity=guest_id status=approval_status type=ticket_name name=name email=email"},
		{"Tito", "Number,Ticket,Ticket Full Name,Ticket First Name,Ticket Last Name,Ticket Email,Event,Void Status,Ticket Reference,Order Reference,Order Name,Order Email", "generic",
			"identity=Ticket Reference order=Order Reference status=Void Status type=Ticket name=Ticket Full Name email=Ticket Email buyer-name=Order Name buyer-email=Order Email"},
		{"hi.events", "ID,First Name,Last Name,Email,Status,Is Checked In,Ticket ID,Public ID", "generic",
			"identity=Public ID status=Status name=First Name+Last Name email=Email"},
		{"an order's sheet", "Order number,Status,Name,Email,Quantity", "generic",
			"order=Order number status=Status name=Name email=Email quantity=Quantity"},
		{"German", "Bestellnummer;Status;Vorname;Name;E-Mail-Adresse;Anzahl", "generic",
			"order=Bestellnummer status=Status name=Vorname+Name email=E-Mail-Adresse quantity=Anzahl"},
		{"pretix's check-in list", "Order code,Attendee name,Product,[Paid],[Secret],E-mail", "generic", "order=Order code status=[Paid] type=Product name=Attendee name email=E-mail"},
		{"a name twice", "Email,Name,Email", "generic", "name=Name email=Email (1/2)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			header := strings.FieldsFunc(tt.header, func(r rune) bool { return r == ',' || r == ';' })
			preset := tt.preset
			if preset != "weemss" {
				preset = "" // it must be found, too
			}
			m, err := Guess(header, preset)
			if err != nil {
				t.Fatal(err)
			}
			if got := columnsRead(m); got != tt.want || m.Preset != tt.preset {
				t.Errorf("%s\n got %s\nwant %s", m.Preset, got, tt.want)
			}
			if _, err := m.Resolve(header); err != nil {
				t.Errorf("the guess does not fit its own header: %v", err)
			}
			b, _ := json.Marshal(m)
			var again Mapping
			if err := json.Unmarshal(b, &again); err != nil || !reflect.DeepEqual(again, m) {
				t.Errorf("through JSON it changed (%v): %s", err, b)
			}
		})
	}
}

func TestGuessSaysWhatIsMissing(t *testing.T) {
	for _, tt := range []struct{ preset, header, want string }{
		{"pretix", "Order code,Status,Email", "This does not look like an export of pretix: it has no column “Order code”, “Position ID”."},
		{"eventbrite", "Order #,Email", "This does not look like an export of Eventbrite: it has no column “Attendee #”."},
		{"generic", "Colour,Size", "This does not look like an export of Another vendor: it has no column “Ticket number”, “Order number”, “Email”."},
		{"nobody", "Email", `There is no preset "nobody".`},
	} {
		_, err := Guess(strings.Split(tt.header, ","), tt.preset)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s with %s\n got %v\nwant %s", tt.preset, tt.header, err, tt.want)
		}
	}
}

func TestResolve(t *testing.T) {
	m := Mapping{Preset: "generic", Columns: map[Field][]Column{FieldIdentity: {{Name: "Ticket_No."}}, FieldEmail: {{Name: "E-Mail", N: 2, Of: 2}}}}
	for _, tt := range []struct{ name, header, want string }{
		{"as confirmed", "ticket no.|email|EMAIL:", "map[email:[2] identity:[0]]"},
		{"another order", "E-mail|e-mail|Ticket No.", "map[email:[1] identity:[2]]"},
		{"one of the two is gone", "Ticket No.|E-mail", "The header does not fit the feed: it has no “E-Mail (2/2)”. Either the header changed, or this is not the export. Nothing was changed."},
		{"what was the only one is there twice", "E-mail|Ticket No.|E-mail|Ticket_no.", "The header does not fit the feed: it has “Ticket_No.” more than once. Choose the right column in the feed's preview. Nothing was changed."},
		{"columns that are read as nothing came, one of them twice", "Diet|Ticket No.|Diet|E-mail|E-mail|Shoe", "map[email:[4] identity:[1]]"},
		{"there are three now", "Ticket No.|E-mail|E-mail|E-mail", "The header does not fit the feed: it has no “E-Mail (2/2)”. Either the header changed, or this is not the export. Nothing was changed."},
	} {
		got, err := m.Resolve(strings.Split(tt.header, "|"))
		s := fmt.Sprint(got)
		if err != nil {
			s = err.Error()
		}
		if s != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.name, s, tt.want)
		}
	}
}

func TestValidate(t *testing.T) {
	email := map[Field][]Column{FieldEmail: {{Name: "Email"}}}
	for _, tt := range []struct {
		name string
		m    Mapping
		want string
	}{
		{"good", Mapping{Preset: "generic", Columns: email, Delimiter: "\t", Charset: "UTF-16LE", Words: map[string]Status{"x": Paid}}, ""},
		{"no preset", Mapping{Columns: email}, `There is no preset "".`},
		{"no identity", Mapping{Preset: "generic", Columns: map[Field][]Column{FieldName: {{Name: "Name"}}}}, "Nothing says which ticket a row is. Choose the column with the ticket's number, or the order's number and the e-mail."},
		{"a field of its own", Mapping{Preset: "generic", Columns: map[Field][]Column{"shoe": {{Name: "x"}}}}, `There is no field "shoe".`},
		{"a status of its own", Mapping{Preset: "generic", Columns: email, Words: map[string]Status{"x": "perhaps"}}, `The word "x" must mean paid, awaiting or cancelled.`},
		{"a delimiter of its own", Mapping{Preset: "generic", Columns: email, Delimiter: "||"}, "The delimiter is a comma, a semicolon or a tab."},
		{"a charset of its own", Mapping{Preset: "generic", Columns: email, Charset: "EBCDIC"}, `We cannot read the charset "EBCDIC".`},
		{"too many columns", Mapping{Preset: "generic", Columns: map[Field][]Column{FieldName: make([]Column, 11)}}, "A field can have at most 10 columns."},
	} {
		got := ""
		if err := tt.m.Validate(); err != nil {
			s, _ := stagedoor.SentenceOf(err)
			got = s.String()
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestPresets(t *testing.T) {
	for _, p := range Presets() {
		if p.Gone != GoneWaits && p.Gone != GoneAfter3 {
			t.Errorf("%s: Gone = %q, want one of the two rules", p.Name, p.Gone)
		}
		if got, ok := PresetNamed(p.Name); !ok || got.Title != p.Title {
			t.Errorf("PresetNamed(%q) = %q, %t", p.Name, got.Title, ok)
		}
		for w := range p.Words {
			if stagedoor.Fold(w) != w {
				t.Errorf("%s: the word %q is not lower case", p.Name, w)
			}
		}
	}
}

// A guess hands out words that the organiser edits; the next feed's guess must
// not see the edits.
func TestGuessesShareNothing(t *testing.T) {
	header := []string{"Ticket Reference", "Void Status"}
	m, err := Guess(header, "generic")
	if err != nil {
		t.Fatal(err)
	}
	m.Words["no"] = Cancelled
	if again, _ := Guess(header, "generic"); again.Words["no"] != Paid {
		t.Errorf("the second guess reads \"no\" as %q, want paid", again.Words["no"])
	}
}
