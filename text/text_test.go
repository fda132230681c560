package text

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"stagedoor"
)

func TestFor(t *testing.T) {
	for _, tt := range []struct{ lang, want string }{
		{"", "en"}, {"en", "en"}, {"en-GB", "en"}, {"bg", "bg"}, {"bg-BG", "bg"}, {"BG", "bg"}, {"bg-Latn", "bg"}, {"und", "en"}, {"*", "en"},
		{"de", "en"}, {"ru", "en"}, {"mk", "en"}, {"not a tag", "en"}, {strings.Repeat("bg-", 1000), "en"},
	} {
		if got := For(tt.lang).Tag(); got != tt.want {
			t.Errorf("For(%.20q) = %s, want %s", tt.lang, got, tt.want)
		}
	}
}

func TestMatch(t *testing.T) {
	for _, tt := range []struct{ name, accept, choice, fallback, want string }{
		{"nothing known", "", "", "", "en"},
		{"the conference's", "", "", "bg", "bg"},
		{"the browser's before the conference's", "bg-BG,bg;q=0.9,en;q=0.5", "", "en", "bg"},
		{"the browser's best of ours", "de-DE,de;q=0.9,bg;q=0.5,en;q=0.3", "", "en", "bg"},
		{"a browser in another language gets the conference's", "de-DE,fr;q=0.5", "", "bg", "bg"},
		{"the choice before all", "bg", "en", "bg", "en"},
		{"a choice that we do not have", "bg", "de", "en", "bg"},
		{"nonsense from outside", ";;;q=,,\x00", "../../etc", "bg", "bg"},
		{"a header without end", strings.Repeat("en,", 100000), "", "bg", "bg"},
		{"refused languages are not taken", "bg;q=0", "", "en", "en"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Match(tt.accept, tt.choice, tt.fallback).Tag(); got != tt.want {
				t.Errorf("Match(%.30q, %q, %q) = %s, want %s", tt.accept, tt.choice, tt.fallback, got, tt.want)
			}
		})
	}
}

func TestSay(t *testing.T) {
	bg := For("bg")
	stored, err := json.Marshal(stagedoor.Say("A code has twelve characters; this has %d.", 11))
	if err != nil {
		t.Fatal(err)
	}
	var s stagedoor.Sentence
	if err := json.Unmarshal(stored, &s); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ what, got, want string }{
		{"a message", bg.T("Sign out"), "Изход"},
		{"with a value", bg.T("until %s", "14:50"), "до 14:50"},
		{"one that nobody translated", bg.T("Nobody translated %s.", "this"), "Nobody translated this."},
		{"a stored number, which JSON made a fraction", bg.Say(s), "Кодът има дванадесет знака, а тук са 11."},
		{"in English", For("en").Say(s), "A code has twelve characters; this has 11."},
		{"no language at all", (*Language)(nil).T("Sign out"), "Sign out"},
		{"a bare percent sign", bg.T("100% sure"), "100% sure"},
		{"one", bg.N(1, "%d minute", "%d minutes"), "1 минута"},
		{"many", bg.N(21, "%d minute", "%d minutes"), "21 минути"},
		{"none", For("en").N(0, "%d minute", "%d minutes"), "0 minutes"},
		{"thousands", For("en").N(12345, "%d day", "%d days"), "12,345 days"},
		{"thousands in Bulgarian", bg.N(12345, "%d day", "%d days"), "12\u00a0345 дни"},
		{"four digits stay together in Bulgarian", bg.Number(1284), "1284"},
		{"four digits in English", For("en").Number(1284), "1,284"},
		{"below nothing", For("en").Number(-1234567), "−1,234,567"},
		{"an error's sentence", bg.Problem(stagedoor.Errorf(stagedoor.Invalid, "The status is empty.")), "Състоянието е празно."},
		{"no error", bg.Problem(nil), ""},
		{"its own name", bg.Name(), "Български"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.what, tt.got, tt.want)
		}
	}
	if got := For("en").Problem(errors.New("dial tcp 10.0.0.1: refused")); strings.Contains(got, "10.0.0.1") {
		t.Errorf("a cause is shown: %q", got)
	}
}

func TestDates(t *testing.T) {
	sofia, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		t.Fatal(err)
	}
	york, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	vilnius, err := time.LoadLocation("Europe/Vilnius")
	if err != nil {
		t.Fatal(err)
	}
	zone := func(name string) *time.Location {
		z, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		return z
	}
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, sofia)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	day := func(s string) stagedoor.Date {
		d, err := stagedoor.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	en, bg := For("en"), For("bg")
	now := at("2027-05-13 14:22")
	for _, tt := range []struct{ got, want string }{
		{en.ClockIn(now, sofia), "14:22 in Sofia"},
		{bg.ClockIn(now, sofia), "14:22 в София"},
		{en.ClockIn(now, york), "07:22 in New York"},
		{bg.ClockIn(now, vilnius), "14:22 в Vilnius"},
		{en.ClockIn(now, time.UTC), "11:22 UTC"},
		{en.ClockIn(now, zone("Etc/GMT+9")), "02:22 UTC−9"},
		{en.ClockIn(now, zone("Etc/GMT-14")), "01:22 UTC+14"},
		{en.ClockIn(now, zone("Etc/GMT")), "11:22 UTC"},
		{en.ClockIn(now, zone("Etc/GMT+0")), "11:22 UTC"},
		{en.ClockIn(now, nil), "11:22 UTC"},
		{en.Day(now, sofia), "Thursday 13 May"},
		{bg.Day(now, sofia), "четвъртък, 13 май"},
		{en.DayAndYear(now, sofia), "Thursday 13 May 2027"},
		{bg.DayAndYear(now, sofia), "четвъртък, 13 май 2027 г."},
		{en.Day(at("2027-05-13 02:00"), york), "Wednesday 12 May"},
		{en.When(at("2027-05-13 09:14"), now, sofia), "09:14"},
		{en.ShortWhen(at("2027-05-13 23:59"), now, sofia), "23:59"},
		{en.ShortWhen(at("2027-05-14 01:00"), now, sofia), "Fri 01:00"},
		{bg.ShortWhen(at("2027-05-17 01:00"), now, sofia), "пн 01:00"},
		{en.ShortWhen(at("2027-05-19 23:00"), now, sofia), "Wed 23:00"},
		{en.ShortWhen(at("2027-05-20 00:00"), now, sofia), "Thursday 20 May, 00:00"},
		{en.When(at("2027-05-12 18:40"), now, sofia), "Wednesday 12 May, 18:40"},
		{en.When(at("2026-05-13 18:40"), now, sofia), "Wednesday 13 May 2026, 18:40"},
		{en.Span(at("2027-05-13 14:05"), at("2027-05-13 14:50"), sofia), "14:05–14:50"},
		{en.Days(day("2027-05-13"), day("2027-05-13")), "Thursday 13 May 2027"},
		{en.Days(day("2027-05-13"), day("")), "Thursday 13 May 2027"},
		{en.Days(day(""), day("")), ""},
		{en.Days(day("2027-05-13"), day("2027-05-14")), "Thursday 13 and Friday 14 May 2027"},
		{bg.Days(day("2027-05-13"), day("2027-05-14")), "четвъртък, 13, и петък, 14 май 2027 г."},
		{en.Days(day("2027-05-10"), day("2027-05-14")), "10–14 May 2027"},
		{en.Days(day("2027-04-30"), day("2027-05-02")), "30 April – 2 May 2027"},
		{en.Days(day("2027-12-31"), day("2028-01-01")), "31 December 2027 – 1 January 2028"},
		{bg.Days(day("2027-04-30"), day("2027-05-02")), "30 април – 2 май 2027 г."},
		{en.Long(32 * time.Second), "32 seconds"},
		{en.Long(-time.Second), "0 seconds"},
		{en.Long(90 * time.Minute), "90 minutes"},
		{bg.Long(5 * time.Hour), "5 часа"},
		{bg.Long(72 * time.Hour), "3 дни"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestRead(t *testing.T) {
	const own = ownName + "\n= Мой\n"
	for _, tt := range []struct{ name, tag, file, err string }{
		{"good", "bg", own + "\n# a remark\n\nLive\n= На живо\n", ""},
		{"no name", "bg", "Live\n= На живо\n", "no " + ownName},
		{"not a language", "bulgarian", own, "no language"},
		{"twice", "bg", own + "\nLive\n= а\n\nLive\n= б\n", "twice"},
		{"without its translation", "bg", own + "\nLive\n\nStage\n= Сцена\n", "no translation"},
		{"without its translation at the end", "bg", own + "\nLive\n", "no translation"},
		{"two in a row", "bg", own + "\nLive\nStage\n= Сцена\n", "no translation"},
		{"a translation of nothing", "bg", own + "\n= Сцена\n", "nothing"},
		{"a space at the end", "bg", own + "\nLive \n= На живо\n", "space"},
		{"an empty translation", "bg", own + "\nLive\n= \n", "space"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, err := read(tt.tag, tt.file)
			if tt.err == "" {
				if err != nil || l.T("Live") != "На живо" || l.Name() != "Мой" {
					t.Errorf("read = %v, %v", l, err)
				}
			} else if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("read = %v, want an error with %q", err, tt.err)
			}
		})
	}
}

func TestFilesRead(t *testing.T) {
	got := []string{}
	for _, l := range Languages() {
		got = append(got, l.Tag()+" "+l.Name())
	}
	if want := "en English, bg Български"; strings.Join(got, ", ") != want {
		t.Errorf("languages: %v, want %s", got, want)
	}
}

// FuzzMatch: the header and the cookie come from outside.
func FuzzMatch(f *testing.F) {
	f.Add("bg-BG,bg;q=0.9,en;q=0.5", "en")
	f.Add("*;q=0.1, en-US", "bg-BG")
	f.Add("x-private-,;q=9", "..")
	f.Fuzz(func(t *testing.T, accept, choice string) {
		if l := Match(accept, choice, "bg"); !Has(l.Tag()) {
			t.Errorf("Match(%q, %q) = %s, which we do not have", accept, choice, l.Tag())
		}
	})
}
