package access_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"stagedoor/access"
)

// The budgets of a round: 20,000 unchanged rows under 150 ms on SQLite and
// 300 ms on PostgreSQL; 20,000 new ones under 2 s and 4 s.

func BenchmarkRoundUnchanged(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			h := open(b, engine, storeOptions)
			file := exportFile(b, 20000)
			h.importFile(b, file)
			for b.Loop() {
				if r := h.importFile(b, file); r.Round.Result != access.RoundSame {
					b.Fatalf("round = %+v, want same", r.Round)
				}
			}
		})
	}
}

func BenchmarkRoundNew(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			file := exportFile(b, 20000)
			for b.Loop() {
				b.StopTimer()
				h := open(b, engine, storeOptions)
				b.StartTimer()
				if r := h.importFile(b, file); r.Round.Attendees != 20000 {
					b.Fatalf("round = %+v, want 20000 attendees", r.Round)
				}
			}
		})
	}
}

// BenchmarkRound100000 tells the peak memory of the largest round, first all
// new, then unchanged: the budget is 150 MB.
func BenchmarkRound100000(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			file := exportFile(b, 100000)
			var peak uint64
			for b.Loop() {
				b.StopTimer()
				h := open(b, engine, storeOptions)
				runtime.GC()
				b.StartTimer()
				stop := watchHeap(&peak)
				h.importFile(b, file)
				h.importFile(b, file)
				stop()
			}
			b.ReportMetric(float64(peak)/(1<<20), "peak-MB")
		})
	}
}

// watchHeap notes how much memory the process holds until stop is called.
func watchHeap(peak *uint64) (stop func()) {
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			*peak = max(*peak, m.HeapInuse+m.StackInuse)
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return func() { close(done); <-stopped }
}

func exportFile(b *testing.B, n int) string {
	b.Helper()
	var s strings.Builder
	s.WriteString(header)
	for i := range n {
		fmt.Fprintf(&s, "TICKET-%06d,ORDER-%06d,paid,Standard,Габриела Петрова-%d,person%d@example.org\n", i, i/2, i, i)
	}
	file := filepath.Join(b.TempDir(), "export.csv")
	if err := os.WriteFile(file, []byte(s.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	return file
}

func (h *house) importFile(b *testing.B, file string) access.Report {
	b.Helper()
	f, err := os.Open(file)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	h.clock = h.clock.Add(time.Minute)
	r, err := h.rounds.Import(ctx, shop, f, access.ImportOptions{})
	if err != nil {
		b.Fatal(err)
	}
	return r
}
