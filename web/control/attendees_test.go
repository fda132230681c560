package control

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/stage"
	"stagedoor/text"
	"stagedoor/tickets"
	"stagedoor/web/ui"
)

// deskNow is when the tests' help desk works: the conference's first day.
var deskNow = time.Date(2027, 5, 13, 11, 22, 8, 0, time.UTC)

// ask sends a request to a handler as a crew member of the role, through a
// mux, so that the route's names are read as they will be. A nil form is a GET.
func ask(t testing.TB, role stagedoor.Role, lang, route, address string, form url.Values, h func(http.ResponseWriter, *http.Request) error) (*httptest.ResponseRecorder, error) {
	t.Helper()
	method, body := "GET", io.Reader(nil)
	if form != nil {
		method, body = "POST", strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, address, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return send(role, lang, route, r, h)
}

func send(role stagedoor.Role, lang, route string, r *http.Request, h func(http.ResponseWriter, *http.Request) error) (*httptest.ResponseRecorder, error) {
	w := httptest.NewRecorder()
	var err error
	mux := http.NewServeMux()
	mux.HandleFunc(route, func(w http.ResponseWriter, r *http.Request) {
		ctx := ui.With(r.Context(), ui.Page{Language: text.For(lang), Conference: "Hexagon Conf 2027", Zone: time.UTC, Now: deskNow, Path: r.URL.RequestURI(), Crew: &ui.Crew{Name: "Mira", Role: role}})
		err = h(w, r.WithContext(WithMember(ctx, access.Member{ID: "m1", Name: "Mira", Role: role})))
	})
	mux.ServeHTTP(w, r)
	return w, err
}

// deskPages are the control room's pages over the fakes.
func deskPages(d Desk, f Feeds, rs Rounds) *Pages {
	return &Pages{
		Desk: d, Feeds: f, Rounds: rs, Board: noBoard{}, Public: &url.URL{Scheme: "https", Host: "hexagon.example"},
		Alarms:    func(context.Context) []ui.Alarm { return nil },
		Client:    func(*http.Request) netip.Addr { return netip.Addr{} },
		HookToken: func(id stagedoor.FeedID) string { return "token-of-" + string(id) },
	}
}

// noBoard is that of an empty house.
type noBoard struct{}

func (noBoard) Now() *stage.Snapshot { return &stage.Snapshot{} }

// oneDesk is a help desk that knows some cards and keeps what was done.
type oneDesk struct {
	Desk
	cards []access.Card
	done  []string
	fails error
}

func (d *oneDesk) Search(_ context.Context, q string, limit int) ([]access.Found, error) {
	if d.fails != nil {
		return nil, d.fails
	}
	var out []access.Found
	for _, c := range d.cards {
		if len(out) < limit && strings.Contains(stagedoor.Fold(c.Ticket.Name+" "+c.Ticket.Email+" "+c.Ticket.Order), stagedoor.Fold(q)) {
			out = append(out, access.Found{Ticket: c.Ticket, Attendee: c.Attendee})
		}
	}
	return out, nil
}

func (d *oneDesk) Card(_ context.Context, who access.Who) (access.Card, error) {
	for _, c := range d.cards {
		if who.Attendee != "" && c.Attendee != nil && c.Attendee.ID == who.Attendee || who.Ticket != "" && c.Ticket.ID == who.Ticket {
			return c, nil
		}
	}
	return access.Card{}, stagedoor.Errorf(stagedoor.NotFound, "We know no such ticket.")
}

func (d *oneDesk) did(what string, actor stagedoor.Actor, args ...any) error {
	if d.fails != nil {
		return d.fails
	}
	d.done = append(d.done, strings.TrimSpace(fmt.Sprintln(append([]any{what, actor.Name}, args...)...)))
	return nil
}

func (d *oneDesk) Resend(_ context.Context, a stagedoor.Actor, id stagedoor.AttendeeID, _ time.Time) error {
	return d.did("resend", a, id)
}

func (d *oneDesk) CorrectAddress(_ context.Context, a stagedoor.Actor, id stagedoor.AttendeeID, address string, signOut bool, _ time.Time) error {
	return d.did("address", a, id, address, signOut)
}

func (d *oneDesk) Rotate(_ context.Context, a stagedoor.Actor, id stagedoor.AttendeeID, _ time.Time) error {
	return d.did("rotate", a, id)
}

func (d *oneDesk) SignOutEverywhere(_ context.Context, a stagedoor.Actor, id stagedoor.AttendeeID, _ time.Time) error {
	return d.did("signout", a, id)
}

func (d *oneDesk) Revoke(_ context.Context, a stagedoor.Actor, id stagedoor.AttendeeID, _ time.Time) error {
	return d.did("revoke", a, id)
}

func (d *oneDesk) Undo(_ context.Context, a stagedoor.Actor, id stagedoor.AttendeeID, _ time.Time) error {
	return d.did("undo", a, id)
}

func (d *oneDesk) LetIn(_ context.Context, a stagedoor.Actor, id stagedoor.TicketID, _ time.Time) error {
	return d.did("letin", a, id)
}

func (d *oneDesk) Erase(_ context.Context, a stagedoor.Actor, who access.Who, _ time.Time) error {
	return d.did("erase", a, who)
}

func (d *oneDesk) GuestPass(_ context.Context, a stagedoor.Actor, g access.Guest, _ time.Time) (stagedoor.AttendeeID, error) {
	if g.Name == "" {
		return "", stagedoor.Errorf(stagedoor.Invalid, "A guest pass needs a name.")
	}
	return "guest1", d.did("guest", a, g)
}

func (d *oneDesk) ReadCode(_ context.Context, a stagedoor.Actor, id stagedoor.AttendeeID, _ time.Time) (stagedoor.AccessCode, error) {
	return "7HQMK2WP9XRT", d.did("read", a, id)
}

func (d *oneDesk) Typed(_ context.Context, _ stagedoor.AttendeeID, typed string) (stagedoor.Sentence, error) {
	return stagedoor.Say("One character is missing: number %d.", len(typed)), nil
}

func (d *oneDesk) Export(_ context.Context, _ stagedoor.Actor, who access.Who, _ time.Time, w io.Writer) error {
	_, err := fmt.Fprintf(w, `{"who":%q}`, who.Attendee)
	return err
}

// person is a card of somebody who may come in and never did.
func person(id, name, email string) access.Card {
	return access.Card{
		Ticket: access.Ticket{ID: stagedoor.TicketID("t" + id), Feed: "shop", Created: deskNow.Add(-48 * time.Hour),
			Ticket: tickets.Ticket{Identity: "HX-" + id + "-1", Order: "HX-" + id, Type: "Online, both days", Name: name, Email: email, Status: tickets.Paid, Word: "paid", Admits: true}},
		Feed:     access.Feed{ID: "shop", Name: "Weemss export"},
		Attendee: &stagedoor.Attendee{ID: stagedoor.AttendeeID("a" + id), Name: name, Email: email, CodeVersion: 1, Standing: stagedoor.Admitted, Since: deskNow.Add(-48 * time.Hour)},
	}
}

// everything is a card with something in each of its lists.
func everything() access.Card {
	c := person("20377", "Boyan Stoev", "boyan.stoev@posta.example")
	ago := func(d time.Duration) time.Time { return deskNow.Add(-d) }
	c.History = []access.TicketEvent{{At: ago(5 * time.Hour), Line: 1291, Word: "paid", Did: stagedoor.Say("It was paid and got a code.")}, {At: c.Ticket.Created, Did: stagedoor.Say("It came in the export.")}}
	c.Letters = []stagedoor.Letter{{ID: "l1", Kind: stagedoor.LetterCode, Address: "boyan.stoev@posta.example", State: stagedoor.LetterBounced, Provider: "65f1c20a",
		Problem: stagedoor.Say("552 mailbox full"), Created: ago(5 * time.Hour), Sent: ago(5 * time.Hour), Settled: ago(4 * time.Hour)}}
	c.Uses = []access.CodeUse{{Attendee: "a20377", Why: access.WhyReplaced, Count: 3, Last: ago(time.Hour)}}
	c.Audit = []stagedoor.AuditEntry{{ID: "e1", At: ago(time.Hour), Actor: stagedoor.Actor{Name: "Mira"}, Did: stagedoor.Say("Read the code of %s.", "Boyan Stoev"), Kind: "attendee", Subject: "a20377"}}
	return c
}

// inline is what the pages' policy forbids.
var inline = regexp.MustCompile(`(?i)\sstyle=|\son[a-z]+=|<style|<script(?: [^>]*)?>[^<]`)

func holds(t testing.TB, what, page string, want ...string) {
	t.Helper()
	if m := inline.FindString(page); m != "" {
		t.Errorf("%s has something inline: %q", what, m)
	}
	if i := strings.Index(page, "%!"); i >= 0 {
		t.Errorf("%s has a message without its values: %q", what, page[i:min(i+40, len(page))])
	}
	if n := strings.Count(page, "<h1"); n != 1 {
		t.Errorf("%s has %d h1, want 1", what, n)
	}
	for _, w := range want {
		if !strings.Contains(page, w) {
			t.Errorf("%s does not hold %q", what, w)
		}
	}
}

func TestAttendeesAreFound(t *testing.T) {
	many := []access.Card{person("1", "Боян Стоев", "boyan@posta.example")}
	for i := range 300 {
		many = append(many, person(fmt.Sprint(1000+i), "Somebody Else", "else@posta.example"))
	}
	unpaid := person("2", "Петър Стоев-Константинопоулос от Горна Оряховица с много дълго име", "petar@posta.example")
	unpaid.Attendee, unpaid.Ticket.Status = nil, tickets.Awaiting
	many = append(many, unpaid)
	for _, tt := range []struct {
		name, q string
		status  int
		want    []string
		not     string
	}{
		{"Cyrillic, in another case", "СТОЕВ", 200, []string{"Боян <mark>Стоев</mark>", "Awaits payment", `href="/control/tickets/t2?q=%D0%A1`, "2 tickets"}, "Somebody"},
		{"a part of the address", "boyan@", 200, []string{"<mark>boyan@</mark>posta.example", "1 ticket", "May come in"}, "Петър"},
		{"nobody", "nobody", 200, []string{"No attendee by that name. Try the order number."}, "class=\"found\""},
		{"without a question the newest, but not all", "", 200, []string{"The newest 100."}, "<mark>"},
		{"what is asked is text, not markup", "<b>x</b>", 200, []string{"&lt;b&gt;x&lt;/b&gt;"}, "<b>x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := deskPages(&oneDesk{cards: many}, nil, nil)
			w, err := ask(t, stagedoor.HelpDesk, "en", "GET /control/attendees", "/control/attendees?"+url.Values{"q": {tt.q}}.Encode(), nil, p.ShowAttendees)
			if err != nil || w.Code != tt.status {
				t.Fatalf("status %d, %v; want %d", w.Code, err, tt.status)
			}
			holds(t, "the page", w.Body.String(), tt.want...)
			if strings.Contains(w.Body.String(), tt.not) {
				t.Errorf("the page holds %q", tt.not)
			}
		})
	}
}

func TestAttendeesSaysWhatIsWrong(t *testing.T) {
	p := deskPages(&oneDesk{fails: stagedoor.Errorf(stagedoor.Invalid, "Search for less than that: a name, an address or an order number.")}, nil, nil)
	w, err := ask(t, stagedoor.HelpDesk, "en", "GET /control/attendees", "/control/attendees?q=x", nil, p.ShowAttendees)
	if err != nil || w.Code != http.StatusUnprocessableEntity {
		t.Fatalf("status %d, %v; want 422", w.Code, err)
	}
	holds(t, "the page", w.Body.String(), "Search for less than that", `aria-invalid="true"`)

	p = deskPages(&oneDesk{fails: stagedoor.Errorf(stagedoor.Unavailable, "away")}, nil, nil)
	if _, err := ask(t, stagedoor.HelpDesk, "en", "GET /control/attendees", "/control/attendees?q=x", nil, p.ShowAttendees); stagedoor.KindOf(err) != stagedoor.Unavailable {
		t.Errorf("with the database away the error is %v, want it handed on", err)
	}
}

func TestMarked(t *testing.T) {
	for _, tt := range []struct{ text, words, want string }{
		{"Boyan Stoev", "stoev", "Boyan [Stoev]"},
		{"Irina Stoeva", "stoev irina", "[Irina] [Stoev]a"},
		{"ПЕТРОВ, Иван", "петров", "[ПЕТРОВ], Иван"},
		{"Straße 5", "strasse", "[Straße] 5"},
		{"Straße", "stras", "[Straß]e"},
		{"ananas", "ana nas", "[ananas]"},
		{"Boyan", "x", "Boyan"},
		{"Boyan", "", "Boyan"},
		{"", "x", ""},
		{"a\xffb", "b", "a\xff[b]"},
		{"ﬁn", "f", "[ﬁ]n"},
	} {
		var got strings.Builder
		for _, part := range marked(tt.text, strings.Fields(tt.words)) {
			if part.Mark {
				got.WriteString("[" + part.Text + "]")
			} else {
				got.WriteString(part.Text)
			}
		}
		if got.String() != tt.want {
			t.Errorf("%q marked for %q = %q, want %q", tt.text, tt.words, got.String(), tt.want)
		}
	}
}

func FuzzMarked(f *testing.F) {
	f.Add("Boyan Stoev", "stoev")
	f.Add("İstanbul ŉ ﬃ", "i n ffi")
	f.Add("a\xff\u0301b", "\u0301")
	f.Fuzz(func(t *testing.T, text, words string) {
		var all strings.Builder
		for _, part := range marked(text, strings.Fields(stagedoor.Fold(words))) {
			if part.Text == "" {
				t.Error("an empty part")
			}
			all.WriteString(part.Text)
		}
		if all.String() != text {
			t.Errorf("%q marked is %q", text, all.String())
		}
	})
}

// TestInBulgarian holds that the pages are whole in another language too.
func TestInBulgarian(t *testing.T) {
	d := &oneDesk{cards: []access.Card{everything()}}
	store := &fewFeeds{feeds: []access.Feed{shop(), byHand()}, rounds: someRounds(), refused: someRefused(2), entry: waits(7, true)}
	p := deskPages(d, store, &fakeRounds{preview: previewOf(t, smallExport, nil, "weemss")})
	for _, page := range []struct {
		route, at string
		h         func(http.ResponseWriter, *http.Request) error
	}{
		{"/control/attendees", "/control/attendees?q=stoev", p.ShowAttendees},
		{cardRoute, "/control/attendees/a20377", p.ShowAttendee},
		{cardRoute + "/erase", "/control/attendees/a20377/erase", p.ShowErase},
		{"/control/attendees/guest", "/control/attendees/guest", p.ShowGuest},
		{"/control/feeds", "/control/feeds", p.ShowFeeds},
		{"/control/feeds/new", "/control/feeds/new", p.ShowNewFeed},
		{"/control/feeds/{feed}", "/control/feeds/shop?rounds=all", p.ShowFeed},
		{settingsRoute, "/control/feeds/shop/settings", p.ShowFeedSettings},
		{mappingRoute, mappingAt, p.ShowFeedMapping},
	} {
		w, err := ask(t, stagedoor.Owner, "bg", "GET "+page.route, page.at, nil, page.h)
		if err != nil || w.Code != http.StatusOK {
			t.Errorf("%s: %d, %v", page.at, w.Code, err)
			continue
		}
		holds(t, page.at, w.Body.String(), `<html lang="bg"`)
	}
}
