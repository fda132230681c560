package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"stagedoor"
	"stagedoor/live"
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
	// quiet is how long a refusal must not have come again to be logged once
	// more: encoders try each second, for hours.
	quiet = time.Minute
)

// publish lets an encoder in whose key opens a rung.
func (b *broadcast) publish(ctx context.Context, r rtmp.Request) (rtmp.Publisher, error) {
	key, known := b.rungOf(r.Key)
	if !known {
		return nil, b.turnAway(rungKey{}, r, stage.WrongKey, "", nil)
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
		return nil, b.turnAway(key, r, stage.Second, "", nil)
	}
	b.publishers[key] = p
	if on := (*b.programs.Load())[key.stage]; on != nil {
		on.attach(key, p)
	}
	b.mu.Unlock()
	if was != nil {
		was.cut(stage.Replaced)
	}
	b.log.Info("an encoder publishes", append(b.about(key), "encoder", clip(r.Encoder))...)
	nudge(b.takes) // its key may have been changed meanwhile
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
		return b.turnAway(key, r, stage.Elsewhere, machine, nil)
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
		return b.turnAway(key, r, stage.NotTaken, "", err)
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

// turnAway refuses an encoder before it is let in, and logs that. cause may be
// nil.
func (b *broadcast) turnAway(key rungKey, r rtmp.Request, why stage.Reason, what string, cause error) error {
	b.mu.Lock()
	was := b.refusals[key]
	b.mu.Unlock()
	err := b.refuse(key, r, why, what)
	if was.Reason == why && time.Since(was.At) < quiet {
		return err
	}
	about := []any{"why", err.Error(), "encoder", clip(r.Encoder)}
	if key != (rungKey{}) {
		about = append(about, b.about(key)...)
	}
	if cause != nil {
		about = append(about, "err", cause)
	}
	b.log.Warn("an encoder was refused", about...)
	return err
}

// refuse keeps why an encoder was not let in, or is sent away, for the
// producer's page, and returns it.
func (b *broadcast) refuse(key rungKey, r rtmp.Request, why stage.Reason, what string) error {
	says := why.Says(what)
	b.counts.refused.WithLabelValues(string(why)).Inc()
	b.mu.Lock()
	b.refusals[key] = stage.Refusal{At: time.Now(), Remote: r.Remote.Addr().String(), Encoder: clip(r.Encoder), Reason: why, Says: says}
	b.mu.Unlock()
	return &rtmp.Refusal{Busy: why == stage.Second || why == stage.Elsewhere, Says: says.String()}
}

// refused hears that an encoder which was let in is sent away after all, for
// what it sent, and returns the words for it.
func (b *broadcast) refused(r rtmp.Request, err error) (says string) {
	why, what := stage.Garbage, ""
	var codec *rtmp.Unsupported
	if errors.As(err, &codec) {
		why, what = stage.Unsupported, codec.Codec
	}
	if key, known := b.rungOf(r.Key); known {
		return b.refuse(key, r, why, what).Error()
	}
	return why.Says(what).String()
}
