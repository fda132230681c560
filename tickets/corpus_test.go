//go:build corpus

package tickets

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// corpus returns the files of a pattern in the folder that STAGEDOOR_CORPUS
// names, or in tickets below it.
func corpus(t *testing.T, pattern string) []string {
	t.Helper()
	dir := os.Getenv("STAGEDOOR_CORPUS")
	if dir == "" {
		t.Fatal("STAGEDOOR_CORPUS must name the folder with the samples")
	}
	for _, d := range []string{filepath.Join(dir, "tickets"), dir} {
		if files, _ := filepath.Glob(filepath.Join(d, pattern)); len(files) > 0 {
			return files
		}
	}
	t.Fatalf("no %s in %s", pattern, dir)
	return nil
}

// TestCorpus reads every CSV file of the corpus with the mapping that is
// guessed for it. A file that is not listed must at least be readable.
func TestCorpus(t *testing.T) {
	want := map[string]string{
		"eventbrite_eb2ez.csv":        "eventbrite: 3 rows, 3 tickets, 0 refused",
		"luma_api_id_2025.csv":        "generic: 3 rows, 3 tickets, 0 refused",
		"luma_declined.csv":           "generic: 2 rows, 2 tickets, 0 refused",
		"luma_guest_id_quoting.csv":   "generic: 3 rows, 1 tickets, 2 refused", // two rows have no status
		"tito_header_pyconuk2016.csv": "generic: 0 rows, 0 tickets, 0 refused",
	}
	for _, file := range corpus(t, "*.csv") {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			p, err := Look(bytes.NewReader(b), nil, "")
			if err != nil || !p.Problem.Zero() {
				t.Fatalf("Look: %v %s", err, p.Problem)
			}
			got := fmt.Sprintf("%s: %d rows, %d tickets, %d refused", p.Mapping.Preset, p.Summary.Rows, p.Summary.Tickets, p.Summary.Refused)
			if w := want[name]; w != "" && got != w {
				t.Errorf("got %s, want %s", got, w)
			}
			t.Logf("%s; %s", got, columnsRead(p.Mapping))
			t.Logf("types %v, statuses %v, warnings %v", p.Types, p.Statuses, p.Warnings)
			for _, k := range p.Tickets {
				t.Logf("%+v", k)
			}
			for _, no := range p.Refused {
				t.Logf("line %d: %s", no.Line, no.Reason)
			}
		})
	}
}

// TestCorpusHeaders guesses a mapping for every header that is known only as
// such.
func TestCorpusHeaders(t *testing.T) {
	b, err := os.ReadFile(corpus(t, "headers.json")[0])
	if err != nil {
		t.Fatal(err)
	}
	var headers map[string][]string
	if err := json.Unmarshal(b, &headers); err != nil {
		t.Fatal(err)
	}
	for name, header := range headers {
		if len(header) < 5 {
			continue // an addition to another header
		}
		m, err := Guess(header, "")
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		t.Logf("%s is read as %s: %s", name, m.Preset, columnsRead(m))
	}
}
