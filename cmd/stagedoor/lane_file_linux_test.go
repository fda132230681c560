package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"stagedoor/live"
	"stagedoor/live/hls"
)

// fileOf is a file that is open, with its path.
func fileOf(t testing.TB, b []byte) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "part"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if _, err := f.Write(b); err != nil {
		t.Fatal(err)
	}
	return f
}

func rawOf(t testing.TB, f *os.File) syscall.RawConn {
	t.Helper()
	raw, err := f.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// opened is how many of this process's descriptors are of files with such a
// name.
func opened(t testing.TB, name string) (n int) {
	t.Helper()
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range all {
		// One may be closed meanwhile, as that of the folder is.
		if to, err := os.Readlink("/proc/self/fd/" + fd.Name()); err == nil && strings.HasPrefix(to, name) {
			n++
		}
	}
	return n
}

// fileSite answers /live/file with b, from what file returns.
func fileSite(b []byte, file func() syscall.RawConn) http.Handler {
	site := laneSite()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/live/file" {
			site.ServeHTTP(w, r)
			return
		}
		w.Header().Set("X-By", fmt.Sprintf("%T", w))
		w.Header().Set("Content-Length", strconv.Itoa(len(b)))
		w.(interface {
			SendFile(file syscall.RawConn, b []byte)
		}).SendFile(file(), b)
	})
}

// TestLaneSendsFiles: what the kernel takes from the file is f here, what is
// written is b.
func TestLaneSendsFiles(t *testing.T) {
	const size = 100_000
	f, b := bytes.Repeat([]byte("f"), size), bytes.Repeat([]byte("b"), size)
	closed := fileOf(t, f)
	gone := rawOf(t, closed)
	closed.Close()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	defer in.Close()
	for _, tt := range []struct {
		name string
		file syscall.RawConn
		from int // so many bytes
	}{
		{"a file", rawOf(t, fileOf(t, f)), size},
		{"none", nil, 0},
		{"one that is closed", gone, 0},
		{"one that is too short", rawOf(t, fileOf(t, f[:70_000])), 70_000},
		{"one that is too long", rawOf(t, fileOf(t, append(f, f...))), size},
		{"one that is empty", rawOf(t, fileOf(t, nil)), 0},
		{"what no bytes are sent from", rawOf(t, in), 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := openLane(t, fileSite(b, func() syscall.RawConn { return tt.file }), true, 10*time.Second).guest(t)
			g.say(get("/live/part"))
			g.hear(http.StatusOK)
			want := string(f[:tt.from]) + string(b[tt.from:])
			g.say(get("/live/file") + get("/live/part") + get("/live/file")) // in one packet
			for _, path := range []string{"file", "part", "file"} {
				by, body := g.hear(http.StatusOK)
				if by != byLane {
					t.Errorf("%s is answered by %s", path, by)
				}
				if path == "file" && body != want {
					t.Errorf("%d bytes of the file and %d others; want %d and %d", strings.Count(body, "f"), strings.Count(body, "b"), tt.from, size-tt.from)
				}
			}
		})
	}
}

// endless is bytes of which each piece is another.
func endless(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i) ^ byte(i>>8)*31 ^ byte(i>>16)*17
	}
	return b
}

// TestLaneSendsAFileInSpurts: the socket is full over and over.
func TestLaneSendsAFileInSpurts(t *testing.T) {
	b := endless(big)
	file := fileOf(t, b)
	raw := rawOf(t, file)
	g := openLane(t, fileSite(bytes.Repeat([]byte("b"), len(b)), func() syscall.RawConn { return raw }), true, 10*time.Second).guest(t)
	g.say(get("/live/part"))
	g.hear(http.StatusOK)
	g.say(get("/live/file") + get("/live/part"))
	a, err := http.ReadResponse(g.in, nil)
	if err != nil {
		t.Fatal(err)
	}
	spurt := make([]byte, 3<<20)
	for at := 0; at < len(b); {
		n, err := io.ReadFull(a.Body, spurt[:min(len(spurt), len(b)-at)])
		if err != nil || !bytes.Equal(spurt[:n], b[at:at+n]) {
			t.Fatalf("%d bytes from %d on are not the file's, %v", n, at, err)
		}
		at += n
	}
	if n, err := a.Body.Read(spurt); n > 0 || err != io.EOF {
		t.Errorf("%d bytes more, %v", n, err)
	}
	if by, _ := g.hear(http.StatusOK); by != byLane {
		t.Errorf("what follows is answered by %s", by)
	}
}

// TestLaneGoesOnWithoutTheFile: it is closed, at once, while somebody is sent
// from it; what is missing, they are written.
func TestLaneGoesOnWithoutTheFile(t *testing.T) {
	f, b := bytes.Repeat([]byte("f"), big), bytes.Repeat([]byte("b"), big)
	file := fileOf(t, f)
	raw := rawOf(t, file)
	h := openLane(t, fileSite(b, func() syscall.RawConn { return raw }), true, 10*time.Second)
	g, away := h.guest(t), h.guest(t)
	for _, one := range []*guest{g, away} {
		one.say(get("/live/part"))
		one.hear(http.StatusOK)
		one.say(get("/live/file"))
		if _, err := one.in.ReadByte(); err != nil {
			t.Fatal(err)
		}
	}
	_ = g.in.UnreadByte() // it was read
	file.Close()
	until(t, "the file's end", 10*time.Second, func() (bool, string) {
		n := opened(t, file.Name())
		return n == 0, strconv.Itoa(n) + " descriptors"
	})
	away.Close()
	_, body := g.hear(http.StatusOK)
	begin := strings.Count(body, "f")
	if begin == 0 || begin == big || body != string(f[:begin])+string(b[begin:]) {
		t.Errorf("of %d bytes, %d are the file's; want some at the beginning of %d", len(body), begin, big)
	}
	g.say(get("/live/part"))
	g.hear(http.StatusOK)
	until(t, "the end of who went away", 10*time.Second, func() (bool, string) {
		h.lane.mu.Lock()
		defer h.lane.mu.Unlock()
		return len(h.lane.conns) == 1, strconv.Itoa(len(h.lane.conns)) + " connections"
	})
}

// TestLaneDropsWhoDoesNotReadAFile as it drops others.
func TestLaneDropsWhoDoesNotReadAFile(t *testing.T) {
	b := make([]byte, big)
	raw := rawOf(t, fileOf(t, b))
	h := openLane(t, fileSite(b, func() syscall.RawConn { return raw }), true, 100*time.Millisecond)
	g := h.guest(t)
	g.say(get("/live/part"))
	g.hear(http.StatusOK)
	g.say(get("/live/file"))
	until(t, "its end", 10*time.Second, func() (bool, string) {
		h.lane.mu.Lock()
		defer h.lane.mu.Unlock()
		return len(h.lane.conns) == 0, "it is still here"
	})
	if n, err := io.Copy(io.Discard, g.in); n >= big {
		t.Errorf("it was sent %d bytes, %v", n, err)
	}
}

// TestLaneSendsFilesConcurrently is for the race detector: files come and go
// while many are sent from them.
func TestLaneSendsFilesConcurrently(t *testing.T) {
	b := endless(300_000)
	var now atomic.Pointer[os.File]
	now.Store(fileOf(t, b))
	h := openLane(t, fileSite(b, func() syscall.RawConn {
		raw, err := now.Load().SyscallConn()
		if err != nil {
			t.Error(err)
		}
		return raw
	}), true, 10*time.Second)
	ctx, stop := context.WithCancel(t.Context())
	var all, change sync.WaitGroup
	change.Go(func() {
		for ctx.Err() == nil {
			next, err := os.Open(now.Load().Name())
			if err != nil {
				t.Error(err)
				return
			}
			now.Swap(next).Close()
		}
	})
	for range 8 {
		g := h.guest(t)
		all.Go(func() {
			for range 100 {
				if _, err := io.WriteString(g, get("/live/file")); err != nil {
					t.Error(err)
					return
				}
				a, err := http.ReadResponse(g.in, nil)
				if err != nil {
					t.Error(err)
					return
				}
				if got, err := io.ReadAll(a.Body); err != nil || !bytes.Equal(got, b) {
					t.Errorf("%d bytes, not the file's %d, %v", len(got), len(b), err)
					return
				}
			}
		})
	}
	all.Wait()
	stop()
	change.Wait()
	now.Load().Close()
	if n := opened(t, now.Load().Name()); n != 0 {
		t.Errorf("%d descriptors are left", n)
	}
}

// TestLaneSendsPartsFromMemory: what many ask a stage for is sent from a file,
// which goes with the stage.
func TestLaneSendsPartsFromMemory(t *testing.T) {
	m := hls.New(hls.Options{Key: []byte("a key")}, time.Now())
	m.SetTracks([]live.Track{{Codec: live.H264, Scale: live.VideoScale, SPS: [][]byte{{0x67, 0x42, 0xc0, 0x1f}}, PPS: [][]byte{{0x68}}, Width: 320, Height: 180}})
	for i := range 90 {
		picture := append([]byte{0, 0, 0x3a, 0x98, 0x65}, endless(14_999)...) // 15,000 bytes behind their length
		m.Write(live.Sample{DTS: int64(i) * live.VideoScale / 30, Key: i%30 == 0, Data: picture})
	}
	list := httptest.NewRecorder()
	m.ServePlaylist(list, httptest.NewRequest("GET", "/live/main/index.m3u8", nil))
	_, name, _ := strings.Cut(list.Body.String(), `URI="`)
	_, name, _ = strings.Cut(name, `#EXT-X-PART:`)
	_, name, _ = strings.Cut(name, `URI="`)
	name, _, _ = strings.Cut(name, `"`)
	part := httptest.NewRecorder()
	m.ServeFile(part, httptest.NewRequest("GET", "/", nil), name)

	const there = "/memfd:part"
	h := openLane(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { m.ServeFile(w, r, name) }), true, 10*time.Second)
	g := h.guest(t)
	before := opened(t, there)
	for range 10 {
		g.say(get("/live/part"))
		if _, body := g.hear(http.StatusOK); body != part.Body.String() || len(body) < 80_000 {
			t.Fatalf("%d bytes, not the part's %d", len(body), part.Body.Len())
		}
	}
	if n := opened(t, there) - before; n != 1 {
		t.Errorf("it has %d files, want 1", n)
	}
	m.End()
	if n := opened(t, there) - before; n != 0 {
		t.Errorf("after its end it has %d files", n)
	}
	g.say(get("/live/part"))
	if _, body := g.hear(http.StatusOK); body != part.Body.String() {
		t.Errorf("after its end, %d bytes of %d", len(body), part.Body.Len())
	}
}
