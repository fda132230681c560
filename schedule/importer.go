package schedule

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"stagedoor"
)

const (
	// readEvery is the time between two looks at the programme's URL.
	readEvery = 5 * time.Minute
	// againAfter is the wait when our own store did not answer.
	againAfter = 10 * time.Second
	// lease is the name under which one node looks.
	lease = "programme"
	// patience bounds a fetch: a person may wait for it.
	patience = 30 * time.Second
)

// An Importer brings the programme in: by upload, and from its URL every five
// minutes. Fill in the fields, then use it from any goroutine.
type Importer struct {
	Store        Store
	AllowPrivate bool   // also addresses inside the house
	Node         string // holder of the lease: this process's own name
	Log          *slog.Logger
	Done         func(error)      // called after each look at the URL, for the metrics; may be nil
	Now          func() time.Time // nil: time.Now
	Patience     time.Duration    // for one fetch; 0 means 30 s

	once sync.Once
	wake chan struct{} // holds one
	turn chan struct{} // one look at a time in this process

	mu     sync.Mutex
	have   *copied // what was fetched last
	seen   string  // the settings that the clock looked with last
	looked time.Time
	outage outage
}

// init makes the channels at the first use.
func (im *Importer) init() {
	im.once.Do(func() { im.wake, im.turn = make(chan struct{}, 1), make(chan struct{}, 1) })
}

func (im *Importer) now() time.Time {
	if im.Now != nil {
		return im.Now()
	}
	return time.Now()
}

// Run looks at the programme's URL every five minutes, and at once when it is
// another one, until ctx ends. Of several nodes the one with the lease does.
func (im *Importer) Run(ctx context.Context) {
	im.init()
	t := time.NewTimer(readEvery)
	defer t.Stop()
	for clock := true; ; {
		if !im.tick(ctx, clock) {
			t.Reset(againAfter)
		}
		select {
		case <-ctx.Done():
			im.giveUp(ctx)
			return
		case <-t.C:
			clock = true
			t.Reset(readEvery)
		case <-im.wake:
			clock = false
		}
	}
}

// giveUp lets another node look at once.
func (im *Importer) giveUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := im.Store.Unlease(ctx, lease, im.Node); err != nil {
		im.Log.Warn("the programme's lease runs out by itself", "err", err)
	}
}

// Changed hears of a change: a new URL, format, zone or room is looked at
// without waiting for the clock. It never blocks.
func (im *Importer) Changed(c stagedoor.Change) {
	im.init()
	switch c.Kind {
	case stagedoor.ProgrammeChanged, stagedoor.CachesLost:
		select {
		case im.wake <- struct{}{}:
		default: // one is due already and will see this too
		}
	}
}

// tick is one look by the clock, or one because something changed: then only
// what the programme is read with counts, since readings are changes too. It
// returns false when the store did not answer, so that nothing was looked at.
func (im *Importer) tick(ctx context.Context, clock bool) bool {
	k, err := im.Store.Programme(ctx)
	if err != nil {
		im.warn(ctx, "cannot see where the programme comes from; will try again", err)
		return false
	}
	key := settingsKey(k)
	im.mu.Lock()
	same := key == im.seen
	im.mu.Unlock()
	if !clock && same {
		return true
	}
	if k.Settings.URL == "" {
		im.saw(key)
		if k.Reading.At.IsZero() {
			return true // there is no programme
		}
		im.warn(ctx, "cannot map the uploaded programme anew", im.remap(ctx, k)) // asks nobody, so it needs no lease
		return true
	}
	// The lease is not given back: it lasts until the next look is due, so
	// that of several nodes one looks in five minutes.
	got, err := im.Store.Lease(ctx, lease, im.Node, im.now(), readEvery)
	if err != nil {
		im.warn(ctx, "cannot take the programme's lease; will try again", err)
		return false
	}
	im.saw(key)
	if got {
		if _, _, err := im.look(ctx, nil); err != nil {
			im.unread(ctx, err)
		}
	}
	return true
}

// warn logs what went wrong while nobody waited for it; what a stop broke off
// is nothing.
func (im *Importer) warn(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		im.Log.Warn(what, "err", err)
	}
}

func (im *Importer) saw(key string) {
	im.mu.Lock()
	defer im.mu.Unlock()
	im.seen = key
}

// remap compares the upload that was taken over last with what is known: a
// room may have been decided since, a stage be gone, or a talk over that left
// the file while it was on.
func (im *Importer) remap(ctx context.Context, k Known) error {
	packed, err := im.Store.Taken(ctx)
	if err != nil {
		return err
	}
	now := im.now()
	decide := func(k Known) (Outcome, error) { return swept(k, now), nil }
	if packed != nil {
		data, err := unpack(packed)
		if err != nil {
			return err
		}
		p, err := Read(data, k.options())
		if err != nil {
			return im.fail(ctx, k, err) // in the format that somebody chose since
		}
		f := file{programme: p, draft: Draft{File: k.Reading.File}, again: true, by: k.Reading.By}
		decide = func(again Known) (Outcome, error) {
			if readKey(again) != readKey(k) || again.Reading.URL != "" || again.Reading.File != f.draft.File {
				return Outcome{}, nil // the change wakes us
			}
			out, _, _ := plan(again, f, now)
			return out, nil
		}
	}
	if out, err := decide(k); err != nil || out.Empty() {
		return err
	}
	return im.Store.TakeReading(ctx, nil, now, decide)
}

// Looked is when this process last looked at the URL; zero: not yet.
func (im *Importer) Looked() time.Time {
	im.mu.Lock()
	defer im.mu.Unlock()
	return im.looked
}

// ReadNow looks at the URL at once. What is wrong with it is the error, and is
// kept as the reading's problem. waits says that a file waits for a yes.
func (im *Importer) ReadNow(ctx context.Context, actor stagedoor.Actor) (counts Counts, waits bool, err error) {
	im.init()
	return im.look(ctx, &actor)
}

// look fetches the URL and keeps what is new. Whatever is wrong with the file
// is kept as the reading's problem, and nothing else changes.
func (im *Importer) look(ctx context.Context, actor *stagedoor.Actor) (Counts, bool, error) {
	select {
	case im.turn <- struct{}{}:
		defer func() { <-im.turn }()
	case <-ctx.Done():
		return Counts{}, false, ctx.Err()
	}
	k, err := im.Store.Programme(ctx)
	if err != nil {
		return Counts{}, false, err
	}
	if k.Settings.URL == "" {
		return Counts{}, false, stagedoor.Errorf(stagedoor.Invalid, "The programme has no address to read from. Upload a file.")
	}
	counts, waits, err := im.reread(ctx, k, actor)
	if ctx.Err() != nil {
		return counts, waits, err // stopped: it says nothing about the file
	}
	im.mu.Lock()
	im.looked = im.now()
	im.mu.Unlock()
	if err == nil {
		im.readAgain(k.Reading)
	}
	if im.Done != nil {
		im.Done(err)
	}
	return counts, waits, err
}

// reread is look with what is known at hand.
func (im *Importer) reread(ctx context.Context, k Known, actor *stagedoor.Actor) (Counts, bool, error) {
	f, err := im.fetch(ctx, k)
	if err != nil {
		return Counts{}, false, im.fail(ctx, k, err)
	}
	now := im.now()
	if actor != nil {
		f.asked, f.by = true, actor.Name
	}
	out, d, waits := plan(k, f, now)
	if out.Empty() {
		return d.Counts(), waits, nil
	}
	var data []byte
	err = im.Store.TakeReading(ctx, actor, now, func(again Known) (Outcome, error) {
		if settingsKey(again) != settingsKey(k) { // somebody changed them meanwhile: the change wakes us
			d, waits = Diff{}, false
			return Outcome{}, nil
		}
		out, d, waits = plan(again, f, now)
		if out.Draft != nil {
			if data == nil {
				data = pack(f.draft.Data)
			}
			out.Draft.Data = data
		}
		return out, nil
	})
	if err != nil {
		return Counts{}, false, err
	}
	if c := d.Counts(); !waits && len(d.put)+len(d.drop) > 0 {
		im.Log.Info("the programme was read", "new", c.New, "moved", c.Moved, "retimed", c.Retimed, "changed", c.Changed, "gone", c.Gone)
	}
	return d.Counts(), waits, nil
}

// fail keeps why a reading failed, unless it is kept already, and returns it.
func (im *Importer) fail(ctx context.Context, k Known, problem error) error {
	if ctx.Err() != nil {
		return problem
	}
	says, shown := stagedoor.SentenceOf(problem)
	if !shown {
		says = stagedoor.Say("Something went wrong on our side. The log says what.")
	}
	now := im.now()
	if failed(k, says, now).Empty() {
		return problem
	}
	err := im.Store.TakeReading(ctx, nil, now, func(k Known) (Outcome, error) { return failed(k, says, now), nil })
	if err != nil {
		return err
	}
	return problem
}

// Upload keeps a file as the draft; a file that cannot be read is the error,
// and changes nothing. name is what the browser calls it.
func (im *Importer) Upload(ctx context.Context, actor stagedoor.Actor, name string, upload io.Reader) error {
	data, err := readAll(upload)
	if err != nil {
		return err
	}
	k, err := im.Store.Programme(ctx)
	if err != nil {
		return err
	}
	if _, err := Read(data, k.options()); err != nil {
		return err
	}
	now := im.now()
	d := Draft{ID: draftID(data, "", now), File: cut(line(name), 200), At: kept(now), By: actor.Name, Data: pack(data)}
	return im.Store.KeepDraft(ctx, actor, d, now)
}
