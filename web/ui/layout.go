package ui

import (
	"context"

	"github.com/a-h/templ"

	"stagedoor"
)

// A Room is a link in the control room's bar.
type Room struct {
	Name  string // said already
	Href  string
	Badge string // "7 wait for your yes"; empty for none
}

// An Alarm is something that every page of the control room shows.
type Alarm struct {
	Kind string // "over", "warn", "good" or "" as in Says
	Says stagedoor.Sentence
	Href string // where to look; empty for none
}

// RoleName is a role in words.
func RoleName(ctx context.Context, r stagedoor.Role) string {
	switch r {
	case stagedoor.Owner:
		return T(ctx, "Owner")
	case stagedoor.Producer:
		return T(ctx, "Producer")
	case stagedoor.HelpDesk:
		return T(ctx, "Help desk")
	case stagedoor.Moderator:
		return T(ctx, "Moderator")
	}
	return string(r)
}

// opt is the attributes, name and value in turn, that have a value: an empty
// lang or aria-current would say something wrong.
func opt(pairs ...string) templ.Attributes {
	a := templ.Attributes{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			a[pairs[i]] = pairs[i+1]
		}
	}
	return a
}

// current marks the link that leads to where one is.
func current(yes bool) templ.Attributes {
	if yes {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}

// theme is what <html> says: nothing follows the viewer's system.
func theme(p Page, h Head) string {
	if p.Look.Theme == "" && h.Dark {
		return "dark"
	}
	return p.Look.Theme
}

// fonts are those that the page's own words need; the sheet names the rest,
// which the browser fetches when a foreign title needs them.
func fonts(ctx context.Context) []string {
	list := []string{"sofia-latin.woff2"}
	if Lang(ctx).Tag() == "bg" {
		list = append(list, "sofia-cyrillic.woff2")
	}
	return list
}

func tabTitle(p Page, h Head) string {
	switch {
	case h.Title == "":
		return p.Conference
	case p.Conference == "":
		return h.Title
	}
	return h.Title + " · " + p.Conference
}

func accountLabel(ctx context.Context) string {
	if c := PageOf(ctx).Crew; c != nil {
		return T(ctx, "%s, %s: account menu", c.Name, RoleName(ctx, c.Role))
	}
	return T(ctx, "Account menu")
}
