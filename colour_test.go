package stagedoor

import (
	"math"
	"testing"
)

func TestAccentOfTheLooksColours(t *testing.T) {
	for _, tt := range []struct {
		name, fill, on                             string
		lightText, lightLine, lightEdge, lightWash string
		darkText, darkLine, darkEdge, darkWash     string
	}{
		{"brass", "#f2b705", "#000000", "#856304", "#a77e03", "#a77e03", "#fbefd6", "#f2b705", "#f2b705", "#f2b705", "#291f07"},
		{"cobalt", "#0b5fff", "#ffffff", "#3064cb", "#0b5fff", "#0b5fff", "#e9f1ff", "#4a80ea", "#0b5fff", "#0b5fff", "#162034"},
		{"pink", "#ff4d8d", "#000000", "#b93765", "#ee3c80", "#ee3c80", "#ffeaee", "#ec6690", "#ff4d8d", "#ff4d8d", "#30181e"},
		{"bottle", "#0f3d2e", "#ffffff", "#0f3d2e", "#0f3d2e", "#0f3d2e", "#dbf8eb", "#608d7b", "#467261", "#467261", "#09261d"},
		{"mint", "#b8f2e6", "#000000", "#3a7167", "#568d83", "#568d83", "#d8f8f1", "#b8f2e6", "#b8f2e6", "#b8f2e6", "#042721"},
		{"ink", "#111111", "#ffffff", "#111111", "#111111", "#111111", "#f0f0f0", "#848484", "#686868", "#686868", "#202020"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := AccentOf(tt.fill)
			if err != nil {
				t.Fatalf("AccentOf(%s): %v", tt.fill, err)
			}
			if got.Fill != tt.fill || got.On != tt.on || got.Away == got.On {
				t.Errorf("fill, on, away = %s, %s, %s, want %s, %s and the other", got.Fill, got.On, got.Away, tt.fill, tt.on)
			}
			if want := (Shades{tt.lightText, tt.lightLine, tt.lightEdge, tt.lightWash}); got.Light != want {
				t.Errorf("light = %v, want %v", got.Light, want)
			}
			if want := (Shades{tt.darkText, tt.darkLine, tt.darkEdge, tt.darkWash}); got.Dark != want {
				t.Errorf("dark = %v, want %v", got.Dark, want)
			}
		})
	}
}

func TestAccentOfRefuses(t *testing.T) {
	for _, hex := range []string{"", "f2b705", "#f2b70", "#f2b7055", "#gggggg", "red", "#f2b705;}"} {
		if _, err := AccentOf(hex); KindOf(err) != Invalid {
			t.Errorf("AccentOf(%q) = %v, want an Invalid error", hex, err)
		}
	}
	if a, err := AccentOf("#F2B705"); err != nil || a.Fill != "#f2b705" {
		t.Errorf("AccentOf(#F2B705) = %s, %v, want lower case", a.Fill, err)
	}
}

// TestAccentReadsWhateverTheColour walks 5,760 colours: every hue in steps
// of 6 degrees, every lightness, from grey to stronger than a screen shows.
func TestAccentReadsWhateverTheColour(t *testing.T) {
	const ink, paper = "#17181a", "#f1f1ee" // text of the light and the dark theme
	n := 0
	worst := map[string]float64{}
	keep := func(what string, ratio float64) {
		if w, ok := worst[what]; !ok || ratio < w {
			worst[what] = ratio
		}
	}
	for hue := 0.0; hue < 360; hue += 6 {
		for _, chroma := range []float64{0, 0.05, 0.1, 0.15, 0.2, 0.26} {
			for light := 0.05; light <= 0.98; light += 0.06 {
				a, err := AccentOf(polar{light, chroma, hue}.String())
				if err != nil {
					t.Fatal(err)
				}
				n++
				keep("on", Contrast(a.On, a.Fill))
				keep("light text", lightSurfaces.worst(a.Light.Text))
				keep("dark text", darkSurfaces.worst(a.Dark.Text))
				keep("light line", lightSurfaces.worst(a.Light.Line))
				keep("dark line", darkSurfaces.worst(a.Dark.Line))
				keep("light edge", lightSurfaces.worst(a.Light.Edge))
				keep("dark edge", darkSurfaces.worst(a.Dark.Edge))
				keep("light wash", Contrast(ink, a.Light.Wash))
				keep("dark wash", Contrast(paper, a.Dark.Wash))
			}
		}
	}
	if n != 5760 {
		t.Errorf("walked %d colours, want 5760", n)
	}
	for what, least := range map[string]float64{
		"on": 4.58, "light text": 4.6, "dark text": 4.6, "light line": 3.1, "dark line": 3.1,
		"light edge": 3, "dark edge": 3, "light wash": 14, "dark wash": 12,
	} {
		if worst[what] < least {
			t.Errorf("worst %s = %.2f, want at least %.2f", what, worst[what], least)
		}
	}
}

// TestContrastFigures pins the figures of the look's table.
func TestContrastFigures(t *testing.T) {
	light, dark := []string{"#f5f5f3", "#ffffff", "#ebebe8"}, []string{"#101113", "#191a1d", "#08090a"}
	for _, tt := range []struct {
		colour              string
		house, raised, sunk float64
		surfaces            []string
	}{
		{"#17181a", 16.3, 17.8, 14.9, light}, {"#f1f1ee", 16.7, 15.4, 17.6, dark},
		{"#4f5257", 7.2, 7.8, 6.6, light}, {"#b0b3b9", 9.0, 8.3, 9.5, dark},
		{"#666a70", 5.0, 5.4, 4.6, light}, {"#92969e", 6.4, 5.9, 6.7, dark},
		{"#83857f", 3.4, 3.7, 3.1, light}, {"#777b83", 4.4, 4.1, 4.7, dark},
	} {
		for i, want := range []float64{tt.house, tt.raised, tt.sunk} {
			if got := math.Round(Contrast(tt.colour, tt.surfaces[i])*10) / 10; got != want {
				t.Errorf("%s on %s = %.1f, want %.1f", tt.colour, tt.surfaces[i], got, want)
			}
		}
	}
	for _, tt := range []struct {
		on, ground string
		want       float64
	}{
		{"#ffffff", "#d2161e", 5.4}, {"#ffffff", "#d61d22", 5.2},
		{"#000000", "#ffffff", 21}, {"#ffffff", "#ffffff", 1},
	} {
		if got := math.Round(Contrast(tt.on, tt.ground)*10) / 10; got != tt.want {
			t.Errorf("%s on %s = %.1f, want %.1f", tt.on, tt.ground, got, tt.want)
		}
	}
}

func TestGels(t *testing.T) {
	for i := -1; i < 2*len(Gels); i++ {
		if g := GelOf(i); !ValidGel(g) {
			t.Errorf("GelOf(%d) = %q, which is no gel", i, g)
		}
	}
	if GelOf(0) == GelOf(1) {
		t.Error("the first two stages have the same gel")
	}
	if ValidGel("") || ValidGel("red") {
		t.Error("ValidGel takes a word that is no gel")
	}
}
