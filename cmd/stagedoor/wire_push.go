package main

import (
	"github.com/prometheus/client_golang/prometheus"

	"stagedoor/push"
)

// joinPush makes the hub. It hears of changes after the door and the crew do,
// whom it asks who may stay.
func (w *wiring) joinPush() error {
	hub, err := push.New(push.Options{Public: w.public, Log: w.log})
	if err != nil {
		return err
	}
	w.hub = hub
	w.bus.Listen(hub.Changed)
	w.reg.MustRegister(newPushMetrics(hub.Counts))
	return nil
}

// pushMetrics collects a hub's counts when somebody asks.
type pushMetrics struct {
	counts   func() push.Counts
	open     *prometheus.Desc
	accepted *prometheus.Desc
	messages *prometheus.Desc
	refused  *prometheus.Desc
	back     *prometheus.Desc
}

func newPushMetrics(counts func() push.Counts) pushMetrics {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("stagedoor_push_"+name, help, labels, nil)
	}
	return pushMetrics{
		counts:   counts,
		open:     desc("connections", "Pages that are connected to this process."),
		accepted: desc("accepted_total", "Connections that were let in."),
		messages: desc("messages_total", "Payloads published, and those sent: one for each page that hears the channel.", "what"),
		refused:  desc("refused_total", "What was refused, or closed for it.", "why"),
		back:     desc("returned_total", "Channels of pages that came back: recovered, or not and so asked for whole.", "result"),
	}
}

// Describe is prometheus.Collector's.
func (m pushMetrics) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{m.open, m.accepted, m.messages, m.refused, m.back} {
		out <- d
	}
}

// Collect is prometheus.Collector's.
func (m pushMetrics) Collect(out chan<- prometheus.Metric) {
	total := func(d *prometheus.Desc, v int64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(v), labels...)
	}
	c := m.counts()
	out <- prometheus.MustNewConstMetric(m.open, prometheus.GaugeValue, float64(c.Open))
	total(m.accepted, c.Accepted)
	total(m.messages, c.Published, "published")
	total(m.messages, c.Sent, "sent")
	total(m.refused, c.Refused, "busy")
	total(m.refused, c.Foreign, "other-site")
	total(m.refused, c.Older, "too-many-pages")
	total(m.refused, c.Commands, "command")
	total(m.refused, c.Floods, "flood")
	total(m.back, c.Recovered, "recovered")
	total(m.back, c.Lost, "not-recovered")
}
