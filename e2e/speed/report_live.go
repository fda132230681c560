package main

import (
	"fmt"
	"io"
	"time"
)

// What is asked of live video, beside goref and nginx in the same run.
const (
	wantPerRequest = 1.2 // at most, of goref's processor time
	wantSmooth     = 0.9 // at least, of goref's viewers without a stall
	wantViewersMB  = 350 // at most, whatever the crowd
	wantFile       = 0.9 // at least, of nginx
)

// reportLive prints what viewers had and what it cost, and says whether all is
// as asked.
func reportLive(out io.Writer, all []crowd, f files, now time.Time) bool {
	fmt.Fprintf(out, "## Live video, %s\n\n", now.UTC().Format(time.DateOnly))
	fmt.Fprintf(out, "%d kbit/s, picture and sound together, parts of 200 ms; one login and one connection a viewer, %s measured; goref serves as many bytes to whoever asks.\n\n", kbit, viewersWatched)
	fmt.Fprintf(out, "| viewers | µs of processor a request, ours / goref | asked | without a stall | asked | memory, MB | asked | requests/s | spread p99, ms | edge p99, ms | refused, errors | machine busy, %% |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	ok := true
	yes := func(good bool) string {
		ok = ok && good
		return word(good)
	}
	for _, c := range all {
		o, r := c.ours, c.ref
		ratio := o.perRequest() / max(r.perRequest(), 0.1)
		bad := o.refused()
		for _, n := range o.Errors {
			bad += n
		}
		fmt.Fprintf(out, "| %d | %.1f / %.1f = %.2f | %.1f: %s | %d / %d | %.1f: %s | %.0f / %.0f | %d: %s | %.0f / %.0f | %.0f / %.0f | %.0f / %.0f | %d: %s | %.0f / %.0f |\n",
			o.Viewers, o.perRequest(), r.perRequest(), ratio, wantPerRequest, yes(ratio <= wantPerRequest && o.Server.CPU > 0),
			o.smooth(), r.smooth(), wantSmooth, yes(float64(o.smooth()) >= wantSmooth*float64(r.smooth())),
			o.Server.RSSMB, r.Server.RSSMB, wantViewersMB, yes(o.Server.RSSMB <= wantViewersMB && o.Server.RSSMB > 0),
			o.PerS, r.PerS, o.Spread.P99, r.Spread.P99, o.Edge.P99, r.Edge.P99, bad, yes(bad == 0), 100*o.MachineBusy, 100*r.MachineBusy)
	}
	fmt.Fprintln(out)
	if f.why != "" {
		fmt.Fprintf(out, "One part by itself was not measured: %s.\n\n", f.why)
		return ok
	}
	ratio := f.ours.perS / max(f.ref.perS, 0.1)
	fmt.Fprintf(out, "One part of %d bytes, %d connections: ours %.0f/s (half in %s, 99 %% in %s), nginx from memory %.0f/s (%s, %s): %.2f, asked %.1f: %s.\n\n",
		f.bytes, fileConns, f.ours.perS, f.ours.p50, f.ours.p99, f.ref.perS, f.ref.p50, f.ref.p99, ratio, wantFile, yes(ratio >= wantFile && !f.ours.bad && !f.ref.bad))
	return ok
}
