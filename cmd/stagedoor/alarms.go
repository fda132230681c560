package main

import (
	"context"
	"time"

	"stagedoor"
	"stagedoor/web/ui"
)

// proxyAlarm is how long a proxy that nobody trusts is spoken of.
const proxyAlarm = 10 * time.Minute

// alarms are what every page of the control room shows on top, the worst
// first. What cannot be read just now is left out: the page itself will say
// that the database is away.
func (w *wiring) alarms(ctx context.Context) []ui.Alarm {
	now := time.Now()
	var out []ui.Alarm
	over := func(s stagedoor.Sentence, href string) {
		out = append(out, ui.Alarm{Kind: "over", Says: s, Href: href})
	}
	warn := func(s stagedoor.Sentence, href string) {
		out = append(out, ui.Alarm{Kind: "warn", Says: s, Href: href})
	}
	if w.public.Scheme == "http" {
		over(stagedoor.Say("This site is served over plain http: everybody on the way can read codes and logins. Use https before you let people in."), "")
	}
	if at := w.server.UntrustedProxy(); now.Sub(at) < proxyAlarm {
		warn(stagedoor.Say("A proxy forwards requests, but --trusted-proxy is not set: all people behind it look like one, and wrong codes of one slow the others."), "")
	}
	if n, alarm := w.door.WrongPerMinute(now); alarm {
		warn(stagedoor.Say("%d wrong codes were typed within the last minute. Right codes still open at once.", n), "")
	}
	if s, err := w.outbox.Status(ctx); err == nil {
		if !s.Paused.Zero() {
			over(s.Paused, "/control/letters")
		}
		if !s.Open && s.ToLeave > 0 {
			warn(stagedoor.Say("%d letters wait: nobody gets a code until you open the outbox.", s.ToLeave), "/control/letters")
		}
	}
	if entries, err := w.db.Waiting(ctx); err == nil {
		for _, e := range entries {
			warn(stagedoor.Say("The feed %s waits for your yes: %d tickets, since %d minutes.", string(e.Feed), e.Count, int(now.Sub(e.Since)/time.Minute)), "/control/feeds/"+string(e.Feed))
		}
	}
	return out
}
