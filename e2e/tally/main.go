// Command tally reads what go test -json says, prints a line per package and
// everything about the tests that failed, and counts.
//
// A test with subtests is counted by them. A test that skips counts as
// failed: what was not tried is not known to work.
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
	stderr := flag.String("stderr", "", "what go test wrote to its standard error: a `file`, shown when something failed")
	flag.Parse()
	ok, err := run(os.Stdin, os.Stdout, *counts, *stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "tally:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

// run reads all of in and reports whether everything passed.
func run(in io.Reader, out io.Writer, counts, stderr string) (ok bool, err error) {
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
		if b, err := os.ReadFile(stderr); err == nil && len(b) > 0 {
			fmt.Fprintf(out, "%s", b)
		}
	}
	if t.passed+t.failed == 0 {
		t.failed = 1
		fmt.Fprintln(out, "FAIL  no test ran")
	}
	if counts != "" {
		f, err := os.OpenFile(counts, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			return false, err
		}
		defer f.Close()
		if _, err := fmt.Fprintln(f, t.passed, t.failed); err != nil {
			return false, err
		}
	}
	return t.failed == 0, nil
}
