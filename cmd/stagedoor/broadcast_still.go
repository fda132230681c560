package main

import (
	"time"

	"stagedoor"
)

// viewers is what the media routes ask of our own video.
type viewers struct{ *broadcast }

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
	v.mu.Lock()
	p, made := v.publishers[key], v.stills[key]
	v.mu.Unlock()
	if p == nil || v.ran()-time.Duration(p.picture.Load()) > stillFresh {
		return nil
	}
	frame, track := p.meter.Key()
	switch {
	case frame.Data == nil || len(frame.Data) > maxStill:
		return nil
	case made.of.Equal(frame.At):
		return made.film
	}
	made = stillFilm{frame.At, still(frame, track)}
	v.mu.Lock()
	if v.publishers[key] == p { // it has not gone meanwhile, perhaps with its rung
		v.stills[key] = made
	}
	v.mu.Unlock()
	return made.film
}
