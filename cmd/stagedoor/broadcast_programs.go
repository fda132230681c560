package main

import (
	"context"
	"maps"
	"time"

	"stagedoor"
)

// lingers is how long a playlist that is over for good can be asked for: longer
// than a player that polls it plays what it has.
const lingers = 10 * time.Second

// follow has programs where they belong: it ends those of stages that are
// another process's now, have no encoder's rung any more or broke, and begins
// those that are missing. It reports whether it is done: not while one could not
// begin, or lingers.
func (b *broadcast) follow(ctx context.Context) (done bool) {
	ended := b.takeOut(time.Now())
	for _, p := range ended { // viewers first, the database after all of them
		p.halt()
		if p.over.IsZero() {
			p.muxer.Leave()
		} else {
			p.muxer.End()
		}
	}
	for _, p := range ended {
		b.leaveNumbers(ctx, p)
	}
	done = true
	for _, id := range b.missing() {
		p, err := b.begin(ctx, id)
		if err != nil {
			b.log.Error("a stage's program cannot begin; we go on trying", "stage", id, "err", err)
			done = false
			continue
		}
		b.put(p)
	}
	for _, p := range *b.programs.Load() {
		done = done && p.over.IsZero()
	}
	return done
}

// takeOut takes those programs out that are to end here, and returns them.
// Those that are over for good stay for a while, so that players read so.
func (b *broadcast) takeOut(now time.Time) (ended []*stageProgram) {
	view := b.board.Now()
	b.mu.Lock()
	defer b.mu.Unlock()
	is := maps.Clone(*b.programs.Load())
	for id, p := range is {
		st := view.Stage(id)
		_, mine := b.kept[id]
		switch {
		case !p.over.IsZero():
			if now.Sub(p.over) > lingers {
				delete(is, id)
			}
		case st == nil || len(st.Ingests()) == 0:
			p.over = now
			ended = append(ended, p)
		case !mine, p.broken.Load():
			delete(is, id)
			ended = append(ended, p)
		}
	}
	b.programs.Store(&is)
	return ended
}

// missing are the stages that are kept here and have no program, though an
// encoder may publish to them.
func (b *broadcast) missing() (ids []stagedoor.StageID) {
	now := b.board.Now()
	programs := *b.programs.Load()
	b.mu.Lock()
	defer b.mu.Unlock()
	for id := range b.kept {
		st, p := now.Stage(id), programs[id]
		if st != nil && len(st.Ingests()) > 0 && (p == nil || !p.over.IsZero()) {
			ids = append(ids, id)
		}
	}
	return ids
}

// put puts a program that began where viewers and encoders find it.
func (b *broadcast) put(p *stageProgram) {
	b.mu.Lock()
	is := maps.Clone(*b.programs.Load())
	is[p.id] = p
	b.programs.Store(&is)
	for key, of := range b.publishers {
		if key.stage == p.id {
			p.attach(key, of)
		}
	}
	b.mu.Unlock()
	nudge(b.takes)
}
