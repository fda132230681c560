package main

import (
	"context"
	"time"

	"stagedoor/access"
	"stagedoor/web/control"
	"stagedoor/web/ui"
)

// alarms reads what can be wrong, for the control room.
func (w *wiring) alarms(ctx context.Context) []ui.Alarm {
	now := time.Now()
	s := control.State{PlainHTTP: w.public.Scheme == "http", Proxy: w.server.UntrustedProxy()}
	s.NoPort = w.encoders == nil && w.flags.RTMPListen != "off" && w.board.Now().HasIngests()
	if n, alarm := w.door.WrongPerMinute(now); alarm {
		s.Wrong = n
	}
	if conf, err := w.db.Conference(ctx); err == nil {
		s.NoContact = conf.Contact == ""
	}
	if outbox, err := w.outbox.Status(ctx); err == nil {
		s.Outbox = outbox
	}
	if entries, err := w.db.Waiting(ctx); err == nil {
		s.Waiting = entries
	}
	s.Failing = w.failing(ctx)
	if reading, draft, err := w.db.ProgrammeState(ctx); err == nil {
		s.Programme, s.Draft = reading, draft
	}
	return s.Alarms(now)
}

// failing lists the feeds whose last round failed.
func (w *wiring) failing(ctx context.Context) []access.Feed {
	feeds, err := w.db.Feeds(ctx)
	if err != nil {
		return nil
	}
	var out []access.Feed
	for _, f := range feeds {
		if f.Off || f.URL == "" {
			continue
		}
		if last, err := w.db.RoundsOf(ctx, f.ID, true, 1); err == nil && len(last) == 1 && last[0].Result == access.RoundFailed {
			out = append(out, f)
		}
	}
	return out
}
