package control

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"sync"
	"time"

	"stagedoor"
	"stagedoor/stage"
	"stagedoor/text"
	"stagedoor/web/ui"
)

const (
	// floorAgain is how soon the floor looks again though nothing happened.
	floorAgain = 30 * time.Second
	// figuresEvery is how often the encoders' figures are looked at.
	figuresEvery = 2 * time.Second
	// justNow is how many of the crew's last acts the page lists.
	justNow = 8
	// floorPatience bounds one look at the database.
	floorPatience = 5 * time.Second
)

// An Audience counts who watches, by stage.
type Audience interface {
	Now() map[stagedoor.StageID]stage.Crowd
	Listen(f func())
}

// A Floor has the producer's page in pieces, in each language, and publishes
// those that changed. All fields but Encoders, Log and Now are needed; Run it.
type Floor struct {
	Board interface {
		Board
		Listen(f func())
	}
	Days     Days
	Audience Audience                          // who watches, from memory
	Encoders Encoders                          // how the encoders do; nil: there are none
	Publish  func(channel string, data []byte) // to the pages that are open
	Hears    func(channel string) bool         // whether any is; nil: always
	Log      *slog.Logger
	Now      func() time.Time // nil is time.Now

	making sync.Mutex // one rendering at a time: an older one must not overwrite a newer
	stale  bool       // today must be read anew; under making
	today  Day        // as it was read last; likewise
	read   time.Time  // when that was; likewise
	mu     sync.Mutex
	made   map[string]floorState // by language
}

// A floorState is the page's pieces in one language.
type floorState struct {
	pieces  ui.Pieces
	version string
	body    []byte
}

// A floorPayload is what push and the state endpoint bring the page.
type floorPayload struct {
	Version string    `json:"v"`
	Layout  string    `json:"layout"`
	Pieces  ui.Pieces `json:"pieces"`
}

// Run publishes what changes until ctx ends: after each change of the stages
// or of who watches, and when a talk begins or ends.
func (f *Floor) Run(ctx context.Context) {
	changed, watched := make(chan struct{}, 1), make(chan struct{}, 1)
	f.Board.Listen(func() { wake(changed) })
	f.Audience.Listen(func() { wake(watched) })
	failing, anew := false, true
	figures := time.NewTicker(figuresEvery)
	defer figures.Stop()
	for {
		err := f.refresh(ctx, anew || failing)
		if ctx.Err() != nil {
			return
		}
		if err != nil && !failing {
			f.log().Error("cannot show the producers what changed; we go on trying", "err", err)
		}
		failing = err != nil
		again := time.NewTimer(f.wait())
		select {
		case <-ctx.Done():
		case <-changed:
			anew = true
		case <-again.C:
			anew = true
		case <-watched:
			anew = false
		case <-figures.C:
			anew = false
		}
		again.Stop()
	}
}

// wake has Run look; when a look is due already, that one will see this too.
func wake(due chan struct{}) {
	select {
	case due <- struct{}{}:
	default:
	}
}

// wait is how long nothing changes by itself.
func (f *Floor) wait() time.Duration {
	now := f.now()
	d := floorAgain
	for _, s := range f.Board.Now().Stages {
		if at := turns(s, now); !at.IsZero() {
			d = min(d, at.Sub(now))
		}
	}
	return max(d, 10*time.Millisecond)
}

// Refresh makes the pieces anew and publishes those that differ.
func (f *Floor) Refresh(ctx context.Context) error { return f.refresh(ctx, true) }

// refresh is Refresh; only anew does it ask the database, which who watches
// needs not. Nothing is made that nobody looks at: who comes then asks State,
// and who comes back hears what differs from what was published last.
func (f *Floor) refresh(ctx context.Context, anew bool) error {
	return f.render(ctx, anew, func(l *text.Language) bool { return f.looked(l.Tag()) })
}

// looked reports whether a page in the language is open.
func (f *Floor) looked(lang string) bool { return f.Hears == nil || f.Hears(floorChannel(lang)) }

func floorChannel(lang string) string { return "crew/producer/" + lang }

// render makes the pieces of the languages that want them, and publishes those
// that differ.
func (f *Floor) render(ctx context.Context, anew bool, wants func(*text.Language) bool) error {
	f.making.Lock()
	defer f.making.Unlock()
	f.stale = f.stale || anew
	languages := slices.DeleteFunc(slices.Clone(text.Languages()), func(l *text.Language) bool { return !wants(l) })
	if len(languages) == 0 {
		return nil
	}
	now := f.now()
	if f.stale || now.Sub(f.read) >= floorAgain {
		day, err := f.day(ctx, now)
		if err != nil {
			return err
		}
		f.today, f.read, f.stale = day, now, false
	}
	s, day := f.Board.Now(), f.today
	day.Audience = f.Audience.Now()
	for _, l := range languages {
		st, err := f.pieces(pageFor(ctx, s, l, now), s, day, now)
		if err != nil {
			return err
		}
		f.mu.Lock()
		if f.made == nil {
			f.made = map[string]floorState{}
		}
		before, there := f.made[l.Tag()]
		f.made[l.Tag()] = st
		f.mu.Unlock()
		if before.version == st.version || !there && (f.Hears == nil || !f.looked(l.Tag())) {
			continue // of the first, who looks already gets all
		}
		data, err := json.Marshal(floorPayload{st.version, layout(s), st.pieces.Since(before.pieces)})
		if err != nil {
			return err
		}
		f.Publish(floorChannel(l.Tag()), data)
	}
	return nil
}

// State is the whole page in a language, as JSON, and its version.
func (f *Floor) State(ctx context.Context, lang string) (version string, body []byte, err error) {
	f.mu.Lock()
	st, ok := f.made[lang]
	f.mu.Unlock()
	if ok && f.looked(lang) {
		return st.version, st.body, nil // Run keeps it as it is now
	}
	if err := f.render(ctx, true, func(l *text.Language) bool { return l.Tag() == lang }); err != nil {
		return "", nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	st = f.made[lang]
	return st.version, st.body, nil
}

// day reads what belongs to the stages on the day.
func (f *Floor) day(ctx context.Context, now time.Time) (d Day, err error) {
	ctx, cancel := context.WithTimeout(ctx, floorPatience)
	defer cancel()
	d.Audience = f.Audience.Now()
	if d.Shifts, err = f.Days.Shifts(ctx, now); err != nil {
		return d, err
	}
	d.Done, err = f.Days.AuditAbout(ctx, []string{"stage", "talk", "announcement"}, justNow)
	d.Done = slices.DeleteFunc(d.Done, func(e stagedoor.AuditEntry) bool { return now.Sub(e.At) > 24*time.Hour })
	return d, err
}

func (f *Floor) now() time.Time {
	if f.Now != nil {
		return f.Now()
	}
	return time.Now()
}

func (f *Floor) log() *slog.Logger {
	if f.Log != nil {
		return f.Log
	}
	return slog.Default()
}

// pageFor is what surrounds a piece that nobody asked for.
func pageFor(ctx context.Context, s *stage.Snapshot, l *text.Language, now time.Time) context.Context {
	c := s.Conference
	return ui.With(ctx, ui.Page{Language: l, Conference: c.Name, Zone: c.Location(), Look: c.Look, Now: now})
}

// pieces renders all pieces.
func (f *Floor) pieces(ctx context.Context, s *stage.Snapshot, d Day, now time.Time) (st floorState, err error) {
	p := ui.Pieces{}
	h := hall(s, d, f.Encoders, now)
	for _, seat := range seats(s, d, f.Encoders, now) {
		id := string(seat.ID)
		err = first(err,
			p.Put(ctx, "watching-"+id, seatWatching(seat)),
			p.Put(ctx, "picture-"+id, seatPicture(seat)),
			p.Put(ctx, "tile-"+id, seatTile(seat)))
		for _, e := range seat.Sendings {
			err = first(err, p.Put(ctx, healthPiece(seat.ID, e.Rung.ID), sendingHealth(e)))
		}
		if len(seat.Sendings) > 0 {
			err = first(err, p.Put(ctx, "playing-"+id, seatPlaying(seat)))
		}
	}
	err = first(err,
		p.Put(ctx, "watching", hallWatching(h)),
		p.Put(ctx, "said", hallSaid(h)),
		p.Put(ctx, "stranger", hallStranger(h)),
		p.Put(ctx, "latest", hallLatest(h)),
		p.Put(ctx, "done", hallDone(h)))
	if err != nil {
		return st, err
	}
	st = floorState{pieces: p, version: p.Version(layout(s))}
	st.body, err = json.Marshal(floorPayload{st.version, layout(s), p})
	return st, err
}

// first is the first error of all, or nil.
func first(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

// layout changes when an open page cannot become what it shall be by its
// pieces: another stage or encoder's rung, another name, a host that its
// policy does not allow.
func layout(s *stage.Snapshot) string {
	var all []string
	for _, st := range s.Stages {
		all = append(all, string(st.ID), st.Name, st.Gel)
		for _, r := range st.Ingests() {
			all = append(all, string(r.ID))
		}
	}
	h := hosts(s)
	all = append(all, h.Media...)
	return ui.Pieces{}.Version(all...)
}
