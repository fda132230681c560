package main

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"stagedoor"
	"stagedoor/live"
	"stagedoor/live/fmp4"
	"stagedoor/stage"
	"stagedoor/web/control"
)

// sending is what the control room asks of our own video.
func (w *wiring) sending() encoders {
	return encoders{w.broadcast, w.flags.encoderAddress(w.public, w.encoders)}
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
	return figures(p.meter.Health(time.Now())), here
}

// Still is a film of a rung's last key frame alone; nil for none.
func (e encoders) Still(id stagedoor.StageID, source stagedoor.SourceID) []byte {
	p, _ := e.publisherOf(rungKey{id, source})
	if p == nil {
		return nil
	}
	return still(p.meter.Health(time.Now()))
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
	// A sound that is stamped later than the picture with which it came is
	// heard later, too.
	f := control.Figures{BitRate: h.Bitrate, Drift: h.Drift}
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
	return f
}

// still is a film of the last key frame alone; nil before the first.
func still(h live.Health) []byte {
	if h.Key.Data == nil {
		return nil
	}
	film := fmp4.Init([]live.Track{h.KeyTrack})
	return fmp4.AppendFragment(film, 1, []fmp4.Run{{Track: 1, Samples: []fmp4.Sample{{Duration: uint32(h.KeyTrack.Scale), Key: true, Data: h.Key.Data}}}})
}

// rungMetrics collects how the encoders of the stages that are kept here do.
type rungMetrics struct {
	of                        *broadcast
	up, bits, rate, key, gaps *prometheus.Desc
}

func newRungMetrics(b *broadcast) rungMetrics {
	desc := func(name, help string) *prometheus.Desc {
		return prometheus.NewDesc("stagedoor_encoder_"+name, help, []string{"stage", "source"}, nil)
	}
	return rungMetrics{
		of:   b,
		up:   desc("up", "1 while a picture came from the rung's encoder within the last second."),
		bits: desc("bits_per_second", "What the rung's encoder sends, over the last seconds."),
		rate: desc("frames_per_second", "Pictures that the rung's encoder sends."),
		key:  desc("key_frame_interval_seconds", "Between the last two key frames."),
		gaps: desc("gaps_total", "Gaps in the picture since the encoder connected."),
	}
}

// Describe is prometheus.Collector's.
func (m rungMetrics) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{m.up, m.bits, m.rate, m.key, m.gaps} {
		out <- d
	}
}

// Collect is prometheus.Collector's.
func (m rungMetrics) Collect(out chan<- prometheus.Metric) {
	now := time.Now()
	health := m.of.Health()
	for _, st := range m.of.board.Now().Stages {
		for _, r := range st.Ingests() {
			p, kept := m.of.publisherOf(rungKey{st.ID, r.ID})
			if !kept {
				continue
			}
			gauge := func(d *prometheus.Desc, kind prometheus.ValueType, v float64) {
				out <- prometheus.MustNewConstMetric(d, kind, v, string(st.ID), string(r.ID))
			}
			up := 0.0
			if health[st.ID][r.ID].State == stage.Up {
				up = 1
			}
			gauge(m.up, prometheus.GaugeValue, up)
			if p == nil {
				continue
			}
			h := p.meter.Health(now)
			gauge(m.bits, prometheus.GaugeValue, float64(h.Bitrate))
			gauge(m.rate, prometheus.GaugeValue, h.FrameRate)
			gauge(m.key, prometheus.GaugeValue, h.KeyEvery.Seconds())
			gauge(m.gaps, prometheus.CounterValue, float64(h.Gaps))
		}
	}
}
