package control

import (
	"context"

	"stagedoor"
	"stagedoor/mail"
	"stagedoor/text"
	"stagedoor/web/ui"
)

// letterStates are the states in the order in which a letter goes through
// them.
var letterStates = []stagedoor.LetterState{
	stagedoor.LetterWaiting, stagedoor.LetterQueued, stagedoor.LetterSending, stagedoor.LetterSent,
	stagedoor.LetterDelivered, stagedoor.LetterBounced, stagedoor.LetterFailed, stagedoor.LetterSuperseded,
}

// letterStateWord is a state in a word.
func letterStateWord(ctx context.Context, s stagedoor.LetterState) string {
	switch s {
	case stagedoor.LetterWaiting:
		return ui.T(ctx, "Waits for the outbox")
	case stagedoor.LetterQueued:
		return ui.T(ctx, "Queued")
	case stagedoor.LetterSending:
		return ui.T(ctx, "Being sent")
	case stagedoor.LetterSent:
		return ui.T(ctx, "Sent")
	case stagedoor.LetterDelivered:
		return ui.T(ctx, "Delivered")
	case stagedoor.LetterBounced:
		return ui.T(ctx, "Came back")
	case stagedoor.LetterFailed:
		return ui.T(ctx, "Failed")
	case stagedoor.LetterSuperseded:
		return ui.T(ctx, "Superseded by a newer one")
	}
	return string(s)
}

// letterBadge is the kind of a state's badge.
func letterBadge(s stagedoor.LetterState) string {
	switch s {
	case stagedoor.LetterDelivered:
		return "good"
	case stagedoor.LetterWaiting:
		return "warn"
	case stagedoor.LetterBounced, stagedoor.LetterFailed:
		return "over"
	}
	return ""
}

// letterKindWord is what a letter is about.
func letterKindWord(ctx context.Context, k stagedoor.LetterKind) string {
	switch k {
	case stagedoor.LetterCode:
		return ui.T(ctx, "The first letter")
	case stagedoor.LetterNew:
		return ui.T(ctx, "A new code")
	case stagedoor.LetterLost:
		return ui.T(ctx, "The code once more")
	case stagedoor.LetterTest:
		return ui.T(ctx, "A test")
	}
	return string(k)
}

// letterKindHelp says when a letter of this kind is written.
func letterKindHelp(ctx context.Context, k stagedoor.LetterKind) string {
	switch k {
	case stagedoor.LetterCode:
		return ui.T(ctx, "Goes to everybody once, as soon as their ticket is paid.")
	case stagedoor.LetterNew:
		return ui.T(ctx, "Goes out when a code was replaced: a ticket was passed on, or the help desk made a new code.")
	case stagedoor.LetterLost:
		return ui.T(ctx, "Goes to who asked for it on the code page, or whom the help desk sends it again.")
	}
	return ""
}

// letterWhen says when the last thing happened to a letter, or will.
func letterWhen(ctx context.Context, l stagedoor.Letter) string {
	switch {
	case !l.Settled.IsZero():
		return ui.When(ctx, l.Settled)
	case !l.Sent.IsZero():
		return ui.When(ctx, l.Sent)
	case l.State == stagedoor.LetterQueued && l.Due.After(ui.PageOf(ctx).Now):
		return ui.T(ctx, "again at %s", ui.When(ctx, l.Due))
	}
	return ui.When(ctx, l.Created)
}

// letterFailed reports whether a letter may be sent again.
func letterFailed(l stagedoor.Letter) bool {
	return l.State == stagedoor.LetterFailed || l.State == stagedoor.LetterBounced
}

// letterTabs are the states with their counts.
func letterTabs(ctx context.Context, p LettersPage) []ui.Tab {
	all := 0
	for _, n := range p.Status.Counts {
		all += n
	}
	tabs := []ui.Tab{{Text: ui.T(ctx, "All"), Href: lettersHref("", ""), Count: ui.Number(ctx, all), Current: p.State == ""}}
	for _, s := range letterStates {
		if n := p.Status.Counts[s]; n > 0 || s == p.State {
			tabs = append(tabs, ui.Tab{Text: letterStateWord(ctx, s), Href: lettersHref(s, ""), Count: ui.Number(ctx, n), Current: s == p.State})
		}
	}
	return tabs
}

// outboxSays is how the outbox stands: the bar's kind and its lines.
func outboxSays(ctx context.Context, s mail.Status) (kind string, lines []string) {
	waiting := s.Counts[stagedoor.LetterWaiting]
	switch {
	case !s.Open && waiting == 0:
		kind, lines = "", []string{ui.T(ctx, "The outbox is not open yet. Letters wait here until an owner opens it.")}
	case !s.Open:
		kind, lines = "warn", []string{
			ui.N(ctx, waiting, "%d letter waits until an owner opens the outbox.", "%d letters wait until an owner opens the outbox."),
			outboxTakes(ctx, s),
		}
	case s.ToLeave == 0:
		kind, lines = "good", []string{ui.T(ctx, "The outbox is open, and every letter has left.")}
	default:
		lines = []string{ui.N(ctx, s.ToLeave, "%d letter is on its way, at about %s a minute.", "%d letters are on their way, at about %s a minute.", ui.Number(ctx, s.PerMinute))}
		if !s.Last.IsZero() {
			lines = append(lines, ui.T(ctx, "The last one will have left at %s.", ui.When(ctx, s.Last)))
		}
	}
	if !s.Paused.Zero() {
		kind = "over"
		first := ui.T(ctx, "Nothing leaves now.") + " " + ui.Say(ctx, s.Paused)
		if s.Until.After(ui.PageOf(ctx).Now) {
			first += " " + ui.T(ctx, "We try again at %s.", ui.When(ctx, s.Until))
		}
		lines = append([]string{first}, lines...)
	}
	return kind, lines
}

// outboxTakes is how long the letters that wait will take.
func outboxTakes(ctx context.Context, s mail.Status) string {
	return ui.T(ctx, "At about %s a minute the last one leaves %s after that.", ui.Number(ctx, s.PerMinute), ui.Lang(ctx).Long(s.Takes))
}

// languageOptions are the languages that letters have.
func languageOptions() []ui.Option {
	var out []ui.Option
	for _, l := range text.Languages() {
		out = append(out, ui.Option{Value: l.Tag(), Text: l.Name()})
	}
	return out
}

// placeholderWord says what a placeholder becomes.
func placeholderWord(ctx context.Context, name string) string {
	switch name {
	case "name":
		return ui.T(ctx, "the attendee's name")
	case "conference":
		return ui.T(ctx, "the conference's name")
	case "codes":
		return ui.T(ctx, "each code in its box, with a button that leads in; alone on its line")
	case "code":
		return ui.T(ctx, "the code alone")
	case "link":
		return ui.T(ctx, "the address that leads in, with the code")
	case "address":
		return ui.T(ctx, "where to come in, without the code")
	case "dates":
		return ui.T(ctx, "the days of the conference")
	case "doors":
		return ui.T(ctx, "“Doors open on … at …”, or that they are open; nothing when no time is set")
	case "devices":
		return ui.T(ctx, "how many devices at a time")
	case "contact":
		return ui.T(ctx, "the address to write to")
	}
	return ""
}
