package main

import (
	"time"

	"stagedoor"
	"stagedoor/live"
	"stagedoor/live/fmp4"
	"stagedoor/live/program"
	"stagedoor/stage"
	"stagedoor/web/control"
)

// encoders is what the control room shows of our own video.
type encoders struct {
	*broadcast
	address string
}

// sending is what the control room asks of our own video.
func (w *wiring) sending() encoders {
	return encoders{w.broadcast, w.flags.encoderAddress(w.public, w.encoders)}
}

// Address is what an encoder is told as its server; empty while nothing
// listens.
func (e encoders) Address() string { return e.address }

// Encoder says who publishes to a rung here, and who was refused last.
func (e encoders) Encoder(id stagedoor.StageID, source stagedoor.SourceID) stage.Encoder {
	key := rungKey{id, source}
	e.mu.Lock()
	defer e.mu.Unlock()
	out := stage.Encoder{Refused: e.refusals[key]}
	if p := e.publishers[key]; p != nil {
		out.Since, out.Remote, out.Encoder = p.since, p.request.Remote.Addr().String(), clip(p.request.Encoder)
	}
	return out
}

// Stranger is the last encoder whose key opens nothing.
func (e encoders) Stranger() stage.Refusal {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.refusals[rungKey{}]
}

// StreamKey is the stream key of a rung as the database has it, which the
// Board may not know yet.
func (e encoders) StreamKey(r stage.Source) string {
	return r.StreamKey(e.secret, e.board.Conference().ID)
}

// Figures are how what a rung's encoder sends is; here is false in a process
// that does not keep the stage.
func (e encoders) Figures(id stagedoor.StageID, source stagedoor.SourceID) (f control.Figures, here bool) {
	p, here := e.publisherOf(rungKey{id, source})
	if p == nil {
		return f, here
	}
	f = figures(p.meter.Health(time.Now()))
	if on := (*e.programs.Load())[id]; on != nil && e.ran()-time.Duration(p.picture.Load()) < silence {
		if rung, d := on.program.Hidden(); rung == program.RungID(source) {
			f.Unseen = d
		}
	}
	return f, here
}

// Still is a film of a rung's last key frame alone; nil for none.
func (e encoders) Still(id stagedoor.StageID, source stagedoor.SourceID) []byte {
	p, _ := e.publisherOf(rungKey{id, source})
	if p == nil {
		return nil
	}
	return still(p.meter.Key())
}

// publisherOf is who publishes to a rung, or nil; kept reports whether its
// stage is ours.
func (b *broadcast) publisherOf(key rungKey) (p *publisher, kept bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, kept = b.kept[key.stage]
	return b.publishers[key], kept
}

// figures are a publisher's health as the control room shows it.
func figures(h live.Health) control.Figures {
	f := control.Figures{BitRate: h.Bitrate, Pace: h.Pace, Drift: h.Drift, SoundAfter: h.SoundAfter, Stopped: h.PictureStopped}
	for i, bits := range h.Line {
		f.Minute = append(f.Minute, control.Second{Bits: max(0, bits), Gap: bits < 0 || h.Broken[i] > 0})
	}
	for _, n := range h.Broken {
		f.Gaps += n
	}
	for _, t := range h.Tracks {
		switch {
		case t.Video() && f.Picture == nil:
			f.Picture = &control.Picture{
				Codec: "H.264", Profile: t.Profile[0], Width: t.Width, Height: t.Height,
				FrameRate: h.FrameRate, KeyEvery: h.KeyEvery, LastKey: h.Key.At,
			}
		case t.Codec == live.AAC && f.Sound == nil:
			f.Sound = &control.Sound{Codec: "AAC", Rate: t.Scale, Channels: t.Channels}
		}
	}
	if f.Stopped && f.Picture != nil {
		f.Picture.LastKey = time.Time{} // how old it is tells nothing any more
	}
	f.Silent = (h.PictureStopped || h.SoundStopped) && (f.Picture == nil || h.PictureStopped) && (f.Sound == nil || h.SoundStopped)
	return f
}

// still is a film of a key frame alone; nil when there is none yet.
func still(frame live.Sample, track live.Track) []byte {
	if frame.Data == nil {
		return nil
	}
	film := fmp4.Init([]live.Track{track})
	return fmp4.AppendFragment(film, 1, []fmp4.Run{{Track: 1, Samples: []fmp4.Sample{{Duration: uint32(track.Scale), Key: true, Data: frame.Data}}}})
}
