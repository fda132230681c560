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
func reportLive(out io.Writer, all []crowd, rest float64, f files, now time.Time) bool {
	fmt.Fprintf(out, "## Live video, %s\n\n", now.UTC().Format(time.DateOnly))
	fmt.Fprintf(out, "%d kbit/s, picture and sound together, parts of 200 ms; one login and one connection a viewer, %s measured; goref serves as many bytes to whoever asks. With the encoder and no viewer the house uses %.0f %% of a core, which is in its processor time.\n\n", kbit, viewersWatched, 100*rest)
	fmt.Fprintf(out, "| viewers | µs of processor a request, ours / goref | without what it uses anyway | asked | without a stall | asked | memory, MB | asked | requests/s | spread p99, ms | edge p99, ms | refused, errors | machine busy, %% |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n")
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
		fmt.Fprintf(out, "| %d | %.1f / %.1f = %.2f | %.2f | %.1f: %s | %d / %d | %.1f: %s | %.0f / %.0f | %d: %s | %.0f / %.0f | %.0f / %.0f | %.0f / %.0f | %d: %s | %.0f / %.0f |\n",
			o.Viewers, o.perRequest(), r.perRequest(), ratio, (o.perRequest()-1e6*rest/max(o.PerS, 1))/max(r.perRequest(), 0.1), wantPerRequest, yes(ratio <= wantPerRequest && o.Server.CPU > 0),
			o.smooth(), r.smooth(), wantSmooth, smoothly(o, r, yes),
			o.Server.RSSMB, r.Server.RSSMB, wantViewersMB, yes(o.Server.RSSMB <= wantViewersMB && o.Server.RSSMB > 0),
			o.PerS, r.PerS, o.Spread.P99, r.Spread.P99, o.Edge.P99, r.Edge.P99, bad, yes(bad == 0), 100*o.MachineBusy, 100*r.MachineBusy)
	}
	fmt.Fprintln(out)
	if f.why != "" {
		fmt.Fprintf(out, "One part by itself was not measured: %s.\n\n", f.why)
		return ok
	}
	ratio := f.ours.perS / max(f.nginx.perS, 0.1)
	good := ratio >= wantFile && !f.ours.bad && !f.nginx.bad && !f.ref.bad
	fmt.Fprintf(out, "| one part of %d bytes, %d connections | a second | half within | 99 %% within | of nginx | asked |\n|---|---|---|---|---|---|\n", f.bytes, fileConns)
	fmt.Fprintf(out, "| stagedoor | %.0f | %s | %s | %.2f | %.1f: %s |\n", f.ours.perS, f.ours.p50, f.ours.p99, ratio, wantFile, yes(good))
	fmt.Fprintf(out, "| goref | %.0f | %s | %s | %.2f | |\n", f.ref.perS, f.ref.p50, f.ref.p99, f.ref.perS/max(f.nginx.perS, 0.1))
	fmt.Fprintf(out, "| nginx, from memory | %.0f | %s | %s | | |\n\n", f.nginx.perS, f.nginx.p50, f.nginx.p99)
	return ok
}

// smoothly judges the viewers without a stall, where the machine let goref's
// have a picture at all.
func smoothly(o, r watched, yes func(bool) string) string {
	if r.smooth() < r.Viewers/2 {
		return "too much for this machine"
	}
	return yes(float64(o.smooth()) >= wantSmooth*float64(r.smooth()))
}
