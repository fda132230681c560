package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"stagedoor/live"
	"stagedoor/live/rtmp"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

func TestWhyAnEncoderEnded(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{nil, "INFO The encoder was stopped."},
		{rtmp.ErrStopped, "INFO Stagedoor stops."},
		{rtmp.ErrSilent, "WARN Nothing came for 10s."},
		{io.EOF, "WARN The connection ended without a goodbye: the encoder was closed, or its line broke."},
		{&rtmp.Unsupported{Codec: "H.265"}, "WARN The encoder sends H.265. Set it to H.264 and AAC."},
		{&rtmp.Refusal{Says: "Another machine has this stage now. Connect again."}, "WARN Another machine has this stage now. Connect again."},
		{errors.New("FLV: a tag is too short"), "WARN What it sent cannot be read: FLV: a tag is too short."},
	} {
		level, why := whyEnded(tt.err)
		if got := fmt.Sprint(level, " ", why); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.err, got, tt.want)
		}
	}
}

// A logBook is a log that can be read while it is written.
type logBook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logBook) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

// lines are those about a message, each from its message on.
func (l *logBook) lines(msg string) (out []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(l.text.String()) {
		if _, about, ok := strings.Cut(line, `msg="`+msg+`" `); ok {
			out = append(out, strings.TrimSpace(about))
		}
	}
	return out
}

// TestWhatTheLogSaysOfEncoders: each end is one line that says why; a refusal
// that comes again and again is one.
func TestWhatTheLogSaysOfEncoders(t *testing.T) {
	db := storetest.Open(t, "", store.Options{})
	addHall(t, db)
	var book logBook
	n := startNodeOn(t, db, db, "one", slog.New(slog.NewTextHandler(&book, nil)))
	n.onAir("slate", 10*time.Second)
	if got := book.lines("on air"); len(got) != 1 || got[0] != `stage=hall source=slate why="stands in: Main (main) has no picture"` {
		t.Errorf("before anybody publishes there was on air: %q", got)
	}
	ended := func(times int, want string) {
		t.Helper()
		until(t, "the log says "+want, 10*time.Second, func() (bool, string) {
			got := book.lines("an encoder ended")
			return len(got) >= times && strings.Contains(got[len(got)-1], want), strings.Join(got, "\n")
		})
		if got := book.lines("an encoder ended"); len(got) != times {
			t.Errorf("after %d ends the log says\n%s", times, strings.Join(got, "\n"))
		}
	}
	for range 3 {
		if _, err := n.encoder("nonsense"); err == nil {
			t.Fatal("a wrong key opens a rung")
		}
	}
	refused := book.lines("an encoder was refused")
	if want := `why="We do not know this stream key. Copy it from the control room again."`; len(refused) != 1 || !strings.HasPrefix(refused[0], want) || strings.Contains(refused[0], "nonsense") {
		t.Errorf("a wrong key, three times: the log says %q, want %s once", refused, want)
	}

	n.mustEncoder(n.key("main")).stop()
	ended(1, `stage=hall source=main title=Main why="The encoder was stopped."`)
	old := n.key("main")
	e := n.mustEncoder(old)
	if err := db.RotateKey(t.Context(), tester, "hall", "main", time.Now()); err != nil {
		t.Fatal(err)
	}
	e.kicked(t)
	ended(2, `why="This stream key is no longer good. Copy the new one from the control room."`)
	until(t, "the new key", 5*time.Second, func() (bool, string) { return n.key("main") != old, "the old one" })
	e = n.mustEncoder(n.key("main"))
	if err := db.RemoveSource(t.Context(), tester, "hall", "main", time.Now()); err != nil {
		t.Fatal(err)
	}
	if got := e.kicked(t); !strings.Contains(got, "no longer on the stage") {
		t.Errorf("whose rung was removed hears: %s", got)
	}
	ended(3, `why="This source is no longer on the stage.`)
	e = n.mustEncoder(n.key("backup"))
	if _, err := n.encoder(n.key("backup")); err == nil {
		t.Fatal("two encoders publish with one key")
	}
	if got := book.lines("an encoder was refused"); len(got) != 2 || !strings.Contains(got[1], "stage=hall source=backup") || !strings.Contains(got[1], "Another encoder sends") {
		t.Errorf("a second one: the log says %q", got)
	}
	n.stop()
	e.kicked(t)
	ended(4, `source=backup title=Backup why="Stagedoor stops."`)
}

// TestWhenASecondEncoderTakesOver: once the first was silent for five seconds,
// and not before; a silence between two slides is none.
func TestWhenASecondEncoderTakesOver(t *testing.T) {
	db := storetest.Open(t, "", store.Options{})
	addHall(t, db)
	for _, tt := range []struct {
		silent time.Duration
		takes  bool
	}{
		{300 * time.Millisecond, false},
		{time.Second, false},
		{4500 * time.Millisecond, false}, // half a second for a slow machine
		{5 * time.Second, true},
		{time.Minute, true},
	} {
		b := mustBroadcast(t, db, db, slog.New(slog.DiscardHandler))
		b.began = b.began.Add(-time.Hour)
		b.Watch([]stage.Stage{twoEncoders})
		main, _ := b.board.Now().Stage("hall").Source("main")
		cut := ""
		r := rtmp.Request{Key: main.StreamKey(storetest.Secret, b.board.Conference().ID), Cut: func(says string) { cut = says }}
		first, err := b.publish(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		first.Write(live.Sample{At: time.Now().Add(-tt.silent)})
		_, err = b.publish(t.Context(), r)
		var refusal *rtmp.Refusal
		if busy := errors.As(err, &refusal) && refusal.Busy; busy == tt.takes || (cut != "") != tt.takes || (err == nil) != tt.takes {
			t.Errorf("after %v of silence: %v, the first hears %q; want that the second takes over: %v", tt.silent, err, cut, tt.takes)
		}
	}
}

// TestTheLogSaysWhyTheSlateIsSeen, each time it is.
func TestTheLogSaysWhyTheSlateIsSeen(t *testing.T) {
	db := storetest.Open(t, "", store.Options{})
	addHall(t, db)
	var book logBook
	n := startNodeOn(t, db, db, "one", slog.New(slog.NewTextHandler(&book, nil)))
	seen := func(msg string, times int, want string) {
		t.Helper()
		until(t, msg+": "+want, 20*time.Second, func() (bool, string) {
			got := book.lines(msg)
			return len(got) >= times && strings.Contains(got[times-1], want), strings.Join(got, "\n")
		})
	}
	n.onAir("slate", 10*time.Second)
	seen("the slate is seen", 1, `why="no encoder`) // sends, or is on air
	e := n.mustEncoder(n.key("main"))
	n.onAir("main", 20*time.Second)
	seen("an encoder's picture is seen", 1, `stage=hall source=main title=Main`)
	e.stop()
	seen("the slate is seen", 2, `stage=hall source=main title=Main why="no`) // encoder sends, or the picture of one that is not gone yet
}

// TestAGoodEncoderEndsAnOldRefusal: one that sent a picture takes with it what
// was told to another before it, not what was told while it sent; one that was
// refused itself leaves that standing.
func TestAGoodEncoderEndsAnOldRefusal(t *testing.T) {
	db := storetest.Open(t, "", store.Options{})
	addHall(t, db)
	b := mustBroadcast(t, db, db, slog.New(slog.DiscardHandler))
	began := time.Now()
	key := rungKey{"hall", "main"}
	for _, tt := range []struct {
		name    string
		picture bool
		told    time.Duration // after it began
		stands  bool
	}{
		{"before a good one", true, -time.Minute, false},
		{"while a good one sent", true, time.Second, true},
		{"before one without a picture", false, -time.Minute, true},
	} {
		p := &publisher{of: b, key: key, since: began, stream: &live.Stream{}}
		if tt.picture {
			p.picture.Store(1)
		}
		b.refusals[key] = stage.Refusal{At: began.Add(tt.told), Reason: stage.Second}
		p.leave(nil)
		if _, stands := b.refusals[key]; stands != tt.stands {
			t.Errorf("%s: it stands %v, want %v", tt.name, stands, tt.stands)
		}
	}
}
