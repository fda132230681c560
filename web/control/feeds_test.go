package control

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/tickets"
)

// fewFeeds keeps feeds in memory.
type fewFeeds struct {
	feeds   []access.Feed
	rounds  []access.Round
	refused []tickets.Refusal
	entry   *access.Entry
	saved   int
	held    bool // a feed holds tickets
}

func (s *fewFeeds) Feeds(context.Context) ([]access.Feed, error) { return s.feeds, nil }

func (s *fewFeeds) Feed(_ context.Context, id stagedoor.FeedID) (access.Feed, error) {
	for _, f := range s.feeds {
		if f.ID == id {
			return f, nil
		}
	}
	return access.Feed{}, stagedoor.Errorf(stagedoor.NotFound, "There is no feed %q.", string(id))
}

func (s *fewFeeds) SaveFeed(_ context.Context, _ stagedoor.Actor, f access.Feed, _ time.Time) error {
	s.saved++
	for i := range s.feeds {
		if s.feeds[i].ID == f.ID {
			s.feeds[i] = f
			return nil
		}
	}
	s.feeds = append(s.feeds, f)
	return nil
}

func (s *fewFeeds) RemoveFeed(_ context.Context, _ stagedoor.Actor, id stagedoor.FeedID, _ time.Time) error {
	if s.held {
		return stagedoor.Errorf(stagedoor.Conflict, "This feed holds tickets, so it stays. Switch it off instead.")
	}
	s.feeds = slices.DeleteFunc(s.feeds, func(f access.Feed) bool { return f.ID == id })
	return nil
}

func (s *fewFeeds) RoundsOf(_ context.Context, _ stagedoor.FeedID, all bool, limit int) ([]access.Round, error) {
	var out []access.Round
	for _, r := range s.rounds {
		if len(out) < limit && (all || r.Result != access.RoundSame) {
			out = append(out, r)
		}
	}
	return out, nil
}

func (s *fewFeeds) RefusedRows(_ context.Context, _ stagedoor.FeedID, limit int) ([]tickets.Refusal, error) {
	return s.refused[:min(limit, len(s.refused))], nil
}

func (s *fewFeeds) Waiting(context.Context) ([]access.Entry, error) {
	if s.entry == nil {
		return nil, nil
	}
	e := *s.entry
	e.Items = nil
	return []access.Entry{e}, nil
}

func (s *fewFeeds) Entry(_ context.Context, _ stagedoor.FeedID, id string) (access.Entry, error) {
	if s.entry == nil || s.entry.ID != id {
		return access.Entry{}, stagedoor.Errorf(stagedoor.NotFound, "That does not wait any more.")
	}
	return *s.entry, nil
}

func (s *fewFeeds) TicketCounts(context.Context, stagedoor.FeedID) (access.Counts, error) {
	return access.Counts{Tickets: 1291, Admitted: 1284, NoAddress: 2}, nil
}

// fakeRounds answers with what it was given, and reads files to their end.
type fakeRounds struct {
	Rounds
	report  access.Report
	preview access.Preview
	err     error
	done    []string
	looked  access.Feed
	file    string
}

func (f *fakeRounds) RunNow(_ context.Context, _ stagedoor.Actor, id stagedoor.FeedID) (access.Report, error) {
	f.done = append(f.done, "run "+string(id))
	return f.report, f.err
}

func (f *fakeRounds) Import(_ context.Context, id stagedoor.FeedID, file io.Reader, o access.ImportOptions) (access.Report, error) {
	b, err := io.ReadAll(file)
	if err != nil {
		return access.Report{}, &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The upload broke off. Nothing was changed.", Err: err}
	}
	f.file = string(b)
	f.done = append(f.done, fmt.Sprintf("import %s %d bytes partial=%v", id, len(b), o.Partial))
	return f.report, f.err
}

func (f *fakeRounds) Preview(_ context.Context, feed access.Feed, file io.Reader) (access.Preview, error) {
	f.looked = feed
	if file != nil {
		b, err := io.ReadAll(file)
		if err != nil {
			return access.Preview{}, err
		}
		f.file = string(b)
	}
	return f.preview, f.err
}

func (f *fakeRounds) Yes(_ context.Context, a stagedoor.Actor, id stagedoor.FeedID, entry string) (access.Report, error) {
	f.done = append(f.done, "yes "+a.Name+" "+string(id)+" "+entry)
	return f.report, f.err
}

func (f *fakeRounds) KeepAll(_ context.Context, a stagedoor.Actor, id stagedoor.FeedID, entry string) (access.Report, error) {
	f.done = append(f.done, "keep "+a.Name+" "+string(id)+" "+entry)
	return f.report, f.err
}

func shop() access.Feed {
	return access.Feed{ID: "shop", Name: "Weemss export", URL: "https://weemss.example/export/8831.csv?key=s3cret", User: "conf", Password: "p4ssword",
		Mapping: tickets.Mapping{Preset: "weemss", Columns: map[tickets.Field][]tickets.Column{tickets.FieldIdentity: {{Name: "Билет №"}}, tickets.FieldEmail: {{Name: "Имейл"}}}}}
}

func byHand() access.Feed { return access.Feed{ID: stagedoor.FeedByHand, Name: "By hand"} }

func waits(n int, whole bool) *access.Entry {
	e := &access.Entry{ID: "e1", Feed: "shop", Since: deskNow.Add(-2 * time.Minute), At: deskNow, Whole: whole, Count: n}
	for i := range n {
		e.Items = append(e.Items, access.Item{Ticket: stagedoor.TicketID(fmt.Sprint("t", i)), What: access.TakesGone, Identity: fmt.Sprintf("HX-%d-1", 20000+i), Name: "Петра Новак", Email: "petra@posta.example", Attendee: stagedoor.AttendeeID(fmt.Sprint("a", i))})
	}
	return e
}

func someRounds() []access.Round {
	at := func(m int) time.Time { return deskNow.Add(-time.Duration(m) * time.Minute) }
	counts := access.RoundCounts{Rows: 1291, Tickets: 1291, Refused: 3}
	return []access.Round{
		{ID: "5", At: at(0), Took: 200 * time.Millisecond, Trigger: access.ByClock, Result: access.RoundSame, RoundCounts: counts},
		{ID: "4", At: at(1), Took: 400 * time.Millisecond, Trigger: access.ByHook, Result: access.RoundChanged, RoundCounts: access.RoundCounts{Rows: 1291, New: 2, Changed: 1, Refused: 3}},
		{ID: "3", At: at(2), Took: 200 * time.Millisecond, Trigger: access.ByUpload, Result: access.RoundWaits, RoundCounts: access.RoundCounts{Rows: 1289, Waiting: 7, Refused: 3}, Notes: []stagedoor.Sentence{stagedoor.Say("The export's header changed. Its rows were read, but nobody is taken as gone until you confirm the columns.")}},
		{ID: "2", At: at(3), Took: 10 * time.Second, Trigger: access.ByClock, Result: access.RoundFailed, Problem: stagedoor.Say("The feed sent a login page. Nothing was changed.")},
	}
}

func someRefused(n int) []tickets.Refusal {
	var out []tickets.Refusal
	for i := range n {
		out = append(out, tickets.Refusal{Line: 212 + i, Reason: stagedoor.Say("%q is not a status we know.", "partial"), Row: "HX-20240-3;Иво Петков;ivo@lampa.example;partial", Word: "partial", Unknown: true})
	}
	return out
}

func TestFeedsAreListedWithTheirState(t *testing.T) {
	off := shop()
	off.ID, off.Name, off.Off = "off", "", true
	blank := access.Feed{ID: "blank", Mapping: tickets.Mapping{Preset: "pretix"}}
	for _, tt := range []struct {
		name  string
		store fewFeeds
		want  []string
	}{
		{"none", fewFeeds{}, []string{"There is no feed yet."}},
		{"all kinds", fewFeeds{feeds: []access.Feed{shop(), off, blank, byHand()}, rounds: someRounds()},
			[]string{"Weemss export", "weemss.example/export/8831.csv · every 60 seconds", ">Good<", ">Off<", "Columns not confirmed", "pretix, uploaded by hand", "Guest passes", "1,291 tickets", "1,284 attendees", "last round 11:22"}},
		{"something waits", fewFeeds{feeds: []access.Feed{shop()}, entry: waits(7, false)}, []string{"7 wait for your yes"}},
		{"the last round failed", fewFeeds{feeds: []access.Feed{shop()}, rounds: someRounds()[3:]}, []string{">Failed<", "The feed sent a login page."}},
		{"before the first round", fewFeeds{feeds: []access.Feed{shop()}}, []string{"No round yet"}},
	} {
		w, err := ask(t, stagedoor.HelpDesk, "en", "GET /control/feeds", "/control/feeds", nil, deskPages(nil, &tt.store, nil).ShowFeeds)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		holds(t, tt.name, w.Body.String(), tt.want...)
		for _, secret := range []string{"s3cret", "p4ssword"} {
			if strings.Contains(w.Body.String(), secret) {
				t.Errorf("%s: the list shows %q", tt.name, secret)
			}
		}
	}
}

func TestFeedPage(t *testing.T) {
	blank := access.Feed{ID: "shop", Mapping: tickets.Mapping{Preset: "weemss"}, URL: "https://weemss.example/x.csv"}
	for _, tt := range []struct {
		name    string
		store   fewFeeds
		address string
		want    []string
		not     string
	}{
		{"a quiet day", fewFeeds{feeds: []access.Feed{shop()}, rounds: someRounds()[:1]}, "", []string{"Run now", "None. Every row of the last export could be taken.", "None of them changed anything.", "the next round in 1 minute", "1,284"}, "held"},
		{"the quiet rounds too", fewFeeds{feeds: []access.Feed{shop()}, rounds: someRounds()}, "?rounds=all", []string{"Unchanged", "the vendor&#39;s hook", "an upload", "10.0 s", "The export&#39;s header changed."}, ""},
		{"seven are gone", fewFeeds{feeds: []access.Feed{shop()}, rounds: someRounds(), entry: waits(7, false)}, "", []string{"7 tickets are gone from the export", "Since 11:20", "Keep all 7", "Revoke 7 tickets", "Петра Новак", `name="entry" value="e1"`}, ""},
		{"a whole round waits", fewFeeds{feeds: []access.Feed{shop()}, entry: waits(300, true)}, "", []string{"A whole round waits: it would take something from 300 tickets", "Let the round through…</summary>", "300 people lose their access at once.", "and 100 more"}, ""},
		{"300 refused rows", fewFeeds{feeds: []access.Feed{shop()}, refused: someRefused(300), rounds: []access.Round{{At: deskNow, Result: access.RoundSame, RoundCounts: access.RoundCounts{Refused: 300}}}}, "", []string{"and 200 more", "Say what it means", "Иво Петков"}, ""},
		{"failed", fewFeeds{feeds: []access.Feed{shop()}, rounds: someRounds()[3:]}, "", []string{"The last round failed at 11:19. Nothing was changed.", "The feed sent a login page."}, ""},
		{"not confirmed yet", fewFeeds{feeds: []access.Feed{blank}}, "", []string{"Nobody confirmed yet which column is what", "There was no round yet."}, "Upload and run"},
		{"guest passes", fewFeeds{feeds: []access.Feed{byHand()}}, "", []string{"Write a guest pass", "By hand"}, "Run now"},
		{"what was done is said", fewFeeds{feeds: []access.Feed{shop()}}, "?done=kept", []string{"All of them are kept."}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			id := string(tt.store.feeds[0].ID)
			w, err := ask(t, stagedoor.Owner, "en", "GET /control/feeds/{feed}", "/control/feeds/"+id+tt.address, nil, deskPages(nil, &tt.store, nil).ShowFeed)
			if err != nil {
				t.Fatal(err)
			}
			holds(t, "the page", w.Body.String(), tt.want...)
			for _, not := range []string{"s3cret", "p4ssword", tt.not} {
				if not != "" && strings.Contains(w.Body.String(), not) {
					t.Errorf("the page holds %q", not)
				}
			}
		})
	}
	if _, err := ask(t, stagedoor.HelpDesk, "en", "GET /control/feeds/{feed}", "/control/feeds/none", nil, deskPages(nil, &fewFeeds{}, nil).ShowFeed); stagedoor.KindOf(err) != stagedoor.NotFound {
		t.Errorf("a feed that is none = %v, want NotFound", err)
	}
}

func TestActsOnAFeed(t *testing.T) {
	changed := access.Report{Round: access.Round{Result: access.RoundChanged}}
	again := access.Report{Round: access.Round{Result: access.RoundWaits}}
	for _, tt := range []struct {
		name   string
		form   url.Values
		report access.Report
		did    string
		done   string
	}{
		{"run now", url.Values{"do": {"run"}}, changed, "run shop", "changed"},
		{"keep all", url.Values{"do": {"keep"}, "entry": {"e1"}}, changed, "keep Mira shop e1", "kept"},
		{"the yes", url.Values{"do": {"yes"}, "entry": {"e1"}}, changed, "yes Mira shop e1", "taken"},
		{"the yes asks again", url.Values{"do": {"yes"}, "entry": {"e1"}}, again, "yes Mira shop e1", "waits"},
	} {
		rs := &fakeRounds{report: tt.report}
		w, err := ask(t, stagedoor.HelpDesk, "en", "POST /control/feeds/{feed}", "/control/feeds/shop", tt.form, deskPages(nil, &fewFeeds{feeds: []access.Feed{shop()}}, rs).ActOnFeed)
		if err != nil || w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/control/feeds/shop?done="+tt.done {
			t.Errorf("%s: %d to %q, %v; want 303 with done=%s", tt.name, w.Code, w.Header().Get("Location"), err, tt.done)
		}
		if !slices.Equal(rs.done, []string{tt.did}) {
			t.Errorf("%s did %q, want %q", tt.name, rs.done, tt.did)
		}
	}
	for _, tt := range []struct {
		name   string
		do     string
		err    error
		status int
		says   string
	}{
		{"a login page", "run", stagedoor.Errorf(stagedoor.Invalid, "The feed sent a login page. Nothing was changed."), 422, "The feed sent a login page."},
		{"another round runs", "run", stagedoor.Errorf(stagedoor.Conflict, "Another round of this feed is running. Try again in a minute."), 409, "Another round of this feed is running."},
		{"the vendor does not answer", "run", stagedoor.Errorf(stagedoor.Unavailable, "The ticket shop does not answer. We try again."), 502, "The ticket shop does not answer."},
		{"somebody answered before", "yes", stagedoor.Errorf(stagedoor.NotFound, "That does not wait any more."), 409, "That does not wait any more."},
		{"no act", "", nil, 422, "Nothing was chosen."},
	} {
		rs := &fakeRounds{err: tt.err}
		w, err := ask(t, stagedoor.HelpDesk, "en", "POST /control/feeds/{feed}", "/control/feeds/shop", url.Values{"do": {tt.do}}, deskPages(nil, &fewFeeds{feeds: []access.Feed{shop()}}, rs).ActOnFeed)
		if err != nil || w.Code != tt.status {
			t.Errorf("%s: %d, %v; want %d", tt.name, w.Code, err, tt.status)
			continue
		}
		holds(t, tt.name, w.Body.String(), tt.says, `role="alert"`)
	}
}

// upload is a form with a file at its end, as browsers send it.
func upload(t testing.TB, address string, fields [][2]string, name, file string) *http.Request {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for _, f := range fields {
		if err := m.WriteField(f[0], f[1]); err != nil {
			t.Fatal(err)
		}
	}
	part, err := m.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(part, file); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", address, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return r
}

// TestUploadIsNotGuessed: nobody is let in by columns that nobody looked at.
func TestUploadIsNotGuessed(t *testing.T) {
	blank := shop()
	blank.Mapping = tickets.Mapping{Preset: "generic"}
	rs := &fakeRounds{}
	w, err := send(stagedoor.Owner, "en", "POST /control/feeds/{feed}", upload(t, "/control/feeds/shop", nil, "export.csv", "HX-1;Ada;ada@b.example;paid\n"),
		deskPages(nil, &fewFeeds{feeds: []access.Feed{blank}}, rs).ActOnFeed)
	if err != nil || w.Code != 422 || rs.done != nil {
		t.Fatalf("status %d, %v, did %q; want 422 and nothing", w.Code, err, rs.done)
	}
	holds(t, "the refusal", w.Body.String(), "Nothing was read: nobody confirmed yet which column is what.", `href="/control/feeds/shop/mapping"`)
}

func TestUpload(t *testing.T) {
	export := strings.Repeat("HX-1;Ада;ada@b.example;paid\n", 100_000)
	rs := &fakeRounds{report: access.Report{Round: access.Round{Result: access.RoundChanged}}}
	p := deskPages(nil, &fewFeeds{feeds: []access.Feed{shop()}}, rs)
	w, err := send(stagedoor.HelpDesk, "en", "POST /control/feeds/{feed}", upload(t, "/control/feeds/shop", [][2]string{{"partial", "yes"}}, "export.csv", export), p.ActOnFeed)
	if err != nil || w.Code != http.StatusSeeOther {
		t.Fatalf("status %d, %v; want 303", w.Code, err)
	}
	if want := fmt.Sprintf("import shop %d bytes partial=true", len(export)); !slices.Equal(rs.done, []string{want}) {
		t.Errorf("did %q, want %q", rs.done, want)
	}
	rs.done = nil
	w, err = send(stagedoor.HelpDesk, "en", "POST /control/feeds/{feed}", upload(t, "/control/feeds/shop", nil, "", ""), p.ActOnFeed)
	if err != nil || w.Code != 422 || rs.done != nil {
		t.Errorf("without a file: %d, %v, did %q; want 422 and nothing", w.Code, err, rs.done)
	}
	holds(t, "without a file", w.Body.String(), "Choose the vendor&#39;s export first.")

	cut := upload(t, "/control/feeds/shop", nil, "export.csv", export)
	cut.Body = io.NopCloser(io.LimitReader(cut.Body, 50_000))
	w, err = send(stagedoor.HelpDesk, "en", "POST /control/feeds/{feed}", cut, p.ActOnFeed)
	if err != nil || w.Code != 422 {
		t.Errorf("an upload that broke off: %d, %v; want 422", w.Code, err)
	}
	large := upload(t, "/control/feeds/shop", nil, "export.csv", export)
	large.Body = http.MaxBytesReader(httptest.NewRecorder(), large.Body, 50_000)
	w, err = send(stagedoor.HelpDesk, "en", "POST /control/feeds/{feed}", large, p.ActOnFeed)
	if err != nil || w.Code != 422 {
		t.Errorf("too large a file: %d, %v; want 422", w.Code, err)
	}
	holds(t, "too large a file", w.Body.String(), "The file is larger than 64 MB.")
	big := [][2]string{{"x", strings.Repeat("x", maxFieldBytes+1)}}
	w, err = send(stagedoor.HelpDesk, "en", "POST /control/feeds/{feed}", upload(t, "/control/feeds/shop", big, "export.csv", "x"), p.ActOnFeed)
	if err != nil || w.Code != 422 {
		t.Errorf("a huge field before the file: %d, %v; want 422", w.Code, err)
	}
}

func jsonOf(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
