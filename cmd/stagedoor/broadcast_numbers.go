package main

import (
	"context"
	"time"

	"stagedoor/live"
	"stagedoor/live/program"
	"stagedoor/stage"
)

// Over a restart a playlist's numbers and dates only go forward. So who writes
// them reserves them ahead in the database: after a crash the next program
// begins behind what was reserved, after an orderly end exactly where the last
// one got to.

// ahead is how much is reserved: 200 segments are eight minutes without the
// database at worst.
var ahead = stage.Numbers{Sequence: 200, Discontinuity: 200, Init: 200, Fragment: 200 * 16}

// clockWrong is how far ahead of the clock no encoder puts the dates of a
// playlist, whatever it sends: some clock was wrong, or was set.
const clockWrong = 2 * time.Minute

// zeroAfter is the wall clock at media time 0: now, or where the dates of the
// last program had come to, when an encoder that sent what had piled up put
// them ahead. They only go forward, unless somebody sent a file as fast as it
// went a moment before: a program does not begin that far ahead.
func zeroAfter(first stage.Numbers, now time.Time) time.Time {
	lead := time.UnixMilli(first.Reached).Sub(now)
	if lead < 0 || lead > clockWrong {
		return now
	}
	return now.Add(min(lead, program.MostAhead))
}

// note notes where the playlist has got to.
func (p *stageProgram) note() {
	n := p.numbers()
	p.pictures = 0
	p.mu.Lock()
	p.at = n
	p.mu.Unlock()
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
func (p *stageProgram) due(now time.Time) (stage.Numbers, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.parts.Add(float64(p.at.Fragment - p.counted))
	p.counted = p.at.Fragment
	short := p.at.Sequence > p.reserved.Sequence-ahead.Sequence/2 || p.at.Discontinuity > p.reserved.Discontinuity-ahead.Discontinuity/2 ||
		p.at.Init > p.reserved.Init-ahead.Init/2 || p.at.Fragment > p.reserved.Fragment-ahead.Fragment/2
	// Dates that are ahead of the clock are not to be found there again.
	early := p.at.Reached > now.UnixMilli()+2000 && p.at.Reached > p.reserved.Reached
	return p.at.Plus(ahead), short || early
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
		err := b.writeOnce(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			b.log.Error("cannot write where the playlists are; they go on, and we go on trying", "err", err)
		}
		failing = err != nil
	}
}

func (b *broadcast) writeOnce(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	for _, p := range *b.programs.Load() {
		n, due := p.due(time.Now())
		if !due {
			continue
		}
		kept, err := b.keepNumbers(ctx, p, n, false)
		if err != nil {
			return err
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
	return b.writePublishers(ctx)
}
