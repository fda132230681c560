package main

import "github.com/prometheus/client_golang/prometheus"

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
