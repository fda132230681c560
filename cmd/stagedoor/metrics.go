package main

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"stagedoor"
	"stagedoor/access"
)

// metricsTime bounds what one scrape may ask of the database.
const metricsTime = 2 * time.Second

// roundMetrics counts rounds as they end.
type roundMetrics struct {
	rounds *prometheus.CounterVec
	last   *prometheus.GaugeVec
}

func newRoundMetrics(reg prometheus.Registerer) roundMetrics {
	m := roundMetrics{
		rounds: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "stagedoor_rounds_total", Help: "Rounds that ended, by feed and result.",
		}, []string{"feed", "result"}),
		last: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "stagedoor_round_last_good_timestamp_seconds", Help: "When this process last ran a round of the feed that did not fail.",
		}, []string{"feed"}),
	}
	reg.MustRegister(m.rounds, m.last, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m roundMetrics) done(r access.Round) {
	m.rounds.WithLabelValues(string(r.Feed), string(r.Result)).Inc()
	if r.Result != access.RoundFailed {
		m.last.WithLabelValues(string(r.Feed)).SetToCurrentTime()
	}
}

// standing collects what is read when somebody asks.
type standing struct {
	w       *wiring
	logins  *prometheus.Desc
	wrong   *prometheus.Desc
	letters *prometheus.Desc
	paused  *prometheus.Desc
	waiting *prometheus.Desc
}

func newStanding(w *wiring) standing {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("stagedoor_"+name, help, labels, nil)
	}
	return standing{
		w:       w,
		logins:  desc("logins", "Good logins in this process's memory."),
		wrong:   desc("wrong_codes_per_minute", "Codes typed within the last minute that never were any."),
		letters: desc("letters", "Letters by state.", "state"),
		paused:  desc("outbox_paused", "1 while no letter leaves: a setting must be mended, or the server is away."),
		waiting: desc("waiting_seconds", "For how long a round waits for somebody's yes.", "feed"),
	}
}

// Describe is prometheus.Collector's.
func (s standing) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{s.logins, s.wrong, s.letters, s.paused, s.waiting} {
		out <- d
	}
}

// Collect is prometheus.Collector's. What the database cannot say just now is
// left out.
func (s standing) Collect(out chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	now := time.Now()
	wrong, _ := s.w.door.WrongPerMinute(now)
	gauge(s.logins, float64(s.w.door.Logins()))
	gauge(s.wrong, float64(wrong))
	ctx, cancel := context.WithTimeout(context.Background(), metricsTime)
	defer cancel()
	if st, err := s.w.outbox.Status(ctx); err == nil {
		for _, state := range []stagedoor.LetterState{
			stagedoor.LetterWaiting, stagedoor.LetterQueued, stagedoor.LetterSending, stagedoor.LetterSent,
			stagedoor.LetterDelivered, stagedoor.LetterBounced, stagedoor.LetterFailed, stagedoor.LetterSuperseded,
		} {
			gauge(s.letters, float64(st.Counts[state]), string(state))
		}
		paused := 0.0
		if !st.Paused.Zero() {
			paused = 1
		}
		gauge(s.paused, paused)
	}
	if entries, err := s.w.db.Waiting(ctx); err == nil {
		for _, e := range entries {
			gauge(s.waiting, now.Sub(e.Since).Seconds(), string(e.Feed))
		}
	}
}
