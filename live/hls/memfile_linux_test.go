package hls

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// memFilesOpen is how many files of parts this process has open.
func memFilesOpen(t testing.TB) (n int) {
	t.Helper()
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range all {
		// One may be closed meanwhile, as that of the folder is.
		if to, err := os.Readlink("/proc/self/fd/" + fd.Name()); err == nil && strings.HasPrefix(to, "/memfd:part") {
			n++
		}
	}
	return n
}

// A taker is a response writer that reads what it is to send from a file.
type taker struct {
	*httptest.ResponseRecorder
	files int   // from which it was to send
	err   error // of reading the last
}

func take(m *Muxer, name string) *taker {
	w := &taker{ResponseRecorder: httptest.NewRecorder()}
	m.ServeFile(w, httptest.NewRequest("GET", "/live/main/"+name, nil), name)
	return w
}

func (w *taker) SendFile(file syscall.RawConn, b []byte) {
	w.files++
	there := make([]byte, len(b)+1)
	n, failed := 0, error(nil)
	w.err = file.Control(func(fd uintptr) { n, failed = syscall.Pread(int(fd), there, 0) })
	if w.err = errors.Join(w.err, failed); w.err == nil {
		b = there[:n]
	}
	_, _ = w.Write(b)
}

// sized is a muxer with parts of six pictures of so many bytes.
func sized(size int) (*Muxer, *listing) {
	m := New(Options{Key: testKey}, testZero)
	m.SetTracks(testTracks())
	for _, s := range (encoder{num: 30, den: 1, gop: 2 * time.Second, size: size}).samples(0, 12*time.Second) {
		m.Write(s)
	}
	return m, parse(panics{}, get(panics{}, m, ""), "")
}

// partsOf are the names of all parts in a playlist.
func partsOf(l *listing) (names []string) {
	all := l.segments
	if l.open != nil {
		all = append(all, *l.open)
	}
	for _, s := range all {
		for _, p := range s.parts {
			names = append(names, p.uri)
		}
	}
	return names
}

// TestWhatManyAskForHasAFile from the fourth time on, and only a part of the
// right size.
func TestWhatManyAskForHasAFile(t *testing.T) {
	m, l := sized(12_000)
	small, ls := sized(7_000)
	large, ll := sized(180_000)
	for _, tt := range []struct {
		name  string
		m     *Muxer
		file  string
		files int // of ten times
	}{
		{"a part", m, l.open.parts[0].uri, 7},
		{"the next part", m, l.open.parts[1].uri, 7},
		{"a segment", m, l.segments[0].uri, 0},
		{"an initialization segment", m, m.init.name, 0},
		{"a small part", small, ls.open.parts[0].uri, 0},
		{"one that is far too large", large, ll.open.parts[0].uri, 0},
	} {
		want, status := fetch(tt.m, tt.file)
		if status != http.StatusOK {
			t.Fatalf("%s: %d", tt.name, status)
		}
		files := 0
		for range 10 {
			w := take(tt.m, tt.file)
			if files += w.files; w.err != nil || !bytes.Equal(w.Body.Bytes(), want) {
				t.Errorf("%s: the file has %d other bytes than the %d, %v", tt.name, w.Body.Len(), len(want), w.err)
			}
		}
		if files != tt.files {
			t.Errorf("%s of %d bytes: %d of ten from a file, want %d", tt.name, len(want), files, tt.files)
		}
	}
	for _, m := range []*Muxer{m, small, large} {
		m.End()
	}
}

// TestMemFilesAreFew however many parts are asked for, and none is left of a
// part that is gone or a stage that ends.
func TestMemFilesAreFew(t *testing.T) {
	before := memFilesOpen(t)
	for _, tt := range []struct {
		name string
		end  func(m *Muxer)
	}{
		{"it ends", (*Muxer).End},
		{"another goes on", (*Muxer).Leave},
		{"the parts leave", func(m *Muxer) {
			for _, s := range (encoder{num: 30, den: 1, gop: 2 * time.Second, size: 100}).samples(0, 100*time.Second) {
				m.Write(s)
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, l := sized(12_000)
			names := partsOf(l)
			if len(names) < 3*maxMemFiles {
				t.Fatalf("%d parts", len(names))
			}
			for _, name := range names {
				for range memFileAsked + 1 {
					take(m, name)
				}
				if n := memFilesOpen(t) - before; n > maxMemFiles {
					t.Fatalf("%d files are open", n)
				}
			}
			if n := memFilesOpen(t) - before; n != maxMemFiles {
				t.Errorf("%d files are open, want %d", n, maxMemFiles)
			}
			if w := take(m, names[0]); w.files != 0 || w.Code != http.StatusOK {
				t.Errorf("the first part has a file yet; status %d", w.Code)
			}
			if w := take(m, names[len(names)-1]); w.files != 1 || w.err != nil {
				t.Errorf("the last part has no file, %v", w.err)
			}
			tt.end(m)
			if n := memFilesOpen(t) - before; n != 0 {
				t.Errorf("then %d files are open", n)
			}
		})
	}
	m, l := sized(12_000)
	m.End()
	for range memFileAsked + 1 {
		if w := take(m, l.open.parts[0].uri); w.files != 0 || w.Code != http.StatusOK {
			t.Errorf("after the end: from a file %v, status %d", w.files != 0, w.Code)
		}
	}
	if n := memFilesOpen(t) - before; n != 0 {
		t.Errorf("after the end %d files are open", n)
	}
}

// TestMemFilesConcurrently is for the race detector: parts come, are asked for
// and leave, and then another muxer goes on.
func TestMemFilesConcurrently(t *testing.T) {
	before := memFilesOpen(t)
	m, _ := sized(12_000)
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for ctx.Err() == nil {
				names := partsOf(parse(t, get(t, m, ""), ""))
				name := names[len(names)-1-i%4]
				for range 2 * memFileAsked {
					w := take(m, name)
					want, status := fetch(m, name)
					if w.Code == http.StatusOK && status == http.StatusOK && !bytes.Equal(w.Body.Bytes(), want) {
						t.Errorf("%d bytes, not the part's %d", w.Body.Len(), len(want))
						return
					}
				}
			}
		})
	}
	for at := 12 * time.Second; at < 72*time.Second; at += 2 * time.Second {
		for _, s := range (encoder{num: 30, den: 1, gop: 2 * time.Second, size: 12_000}).samples(at, 2*time.Second) {
			m.Write(s)
		}
		if n := memFilesOpen(t) - before; n > maxMemFiles+8 { // each may make one that is closed at once
			t.Errorf("%d files are open", n)
		}
	}
	m.Leave()
	stop()
	all.Wait()
	if n := memFilesOpen(t) - before; n != 0 {
		t.Errorf("%d files are left", n)
	}
}
