package program

import (
	"errors"
	"time"

	"stagedoor/live"
)

// An input reads one rung's stream.
type input struct {
	rung   RungID
	stream *live.Stream
	reader *live.Reader
	tracks []live.Track
	leads  int     // the track that it goes by; -1 while there is none
	splice *splice // nil while the output does not show it
	rhythm rhythm
}

func (in *input) close() {
	if in != nil {
		in.reader.Close()
	}
}

func (in *input) is(rung RungID, s *live.Stream) bool {
	return in != nil && in.rung == rung && in.stream == s
}

func (in *input) events() <-chan live.Event {
	if in == nil {
		return nil
	}
	return in.reader.C
}

// choose opens what is wanted, if it has a publisher. What is shown goes on
// until the other has a key frame.
func (p *Program) choose(now time.Time) {
	p.mu.Lock()
	want := p.want
	stream := p.streams[want]
	p.mu.Unlock()
	switch {
	case want == "" || stream == nil: // the slate, or a rung that nobody publishes
		p.on.close()
		p.leaves.close()
		p.on, p.leaves = nil, nil
		return
	case p.on.is(want, stream):
		return
	case p.leaves.is(want, stream): // back before the other came
		p.on.close()
		p.on, p.leaves = p.leaves, nil
		return
	}
	if p.on != nil && p.on.splice != nil {
		p.leaves.close()
		p.leaves = p.on
	} else {
		p.on.close()
	}
	p.on = &input{rung: want, stream: stream, reader: stream.Read(now), leads: -1}
}

// take takes an event of an input, and returns the input, or nil when it is
// over.
func (p *Program) take(in *input, e live.Event, ok bool, now time.Time) *input {
	switch {
	case !ok && errors.Is(in.reader.Err(), live.ErrSlow):
		in.reader, in.splice = in.stream.Read(now), nil // on with the newest
	case !ok:
		return nil
	case e.Tracks == nil:
		p.sample(in, e.Sample, now)
	case !live.SameTracks(in.tracks, e.Tracks):
		in.tracks, in.leads, in.splice = e.Tracks, leader(e.Tracks), nil
	}
	if in != p.on && in.splice == nil { // it leaves, and has nothing to go on with
		in.close()
		return nil
	}
	return in
}

// sample writes what an input sends, from its first key frame on.
func (p *Program) sample(in *input, s live.Sample, now time.Time) {
	if !believable(s, in.tracks) {
		return
	}
	leads := s.Track == in.leads
	if scale := int64(in.tracks[s.Track].Scale); int64(s.Offset) > scale || int64(s.Offset) < -scale {
		s.Offset = 0 // nothing is shown a second after it is decoded
	}
	if in.splice != nil && (!in.splice.follows(s) || p.early(now, ahead) || p.late(now, keyFrame)) {
		in.splice = nil
	}
	if leads {
		in.rhythm.hear(s, in.tracks[in.leads])
		if in == p.on && in.rhythm.sheds(s, in.tracks[in.leads], p.lead(now)) {
			in.splice = nil
		}
	}
	if leads && s.Key && in == p.on && (in.splice == nil || p.late(now, 0)) && !p.early(now, begins) {
		p.begin(in, s, now)
	}
	if in.splice == nil {
		return
	}
	switch out, to := in.splice.rebased(s); to {
	case picture:
		p.line.picture(out)
	case sound:
		if leads { // it has no picture: the slate's, which comes first
			p.slateUntil(in.splice.track.Time(out.DTS))
		}
		p.line.sound(out)
	}
	if leads {
		p.heard = now
	}
}
