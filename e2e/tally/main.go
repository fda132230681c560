// Command tally reads what go test -json says, prints a line per package and
// everything about the tests that failed, and counts.
//
// A test with subtests is counted by them. A test that skips counts as
// failed: what was not tried is not known to work.
//
// A test whose limit is a second may fail because thirty others run beside it.
// With -again such a test is not counted but written down, to be tried once
// more alone; a data race, a panic and a skip are never given that.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	counts := flag.String("counts", "", "append a line \"passed failed\" to this `file`")
	again := flag.String("again", "", "append a line \"package pattern\" to this `file` for each failed test that may be tried again alone, and do not count it")
	stderr := flag.String("stderr", "", "what go test wrote to its standard error: a `file`, shown when something failed")
	flag.Parse()
	ok, err := run(os.Stdin, os.Stdout, files{counts: *counts, again: *again, stderr: *stderr})
	if err != nil {
		fmt.Fprintln(os.Stderr, "tally:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

// files are the paths that the flags name; an empty one is not used.
type files struct{ counts, again, stderr string }

// run reads all of in and reports whether everything passed, or may be tried
// again.
func run(in io.Reader, out io.Writer, f files) (ok bool, err error) {
	t := newTally(out)
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		t.line(lines.Bytes())
	}
	t.end()
	if err := lines.Err(); err != nil {
		return false, fmt.Errorf("read go test's output: %w", err)
	}
	if t.failed > 0 || t.passed == 0 {
		if b, err := os.ReadFile(f.stderr); err == nil && len(b) > 0 {
			fmt.Fprintf(out, "%s", b)
		}
	}
	if t.passed+t.failed == 0 {
		t.failed = 1
		fmt.Fprintln(out, "FAIL  no test ran")
	}
	if f.again != "" && len(t.again) <= mostAgain {
		t.failed -= len(t.again)
		for _, test := range t.again {
			if err := appendLine(f.again, test); err != nil {
				return false, err
			}
		}
	}
	if f.counts != "" {
		if err := appendLine(f.counts, fmt.Sprint(t.passed, " ", t.failed)); err != nil {
			return false, err
		}
	}
	return t.failed == 0, nil
}

// mostAgain is how many tests of one go test are tried again: when more fail,
// it is not that the machine was busy.
const mostAgain = 5

func appendLine(path, line string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, line)
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}
