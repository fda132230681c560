package access

import (
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/tickets"
)

func TestCause(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2027, 5, 13, 14, 30, 0, 0, zone)
	at := func(clock string) time.Time {
		x, err := time.ParseInLocation("2006-01-02 15:04", "2027-05-13 "+clock, zone)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	attendee := func(standing stagedoor.Standing, since string) *stagedoor.Attendee {
		return &stagedoor.Attendee{ID: "a", Name: "Ada", Email: "ada@example.org", CodeVersion: 1, Standing: standing, Since: at(since)}
	}
	in := attendee(stagedoor.Admitted, "08:00")
	letter := func(state stagedoor.LetterState, when string) []stagedoor.Letter {
		return []stagedoor.Letter{{State: state, Sent: at(when), Settled: at(when)}}
	}
	login := func(created, ended string, why stagedoor.Ending) stagedoor.Login {
		l := stagedoor.Login{Device: "Chrome on Android", Created: at(created), Why: why}
		if ended != "" {
			l.Ended = at(ended)
		}
		return l
	}
	for _, tt := range []struct {
		name string
		card Card
		want string
	}{
		{"cancelled today", Card{Attendee: attendee(stagedoor.Cancelled, "14:02")}, "Cancelled at 14:02."},
		{"cancelled days ago", Card{Attendee: &stagedoor.Attendee{Standing: stagedoor.Cancelled, Since: at("14:02").AddDate(0, 0, -2)}}, "Cancelled at 2027-05-11 14:02."},
		{"awaits payment again", Card{Attendee: attendee(stagedoor.Unpaid, "13:00")}, "Awaits payment again since 13:00."},
		{"left the export", Card{Attendee: attendee(stagedoor.Gone, "13:00")}, "Left the export at 13:00."},
		{"revoked", Card{Attendee: attendee(stagedoor.Revoked, "13:00")}, "Revoked by hand at 13:00."},
		{"never paid", Card{Ticket: Ticket{Ticket: tickets.Ticket{Status: tickets.Awaiting, Admits: true}}}, "Awaits payment. The code comes when it is paid."},
		{"a T-shirt", Card{Ticket: Ticket{Ticket: tickets.Ticket{Status: tickets.Paid, Type: "T-shirt"}}}, "This type of ticket lets nobody in: T-shirt."},
		{"cancelled before it was paid", Card{Ticket: Ticket{Ticket: tickets.Ticket{Status: tickets.Cancelled, Admits: true}, Changed: at("10:00")}}, "Cancelled before it was paid; we saw that at 10:00."},
		{"no address", Card{Attendee: &stagedoor.Attendee{Standing: stagedoor.Admitted}}, "Never came in: we have no address, so no letter went out."},
		{"the letter came back", Card{Attendee: in, Letters: letter(stagedoor.LetterBounced, "09:14")}, "The letter came back at 09:14."},
		{"the letter failed", Card{Attendee: in, Letters: letter(stagedoor.LetterFailed, "09:14")}, "The letter could not be sent: we gave up at 09:14."},
		{"delivered", Card{Attendee: in, Letters: letter(stagedoor.LetterDelivered, "09:14")}, "Never came in; the letter was delivered at 09:14."},
		{"sent", Card{Attendee: in, Letters: letter(stagedoor.LetterSent, "09:14")}, "Never came in; the letter was sent at 09:14."},
		{"queued", Card{Attendee: in, Letters: letter(stagedoor.LetterQueued, "09:14")}, "Never came in: the letter is in the outbox."},
		{"the outbox is closed", Card{Attendee: in, Letters: letter(stagedoor.LetterWaiting, "09:14")}, "Never came in: the letter waits until the outbox is opened."},
		{"came in a moment ago", Card{Attendee: in, Logins: []stagedoor.Login{login("14:29", "", "")}}, "Came in just now on Chrome on Android."},
		{"came in 3 minutes ago", Card{Attendee: in, Logins: []stagedoor.Login{login("14:27", "", "")}}, "Came in 3 minutes ago on Chrome on Android."},
		{"came in this morning", Card{Attendee: in, Logins: []stagedoor.Login{login("09:27", "", "")}}, "Came in at 09:27 on Chrome on Android."},
		{"came in, though the letter bounced later", Card{Attendee: in, Letters: letter(stagedoor.LetterBounced, "14:28"), Logins: []stagedoor.Login{login("14:27", "", "")}}, "Came in 3 minutes ago on Chrome on Android."},
		{"the device limit", Card{Attendee: in, Logins: []stagedoor.Login{login("09:27", "10:00", stagedoor.EndedElsewhere)}}, "Signed out at 10:00: too many other devices are in."},
		{"a good login counts before one that is over", Card{Attendee: in, Logins: []stagedoor.Login{login("14:20", "14:25", stagedoor.EndedSignedOut), login("09:27", "", "")}}, "Came in at 09:27 on Chrome on Android."},
		{"the code was replaced", Card{Attendee: in, Logins: []stagedoor.Login{login("09:27", "10:00", stagedoor.EndedReplaced)}}, "Signed out at 10:00: the code was replaced. Did not come in with the new one."},
		{"signed out", Card{Attendee: in, Logins: []stagedoor.Login{login("09:27", "10:00", stagedoor.EndedSignedOut)}}, "Signed out at 10:00, on Chrome on Android. The code still works."},
		{"types the old code", Card{Attendee: in, Uses: []CodeUse{{Why: WhyReplaced, Count: 3, Last: at("14:29")}}, Logins: []stagedoor.Login{login("09:27", "10:00", stagedoor.EndedReplaced)}},
			"Typed a code that was replaced, at 14:29. The newest letter has the right one."},
		{"typed the old code, then came in", Card{Attendee: in, Uses: []CodeUse{{Why: WhyReplaced, Last: at("14:20")}}, Logins: []stagedoor.Login{login("14:27", "", "")}}, "Came in 3 minutes ago on Chrome on Android."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Cause(tt.card, now, zone).String(); got != tt.want {
				t.Errorf("cause = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCompareCodes(t *testing.T) {
	const right = stagedoor.AccessCode("7HQMK2WP9XRT")
	for _, tt := range []struct{ name, typed, want string }{
		{"the same", "7hqm-k2wp-9xrt", "This is the right code."},
		{"one different", "7HQM-S2WP-9XRT", "One character is different: number 5. They typed S."},
		{"a letter no code has", "7HQM-U2WP-9XRT", "One character is different: number 5. They typed U."},
		{"a Cyrillic letter", "7HQM-К2WP-9XRT", "One character is different: number 5. They typed К."},
		{"one missing", "7HQM-2WP-9XRT", "One character is missing: number 5."},
		{"the last missing", "7HQM-K2WP-9XR", "One character is missing: number 12."},
		{"one too many", "7HQM-KK2WP-9XRT", "One character is too many: number 6, K."},
		{"two changed places", "7HQM-2KWP-9XRT", "Two characters changed places: numbers 5 and 6."},
		{"two different", "7HQM-A2WP-9XRA", "Two characters are different: numbers 5 and 12."},
		{"four different", "AAAA-K2WP-9XRT", "4 of twelve characters are different."},
		{"another code", "AAAA-BBBB-CCCC", "This is nothing like their code. Is it from another letter?"},
		{"a word", "hello", "This has 5 characters; a code has 12."},
		{"nothing", " - ", "Nothing was typed."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := compareCodes(right, tt.typed, stagedoor.Admitted).String(); got != tt.want {
				t.Errorf("typed %q: %q, want %q", tt.typed, got, tt.want)
			}
		})
	}
}

// FuzzCompareCodes: whatever was typed, the answer is a sentence, and only the
// right code is called right.
func FuzzCompareCodes(f *testing.F) {
	for _, s := range []string{"7HQM-K2WP-9XRT", "", "\xff\xfe", "7HQMK2WP9XR", strings.Repeat("Я", 13), "7HQMK2WP9XRTT"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		const right = stagedoor.AccessCode("7HQMK2WP9XRT")
		got := compareCodes(right, typed, stagedoor.Admitted)
		if got.Zero() {
			t.Error("no sentence")
		}
		if code, err := stagedoor.ParseAccessCode(typed); err == nil && (code == right) != (got.Msg == "This is the right code.") {
			t.Errorf("typed %q: %q", typed, got)
		}
	})
}

func TestFeedValidate(t *testing.T) {
	for _, tt := range []struct {
		name string
		feed Feed
		want string
	}{
		{"uploads only", Feed{ID: "shop"}, ""},
		{"a URL", Feed{ID: "shop", URL: "https://vendor.example/x.csv", Every: 5 * time.Second}, ""},
		{"no id", Feed{}, "A feed's id"},
		{"the feed by hand", Feed{ID: stagedoor.FeedByHand}, "guest passes"},
		{"too often", Feed{ID: "shop", Every: 4 * time.Second}, "every 5 seconds at most"},
		{"too seldom", Feed{ID: "shop", Every: 25 * time.Hour}, "at least once a day"},
		{"a file", Feed{ID: "shop", URL: "file:///etc/passwd"}, "address is not one like"},
		{"no host", Feed{ID: "shop", URL: "https:///x"}, "address is not one like"},
		{"a header with a line break", Feed{ID: "shop", Header: "X-Key", Value: "a\r\nB: c"}, "each one line"},
		{"a header that is none", Feed{ID: "shop", Header: "X Key", Value: "a"}, "cannot be a header's name"},
		{"an unknown preset", Feed{ID: "shop", Mapping: tickets.Mapping{Preset: "acme"}}, "no preset"},
		{"an unknown rule", Feed{ID: "shop", Gone: "never"}, "What gone means"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.feed.Validate()
			if tt.want == "" && err != nil || tt.want != "" && (stagedoor.KindOf(err) != stagedoor.Invalid || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("Validate = %v, want %q", err, tt.want)
			}
		})
	}
}

func TestHookToken(t *testing.T) {
	s := stagedoor.Secret("0123456789abcdef0123456789abcdef")
	token := HookToken(s, "shop")
	if len(token) != 32 || !CheckHook(s, "shop", token) {
		t.Errorf("token %q is not the feed's", token)
	}
	for _, other := range []string{"", token[1:], strings.ToUpper(token), HookToken(s, "other"), HookToken(stagedoor.Secret("another"), "shop")} {
		if CheckHook(s, "shop", other) {
			t.Errorf("CheckHook took %q", other)
		}
	}
}
