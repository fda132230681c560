package access

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"stagedoor"
)

// A Pass is what pages need of whoever is let in.
type Pass struct {
	Login    stagedoor.LoginID
	Attendee stagedoor.AttendeeID
	Name     string
	Language string // the attendee's; empty for the conference's
	Device   string
	Expires  time.Time
}

// Options tune a Door. Secret and Conference are needed.
type Options struct {
	Secret stagedoor.Secret
	// Conference returns the settings in force; it is asked often, so it
	// answers from memory.
	Conference func() stagedoor.Conference
	Log        *slog.Logger // nil is slog.Default
	// Wait is how a throttled request waits; nil sleeps.
	Wait func(ctx context.Context, d time.Duration) error
	// LostAnswer is how long LostCode takes, for tests; 0 is 400 ms.
	LostAnswer time.Duration
}

// A Door knows who may come in. Make one with NewDoor, give it the bus's
// changes with Changed, and Run it.
type Door struct {
	store      DoorStore
	secret     stagedoor.Secret
	conference func() stagedoor.Conference
	log        *slog.Logger

	codes      batcher[stagedoor.CodeHash, CodeOwner]
	entries    batcher[NewLogin, LetIn]
	book       *book[Pass]
	throttle   *throttle[netip.Prefix]
	asks       *throttle[netip.Prefix] // for lost codes
	wrong      rate
	uses       uses
	lostAnswer time.Duration
	place      atomic.Pointer[time.Location] // the conference's zone, as it was asked last
}

// NewDoor makes a Door.
func NewDoor(store DoorStore, opt Options) *Door {
	d := &Door{
		store:      store,
		secret:     opt.Secret,
		conference: opt.Conference,
		log:        opt.Log,
		throttle:   newThrottle[netip.Prefix](wrongFree, opt.Wait),
		asks:       newThrottle[netip.Prefix](wrongFree, opt.Wait),
		lostAnswer: opt.LostAnswer,
	}
	if d.log == nil {
		d.log = slog.Default()
	}
	if d.lostAnswer == 0 {
		d.lostAnswer = lostAnswer
	}
	d.codes.do, d.codes.lanes = store.CodeOwners, codeLanes
	d.entries.do = func(ctx context.Context, logins []NewLogin) ([]LetIn, error) {
		return store.LetIn(ctx, logins, d.conference().Devices(), logins[0].Created)
	}
	d.book = newBook(func(ctx context.Context, ids []stagedoor.LoginID) ([]record[Pass], error) {
		known, err := store.KnownLogins(ctx, ids)
		if err != nil {
			return nil, err
		}
		out := make([]record[Pass], len(known))
		for i, k := range known {
			out[i] = passRecord(k)
		}
		return out, nil
	})
	return d
}

func passRecord(k KnownLogin) record[Pass] {
	r := record[Pass]{id: k.Login.ID, who: string(k.Login.Attendee), seen: k.Login.Seen, expires: k.Login.Expires}
	r.why, r.at = k.Refused()
	r.pass = Pass{
		Login:    k.Login.ID,
		Attendee: k.Login.Attendee,
		Name:     k.Attendee.Name,
		Language: k.Attendee.Language,
		Device:   k.Login.Device,
		Expires:  k.Login.Expires,
	}
	return r
}

// Allow says whether the token's login is good at now, from memory: only what
// it never heard of is read from the database, once. The error is a *Refusal;
// its kind is Denied, or Unavailable when the database cannot be asked.
func (d *Door) Allow(ctx context.Context, token string, now time.Time) (Pass, error) {
	pass, why, at, err := d.book.allow(ctx, token, now)
	if why == "" {
		return pass, nil
	}
	r := refuse(why, at, now, d.zone())
	if err != nil {
		r.err.Err = err
	}
	return Pass{}, r
}

// Changed takes a change from the bus. It never blocks.
func (d *Door) Changed(c stagedoor.Change) {
	switch c.Kind {
	case stagedoor.LoginEnded:
		d.book.forget(stagedoor.LoginID(c.Subject))
	case stagedoor.AttendeeChanged:
		d.book.forgetWho(c.Subject)
	case stagedoor.RoundDone:
		// Somebody may have come in while the round was open and had
		// cancelled the ticket: it did not see that login.
		d.book.recheck()
	case stagedoor.CachesLost:
		d.book.forgetAll()
	}
}

// Run does what no request should wait for, until ctx ends: reads old entries
// again, writes seen times and refused uses. Each has its own goroutine: a round that holds rows for long must not keep
// entries from being read.
func (d *Door) Run(ctx context.Context) {
	var all sync.WaitGroup
	all.Go(func() {
		d.every(ctx, time.Second, "cannot read logins; those known stay good for ten minutes", "logins are read again", func(ctx context.Context, now time.Time) (bool, error) {
			return true, d.book.refresh(ctx, now)
		})
	})
	all.Go(func() {
		d.every(ctx, time.Second, "cannot write when logins were seen; will go on trying", "can write again when logins were seen", func(ctx context.Context, _ time.Time) (bool, error) {
			return d.save(ctx, seenEvery)
		})
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), batchTime)
		defer cancel()
		if _, err := d.save(last, 0); err != nil {
			d.log.Error("cannot write when logins were seen", "err", err)
		}
	})
	all.Wait()
}

// every does something until ctx ends. It logs cannot when that begins to fail,
// and again when it works: that there was nothing to do is no sign of it.
func (d *Door) every(ctx context.Context, pause time.Duration, cannot, again string, do func(context.Context, time.Time) (did bool, err error)) {
	t := time.NewTicker(pause)
	defer t.Stop()
	fails := false
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-t.C:
			one, cancel := context.WithTimeout(ctx, 4*batchTime)
			did, err := do(one, now)
			cancel()
			switch {
			case err != nil && !fails && ctx.Err() == nil:
				d.log.Error(cannot, "err", err)
			case err == nil && did && fails:
				d.log.Info(again)
			}
			fails = err != nil || fails && !did
		}
	}
}

// save writes refused uses, and the seen times that are older in the database
// than every. It says whether there were any such times.
func (d *Door) save(ctx context.Context, every time.Duration) (wrote bool, err error) {
	if err := d.uses.save(ctx, d.store.CodesUsed); err != nil {
		return false, err
	}
	seen := d.book.unsaved(every)
	if len(seen) == 0 {
		return false, nil
	}
	return true, d.store.LoginsSeen(ctx, seen)
}

// Logins is how many good logins are in memory.
func (d *Door) Logins() int { return d.book.size() }

// WrongPerMinute is how many codes that never were any were typed within the
// last minute, and whether that is an alarm for the crew.
func (d *Door) WrongPerMinute(now time.Time) (n int, alarm bool) {
	n = d.wrong.add(0, now)
	return n, n >= wrongAlarm
}

// zone is the conference's. Reading one from the disk for each refusal would
// cost more than the refusal.
func (d *Door) zone() *time.Location {
	conf := d.conference()
	if was := d.place.Load(); was != nil && was.String() == conf.Zone {
		return was
	}
	zone := conf.Location()
	d.place.Store(zone)
	return zone
}
