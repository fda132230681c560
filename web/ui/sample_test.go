package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"stagedoor"
	"stagedoor/text"
)

// sofia is where the samples' conference is; its people, talks and stages are
// invented.
func sofia(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// samplePage is the surroundings of the samples.
func samplePage(t testing.TB, lang string) Page {
	return Page{
		Language: text.For(lang), Conference: "Hexagon Conf 2027", Zone: sofia(t), Contact: "help@hexagon.example",
		Now: sampleNow(t), Path: "/lobby?day=2", SignedIn: true,
	}
}

func sampleNow(t testing.TB) time.Time { return time.Date(2027, 5, 13, 14, 22, 8, 0, sofia(t)) }

func sampleStages() []StageLink {
	return []StageLink{
		{Name: "Great Hall", Gel: "azure", Href: "/stage/hall", Title: "Every queue is a promise", Current: true},
		{Name: "Foundry", Gel: "rose", Href: "/stage/foundry", Title: "Small computers, long winters"},
		{Name: "Attic", Gel: "green", Href: "/stage/attic", Title: "Търсене без сървър", Language: "bg"},
	}
}

func sampleTalks(t testing.TB) []stagedoor.Talk {
	at := func(h, m int) time.Time { return time.Date(2027, 5, 13, h, m, 0, 0, sofia(t)) }
	return []stagedoor.Talk{
		{ID: "1", Stage: "hall", Title: "Three nodes, one clock", People: []string{"Sofie Lindqvist"}, Starts: at(13, 30), Ends: at(14, 0)},
		{ID: "2", Stage: "hall", Title: "Every queue is a promise", People: []string{"Farah Siddiqui"}, Starts: at(14, 5), Ends: at(14, 50)},
		{ID: "3", Stage: "hall", Title: "Coffee", Break: true, Starts: at(15, 0), Ends: at(15, 15)},
		{ID: "4", Stage: "hall", Title: "How we moved a bank on a Sunday", People: []string{"Jonas Meier", "Ana Duarte"}, Starts: at(15, 15), Ends: at(16, 0)},
	}
}

// render writes the component as a page of the language would.
func render(t testing.TB, c templ.Component, lang string) string {
	t.Helper()
	var s strings.Builder
	if err := c.Render(With(context.Background(), samplePage(t, lang)), &s); err != nil {
		t.Fatal(err)
	}
	return s.String()
}
