package tickets

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"testing"
)

// repeat is a text of n parts behind a first one; %d in them counts.
type repeat struct {
	first, again string
	n, i         int
	rest         []byte
}

func (r *repeat) Read(p []byte) (int, error) {
	if r.first != "" {
		r.rest, r.first = []byte(r.first), ""
	}
	if len(r.rest) == 0 {
		if r.i == r.n {
			return 0, io.EOF
		}
		r.i++
		r.rest = fmt.Appendf(r.rest[:0], r.again, r.i)
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// sales is a shop's export of n rows.
func sales(n int) io.Reader {
	return &repeat{first: shopHeader, again: "T%[1]d,A%[1]d,paid,Standard,Мария Петрова %[1]d,maria%[1]d@example.bg,buyer@example.org,\n", n: n}
}

func TestAHundredThousandRowsInFlatMemory(t *testing.T) {
	const rows, bound = 100_000, 24 << 20
	known := map[string]Digest{}
	if _, err := Read(sales(rows), shop, func(k Ticket) error { known[k.Identity] = k.Digest(); return nil }, nil); err != nil {
		t.Fatal(err)
	}
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, peak, n := heap(), uint64(0), 0
	c := NewComparison(known)
	sum, err := Read(sales(rows), shop, func(k Ticket) error {
		if n++; n%20_000 == 0 {
			peak = max(peak, heap())
		}
		return c.Ticket(k)
	}, c.Refused)
	if err != nil {
		t.Fatal(err)
	}
	if d := c.Diff(); sum.Tickets != rows || d.Same != rows || !d.Empty() {
		t.Errorf("%d tickets, %d the same; want %d of both", sum.Tickets, d.Same, rows)
	}
	if peak > before && peak-before > bound {
		t.Errorf("reading %d rows took %d MB, want at most %d", rows, (peak-before)>>20, bound>>20)
	}
}

func benchmarkRead(b *testing.B, rows int) {
	text, err := io.ReadAll(sales(rows))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		sum, err := Read(bytes.NewReader(text), shop, func(k Ticket) error { k.Digest(); return nil }, nil)
		if err != nil || sum.Tickets != rows {
			b.Fatalf("%d tickets, %v", sum.Tickets, err)
		}
	}
}

func BenchmarkRead20000(b *testing.B)  { benchmarkRead(b, 20_000) }
func BenchmarkRead100000(b *testing.B) { benchmarkRead(b, 100_000) }
