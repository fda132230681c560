package control

import (
	"context"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"stagedoor/access"
	"stagedoor/tickets"
	"stagedoor/web/ui"
)

// The words of the mapping page.

// mappingEncoding is how the form is sent: with a file only where there is one.
func mappingEncoding(p FeedMappingPage) templ.Attributes {
	if p.Feed.URL != "" {
		return nil
	}
	return templ.Attributes{"enctype": "multipart/form-data"}
}

func mappingSums(ctx context.Context, p FeedMappingPage) []ui.Fact {
	s := p.Preview.Summary
	return []ui.Fact{
		{Name: ui.T(ctx, "rows"), Value: ui.Number(ctx, s.Rows)},
		{Name: ui.T(ctx, "tickets"), Value: ui.Number(ctx, s.Tickets)},
		{Name: ui.T(ctx, "refused rows"), Value: ui.Number(ctx, s.Refused)},
		{Name: ui.T(ctx, "written in"), Value: s.Charset},
		{Name: ui.T(ctx, "between columns"), Value: delimiterName(ctx, s.Delimiter)},
	}
}

func delimiterName(ctx context.Context, d string) string {
	switch d {
	case ",":
		return ui.T(ctx, "Comma")
	case ";":
		return ui.T(ctx, "Semicolon")
	case "\t":
		return ui.T(ctx, "Tab")
	}
	return d
}

// roundSums is what a round does, but for what it does not do at all.
func roundSums(ctx context.Context, r access.Round) []ui.Fact {
	var out []ui.Fact
	add := func(name string, n int) {
		if n > 0 {
			out = append(out, ui.Fact{Name: name, Value: ui.Number(ctx, n)})
		}
	}
	add(ui.T(ctx, "new tickets"), r.New)
	add(ui.T(ctx, "new attendees"), r.Attendees)
	add(ui.T(ctx, "changed rows"), r.Changed)
	add(ui.T(ctx, "to another address"), r.Addresses)
	add(ui.T(ctx, "lose their place"), r.Taken+r.Gone)
	add(ui.T(ctx, "let in again"), r.Back)
	add(ui.T(ctx, "letters"), r.Letters)
	add(ui.T(ctx, "wait for your yes"), r.Waiting)
	add(ui.T(ctx, "erased people, skipped"), r.Skipped)
	return out
}

func mappingFileHelp(ctx context.Context, p FeedMappingPage) string {
	if !p.Looked {
		return ui.T(ctx, "CSV, at most 64 MB. It is only looked at.")
	}
	return ui.T(ctx, "Choose it again: to look once more, or to confirm and run it at once. Without a file only the columns are kept.")
}

func columnID(f tickets.Field, i int) string { return "column-" + string(f) + "-" + strconv.Itoa(i) }

// slotLabel names a field's further selects; the first has the label.
func slotLabel(ctx context.Context, f tickets.Field, i int) templ.Attributes {
	if i == 0 {
		return nil
	}
	return templ.Attributes{"aria-label": ui.T(ctx, "%s: and column", fieldName(ctx, f))}
}

func fieldNames(ctx context.Context, fields []tickets.Field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = fieldName(ctx, f)
	}
	return strings.Join(names, ", ")
}

// wordOr is a word of the export, or what stands for an empty one.
func wordOr(ctx context.Context, word string) string {
	if strings.TrimSpace(word) == "" {
		return ui.T(ctx, "(empty)")
	}
	return word
}
