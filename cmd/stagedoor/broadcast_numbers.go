package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"stagedoor/live"
	"stagedoor/live/program"
	"stagedoor/stage"
)

// Over a restart a playlist's numbers and dates only go forward. So who writes
// them reserves them ahead in the database: after a crash the next program
// begins behind what was reserved, after an orderly end exactly where the last
// one got to. Dates go with the clock, so of them it is reserved how far they
// may be ahead of it: however soon the next one begins, it begins behind them.

// ahead is how much is reserved: 200 segments are eight minutes without the
// database at worst; dates seldom get ahead by more than a few pictures.
var ahead = stage.Numbers{Sequence: 200, Discontinuity: 200, Init: 200, Fragment: 200 * 16, Lead: 250}

// leadLost is how much less far ahead of the clock, in milliseconds, the dates
// are than is reserved when that is written, too.
const leadLost = 1000

// clockWrong is how far ahead of the clock no encoder puts the dates of a
// playlist, whatever it sends: some clock was wrong, or was set.
const clockWrong = 2 * time.Minute

// zeroAfter is the wall clock at media time 0: now, or where the dates of the
// last program had come to, or may have before a crash, when an encoder that
// sent what had piled up put them ahead. A program gets no further ahead than
// one begins; what seems to be was a clock that was set.
func zeroAfter(first stage.Numbers, now time.Time) time.Time {
	lead := time.UnixMilli(first.Reached).Sub(now)
	if lead > clockWrong {
		lead = 0
	}
	lead = max(lead, time.Duration(first.Lead)*time.Millisecond, 0)
	return now.Add(min(lead, program.MostAhead))
}

// note notes where the playlist has got to. Dates that get ahead of what is
// reserved are written at once.
func (p *stageProgram) note(now time.Time) {
	n := p.numbers()
	n.Lead = max(0, n.Reached-now.UnixMilli())
	p.mu.Lock()
	p.at = n
	early := n.Lead > p.reserved.Lead
	p.mu.Unlock()
	if early {
		nudge(p.notes)
	}
}

// numbers are where the playlist has got to; of the program's goroutine, and
// of nobody's once it stands still.
func (p *stageProgram) numbers() stage.Numbers {
	n := p.muxer.Numbers()
	const last = 100 * time.Millisecond // longer than a picture lasts
	whole, rest := p.dts/live.VideoScale, p.dts%live.VideoScale
	reached := p.zero.Add(time.Duration(whole)*time.Second + time.Duration(rest)*time.Second/live.VideoScale + last)
	return stage.Numbers{Sequence: n.Sequence, Discontinuity: n.Discontinuity, Init: n.Init, Fragment: n.Fragment, Reached: reached.UnixMilli()}
}

// due reports what is to be reserved; false while enough is.
func (p *stageProgram) due() (stage.Numbers, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.parts.Add(float64(p.at.Fragment - p.counted))
	p.counted = p.at.Fragment
	short := p.at.Sequence > p.reserved.Sequence-ahead.Sequence/2 || p.at.Discontinuity > p.reserved.Discontinuity-ahead.Discontinuity/2 ||
		p.at.Init > p.reserved.Init-ahead.Init/2 || p.at.Fragment > p.reserved.Fragment-ahead.Fragment/2
	early, lost := p.at.Lead > p.reserved.Lead, p.at.Lead+ahead.Lead < p.reserved.Lead-leadLost
	return p.at.Plus(ahead), short || early || lost
}

// leaveNumbers keeps exactly where a program that stands still got to: who goes
// on skips nothing.
func (b *broadcast) leaveNumbers(ctx context.Context, p *stageProgram) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTime)
	defer cancel()
	if _, err := b.keepNumbers(ctx, p, p.numbers(), true); err != nil {
		b.log.Error("cannot keep where a playlist has got to; the next one skips a few numbers", "stage", p.id, "err", err)
	}
}

// keepNumbers writes a program's numbers; after the last ones no others, which
// another goroutine may be about to write.
func (b *broadcast) keepNumbers(ctx context.Context, p *stageProgram, n stage.Numbers, last bool) (kept bool, err error) {
	p.keeping.Lock()
	defer p.keeping.Unlock()
	if p.left {
		return true, nil
	}
	p.left = last
	return b.store.KeepProgram(ctx, p.id, b.node, n)
}

// noteEvery is how often what is to be written is looked for.
const noteEvery = time.Second

// write writes, never in a picture's way, the numbers that are reserved and
// who publishes here, until ctx ends.
func (b *broadcast) write(ctx context.Context) {
	t := time.NewTicker(noteEvery)
	defer t.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.notes:
		case <-t.C:
		}
		err := survive(func() error { return b.writeOnce(ctx) })
		if err != nil && !failing && ctx.Err() == nil {
			b.log.Error("cannot write where the playlists are; they go on, and we go on trying", "err", err)
		}
		failing = err != nil
	}
}

// writeOnce writes what is due. What cannot be written of one stage keeps
// nothing of the others back.
func (b *broadcast) writeOnce(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	var failed error
	for _, p := range *b.programs.Load() {
		n, due := p.due()
		if !due {
			continue
		}
		kept, err := b.keepNumbers(ctx, p, n, false)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("stage %s: %w", p.id, err))
			continue
		}
		if !kept { // another process has begun one; the keeper finds out whose the stage is
			if !p.doubted {
				b.log.Warn("a stage's program was begun elsewhere, too", "stage", p.id)
			}
			p.doubted = true
			b.lost(p.id)
			continue
		}
		p.doubted = false
		p.mu.Lock()
		p.reserved = n
		p.mu.Unlock()
	}
	return errors.Join(failed, b.writePublishers(ctx))
}
