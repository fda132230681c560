package control

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"stagedoor"
	"stagedoor/text"
	"stagedoor/web/ui"
)

// An AccentNote tells what becomes of a colour, so that everything in it can
// be read. The zero value is for what is no colour.
type AccentNote struct {
	Swatches []Swatch
	Says     []string
}

// A Swatch is a piece of colour with letters on it.
type Swatch struct{ Ground, Ink, Name string }

// The house colours of the two themes, as in the style sheet's tokens.
const (
	lightHouse = "#f5f5f3"
	darkHouse  = "#101113"
)

func accentNote(ctx context.Context, hex string) AccentNote {
	if hex == "" {
		hex = stagedoor.DefaultAccent
	}
	a, err := stagedoor.AccentOf(hex)
	if err != nil {
		return AccentNote{}
	}
	on := ui.T(ctx, "Words on it are white, with a contrast of %s to 1.", contrast(a.On, a.Fill))
	if a.On == "#000000" {
		on = ui.T(ctx, "Words on it are black, with a contrast of %s to 1.", contrast(a.On, a.Fill))
	}
	return AccentNote{
		Swatches: []Swatch{
			{Ground: a.Fill, Ink: a.On, Name: ui.T(ctx, "Button")},
			{Ground: lightHouse, Ink: a.Light.Text, Name: ui.T(ctx, "Light")},
			{Ground: darkHouse, Ink: a.Dark.Text, Name: ui.T(ctx, "Dark")},
		},
		Says: []string{on,
			ui.T(ctx, "Words in it become %s on light pages (%s to 1) and %s on dark ones (%s to 1). 4.5 is enough.",
				a.Light.Text, contrast(a.Light.Text, lightHouse), a.Dark.Text, contrast(a.Dark.Text, darkHouse))},
	}
}

func contrast(a, b string) string {
	return strconv.FormatFloat(stagedoor.Contrast(a, b), 'f', 1, 64)
}

// conferenceLanguages are the form's options, each in its own name.
func conferenceLanguages(ctx context.Context, f ConferenceForm) []ui.Option {
	out := []ui.Option{{Value: "", Text: ui.T(ctx, "Not set: English")}}
	for _, tag := range f.languages() {
		name := tag
		if text.Has(tag) {
			name = text.For(tag).Name()
		}
		out = append(out, ui.Option{Value: tag, Text: name})
	}
	return out
}

// zoneDescribed ties the zone's field to its help and to what is wrong.
func zoneDescribed(problem string) templ.Attributes {
	if problem == "" {
		return templ.Attributes{"aria-describedby": "zone-help"}
	}
	return templ.Attributes{"aria-describedby": "zone-wrong zone-help", "aria-invalid": "true"}
}
