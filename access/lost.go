package access

import (
	"context"
	"net/mail"
	"net/netip"
	"strings"
	"time"

	"stagedoor"
)

const (
	// lostEvery is how often one address may be sent its codes.
	lostEvery = 5 * time.Minute
	// lostWaiting is how many asks may wait to be looked up.
	lostWaiting = 1000
	// maxAddress is what SMTP allows.
	maxAddress = 254
)

// LostCode takes an ask for the letter again. Whether the address is known is
// looked up later, by Run: the answer and its time are the same for all. The
// error is Invalid for what is no address, TooMany, or Unavailable.
func (d *Door) LostCode(ctx context.Context, address string, from netip.Addr, now time.Time) error {
	address = strings.TrimSpace(address)
	a, err := mail.ParseAddress(address)
	if err != nil || a.Address != address || len(address) > maxAddress {
		return &stagedoor.Error{Kind: stagedoor.Invalid, Msg: "This is not an e-mail address. Write it like name@example.org.", Err: err}
	}
	if !d.asks.try(ctx, Prefix(from), now) {
		return &Refusal{Why: WhyTooMany, Retry: wrongDelay,
			err: stagedoor.Errorf(stagedoor.TooMany, "Too many letters were asked for from here. Wait a little, then ask again.")}
	}
	select {
	case d.lost <- address:
		return nil
	default:
		return stagedoor.Errorf(stagedoor.Unavailable, "Many people ask for their letter at this moment. Please try again in a minute.")
	}
}

// writeLost queues the letters asked for, one after the other, until ctx ends
// and all that was asked before is done.
func (d *Door) writeLost(ctx context.Context) {
	for {
		select {
		case address := <-d.lost:
			d.lostLetter(ctx, address, time.Now())
		case <-ctx.Done():
			for end := time.Now().Add(batchTime); len(d.lost) > 0 && time.Now().Before(end); {
				d.lostLetter(ctx, <-d.lost, time.Now())
			}
			return
		}
	}
}

func (d *Door) lostLetter(ctx context.Context, address string, now time.Time) {
	// What was asked for is done, though the process is about to end.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), batchTime)
	defer cancel()
	if _, err := d.store.LostLetter(ctx, address, now.Add(-lostEvery), now); err != nil {
		d.log.Error("cannot queue a letter that was asked for", "err", err)
	}
}
