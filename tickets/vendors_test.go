package tickets

import (
	"fmt"
	"strings"
	"testing"
)

// Whole exports as the vendors write them, read as they are guessed.
func TestVendors(t *testing.T) {
	for _, tt := range []struct{ name, preset, text, want string }{
		{"Weemss", "weemss", "" +
			"Номер на поръчка;Номер на билет;Вид билет;Статус;Име;Фамилия;Имейл;Имейл на купувача\r\n" +
			"1001;1001-1;Стандартен;Платен;Мария;Петрова;maria@example.bg;maria@example.bg\r\n" +
			"1001;1001-2;Стандартен;Платен;\"Иван \"\"Ванката\"\"\";Петров;;maria@example.bg\r\n" +
			"1002;1002-1;VIP;Очаква плащане;Ян;Ковач;jan@example.bg;jan@example.bg\r\n" +
			"1003;1003-1;VIP;Анулиран;Ада;Божкова;ada@example.bg;ada@example.bg\r\n",
			"1001-1 paid <maria@example.bg>, Мария Петрова, Стандартен, \"\"; " +
				"1001-2 paid <maria@example.bg>, Иван \"Ванката\" Петров, Стандартен, \"\"; " +
				"1002-1 awaiting <jan@example.bg>, Ян Ковач, VIP, \"\"; " +
				"1003-1 cancelled <ada@example.bg>, Ада Божкова, VIP, \"\""},
		{"pretix, with two columns named Company", "pretix", "" +
			"Event slug,Order code,Position ID,Status,Email,Product,Variation,Attendee name,Attendee email,Company,Shirt size,Company,Invoice address name,Order locale\n" +
			"conf,ABC12,1,paid,buyer@example.org,Ticket,Student,Peter,peter@example.org,,M,ACME,Pat Buyer,de-informal\n" +
			"conf,ABC12,2,paid,buyer@example.org,Ticket,,,,,L,ACME,Pat Buyer,de-informal\n" +
			"conf,XYZ99,1,pending,late@example.org,Ticket,,Lee,,,,,,en\n" +
			"conf,OLD00,1,canceled,old@example.org,Ticket,,Ola,,,,,,en\n",
			"ABC12-1 paid <peter@example.org>, Peter, Ticket – Student, \"de\"; " +
				"ABC12-2 paid <buyer@example.org>, Pat Buyer, Ticket, \"de\"; " +
				"XYZ99-1 awaiting <late@example.org>, Lee, Ticket, \"en\"; " +
				"OLD00-1 cancelled <old@example.org>, Ola, Ticket, \"en\""},
		{"Eventbrite", "eventbrite", "" +
			"Order #,Order Date,First Name,Last Name,Email,Quantity,Price Tier,Ticket Type,Attendee #,Order Type,Attendee Status,\"Where are you located (city, country)\"\n" +
			"112,11/29/24 22:28,John,Doe,john@example.com,1,,General Admission,184,Free Order,Attending,\"City, CA\"\n" +
			"113,11/29/24 22:54,Jane,Doe,jane@example.com,1,,General Admission,185,Free Order,Not Attending,\n",
			"184 paid <john@example.com>, John Doe, General Admission, \"\"; " +
				"185 cancelled <jane@example.com>, Jane Doe, General Admission, \"\""},
		{"Luma", "", "" +
			"guest_id,name,first_name,last_name,email,phone_number,created_at,approval_status,ticket_name,What brings you?\n" +
			"gst-1,Ada Lovelace,Ada,Lovelace,ADA@Example.com,,2026-09-20T10:00:00.000Z,approved,Members,\"Curious about \"\"bodies\"\"\"\n" +
			"gst-2,Bo,,,bo@example.com,,,pending_approval,Members,\n" +
			"gst-3,Cy,,,cy@example.com,,,declined,Members,\n",
			"gst-1 paid <ADA@Example.com>, Ada Lovelace, Members, \"\"; " +
				"gst-2 awaiting <bo@example.com>, Bo, Members, \"\"; " +
				"gst-3 cancelled <cy@example.com>, Cy, Members, \"\""},
		{"Tito, whose void column is empty for good tickets", "", "" +
			"Number,Ticket,Ticket Full Name,Ticket Email,Event,Void Status,Price,Ticket Reference,Order Reference,Order Name,Order Email\n" +
			"1,Early bird,Ada,,Conf,,10,AB1C-1,AB1C,Ada B.,ada@example.org\n" +
			"2,Early bird,Bob,bob@example.org,Conf,void,10,AB1C-2,AB1C,Ada B.,ada@example.org\n",
			"AB1C-1 paid <ada@example.org>, Ada, Early bird, \"\"; " +
				"AB1C-2 cancelled <bob@example.org>, Bob, Early bird, \"\""},
		{"a list of orders with yes and no", "", "Order;Paid;Name;E-mail;Qty\nA1;yes;Ada;ada@example.org;2\nA2;no;Bob;bob@example.org;1\n",
			"A1 ada@example.org-1 paid <ada@example.org>, Ada, , \"\"; A1 ada@example.org-2 paid <ada@example.org>, Ada, , \"\"; A2 bob@example.org-1 awaiting <bob@example.org>, Bob, , \"\""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := Look(strings.NewReader(tt.text), nil, tt.preset)
			if err != nil || !p.Problem.Zero() {
				t.Fatalf("Look: %v %s", err, p.Problem)
			}
			tickets, refused, _, err := readAll(t, p.Mapping, tt.text)
			if err != nil || len(refused) > 0 {
				t.Fatalf("Read: %v, refused %+v", err, refused)
			}
			var got []string
			for _, k := range tickets {
				got = append(got, fmt.Sprintf("%s, %s, %s, %q", brief(k), k.Name, k.Type, k.Language))
			}
			if g := strings.Join(got, "; "); g != tt.want {
				t.Errorf("tickets\n got %s\nwant %s", g, tt.want)
			}
		})
	}
}
