package access

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"stagedoor"
)

const (
	// lostEvery is how often one address may be sent its codes.
	lostEvery = 5 * time.Minute
	// lostAnswer is how long the answer takes, whoever asks: longer than the
	// database takes to queue a letter, so that its time does not tell a
	// known address from an unknown one.
	lostAnswer = 400 * time.Millisecond
	// maxAddress is what SMTP allows.
	maxAddress = 254
)

// LostCode queues the letter again for whoever has the address. The answer and
// its time are the same for known and unknown addresses, and once it is given
// the letter is in the database. The error is Invalid for what is no address,
// TooMany, or Unavailable.
func (d *Door) LostCode(ctx context.Context, address string, from netip.Addr, now time.Time) error {
	address = strings.TrimSpace(address)
	if err := stagedoor.CheckAddress(address); err != nil {
		return err
	}
	if !d.asks.try(ctx, Prefix(from), now) {
		return &Refusal{Why: WhyTooMany, Retry: wrongDelay,
			err: stagedoor.Errorf(stagedoor.TooMany, "Too many letters were asked for from here. Wait a little, then ask again.")}
	}
	answer := time.NewTimer(d.lostAnswer)
	defer answer.Stop()
	// Who closes the page early does not take the ask back.
	queue, cancel := context.WithTimeout(context.WithoutCancel(ctx), batchTime)
	defer cancel()
	_, err := d.store.LostLetter(queue, address, now.Add(-lostEvery), now)
	select {
	case <-answer.C:
	case <-ctx.Done():
	}
	return err
}
