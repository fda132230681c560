package attend

import (
	"context"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/web/ui"
)

// RefusedPage is what refused.templ shows: why a known person is not let in,
// and what to do.
type RefusedPage struct {
	Title    string
	Lead     string
	Facts    []ui.Fact
	TakeBack bool   // a button takes the place back
	Next     string // where to, then
	Lost     bool   // a letter with the newest code may help
	Again    string // seconds after which the page asks again: the code may open by itself; empty for never
}

func refusedPage(ctx context.Context, refusal *access.Refusal, c stagedoor.Conference, next string) RefusedPage {
	page := RefusedPage{Next: next}
	at := ""
	if !refusal.At.IsZero() {
		at = ui.When(ctx, refusal.At)
	}
	switch refusal.Why {
	case access.WhyReplaced:
		page.Title = ui.T(ctx, "A newer letter has your code")
		page.Lead = ui.T(ctx, "This code was replaced by a new one, and we sent a letter with it to the ticket’s address. If the ticket is still yours and the letter is not there, we send it once more.")
		page.Lost = true
	case access.WhyCancelled:
		page.Title = ui.T(ctx, "This ticket was cancelled")
		page.Lead = ui.T(ctx, "The ticket shop told us that this ticket was cancelled, so its code no longer opens the stages. If that is a mistake, one message puts it right: your code will work again as it is.")
	case access.WhyUnpaid:
		page.Title = ui.T(ctx, "This ticket is not paid yet")
		page.Lead = ui.T(ctx, "As soon as the ticket shop tells us that it is, the same code opens the stages. That takes about a minute after the payment arrives there.")
	case access.WhyGone:
		page.Title = ui.T(ctx, "This ticket is no longer on the list")
		page.Lead = ui.T(ctx, "The ticket shop’s list does not have it any more, so its code no longer opens the stages. If that is a mistake, one message puts it right.")
	case access.WhyRevoked:
		page.Title = ui.T(ctx, "The organiser took this ticket back")
		page.Lead = ui.T(ctx, "Its code no longer opens the stages. If that is a mistake, one message puts it right.")
	case access.WhyElsewhere:
		page.Title = ui.T(ctx, "You are watching somewhere else now")
		page.Lead = ui.Lang(ctx).N(c.Devices(),
			"Your ticket opens %d device at a time. Another one came in, so this one, the one not seen for longest, was let go. You can take your place back; then the other one is let go.",
			"Your ticket opens %d devices at a time. One more came in, so this one, the one not seen for longest, was let go. You can take your place back; then the one that was quiet the longest is let go.")
		page.TakeBack = true
	case access.WhyErased:
		page.Title = ui.T(ctx, "This ticket was erased")
		page.Lead = ui.T(ctx, "Somebody asked us to forget what we knew of it, and we did. If that was not you, write to us.")
	default:
		page.Title = ui.T(ctx, "Your code lets you in again")
		page.Lead = ui.Problem(ctx, refusal)
	}
	if at != "" {
		page.Facts = []ui.Fact{{Name: ui.T(ctx, "Since"), Value: at}}
	}
	return page
}
