package schedule_test

import "testing"

func TestCSV(t *testing.T) {
	readAll(t, []reading{
		{name: "English, commas", file: "Title,Start,End,Room,Speakers,Abstract,Language,ID\n\"Opening, day one\",2027-05-13 10:00,2027-05-13T10:45,Main,\"Ada, Bo\",\"Two\nlines\",English,o1\n\nNext,2027-05-13T11:00+03:00,11:30,Main,,,,o2\n", zone: "Europe/Sofia", want: `
csv "" zone "" ask true rooms ["Main"]
o1 @Main 2027-05-13T07:00Z+45m0s "Opening, day one" Ada/Bo en "Two\nlines"
o2 @Main 2027-05-13T08:00Z+30m0s "Next"`},
		{name: "Bulgarian, semicolons", file: "№;Заглавие;Начало;Времетраене;Зала;Лектори;Описание;Език;Почивка;Без запис;Идентификатор\n1;Откриване;13.05.2027 10:00;45;Главна;Ада; ;български;;да;х1\n2;Кафе;13.5.2027 г. 10:45 ч.;0:15;Главна;;;;да;;х2\n", zone: "Europe/Sofia", want: `
csv "" zone "" ask true rooms ["Главна"]
х1 @Главна 2027-05-13T07:00Z+45m0s "Откриване" Ада bg norecord
х2 @Главна 2027-05-13T07:45Z+15m0s "Кафе" break`},
		{name: "German, tabs, the day apart", file: "Titel\tTag\tBeginn\tEnde\tRaum\tReferenten\tSprache\tID\nEröffnung\t13.05.2027\t10:00 Uhr\t10.30\tSaal\tAda; Bo Li\tDeutsch\t1\nNacht\t13.05.2027\t23:00\t01:00\tSaal\tAda\t\t2\n", zone: "Europe/Berlin", want: `
csv "" zone "" ask true rooms ["Saal"]
1 @Saal 2027-05-13T08:00Z+30m0s "Eröffnung" Ada/Bo Li de
2 @Saal 2027-05-13T21:00Z+2h0m0s "Nacht" Ada`},
		{name: "Excel's first line", file: "sep=|\nid|title|start|duration\n1|T|2027-05-13T10:00:00Z|90 min\n", want: `
csv "" zone "" ask false rooms []
1 @ 2027-05-13T10:00Z+1h30m0s "T"`},
		{name: "what is left out, and where", file: "id;title;date;start;end;duration\n1;T;2027-05-13;10:00;;30\n2;;2027-05-13;10:00;;30\n3;No day;;10:00;;30\n4;American;05/13/2027;10:00;;30\n5;Soon;;;;30\n6;No end;2027-05-13;10:00;;\n7;Odd end;2027-05-13;10:00;late;30\n1;Twice;2027-05-13;10:00;;30\n8;Short\n", want: `
csv "" zone "" ask true rooms []
1 @ 2027-05-13T10:00Z+30m0s "T"
! line 3: A talk is left out: it has no “title”.
! line 4: “No day” is left out: it has no “date”.
! line 5: “American” is left out: its “date” is "05/13/2027", which we cannot read.
! line 6: “Soon” is left out: it has no “start”.
! line 7: “No end” is left out: it has no “duration”.
! line 8: “Odd end” is left out: its “end” is "late", which we cannot read.
! line 9: “Twice” is left out: its id "1" stands already on line 2.
! line 10: “Short” is left out: it has no “start”.`},
	})
}
