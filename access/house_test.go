package access_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/store"
	"stagedoor/store/storetest"
	"stagedoor/tickets"
)

var _ interface {
	access.RoundStore
	access.DeskStore
	access.HandStore
} = (*store.DB)(nil)

// A house is a conference with one feed, and the rounds and the desk that work
// on it.
type house struct {
	t      testing.TB
	db     *store.DB
	sql    *sql.DB // another handle, for looking at the tables
	conf   stagedoor.Conference
	rounds *access.Rounds
	desk   *access.Desk
	clock  time.Time
}

var ctx = context.Background()

var ada = stagedoor.Actor{ID: "crew1", Name: "Ada"}

const shop stagedoor.FeedID = "shop"

// header of the exports in these tests.
const header = "Ticket ID,Order,Status,Type,Name,Email\n"

// each runs do twice, on an empty SQLite database and on an empty PostgreSQL
// one.
func each(t *testing.T, do func(t *testing.T, h *house)) {
	t.Helper()
	t.Parallel() // most of the time goes into making databases
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			do(t, open(t, engine, store.Options{}))
		})
	}
}

func open(t testing.TB, engine string, opt store.Options) *house {
	t.Helper()
	driver, address, dir := "sqlite", "", t.TempDir()
	look := "file:" + (&url.URL{Path: filepath.Join(dir, "stagedoor.db")}).EscapedPath() + "?_pragma=busy_timeout(10000)"
	if engine == "postgres" {
		address = storetest.Postgres(t)
		driver, look = "pgx", address
	} else {
		storetest.SQLite(t, dir)
	}
	db, err := store.Open(ctx, address, dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Begin(ctx, storetest.Secret, stagedoor.Conference{Name: "Test Conf", Zone: "Europe/Sofia", LettersOpen: true}, time.Now()); err != nil {
		t.Fatal(err)
	}
	tables, err := sql.Open(driver, look)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tables.Close() })
	conf, err := db.Conference(ctx)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, db: db, sql: tables, conf: conf, clock: time.Date(2027, 5, 13, 9, 0, 0, 0, time.UTC)}
	h.rounds = &access.Rounds{Store: db, Secret: storetest.Secret, Conference: conf.ID, Node: "n1", Dir: t.TempDir(),
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: func() time.Time { return h.clock }}
	h.desk = &access.Desk{Find: db, Hands: db, Secret: storetest.Secret, Conference: func() stagedoor.Conference { return conf }}
	h.feed(access.Feed{ID: shop})
	return h
}

// feed saves a feed with the columns of header.
func (h *house) feed(f access.Feed) {
	h.t.Helper()
	f.Mapping = tickets.Mapping{Preset: "generic", Columns: map[tickets.Field][]tickets.Column{}}
	for field, name := range map[tickets.Field]string{tickets.FieldIdentity: "Ticket ID", tickets.FieldOrder: "Order", tickets.FieldStatus: "Status",
		tickets.FieldType: "Type", tickets.FieldName: "Name", tickets.FieldEmail: "Email"} {
		f.Mapping.Columns[field] = []tickets.Column{{Name: name}}
	}
	f.Mapping.NoAdmit = []string{"T-shirt"}
	if err := h.db.SaveFeed(ctx, ada, f, h.clock); err != nil {
		h.t.Fatal(err)
	}
}

// export runs a round from rows like "T1,O1,paid,Std,Name,a@example.org", a
// minute after the one before.
func (h *house) export(rows ...string) access.Report {
	h.t.Helper()
	r, err := h.try(rows...)
	if err != nil {
		h.t.Fatalf("round: %v", err)
	}
	return r
}

func (h *house) try(rows ...string) (access.Report, error) {
	h.clock = h.clock.Add(time.Minute)
	return h.rounds.Import(ctx, shop, strings.NewReader(header+strings.Join(rows, "\n")+"\n"), access.ImportOptions{})
}

// many are n paid rows.
func many(n int) []string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = fmt.Sprintf("T%d,O%d,paid,Std,Person %d,p%d@example.org", i, i, i, i)
	}
	return rows
}

// card is the card of a ticket, or a zero one.
func (h *house) card(identity string) access.Card {
	h.t.Helper()
	found, err := h.db.Search(ctx, []string{strings.ToLower(identity)}, 1000)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, f := range found {
		if f.Ticket.Identity == identity {
			c, err := h.desk.Card(ctx, access.Who{Ticket: f.Ticket.ID})
			if err != nil {
				h.t.Fatal(err)
			}
			return c
		}
	}
	return access.Card{}
}

// code is the attendee's code now.
func (h *house) code(a *stagedoor.Attendee) stagedoor.AccessCode {
	return stagedoor.NewAccessCode(storetest.Secret, h.conf.ID, a.ID, a.CodeVersion)
}

// comesIn lets the attendee of a ticket in on a device, and returns the login.
func (h *house) comesIn(identity, device string) stagedoor.LoginID {
	h.t.Helper()
	a := h.card(identity).Attendee
	id := stagedoor.LoginID(stagedoor.NewID(h.clock))
	res, err := h.db.LetIn(ctx, []access.NewLogin{{Login: stagedoor.Login{ID: id, Attendee: a.ID, Device: device, Created: h.clock, Seen: h.clock,
		Expires: h.clock.AddDate(1, 0, 0)}, Version: a.CodeVersion}}, 3, h.clock)
	if err != nil || !res[0].In {
		h.t.Fatalf("%s did not come in: %v %+v", identity, err, res)
	}
	return id
}

// opens says what becomes of a code: "in", or the reason.
func (h *house) opens(c stagedoor.AccessCode) string {
	h.t.Helper()
	owners, err := h.db.CodeOwners(ctx, []stagedoor.CodeHash{c.Hash(storetest.Secret)})
	if err != nil {
		h.t.Fatal(err)
	}
	if why, _ := owners[0].Refused(); why != "" {
		return string(why)
	}
	return "in"
}

// login says how a login is: "in", or the reason.
func (h *house) login(id stagedoor.LoginID) string {
	h.t.Helper()
	known, err := h.db.KnownLogins(ctx, []stagedoor.LoginID{id})
	if err != nil {
		h.t.Fatal(err)
	}
	if why, _ := known[0].Refused(); why != "" {
		return string(why)
	}
	return "in"
}

// dump is every row of the tables, in order.
func (h *house) dump(tables ...string) string {
	h.t.Helper()
	var b strings.Builder
	for _, table := range tables {
		rows, err := h.sql.Query("SELECT * FROM " + table + " ORDER BY 1, 2, 3")
		if err != nil {
			h.t.Fatal(err)
		}
		cols, _ := rows.Columns()
		for rows.Next() {
			vals, to := make([]any, len(cols)), make([]any, len(cols))
			for i := range vals {
				to[i] = &vals[i]
			}
			if err := rows.Scan(to...); err != nil {
				h.t.Fatal(err)
			}
			text, _ := json.Marshal(vals)
			fmt.Fprintf(&b, "%s %s\n", table, text)
		}
		rows.Close()
	}
	return b.String()
}

// check holds the database against its own rules.
func (h *house) check() {
	h.t.Helper()
	problems, err := storetest.Check(h.sql)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, problem := range problems {
		h.t.Errorf("the database: %s", problem)
	}
}

// letters tells a ticket's letters, newest first: "code→a@example.org v1".
func letters(c access.Card) string {
	var out []string
	for _, l := range c.Letters {
		if l.State != stagedoor.LetterSuperseded {
			out = append(out, fmt.Sprintf("%s→%s v%d", l.Kind, l.Address, l.Lines[0].Version))
		}
	}
	return strings.Join(out, ", ")
}

// storeOptions are those of serve.
var storeOptions = store.Options{}

func gzipped(s string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.Bytes()
}
