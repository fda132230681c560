package hls

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"
)

// full is a muxer whose playlist has its 15 segments.
func full(t testing.TB) *Muxer {
	m := New(Options{Key: testKey}, testZero)
	m.SetTracks(testTracks())
	for _, s := range (encoder{num: 30, den: 1, gop: 2 * time.Second, size: 4000}).samples(0, 40*time.Second+850*time.Millisecond) {
		m.Write(s)
	}
	return m
}

// The wait path allocates nothing: ten thousand go through it five times a
// second.
func TestWaitAllocatesNothing(t *testing.T) {
	m := full(t)
	s := m.snap.Load()
	query := "_HLS_msn=" + strconv.FormatInt(s.sequence, 10) + "&_HLS_part=" + strconv.Itoa(s.parts) + "&_HLS_skip=YES"
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	next := make(chan *snapshot, 1)
	if n := testing.AllocsPerRun(1000, func() {
		msn, part, skip, ok := directives(query)
		if !ok || !skip || s.has(msn, part) || s.tooFar(msn, part) {
			t.Fatal("the part is there, or is too far")
		}
		if _, status := m.wait(ctx, s, wish{msn: s.sequence - 1, part: 0}); status != 0 {
			t.Fatal(status)
		}
	}); n != 0 {
		t.Errorf("what is there: %v allocations", n)
	}
	// Another goroutine replaces the snapshot each time that one waits.
	later := *s
	later.parts++
	go func() {
		for old := range next {
			m.snap.Store(&later)
			close(old.next)
		}
	}()
	olds := make([]*snapshot, 1002)
	for i := range olds {
		one := *s
		one.next = make(chan struct{})
		olds[i] = &one
	}
	i := 0
	if n := testing.AllocsPerRun(1000, func() {
		one := olds[i]
		i++
		m.snap.Store(one)
		next <- one
		if got, status := m.wait(ctx, one, wish{msn: s.sequence, part: s.parts}); status != 0 || got != &later {
			t.Fatal(status)
		}
	}); n != 0 {
		t.Errorf("a wait: %v allocations", n)
	}
	close(next)
}

// What a request costs, besides what net/http does.
func TestServingAllocatesLittle(t *testing.T) {
	m := full(t)
	v := parse(t, get(t, m, ""), "")
	w := &tally{header: http.Header{}}
	for _, tt := range []struct {
		name  string
		query string
		serve func(r *http.Request)
	}{
		{"playlist", "_HLS_skip=YES", func(r *http.Request) { m.ServePlaylist(w, r) }},
		{"part", "", func(r *http.Request) { m.ServeFile(w, r, v.open.parts[0].uri) }},
		{"segment", "", func(r *http.Request) { m.ServeFile(w, r, v.segments[0].uri) }},
	} {
		r := httptest.NewRequest("GET", "/?"+tt.query, nil)
		r.Header.Set("Accept-Encoding", "gzip, deflate, br")
		if n := testing.AllocsPerRun(100, func() { tt.serve(r) }); n != 0 {
			t.Errorf("%s: %v allocations", tt.name, n)
		}
	}
}

// What each part costs, whoever watches: the playlist twice, plain and
// compressed.
func BenchmarkRender(b *testing.B) {
	m := full(b)
	b.ReportAllocs()
	var s *snapshot
	for b.Loop() {
		s = m.render(false)
	}
	b.ReportMetric(float64(len(s.full.plain)), "full-B")
	b.ReportMetric(float64(len(s.full.gzip)), "full-gzip-B")
	b.ReportMetric(float64(len(s.delta.plain)), "delta-B")
	b.ReportMetric(float64(len(s.delta.gzip)), "delta-gzip-B")
}

// A second of a stage at 3 Mbit/s, from samples to playlists.
func BenchmarkSecond(b *testing.B) {
	samples := encoder{num: 30, den: 1, gop: 2 * time.Second, size: 12_000}.samples(0, 2*time.Second)
	m := full(b)
	at := int64(60)
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range samples {
			s.DTS += at * int64(m.runs[s.Track].track.Scale)
			m.Write(s)
		}
		at += 2
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/2, "µs/second")
}

func BenchmarkServePlaylist(b *testing.B) {
	m := full(b)
	r := httptest.NewRequest("GET", "/?_HLS_msn=1&_HLS_part=0&_HLS_skip=YES", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		w := &tally{header: http.Header{}}
		for pb.Next() {
			m.ServePlaylist(w, r)
		}
	})
}

func BenchmarkServeFile(b *testing.B) {
	m := full(b)
	name := m.current.parts[0].name
	r := httptest.NewRequest("GET", "/", nil)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		w := &tally{header: http.Header{}}
		for pb.Next() {
			m.ServeFile(w, r, name)
		}
	})
}
