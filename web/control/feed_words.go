package control

import (
	"context"
	"fmt"
	"time"

	"stagedoor"
	"stagedoor/access"
	"stagedoor/tickets"
	"stagedoor/web/ui"
)

// The words for a feed, its rounds and its tickets.

func feedName(ctx context.Context, f access.Feed) string {
	if f.ID == stagedoor.FeedByHand {
		return ui.T(ctx, "By hand")
	}
	return f.Title()
}

// feedSource says where the tickets come from, in a line.
func feedSource(ctx context.Context, f access.Feed) string {
	switch {
	case f.ID == stagedoor.FeedByHand:
		return ui.T(ctx, "Guest passes, written by the crew")
	case f.URL == "":
		return ui.T(ctx, "%s, uploaded by hand", presetTitle(f.Mapping.Preset))
	case f.Off:
		return shortURL(f.URL) + " · " + ui.T(ctx, "no rounds by themselves")
	}
	every := ui.T(ctx, "every %s", ui.Lang(ctx).Long(f.Interval()))
	if s := f.Interval() / time.Second; s < 120 {
		every = ui.N(ctx, int(s), "every %d second", "every %d seconds")
	}
	return shortURL(f.URL) + " · " + every
}

func presetTitle(name string) string {
	if p, ok := tickets.PresetNamed(name); ok {
		return p.Title
	}
	return name
}

func feedNext(ctx context.Context, p FeedPage) string {
	switch {
	case p.Next < 0:
		return ""
	case p.Next < time.Second:
		return ui.T(ctx, "the next round is due")
	}
	return ui.T(ctx, "the next round in %s", ui.Lang(ctx).Long(p.Next))
}

func feedFormTitle(ctx context.Context, p FeedFormPage) string {
	if p.New {
		return ui.T(ctx, "Add a feed")
	}
	return ui.T(ctx, "Settings")
}

func feedFormAction(p FeedFormPage) string {
	if p.New {
		return "/control/feeds/new"
	}
	return feedHref(p.Feed.ID) + "/settings"
}

func feedPresetHelp(ctx context.Context, p FeedFormPage) string {
	if p.New {
		return ""
	}
	return ui.T(ctx, "With another vendor you confirm the columns again; until then no round runs by itself.")
}

func feedSecretHelp(ctx context.Context, set string) string {
	if set == "" {
		return ui.T(ctx, "Not set.")
	}
	return ui.T(ctx, "It is set. Leave it empty to keep it.")
}

// feedSums are the figures on top of a feed's page.
func feedSums(ctx context.Context, p FeedPage) []ui.Fact {
	waiting := 0
	if p.Entry != nil {
		waiting = p.Entry.Count
	}
	return []ui.Fact{
		{Name: ui.T(ctx, "tickets"), Value: ui.Number(ctx, p.Counts.Tickets)},
		{Name: ui.T(ctx, "attendees"), Value: ui.Number(ctx, p.Counts.Admitted)},
		{Name: ui.T(ctx, "awaiting payment"), Value: ui.Number(ctx, p.Counts.Awaiting)},
		{Name: ui.T(ctx, "without an address"), Value: ui.Number(ctx, p.Counts.NoAddress)},
		{Name: ui.T(ctx, "refused rows"), Value: ui.Number(ctx, p.RefusedAll)},
		{Name: ui.T(ctx, "wait for your yes"), Value: ui.Number(ctx, waiting)},
	}
}

func triggerWord(ctx context.Context, t access.Trigger) string {
	switch t {
	case access.ByClock:
		return ui.T(ctx, "by the clock")
	case access.ByHook:
		return ui.T(ctx, "the vendor's hook")
	case access.ByUpload:
		return ui.T(ctx, "an upload")
	case access.ByYes:
		return ui.T(ctx, "somebody's yes")
	case access.ByNo:
		return ui.T(ctx, "somebody kept all")
	case access.ByButton:
		return ui.T(ctx, "“Run now”")
	}
	return string(t)
}

// tookText is how long a round took.
func tookText(d time.Duration) string {
	if d < 100*time.Millisecond {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

// whatWord is what a yes would take from a ticket.
func whatWord(ctx context.Context, w access.What) string {
	switch w {
	case access.TakesCancelled:
		return ui.T(ctx, "would be cancelled")
	case access.TakesUnpaid:
		return ui.T(ctx, "would await payment again")
	case access.TakesType:
		return ui.T(ctx, "would be of a type that lets nobody in")
	case access.TakesGone:
		return ui.T(ctx, "left the export")
	case access.TakesAddress:
		return ui.T(ctx, "would go to another address")
	}
	return string(w)
}

func statusWord(ctx context.Context, s tickets.Status) string {
	switch s {
	case tickets.Paid:
		return ui.T(ctx, "paid")
	case tickets.Awaiting:
		return ui.T(ctx, "awaits payment")
	case tickets.Cancelled:
		return ui.T(ctx, "cancelled")
	}
	return string(s)
}

// fieldName and fieldHelp are a field on the mapping page.
func fieldName(ctx context.Context, f tickets.Field) string {
	switch f {
	case tickets.FieldIdentity:
		return ui.T(ctx, "Ticket's number")
	case tickets.FieldOrder:
		return ui.T(ctx, "Order's number")
	case tickets.FieldStatus:
		return ui.T(ctx, "Status")
	case tickets.FieldType:
		return ui.T(ctx, "Type of ticket")
	case tickets.FieldName:
		return ui.T(ctx, "Attendee's name")
	case tickets.FieldEmail:
		return ui.T(ctx, "Attendee's e-mail")
	case tickets.FieldBuyerName:
		return ui.T(ctx, "Buyer's name")
	case tickets.FieldBuyerEmail:
		return ui.T(ctx, "Buyer's e-mail")
	case tickets.FieldLanguage:
		return ui.T(ctx, "Language")
	case tickets.FieldQuantity:
		return ui.T(ctx, "Places in the row")
	}
	return string(f)
}

func fieldHelp(ctx context.Context, f tickets.Field) string {
	switch f {
	case tickets.FieldIdentity:
		return ui.T(ctx, "What makes a ticket the same one in the next export. Two columns are read together.")
	case tickets.FieldStatus:
		return ui.T(ctx, "Without it every row is paid.")
	case tickets.FieldName:
		return ui.T(ctx, "First and last name, where they are apart.")
	case tickets.FieldBuyerName:
		return ui.T(ctx, "Where the attendee's name is empty.")
	case tickets.FieldBuyerEmail:
		return ui.T(ctx, "Where the attendee's e-mail is empty.")
	case tickets.FieldQuantity:
		return ui.T(ctx, "Without it a row is one place.")
	}
	return ""
}

func columnWord(c tickets.Column) string {
	if c.Of > 1 {
		return fmt.Sprintf("%s (%d/%d)", c.Name, max(c.N, 1), c.Of)
	}
	return c.Name
}

func roundColumns(ctx context.Context) []ui.Column {
	return []ui.Column{
		{Name: ui.T(ctx, "Began")}, {Name: ui.T(ctx, "Run by")},
		{Name: ui.T(ctx, "Rows"), Number: true}, {Name: ui.T(ctx, "New"), Number: true}, {Name: ui.T(ctx, "Changed"), Number: true},
		{Name: ui.T(ctx, "Taken"), Number: true}, {Name: ui.T(ctx, "Refused"), Number: true}, {Name: ui.T(ctx, "Took"), Number: true},
		{Name: ui.T(ctx, "Result")},
	}
}

// nameOr is a name, or what stands for none.
func nameOr(ctx context.Context, name string) string {
	if name == "" {
		return ui.T(ctx, "(no name)")
	}
	return name
}
