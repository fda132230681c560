package rtmp

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"stagedoor/live"
)

// What a Client sends, Serve gives out: tracks, times to a millisecond, data.
func TestRoundTrip(t *testing.T) {
	for name, zero := range map[string]int64{
		"from zero":           0,
		"over 2^24 ms":        0xffffff - 500,
		"over 2^32 ms":        1<<32 - 500,
		"far beyond 2^32 ms":  1<<34 + 7,
		"extended timestamps": 0x2000000,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t, Options{})
			c, err := Dial(t.Context(), h.address, "key")
			if err != nil {
				t.Fatal(err)
			}
			tracks := tracksOf(t)
			if err := c.SetTracks(tracks); err != nil {
				t.Fatal(err)
			}
			var sent []live.Sample
			for i := range int64(100) { // 29.97 fps, with sound beside it
				s := live.Sample{Track: 0, DTS: zero*90 + i*3003, Offset: int32(i%3) * 3003, Key: i%50 == 0, Data: nals(t, 4, "4101")}
				if s.Key {
					s.Data = nals(t, 4, "65"+strings.Repeat("02", 90000))
				}
				sent = append(sent, s, live.Sample{Track: 1, DTS: zero*48 + i*1024, Key: true, Data: []byte{byte(i)}})
			}
			for _, s := range sent {
				if err := c.Write(s); err != nil {
					t.Fatal(err)
				}
			}
			c.Close()
			g := h.next(t)
			if err := g.over(t); err != nil {
				t.Errorf("End(%v), want nil", err)
			}
			if len(g.sets) != 1 || !live.SameTracks(g.sets[0], tracks) {
				t.Fatalf("tracks %v, want %v", g.sets, tracks)
			}
			if len(g.samples) != len(sent) {
				t.Fatalf("%d samples, want %d", len(g.samples), len(sent))
			}
			for i, got := range g.samples {
				want := sent[i]
				off := got.DTS - (want.DTS - sent[want.Track].DTS)
				if want.Track == 0 && (off < -90 || off > 90) || want.Track == 1 && off != 0 {
					t.Errorf("sample %d: DTS %d, want %d", i, got.DTS, want.DTS-sent[want.Track].DTS)
				}
				if d := got.Offset - want.Offset; d < -90 || d > 90 {
					t.Errorf("sample %d: offset %d, want %d", i, got.Offset, want.Offset)
				}
				if got.Key != want.Key || got.Track != want.Track || !bytes.Equal(got.Data, want.Data) || got.At.IsZero() {
					t.Errorf("sample %d: %v %d, %d bytes, at %v", i, got.Key, got.Track, len(got.Data), got.At)
				}
			}
		})
	}
}

func TestDialRefused(t *testing.T) {
	h := open(t, Options{Publish: func(context.Context, Request) (Publisher, error) {
		return nil, &Refusal{Busy: true, Says: "Another encoder sends."}
	}})
	_, err := Dial(t.Context(), h.address, "key")
	var refusal *Refusal
	if !errors.As(err, &refusal) || !refusal.Busy || refusal.Says != "Another encoder sends." {
		t.Errorf("Dial = %v, want the refusal", err)
	}
	for _, address := range []string{"http://host/live", "rtmp://", "rtmp://%zz", ""} {
		if _, err := Dial(t.Context(), address, "key"); err == nil {
			t.Errorf("Dial(%q) works", address)
		}
	}
}

// Dial's context bounds the connecting, and not what comes after.
func TestDialContext(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if _, err := Dial(ctx, "rtmp://"+silent.Addr().String()+"/live", "key"); err == nil {
		t.Error("Dial works with who says nothing")
	}
	h := open(t, Options{})
	ctx, stop = context.WithCancel(t.Context())
	c, err := Dial(ctx, h.address, "key")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	stop()
	if err := c.SetTracks(tracksOf(t)); err != nil {
		t.Errorf("after its context: %v", err)
	}
	if err := c.Write(live.Sample{Track: 2}); err == nil {
		t.Error("a sample of no track is written")
	}
}

// A server that is no RTMP server, or goes away, is an error and no hang.
func TestClientOfABadServer(t *testing.T) {
	for name, answer := range map[string]string{"hangs up": "", "HTTP": "HTTP/1.1 400 Bad Request\r\n\r\n" + strings.Repeat("x", 4000), "zeros": strings.Repeat("\x03", 1) + strings.Repeat("\x00", 4000)} {
		t.Run(name, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			go func() {
				c, err := l.Accept()
				if err != nil {
					return
				}
				io.WriteString(c, answer)
				c.Close()
			}()
			if _, err := Dial(t.Context(), "rtmp://"+l.Addr().String()+"/live", "key"); err == nil {
				t.Error("Dial works")
			}
		})
	}
}

// TestClientConcurrently is for the race detector: Close may come at any time.
func TestClientConcurrently(t *testing.T) {
	h := open(t, Options{})
	for range 10 {
		c, err := Dial(t.Context(), h.address, "key")
		if err != nil {
			t.Fatal(err)
		}
		c.SetTracks(tracksOf(t))
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				for c.Write(live.Sample{Key: true, Data: []byte{0, 0, 0, 1, 0x65}}) == nil {
				}
			})
		}
		h.next(t).hasWritten(t, 3)
		c.Close()
		all.Wait()
	}
}
