//go:build corpus

package tickets

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestCorpus reads every CSV file of the folder that STAGEDOOR_CORPUS names,
// with the mapping that is guessed for it.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("STAGEDOOR_CORPUS")
	if dir == "" {
		t.Fatal("STAGEDOOR_CORPUS must name the folder with the samples")
	}
	files, err := filepath.Glob(filepath.Join(dir, "tickets", "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if here, _ := filepath.Glob(filepath.Join(dir, "*.csv")); len(files) == 0 {
		files = here
	}
	if len(files) == 0 {
		t.Fatalf("no CSV file in %s", dir)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			p, err := Look(bytes.NewReader(b), nil, "")
			if err != nil {
				t.Fatalf("Look: %v", err)
			}
			if !p.Problem.Zero() {
				t.Fatalf("no mapping could be guessed: %s", p.Problem)
			}
			t.Logf("%s: %d rows, %d tickets, %d refused; types %v, statuses %v", p.Mapping.Preset, p.Summary.Rows, p.Summary.Tickets, p.Summary.Refused, p.Types, p.Statuses)
			for _, c := range p.Columns {
				if len(c.Fields) > 0 {
					t.Logf("  %q is %v (%q)", c.Column.Name, c.Fields, c.Sample)
				}
			}
			for _, no := range p.Refused {
				t.Logf("  line %d: %s", no.Line, no.Reason)
			}
			for _, k := range p.Tickets {
				t.Logf("  %+v", k)
			}
		})
	}
}
