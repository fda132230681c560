package control

import (
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/mail"
	"stagedoor/schedule"
	"stagedoor/web/ui"
)

// proxySpoken is how long a proxy that nobody trusts is spoken of after it
// was last seen.
const proxySpoken = 10 * time.Minute

// A State is what can be wrong with a conference that runs. What could not be
// read just now stays zero: the page itself will say that the database is
// away.
type State struct {
	PlainHTTP bool      // the public address is http
	NoPort    bool      // encoders are waited for, and nothing could listen for them
	NoContact bool      // the conference has no address that people write to
	Proxy     time.Time // when somebody last came through a proxy that nobody trusts
	Wrong     int       // wrong codes within the last minute, when they are an alarm; else 0
	Outbox    mail.Status
	Waiting   []access.Entry
	Failing   []access.Feed // those whose last round failed
	Programme schedule.Reading
	Draft     *schedule.Draft // the programme that waits for a yes; nil: none
}

// Alarms are what every page of the control room shows on top, the worst
// first.
func (s State) Alarms(now time.Time) []ui.Alarm {
	var out []ui.Alarm
	add := func(kind string, says stagedoor.Sentence, href string) {
		out = append(out, ui.Alarm{Kind: kind, Says: says, Href: href})
	}
	if s.PlainHTTP {
		add("over", stagedoor.Say("This site is served over plain http: everybody on the way can read codes and logins. Use https before you let people in."), "")
	}
	if s.NoPort {
		add("over", stagedoor.Say("No encoder can reach us: port 1935 of this machine is in use. Free it, or start with another --rtmp-listen."), "/control/stages")
	}
	if !s.Outbox.Paused.Zero() {
		add("over", s.Outbox.Paused, "/control/letters")
	}
	for _, f := range s.Failing {
		add("over", stagedoor.Say("The feed “%s” cannot be read; nothing was changed. Its page says why.", f.Title()), feedHref(f.ID))
	}
	if !s.Programme.Problem.Zero() {
		add("over", unreadAlarm(s.Programme, now), "/control/programme")
	}
	if s.Draft != nil {
		add("warn", stagedoor.Say("A programme waits for your yes."), "/control/programme/draft")
	}
	switch n := len(s.Programme.Rooms); {
	case n == 1:
		add("warn", stagedoor.Say("The talks of the room “%s” wait: say which stage it is.", s.Programme.Rooms[0].Name), "/control/programme/source#rooms")
	case n > 1:
		add("warn", stagedoor.Say("The talks of %d rooms wait: say which stages they are.", n), "/control/programme/source#rooms")
	}
	for _, e := range s.Waiting {
		add("warn", waitingAlarm(e, now), feedHref(e.Feed))
	}
	switch n := s.Outbox.ToLeave; {
	case s.Outbox.Open || n == 0:
	case n == 1:
		add("warn", stagedoor.Say("One letter waits: nobody gets a code until you open the outbox."), "/control/letters")
	default:
		add("warn", stagedoor.Say("%d letters wait: nobody gets a code until you open the outbox.", n), "/control/letters")
	}
	if s.NoContact {
		add("warn", stagedoor.Say("Nobody can write to you: set an address in Conference."), "/control/conference")
	}
	if s.Wrong > 0 {
		add("warn", stagedoor.Say("%d wrong codes were typed within the last minute. Right codes still open at once.", s.Wrong), "")
	}
	if now.Sub(s.Proxy) < proxySpoken {
		add("warn", stagedoor.Say("A proxy forwards requests, but --trusted-proxy is not set: all people behind it look like one, and wrong codes of one slow the others."), "")
	}
	return out
}

// unreadAlarm tells how long the programme could not be read.
func unreadAlarm(r schedule.Reading, now time.Time) stagedoor.Sentence {
	age := now.Sub(r.Failing)
	switch {
	case r.Failing.IsZero() || age < 2*time.Minute:
		return stagedoor.Say("The programme cannot be read; the talks stay as they were. Its page says why.")
	case age < 2*time.Hour:
		return stagedoor.Say("The programme could not be read for %d minutes; the talks stay as they were. Its page says why.", int(age/time.Minute))
	}
	return stagedoor.Say("The programme could not be read for %d hours; the talks stay as they were. Its page says why.", int(age/time.Hour))
}

// waitingAlarm tells how long a round waits for somebody's yes.
func waitingAlarm(e access.Entry, now time.Time) stagedoor.Sentence {
	age := now.Sub(e.Since)
	switch {
	case age < 2*time.Minute:
		return stagedoor.Say("The feed “%s” waits for your yes.", string(e.Feed))
	case age < 2*time.Hour:
		return stagedoor.Say("The feed “%s” has waited for your yes for %d minutes.", string(e.Feed), int(age/time.Minute))
	}
	return stagedoor.Say("The feed “%s” has waited for your yes for %d hours.", string(e.Feed), int(age/time.Hour))
}
