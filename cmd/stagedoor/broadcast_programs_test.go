package main

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// A stuckStore never begins the attic's program.
type stuckStore struct {
	*store.DB
	asked chan struct{} // holds one
	free  chan struct{} // closed at the end
}

func (s stuckStore) BeginProgram(ctx context.Context, id stagedoor.StageID, node string, ahead stage.Numbers) (stage.Numbers, error) {
	if id != "attic" {
		return s.DB.BeginProgram(ctx, id, node, ahead)
	}
	nudge(s.asked)
	<-s.free
	return stage.Numbers{}, context.DeadlineExceeded
}

// TestATakeWaitsForNoDatabase: while one stage's program cannot begin, another
// stage shows what is taken there, and a changed key cuts its encoder off.
func TestATakeWaitsForNoDatabase(t *testing.T) {
	db := storetest.Open(t, "", store.Options{})
	addHall(t, db)
	stuck := stuckStore{db, make(chan struct{}, 1), make(chan struct{})}
	n := startNodeOn(t, db, stuck, "one", slog.New(slog.DiscardHandler))
	defer close(stuck.free) // before the node stops
	n.onAir("slate", 10*time.Second)
	e := n.mustEncoder(n.key("main"))
	n.onAir("main", 5*time.Second)
	n.has("#EXT-X-DISCONTINUITY\n", 1, 10*time.Second)

	attic := stage.Stage{ID: "attic", Name: "Attic", Gel: "rose", Ladder: []stage.Source{{ID: "cam", Stage: "attic", Kind: stage.Ingest, KeyVersion: 1, Title: "Cam"}}}
	if err := db.AddStage(t.Context(), tester, attic, time.Now()); err != nil {
		t.Fatal(err)
	}
	select {
	case <-stuck.asked:
	case <-time.After(10 * time.Second):
		t.Fatal("the attic's program was not begun")
	}
	if err := db.Take(t.Context(), tester, "hall", "slate", time.Now()); err != nil {
		t.Fatal(err)
	}
	n.onAir("slate", 5*time.Second)
	n.has("#EXT-X-DISCONTINUITY\n", 2, 2*time.Second)
	if err := db.RotateKey(t.Context(), tester, "hall", "main", time.Now()); err != nil {
		t.Fatal(err)
	}
	if got := e.kicked(t); !strings.Contains(got, "no longer good") {
		t.Errorf("with the old key the encoder ends: %s", got)
	}
}

// TestAPlaylistEnds: who waits for a stage's next part is answered at once when
// none will come, and its playlist says so to whoever asks a moment later;
// where another process goes on with it, it does not.
func TestAPlaylistEnds(t *testing.T) {
	for _, tt := range []struct {
		name   string
		do     func(ctx context.Context, db *store.DB, n *node) error
		status int
		ends   bool
	}{
		{"its encoders' rungs are removed", func(ctx context.Context, db *store.DB, _ *node) error {
			for _, id := range []stagedoor.SourceID{"main", "backup"} {
				if err := db.RemoveSource(ctx, tester, "hall", id, time.Now()); err != nil {
					return err
				}
			}
			return nil
		}, 200, true},
		{"the stage is removed", func(ctx context.Context, db *store.DB, _ *node) error {
			return db.RemoveStage(ctx, tester, "hall", time.Now())
		}, 200, true},
		{"another process has the stage", func(_ context.Context, _ *store.DB, n *node) error {
			n.broadcast.Watch(nil)
			return nil
		}, 503, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			db := storetest.Open(t, "", store.Options{})
			addHall(t, db)
			n := startNode(t, db, "one")
			n.onAir("slate", 10*time.Second)
			n.has("#EXTINF", 2, 10*time.Second)
			m, _ := n.broadcast.Muxer("hall")
			answer := make(chan *httptest.ResponseRecorder, 1)
			far := n.segmentAfterNext()
			go func() {
				w := httptest.NewRecorder()
				m.ServePlaylist(w, httptest.NewRequest("GET", far, nil))
				answer <- w
			}()
			if err := tt.do(t.Context(), db, n); err != nil {
				t.Fatal(err)
			}
			select {
			case w := <-answer:
				if ends := strings.HasSuffix(w.Body.String(), "#EXT-X-ENDLIST\n"); w.Code != tt.status || ends != tt.ends {
					t.Errorf("who waits is answered %d, an end %v; want %d, %v:\n%s", w.Code, ends, tt.status, tt.ends, w.Body)
				}
			case <-time.After(5 * time.Second):
				t.Fatal("who waits still waits")
			}
			if got := strings.HasSuffix(n.playlist(), "#EXT-X-ENDLIST\n"); got != tt.ends {
				t.Errorf("a moment later the playlist has an end: %v, want %v", got, tt.ends)
			}
		})
	}
}

// TestAPlaylistThatEndedBeginsAgain: with numbers that go on, and without its
// end.
func TestAPlaylistThatEndedBeginsAgain(t *testing.T) {
	db := storetest.Open(t, "", store.Options{})
	addHall(t, db)
	n := startNode(t, db, "one")
	n.onAir("slate", 10*time.Second)
	n.has("#EXTINF", 2, 10*time.Second)
	for _, id := range []stagedoor.SourceID{"main", "backup"} {
		if err := db.RemoveSource(t.Context(), tester, "hall", id, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	n.has("#EXT-X-ENDLIST", 1, 5*time.Second)
	was := sequenceOf(t, n.playlist()) + strings.Count(n.playlist(), "#EXTINF")
	again := stage.NewIngest("Main again")
	again.Stage = "hall"
	if err := db.AddSource(t.Context(), tester, again, time.Now()); err != nil {
		t.Fatal(err)
	}
	until(t, "a playlist without an end", 10*time.Second, func() (bool, string) {
		now := n.playlist()
		return strings.Contains(now, "#EXTINF") && !strings.Contains(now, "#EXT-X-ENDLIST"), now
	})
	if is := sequenceOf(t, n.playlist()); is != was {
		t.Errorf("media sequence %d after a playlist that got to %d", is, was)
	}
}

// TestAPlaylistThatEndedIsForgotten: it lingers no longer than it must.
func TestAPlaylistThatEndedIsForgotten(t *testing.T) {
	db := storetest.Open(t, "", store.Options{})
	addHall(t, db)
	n := startNode(t, db, "one")
	n.onAir("slate", 10*time.Second)
	n.has("#EXTINF", 1, 10*time.Second)
	if err := db.RemoveStage(t.Context(), tester, "hall", time.Now()); err != nil {
		t.Fatal(err)
	}
	n.has("#EXT-X-ENDLIST", 1, 5*time.Second)
	until(t, "the playlist is gone", lingers+5*time.Second, func() (bool, string) {
		m, ours := n.broadcast.Muxer("hall")
		return m == nil && !ours, "it is there"
	})
}
