package main

import (
	"sync"
	"time"

	"stagedoor"
)

// viewers is what the media routes ask of our own video.
type viewers struct {
	*broadcast
	stills sync.Map // rungKey → stillFilm: of each rung the last that was asked for
}

// A stillFilm is a key frame alone, as a browser shows it.
type stillFilm struct {
	of   time.Time // when the key frame came
	film []byte
}

const (
	// maxStill is how large a still may be that thousands ask for at once: a
	// key frame of 1080p seldom has a third of it.
	maxStill = 1 << 20
	// stillFresh is how old the last picture may be of an encoder that is
	// shown: the slate takes over by then.
	stillFresh = 2 * time.Second
)

// Still is a film of the last key frame of the encoder that is on air in the
// stage's own program; nil while none is. It is made once for each key frame,
// however many ask.
func (v *viewers) Still(id stagedoor.StageID) []byte {
	st := v.board.Now().Stage(id)
	if st == nil || st.Program == nil || !st.Program.Live || st.Program.Stage != id {
		return nil
	}
	key := rungKey{id, st.OnAir.ID}
	p, _ := v.publisherOf(key)
	if p == nil || v.ran()-time.Duration(p.picture.Load()) > stillFresh {
		return nil
	}
	h := p.meter.Health(time.Now())
	if len(h.Key.Data) > maxStill {
		return nil
	}
	if made, ok := v.stills.Load(key); ok && made.(stillFilm).of.Equal(h.Key.At) {
		return made.(stillFilm).film
	}
	film := still(h)
	v.stills.Store(key, stillFilm{h.Key.At, film})
	return film
}
