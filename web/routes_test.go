package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/stage"
	"stagedoor/web/attend"
	"stagedoor/web/control"
	"stagedoor/web/ui"
)

// openRoutes is the whole list of what is open to everybody. A route that is
// to be added here must be safe for who has no ticket.
var openRoutes = []string{
	"GET /{$}", "GET /in", "POST /signin", "GET /arrived", "POST /lost", "POST /takeback", "POST /signout", "POST /language",
	"GET /signin", "GET /lost", "GET /takeback",
	"GET /control/signin", "POST /control/signin", "GET /control/join", "POST /control/join", "POST /control/signout",
	"POST /hooks/feeds/{feed}", "POST /hooks/feeds/{feed}/{token}", "POST /hooks/mailersend",
	"GET /assets/", "GET /look.css", "GET /robots.txt", "GET /",
}

var day = time.Date(2027, 5, 13, 11, 22, 0, 0, time.UTC)

// tokenOf makes a token that reads like one, of a name.
func tokenOf(name string) string { return name + strings.Repeat("-", 43-len(name)) }

func idOf(token string) stagedoor.LoginID {
	sum := sha256.Sum256([]byte(token))
	return stagedoor.LoginID(hex.EncodeToString(sum[:]))
}

// oneAttendee is a store with one good login, "ada".
type oneAttendee struct{ access.DoorStore }

func (oneAttendee) KnownLogins(_ context.Context, ids []stagedoor.LoginID) ([]access.KnownLogin, error) {
	out := make([]access.KnownLogin, len(ids))
	for i, id := range ids {
		if id == idOf(tokenOf("ada")) {
			out[i].Login = stagedoor.Login{ID: id, Attendee: "a1", Expires: day.Add(time.Hour)}
			out[i].Attendee = stagedoor.Attendee{ID: "a1", Name: "Ada", Standing: stagedoor.Admitted}
		}
	}
	return out, nil
}

// oneOfEach is a store with one crew login a role, named like it.
type oneOfEach struct{ access.CrewStore }

func (oneOfEach) CrewLogins(_ context.Context, ids []stagedoor.LoginID) ([]access.CrewLogin, error) {
	out := make([]access.CrewLogin, len(ids))
	for i, id := range ids {
		for _, role := range stagedoor.Roles {
			if id == idOf(tokenOf(string(role))) {
				out[i] = access.CrewLogin{ID: id, Member: access.Member{ID: "c1", Name: "Mira", Role: role}, Expires: day.Add(time.Hour)}
			}
		}
	}
	return out, nil
}

type noHooks struct{}

func (noHooks) CheckHook(stagedoor.FeedID, string) bool { return false }
func (noHooks) Hook(stagedoor.FeedID)                   { panic("a hook without a token ran") }
func (noHooks) Webhook(context.Context, []byte, string, time.Time) error {
	return stagedoor.Errorf(stagedoor.Denied, "The webhook's signature is not right. Set the signing secret that MailerSend shows for it.")
}

type board struct{ s *stage.Snapshot }

func (b board) Now() *stage.Snapshot { return b.s }

// testServer is a site with one stage, at day, with the conference as given.
func testServer(t *testing.T, c stagedoor.Conference) *Server {
	t.Helper()
	c.Name, c.Zone = "Hexagon Conf", "Europe/Sofia"
	slate, err := stage.NewSlate("We start soon.")
	if err != nil {
		t.Fatal(err)
	}
	slate.ID = "slate"
	snap, err := stage.NewSnapshot(stage.House{Conference: c, Stages: []stage.Stage{{ID: "main", Name: "Great Hall", Gel: "azure", Ladder: []stage.Source{slate}}}, Talks: []stagedoor.Talk{
		{ID: "t1", Stage: "main", Title: "Every queue is a promise", Starts: day.Add(-time.Minute), Ends: day.Add(time.Hour)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	cookies := ui.Cookies{Port: "80"}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	conf := func() stagedoor.Conference { return snap.Conference }
	door := access.NewDoor(oneAttendee{}, access.Options{Conference: conf, Log: log})
	crew := access.NewCrew(oneOfEach{}, access.Options{Log: log})
	client := func(*http.Request) netip.Addr { return netip.MustParseAddr("203.0.113.7") }
	return &Server{
		Door: door, Crew: crew, Feeds: noHooks{}, Letters: noHooks{},
		Conference: conf,
		Attend:     &attend.Pages{Door: door, Board: board{snap}, Cookies: cookies, Client: client},
		Control: &control.Pages{
			Crew: crew, Board: board{snap}, Cookies: cookies, Client: client,
			Alarms: func(context.Context) []ui.Alarm { return nil }, Public: &url.URL{Scheme: "https", Host: "conf.example"},
		},
		Public: &url.URL{Scheme: "https", Host: "conf.example"}, Cookies: cookies,
		Log: log, Now: func() time.Time { return day },
	}
}

// ask sends a request with cookies "name=value" and returns the answer.
func ask(s *Server, method, path string, cookies ...string) *http.Response {
	r := httptest.NewRequest(method, "https://conf.example"+path, nil)
	for _, c := range cookies {
		name, value, _ := strings.Cut(c, "=")
		r.AddCookie(&http.Cookie{Name: name, Value: tokenOf(value)})
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w.Result()
}

// pathOf fills a pattern's wildcards.
func pathOf(pattern string) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	path = strings.ReplaceAll(path, "{stage}", "main")
	for {
		from, to := strings.IndexByte(path, '{'), strings.IndexByte(path, '}')
		if from < 0 {
			return method, path
		}
		path = path[:from] + "x" + path[to+1:]
	}
}

func TestOnlyTheListedRoutesAreOpen(t *testing.T) {
	s := testServer(t, stagedoor.Conference{})
	for _, r := range s.routes() {
		if open := slices.Contains(openRoutes, r.pattern); r.public != open {
			t.Errorf("%s: public = %v, but in the written list: %v", r.pattern, r.public, open)
		}
	}
}

func TestEveryOtherRouteRefusesWhoHasNoLogin(t *testing.T) {
	s := testServer(t, stagedoor.Conference{})
	for _, r := range s.routes() {
		if slices.Contains(openRoutes, r.pattern) {
			continue
		}
		for _, cookies := range [][]string{nil, {"login-80=nonsense", "crew-80=nonsense"}} {
			method, path := pathOf(r.pattern)
			res := ask(s, method, path, cookies...)
			where := res.Header.Get("Location")
			switch {
			case r.script && res.StatusCode == http.StatusUnauthorized && where == "":
			case !r.script && method == "GET" && res.StatusCode == http.StatusSeeOther && (strings.HasPrefix(where, "/?next=") || strings.HasPrefix(where, "/control/signin?next=")):
			case method != "GET" && (res.StatusCode == http.StatusUnauthorized || res.StatusCode == http.StatusForbidden):
			default:
				t.Errorf("%s without a login: %d %s, want it refused", r.pattern, res.StatusCode, where)
			}
		}
		if method, path := pathOf(r.pattern); strings.HasPrefix(path, "/control") {
			if res := ask(s, method, path, "login-80=ada"); res.StatusCode < 300 {
				t.Errorf("%s with an attendee's login: %d, want it refused", r.pattern, res.StatusCode)
			}
		}
	}
}

func TestRolesOpenOnlyTheirRooms(t *testing.T) {
	s := testServer(t, stagedoor.Conference{})
	for _, tt := range []struct {
		role stagedoor.Role
		path string
		want int
	}{
		{stagedoor.HelpDesk, "/control/crew", http.StatusForbidden},
		{stagedoor.Producer, "/control/crew", http.StatusForbidden},
		{stagedoor.Producer, "/control/audit", http.StatusForbidden},
		{stagedoor.Moderator, "/control/audit", http.StatusForbidden},
		{stagedoor.Moderator, "/control", http.StatusSeeOther},
		{stagedoor.Moderator, "/lobby", http.StatusOK},
	} {
		if res := ask(s, "GET", tt.path, "crew-80="+string(tt.role)); res.StatusCode != tt.want {
			t.Errorf("%s on %s: %d, want %d", tt.role, tt.path, res.StatusCode, tt.want)
		}
	}
}

func TestGateWaitsForTheDoors(t *testing.T) {
	for _, tt := range []struct {
		name   string
		conf   stagedoor.Conference
		cookie string
		want   string
	}{
		{"without dates the doors are open", stagedoor.Conference{}, "login-80=ada", "<h1>On now</h1>"},
		{"before the doors", stagedoor.Conference{DoorsOpen: day.Add(time.Hour)}, "login-80=ada", "<h1>Doors open at 15:22</h1>"},
		{"the doors' first moment", stagedoor.Conference{DoorsOpen: day}, "login-80=ada", "<h1>On now</h1>"},
		{"after the end", stagedoor.Conference{DoorsClose: day}, "login-80=ada", "<h1>Hexagon Conf is over</h1>"},
		{"crew with a ticket looks in before, too", stagedoor.Conference{DoorsOpen: day.Add(time.Hour)}, "login-80=ada;crew-80=producer", "Preview: you see this as crew."},
		{"crew looks in before, marked as such", stagedoor.Conference{DoorsOpen: day.Add(time.Hour)}, "crew-80=producer", "Preview: you see this as crew."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res := ask(testServer(t, tt.conf), "GET", "/lobby", strings.Split(tt.cookie, ";")...)
			body, _ := io.ReadAll(res.Body)
			if !strings.Contains(string(body), tt.want) {
				t.Errorf("GET /lobby = %d without %q:\n%s", res.StatusCode, tt.want, body)
			}
		})
	}
}

func TestAnswersCarryTheirHeaders(t *testing.T) {
	s := testServer(t, stagedoor.Conference{})
	for _, path := range []string{"/", "/lobby", "/stage/main", "/stage/none", "/nothing", "/control/signin"} {
		res := ask(s, "GET", path, "login-80=ada")
		csp := res.Header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		if got := res.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: Cache-Control %q, want no-store", path, got)
		}
		if got := res.Header.Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("%s: X-Content-Type-Options %q", path, got)
		}
	}
}

func TestForeignFormsAreRefused(t *testing.T) {
	s := testServer(t, stagedoor.Conference{})
	r := httptest.NewRequest("POST", "https://conf.example/signin", strings.NewReader("code=x"))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "came from another site") {
		t.Errorf("a form from another site: %d\n%s", w.Code, w.Body)
	}
}

func TestOnlyUploadsTakeFiles(t *testing.T) {
	s := testServer(t, stagedoor.Conference{})
	for _, r := range s.routes() {
		method, path := pathOf(r.pattern)
		if method != "POST" || r.upload {
			continue
		}
		q := httptest.NewRequest(method, "https://conf.example"+path, strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"code\"; filename=\"f\"\r\n\r\nhello\r\n--x--\r\n"))
		q.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, q)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "takes no files") {
			t.Errorf("%s with a file: %d, want it refused before it is read", r.pattern, w.Code)
		}
	}
}

// patient notes until when its request may be read.
type patient struct {
	*httptest.ResponseRecorder
	until time.Time
}

func (p *patient) SetReadDeadline(t time.Time) error { p.until = t; return nil }
func (*patient) SetWriteDeadline(time.Time) error    { return nil }

// TestOnlyTheCrewTakesItsTime: five minutes are for who may upload, not for
// whoever keeps connections open.
func TestOnlyTheCrewTakesItsTime(t *testing.T) {
	s := testServer(t, stagedoor.Conference{})
	for _, r := range s.routes() {
		if !r.upload {
			continue
		}
		for role, want := range map[stagedoor.Role]bool{"": false, stagedoor.Moderator: false, stagedoor.Owner: true} {
			method, path := pathOf(r.pattern)
			q := httptest.NewRequest(method, "https://conf.example"+path, strings.NewReader(""))
			if role != "" {
				q.AddCookie(&http.Cookie{Name: "crew-80", Value: tokenOf(string(role))})
			}
			w := &patient{ResponseRecorder: httptest.NewRecorder()}
			s.Handler().ServeHTTP(w, q) // what answers the owner lacks all it needs, and may fail
			if got := !w.until.IsZero(); got != want {
				t.Errorf("%s as %q: given time is %t, want %t", r.pattern, role, got, want)
			}
		}
	}
}

func TestLongFormsAreRefused(t *testing.T) {
	s := testServer(t, stagedoor.Conference{})
	r := httptest.NewRequest("POST", "https://conf.example/language", strings.NewReader("lang=bg&next="+strings.Repeat("x", maxForm)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	if c := w.Header().Get("Set-Cookie"); c != "" {
		t.Errorf("a form of more than %d bytes was read: it set %q", maxForm, c)
	}
}

func TestLanguageLeadsBackToAPage(t *testing.T) {
	for _, tt := range []struct{ name, method, path, referer, want string }{
		{"a page", "GET", "/stage/main", "", "/stage/main"},
		{"the answer to a form", "POST", "/takeback", "https://conf.example/?next=%2Fstage%2Fmain", "/?next=%2Fstage%2Fmain"},
		{"a form from nowhere", "POST", "/takeback", "", "/"},
		{"a form from elsewhere", "POST", "/takeback", "https://evil.example/x", "/"},
	} {
		r := httptest.NewRequest(tt.method, "https://conf.example"+tt.path, nil)
		r.Header.Set("Referer", tt.referer)
		if got := pageOf(r); got != tt.want {
			t.Errorf("%s: back to %q, want %q", tt.name, got, tt.want)
		}
	}
}
