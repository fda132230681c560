package main

import (
	"sync/atomic"

	"stagedoor"
	"stagedoor/stage"
)

// A keyring knows whose each stream key is. Keys are derived, so it is made
// anew whenever the ladders change; a conference has at most 2,000 of them.
type keyring struct{ now atomic.Pointer[ring] }

type ring struct {
	of     *stage.Snapshot
	byKey  map[string]stage.Source
	byRung map[rungKey]string
}

// read derives the keys of all rungs that encoders publish to.
func (k *keyring) read(now *stage.Snapshot, secret stagedoor.Secret) *ring {
	if r := k.now.Load(); r != nil && r.of == now {
		return r
	}
	r := &ring{of: now, byKey: map[string]stage.Source{}, byRung: map[rungKey]string{}}
	for _, st := range now.Stages {
		for _, s := range st.Ingests() {
			key := s.StreamKey(secret, now.Conference.ID)
			r.byKey[key], r.byRung[rungKey{st.ID, s.ID}] = s, key
		}
	}
	k.now.Store(r)
	return r
}

// rungOf finds the rung that a key opens. What is looked up is an HMAC's
// output: how long it takes tells nothing of it.
func (b *broadcast) rungOf(typed string) (rungKey, bool) {
	s, there := b.keys.read(b.board.Now(), b.secret).byKey[stage.ReadStreamKey(typed)]
	return rungKey{s.Stage, s.ID}, there
}
