package schedule

import (
	"context"
	"time"

	"stagedoor"
)

// An outage of the programme's URL is two lines of the log: when it begins,
// and when it ends. Five minutes later it is no news; another reason is.
type outage struct {
	why   string // as it was logged last; empty: there is none
	since time.Time
}

// unread logs that the clock's look failed, once for each reason.
func (im *Importer) unread(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return // what a stop broke off is nothing
	}
	says, shown := stagedoor.SentenceOf(err)
	if !shown {
		says = stagedoor.Say("Something went wrong on our side. The log says what.")
	}
	im.mu.Lock()
	defer im.mu.Unlock()
	if im.outage.why == says.String() {
		return
	}
	if im.outage.since.IsZero() {
		im.outage.since = im.now()
	}
	im.outage.why = says.String()
	im.Log.Warn("the programme cannot be read; nothing was changed, and we go on trying", "err", err)
}

// readAgain logs that a look went well after some that did not; of those of
// another process and before a start the kept reading tells.
func (im *Importer) readAgain(was Reading) {
	im.mu.Lock()
	since := im.outage.since
	im.outage = outage{}
	im.mu.Unlock()
	if since.IsZero() || !was.Failing.IsZero() && was.Failing.Before(since) {
		since = was.Failing
	}
	if !since.IsZero() {
		im.Log.Info("the programme is read again", "after", im.now().Sub(since).Round(time.Second))
	}
}
