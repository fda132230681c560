package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"
)

// TestASlowReaderIsDropped: who takes a byte now and then of what it asked for
// loses its connection when the time for an answer is over, however busy it
// looks; who reads gets everything meanwhile.
func TestASlowReaderIsDropped(t *testing.T) {
	const within = time.Second
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	released := make(chan time.Duration, 1) // how long the slow one's answer took
	site := laneSite()
	r := siteOn(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		site.ServeHTTP(w, r)
		if r.URL.Path == "/live/big" {
			released <- time.Since(began)
		}
	}), nil, within, slog.New(slog.DiscardHandler))
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- r.serveUntil(ctx) }()
	defer func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	}()
	h := &laneHouse{Server: r.Server, lane: r.lane, addr: l.Addr().String()}
	slow, quick := h.guest(t), h.guest(t)
	slow.say(get("/live/part"))
	slow.hear(http.StatusOK)
	slow.say(get("/live/big"))
	drip, answers := time.NewTicker(within/20), 0
	defer drip.Stop()
	for held := time.Duration(0); held == 0; {
		select {
		case held = <-released:
			if held < within/2 || held > 5*within {
				t.Errorf("the slow reader held its answer for %v, want about %v", held, within)
			}
		case <-drip.C:
			if _, err := slow.in.Discard(1); err != nil {
				t.Fatalf("the slow reader reads %v", err)
			}
			asked := time.Now()
			quick.say(get("/live/part"))
			if by, _ := quick.hear(http.StatusOK); by != byLane || time.Since(asked) > within/2 {
				t.Errorf("who reads is answered by %s after %v", by, time.Since(asked))
			}
			answers++
		case <-time.After(10 * within):
			t.Fatal("the slow reader is still served")
		}
	}
	if answers < 5 {
		t.Errorf("who reads got %d answers beside the slow one, want one every %v", answers, within/20)
	}
	if n, err := io.Copy(io.Discard, slow.in); n >= big {
		t.Errorf("the slow reader got all, %v", err)
	}
	until(t, "its connection is forgotten", 5*time.Second, func() (bool, string) {
		h.lane.mu.Lock()
		defer h.lane.mu.Unlock()
		return len(h.lane.conns) == 1, "it is not" // the quick one's
	})
}
