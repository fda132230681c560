package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"stagedoor/live"
	"stagedoor/live/program"
	"stagedoor/live/rtmp"
	"stagedoor/stage"
)

// gone is how long a publisher may keep its connection open and send nothing.
const gone = 10 * time.Second

// A publisher is one encoder that was let in.
type publisher struct {
	of      *broadcast
	key     rungKey
	typed   string // its stream key, as we write it
	request rtmp.Request
	since   time.Time
	stream  *live.Stream
	meter   live.Meter

	tracks  []live.Track // of the connection's goroutine
	heard   atomic.Int64 // when the last sample came, in nanoseconds since the broadcast began
	picture atomic.Int64 // when the last picture came; 0 before
	blind   atomic.Bool  // there is no track for one
	left    atomic.Bool
	unseen  bool // nothing can be begun with what it sends; guarded by of.mu
}

// SetTracks, Write and End take what the encoder sends, in its connection's
// goroutine.
func (p *publisher) SetTracks(tracks []live.Track) {
	p.tracks = tracks
	p.blind.Store(!slices.ContainsFunc(tracks, live.Track.Video))
	p.meter.SetTracks(tracks)
	p.stream.SetTracks(tracks)
}

func (p *publisher) Write(s live.Sample) {
	at := max(1, int64(s.At.Sub(p.of.began)))
	p.heard.Store(at)
	if s.Track < len(p.tracks) && p.tracks[s.Track].Video() {
		if was := p.picture.Swap(at); at-was > int64(silence) {
			nudge(p.of.judge) // it is back
		}
	}
	p.meter.Write(s)
	p.stream.Write(s)
}

func (p *publisher) End(err error) { p.leave(err) }

// cut ends a publisher that lost its place. Its connection hears of it, and
// ends by itself.
func (p *publisher) cut(why stage.Reason) {
	err := p.of.refuse(p.key, p.request, why, "")
	p.leave(err)
	p.request.Cut(err.Error())
}

// leave gives its place up, if it has it still, and logs why it ended. Only
// the first call counts: who is cut ends once more, with its connection.
func (p *publisher) leave(err error) {
	if p.left.Swap(true) {
		return
	}
	p.stream.End(err)
	b := p.of
	b.mu.Lock()
	if b.publishers[p.key] == p {
		delete(b.publishers, p.key)
	}
	at := time.Duration(p.picture.Load())
	if at > b.silent[p.key] {
		b.silent[p.key] = at
	}
	if at > 0 && b.refusals[p.key].At.Before(p.since) {
		delete(b.refusals, p.key) // what was wrong was mended: it is no news after this one
	}
	on := (*b.programs.Load())[p.key.stage]
	b.mu.Unlock()
	if on != nil {
		on.program.Detach(program.RungID(p.key.source), p.stream)
	}
	level, why := whyEnded(err)
	b.log.Log(context.Background(), level, "an encoder ended", append(b.about(p.key), "why", why, "after", time.Since(p.since).Round(time.Second))...)
	nudge(b.judge)
	nudge(b.notes)
}

// whyEnded is why a publisher ended, for the log, and how much that matters.
func whyEnded(err error) (level slog.Level, why string) {
	var codec *rtmp.Unsupported
	var refusal *rtmp.Refusal
	switch {
	case err == nil:
		return slog.LevelInfo, "The encoder was stopped."
	case errors.Is(err, rtmp.ErrStopped):
		return slog.LevelInfo, "Stagedoor stops."
	case errors.Is(err, rtmp.ErrSilent):
		return slog.LevelWarn, fmt.Sprintf("Nothing came for %s.", gone)
	case errors.Is(err, io.EOF):
		return slog.LevelWarn, "The connection ended without a goodbye: the encoder was closed, or its line broke."
	case errors.As(err, &codec):
		return slog.LevelWarn, stage.Unsupported.Says(codec.Codec).String()
	case errors.As(err, &refusal):
		return slog.LevelWarn, refusal.Says
	}
	return slog.LevelWarn, fmt.Sprintf("What it sent cannot be read: %s.", err)
}

// cutStrangers cuts off publishers whose key opens nothing any more, or whose
// stage is another process's.
func (b *broadcast) cutStrangers() {
	type stranger struct {
		*publisher
		why stage.Reason
	}
	var cut []stranger
	b.mu.Lock()
	keys := b.keys.read(b.board.Now(), b.secret)
	for key, p := range b.publishers {
		_, kept := b.kept[key.stage]
		switch now, there := keys.byRung[key]; {
		case !there:
			cut = append(cut, stranger{p, stage.Removed})
		case now != p.typed:
			cut = append(cut, stranger{p, stage.OldKey})
		case !kept:
			cut = append(cut, stranger{p, stage.Moved})
		}
	}
	b.mu.Unlock()
	for _, p := range cut {
		p.cut(p.why)
	}
	b.forgetRungs(keys)
}

// forgetRungs drops what is kept of rungs that are not there any more.
func (b *broadcast) forgetRungs(is *ring) {
	b.mu.Lock()
	defer b.mu.Unlock()
	removed := func(key rungKey) bool {
		_, there := is.byRung[key]
		return !there && key != rungKey{} // of no rung: a wrong key
	}
	maps.DeleteFunc(b.silent, func(key rungKey, _ time.Duration) bool { return removed(key) })
	maps.DeleteFunc(b.refusals, func(key rungKey, _ stage.Refusal) bool { return removed(key) })
	maps.DeleteFunc(b.stills, func(key rungKey, _ stillFilm) bool { return removed(key) })
}

// writePublishers has the database know who publishes here.
func (b *broadcast) writePublishers(ctx context.Context) error {
	b.mu.Lock()
	is := map[rungKey]time.Time{}
	for key, p := range b.publishers {
		is[key] = p.since
	}
	b.mu.Unlock()
	var failed error
	tell := func(key rungKey, gone bool, since time.Time) (told bool) {
		err := b.store.SetPublisher(ctx, key.stage, key.source, b.node, gone, since)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("stage %s, source %s: %w", key.stage, key.source, err))
		}
		return err == nil
	}
	for key, since := range is {
		if !b.told[key] && tell(key, false, since) {
			b.told[key] = true
		}
	}
	for key := range b.told {
		if _, still := is[key]; !still && tell(key, true, time.Time{}) {
			delete(b.told, key)
		}
	}
	return failed
}

// forgetPublishers has the database know that nobody publishes here any more.
func (b *broadcast) forgetPublishers(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTime)
	defer cancel()
	if err := b.writePublishers(ctx); err != nil {
		b.log.Error("cannot take our publishers out of the database", "err", err)
	}
}
