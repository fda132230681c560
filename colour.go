package stagedoor

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// Gels are the colours that a stage can have, by name; the values stand in
// the style sheet. A stage shows its name beside its gel, always.
var Gels = []string{"azure", "rose", "green", "amber", "violet", "teal", "coral", "lime"}

// ValidGel reports whether name is one of Gels.
func ValidGel(name string) bool { return slices.Contains(Gels, name) }

// GelOf is the gel of the stage at place i, counted from 0, when the
// organiser chose none.
func GelOf(i int) string { return Gels[((i%len(Gels))+len(Gels))%len(Gels)] }

// An Accent is an organiser's one colour with what is made of it so that it
// can be read: fill is as given, the rest is walked in OKLCH lightness until
// it has its contrast on each of the look's surfaces.
type Accent struct {
	Fill string // as given, lower case
	On   string // black or white, the better on Fill: at least 4.58
	Away string // the other one: hover and press mix it in, so their contrast only rises
	Light,
	Dark Shades
}

// Shades are an accent's colours in one theme.
type Shades struct {
	Text string // at least 4.6 on every surface
	Line string // at least 3.1 on every surface
	Edge string // Fill when it has 3:1, else Line
	Wash string // a ground for text
}

// surfaces are what text and lines stand on in one theme, as luminances.
type surfaces []float64

var (
	lightSurfaces = surfacesOf("#f5f5f3", "#ffffff", "#ebebe8") // house, raised, sunken
	darkSurfaces  = surfacesOf("#101113", "#191a1d", "#08090a")
)

func surfacesOf(colours ...string) surfaces {
	var s surfaces
	for _, hex := range colours {
		s = append(s, parseColour(hex).luminance())
	}
	return s
}

// worst is a colour's lowest contrast among the surfaces.
func (s surfaces) worst(hex string) float64 {
	lowest, l := math.Inf(1), parseColour(hex).luminance()
	for _, surface := range s {
		lowest = math.Min(lowest, ratio(l, surface))
	}
	return lowest
}

// AccentOf makes an accent of a colour written #rrggbb; the error is Invalid.
func AccentOf(hex string) (Accent, error) {
	if !accentForm.MatchString(hex) {
		return Accent{}, Errorf(Invalid, "The colour %q is not written like #f2b705.", hex)
	}
	c := parseColour(hex)
	fill := c.String()
	a := Accent{Fill: fill, On: "#000000", Away: "#ffffff"}
	if Contrast(fill, a.On) < Contrast(fill, a.Away) {
		a.On, a.Away = a.Away, a.On
	}
	p := c.polar()
	a.Light = shades(fill, p, lightSurfaces, -0.005)
	a.Light.Wash = polar{0.955, math.Min(p.chroma, 0.035), p.hue}.String()
	a.Dark = shades(fill, p, darkSurfaces, 0.005)
	a.Dark.Wash = polar{0.245, math.Min(p.chroma, 0.04), p.hue}.String()
	return a, nil
}

// shades makes all but the wash. Text loses some chroma: very strong colours
// flicker in small letters.
func shades(fill string, p polar, on surfaces, step float64) Shades {
	s := Shades{
		Text: polar{p.light, math.Min(p.chroma, 0.17), p.hue}.until(4.6, step, on),
		Line: p.until(3.1, step, on),
		Edge: fill,
	}
	if on.worst(fill) < 3 {
		s.Edge = s.Line
	}
	return s
}

// Contrast is WCAG's ratio of two colours written #rrggbb: 1 to 21. What is
// not a colour counts as black.
func Contrast(a, b string) float64 {
	return ratio(parseColour(a).luminance(), parseColour(b).luminance())
}

// ratio is the contrast of two luminances.
func ratio(x, y float64) float64 { return (max(x, y) + 0.05) / (min(x, y) + 0.05) }

// colour is linear sRGB, 0 to 1 each.
type colour struct{ r, g, b float64 }

func parseColour(hex string) colour {
	if len(hex) != len("#rrggbb") {
		return colour{}
	}
	part := func(i int) float64 {
		n, _ := strconv.ParseUint(hex[i:i+2], 16, 8) // what is no number counts as 0
		x := float64(n) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return colour{part(1), part(3), part(5)}
}

// luminance is WCAG's relative luminance.
func (c colour) luminance() float64 { return 0.2126*c.r + 0.7152*c.g + 0.0722*c.b }

// inside reports whether a screen can show it, but for rounding.
func (c colour) inside() bool {
	const rounding = 1e-4
	return min(c.r, c.g, c.b) >= -rounding && max(c.r, c.g, c.b) <= 1+rounding
}

func (c colour) String() string {
	part := func(x float64) int {
		x = math.Min(1, math.Max(0, x))
		if x <= 0.0031308 {
			x *= 12.92
		} else {
			x = 1.055*math.Pow(x, 1/2.4) - 0.055
		}
		return int(math.Floor(255*x + 0.5))
	}
	return fmt.Sprintf("#%02x%02x%02x", part(c.r), part(c.g), part(c.b))
}

// polar is OKLCH: how light, how strong, which hue in degrees.
type polar struct{ light, chroma, hue float64 }

// polar converts to OKLCH, with the matrices of OKLab's author.
func (c colour) polar() polar {
	l := math.Cbrt(0.4122214708*c.r + 0.5363325363*c.g + 0.0514459929*c.b)
	m := math.Cbrt(0.2119034982*c.r + 0.6806995451*c.g + 0.1073969566*c.b)
	s := math.Cbrt(0.0883024619*c.r + 0.2817188376*c.g + 0.6299787005*c.b)
	a := 1.9779984951*l - 2.428592205*m + 0.4505937099*s
	b := 0.0259040371*l + 0.7827717662*m - 0.808675766*s
	return polar{
		light:  0.2104542553*l + 0.793617785*m - 0.0040720468*s,
		chroma: math.Hypot(a, b),
		hue:    math.Mod(math.Atan2(b, a)*180/math.Pi+360, 360),
	}
}

func (p polar) linear() colour {
	a, b := p.chroma*math.Cos(p.hue*math.Pi/180), p.chroma*math.Sin(p.hue*math.Pi/180)
	cube := func(x float64) float64 { return x * x * x }
	l := cube(p.light + 0.3963377774*a + 0.2158037573*b)
	m := cube(p.light - 0.1055613458*a - 0.0638541728*b)
	s := cube(p.light - 0.0894841775*a - 1.291485548*b)
	return colour{
		4.0767416621*l - 3.3077115913*m + 0.2309699292*s,
		-1.2684380046*l + 2.6097574011*m - 0.3413193965*s,
		-0.0041960863*l - 0.7034186147*m + 1.707614701*s,
	}
}

// String writes the nearest colour that a screen can show, which has the same
// lightness and hue and less chroma.
func (p polar) String() string {
	for p.chroma > 0 && !p.linear().inside() {
		p.chroma -= 0.002
	}
	p.chroma = math.Max(p.chroma, 0)
	return p.linear().String()
}

// until walks the lightness by step until the colour has the least contrast
// on every surface; black or white when it never does.
func (p polar) until(least, step float64, on surfaces) string {
	for range 200 { // 200 steps of 0.005 cross the whole range
		if hex := p.String(); on.worst(hex) >= least {
			return hex
		}
		p.light += step
	}
	if step < 0 {
		return "#000000"
	}
	return "#ffffff"
}
