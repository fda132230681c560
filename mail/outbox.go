// Package mail writes the letters that we owe people and gets them out of the
// outbox: by SMTP, by MailerSend, or onto the mailbox page.
//
// A letter is a row without text or code. Outbox.Run claims due ones (outbox.go),
// asks Codes for the codes of its lines, renders it (render.go: the Markdown of
// texts.go in the frame of frame.go), gives it to a Sender (sender.go, smtp.go,
// mailersend.go) and keeps how that went (send.go). What the vendor's webhook
// says later comes in through webhook.go. Nothing here knows SQL or serves HTTP,
// and no address and no code is ever logged.
package mail

import (
	"context"
	"fmt"
	"log/slog"
	netmail "net/mail"
	"net/url"
	"strings"
	"sync"
	"time"

	"stagedoor"
)

const (
	leaseName = "outbox"
	leaseFor  = time.Minute      // another process takes over this long after a crash
	renewAt   = 10 * time.Second // and a batch with its slowest letter ends within leaseFor
	claimFor  = 2 * time.Minute  // a dead process's letters are due again after this at the latest
	batchFor  = 15 * time.Second // no letter of a batch is begun later
	sendFor   = 30 * time.Second // one letter; batchFor + sendFor + renewAt is less than leaseFor and claimFor
	graceFor  = 15 * time.Second // what a stop leaves the letters in hand
	giveFor   = 2 * time.Second  // and the lease to be given back; else it runs out by itself
	poll      = 5 * time.Second  // a retry is due, or a lease became free
)

// An Outbox sends the letters of the store. One process sends at a time: the
// holder of the lease "outbox". Make one with New; Run it.
type Outbox struct {
	opt  Options
	from *netmail.Address
	wake chan struct{}

	mu     sync.Mutex
	pace   pacer
	pause  Pause
	away   int  // how often in a row nothing could be sent
	probe  bool // send one letter and see, before a whole batch
	leased time.Time
	asked  bool // the lease may be ours, even if the answer did not come
}

// Options are what an Outbox needs.
type Options struct {
	Store     Store
	Codes     Codes
	Sender    Sender
	PublicURL string // links come from it, never from Host
	From      string // "Hexagon Conf <door@hexagon.example>" or the bare address; may be empty for the mailbox
	Holder    string // names this process in the lease
	Log       *slog.Logger
	Now       func() time.Time   // nil means time.Now
	At        func(point string) // the crash stories end the process here; nil does nothing
}

// New makes an Outbox; the error is one sentence about the options.
func New(o Options) (*Outbox, error) {
	if err := checkPublicURL(o.PublicURL); err != nil {
		return nil, err
	}
	from := &netmail.Address{}
	if _, mailbox := o.Sender.(*Mailbox); !mailbox || o.From != "" {
		a, err := netmail.ParseAddress(o.From)
		if err != nil {
			return nil, &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The sender's address %q is not an e-mail address. Give one with --mail-from.", Args: []any{o.From}, Err: err}
		}
		from = a
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.At == nil {
		o.At = func(string) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Outbox{opt: o, from: from, wake: make(chan struct{}, 1)}, nil
}

// checkPublicURL refuses what no link can be made from.
func checkPublicURL(public string) error {
	u, err := url.Parse(public)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "The public address %q is not written like https://live.example.org. Letters need it for their links.", Args: []any{public}, Err: err}
	}
	return nil
}

// Changed hears of changes: queued letters leave at once, and whoever edited
// something may have mended what the outbox is paused for. It never blocks.
func (o *Outbox) Changed(c stagedoor.Change) {
	switch c.Kind {
	case stagedoor.LettersChanged, stagedoor.ConferenceChanged, stagedoor.CachesLost:
	default:
		return
	}
	o.mu.Lock()
	if o.pause.Settings {
		o.pause.Until = time.Time{}
	}
	o.mu.Unlock()
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// Run sends until ctx ends, then finishes the letters in hand, gives back the
// others that it claimed, and the lease.
func (o *Outbox) Run(ctx context.Context) {
	hand, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	defer context.AfterFunc(ctx, func() {
		t := time.NewTimer(graceFor)
		defer t.Stop()
		select {
		case <-hand.Done():
		case <-t.C:
			stop()
		}
	})()
	failing := false
	for ctx.Err() == nil {
		wait, err := o.turn(ctx, hand)
		if (err != nil) != failing && ctx.Err() == nil {
			if failing = err != nil; failing {
				o.opt.Log.Error("the outbox cannot go on; will go on trying", "err", err)
			} else {
				o.opt.Log.Info("the outbox goes on")
			}
		}
		if wait > 0 {
			o.sleep(ctx, wait)
		}
	}
	if c, ok := o.opt.Sender.(interface{ Close() error }); ok {
		c.Close()
	}
	if o.asked {
		done, stop := context.WithTimeout(hand, giveFor)
		defer stop()
		if err := o.opt.Store.Unlease(done, leaseName, o.opt.Holder); err != nil && !o.leased.IsZero() {
			o.opt.Log.Error("the outbox's lease was not given back", "err", err)
		}
	}
}

// sleep waits for d, a wake or the end.
func (o *Outbox) sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-o.wake:
	case <-t.C:
	}
}

// turn sends one batch and says how long to wait before the next one. ctx
// ends when no letter may be begun any more, hand when none may be in work.
func (o *Outbox) turn(ctx, hand context.Context) (wait time.Duration, err error) {
	if held, err := o.hold(ctx); err != nil || !held {
		return poll, err
	}
	now := o.opt.Now()
	o.mu.Lock()
	paused := o.pause.Until.Sub(now)
	n := o.batch()
	o.mu.Unlock()
	if paused > 0 {
		return min(paused, poll), nil
	}
	conf, err := o.opt.Store.Conference(ctx)
	if err != nil {
		return poll, fmt.Errorf("outbox: %w", err)
	}
	// Not with ctx: a claim that is made while it ends must be known, to be
	// given back.
	letters, err := o.opt.Store.ClaimLetters(hand, Claim{Now: now, Until: now.Add(claimFor), Open: conf.LettersOpen, Max: n})
	if err != nil {
		return poll, fmt.Errorf("outbox: %w", err)
	}
	if len(letters) == 0 {
		o.nothingToTry(ctx)
		return poll, nil
	}
	if err := o.sendAll(ctx, hand, conf, letters); err != nil {
		return poll, fmt.Errorf("outbox: %w", err)
	}
	return 0, nil
}

// hold takes or renews the lease, and on taking it reads why the process that
// had it before paused.
func (o *Outbox) hold(ctx context.Context) (bool, error) {
	now := o.opt.Now()
	if !o.leased.IsZero() && now.Sub(o.leased) < renewAt {
		return true, nil
	}
	o.asked = true
	held, err := o.opt.Store.Lease(ctx, leaseName, o.opt.Holder, now, leaseFor)
	if err != nil || !held {
		o.leased = time.Time{}
		return false, err
	}
	if o.leased.IsZero() {
		s, err := o.opt.Store.OutboxState(ctx, now)
		if err != nil {
			return false, err
		}
		if s.Pause.Settings {
			s.Pause.Until = time.Time{} // this process may have been started with the right ones
		}
		o.mu.Lock()
		o.pause, o.probe = s.Pause, !s.Pause.Why.Zero()
		o.mu.Unlock()
	}
	o.leased = now
	return true, nil
}

// batch is how many letters to claim: what leaves in batchFor, but only one
// after trouble. Called with o.mu held.
func (o *Outbox) batch() int {
	p := o.opt.Sender.Pace()
	switch {
	case o.probe:
		return 1
	case p.PerMinute > 0: // what leaves well within batchFor
		return max(1, min(100, p.PerMinute*int(batchFor/time.Second)/60*2/3))
	}
	return max(1, p.Lanes) * 8
}

// domain is what stands behind the @ of the sender's address: letters have
// their Message-ID there.
func domain(address string) string {
	if i := strings.LastIndexByte(address, '@'); i >= 0 && i+1 < len(address) {
		return address[i+1:]
	}
	return "localhost"
}
