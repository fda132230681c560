package rtmp

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"stagedoor/live"
)

// A mine is a guest that panics at a moment, and at every further one.
type mine struct {
	*guest
	at   string
	over bool
}

func (m *mine) step(at string) {
	m.over = m.over || m.at == at
	if m.over {
		panic("a mine at " + at)
	}
}

func (m *mine) SetTracks(t []live.Track) { m.step("SetTracks"); m.guest.SetTracks(t) }
func (m *mine) Write(s live.Sample)      { m.step("Write"); m.guest.Write(s) }
func (m *mine) End(err error)            { m.guest.End(err); m.step("End") }

// TestServeSurvivesAPanic: whatever panics for one encoder ends that one, and
// is in the log once with where it was; who else publishes does not notice.
func TestServeSurvivesAPanic(t *testing.T) {
	for _, at := range []string{"Publish", "SetTracks", "Write", "End", "Refused"} {
		t.Run(at, func(t *testing.T) {
			var book safeBuffer
			h := &house{guests: make(chan *guest, 10)}
			o := Options{Log: slog.New(slog.NewTextHandler(&book, nil))}
			o.Publish = func(ctx context.Context, r Request) (Publisher, error) {
				p, err := h.publish(ctx, r)
				if r.Key != "mine" {
					return p, err
				}
				if at == "Publish" {
					panic("a mine at Publish")
				}
				return &mine{guest: p.(*guest), at: strings.Replace(at, "Refused", "Write", 1)}, err
			}
			refused := make(chan error, 10)
			o.Refused = func(_ Request, err error) string {
				refused <- err
				if at == "Refused" {
					panic("a mine at Refused")
				}
				return told
			}
			served := open(t, o)
			good, err := Dial(t.Context(), served.address, "good")
			if err != nil {
				t.Fatal(err)
			}
			defer good.Close()
			good.SetTracks(tracksOf(t))
			other := h.next(t)

			c, err := Dial(t.Context(), served.address, "mine")
			if at == "Publish" {
				if err == nil {
					t.Fatal("an encoder came in through a panic")
				}
				h.next(t)
			} else {
				if err != nil {
					t.Fatal(err)
				}
				defer c.Close()
				c.SetTracks(tracksOf(t))
				c.Write(live.Sample{Key: true, Data: nals(t, 4, "6501")})
				c.Write(live.Sample{DTS: 3000, Data: nals(t, 4, "4101")})
				if at == "End" {
					c.Close()
				}
				err := h.next(t).over(t)
				if at != "End" && !strings.Contains(fmt.Sprint(err), "a mine at") {
					t.Errorf("End(%v), want the panic", err)
				}
				if at != "End" && len(refused) != 1 {
					t.Errorf("%d times refused, want once", len(refused))
				}
			}
			if err := good.Write(live.Sample{Key: true, Data: nals(t, 4, "6501")}); err != nil {
				t.Errorf("the other encoder: %v", err)
			}
			good.Write(live.Sample{DTS: 3000, Data: nals(t, 4, "4101")})
			other.hasWritten(t, 1)
			waitFor(t, "the log's line", func() bool { return strings.Contains(book.String(), "made us panic") })
			served.stop()
			if got := book.String(); strings.Count(got, "level=ERROR") != 1 || !strings.Contains(got, "panic_test.go") {
				t.Errorf("the log has not one line with where it was:\n%s", got)
			}
		})
	}
}

// A safeBuffer can be read while it is written.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
