package schedule_test

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/schedule"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

var (
	ctx   = context.Background()
	owner = stagedoor.Actor{ID: "crew1", Name: "Vera"}
)

// xml is a programme of entries like "a Great Hall|10:00-10:30".
func xml(all ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><schedule><conference><title>Conf</title></conference><day date="2027-05-13" index="1">`)
	for _, s := range all {
		e := entry(s)
		long := e.Talk.Ends.Sub(e.Talk.Starts)
		fmt.Fprintf(&b, `<room name="%s"><event id="%s" guid="%s"><date>%s</date><start>%s</start><duration>%02d:%02d</duration><room>%s</room><title>%s</title></event></room>`,
			e.Room, e.Foreign, e.Foreign, e.Talk.Starts.Format(time.RFC3339), e.Talk.Starts.Format("15:04"), int(long.Hours()), int(long.Minutes())%60, e.Room, e.Talk.Title)
	}
	b.WriteString(`</day></schedule>`)
	return b.String()
}

// A vendor is a server of a programme that behaves as it is told.
type vendor struct {
	*httptest.Server
	mu     sync.Mutex
	answer http.HandlerFunc
	asked  atomic.Int64
}

func newVendor(t testing.TB) *vendor {
	t.Helper()
	v := &vendor{}
	v.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v.asked.Add(1)
		v.mu.Lock()
		answer := v.answer
		v.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(v.Server.CloseClientConnections)
	t.Cleanup(v.Server.Close)
	return v
}

func (v *vendor) does(h http.HandlerFunc) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.answer = h
}

// gives serves a file, with an ETag that is honoured.
func (v *vendor) gives(file string) {
	tag := fmt.Sprintf(`"%x"`, len(file))
	v.does(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, file)
	})
}

// A desk is a house with a programme at a vendor's.
type desk struct {
	t  testing.TB
	db *store.DB
	*schedule.Importer
	vendor *vendor
	clock  time.Time
}

// newDesk makes the stages hall and foundry; the clock stands at 8 o'clock.
func newDesk(t testing.TB, db *store.DB) *desk {
	t.Helper()
	d := &desk{t: t, db: db, vendor: newVendor(t), clock: at("08:00")}
	d.Importer = &schedule.Importer{Store: db, AllowPrivate: true, Node: "a", Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return d.clock }}
	for _, s := range []stage.Stage{{ID: "hall", Name: "Great Hall"}, {ID: "foundry", Name: "Foundry"}} {
		if err := db.AddStage(ctx, owner, s, d.clock); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// follows points the house at the vendor.
func (d *desk) follows() {
	d.t.Helper()
	if err := d.db.SaveProgramme(ctx, owner, schedule.Settings{URL: d.vendor.URL + "/day.xml"}, d.clock); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) known() schedule.Known {
	d.t.Helper()
	k, err := d.db.Programme(ctx)
	if err != nil {
		d.t.Fatal(err)
	}
	return k
}

// seen is what everybody sees, in order.
func (d *desk) seen() string {
	d.t.Helper()
	h, err := d.db.House(ctx)
	if err != nil {
		d.t.Fatal(err)
	}
	problems, err := storetest.Check(storetest.SQL(d.t, d.db))
	if err != nil || len(problems) > 0 {
		d.t.Errorf("the database: %s (%v)", problems, err)
	}
	all := written(h.Talks)
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func (d *desk) sees(want string) {
	d.t.Helper()
	if got := d.seen(); got != want {
		d.t.Errorf("seen %q, want %q", got, want)
	}
}

// reads looks at the URL as the clock does, and says "", "waits" or the
// sentence of what was wrong.
func (d *desk) reads() string {
	d.t.Helper()
	_, waits, err := d.ReadNow(ctx, owner)
	switch {
	case err != nil:
		says, ok := stagedoor.SentenceOf(err)
		if !ok {
			d.t.Fatal(err)
		}
		return says.String()
	case waits:
		return "waits"
	}
	return ""
}

// accepts says yes to what waits, with the rooms as they are guessed but for
// those that are left out.
func (d *desk) accepts(out ...string) schedule.Counts {
	d.t.Helper()
	var choices []schedule.RoomChoice
	for _, room := range out {
		choices = append(choices, schedule.RoomChoice{Room: room})
	}
	p, err := d.Preview(ctx, choices)
	if err != nil {
		d.t.Fatal(err)
	}
	choices = nil
	for _, r := range p.Rooms {
		choices = append(choices, r.Choice)
	}
	counts, err := d.Accept(ctx, owner, p.Draft.ID, choices, p.Loss.Gone)
	if err != nil {
		d.t.Fatal(err)
	}
	if want := p.Diff.Counts(); counts != want {
		d.t.Errorf("the yes did %+v, the preview said %+v", counts, want)
	}
	return counts
}

const (
	morning = "a Great Hall|10:00-10:30"
	midday  = "b Great Hall|12:00-12:30"
	below   = "c Foundry|10:00-11:00"
)

func TestAProgrammeComesIn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.vendor.gives(xml(morning, midday, below, "x Attic|10:00-10:10"))
		d.follows()
		if got := d.reads(); got != "waits" {
			t.Fatalf("the first reading: %q, want that it waits", got)
		}
		d.sees("")
		p, err := d.Preview(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		if p.Format != schedule.Pentabarf || p.Title != "Conf" || p.Talks != 4 || len(p.Diff.New) != 4 || len(p.Rooms) != 3 ||
			!p.Rooms[0].Guessed || p.Rooms[0].Choice.Stage != "hall" || !p.Rooms[2].Guessed || !p.Rooms[2].Choice.Create || p.Draft.Why.String() != "It is the first programme." {
			t.Errorf("the preview says %+v", p)
		}
		if again, err := d.Preview(ctx, []schedule.RoomChoice{{Room: "Attic", Create: true}, {Room: "Foundry"}}); err != nil || again.Talks != 3 || again.Rooms[2].Choice.Stage != "" || again.Rooms[1].Undecided {
			t.Errorf("with the attic as a stage and without the foundry it says %+v (%v)", again, err)
		}
		d.accepts("Attic")
		d.sees("a hall 10:00-10:30, b hall 12:00-12:30, c foundry 10:00-11:00")
		k := d.known()
		if k.Draft != nil || len(k.Reading.Rooms) != 0 || k.Reading.By != "Vera" || k.Reading.Counts.New != 3 {
			t.Errorf("after the yes: %+v, draft %+v", k.Reading, k.Draft)
		}
		// Later readings go in by themselves, and talks move.
		if err := db.Shift(ctx, owner, "hall", 15, at("09:00")); err != nil {
			t.Fatal(err)
		}
		d.vendor.gives(xml(morning, "b Foundry|12:30-13:00", below, "n Great Hall|14:00-15:00", "x Attic|10:00-10:10", "y Cellar|10:00-10:10"))
		if got := d.reads(); got != "" {
			t.Fatalf("a later reading: %q", got)
		}
		d.sees("a hall 10:15-10:45 (10:00-10:30), b foundry 12:30-13:00, c foundry 10:00-11:00, n hall 14:15-15:15 (14:00-15:00)")
		if got := d.known().Reading.Counts; got != (schedule.Counts{New: 1, Moved: 1, Retimed: 1}) {
			t.Errorf("it counted %+v", got)
		}
		// The cellar is decided: its talk comes in with the next look, of the file that we have.
		if got := d.known().Reading.Rooms; !slices.Equal(got, []schedule.RoomCount{{Name: "Cellar", Talks: 1}}) {
			t.Errorf("rooms that wait: %v, want the cellar", got)
		}
		if err := db.SaveRooms(ctx, owner, []schedule.RoomChoice{{Room: "Cellar", Create: true}}, d.clock); err != nil {
			t.Fatal(err)
		}
		if got := d.reads(); got != "" || len(d.known().Reading.Rooms) != 0 || !strings.Contains(d.seen(), "y cellar 10:00-10:10") {
			t.Errorf("with the cellar decided: %q, seen %s, waiting %v", got, d.seen(), d.known().Reading.Rooms)
		}
	})
}

// wrote counts the rows that a database holds, on PostgreSQL with the
// transaction that wrote each last: an UPDATE shows there.
func wrote(t testing.TB, db *store.DB) string {
	t.Helper()
	h := storetest.SQL(t, db)
	var out strings.Builder
	for _, table := range []string{"conference", "programme", "talks", "talk_edits", "shifts", "stages", "sources", "changes", "audit", "leases"} {
		q := `SELECT COUNT(*), '' FROM ` + table
		if db.Postgres() {
			// xmin is the transaction that wrote a row version last.
			q = `SELECT COUNT(*), COALESCE(STRING_AGG(CAST(xmin AS TEXT), ',' ORDER BY CAST(xmin AS TEXT)), '') FROM ` + table
		}
		var n int
		var versions string
		if err := h.QueryRow(q).Scan(&n, &versions); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "%s %d %s\n", table, n, versions)
	}
	return out.String()
}

// still reports what do wrote into the database: nothing, if all is well. On
// SQLite any commit of another connection that wrote a page counts.
func still(t testing.TB, db *store.DB, do func()) {
	t.Helper()
	before := wrote(t, db)
	version := func() int64 { return 0 }
	if !db.Postgres() {
		conn, err := storetest.SQL(t, db).Conn(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		version = func() (v int64) {
			if err := conn.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&v); err != nil {
				t.Fatal(err)
			}
			return v
		}
	}
	v := version()
	do()
	if now := version(); now != v {
		t.Errorf("the database went from version %d to %d: something was written", v, now)
	}
	if after := wrote(t, db); after != before {
		t.Errorf("rows were written:\n%s\nbefore:\n%s", after, before)
	}
}

func TestARereadWithoutChangeWritesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		whole := xml(morning, midday, below, "x Attic|10:00-10:10")
		d.vendor.gives(whole)
		d.follows()
		d.reads()
		d.accepts("Attic")
		if d.reads() != "" {
			t.Fatal("it waits again")
		}
		want := talkTitle(t, db, "a", "Ours") // a hand's field that differs is no news either
		d.sees("a hall 10:00-10:30, b hall 12:00-12:30, c foundry 10:00-11:00")
		still(t, db, func() { d.reads() }) // 304
		d.vendor.does(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, whole) })
		still(t, db, func() { d.reads() }) // the same bytes
		d.vendor.does(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, whole+"\n<!-- at another hour -->") })
		still(t, db, func() { d.reads() }) // other bytes, the same programme
		d.vendor.does(http.NotFound)
		d.reads()
		still(t, db, func() { d.clock = d.clock.Add(time.Hour); d.reads() }) // failing as before
		if got := d.known(); got.Reading.Failing != at("08:00") || want != "Ours" {
			t.Errorf("it fails since %s, want since it began to", got.Reading.Failing)
		}
		d.vendor.gives(whole)
		d.reads()
		if got := d.known(); !got.Reading.Problem.Zero() || !got.Reading.Failing.IsZero() {
			t.Errorf("back again, it still says %q", got.Reading.Problem)
		}
	})
}

// talkTitle gives a talk another title by hand.
func talkTitle(t *testing.T, db *store.DB, id stagedoor.TalkID, title string) string {
	t.Helper()
	n, err := db.TalkNow(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	n.Title = title
	if err := db.SaveTalk(ctx, owner, id, n.Talk, at("08:00")); err != nil {
		t.Fatal(err)
	}
	if n, err = db.TalkNow(ctx, id); err != nil {
		t.Fatal(err)
	}
	return n.Title
}

func TestWhatGoesWrongAtTheVendors(t *testing.T) {
	whole := xml(morning, midday, below)
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	wait := func(r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}
	cases := []struct {
		name string
		does http.HandlerFunc
		want string // in the sentence
	}{
		{"404", http.NotFound, "404"},
		{"500", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "oops", 500) }, "500"},
		{"it hangs", func(_ http.ResponseWriter, r *http.Request) { wait(r) }, "1 s."},
		{"it is slow", func(w http.ResponseWriter, r *http.Request) {
			for _, c := range whole { // a byte now and then, and never done
				if _, err := io.WriteString(w, string(c)); err != nil {
					return
				}
				w.(http.Flusher).Flush()
				select {
				case <-time.After(100 * time.Millisecond):
				case <-r.Context().Done():
					return
				}
			}
		}, "longer than"},
		{"it breaks off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(len(whole)))
			io.WriteString(w, whole[:len(whole)/2])
		}, "broke off"},
		{"cut, and the server does not notice", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, whole[:len(whole)/2]) }, "line"},
		{"a page for people", func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, "<!doctype html><html><head><title>Sign in</title></head><body>Who are you?</body></html>")
		}, ""},
		{"nothing", func(http.ResponseWriter, *http.Request) {}, ""},
		{"no programme", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"error": "gone fishing"}`) }, ""},
		{"50 MB", func(w http.ResponseWriter, _ *http.Request) {
			chunk := []byte(strings.Repeat(" ", 1<<20))
			io.WriteString(w, "<schedule>")
			for range 50 {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		}, "larger than 16 MB"},
		{"50 MB, packed small", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			chunk := []byte(strings.Repeat(" ", 1<<20))
			for range 50 {
				if _, err := z.Write(chunk); err != nil {
					return
				}
			}
			z.Close()
		}, "larger than 16 MB"},
		{"it sends us on into nowhere", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "ftp://nowhere.example/", http.StatusFound)
		}, ""},
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.vendor.gives(whole)
		d.follows()
		d.reads()
		d.accepts()
		good := d.known().Reading
		for _, tt := range cases {
			t.Run(tt.name, func(t *testing.T) {
				d.t = t
				d.vendor.does(tt.does)
				if d.Patience = 30 * time.Second; strings.HasPrefix(tt.name, "it hangs") || strings.HasPrefix(tt.name, "it is slow") {
					d.Patience = time.Second
				}
				said := d.reads()
				if said == "" || said == "waits" || !strings.Contains(said, tt.want) {
					t.Errorf("it says %q, want a sentence with %q", said, tt.want)
				}
				d.sees("a hall 10:00-10:30, b hall 12:00-12:30, c foundry 10:00-11:00")
				k := d.known()
				if k.Reading.Problem.String() != said || k.Reading.Failing.IsZero() || k.Draft != nil {
					t.Errorf("kept: %q since %s, draft %+v", k.Reading.Problem, k.Reading.Failing, k.Draft)
				}
				k.Reading.Problem, k.Reading.Failing = stagedoor.Sentence{}, time.Time{}
				if k.Reading.At != good.At || k.Reading.Talks != 3 {
					t.Errorf("the last good reading is %+v, want %+v", k.Reading, good)
				}
				d.vendor.gives(whole)
				if said := d.reads(); said != "" || !d.known().Reading.Problem.Zero() {
					t.Errorf("mended, it says %q and keeps %q", said, d.known().Reading.Problem)
				}
			})
		}
	})
}

// Half of it gone is asked about, and a no is remembered.
func TestALossIsAsked(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		var all []string
		for i := range 12 {
			all = append(all, fmt.Sprintf("t%02d Great Hall|%02d:00-%02d:30", i, 9+i, 9+i))
		}
		d.vendor.gives(xml(all...))
		d.follows()
		d.reads()
		d.accepts()
		before := d.seen()
		d.vendor.gives(xml(all[:6]...)) // 6 of 12: not more than half
		if got := d.reads(); got != "" || strings.Count(d.seen(), "hall") != 6 {
			t.Fatalf("half: %q, seen %s", got, d.seen())
		}
		d.vendor.gives(xml(all...))
		if d.reads() != "" || d.seen() != before {
			t.Fatalf("back again: seen %s", d.seen())
		}
		d.vendor.gives(xml(all[:5]...))
		if got := d.reads(); got != "waits" {
			t.Errorf("7 of 12: %q, want that it waits", got)
		}
		d.sees(before)
		draft := d.known().Draft
		if draft == nil || draft.Why.String() != "It would take away 7 of 12 talks." {
			t.Fatalf("the draft is %+v", draft)
		}
		still(t, db, func() { d.reads() })
		// No; the clock does not ask again, a person's button does.
		if err := db.DropDraft(ctx, owner, draft.ID, d.clock); err != nil {
			t.Fatal(err)
		}
		if err := d.Look(ctx); err != nil || d.known().Draft != nil {
			t.Errorf("after the no, the clock brought %+v back (%v)", d.known().Draft, err)
		}
		if got := d.reads(); got != "waits" || d.known().Draft == nil {
			t.Errorf("after the no, the button: %q, draft %+v", got, d.known().Draft)
		}
		// It mends itself: nothing waits any more.
		d.vendor.gives(xml(all[:11]...))
		if got := d.reads(); got != "" || d.known().Draft != nil || strings.Count(d.seen(), "hall") != 11 {
			t.Errorf("mended: %q, draft %+v, seen %s", got, d.known().Draft, d.seen())
		}
		// An answer to what does not wait any more is refused.
		if _, err := d.Accept(ctx, owner, draft.ID, nil, 0); err == nil {
			t.Error("a yes to what is gone went through")
		}
	})
}

func TestUploads(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		up := func(file string) error { return d.Upload(ctx, owner, "C:\\day\n.xml", strings.NewReader(file)) }
		for name, file := range map[string]string{"a page": "<!doctype html><title>x</title>", "nothing": "", "half": xml(morning)[:200]} {
			if err := up(file); stagedoor.KindOf(err) != stagedoor.Invalid {
				t.Errorf("%s: %v, want Invalid", name, err)
			}
		}
		if err := d.Upload(ctx, owner, "big", io.LimitReader(zeros{}, 50<<20)); stagedoor.KindOf(err) != stagedoor.Invalid || !strings.Contains(err.Error(), "16 MB") {
			t.Errorf("50 MB: %v", err)
		}
		if err := d.Upload(ctx, owner, "broken", io.MultiReader(strings.NewReader("<sch"), broken{})); stagedoor.KindOf(err) != stagedoor.Invalid {
			t.Errorf("broken off: %v", err)
		}
		if k := d.known(); k.Draft != nil || !k.Reading.Problem.Zero() {
			t.Errorf("what was refused left %+v, %q", k.Draft, k.Reading.Problem)
		}
		if err := up(xml(morning, midday)); err != nil {
			t.Fatal(err)
		}
		if k := d.known(); k.Draft.File != "C:\\day .xml" || k.Draft.By != "Vera" || !k.Draft.Why.Zero() || k.Draft.Data != nil {
			t.Errorf("it waits as %+v", k.Draft)
		}
		d.sees("")
		d.accepts()
		d.sees("a hall 10:00-10:30, b hall 12:00-12:30")
		// Another upload of it moves talks instead of doubling them.
		if err := up(xml("a Foundry|10:00-10:30", "b Great Hall|12:15-12:45", below)); err != nil {
			t.Fatal(err)
		}
		if c := d.accepts(); c != (schedule.Counts{New: 1, Moved: 1, Retimed: 1}) {
			t.Errorf("the second upload did %+v", c)
		}
		d.sees("a foundry 10:00-10:30, b hall 12:15-12:45, c foundry 10:00-11:00")
		// What is on while its file has it no more stays until it is over.
		d.clock = at("12:20")
		if err := up(xml("a Foundry|10:00-10:30")); err != nil {
			t.Fatal(err)
		}
		if c := d.accepts(); c != (schedule.Counts{Gone: 1, Stays: 1}) {
			t.Errorf("the third upload did %+v", c)
		}
		d.sees("a foundry 10:00-10:30, b hall 12:15-12:45")
		d.Tick(ctx)
		d.sees("a foundry 10:00-10:30, b hall 12:15-12:45")
		d.clock = at("12:45")
		d.Tick(ctx)
		d.sees("a foundry 10:00-10:30")
		still(t, db, func() {
			d.Tick(ctx)
		})
	})
}

// An upload is mapped anew when a room is decided later, and read anew when
// its zone is.
func TestAnUploadIsMappedAnew(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		table := "id;title;start;end;room\na;A;2027-05-13 10:00;2027-05-13 10:30;Great Hall\nx;X;2027-05-13 11:00;2027-05-13 11:30;Attic\n"
		if err := d.Upload(ctx, owner, "day.csv", strings.NewReader(table)); err != nil {
			t.Fatal(err)
		}
		d.accepts("Attic")
		d.sees("a hall 07:00-07:30") // as Sofia has it
		d.Tick(ctx)
		d.sees("a hall 07:00-07:30")
		if err := db.SaveRooms(ctx, owner, []schedule.RoomChoice{{Room: "Attic", Stage: "foundry"}}, d.clock); err != nil {
			t.Fatal(err)
		}
		d.Tick(ctx)
		d.sees("a hall 07:00-07:30, x foundry 08:00-08:30")
		if k := d.known(); len(k.Reading.Rooms) != 0 || k.Reading.File != "day.csv" || k.Reading.By != "Vera" {
			t.Errorf("the reading says %+v", k.Reading)
		}
		if err := db.SaveProgramme(ctx, owner, schedule.Settings{Zone: "Europe/London"}, d.clock); err != nil {
			t.Fatal(err)
		}
		d.Tick(ctx)
		d.sees("a hall 09:00-09:30, x foundry 10:00-10:30")
		if err := db.RemoveStage(ctx, owner, "foundry", d.clock); err != nil {
			t.Fatal(err)
		}
		d.Tick(ctx)
		if k := d.known(); !slices.Equal(k.Reading.Rooms, []schedule.RoomCount{{Name: "Attic", Talks: 1}}) {
			t.Errorf("without its stage the attic is decided: %+v", k.Reading.Rooms)
		}
		if err := db.RemoveProgramme(ctx, owner, d.clock); err != nil {
			t.Fatal(err)
		}
		d.Tick(ctx)
		d.sees("")
	})
}

// Whoever sets the zone of a file that waits answers the same draft then.
func TestADraftOutlivesItsZone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.vendor.gives("id;title;start;end;room\na;A;2027-05-13 10:00;2027-05-13 10:30;Great Hall\n")
		d.follows()
		d.reads()
		before, err := d.Preview(ctx, nil)
		if err != nil || !before.AskZone {
			t.Fatalf("the preview says %+v (%v), want that it asks for the zone", before, err)
		}
		if err := db.SaveProgramme(ctx, owner, schedule.Settings{URL: d.known().Settings.URL, Zone: "Europe/London"}, d.clock); err != nil {
			t.Fatal(err)
		}
		still(t, db, func() { d.reads() })
		after, err := d.Preview(ctx, nil)
		if err != nil || after.Draft.ID != before.Draft.ID {
			t.Fatalf("the draft was %s and is %s (%v)", before.Draft.ID, after.Draft.ID, err)
		}
		d.accepts()
		d.sees("a hall 09:00-09:30")
	})
}

// Another address goes in by itself when all its rooms are known, else it
// waits.
func TestAnotherAddress(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.vendor.gives(xml(morning))
		d.follows()
		d.reads()
		d.accepts()
		move := func(path string) {
			if err := db.SaveProgramme(ctx, owner, schedule.Settings{URL: d.vendor.URL + path}, d.clock); err != nil {
				t.Fatal(err)
			}
		}
		move("/two.xml")
		d.vendor.gives(xml(morning, midday))
		if got := d.reads(); got != "" || !strings.HasSuffix(d.known().Reading.URL, "/two.xml") {
			t.Errorf("all rooms are known: %q, of %s", got, d.known().Reading.URL)
		}
		move("/three.xml")
		d.vendor.gives(xml(morning, midday, below))
		if got := d.reads(); got != "waits" || d.known().Draft.Why.String() != "It is the first one from this address, and has rooms that nobody decided." {
			t.Errorf("a room is not: %q, %+v", got, d.known().Draft)
		}
		move("/two.xml")
		if d.known().Draft != nil {
			t.Error("what came from the other address waits still")
		}
	})
}

// zeros never end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// broken is a line that was cut.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// A conference without stages gets one for each room; without a name in the
// file, a room is one too.
func TestAFirstUploadMayMakeTheStages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		for _, id := range []stagedoor.StageID{"hall", "foundry"} {
			if err := db.RemoveStage(ctx, owner, id, d.clock); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Upload(ctx, owner, "day.xml", strings.NewReader(xml(morning, "b Залата|12:00-12:30"))); err != nil {
			t.Fatal(err)
		}
		d.accepts()
		d.sees("a great-hall 10:00-10:30, b zalata 12:00-12:30")
		stages, err := db.Stages(ctx)
		if err != nil || len(stages) != 2 || stages[1].Name != "Залата" || stages[1].Gel == stages[0].Gel {
			t.Errorf("made the stages %+v (%v)", stages, err)
		}
	})
}

// eventually waits for a condition.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("waited for 20 s: %s", what)
}

// Two nodes follow the URL: one of them asks, a new URL is asked at once, and
// what the readings write does not make them ask again.
func TestOneNodeReads(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		other := &schedule.Importer{Store: db, AllowPrivate: true, Node: "b", Log: d.Log, Now: d.Now}
		d.vendor.gives(xml(morning))
		running, stop := context.WithCancel(ctx)
		var nodes sync.WaitGroup
		for _, im := range []*schedule.Importer{d.Importer, other} {
			nodes.Go(func() { im.Run(running) })
		}
		change := stagedoor.Change{Kind: stagedoor.ProgrammeChanged}
		tell := func() { d.Changed(change); other.Changed(change) }
		d.follows()
		tell()
		eventually(t, "the first reading waits", func() bool { tell(); return d.known().Draft != nil })
		for range 20 { // the change that the reading wrote, and others that are none of ours
			tell()
			d.Changed(stagedoor.Change{Kind: stagedoor.TalksChanged})
		}
		if err := db.SaveProgramme(ctx, owner, schedule.Settings{URL: d.vendor.URL + "/other.xml"}, d.clock); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the other address is asked", func() bool {
			tell()
			draft := d.known().Draft
			return draft != nil && strings.HasSuffix(draft.URL, "/other.xml")
		})
		stop()
		nodes.Wait()
		if n := d.vendor.asked.Load(); n != 2 {
			t.Errorf("the vendor was asked %d times, want once for each address", n)
		}
		if d.Looked().IsZero() == other.Looked().IsZero() {
			t.Errorf("one looked at %s, the other at %s; want one of them", d.Looked(), other.Looked())
		}
		if got, err := db.Lease(ctx, "programme", "c", d.clock, time.Second); err != nil || !got {
			t.Errorf("stopped, they keep the lease (%v)", err)
		}
	})
}

// Everything at once; then the talks are those of one of the files, whole.
func TestImporterConcurrently(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.follows()
		var turn atomic.Int64
		one, two := xml(morning, midday), xml("a Foundry|10:00-10:30", below)
		d.vendor.does(func(w http.ResponseWriter, r *http.Request) {
			switch turn.Add(1) % 4 {
			case 0:
				io.WriteString(w, two)
			case 1:
				http.Error(w, "no", 500)
			default:
				io.WriteString(w, one)
			}
		})
		running, stop := context.WithCancel(ctx)
		var run, all sync.WaitGroup
		run.Go(func() { d.Run(running) })
		rooms := []schedule.RoomChoice{{Room: "Great Hall", Stage: "hall"}, {Room: "Foundry", Stage: "foundry"}}
		for w := range 6 {
			all.Go(func() {
				for i := range 12 {
					switch (i + w) % 6 {
					case 0:
						d.ReadNow(ctx, owner)
					case 1:
						if err := d.Upload(ctx, owner, "x", strings.NewReader([]string{one, two}[i%2])); err != nil {
							t.Error(err)
						}
					case 2, 3:
						if p, err := d.Preview(ctx, rooms); err == nil {
							d.Accept(ctx, owner, p.Draft.ID, rooms, 0)
						}
					case 4:
						d.Changed(stagedoor.Change{Kind: stagedoor.ProgrammeChanged})
						if err := db.SaveRooms(ctx, owner, rooms[:1+i%2], at("08:00")); err != nil {
							t.Error(err)
						}
					case 5:
						d.Looked()
						if err := db.Shift(ctx, owner, "hall", 1-2*(i%2), at("08:00")); err != nil && stagedoor.KindOf(err) != stagedoor.Invalid {
							t.Error(err)
						}
					}
				}
			})
		}
		all.Wait()
		stop()
		run.Wait()
		d.vendor.gives(one)
		if err := d.Upload(ctx, owner, "x", strings.NewReader(two)); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Accept(ctx, owner, d.known().Draft.ID, rooms, 0); err != nil {
			t.Fatal(err)
		}
		read := []string{}
		for _, r := range d.known().Talks {
			read = append(read, fmt.Sprintf("%s %s", r.ID, r.Stage))
		}
		d.seen()
		slices.Sort(read)
		if want := []string{"a foundry", "c foundry"}; !slices.Equal(read, want) {
			t.Errorf("in the end there are %q, want %q", read, want)
		}
	})
}
