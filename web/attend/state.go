package attend

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/text"
	"stagedoor/web/ui"
)

// States tells the open pages what changed. It renders the state of every page
// once per change and language: when the Board has something new, when a talk
// begins or ends or is about to, when the doors move. What is other than the
// last time goes out on the channels; all of it lies ready for whoever asks.
// Make one with NewStates and Run it.
type States struct {
	o    StatesOptions
	wake chan struct{} // holds one: however much changes, one rendering follows
	now  atomic.Pointer[rendered]

	rendering sync.Mutex // an older rendering must not overwrite a newer one
}

// StatesOptions are what States works with.
type StatesOptions struct {
	Board interface {
		Board
		Listen(func())
	}
	Public   *url.URL                          // the site's own address
	Push     Publisher                         // nil: nobody hears, pages ask
	Watching func(stage stagedoor.StageID) int // how many watch, rounded; nil: not known
	Now      func() time.Time                  // nil is time.Now
	Log      *slog.Logger
}

// A Publisher sends a payload to all pages on a channel; push.Hub is one. It
// must not block.
type Publisher interface {
	Publish(channel string, data []byte)
}

// countEvery is how often the number of viewers is looked at.
const countEvery = 5 * time.Second

// NewStates renders everything once; nothing is sent for it.
func NewStates(o StatesOptions) *States {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &States{o: o, wake: make(chan struct{}, 1)}
	s.now.Store(&rendered{})
	o.Board.Listen(s.changed)
	s.refresh()
	return s
}

// changed hears that the Board has something new. It never blocks.
func (s *States) changed() {
	select {
	case s.wake <- struct{}{}:
	default: // a rendering is due already and will see this too
	}
}

// Run renders and publishes until ctx ends.
func (s *States) Run(ctx context.Context) {
	count := time.NewTicker(countEvery)
	defer count.Stop()
	for {
		boundary := time.NewTimer(max(s.now.Load().until.Sub(s.o.Now()), time.Millisecond))
		select {
		case <-ctx.Done():
			boundary.Stop()
			return
		case <-s.wake:
		case <-boundary.C:
		case <-count.C:
			// The clock may have jumped, or the machine slept: the timer of
			// the boundary did not see it.
			if late := !s.o.Now().Before(s.now.Load().until); !late && !s.crowdMoved() {
				boundary.Stop()
				continue
			}
		}
		boundary.Stop()
		s.refresh()
	}
}

func (s *States) crowdMoved() bool {
	if s.o.Watching == nil {
		return false
	}
	was := s.now.Load().watching
	for _, st := range s.o.Board.Now().Stages {
		if s.o.Watching(st.ID) != was[st.ID] {
			return true
		}
	}
	return false
}

// refresh renders what there is now and publishes what is other than before.
func (s *States) refresh() {
	s.rendering.Lock()
	defer s.rendering.Unlock()
	before := s.now.Load()
	after, err := render(s.o, s.o.Now())
	if err != nil {
		// The pages keep what they have; a component that fails is ours.
		s.o.Log.Error("cannot render the pages' state", "err", err)
		after = &rendered{}
		*after = *before
		after.until = s.o.Now().Add(time.Minute)
		s.now.Store(after)
		return
	}
	s.now.Store(after)
	if s.o.Push == nil || before.channels == nil {
		return
	}
	for _, m := range after.since(before) {
		s.o.Push.Publish(m.channel, m.data)
	}
}

// answer is a page's whole state; false when there is no such stage.
func (s *States) answer(a asked) (ui.State, bool) {
	got, ok := s.now.Load().answers[a]
	return got, ok
}

// ShowState answers GET /state. The query's stage is the page's; without one
// it is the lobby's.
func (p *Pages) ShowState(w http.ResponseWriter, r *http.Request) error {
	page := ui.PageOf(r.Context())
	a := asked{stagedoor.StageID(r.URL.Query().Get("stage")), page.Language.Tag(), p.waits(page)}
	got, ok := p.States.answer(a)
	if !ok {
		return stagedoor.Errorf(stagedoor.NotFound, "There is no such stage. The lobby shows all of them.")
	}
	return got.Send(w, r)
}

// waits reports whether who looks must not see the stages yet, or any more.
func (p *Pages) waits(page ui.Page) bool {
	return !page.Preview && Closed(p.Board.Now().Conference, page.Now)
}

// head is what a moving page's layout must know: where it hears and asks.
// The crew's preview before the doors asks only: what is on the channels then
// is what attendees may know.
func (p *Pages) head(ctx context.Context, id stagedoor.StageID) ui.Head {
	page := ui.PageOf(ctx)
	c := p.Board.Now().Conference
	h := ui.Head{Doors: doors(c, page.Now)}
	if p.States == nil {
		return h
	}
	query := ""
	if id != "" {
		query = "?stage=" + url.QueryEscape(string(id))
	}
	h.State = "/state" + query
	if !page.Preview || h.Doors == whileOpen {
		h.Push = "/push" + query
	}
	h.Version = p.StateVersion(ctx, id)
	return h
}

// StateVersion is the version in force of what a page shows: of a stage's, or
// without a stage of all others. It is empty while there are no states.
func (p *Pages) StateVersion(ctx context.Context, id stagedoor.StageID) string {
	if p.States == nil {
		return ""
	}
	page := ui.PageOf(ctx)
	got, _ := p.States.answer(asked{id, page.Language.Tag(), p.waits(page)})
	return got.Version
}

func (p *Pages) watching(ctx context.Context, id stagedoor.StageID) string {
	if p.States == nil || p.States.o.Watching == nil {
		return ""
	}
	return watchingWords(ctx, p.States.o.Watching(id))
}

// The doors, as pages know them.
const (
	beforeDoors = "closed"
	whileOpen   = "open"
	afterEnd    = "over"
)

func doors(c stagedoor.Conference, now time.Time) string {
	switch {
	case c.Over(now):
		return afterEnd
	case !c.Opened(now):
		return beforeDoors
	}
	return whileOpen
}

// languages are those that pages have.
func languages() []*text.Language { return text.Languages() }

// surroundings are a state's: the page's, without who looks.
func surroundings(s *stage.Snapshot, l *text.Language, now time.Time) context.Context {
	c := s.Conference
	return ui.With(context.Background(), ui.Page{
		Language: l, Conference: c.Name, Zone: c.Location(), Look: c.Look, Contact: c.Contact, Now: now,
	})
}
