package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"stagedoor/access"
	"stagedoor/store"
	"stagedoor/store/storetest"
	"stagedoor/tickets"
)

// TestImportSaysWhatItWouldRefuse: line and reason of the first rows, and how
// many more there are; of a feed that is known and of one that is not yet, and
// also when there is nothing else to say.
func TestImportSaysWhatItWouldRefuse(t *testing.T) {
	export := "Ticket code,Name,Email,Status\n"
	for i := range 3 {
		export += fmt.Sprintf("A%d,Mira,mira%d@hexagon.example,paid\n", i, i)
	}
	for i := range 22 {
		export += fmt.Sprintf("B%d,Ivan,ivan%d@hexagon.example,perhaps\n", i, i)
	}
	file := filepath.Join(t.TempDir(), "export.csv")
	if err := os.WriteFile(file, []byte(export), 0o600); err != nil {
		t.Fatal(err)
	}
	db := storetest.Open(t, "", store.Options{})
	conf, err := db.Conference(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rounds := &access.Rounds{Store: db, Secret: storetest.Secret, Conference: conf.ID, Node: "one"}
	feed := access.Feed{ID: "shop", Mapping: tickets.Mapping{Preset: "generic"}}
	open := func() *os.File {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	looks := func(what string, r access.Report) {
		t.Helper()
		var out strings.Builder
		if err := printReport(&out, r, true); err != nil {
			t.Fatal(err)
		}
		const first = "3 tickets read, 22 rows refused\n  line 5: We do not know the status \"perhaps\"."
		if s := out.String(); !strings.Contains(s, first) || strings.Count(s, "  line ") != 20 || !strings.Contains(s, "\n  line 24: ") || !strings.Contains(s, "\n  and 2 more\n") {
			t.Errorf("%s: it says\n%s\nwant %q, up to line 24, and 2 more", what, s, first)
		}
	}
	p, err := rounds.Preview(t.Context(), feed, open())
	if err != nil || !p.Problem.Zero() {
		t.Fatal(err, p.Problem)
	}
	looks("a new feed", p.Report)
	if err := db.SaveFeed(t.Context(), tester, feed, time.Now()); err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{"a known feed", "one that has it all"} {
		r, err := rounds.Import(t.Context(), feed.ID, open(), access.ImportOptions{DryRun: true, Actor: tester})
		if err != nil {
			t.Fatal(err)
		}
		looks(what, r)
		if _, err := rounds.Import(t.Context(), feed.ID, open(), access.ImportOptions{Actor: tester}); err != nil {
			t.Fatal(err)
		}
	}
}
