package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"stagedoor"
	"stagedoor/live"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// mustBroadcast is one that does nothing by itself.
func mustBroadcast(t *testing.T, db *store.DB, of broadcastStore, log *slog.Logger) *broadcast {
	t.Helper()
	board := stage.NewBoard(db, log)
	if err := board.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	slate, err := bundledSlate()
	if err != nil {
		t.Fatal(err)
	}
	ignore := func(stagedoor.StageID) {}
	return newBroadcast(broadcastOptions{store: of, board: board, secret: storetest.Secret, node: "one", log: log,
		heard: ignore, lost: ignore, slate: slate, counts: newBroadcastCounts(prometheus.NewRegistry())})
}

// A span is what a playlist says of itself: numbers and dates, from the first
// segment to the end of its last part.
type span struct {
	sequence, next      int // media sequence, of the first segment and behind the last
	discontinuity, gaps int // sequence, and behind it
	from, to            time.Time
}

func spanOf(t *testing.T, p *stageProgram) (s span) {
	t.Helper()
	w := httptest.NewRecorder()
	p.muxer.ServePlaylist(w, httptest.NewRequest("GET", "/live/hall/index.m3u8", nil))
	text := w.Body.String()
	number := func(what string) int {
		_, rest, _ := strings.Cut(text, what)
		line, _, _ := strings.Cut(rest, "\n")
		n, err := strconv.Atoi(line)
		if err != nil {
			t.Fatalf("no %s in\n%s", what, text)
		}
		return n
	}
	seconds := func(s string) time.Duration {
		s, _, _ = strings.Cut(s, ",")
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return time.Duration(f * float64(time.Second))
	}
	s.sequence, s.discontinuity = number("#EXT-X-MEDIA-SEQUENCE:"), number("#EXT-X-DISCONTINUITY-SEQUENCE:")
	s.next, s.gaps = s.sequence+strings.Count(text, "#EXT-X-PROGRAM-DATE-TIME:"), s.discontinuity+strings.Count(text, "#EXT-X-DISCONTINUITY\n")
	var begun time.Time // the segment, and how long its parts are
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if v, ok := strings.CutPrefix(line, "#EXT-X-PROGRAM-DATE-TIME:"); ok {
			at, err := time.Parse(time.RFC3339Nano, v)
			if err != nil {
				t.Fatal(err)
			}
			if s.from.IsZero() {
				s.from = at
			}
			begun, s.to = at, at
		}
		if v, ok := strings.CutPrefix(line, "#EXT-X-PART:DURATION="); ok {
			s.to = s.to.Add(seconds(v))
		}
		if v, ok := strings.CutPrefix(line, "#EXTINF:"); ok {
			s.to = begun.Add(seconds(v))
		}
	}
	return s
}

// send has a publisher send the film's pictures without end, and without
// sound, as far ahead of their time as said.
func send(ctx context.Context, s *live.Stream, tracks []live.Track, film []live.Sample, length, ahead time.Duration) {
	s.SetTracks(tracks[:1])
	begun := time.Now()
	for round := time.Duration(0); ; round += length {
		for _, sm := range film {
			if sm.Track != 0 {
				continue
			}
			at := round + tracks[0].Time(sm.DTS)
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Until(begun.Add(at - ahead))):
			}
			sm.DTS, sm.At = tracks[0].Ticks(at), time.Now()
			s.Write(sm)
		}
	}
}

// TestDatesGoForwardOverACrash: a program that is killed while its encoder is
// ahead of the clock, and begins again at once, goes back in nothing.
func TestDatesGoForwardOverACrash(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Parallel()
		addHall(t, db)
		const lead = 900 * time.Millisecond // which an encoder keeps
		var was span
		for run := range 3 {
			b := mustBroadcast(t, db, db, slog.New(slog.DiscardHandler))
			p, err := b.begin(t.Context(), "hall")
			if err != nil {
				t.Fatal(err)
			}
			b.put(p)
			ctx, kill := context.WithCancel(t.Context())
			var all sync.WaitGroup
			all.Go(func() { b.write(ctx) })
			until(t, "a part of the slate", 10*time.Second, func() (bool, string) { return !spanOf(t, p).to.IsZero(), "none" })
			if is := spanOf(t, p); run > 0 && (is.from.Before(was.to) || is.sequence < was.next || is.discontinuity < was.gaps) {
				t.Errorf("run %d begins with %+v, behind %+v", run, is, was)
			}
			until(t, "dates by the clock, which the last run's lead is over", 15*time.Second, func() (bool, string) {
				p.mu.Lock()
				defer p.mu.Unlock()
				return p.at.Lead < 300, fmt.Sprintf("at %+v", p.at)
			})
			encoder := &live.Stream{}
			p.program.Attach("main", encoder)
			p.program.Show("main")
			all.Go(func() { send(ctx, encoder, b.slate.Tracks, b.slate.Samples, b.slate.Length, lead) })
			until(t, "dates ahead of the clock, that the database heard of a while ago", 15*time.Second, func() (bool, string) {
				p.mu.Lock()
				defer p.mu.Unlock()
				ms := lead.Milliseconds() - 300
				return p.at.Lead > ms && p.reserved.Lead >= p.at.Lead && p.at.Reached > p.reserved.Reached+ms, fmt.Sprintf("at %+v, reserved %+v", p.at, p.reserved)
			})
			kill()
			p.halt() // and no word about where it got to
			all.Wait()
			was = spanOf(t, p)
		}
	})
}
