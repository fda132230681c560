package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTally(t *testing.T) {
	for _, tt := range []struct {
		name   string
		in     string
		counts string
		shown  string
		ok     bool
	}{
		{"a test that passes", `
			{"Action":"run","Package":"p","Test":"TestA"}
			{"Action":"pass","Package":"p","Test":"TestA"}
			{"Action":"pass","Package":"p"}`, "1 0", "ok    p: 1 passed", true},
		{"subtests count, their parent does not", `
			{"Action":"run","Package":"p","Test":"TestA"}
			{"Action":"run","Package":"p","Test":"TestA/one"}
			{"Action":"run","Package":"p","Test":"TestA/two"}
			{"Action":"pass","Package":"p","Test":"TestA/one"}
			{"Action":"pass","Package":"p","Test":"TestA/two"}
			{"Action":"pass","Package":"p","Test":"TestA"}
			{"Action":"pass","Package":"p"}`, "2 0", "p: 2 passed", true},
		{"a failed subtest is one failure and its words are shown", `
			{"Action":"run","Package":"p","Test":"TestA"}
			{"Action":"run","Package":"p","Test":"TestA/one"}
			{"Action":"output","Package":"p","Test":"TestA/one","Output":"got 1, want 2\n"}
			{"Action":"fail","Package":"p","Test":"TestA/one"}
			{"Action":"fail","Package":"p","Test":"TestA"}
			{"Action":"fail","Package":"p"}`, "0 1", "got 1, want 2", false},
		{"a parent that fails by itself counts", `
			{"Action":"run","Package":"p","Test":"TestA"}
			{"Action":"run","Package":"p","Test":"TestA/one"}
			{"Action":"pass","Package":"p","Test":"TestA/one"}
			{"Action":"fail","Package":"p","Test":"TestA"}
			{"Action":"fail","Package":"p"}`, "1 1", "FAIL  p TestA", false},
		{"a skip is a failure", `
			{"Action":"run","Package":"p","Test":"TestA"}
			{"Action":"skip","Package":"p","Test":"TestA"}
			{"Action":"pass","Package":"p"}`, "0 1", "may not skip", false},
		{"what does not compile is a failure", `
			{"Action":"build-output","ImportPath":"p [p.test]","Output":"x.go:1: undefined: y\n"}
			{"Action":"fail","Package":"p","FailedBuild":"p [p.test]"}`, "0 1", "undefined: y", false},
		{"a panic is a failure, with the test it was in", `
			{"Action":"run","Package":"p","Test":"TestA"}
			{"Action":"output","Package":"p","Test":"TestA","Output":"panic: oh\n"}
			{"Action":"fail","Package":"p"}`, "0 1", "unfinished: TestA", false},
		{"a package that never ends is a failure", `
			{"Action":"run","Package":"p","Test":"TestA"}
			{"Action":"pass","Package":"p","Test":"TestA"}`, "1 1", "did not end", false},
		{"a package without tests is nothing", `
			{"Action":"run","Package":"p","Test":"TestA"}
			{"Action":"pass","Package":"p","Test":"TestA"}
			{"Action":"pass","Package":"p"}
			{"Action":"skip","Package":"q"}`, "1 0", "", true},
		{"no test at all is a failure", ``, "0 1", "no test ran", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			counts := filepath.Join(t.TempDir(), "counts")
			var out bytes.Buffer
			ok, err := run(strings.NewReader(strings.TrimSpace(tt.in)), &out, files{counts: counts})
			if err != nil {
				t.Fatal(err)
			}
			b, err := os.ReadFile(counts)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSpace(string(b)); got != tt.counts {
				t.Errorf("counts = %q, want %q; shown:\n%s", got, tt.counts, out.String())
			}
			if ok != tt.ok {
				t.Errorf("all passed = %v, want %v", ok, tt.ok)
			}
			if !strings.Contains(out.String(), tt.shown) {
				t.Errorf("shown = %q, want it to contain %q", out.String(), tt.shown)
			}
		})
	}
}

// TestAgain: what a busy machine may explain is tried again, nothing else is.
func TestAgain(t *testing.T) {
	// a test that says this and then fails
	failing := func(test, says string) string {
		return fmt.Sprintf(`{"Action":"run","Package":"p","Test":%[1]q}
{"Action":"output","Package":"p","Test":%[1]q,"Output":%[2]q}
{"Action":"fail","Package":"p","Test":%[1]q}
`, test, says)
	}
	const end = `{"Action":"fail","Package":"p"}`
	var many strings.Builder
	for i := range mostAgain + 1 {
		many.WriteString(failing(fmt.Sprint("Test", i), "too late\n"))
	}
	for _, tt := range []struct {
		name, in, counts, again string
		ok                      bool
	}{
		{"a limit that was missed", failing("TestA", "not within 1s\n") + end, "0 0", "p ^TestA$\n", true},
		{"of a test with subtests, the subtest", `{"Action":"run","Package":"p","Test":"TestA"}
` + failing("TestA/a.b", "late\n") + `{"Action":"fail","Package":"p","Test":"TestA"}
` + end, "0 0", "p ^TestA$/^a\\.b$\n", true},
		{"a data race", failing("TestA", "WARNING: DATA RACE\n") + end, "0 1", "", false},
		{"a data race that another test printed", failing("TestA", "testing.go:1: race detected during execution of test\n") + end, "0 1", "", false},
		{"a panic that the test reports", failing("TestA", "panic: oh\n") + end, "0 1", "", false},
		{"a panic that ends the package", `{"Action":"run","Package":"p","Test":"TestA"}
` + end, "0 1", "", false},
		{"a skip", `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"skip","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p"}`, "0 1", "", false},
		{"one of them is grave", failing("TestA", "late\n") + failing("TestB", "DATA RACE\n") + end, "0 1", "p ^TestA$\n", false},
		{"many", many.String() + end, "0 6", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			f := files{counts: filepath.Join(dir, "counts"), again: filepath.Join(dir, "again")}
			ok, err := run(strings.NewReader(tt.in), io.Discard, f)
			if err != nil || ok != tt.ok {
				t.Errorf("run = %v, %v; want %v", ok, err, tt.ok)
			}
			counts, err := os.ReadFile(f.counts)
			if err != nil {
				t.Fatal(err)
			}
			again, err := os.ReadFile(f.again)
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			if got := strings.TrimSpace(string(counts)); got != tt.counts {
				t.Errorf("counts = %q, want %q", got, tt.counts)
			}
			if string(again) != tt.again {
				t.Errorf("again = %q, want %q", again, tt.again)
			}
		})
	}
}

// TestTheEndFirst: the last lines of a long output stand first.
func TestTheEndFirst(t *testing.T) {
	var in, out bytes.Buffer
	in.WriteString(`{"Action":"run","Package":"p","Test":"TestA"}` + "\n")
	for i := range 100 {
		fmt.Fprintf(&in, `{"Action":"output","Package":"p","Test":"TestA","Output":"line %d\n"}`+"\n", i)
	}
	in.WriteString(`{"Action":"fail","Package":"p","Test":"TestA"}` + "\n" + `{"Action":"fail","Package":"p"}`)
	if _, err := run(&in, &out, files{}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	if len(lines) < theEnd+2 || !strings.Contains(strings.Join(lines[:theEnd+2], "\n"), "line 99") {
		t.Errorf("shown:\n%s\nwant line 99 within the first %d lines", out.String(), theEnd+2)
	}
	if !strings.Contains(out.String(), "line 0\n") {
		t.Error("the first line is not shown")
	}
}
