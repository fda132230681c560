package main

import (
	"github.com/prometheus/client_golang/prometheus"

	"stagedoor/schedule"
)

// programme is the part of a wiring that brings talks in.
type programme struct {
	importer *schedule.Importer
}

// joinProgramme makes what reads the programme's URL, and files by hand.
func (w *wiring) joinProgramme(node string) {
	w.importer = &schedule.Importer{
		Store: w.db, AllowPrivate: w.flags.AllowPrivateFeeds, Node: node, Log: w.log,
		Done: newReadingMetrics(w.reg).done,
	}
	w.bus.Listen(w.importer.Changed)
}

// readingMetrics counts readings of the programme's URL as they end.
type readingMetrics struct {
	readings *prometheus.CounterVec
	last     prometheus.Gauge
}

func newReadingMetrics(reg prometheus.Registerer) readingMetrics {
	m := readingMetrics{
		readings: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "stagedoor_programme_readings_total", Help: "Readings of the programme's URL by this process, by result.",
		}, []string{"result"}),
		last: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "stagedoor_programme_last_good_timestamp_seconds", Help: "When this process last read the programme's URL without a problem.",
		}),
	}
	for _, result := range []string{"ok", "failed"} {
		m.readings.WithLabelValues(result) // there from the start, so that a rate can be seen
	}
	reg.MustRegister(m.readings, m.last)
	return m
}

func (m readingMetrics) done(err error) {
	if err != nil {
		m.readings.WithLabelValues("failed").Inc()
		return
	}
	m.readings.WithLabelValues("ok").Inc()
	m.last.SetToCurrentTime()
}
