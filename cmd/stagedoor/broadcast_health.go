package main

import (
	"context"
	"time"

	"stagedoor"
	"stagedoor/live/program"
	"stagedoor/stage"
)

const (
	// silence is after how long without a picture a rung is down.
	silence = time.Second
	// hidden is after how long a rung is down that is on air and sends
	// pictures, but none that can be begun with: longer than key frames are
	// apart with OBS's default. One whose key frames are further apart is
	// waited for a little longer than that, up to longHidden: 250 pictures,
	// which is x264's default, of 10 a second.
	hidden     = 12 * time.Second
	longHidden = 28 * time.Second
	// judgeEvery is how often silence is looked for.
	judgeEvery = 100 * time.Millisecond
)

// judgeHealth looks how the rungs are until ctx ends, and tells the keeper of
// what changes.
func (b *broadcast) judgeHealth(ctx context.Context) {
	t := time.NewTicker(judgeEvery)
	defer t.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.judge:
		case <-t.C:
		}
		err := survive(func() error {
			for _, id := range b.judgeOnce(time.Now(), b.ran()) {
				b.heard(id)
			}
			return nil
		})
		if err != nil && !failing {
			b.log.Error("cannot judge how the encoders are; we go on trying", "err", err)
		}
		failing = err != nil
	}
}

// A rungHealth is how a rung is, and when its last picture came; 0 for never.
type rungHealth struct {
	stage.Health
	last time.Duration
}

// judgeOnce returns the stages where something changed. Ages are of ran, which
// no clock changes; now is for what people read.
func (b *broadcast) judgeOnce(now time.Time, ran time.Duration) (changed []stagedoor.StageID) {
	view := b.board.Now()
	zone := view.Conference.Location()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.over {
		return nil
	}
	is := map[rungKey]rungHealth{}
	for id, since := range b.kept {
		st := view.Stage(id)
		if st == nil {
			continue
		}
		different, grace := false, b.grace
		if b.anyUp(st, now, ran) {
			grace = b.grace * 3 / 10 // nobody looks at a slate for its sake
		}
		for _, s := range st.Ingests() {
			key := rungKey{id, s.ID}
			h := b.judgeRung(key, now, ran, zone)
			if h.State == stage.Up && b.unseen(key) {
				h.Health = stage.Health{State: stage.Down, Since: now, Problem: stage.NoKeyFrame()}
			}
			if h.last == 0 && st.Air.Health[s.ID].State == stage.Up && ran-since < grace {
				continue // it sent a moment ago, to a process that has ended
			}
			was := b.health[key]
			if was.State == h.State && was.Problem.String() == h.Problem.String() {
				h = was
			} else {
				different = true
			}
			is[key] = h
		}
		if different {
			changed = append(changed, id)
		}
	}
	b.health = is
	return changed
}

// anyUp reports whether some rung of the stage has a picture. b.mu is held.
func (b *broadcast) anyUp(st *stage.Showing, now time.Time, ran time.Duration) bool {
	for _, s := range st.Ingests() {
		if h := b.judgeRung(rungKey{st.ID, s.ID}, now, ran, time.UTC); h.State == stage.Up {
			return true
		}
	}
	return false
}

// unseen reports whether what a rung's publisher sends cannot be shown. That
// stays so until it is, or another comes: a rung that is not on air tells
// nothing. b.mu is held.
func (b *broadcast) unseen(key rungKey) bool {
	p, on := b.publishers[key], (*b.programs.Load())[key.stage]
	if p == nil || on == nil {
		return false
	}
	if rung, d := on.program.Hidden(); rung == program.RungID(key.source) {
		p.unseen = d > p.keyWait() || d > 0 && p.unseen
	}
	return p.unseen
}

// keyWait is how long this publisher's next key frame is waited for.
func (p *publisher) keyWait() time.Duration {
	apart := p.meter.KeysApart()
	return max(hidden, min(apart+apart/8, longHidden))
}

// judgeRung says how a rung is. What it says of a silence stays the same, even
// when the clock is set meanwhile. b.mu is held.
func (b *broadcast) judgeRung(key rungKey, now time.Time, ran time.Duration, zone *time.Location) rungHealth {
	last := b.silent[key]
	if p := b.publishers[key]; p != nil {
		if at := time.Duration(p.picture.Load()); at > 0 {
			last = at
			if ran-last < silence {
				return rungHealth{stage.Health{State: stage.Up, Since: now}, last}
			}
		}
		if heard := time.Duration(p.heard.Load()); p.blind.Load() && heard > 0 && ran-heard < silence {
			return rungHealth{stage.Health{State: stage.Down, Since: now, Problem: stage.SoundAlone(), Never: last == 0}, last}
		}
	}
	if last == 0 {
		return rungHealth{stage.Health{State: stage.Down, Since: now, Problem: stage.NoPicture(time.Time{}, zone), Never: true}, 0}
	}
	at := now.Add(last - ran)
	if was := b.health[key]; was.State == stage.Down && was.last == last {
		at = was.Since
	}
	return rungHealth{stage.Health{State: stage.Down, Since: at, Problem: stage.NoPicture(at, zone)}, last}
}

// Health is how the rungs are, for the keeper.
func (b *broadcast) Health() map[stagedoor.StageID]map[stagedoor.SourceID]stage.Health {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := map[stagedoor.StageID]map[stagedoor.SourceID]stage.Health{}
	for key, h := range b.health {
		if out[key.stage] == nil {
			out[key.stage] = map[stagedoor.SourceID]stage.Health{}
		}
		out[key.stage][key.source] = h.Health
	}
	return out
}

// eyes are the keeper's: on playlists elsewhere and on encoders here.
type eyes struct {
	playlists *stage.Watcher
	encoders  *broadcast
}

// Watch is stage.Eyes'.
func (e eyes) Watch(stages []stage.Stage) {
	e.playlists.Watch(stages)
	e.encoders.Watch(stages)
}

// Health is stage.Eyes'.
func (e eyes) Health() map[stagedoor.StageID]map[stagedoor.SourceID]stage.Health {
	out := e.playlists.Health()
	for id, rungs := range e.encoders.Health() {
		if out[id] == nil {
			out[id] = map[stagedoor.SourceID]stage.Health{}
		}
		for source, h := range rungs {
			out[id][source] = h
		}
	}
	return out
}
