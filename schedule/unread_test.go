package schedule_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"stagedoor/schedule"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// TestAnOutageIsTwoLines: the programme's address is away for 40 minutes, and
// the log says so once, and when it ends; so does that of a process which was
// started in the middle.
func TestAnOutageIsTwoLines(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.vendor.gives(xml(morning))
		d.follows()
		var said bytes.Buffer
		lines := func() string {
			defer said.Reset()
			return said.String()
		}
		d.Log = slog.New(slog.NewTextHandler(&said, nil))
		again := &schedule.Importer{Store: db, AllowPrivate: true, Node: "a", Log: d.Log, Now: d.Now}
		look := func(im *schedule.Importer) {
			d.clock = d.clock.Add(5 * time.Minute)
			im.Tick(ctx)
		}
		look(d.Importer)
		if got := lines(); strings.Contains(got, "again") || strings.Contains(got, "WARN") {
			t.Errorf("it is well, and says\n%s", got)
		}
		d.vendor.does(http.NotFound)
		look(d.Importer)
		if got := lines(); strings.Count(got, "cannot be read") != 1 {
			t.Errorf("it begins, and says\n%s\nwant one line", got)
		}
		for range 5 {
			look(d.Importer)
		}
		if got := lines(); got != "" {
			t.Errorf("it goes on, and says\n%s\nwant nothing", got)
		}
		d.vendor.does(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>Sign in</html>") })
		look(d.Importer)
		if got := lines(); strings.Count(got, "cannot be read") != 1 {
			t.Errorf("the reason is another, and it says\n%s\nwant one line", got)
		}
		look(again)
		if got := lines(); strings.Count(got, "cannot be read") != 1 {
			t.Errorf("a new process says\n%s\nwant one line", got)
		}
		d.vendor.gives(xml(morning))
		look(again)
		if got := lines(); strings.Count(got, "is read again") != 1 || !strings.Contains(got, "after=40m0s") {
			t.Errorf("it is over, and says\n%s\nwant that it is, after 40 minutes", got)
		}
		look(again)
		if got := lines(); got != "" {
			t.Errorf("all is well, and it says\n%s", got)
		}
	})
}
