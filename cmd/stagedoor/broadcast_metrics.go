package main

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"stagedoor/stage"
)

// broadcastCounts count what encoders and viewers of ours do.
type broadcastCounts struct {
	requests *prometheus.CounterVec
	parts    *prometheus.CounterVec
	refused  *prometheus.CounterVec
	starts   *prometheus.CounterVec
}

func newBroadcastCounts(reg prometheus.Registerer) broadcastCounts {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "stagedoor_" + name, Help: help}, labels)
		reg.MustRegister(c)
		return c
	}
	return broadcastCounts{
		requests: counter("media_requests_total", "Requests of viewers for playlists, parts and segments of our own that were let through.", "stage"),
		parts:    counter("parts_total", "Parts that were made.", "stage"),
		refused:  counter("refused_publishers_total", "Encoders that were not let in, by reason.", "reason"),
		starts:   counter("program_starts_total", "How often a stage's program began in this process.", "stage"),
	}
}

// publishing collects who publishes now.
type publishing struct {
	of   *broadcast
	desc *prometheus.Desc
}

func newPublishing(b *broadcast) publishing {
	return publishing{b, prometheus.NewDesc("stagedoor_publishers", "Encoders that publish to this process.", []string{"stage"}, nil)}
}

// Describe is prometheus.Collector's.
func (p publishing) Describe(out chan<- *prometheus.Desc) { out <- p.desc }

// Collect is prometheus.Collector's.
func (p publishing) Collect(out chan<- prometheus.Metric) {
	count := map[string]int{}
	p.of.mu.Lock()
	for id := range p.of.kept {
		count[string(id)] = 0
	}
	for key := range p.of.publishers {
		count[string(key.stage)]++
	}
	p.of.mu.Unlock()
	for id, n := range count {
		out <- prometheus.MustNewConstMetric(p.desc, prometheus.GaugeValue, float64(n), id)
	}
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
