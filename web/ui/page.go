package ui

import (
	"context"
	"time"

	"stagedoor"
	"stagedoor/text"
)

// A Page is what surrounds every page of a request: web fills it once and
// puts it into the request's context. The zero value is English and UTC.
type Page struct {
	Language   *text.Language
	Conference string         // its name
	Zone       *time.Location // the conference's; nil is UTC
	Look       stagedoor.Look
	Contact    string // the address that people write to; may be empty
	Now        time.Time
	Path       string // the page's own address with its query: where to come back to after a choice of language
	Preview    bool   // crew looks at an attendee's page
	SignedIn   bool   // the viewer can sign out
	Crew       *Crew  // in the control room: who it is
	Answer     bool   // it answers a form that was sent; RenderStatus says so
}

// Crew is the crew member in front of the control room.
type Crew struct {
	Name string
	Role stagedoor.Role
}

func (p Page) zone() *time.Location {
	if p.Zone == nil {
		return time.UTC
	}
	return p.Zone
}

type pageKey struct{}

// With puts the page's surroundings into the context.
func With(ctx context.Context, p Page) context.Context { return context.WithValue(ctx, pageKey{}, p) }

// PageOf returns what With put into the context, or the zero Page.
func PageOf(ctx context.Context) Page {
	p, _ := ctx.Value(pageKey{}).(Page)
	return p
}

// Lang is the viewer's language.
func Lang(ctx context.Context) *text.Language { return PageOf(ctx).Language }

// T says a message in the viewer's language; msg is a literal.
func T(ctx context.Context, msg string, args ...any) string { return Lang(ctx).T(msg, args...) }

// N says a message that counts n things: N(ctx, n, "%d talk", "%d talks").
func N(ctx context.Context, n int, one, other string, args ...any) string {
	return Lang(ctx).N(n, one, other, args...)
}

// Say says a stored sentence in the viewer's language.
func Say(ctx context.Context, s stagedoor.Sentence) string { return Lang(ctx).Say(s) }

// Problem says an error's sentence, or a general one; empty for nil.
func Problem(ctx context.Context, err error) string { return Lang(ctx).Problem(err) }

// Number writes a whole number with its thousands apart.
func Number(ctx context.Context, n int) string { return Lang(ctx).Number(n) }

// Clock writes 14:22 in the conference's zone.
func Clock(ctx context.Context, t time.Time) string { return Lang(ctx).Clock(t, PageOf(ctx).Zone) }

// ShortWhen is When for a narrow place: "Mon 01:00" in the next days.
func ShortWhen(ctx context.Context, t time.Time) string {
	p := PageOf(ctx)
	return p.Language.ShortWhen(t, p.Now, p.Zone)
}

// OtherDay writes the day of a date as seen now, with the year when it is
// another one, and nothing when it is the conference's today.
func OtherDay(ctx context.Context, d, today stagedoor.Date) string {
	if d == today {
		return ""
	}
	p := PageOf(ctx)
	return p.Language.OtherDay(d.In(time.UTC), today.In(time.UTC), time.UTC)
}

// Watching says how many watch: "410 watching". A language may have another
// word for one; English has not, so its sentence numbers the value.
func Watching(ctx context.Context, n int) string {
	return N(ctx, n, "%[1]d watching", "%d watching")
}

// When writes a moment as short as it stays exact: "14:02" today, else
// "Thursday 13 May, 14:02".
func When(ctx context.Context, t time.Time) string {
	p := PageOf(ctx)
	return p.Language.When(t, p.Now, p.Zone)
}
