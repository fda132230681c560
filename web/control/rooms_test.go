package control_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/mail"
	"stagedoor/schedule"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
	"stagedoor/text"
	"stagedoor/web/control"
	"stagedoor/web/ui"
)

// noon is when these tests happen: the first day, at Sofia's clock 14:22.
var noon = time.Date(2027, 5, 13, 11, 22, 0, 0, time.UTC)

// held is a value that a test changes while a browser's page asks by itself.
type held[T any] struct {
	mu sync.Mutex
	is T
}

func (h *held[T]) get() T {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.is
}

func (h *held[T]) set(is T) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.is = is
}

// A house is the control room's rooms over a real database.
type house struct {
	t     testing.TB
	db    *store.DB
	pages *control.Pages
	role  held[stagedoor.Role]
	lang  held[string]
	who   held[string] // which member is at the page; empty is Мира Иванова
	now   held[time.Time]
	board *stage.Board
	crowd crowd
	pushed
}

// codes hands access's lines to package mail, as the binary does.
type codes struct{ access.Codes }

func (c codes) Lines(ctx context.Context, lines []stagedoor.LetterLine) ([]mail.Line, error) {
	all, err := c.Codes.Lines(ctx, lines)
	out := make([]mail.Line, len(all))
	for i, l := range all {
		out[i] = mail.Line(l)
	}
	return out, err
}

// newHouse has an empty conference whose outbox is not open.
func newHouse(t testing.TB) *house {
	t.Helper()
	return houseOn(t, storetest.Open(t, "", store.Options{}))
}

// houseOn is newHouse over this database.
func houseOn(t testing.TB, db *store.DB) *house {
	t.Helper()
	h := &house{t: t, db: db, board: stage.NewBoard(db, slog.Default())}
	h.role.set(stagedoor.Owner)
	h.lang.set("en")
	h.now.set(noon)
	h.edit(func(c *stagedoor.Conference) { c.Name, c.LettersOpen = "Hexagon Conf 2027", false })
	h.pages = &control.Pages{
		Letters: db, Feeds: db, Stages: db, Settings: db, Mailbox: true, Hands: db, Board: h.board, Encoders: &van{},
		Floor: &control.Floor{
			Board: h.board, Days: db, Audience: &h.crowd, Publish: h.publish, Now: h.now.get,
		},
		Alarms: func(context.Context) []ui.Alarm { return nil },
	}
	h.pages.Programme = db
	h.pages.Importer = &schedule.Importer{
		Store: db, AllowPrivate: true, Node: "n1", Log: slog.New(slog.DiscardHandler), Now: h.now.get,
	}
	h.open("https://live.hexagon.example")
	return h
}

// open says where the house is on the web.
func (h *house) open(public string) {
	h.t.Helper()
	u, err := url.Parse(public)
	if err != nil {
		h.t.Fatal(err)
	}
	box, err := mail.New(mail.Options{
		Store: h.db, Sender: &mail.Mailbox{}, PublicURL: public, Now: func() time.Time { return noon },
		Codes: codes{access.Codes{Store: h.db, Secret: storetest.Secret, Conference: h.conference}},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.pages.Public, h.pages.Outbox = u, box
}

func (h *house) conference() stagedoor.Conference {
	h.t.Helper()
	c, err := h.db.Conference(context.Background())
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

func (h *house) edit(edit func(c *stagedoor.Conference)) {
	h.t.Helper()
	err := h.db.SaveConference(context.Background(), stagedoor.Actor{Name: "test"}, func(c *stagedoor.Conference) error { edit(c); return nil }, noon)
	if err != nil {
		h.t.Fatal(err)
	}
}

// audits is what the crew did, the newest first.
func (h *house) audits() (out []string) {
	h.t.Helper()
	entries, err := h.db.Audit(context.Background(), "", 100)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, e := range entries {
		if e.Actor.Name == "Мира Иванова" {
			out = append(out, e.Did.String())
		}
	}
	return out
}

// routes are the rooms' handlers as package web has them on its map.
func (h *house) routes() map[string]func(http.ResponseWriter, *http.Request) error {
	p := h.pages
	return map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /control":                                  p.Home,
		"GET /control/letters":                          p.ShowLetters,
		"POST /control/letters/test":                    p.SendTest,
		"POST /control/letters/{letter}":                p.SendAgain,
		"GET /control/letters/open":                     p.ShowOpen,
		"POST /control/letters/open":                    p.Open,
		"GET /control/letters/preview":                  p.ShowLetterPreview,
		"POST /control/letters/preview":                 p.PreviewLetterText,
		"GET /control/letters/text/{kind}/{language}":   p.ShowLetterText,
		"POST /control/letters/text/{kind}/{language}":  p.SaveLetterText,
		"GET /control/mailbox":                          p.ShowMailbox,
		"GET /control/mailbox/{letter}":                 p.ShowMailboxLetter,
		"GET /control/mailbox/{letter}/html":            p.ShowMailboxHTML,
		"GET /control/stages":                           p.ShowStages,
		"POST /control/stages":                          p.AddStage,
		"GET /control/stages/{stage}":                   p.ShowStage,
		"POST /control/stages/{stage}":                  p.SaveStage,
		"POST /control/stages/{stage}/move":             p.MoveStage,
		"GET /control/stages/{stage}/remove":            p.ShowRemoveStage,
		"POST /control/stages/{stage}/remove":           p.RemoveStage,
		"POST /control/stages/{stage}/sources":          p.AddSource,
		"POST /control/stages/{stage}/undo":             p.UndoHand,
		"GET /control/stages/{stage}/sources/{source}":  p.ShowSource,
		"POST /control/stages/{stage}/sources/{source}": p.ChangeSource,
		"GET /control/live":                             p.ShowLive,
		"POST /control/live":                            p.ActOnAll,
		"GET /control/live/state":                       p.LiveState,
		"GET /control/live/still/{stage}/{source}":      p.ShowStill,
		"POST /control/live/{stage}":                    p.ActOnStage,
		"GET /control/programme":                        p.ShowProgramme,
		"POST /control/programme":                       p.ActOnProgramme,
		"GET /control/programme/source":                 p.ShowProgrammeSource,
		"POST /control/programme/source":                p.SaveProgrammeSource,
		"POST /control/programme/upload":                p.UploadProgramme,
		"GET /control/programme/draft":                  p.ShowProgrammeDraft,
		"POST /control/programme/draft":                 p.ActOnProgrammeDraft,
		"GET /control/programme/remove":                 p.ShowRemoveProgramme,
		"POST /control/programme/remove":                p.RemoveProgramme,
		"GET /control/talks/new":                        p.ShowNewTalk,
		"POST /control/talks/new":                       p.AddTalk,
		"GET /control/talks/{talk}":                     p.ShowTalk,
		"POST /control/talks/{talk}":                    p.ActOnTalk,
		"GET /control/talks/{talk}/remove":              p.ShowRemoveTalk,
		"POST /control/talks/{talk}/remove":             p.RemoveTalk,
		"GET /control/conference":                       p.ShowConference,
		"POST /control/conference":                      p.SaveConference,
	}
}

// handler answers like the site: behind the gate, errors as their kind's name.
func (h *house) handler() http.Handler {
	mux := http.NewServeMux()
	for pattern, answer := range h.routes() {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", ui.Policy{}.String())
			w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
			c := h.conference()
			member := access.Member{ID: "m1", Name: "Мира Иванова", Email: "mira@hexagon.example", Role: h.role.get()}
			if who := h.who.get(); who != "" {
				member = access.Member{ID: stagedoor.CrewID("m-" + who), Name: who, Role: h.role.get()}
			}
			ctx := ui.With(r.Context(), ui.Page{
				Language: text.For(h.lang.get()), Conference: c.Name, Zone: c.Location(), Look: c.Look, Now: h.now.get(), Path: r.URL.RequestURI(),
				Crew: &ui.Crew{Name: member.Name, Role: member.Role},
			})
			ctx = control.WithMember(ctx, member)
			if err := answer(w, r.WithContext(ctx)); err != nil {
				w.Header().Set("Problem", fmt.Sprint(stagedoor.KindOf(err)))
				http.Error(w, err.Error(), http.StatusTeapot)
			}
		})
	}
	return mux
}

// An answer is what came back: the page, or where to.
type answer struct {
	status      int
	where, body string
	header      http.Header
	kind        string // of the error that was returned instead
}

func (h *house) get(address string) answer { return h.send("GET", address, nil) }

func (h *house) post(address string, form url.Values) answer { return h.send("POST", address, form) }

func (h *house) send(method, address string, form url.Values) answer {
	h.t.Helper()
	r := httptest.NewRequest(method, "https://live.hexagon.example"+address, strings.NewReader(form.Encode()))
	if method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	h.handler().ServeHTTP(w, r)
	a := answer{w.Code, w.Header().Get("Location"), w.Body.String(), w.Header(), w.Header().Get("Problem")}
	if strings.Contains(a.body, "<main") {
		wellMade(h.t, method+" "+address, a.body)
	}
	return a
}

// wants checks a page's status and that it holds the words.
func (a answer) wants(t testing.TB, status int, words ...string) {
	t.Helper()
	if a.status != status {
		t.Errorf("status %d (%s), want %d: %s", a.status, a.where, status, plain(a.body))
	}
	for _, w := range words {
		if !strings.Contains(plain(a.body), w) {
			t.Errorf("the page does not say %q:\n%s", w, plain(a.body))
		}
	}
}

// leads checks that a form was answered with the way to an address.
func (a answer) leads(t testing.TB, where string) {
	t.Helper()
	if a.status != http.StatusSeeOther || a.where != where {
		t.Errorf("answered %d %q, want 303 %q: %s", a.status, a.where, where, plain(a.body))
	}
}

// refused checks that an error of the kind came instead of a page.
func (a answer) refused(t testing.TB, kind stagedoor.Kind) {
	t.Helper()
	if a.kind != fmt.Sprint(kind) {
		t.Errorf("answered %d with an error of kind %q, want %v: %s", a.status, a.kind, kind, plain(a.body))
	}
}

var (
	tags   = regexp.MustCompile(`(?s)<[^>]*>`)
	spaces = regexp.MustCompile(`\s+`)
	idsOf  = regexp.MustCompile(`\sid="([^"]*)"`)
	marks  = strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&amp;", "&", "&lt;", "<", "&gt;", ">", "&quot;", `"`)
)

// plain is what somebody reads.
func plain(page string) string {
	return marks.Replace(spaces.ReplaceAllString(tags.ReplaceAllString(page, " "), " "))
}

// wellMade checks what every page keeps: one h1, ids once each, no style and
// no script of its own, no address that is no address.
func wellMade(t testing.TB, what, page string) {
	t.Helper()
	if n := strings.Count(page, "<h1"); n != 1 {
		t.Errorf("%s has %d h1, want 1", what, n)
	}
	for _, bad := range []string{" style=", "<style", "<script>", `="javascript:`, "about:invalid", "%!", " onclick="} {
		if strings.Contains(page, bad) {
			t.Errorf("%s holds %q", what, bad)
		}
	}
	seen := map[string]bool{}
	for _, m := range idsOf.FindAllStringSubmatch(page, -1) {
		if seen[m[1]] {
			t.Errorf("%s has the id %q twice", what, m[1])
		}
		seen[m[1]] = true
	}
}

// letters puts letters there as they are given.
func (h *house) letters(all ...stagedoor.Letter) {
	h.t.Helper()
	tx, err := storetest.SQL(h.t, h.db).Begin()
	if err != nil {
		h.t.Fatal(err)
	}
	defer tx.Rollback()
	unix := func(t time.Time) int64 {
		if t.IsZero() {
			return 0
		}
		return t.UnixMilli()
	}
	for i, l := range all {
		if l.ID == "" {
			l.ID = stagedoor.LetterID(stagedoor.NewID(noon.Add(time.Duration(i) * time.Millisecond)))
		}
		if l.Kind == "" {
			l.Kind = stagedoor.LetterCode
		}
		if l.Created.IsZero() {
			l.Created = noon.Add(-time.Hour)
		}
		problem := ""
		if !l.Problem.Zero() {
			problem = fmt.Sprintf(`{"msg":%q}`, l.Problem.Msg)
		}
		_, err := tx.Exec(`INSERT INTO letters (id, kind, address, address_folded, name, language, state, due, tries, problem, created, sent, settled)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
			string(l.ID), string(l.Kind), l.Address, stagedoor.FoldAddress(l.Address), l.Name, l.Language, string(l.State), unix(l.Due), l.Tries,
			problem, unix(l.Created), unix(l.Sent), unix(l.Settled))
		for j, line := range l.Lines {
			if err == nil {
				_, err = tx.Exec(`INSERT INTO letter_lines (letter, position, attendee, version) VALUES ($1, $2, $3, $4)`, string(l.ID), j, string(line.Attendee), line.Version)
			}
		}
		if err != nil {
			h.t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) letter(id stagedoor.LetterID) stagedoor.Letter {
	h.t.Helper()
	l, err := h.db.Letter(context.Background(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	return l
}

// longName is a name as long as tickets bring them.
var longName = strings.Repeat("Константин-Александър ", 4) + "Преображенски-Стоянов"

func TestRoomsWithoutADatabase(t *testing.T) {
	h := newHouse(t)
	c := h.conference()
	h.letters(stagedoor.Letter{ID: "l1", Address: "a@x.example", State: stagedoor.LetterSent})
	routes := h.routes()
	if err := h.db.Close(); err != nil {
		t.Fatal(err)
	}
	for pattern, answer := range routes {
		method, path, _ := strings.Cut(pattern, " ")
		path = strings.NewReplacer("{kind}", "code", "{language}", "en", "{letter}", "l1", "{stage}", "main", "{source}", "s1").Replace(path)
		if strings.HasSuffix(path, "/preview") {
			path += "?kind=code&language=en"
		}
		form := url.Values{"name": {"Main"}, "id": {"main"}, "gel": {"azure"}, "kind": {"slate"}, "do": {"take"}, "to": {"1"}, "address": {"a@x.example"}, "subject": {"Code"}, "body": {"{codes}"}}
		if strings.HasSuffix(path, "/preview?kind=code&language=en") {
			form.Set("kind", "code")
			form.Set("language", "en")
		}
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		if method == "POST" {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		var err error
		mux := http.NewServeMux()
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			ctx := ui.With(r.Context(), ui.Page{Conference: c.Name, Now: noon})
			err = answer(w, r.WithContext(control.WithMember(ctx, access.Member{ID: "m1", Role: stagedoor.Owner})))
		})
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		if err == nil {
			t.Errorf("%s without a database answers %d and says nothing", pattern, w.Code)
		}
	}
}

func TestRoomsInBulgarian(t *testing.T) {
	h := newHouse(t)
	h.lang.set("bg")
	for _, address := range []string{"/control/letters", "/control/letters/open", "/control/letters/text/lost/bg", "/control/mailbox", "/control/stages", "/control/programme", "/control/programme/source", "/control/talks/new", "/control/conference"} {
		h.get(address).wants(t, http.StatusOK)
	}
}
