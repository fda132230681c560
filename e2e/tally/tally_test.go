package main

import (
	"bytes"
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
			ok, err := run(strings.NewReader(strings.TrimSpace(tt.in)), &out, counts, "")
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
