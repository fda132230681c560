package rtmp

import (
	"context"
	"io"
	"log/slog"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"stagedoor/live"
)

// soon bounds what a test waits for.
const soon = time.Minute

// A house is a server under test that keeps what its encoders send.
type house struct {
	address string // rtmp://host:port/live
	host    string // host:port
	guests  chan *guest
	refused chan error
	stop    func() // Serve, and waits for its end
}

// A guest is one encoder that was let in.
type guest struct {
	request Request
	sets    [][]live.Track // each SetTracks
	samples []live.Sample
	at      []int // of samples: how many SetTracks were before
	wrote   chan int
	ended   chan struct{}
	err     error // after ended
}

func (g *guest) SetTracks(t []live.Track) { g.sets = append(g.sets, t) }

func (g *guest) Write(s live.Sample) {
	g.samples = append(g.samples, s)
	g.at = append(g.at, len(g.sets))
	select {
	case <-g.wrote:
	default:
	}
	g.wrote <- len(g.samples)
}

func (g *guest) End(err error) {
	g.err = err
	close(g.ended)
}

// over waits until the guest has left, and returns why.
func (g *guest) over(t *testing.T) error {
	t.Helper()
	select {
	case <-g.ended:
		return g.err
	case <-time.After(soon):
		t.Fatal("the publisher was not ended")
		return nil
	}
}

// hasWritten waits until n samples have come.
func (g *guest) hasWritten(t *testing.T, n int) {
	t.Helper()
	for late := time.After(soon); ; {
		select {
		case is := <-g.wrote:
			if is >= n {
				return
			}
		case <-late:
			t.Fatalf("%d samples did not come", n)
		}
	}
}

// told is what an encoder is told that is sent away for what it sends.
const told = "This does not go."

// open serves until the test ends, and then has every goroutine gone.
func open(t testing.TB, o Options) *house {
	t.Helper()
	before := runtime.NumGoroutine()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &house{host: l.Addr().String(), guests: make(chan *guest, 10), refused: make(chan error, 10)}
	h.address = "rtmp://" + h.host + "/live"
	if o.Publish == nil {
		o.Publish = h.publish
	}
	if o.Refused == nil {
		o.Refused = func(_ Request, err error) string { h.refused <- err; return told }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, l, o) }()
	h.stop = sync.OnceFunc(func() {
		stop()
		select {
		case err := <-served:
			if err != nil {
				t.Errorf("Serve = %v, want nil", err)
			}
		case <-time.After(soon):
			t.Error("Serve did not end")
		}
	})
	t.Cleanup(func() {
		h.stop()
		if strings.HasPrefix(t.Name(), "TestServe") { // these do not run beside others
			waitFor(t, "goroutines to end", func() bool { return runtime.NumGoroutine() <= before })
		}
	})
	return h
}

func (h *house) publish(_ context.Context, r Request) (Publisher, error) {
	g := &guest{request: r, wrote: make(chan int, 1), ended: make(chan struct{})}
	h.guests <- g
	return g, nil
}

// next is the next encoder that was let in.
func (h *house) next(t testing.TB) *guest {
	t.Helper()
	select {
	case g := <-h.guests:
		return g
	case <-time.After(soon):
		t.Fatal("no encoder was let in")
		return nil
	}
}

func waitFor(t testing.TB, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(soon); !f(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}
