package schedule_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"stagedoor/schedule"
	"stagedoor/store"
	"stagedoor/store/storetest"
)

// A store that is away, as often as it is told, and after that has a
// programme which another node reads.
type awayStore struct {
	schedule.Store
	programme, lease int // how often each still fails
	asked            []time.Time
}

func (s *awayStore) Programme(context.Context) (schedule.Known, error) {
	s.asked = append(s.asked, time.Now())
	if s.programme--; s.programme >= 0 {
		return schedule.Known{}, errors.New("no connection")
	}
	return schedule.Known{Settings: schedule.Settings{URL: "https://vendor.example/day.xml"}}, nil
}

func (s *awayStore) Lease(context.Context, string, string, time.Time, time.Duration) (bool, error) {
	if s.lease--; s.lease >= 0 {
		return false, errors.New("no connection")
	}
	return false, nil
}

func (s *awayStore) Unlease(context.Context, string, string) error { return nil }

// A store that was away for a moment costs ten seconds, not the five minutes
// until the clock comes round.
func TestStoreThatWasAwayIsAskedAgainSoon(t *testing.T) {
	for _, tt := range []struct {
		name string
		s    awayStore
		want []time.Duration // when it is asked, within six minutes
	}{
		{"never away", awayStore{}, []time.Duration{0, 5 * time.Minute}},
		{"no settings, twice", awayStore{programme: 2}, []time.Duration{0, 10 * time.Second, 20 * time.Second, 20*time.Second + 5*time.Minute}},
		{"no lease, once", awayStore{lease: 1}, []time.Duration{0, 10 * time.Second, 10*time.Second + 5*time.Minute}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				im := &schedule.Importer{Store: &tt.s, Node: "a", Log: slog.New(slog.DiscardHandler)}
				running, stop := context.WithCancel(t.Context())
				began := time.Now()
				go im.Run(running)
				time.Sleep(6 * time.Minute)
				stop()
				synctest.Wait()
				var got []time.Duration
				for _, at := range tt.s.asked {
					got = append(got, at.Sub(began))
				}
				if !slices.Equal(got, tt.want) {
					t.Errorf("asked at %v, want %v", got, tt.want)
				}
			})
		})
	}
}

// lines are what is logged.
type lines chan string

func (l lines) Write(b []byte) (int, error) { l <- string(b); return len(b), nil }

// What is wrong with the file is one line in the log.
func TestOneLineForAFileThatCannotBeRead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		logged := make(lines, 100)
		d.Log = slog.New(slog.NewTextHandler(logged, nil))
		d.vendor.does(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusNotFound) })
		d.follows()
		running, stop := context.WithCancel(ctx)
		done := make(chan struct{})
		go func() { d.Run(running); close(done) }()
		eventually(t, "the file's problem is kept and said", func() bool { return !d.known().Reading.Problem.Zero() && len(logged) > 0 })
		eventually(t, "the look is over", func() bool { return !d.Looked().IsZero() })
		stop()
		<-done
		if len(logged) != 1 {
			close(logged)
			t.Error("want one line, got:")
			for l := range logged {
				t.Error(l)
			}
		}
	})
}

// TestAnAddressThatIsLeftWhileItAnswers: somebody gave another one meanwhile, so
// that what came of the old one is nobody's.
func TestAnAddressThatIsLeftWhileItAnswers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.vendor.does(func(w http.ResponseWriter, r *http.Request) {
			if err := db.SaveProgramme(ctx, owner, schedule.Settings{URL: d.vendor.URL + "/other.xml"}, d.clock); err != nil {
				t.Error(err)
			}
			io.WriteString(w, xml(morning))
		})
		d.follows()
		if _, waits, err := d.ReadNow(ctx, owner); err != nil || waits {
			t.Errorf("read: waits %v, %v; want that nothing came of it", waits, err)
		}
		if k := d.known(); k.Draft != nil || len(k.Talks) > 0 || !strings.HasSuffix(k.Settings.URL, "/other.xml") {
			t.Errorf("of %s the draft is %+v with %d talks, want none", k.Settings.URL, k.Draft, len(k.Talks))
		}
	})
}
