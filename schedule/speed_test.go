package schedule_test

import (
	"fmt"
	"strings"
	"testing"

	"stagedoor/schedule"
)

// BenchmarkRead reads a conference of FOSDEM's size in each format that has
// to carry it: 800 talks with abstracts of 2,000 characters.
func BenchmarkRead(b *testing.B) {
	about := strings.Repeat("Twenty characters... ", 95)
	xml, table := &strings.Builder{}, &strings.Builder{}
	voc := &strings.Builder{}
	xml.WriteString("<schedule><conference><title>Large</title><day_change>04:00</day_change></conference><day date='2027-05-13'>")
	table.WriteString("id;title;start;duration;room;people;abstract\n")
	voc.WriteString(`{"schedule":{"version":"1","conference":{"title":"Large","days":[{"date":"2027-05-13","day_start":"2027-05-13T04:00:00Z","rooms":{`)
	for i := range 800 {
		room, hour, minute := fmt.Sprint("Room ", i/32), 8+i%32/2, i%2*30
		if i%32 == 0 {
			xml.WriteString(strings.Repeat("</room>", min(i, 1)) + "<room name='" + room + "'>")
			voc.WriteString(strings.Repeat("],", min(i, 1)) + `"` + room + `":[`)
		} else {
			voc.WriteString(",")
		}
		fmt.Fprintf(xml, "<event id='%d'><start>%02d:%02d</start><duration>00:30</duration><title>Talk %d</title><type>talk</type><language>en</language><abstract>&lt;p&gt;%s&lt;/p&gt;</abstract><persons><person>Ada</person><person>Bo</person></persons></event>\n", i, hour, minute, i, about)
		fmt.Fprintf(table, "%d;Talk %d;13.05.2027 %02d:%02d;30;%s;Ada, Bo;%s\n", i, i, hour, minute, room, about)
		fmt.Fprintf(voc, `{"id":%d,"title":"Talk %d","date":"2027-05-13T%02d:%02d:00Z","duration":"00:30","abstract":%q,"persons":[{"id":1,"public_name":"Ada"},{"id":2,"public_name":"Bo"}],"links":[]}`, i+1, i, hour, minute, about)
	}
	xml.WriteString("</room></day></schedule>")
	voc.WriteString("]}}]}}}")
	for _, file := range []string{xml.String(), voc.String(), table.String()} {
		p, err := schedule.Read([]byte(file), schedule.ReadOptions{})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(string(p.Format), func(b *testing.B) {
			b.SetBytes(int64(len(file)))
			b.ReportAllocs()
			for b.Loop() {
				p, err := schedule.Read([]byte(file), schedule.ReadOptions{})
				if err != nil || len(p.Entries) != 800 || len(p.Warnings) != 0 {
					b.Fatal(err)
				}
			}
		})
	}
}
