package main

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// An event is one line of go test -json (go doc test2json).
type event struct {
	Action      string
	Package     string
	ImportPath  string // of build-output
	Test        string
	Output      string
	Elapsed     float64
	FailedBuild string
}

// A tally is the count so far.
type tally struct {
	out            io.Writer
	passed, failed int
	again          []string // of the failed: "package pattern" of those that may be tried again
	packages       map[string]*pkg
	builds         map[string][]string // what the compiler said, by import path
}

// A pkg is one package whose tests run.
type pkg struct {
	passed, failed int
	output         map[string][]string // by test; "" is the package's own
	parents        map[string]bool     // tests that had subtests
	failedBelow    map[string]bool     // tests with a failed subtest
}

func newTally(out io.Writer) *tally {
	return &tally{out: out, packages: map[string]*pkg{}, builds: map[string][]string{}}
}

// line takes one line. What is no event is a tool's own words and is shown.
func (t *tally) line(b []byte) {
	var e event
	if json.Unmarshal(b, &e) != nil || e.Action == "" {
		fmt.Fprintf(t.out, "%s\n", b)
		return
	}
	if e.Action == "build-output" {
		t.builds[e.ImportPath] = append(t.builds[e.ImportPath], e.Output)
		return
	}
	p := t.packages[e.Package]
	if p == nil {
		p = &pkg{output: map[string][]string{}, parents: map[string]bool{}, failedBelow: map[string]bool{}}
		t.packages[e.Package] = p
	}
	switch {
	case e.Action == "output":
		p.output[e.Test] = append(p.output[e.Test], e.Output)
	case e.Test != "":
		t.test(p, e)
	case e.Action == "pass", e.Action == "fail", e.Action == "skip":
		t.done(p, e)
	}
}

// parent is the test that a subtest belongs to, or "".
func parent(test string) string {
	if i := strings.LastIndexByte(test, '/'); i >= 0 {
		return test[:i]
	}
	return ""
}

// test takes how one test went.
func (t *tally) test(p *pkg, e event) {
	up := parent(e.Test)
	switch e.Action {
	case "run":
		p.parents[up] = true
		return
	case "pass":
		if !p.parents[e.Test] {
			p.passed++
		}
	case "skip":
		p.failed++
		p.failedBelow[up] = true
		t.show(p, e, "SKIP", " (a test may not skip)")
	case "fail":
		p.failedBelow[up] = true
		if !p.failedBelow[e.Test] {
			p.failed++
			if !grave(p.output[e.Test]) {
				t.again = append(t.again, e.Package+" "+pattern(e.Test))
			}
		}
		t.show(p, e, "FAIL", "")
	default:
		return
	}
	delete(p.output, e.Test)
}

// grave is whether a test said something that no busy machine explains.
func grave(output []string) bool {
	return slices.ContainsFunc(output, func(line string) bool {
		for _, word := range []string{"DATA RACE", "race detected", "panic:", "fatal error:"} {
			if strings.Contains(line, word) {
				return true
			}
		}
		return false
	})
}

// pattern is what go test -run takes for this test alone.
func pattern(test string) string {
	parts := strings.Split(test, "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	return strings.Join(parts, "/")
}

// theEnd is how many lines of a long output are shown before all of it.
const theEnd = 12

// show prints what a test said. What went wrong stands in its last lines, and
// who reads a log that was cut sees the first.
func (t *tally) show(p *pkg, e event, word, why string) {
	fmt.Fprintf(t.out, "%s  %s %s (%.1f s)%s\n", word, e.Package, e.Test, e.Elapsed, why)
	lines := p.output[e.Test]
	if n := len(lines); n > 2*theEnd {
		fmt.Fprintf(t.out, "      the last %d of its %d lines:\n", theEnd, n)
		t.indent(lines[n-theEnd:])
		fmt.Fprintln(t.out, "      all of them:")
	}
	t.indent(lines)
}

func (t *tally) indent(lines []string) {
	for _, l := range strings.SplitAfter(strings.Join(lines, ""), "\n") {
		if l != "" && !strings.HasPrefix(l, "=== ") {
			fmt.Fprintf(t.out, "      %s", l)
		}
	}
}

// done takes the end of a package: one that failed without a failed test did
// not compile, panicked, raced or ran out of time.
func (t *tally) done(p *pkg, e event) {
	delete(t.packages, e.Package)
	if e.Action == "fail" && p.failed == 0 {
		p.failed++
		t.indent(t.builds[e.FailedBuild])
		t.indent(t.builds[e.Package])
		for test, lines := range p.output {
			if test != "" {
				fmt.Fprintf(t.out, "      unfinished: %s\n", test)
				t.indent(lines)
			}
		}
		t.indent(p.output[""])
	}
	t.passed += p.passed
	t.failed += p.failed
	switch {
	case p.failed > 0:
		fmt.Fprintf(t.out, "FAIL  %s: %d passed, %d failed (%.1f s)\n", e.Package, p.passed, p.failed, e.Elapsed)
	case p.passed > 0:
		fmt.Fprintf(t.out, "ok    %s: %d passed (%.1f s)\n", e.Package, p.passed, e.Elapsed)
	}
}

// end counts packages that never ended: go test was killed.
func (t *tally) end() {
	for name, p := range t.packages {
		t.passed += p.passed
		t.failed += p.failed + 1
		fmt.Fprintf(t.out, "FAIL  %s did not end\n", name)
	}
}
