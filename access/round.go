package access

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"stagedoor"
	"stagedoor/tickets"
)

// Rounds runs the feeds' rounds: by the clock, by a hook, from an upload, and
// again for somebody's yes. Every way goes through run, below. Fill in the
// fields, then use it from any goroutine.
type Rounds struct {
	Store      RoundStore
	Fetch      func(context.Context, tickets.Source) (*tickets.Export, error)
	Secret     stagedoor.Secret
	Conference string // its id: part of every code
	Node       string // holder of the leases: this process's own name
	Dir        string // where uploads are spooled; empty: the system's
	Log        *slog.Logger
	Done       func(Round)      // called after each round, for the metrics; may be nil
	Now        func() time.Time // nil: time.Now

	mu     sync.Mutex
	busy   map[stagedoor.FeedID]chan struct{} // one round of a feed at a time in this process
	wanted map[stagedoor.FeedID]bool          // feeds whose hook was called
}

// now is the clock; tests have their own.
func (rs *Rounds) now() time.Time {
	if rs.Now != nil {
		return rs.Now()
	}
	return time.Now()
}

// An exported is a vendor's file that can be read again.
type exported interface {
	io.Reader
	Rewind() error
	Close() error
}

// A job is one round to run.
type job struct {
	feed    stagedoor.FeedID
	trigger Trigger
	open    func(context.Context, Feed, Index) (exported, fetched, error)
	partial bool
	upload  bool                    // the export is an upload: if it waits, it is kept
	pack    func() (*Upload, error) // of a new upload: what is kept of it then
	dry     bool
	answer  *Answer
	actor   *stagedoor.Actor
	did     stagedoor.Sentence
}

// fetched is what the vendor said beside the file.
type fetched struct {
	same               bool // not modified: there is no file
	etag, lastModified string
}

// stale is how often a round that another one overtook reads again.
const stale = 3

// run runs a job whose feed's lease is held. What is wrong with the export is
// a failed round: its row says why, nothing else changes, and the error is
// returned too.
func (rs *Rounds) run(ctx context.Context, j job) (Report, error) {
	began := rs.now().Truncate(time.Millisecond) // as the database keeps it
	round := Round{ID: stagedoor.NewID(began), Feed: j.feed, At: began, Trigger: j.trigger}
	var report Report
	var err error
	for range stale {
		report, err = rs.attempt(ctx, j, round)
		if !errors.Is(err, ErrStale) {
			break
		}
	}
	if err == nil || j.dry {
		report.Round.Took = rs.now().Sub(began)
		rs.done(j, report.Round, nil)
		return report, err
	}
	if ctx.Err() != nil {
		if cause := context.Cause(ctx); stagedoor.KindOf(cause) == stagedoor.Conflict {
			return report, cause // the lease was lost
		}
		return report, err // stopped: the next round does it
	}
	round.Result, round.Took = RoundFailed, rs.now().Sub(began)
	problem, shown := stagedoor.SentenceOf(err)
	if !shown {
		problem = stagedoor.Say("Something went wrong on our side. The log says what.")
	}
	round.Problem = problem
	if e := rs.Store.SaveRound(ctx, round); e != nil {
		return report, errors.Join(err, e)
	}
	rs.done(j, round, err)
	return Report{Round: round}, err
}

// done tells the operator and the metrics of a round, whoever ran it. One
// that found nothing new is not worth a line.
func (rs *Rounds) done(j job, r Round, err error) {
	if j.dry {
		return
	}
	if rs.Done != nil {
		rs.Done(r)
	}
	if rs.Log == nil {
		return
	}
	switch {
	case err != nil:
		rs.Log.Warn("a round failed; nothing was changed", "feed", r.Feed, "by", r.Trigger, "err", err)
	case r.Result != RoundSame:
		rs.Log.Info("a round", "feed", r.Feed, "by", r.Trigger, "result", r.Result, "new", r.New, "attendees", r.Attendees, "changed", r.Changed,
			"taken", r.Taken, "gone", r.Gone, "back", r.Back, "waiting", r.Waiting, "refused", r.Refused, "letters", r.Letters, "took", r.Took)
	}
}

// attempt is one try at a round: read what is known, get the export, compare,
// and write what is new.
func (rs *Rounds) attempt(ctx context.Context, j job, round Round) (Report, error) {
	feed, err := rs.Store.Feed(ctx, j.feed)
	if err != nil {
		return Report{}, err
	}
	ix, err := rs.Store.Index(ctx, j.feed)
	if err != nil {
		return Report{}, err
	}
	if j.answer != nil || j.dry || !feed.HasColumns() {
		ix.ETag, ix.LastModified = "", ""
	}
	export, meta, err := j.open(ctx, feed, ix)
	if err != nil {
		return Report{}, err
	}
	if meta.same {
		round.Result, round.ETag, round.LastModified = RoundSame, ix.ETag, ix.LastModified
		return Report{Round: round}, rs.Store.SaveRound(ctx, round)
	}
	defer export.Close()
	guessed, err := columns(&feed, export, j)
	if err != nil {
		return Report{}, err
	}
	open := ix.Open
	reading, err := read(export, feed, ix, j.partial)
	if err != nil {
		return Report{}, err
	}
	reading.Answer, reading.Upload = j.answer, j.upload
	round.Header = reading.Summary.HeaderHash
	if reading.settled() && !open && j.trigger != ByUpload {
		round.ETag, round.LastModified = meta.etag, meta.lastModified
	}
	if reading.nothing(ix) && !guessed {
		round.Result, round.RoundCounts, round.Notes = RoundSame, reading.found(), reading.Notes
		if j.dry {
			return Report{Round: round}.refusing(reading), nil
		}
		return Report{Round: round}, rs.Store.SaveRound(ctx, round)
	}
	return rs.write(ctx, j, feed, guessed, ix.Revision, reading, round)
}

// write decides and keeps the outcome; a dry run only decides.
func (rs *Rounds) write(ctx context.Context, j job, feed Feed, guessed bool, revision int64, reading *Reading, round Round) (Report, error) {
	began := time.Now()
	var upload *Upload
	if j.pack != nil { // here, since the transaction is everyone's time
		var err error
		if upload, err = j.pack(); err != nil {
			return Report{}, err
		}
	}
	var out Outcome
	decideNow := func(k Known) Outcome {
		out = decide(k, feed, reading, rs.mint(round.At), round.At)
		r := out.Round
		r.ID, r.At, r.Trigger, r.Header = round.ID, round.At, round.Trigger, round.Header
		if r.Waiting == 0 {
			r.ETag, r.LastModified = round.ETag, round.LastModified
		}
		out.Round = r
		if out.lists { // else what waits is an earlier file's, which the yes needs
			out.Upload = upload
		}
		return out
	}
	if j.dry {
		k, err := rs.Store.Known(ctx, feed.ID, reading)
		if err != nil {
			return Report{}, err
		}
		decideNow(k)
		return out.report().refusing(reading), nil
	}
	took := func() time.Duration { return rs.now().Sub(round.At) }
	if rs.Now != nil {
		took = func() time.Duration { return time.Since(began) }
	}
	written, err := rs.Store.Round(ctx, Run{Feed: feed, SaveFeed: guessed, Revision: revision, Reading: reading, Took: took, Actor: j.actor, Did: j.did}, decideNow)
	if err != nil {
		return Report{}, err
	}
	report := out.report()
	report.Round = written
	return report, nil
}

// columns makes sure that the feed's mapping has columns. A first upload's, or
// a first export's of a vendor whose header is public, are guessed and kept.
func columns(feed *Feed, export exported, j job) (guessed bool, err error) {
	if feed.HasColumns() {
		return false, nil
	}
	if p, ok := tickets.PresetNamed(feed.Mapping.Preset); ok && p.Confirm && j.trigger != ByUpload && !j.dry {
		return false, stagedoor.Errorf(stagedoor.Invalid, "Nobody confirmed yet which column is what. Open the feed's preview and save it.")
	}
	look, err := tickets.Look(export, nil, feed.Mapping.Preset)
	if err != nil {
		return false, err
	}
	if !look.Problem.Zero() {
		return false, &stagedoor.Error{Kind: stagedoor.Invalid, Msg: look.Problem.Msg, Args: look.Problem.Args}
	}
	words, noAdmit := feed.Mapping.Words, feed.Mapping.NoAdmit
	feed.Mapping = look.Mapping
	if words != nil {
		feed.Mapping.Words = words
	}
	if noAdmit != nil {
		feed.Mapping.NoAdmit = noAdmit
	}
	return true, export.Rewind()
}

// mint makes ids and codes' hashes at now.
func (rs *Rounds) mint(now time.Time) Mint { return newMint(rs.Secret, rs.Conference, now) }

func newMint(secret stagedoor.Secret, conference string, now time.Time) Mint {
	return Mint{
		ID: func() string { return stagedoor.NewID(now) },
		Code: func(a stagedoor.AttendeeID, version int) string {
			h := stagedoor.NewAccessCode(secret, conference, a, version).Hash(secret)
			return hex.EncodeToString(h[:])
		},
	}
}

// fetch opens the feed's URL.
func (rs *Rounds) fetch(ctx context.Context, f Feed, ix Index) (exported, fetched, error) {
	if f.URL == "" {
		return nil, fetched{}, stagedoor.Errorf(stagedoor.Invalid, "This feed has no address to read from. Upload an export.")
	}
	x, err := rs.Fetch(ctx, tickets.Source{URL: f.URL, User: f.User, Password: f.Password, Header: f.Header, Value: f.Value, ETag: ix.ETag, LastModified: ix.LastModified})
	if err != nil {
		return nil, fetched{}, fmt.Errorf("fetch: %w", err)
	}
	return x, fetched{same: x.NotModified, etag: x.ETag, lastModified: x.LastModified}, nil
}

// RunNow runs a feed's round at once, whatever its interval says. What it
// changes is audited as the actor's.
func (rs *Rounds) RunNow(ctx context.Context, actor stagedoor.Actor, feed stagedoor.FeedID) (Report, error) {
	ctx, release, err := rs.hold(ctx, feed, holdWait)
	if err != nil {
		return Report{}, err
	}
	defer release()
	return rs.run(ctx, job{feed: feed, trigger: ByButton, open: rs.fetch, actor: &actor, did: stagedoor.Say("Ran the feed at once, and it changed something.")})
}
