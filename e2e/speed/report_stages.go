package main

import (
	"context"
	"fmt"
	"io"
	"time"
)

// heardRun tells 10,000 pages of a take.
func heardRun(ctx context.Context, s settings, dir string, out io.Writer) (bool, error) {
	h, err := open(ctx, s, dir)
	defer h.end()
	if err != nil {
		return false, err
	}
	ours, bare, err := pushRun(ctx, s, dir, h)
	if err != nil {
		return false, err
	}
	return reportHeard(out, s, ours, bare, time.Now()), nil
}

// reportHeard prints what pages heard and says whether all is as asked.
func reportHeard(out io.Writer, s settings, ours, bare heard, now time.Time) bool {
	fmt.Fprintf(out, "## Open pages, %s\n\n", now.UTC().Format(time.DateOnly))
	fmt.Fprintf(out, "%d pages of as many attendees on one process with SQLite, %d takes; bare is centrifuge alone, which sends the same message.\n\n", s.attendees, takes)
	fmt.Fprintf(out, "| what | stagedoor | bare | ratio | asked | |\n|---|---|---|---|---|---|\n")
	ok := true
	row := func(what string, got, ref float64, want int) {
		ratio := 0.0
		if ref > 0 {
			ratio = got / ref
		}
		good := got > 0 && got < float64(want)
		ok = ok && good
		fmt.Fprintf(out, "| %s | %.1f | %.1f | %.2f | under %d | %s |\n", what, got, ref, ratio, want, word(good))
	}
	row("from the take until it is heard, p99, ms", ours.Latency.P99, bare.Latency.P99, wantHeardMS)
	row("memory a connection, KB", ours.KBPerConn, bare.KBPerConn, wantKB)
	row("processor time of a broadcast, ms", ms(ours.cpu), ms(bare.cpu), wantBroadcast)
	fmt.Fprintf(out, "| median, ms | %.1f | %.1f | | | |\n", ours.Latency.P50, bare.Latency.P50)
	fmt.Fprintf(out, "| cores that pings use | %.2f | %.2f | | | |\n", ours.idle, bare.idle)
	fmt.Fprintf(out, "| machine busy, %% | %.0f | %.0f | | | |\n", 100*ours.MachineBusy, 100*bare.MachineBusy)
	all := uint64(s.attendees) * takes
	whole := ours.Messages == all && ours.lost() == 0 && ours.Open == int64(s.attendees)
	fmt.Fprintf(out, "| messages | %d | %d | | %d | %s |\n", ours.Messages, bare.Messages, all, word(whole))
	fmt.Fprintf(out, "| connections lost | %d | %d | | none | |\n\n", ours.lost(), bare.lost())
	return ok && whole
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// pagesRun looks at the lobby, at a stage that shows its slate, and at one
// that shows a foreign player.
func pagesRun(ctx context.Context, s settings, dir string, out io.Writer) (bool, error) {
	if s.lighthouse == "" {
		fmt.Fprintf(out, "Lighthouse is not here: no page was looked at.\n\n")
		return true, nil
	}
	s.attendees = 100
	h, err := open(ctx, s, dir)
	defer h.end()
	if err != nil {
		return false, err
	}
	if err := h.take(1); err != nil {
		return false, err
	}
	var list []seen
	for _, path := range []string{"/lobby", "/stage/stage-1", "/stage/stage-2"} {
		quietly(ctx, busyElsewhere)
		p, err := lookAt(ctx, s, dir, h, path)
		if err != nil {
			return false, err
		}
		list = append(list, p)
	}
	return reportSeen(out, list, time.Now()), nil
}

// reportSeen prints the pages' scores and weights.
func reportSeen(out io.Writer, list []seen, now time.Time) bool {
	fmt.Fprintf(out, "## Pages in a browser, %s\n\n", now.UTC().Format(time.DateOnly))
	fmt.Fprintf(out, "Lighthouse, phone, mobile line; requests and bytes are this house's. The socket's script, and the question what changed meanwhile, follow when the page is loaded; KB are of all.\n\n")
	fmt.Fprintf(out, "| page | performance | accessibility | best practices | requests until loaded | in all | KB | |\n|---|---|---|---|---|---|---|---|\n")
	ok := true
	for _, p := range list {
		good := p.good() && p.First > 0 && (p.Path == "/lobby" || p.First < wantRequests && p.Bytes < wantPageKB<<10)
		ok = ok && good
		fmt.Fprintf(out, "| %s | %.0f | %.0f | %.0f | %d | %d | %.1f | %s |\n", p.Path, p.Performance, p.Accessibility, p.BestPractices, p.First, p.Requests, p.Bytes/1024, word(good))
	}
	fmt.Fprintln(out)
	return ok
}
