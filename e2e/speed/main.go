// Command speed measures the released binary under load and prints text for
// docs/performance.md:
//
//   - the door, beside goref, the least Go that does the same work: 10,000
//     attendees and 3 stages of 12 talks in PostgreSQL, 64 people at a time;
//   - what open pages hear, beside bare centrifuge: 10,000 attendees' pages on
//     one process with SQLite, and a producer who takes;
//   - live video, beside goref: thousands of viewers, each with a login, of
//     one encoder; and one part beside nginx;
//   - the pages in a browser, by Lighthouse as on a phone.
//
// It needs the folder of load tools (gateload, fanout, hlsload and goref,
// built here), a PostgreSQL server, ffmpeg and, for the last, Lighthouse;
// ./test speed TOOLS gives it all. house.go prepares the door's two servers
// and stages.go the third, load.go runs gateload, push.go fanout, live.go
// hlsload, live_file.go wrk, lighthouse.go the browser; the files report*.go
// print and judge.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// settings are the flags.
type settings struct {
	tools      string        // folder with load and goref
	stagedoor  string        // the released binary
	postgres   string        // a superuser's URL
	lighthouse string        // the folder into which npm installed it; empty: it is not run
	chromium   string        // for lighthouse
	only       string        // door, push, live or pages; empty: all
	duration   time.Duration // measured, each run at the door
	attendees  int
	viewers    int // of live video; 0: some crowds
}

func main() {
	var s settings
	flag.StringVar(&s.tools, "tools", "", "the `folder` with load and goref")
	flag.StringVar(&s.stagedoor, "stagedoor", "", "`path` of the released binary")
	flag.StringVar(&s.postgres, "postgres", "", "`URL` of a PostgreSQL server on which databases may be made")
	flag.StringVar(&s.lighthouse, "lighthouse", "", "the `folder` into which npm installed lighthouse; without it no page is judged")
	flag.StringVar(&s.chromium, "chromium", "chromium", "the browser's `path`, for lighthouse")
	flag.StringVar(&s.only, "only", "", "door, push, live or pages: one part of it")
	flag.DurationVar(&s.duration, "duration", 15*time.Second, "how long each run is measured")
	flag.IntVar(&s.attendees, "attendees", 10_000, "how many attendees there are")
	flag.IntVar(&s.viewers, "viewers", 0, "how many watch live video; 500, then 2000, then 5000 unless said")
	flag.Parse()
	if s.tools == "" || s.stagedoor == "" || s.postgres == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ok, err := run(ctx, s, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "speed:", err)
	}
	if err != nil || !ok {
		stop()
		os.Exit(1)
	}
}
