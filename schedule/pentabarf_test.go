package schedule_test

import (
	"fmt"
	"strings"
	"testing"

	"stagedoor/schedule"
)

const pentabarf = `<?xml version='1.0' encoding='utf-8' ?>
<!-- made by hand -->
<schedule>
  <conference><title>Small &amp; Fine</title><day_change>04:00:00</day_change></conference>
  <day index='1' date='2027-05-13'>
    <room name='Main'>
      <event guid='8a4bd3a0-0000-4000-8000-000000000001' id='1'>
        <start>09:00</start><duration>00:45</duration><room>Main</room>
        <title>Opening</title><subtitle>Why we are here</subtitle><language>en</language>
        <abstract>&lt;p&gt;Welcome.&lt;/p&gt;</abstract><description>Bring coffee.</description>
        <recording><license/><optout>true</optout></recording>
        <persons><person id='1'>Ada</person><person id='2'>Боян &lt;b&gt;Петров&lt;/b&gt;</person></persons>
        <links><link href='x'><title>Not a title</title></link></links>
      </event>
      <event id='2'><start>01:30</start><duration>1:00:00</duration><title>Night show</title></event>
    </room>
  </day>
</schedule>`

func TestPentabarf(t *testing.T) {
	event := func(inside string) string {
		return "<schedule><conference><title>C</title></conference>\n<day date='2027-05-13'><room name='A'>\n" + inside + "</room></day></schedule>"
	}
	talk := func(id, inside string) string {
		return "<event id='" + id + "'><title>T" + id + "</title>" + inside + "</event>\n"
	}
	readAll(t, []reading{
		{name: "as the field writes it, the conference's zone", file: pentabarf, zone: "Europe/Sofia", want: `
pentabarf "Small & Fine" zone "" ask true rooms ["Main"]
8a4bd3a0-0000-4000-8000-000000000001 @Main 2027-05-13T06:00Z+45m0s "Opening" Ada/Боян Петров en "Why we are here\n\n<p>Welcome.</p>\n\nBring coffee." norecord
2 @Main 2027-05-13T22:30Z+1h0m0s "Night show"`},
		{name: "a zone of its own", file: strings.Replace(pentabarf, "<day_change>", "<time_zone_name>Europe/Berlin</time_zone_name><day_change>", 1), zone: "Europe/Sofia", want: `
pentabarf "Small & Fine" zone "Europe/Berlin" ask false rooms ["Main"]
8a4bd3a0-0000-4000-8000-000000000001 @Main 2027-05-13T07:00Z+45m0s "Opening" Ada/Боян Петров en "Why we are here\n\n<p>Welcome.</p>\n\nBring coffee." norecord
2 @Main 2027-05-13T23:30Z+1h0m0s "Night show"`},
		{name: "a zone that is none", file: strings.Replace(event(talk("1", "<start>10:00</start><duration>30</duration>")), "</title></conf", "</title><time_zone_name>Local</time_zone_name></conf", 1), zone: "Europe/Sofia", want: `
pentabarf "C" zone "" ask true rooms ["A"]
1 @A 2027-05-13T07:00Z+30m0s "T1"
! line 1: Nobody knows the time zone "Local", which the file names.`},
		{name: "a date with its offset wins", file: event(talk("1", "<date>2027-05-14T10:00:00+02:00</date><start>23:00</start><duration>0:20</duration>")), zone: "Europe/Sofia", want: `
pentabarf "C" zone "" ask false rooms ["A"]
1 @A 2027-05-14T08:00Z+20m0s "T1"`},
		{name: "the offset of the day", file: strings.Replace(event(talk("1", "<start>02:00</start><duration>0:20</duration>")), "date='2027-05-13'", "date='2027-05-13' start='2027-05-13T04:00:00-07:00'", 1), zone: "Europe/Sofia", want: `
pentabarf "C" zone "" ask false rooms ["A"]
1 @A 2027-05-14T09:00Z+20m0s "T1"`},
		{name: "events in the day itself, room of their own", file: "<schedule><day date='2007-02-25'><event id='0'><start>15:00</start><duration>90</duration><room>Chavanne</room><title>AIGLX</title><end></end></event></day></schedule>", want: `
pentabarf "" zone "" ask true rooms ["Chavanne"]
0 @Chavanne 2007-02-25T15:00Z+1h30m0s "AIGLX"`},
		{name: "what is left out, and where", file: event(
			"<event id='1'><start>10:00</start><duration>1:00</duration></event>\n" +
				talk("2", "<duration>1:00</duration>") + talk("3", "<start>25:00</start><duration>1:00</duration>") + talk("4", "<start>10:00</start>") +
				talk("5", "<start>10:00</start><duration>long</duration>") + talk("6", "<start>10:00</start><duration>0:00</duration>") +
				talk("7", "<start>10:00</start><duration>200:00</duration>") + talk("8", "<start>10:00</start><duration>1:00</duration>") + talk("8", "<start>11:00</start><duration>1:00</duration>")), want: `
pentabarf "C" zone "" ask true rooms ["A"]
8 @A 2027-05-13T10:00Z+1h0m0s "T8"
! line 3: A talk is left out: it has no “title”.
! line 4: “T2” is left out: it has no “start”.
! line 5: “T3” is left out: its “start” is "25:00", which we cannot read.
! line 6: “T4” is left out: it has no “duration”.
! line 7: “T5” is left out: its “duration” is "long", which we cannot read.
! line 8: “T6” is left out: its “duration” is "0:00", which we cannot read.
! line 9: “T7” is left out: it is longer than a week.
! line 11: “T8” is left out: its id "8" stands already on line 10.`},
		{name: "two at a time in one room", file: event(talk("1", "<start>10:00</start><duration>2:00</duration>") + talk("2", "<start>11:00</start><duration>0:30</duration>") + talk("3", "<start>12:00</start><duration>0:30</duration>")), want: `
pentabarf "C" zone "" ask true rooms ["A"]
1 @A 2027-05-13T10:00Z+2h0m0s "T1"
2 @A 2027-05-13T11:00Z+30m0s "T2"
3 @A 2027-05-13T12:00Z+30m0s "T3"
! line 4: “T2” begins in A before “T1” ends there. Both are kept.`},
		{name: "a break, and people without a name", file: event(talk("1", "<start>10:00</start><duration>0:30</duration><type>break</type><persons><person> </person><person>Ada</person><person>Ada</person></persons>")), want: `
pentabarf "C" zone "" ask true rooms ["A"]
1 @A 2027-05-13T10:00Z+30m0s "T1" Ada break`},
		{name: "not to be recorded, as pretalx says it", file: event(talk("1", "<start>10:00</start><duration>0:30</duration><do_not_record>True</do_not_record>") + talk("2", "<start>11:00</start><duration>0:30</duration><do_not_record>False</do_not_record><recording><optout>false</optout></recording>")), want: `
pentabarf "C" zone "" ask true rooms ["A"]
1 @A 2027-05-13T10:00Z+30m0s "T1" norecord
2 @A 2027-05-13T11:00Z+30m0s "T2"`},
		{name: "nothing of it can be read", file: event(talk("1", "<start>noon</start>")), want: `No talk of this file can be read: the “start” of the first, on line 3, is "noon".`},
		{name: "all of it is too long", file: event(talk("1", "<start>10:00</start><duration>999:00</duration>")), want: `No talk of this file can be taken. The first one that is left out is on line 3.`},
	})
}

// TestIdentity holds that a talk without any id is known again as long as its
// room, start and title stay, and that two such talks are two.
func TestIdentity(t *testing.T) {
	read := func(start, title string) string {
		p, err := schedule.Read([]byte(fmt.Sprintf("<schedule><day date='2027-05-13'><room name='A'><event><start>%s</start><duration>10</duration><title>%s</title></event></room></day></schedule>", start, title)), schedule.ReadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return p.Entries[0].Foreign
	}
	one := read("10:00", "One")
	if one == "" || one != read("10:00", "One") {
		t.Errorf("the same talk is %q and then %q", one, read("10:00", "One"))
	}
	if one == read("10:10", "One") || one == read("10:00", "Two") {
		t.Errorf("two talks are one: %q", one)
	}
}

func TestLimits(t *testing.T) {
	file := "<schedule><day date='2027-05-13'><room name='A'><event id='1'><start>10:00</start><duration>10</duration><title>" + strings.Repeat("д", 400) +
		"</title><abstract>" + strings.Repeat("я ", 15000) + "</abstract><persons>"
	for i := range 60 {
		file += fmt.Sprintf("<person>%d</person>", i)
	}
	p, err := schedule.Read([]byte(file+"</persons></event></room></day></schedule>"), schedule.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	talk := p.Entries[0].Talk
	talk.ID = "x"
	if err := schedule.ValidateTalk(talk); err != nil {
		t.Errorf("what was read is not allowed: %v", err)
	}
	if len(p.Warnings) != 3 || len(talk.People) != 50 {
		t.Errorf("%d people, warnings %v; want 50 and three", len(talk.People), p.Warnings)
	}
}
