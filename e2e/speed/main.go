// Command speed measures the released binary under load, beside goref, the
// least Go that does the same work: 10,000 attendees and 3 stages of 12 talks
// in PostgreSQL, 64 people at a time. It prints text for docs/performance.md.
//
// It needs the folder of load tools (gateload and goref, built here) and a
// PostgreSQL server; ./test speed TOOLS gives it both. house.go prepares the
// two servers, load.go runs gateload, report.go prints and judges.
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
	tools     string        // folder with load and goref
	stagedoor string        // the released binary
	postgres  string        // a superuser's URL
	duration  time.Duration // measured, each run
	attendees int
}

func main() {
	var s settings
	flag.StringVar(&s.tools, "tools", "", "the `folder` with load and goref")
	flag.StringVar(&s.stagedoor, "stagedoor", "", "`path` of the released binary")
	flag.StringVar(&s.postgres, "postgres", "", "`URL` of a PostgreSQL server on which databases may be made")
	flag.DurationVar(&s.duration, "duration", 15*time.Second, "how long each run is measured")
	flag.IntVar(&s.attendees, "attendees", 10_000, "how many attendees there are")
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
