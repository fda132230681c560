package main

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"stagedoor"
	"stagedoor/live"
	"stagedoor/live/program"
	"stagedoor/live/rtmp"
	"stagedoor/stage"
)

const (
	// deaf is how long a publisher must have been silent before another one
	// takes its place.
	deaf = 5 * time.Second
	// moveTime is how long an encoder waits for its stage to come here from
	// another process; less than RTMP's handshake.
	moveTime = 5 * time.Second
)

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
	picture atomic.Int64 // when the last picture came, or the last sound where there is no picture; 0 before
}

// publish lets an encoder in whose key opens a rung.
func (b *broadcast) publish(ctx context.Context, r rtmp.Request) (rtmp.Publisher, error) {
	key, known := b.rungOf(r.Key)
	if !known {
		return nil, b.refuse(rungKey{}, r, stage.WrongKey, "")
	}
	if err := b.comeHere(ctx, key, r); err != nil {
		return nil, err
	}
	p := &publisher{of: b, key: key, typed: stage.ReadStreamKey(r.Key), request: r, since: time.Now(), stream: &live.Stream{}}
	p.heard.Store(int64(p.since.Sub(b.began)))
	b.mu.Lock()
	was := b.publishers[key]
	if was != nil && p.since.Sub(b.began)-time.Duration(was.heard.Load()) < deaf {
		b.mu.Unlock()
		return nil, b.refuse(key, r, stage.Second, "")
	}
	b.publishers[key] = p
	if on := (*b.programs.Load())[key.stage]; on != nil {
		on.attach(key, p)
	}
	b.mu.Unlock()
	if was != nil {
		was.cut(stage.Replaced)
	}
	b.log.Info("an encoder publishes", "stage", key.stage, "source", key.source, "encoder", clip(r.Encoder))
	nudge(b.notes)
	return p, nil
}

// clip keeps what an encoder calls itself short enough for a line.
func clip(s string) string {
	s = strings.ToValidUTF8(s, "")
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60])
	}
	return s
}

// comeHere has this process keep the rung's stage: where the encoder is, there
// the stage is. One that has an encoder elsewhere stays there.
func (b *broadcast) comeHere(ctx context.Context, key rungKey, r rtmp.Request) error {
	keeps, kept := b.isKept(key.stage)
	if kept {
		return nil
	}
	one, cancel := context.WithTimeout(ctx, moveTime)
	defer cancel()
	by, err := b.store.MoveLease(one, key.stage, stage.LeaseOf(key.stage), b.node, time.Now(), stage.LeaseLasts)
	if err == nil && by != "" {
		machine, _, _ := strings.Cut(by, "/")
		return b.refuse(key, r, stage.Elsewhere, machine)
	}
	for err == nil && !kept {
		select {
		case <-one.Done():
			err = one.Err()
		case <-keeps:
			keeps, kept = b.isKept(key.stage)
		}
	}
	if err != nil {
		b.log.Warn("a stage could not be taken for its encoder", "stage", key.stage, "err", err)
		return b.refuse(key, r, stage.NotTaken, "")
	}
	return nil
}

// isKept reports whether this process keeps the stage; keeps is closed when
// that changes.
func (b *broadcast) isKept(id stagedoor.StageID) (keeps <-chan struct{}, kept bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, kept = b.kept[id]
	return b.keeps, kept
}

// refuse keeps why an encoder was not let in, and returns it.
func (b *broadcast) refuse(key rungKey, r rtmp.Request, why stage.Reason, what string) error {
	says := why.Says(what)
	b.counts.refused.WithLabelValues(string(why)).Inc()
	b.mu.Lock()
	b.refusals[key] = stage.Refusal{At: time.Now(), Remote: r.Remote.Addr().String(), Encoder: clip(r.Encoder), Reason: why, Says: says}
	b.mu.Unlock()
	return &rtmp.Refusal{Busy: why == stage.Second || why == stage.Elsewhere, Says: says.String()}
}

// refused hears that an encoder which was let in was sent away after all.
func (b *broadcast) refused(r rtmp.Request, err error) {
	key, known := b.rungOf(r.Key)
	if !known {
		return
	}
	var codec *rtmp.Unsupported
	if errors.As(err, &codec) {
		b.refuse(key, r, stage.Unsupported, codec.Codec)
		return
	}
	b.refuse(key, r, stage.Garbage, "")
}

// SetTracks, Write and End take what the encoder sends, in its connection's
// goroutine.
func (p *publisher) SetTracks(tracks []live.Track) {
	p.tracks = tracks
	p.meter.SetTracks(tracks)
	p.stream.SetTracks(tracks)
}

func (p *publisher) Write(s live.Sample) {
	at := max(1, int64(s.At.Sub(p.of.began)))
	p.heard.Store(at)
	if s.Track < len(p.tracks) && (p.tracks[s.Track].Video() || len(p.tracks) == 1) {
		if was := p.picture.Swap(at); at-was > int64(silence) {
			nudge(p.of.judge) // it is back
		}
	}
	p.meter.Write(s)
	p.stream.Write(s)
}

func (p *publisher) End(err error) {
	p.stream.End(err)
	p.of.forget(p)
}

// cut ends a publisher that lost its place.
func (p *publisher) cut(why stage.Reason) {
	err := p.of.refuse(p.key, p.request, why, "")
	p.stream.End(err)
	p.of.forget(p)
	p.request.Cut(err.Error())
}

// forget takes a publisher away, if it has its place still.
func (b *broadcast) forget(p *publisher) {
	b.mu.Lock()
	mine := b.publishers[p.key] == p
	if mine {
		delete(b.publishers, p.key)
	}
	if at := time.Duration(p.picture.Load()); at > b.silent[p.key] {
		b.silent[p.key] = at
	}
	on := (*b.programs.Load())[p.key.stage]
	b.mu.Unlock()
	if on != nil {
		on.program.Detach(program.RungID(p.key.source), p.stream)
	}
	if mine {
		b.log.Info("an encoder ended", "stage", p.key.stage, "source", p.key.source)
	}
	nudge(b.judge)
	nudge(b.notes)
}

// cutStrangers cuts off publishers whose key opens nothing any more, or whose
// stage is another process's. It looks at what is so now: an encoder may have
// come with its stage while programs began.
func (b *broadcast) cutStrangers() {
	b.mu.Lock()
	keys := b.keys.read(b.board.Now(), b.secret)
	var cut []*publisher
	for key, p := range b.publishers {
		if _, mine := b.kept[key.stage]; !mine || keys.byRung[key] != p.typed {
			cut = append(cut, p)
		}
	}
	b.mu.Unlock()
	for _, p := range cut {
		if keys.byRung[p.key] != p.typed {
			p.cut(stage.OldKey)
		} else {
			p.cut(stage.Moved)
		}
	}
}

// writePublishers has the database know who publishes here.
func (b *broadcast) writePublishers(ctx context.Context) error {
	b.mu.Lock()
	is := map[rungKey]time.Time{}
	for key, p := range b.publishers {
		is[key] = p.since
	}
	b.mu.Unlock()
	for key, since := range is {
		if b.told[key] {
			continue
		}
		if err := b.store.SetPublisher(ctx, key.stage, key.source, b.node, false, since); err != nil {
			return err
		}
		b.told[key] = true
	}
	for key := range b.told {
		if _, still := is[key]; still {
			continue
		}
		if err := b.store.SetPublisher(ctx, key.stage, key.source, b.node, true, time.Time{}); err != nil {
			return err
		}
		delete(b.told, key)
	}
	return nil
}

// forgetPublishers has the database know that nobody publishes here any more.
func (b *broadcast) forgetPublishers(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTime)
	defer cancel()
	if err := b.writePublishers(ctx); err != nil {
		b.log.Error("cannot take our publishers out of the database", "err", err)
	}
}
