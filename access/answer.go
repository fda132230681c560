package access

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"

	"stagedoor"
)

// Yes lets happen what an entry lists: it runs the newest export again under
// the lock. What the entry does not list is not covered: when a whole round
// waited and would now take from another ticket too, it asks again, which the
// report's round says.
func (rs *Rounds) Yes(ctx context.Context, actor stagedoor.Actor, feed stagedoor.FeedID, entry string) (Report, error) {
	return rs.answer(ctx, actor, feed, entry, true)
}

// KeepAll is the no: the tickets that the entry lists stay as they are until
// their rows change again. It runs the newest export too, so that what else
// waited with them happens.
func (rs *Rounds) KeepAll(ctx context.Context, actor stagedoor.Actor, feed stagedoor.FeedID, entry string) (Report, error) {
	return rs.answer(ctx, actor, feed, entry, false)
}

func (rs *Rounds) answer(ctx context.Context, actor stagedoor.Actor, feed stagedoor.FeedID, entry string, yes bool) (Report, error) {
	ctx, release, err := rs.hold(ctx, feed, holdWait)
	if err != nil {
		return Report{}, err
	}
	defer release()
	e, err := rs.Store.Entry(ctx, feed, entry)
	if err != nil {
		return Report{}, err
	}
	a := &Answer{Yes: yes, Whole: e.Whole, Listed: make(map[stagedoor.TicketID]bool, len(e.Items))}
	for _, i := range e.Items {
		a.Listed[i.Ticket] = true
	}
	j := job{feed: feed, trigger: ByYes, answer: a, actor: &actor, open: rs.fetch, did: stagedoor.Say("Said yes to what waited in the feed: %d tickets.", e.Count)}
	if !yes {
		j.trigger, j.did = ByNo, stagedoor.Say("Kept all tickets that waited in the feed: %d.", e.Count)
	}
	if e.Upload {
		s, partial, err := rs.kept(ctx, feed)
		if err != nil {
			return Report{}, err
		}
		defer s.remove()
		j.open, j.partial, j.upload = s.open, partial, true
	}
	return rs.run(ctx, j)
}

// kept takes the waiting upload out of the database.
func (rs *Rounds) kept(ctx context.Context, feed stagedoor.FeedID) (*spooled, bool, error) {
	u, err := rs.Store.Upload(ctx, feed)
	if err != nil {
		return nil, false, err
	}
	z, err := gzip.NewReader(bytes.NewReader(u.Data))
	if err != nil {
		return nil, false, err
	}
	defer z.Close()
	s, err := spool(io.LimitReader(z, maxUpload), rs.Dir)
	return s, u.Partial, err
}
