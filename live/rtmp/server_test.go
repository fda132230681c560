package rtmp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"stagedoor/live"
)

// 1,000 connections that never finish the handshake do not keep an encoder
// out, and one that publishes already does not notice.
func TestServeThroughAFlood(t *testing.T) {
	h := open(t, Options{MaxConns: 64})
	first, err := Dial(t.Context(), h.address, "first")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	first.SetTracks(tracksOf(t))
	for i := range 1000 {
		c, err := net.Dial("tcp", h.host)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if i%2 == 0 {
			c.Write([]byte{version})
		}
	}
	began := time.Now()
	c, err := Dial(t.Context(), h.address, "second")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	// Who waited until the others' time is over would be in after ten seconds.
	if d := time.Since(began); d > 5*time.Second {
		t.Errorf("an encoder came in after %v, want that it need not wait for the others", d)
	}
	g := h.next(t)
	if err := first.Write(live.Sample{Key: true, Data: nals(t, 4, "6501")}); err != nil {
		t.Errorf("the first encoder: %v", err)
	}
	g.hasWritten(t, 1)
}

func TestPorch(t *testing.T) {
	from := func(s string) netip.Addr { return netip.MustParseAddr(s) }
	conn := func() net.Conn { c, _ := net.Pipe(); return c }
	closed := func(c net.Conn) bool { return errors.Is(c.SetDeadline(time.Time{}), io.ErrClosedPipe) }
	p := &porch{room: 4}
	lone, a, b, c, d, e := conn(), conn(), conn(), conn(), conn(), conn()
	p.enter(lone, from("198.51.100.1"))
	p.enter(a, from("2001:db8::1"))
	p.enter(b, from("2001:db8::2")) // of the same network
	p.enter(c, from("203.0.113.1"))
	if !p.enter(d, from("203.0.113.9")) || !closed(a) || closed(lone) {
		t.Error("the oldest of the address that has the most should go")
	}
	if p.publish(a) {
		t.Error("who had to go publishes")
	}
	p.leave(a, false)
	for _, v := range []net.Conn{lone, b, c, d} {
		if !p.publish(v) {
			t.Error("who waited may not publish")
		}
	}
	if p.enter(e, from("198.51.100.1")) {
		t.Error("there is room beside four that publish")
	}
	p.leave(b, true)
	if !p.enter(e, netip.Addr{}) || len(p.waiting) != 1 || p.publishing != 3 {
		t.Errorf("%d wait and %d publish, want 1 and 3", len(p.waiting), p.publishing)
	}
	p.leave(e, false)
	if len(p.waiting) != 0 {
		t.Error("who left still stands there")
	}
}

// TestPorchConcurrently is for the race detector.
func TestPorchConcurrently(t *testing.T) {
	p := &porch{room: 5}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 200 {
				c, _ := net.Pipe()
				if p.enter(c, netip.AddrFrom4([4]byte{1, 2, 3, byte(i % 3)})) {
					p.leave(c, i%2 == 0 && p.publish(c))
				}
			}
		})
	}
	all.Wait()
	if len(p.waiting)+p.publishing != 0 {
		t.Errorf("%d wait and %d publish at the end", len(p.waiting), p.publishing)
	}
}

// Who is not done shaking hands, asking or publishing in time is sent away.
func TestServeSlowPeers(t *testing.T) {
	h := open(t, Options{Handshake: 200 * time.Millisecond, Silence: 200 * time.Millisecond})
	t.Run("no word", func(t *testing.T) {
		c, err := net.Dial("tcp", h.host)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.SetDeadline(time.Now().Add(soon))
		if n, err := c.Read(make([]byte, 1)); n > 0 || err == nil || strings.Contains(err.Error(), "timeout") {
			t.Errorf("read %d, %v; want the end", n, err)
		}
	})
	t.Run("HTTP is not waited for", func(t *testing.T) {
		c, err := net.Dial("tcp", h.host)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.SetDeadline(time.Now().Add(soon))
		fmt.Fprint(c, "GET / HTTP/1.1\r\n\r\n")
		if n, _ := io.Copy(io.Discard, c); n > 0 {
			t.Errorf("%d bytes of answer", n)
		}
	})
	t.Run("nothing asked", func(t *testing.T) { dial(t, h).isOver() })
	t.Run("messages without end", func(t *testing.T) {
		e := dial(t, h)
		for range maxUnread + 1 {
			e.out.write(chunkCommand, message{kind: typeDataAMF0})
		}
		e.out.flush()
		e.isOver()
	})
	t.Run("a long message before any key", func(t *testing.T) {
		e := dial(t, h)
		e.out.write(chunkCommand, message{kind: typeCommandAMF0, body: make([]byte, maxCommand+1)})
		e.out.flush()
		e.isOver()
	})
	t.Run("an open socket without picture", func(t *testing.T) {
		e := dial(t, h)
		e.publish("key")
		g := h.next(t)
		stop := make(chan struct{})
		var talks sync.WaitGroup
		talks.Go(func() { // it talks, but shows nothing
			for {
				select {
				case <-stop:
					return
				default:
				}
				if e.out.write(chunkCommand, message{kind: typeDataAMF0, body: []byte{5}}); e.out.flush() != nil {
					return
				}
			}
		})
		if err := g.over(t); !errors.Is(err, ErrSilent) {
			t.Errorf("End(%v), want ErrSilent", err)
		}
		close(stop)
		talks.Wait()
	})
	t.Run("gone without a word", func(t *testing.T) {
		e := dial(t, h)
		e.publish("key")
		g := h.next(t)
		e.conn.(*net.TCPConn).SetLinger(0) // reset
		e.conn.Close()
		if err := g.over(t); err != io.EOF {
			t.Errorf("End(%v), want EOF", err)
		}
	})
	if len(h.refused) > 0 {
		t.Errorf("Refused(%v): none of these sent what cannot be taken", <-h.refused)
	}
}

// 8 MB is more than any picture has; many chunk streams and messages that are
// not ended cannot have more between them.
func TestServeLongMessages(t *testing.T) {
	h := open(t, Options{})
	t.Run("a picture of 7 MB", func(t *testing.T) {
		c, err := Dial(t.Context(), h.address, "key")
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.SetTracks(tracksOf(t))
		if err := c.Write(live.Sample{Key: true, Data: nals(t, 4, "65"+strings.Repeat("00", 7<<20))}); err != nil {
			t.Fatal(err)
		}
		h.next(t).hasWritten(t, 1)
	})
	t.Run("one of 9 MB", func(t *testing.T) {
		e := dial(t, h)
		e.publish("key")
		e.out.write(chunkVideo, message{kind: typeVideo, stream: streamID, body: make([]byte, 9<<20)})
		e.out.flush()
		if code, _ := e.status(); code != "NetStream.Publish.Rejected" {
			t.Errorf("status %s", code)
		}
		h.next(t).over(t)
	})
	t.Run("sixteen of 1 MB under way", func(t *testing.T) {
		e := dial(t, h)
		e.publish("key")
		b := []byte{2, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0, 0x0f, 0xff, 0xff}
		for id := range byte(12) {
			b = append(b, 10+id, 0, 0, 0, 0x10, 0, 0, 9, 1, 0, 0, 0)
			b = append(b, make([]byte, 0xfffff)...)
		}
		e.conn.Write(b)
		if code, _ := e.status(); code != "NetStream.Publish.Rejected" {
			t.Errorf("status %s", code)
		}
		h.next(t).over(t)
	})
}

func TestServeCut(t *testing.T) {
	h := open(t, Options{})
	c, err := Dial(t.Context(), h.address, "key")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	g := h.next(t)
	c.SetTracks(tracksOf(t))
	g.request.Cut("This stream key is no longer good.")
	var refusal *Refusal
	if err := g.over(t); !errors.As(err, &refusal) {
		t.Errorf("End(%v), want the words", err)
	}
	waitFor(t, "the encoder to hear of it", func() bool {
		err := c.Write(live.Sample{Key: true, Data: nals(t, 4, "6501")})
		return errors.As(err, &refusal) && refusal.Says == "This stream key is no longer good."
	})
	g.request.Cut("again") // nothing is there any more
	if len(h.refused) > 0 {
		t.Errorf("Refused(%v), though the house did it", <-h.refused)
	}
}

// TestCutConcurrently is for the race detector: Cut may come at any time, and
// more than once.
func TestCutConcurrently(t *testing.T) {
	h := open(t, Options{})
	for range 20 {
		c, err := Dial(t.Context(), h.address, "key")
		if err != nil {
			t.Fatal(err)
		}
		g := h.next(t)
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() { g.request.Cut("Another encoder sends with this stream key now.") })
		}
		all.Go(func() {
			c.SetTracks(tracksOf(t))
			for c.Write(live.Sample{Key: true, Data: []byte{0, 0, 0, 1, 0x65}}) == nil {
			}
		})
		var refusal *Refusal
		if err := g.over(t); !errors.As(err, &refusal) {
			t.Errorf("End(%v), want the words", err)
		}
		all.Wait()
		c.Close()
	}
}

// Serve's end ends all who are there, with their goroutines: open asks.
func TestServeEnds(t *testing.T) {
	h := open(t, Options{})
	var guests []*guest
	for i := range 5 {
		c, err := Dial(t.Context(), h.address, fmt.Sprint(i))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		guests = append(guests, h.next(t))
		d := dial(t, h)
		d.call("connect", 1, object{{"app", "live"}})
		n, err := net.Dial("tcp", h.host)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { n.Close() })
	}
	h.stop()
	for _, g := range guests {
		if err := g.over(t); err != ErrStopped {
			t.Errorf("End(%v), want ErrStopped", err)
		}
	}
}

// A process that has no file left for a connection has one again, after
// however long: Serve goes on, and with it those who publish.
func TestServeBearsAFailingAccept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &failing{addr: &net.TCPAddr{}, gone: make(chan struct{})}
		l.left.Store(100)
		ctx, stop := context.WithCancel(t.Context())
		served := make(chan error, 1)
		o := Options{Publish: (&house{}).publish, Log: slog.New(slog.DiscardHandler)}
		go func() { served <- Serve(ctx, l, o) }()
		time.Sleep(100 * time.Second) // by the bubble's clock: a second per failure at most
		if left := l.left.Load(); left >= 0 {
			t.Errorf("after 100 s %d failures are still to come, want that none is", left+1)
		}
		select {
		case err := <-served:
			t.Fatalf("Serve gave up: %v", err)
		default:
		}
		stop()
		if err := <-served; err != nil {
			t.Errorf("Serve = %v, want nil", err)
		}
	})
	gone := &failing{addr: &net.TCPAddr{}, gone: make(chan struct{}), closed: true}
	o := Options{Publish: (&house{}).publish, Log: slog.New(slog.DiscardHandler)}
	if err := Serve(t.Context(), gone, o); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Serve on a listener that is closed = %v, want ErrClosed", err)
	}
}

type failing struct {
	addr   net.Addr
	left   atomic.Int64
	gone   chan struct{}
	closed bool
}

func (f *failing) Accept() (net.Conn, error) {
	if f.closed {
		return nil, net.ErrClosed
	}
	if f.left.Add(-1) >= 0 {
		return nil, &net.OpError{Op: "accept", Err: syscall.EMFILE}
	}
	<-f.gone
	return nil, net.ErrClosed
}
func (f *failing) Close() error   { close(f.gone); return nil }
func (f *failing) Addr() net.Addr { return f.addr }

func tracksOf(t testing.TB) []live.Track {
	t.Helper()
	v, err := live.H264Track([][]byte{unhex(t, sps1080p)}, [][]byte{unhex(t, pps)})
	if err != nil {
		t.Fatal(err)
	}
	a, err := live.ParseAudioSpecificConfig(unhex(t, aac48k))
	if err != nil {
		t.Fatal(err)
	}
	return []live.Track{v, a}
}
