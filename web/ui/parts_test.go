package ui

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"stagedoor"
	"stagedoor/text"
)

// with puts components into a layout, as a page does.
func with(layout templ.Component, children ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return layout.Render(templ.WithChildren(ctx, templ.Join(children...)), w)
	})
}

// everyComponent is each layout and part once, in every state that differs.
func everyComponent(t *testing.T) map[string]templ.Component {
	talks, now := sampleTalks(t), sampleNow(t)
	alarm := Alarm{Kind: "over", Says: stagedoor.Say("The feed sent a login page. Nothing was changed."), Href: "/control/feeds"}
	h1 := templ.Raw("<h1>A page</h1>")
	rooms := []Room{{Name: "Attendees", Href: "/control/attendees"}, {Name: "Feed", Href: "/control/feeds", Badge: "7"}}
	return map[string]templ.Component{
		"attend":          with(Attend(Head{Title: "Lobby", Current: "lobby"}), h1),
		"attend stage":    with(Attend(Head{Title: "Great Hall", Class: "stage", Gel: "azure", Dark: true, Player: true, Stages: sampleStages(), Refresh: "60"}), h1),
		"door":            with(Door(Head{}, sampleStages()), h1),
		"away":            with(Away(Head{Title: "This ticket was cancelled"}), h1),
		"control":         with(Control(Head{Title: "Feed", Current: "/control/feeds", Class: "wrap"}, rooms, []Alarm{alarm}), h1),
		"control door":    with(ControlDoor(Head{Title: "Sign in"}), h1),
		"button":          Button{Text: "Come in", Kind: "go", Icon: "log-in", Big: true, Busy: "Coming in"}.Show(),
		"button pressed":  Button{Icon: "star", Label: "Keep it", Toggle: true, Pressed: true, Type: "button"}.Show(),
		"button link":     Button{Text: "About", Href: "/talk/1", Slim: true}.Show(),
		"button off":      Button{Text: "Revoke", Kind: "stop", Disabled: true, Name: "do", Value: "revoke"}.Show(),
		"field":           Field{ID: "q", Label: "Name", Help: "As in the letter.", Max: 40, Required: true}.Show(),
		"field wrong":     Field{ID: "q", Label: "Name", Value: `"><b>`, Problem: "This is not a name."}.Show(),
		"field select":    Field{ID: "gel", Label: "Gel", Type: "select", Value: "rose", Options: []Option{{Value: "azure", Text: "azure"}, {Value: "rose", Text: "rose"}}}.Show(),
		"field text":      Field{ID: "body", Label: "Text", Type: "textarea", Value: "a\nb", Rows: "8"}.Show(),
		"field tick":      Field{ID: "on", Label: "On", Type: "checkbox", Checked: true}.Show(),
		"field file":      Field{ID: "file", Label: "File", Type: "file", Accept: ".csv"}.Show(),
		"code":            CodeField{}.Show(),
		"code wrong":      CodeField{Typed: "7HQM", Problem: "We do not know this code. Compare it with the letter."}.Show(),
		"badge":           Badge("live", "Live"),
		"gel":             Gel("Great Hall", "azure"),
		"says":            with(Says("warn", "status"), templ.Raw("<p>Mind this.</p>")),
		"says plain":      with(Says("", ""), templ.Raw("<p>Nothing yet.</p>")),
		"toast":           Toasts("announced", []Toast{{ID: "a1", Text: "Lunch is late.", By: "To all stages, 14:21"}}),
		"toast none":      Toasts("", nil),
		"tabs":            Tabs("Day", []Tab{{Text: "Thursday", Href: "?day=1", Current: true}, {Text: "Great Hall", Gel: "azure", Href: "?day=2", Count: "3"}}),
		"facts":           Facts("facts", []Fact{{Name: "Order", Value: "HX-20418"}}),
		"sums":            Facts("sums", []Fact{{Name: "tickets", Value: "1,291"}}),
		"table":           with(Table("Rounds", []Column{{Name: "Began"}, {Name: "Rows", Number: true}}), templ.Raw("<tr><td>14:22</td></tr>")),
		"pages":           Pages("?page=1", "?page=3"),
		"time":            Time(now, "at"),
		"today":           Today(),
		"talk past":       TalkRow{Talk: talks[0], Now: now, Gel: "azure", Href: "/talk/1"}.Show(),
		"talk on":         TalkRow{Talk: talks[1], Now: now, Gel: "azure", Current: true}.Show(),
		"talk break":      TalkRow{Talk: talks[2], Now: now}.Show(),
		"talk of a stage": TalkRow{Talk: talks[3], Now: now, Gel: "azure", Stage: "Great Hall", Href: "/talk/4"}.Show(),
		"tile":            Tile{Stage: "Great Hall", Gel: "azure", Href: "/stage/hall", Live: true, Title: "Every queue is a promise", Until: "until 14:50", Next: &talks[3]}.Show(),
		"tile small":      Tile{Stage: "Attic", Gel: "green", Href: "/stage/attic", Title: "Търсене", Language: "bg", Picture: "/p.jpg", Small: true}.Show(),
		"slate":           Slate{Says: "We are back at 14:30", Now: now, Until: now.Add(7 * time.Minute), Then: "Then: a talk"}.Show(),
		"player live":     Player{Source: "/live/hall/index.m3u8", Title: "Live picture", Live: true}.Show(),
		"player film":     Player{Source: "https://video.example/a.m3u8", Title: "A film", Full: true}.Show(),
		"embed":           Embed("https://player.vimeo.com/video/1", "Great Hall"),
	}
}

// TestEveryComponentIsCleanHTML renders all in both languages: balanced tags,
// nothing inline that the Content-Security-Policy refuses, no empty lang, no
// id twice, every label with its control.
func TestEveryComponentIsCleanHTML(t *testing.T) {
	for name, c := range everyComponent(t) {
		for _, lang := range []string{"en", "bg"} {
			t.Run(name+" "+lang, func(t *testing.T) {
				page := render(t, c, lang)
				checkBalanced(t, page)
				checkAttributes(t, page)
				if strings.Contains(page, "%!") {
					t.Errorf("a message is missing a value: %s", page)
				}
			})
		}
	}
}

var void = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

func checkBalanced(t *testing.T, page string) {
	t.Helper()
	var open []string
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch tt := z.Next(); tt {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("never closed: %v", open)
			}
			return
		case html.StartTagToken:
			name, _ := z.TagName()
			if !slices.Contains(void, string(name)) {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				t.Fatalf("</%s> closes %v in %s", name, open, page)
			}
			open = open[:len(open)-1]
		}
	}
}

func checkAttributes(t *testing.T, page string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	ids, labels, described := map[string]int{}, []string{}, []string{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		attrs := map[string]string{}
		for _, a := range n.Attr {
			attrs[a.Key] = a.Val
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s %s=%q>: inline", n.Data, a.Key, a.Val)
			}
			if a.Val == "" && slices.Contains([]string{"lang", "class", "href", "src", "aria-label", "aria-current", "data-gel", "data-theme"}, a.Key) {
				t.Errorf("<%s %s> is empty", n.Data, a.Key)
			}
		}
		switch n.Data {
		case "style":
			t.Error("a <style> in the page")
		case "script":
			if attrs["src"] == "" {
				t.Error("a script in the page")
			}
		case "img":
			if _, ok := attrs["alt"]; !ok {
				t.Error("a picture without alt")
			}
		case "label":
			labels = append(labels, attrs["for"])
		}
		if id := attrs["id"]; id != "" {
			ids[id]++
		}
		described = append(described, strings.Fields(attrs["aria-describedby"])...)
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("the id %q is there %d times", id, n)
		}
	}
	for _, id := range append(labels, described...) {
		if ids[id] == 0 {
			t.Errorf("a label or description points to %q, which is not there", id)
		}
	}
}

func TestFieldSaysWhatIsWrong(t *testing.T) {
	got := render(t, Field{ID: "mail", Label: "Address", Problem: "Nothing before the @.", Help: "Yours."}.Show(), "en")
	for _, want := range []string{`aria-invalid="true"`, `aria-describedby="mail-wrong mail-help"`, `role="alert"`, `<span>Nothing before the @.</span>`} {
		if !strings.Contains(got, want) {
			t.Errorf("the field lacks %s: %s", want, got)
		}
	}
}

func TestLayoutsSpeakTheViewersLanguage(t *testing.T) {
	page := render(t, Attend(Head{Title: "Фоайе", Current: "lobby"}), "bg")
	for _, want := range []string{
		`<html lang="bg">`, "<title>Фоайе · Hexagon Conf 2027</title>", "Към страницата", `aria-current="page">Фоайе</a>`, `<b>14:22</b> <span class="wide">в София</span>`,
		`value="en" lang="en">English</button>`, `name="next" value="/lobby?day=2"`, `data-offsets="180 1824944400:120 1837645200:180"`, "Изход",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestPreviewIsMarked(t *testing.T) {
	p := samplePage(t, "en")
	p.Preview = true
	var s strings.Builder
	if err := Attend(Head{}).Render(With(t.Context(), p), &s); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(s.String(), "Preview: you see this as crew.") {
		t.Error("crew's view of an attendee's page is not marked as a preview")
	}
	if strings.Contains(render(t, Attend(Head{}), "en"), "Preview") {
		t.Error("an attendee's page says preview")
	}
}

func TestThemes(t *testing.T) {
	for _, tt := range []struct {
		look string
		dark bool
		want string
	}{
		{"", false, "<html lang=\"en\">"},
		{"", true, `data-theme="dark"`},
		{"light", true, `data-theme="light"`},
		{"dark", false, `data-theme="dark"`},
	} {
		p := samplePage(t, "en")
		p.Look.Theme = tt.look
		var s strings.Builder
		if err := Attend(Head{Dark: tt.dark}).Render(With(t.Context(), p), &s); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(s.String(), tt.want) {
			t.Errorf("theme %q, dark %v: the page lacks %s", tt.look, tt.dark, tt.want)
		}
	}
}

func TestRenderAnswersAllOrNothing(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	r = r.WithContext(With(r.Context(), samplePage(t, "bg")))
	w := httptest.NewRecorder()
	if err := RenderStatus(w, r, http.StatusNotFound, Badge("", "нищо")); err != nil {
		t.Fatal(err)
	}
	if w.Code != 404 || w.Header().Get("Content-Language") != "bg" || !strings.Contains(w.Body.String(), "нищо") {
		t.Errorf("answered %d %v %s", w.Code, w.Header(), w.Body)
	}
	w = httptest.NewRecorder()
	if err := Render(w, r, templ.Join(Badge("", "half"), Icon("no such icon"))); err == nil {
		t.Error("a component that fails was rendered")
	}
	if w.Body.Len() > 0 || w.Result().Header.Get("Content-Type") != "" {
		t.Errorf("half a page was sent: %s", w.Body)
	}
	r.Method = "HEAD"
	w = httptest.NewRecorder()
	if err := Render(w, r, Badge("", "x")); err != nil || w.Body.Len() > 0 {
		t.Errorf("HEAD answered %v with %q", err, w.Body)
	}
}

func TestWatching(t *testing.T) {
	for _, tt := range []struct {
		lang string
		n    int
		want string
	}{
		{"en", 1, "1 watching"}, {"en", 1412, "1,412 watching"},
		{"bg", 0, "0 гледат"}, {"bg", 1, "1 гледа"}, {"bg", 2, "2 гледат"},
	} {
		if got := Watching(With(context.Background(), Page{Language: text.For(tt.lang)}), tt.n); got != tt.want {
			t.Errorf("%d in %s: %q, want %q", tt.n, tt.lang, got, tt.want)
		}
	}
}

// TestADateHasTheLine: the column of times has no room for a date.
func TestADateHasTheLine(t *testing.T) {
	now := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	for _, lang := range []string{"en", "bg"} {
		ctx := With(context.Background(), Page{Now: now, Zone: time.UTC, Language: text.For(lang)})
		for at, want := range map[time.Time]bool{now.Add(time.Hour): false, now.AddDate(0, 0, 2): false, now.AddDate(0, 0, 9): true, now.AddDate(0, 6, 0): true} {
			if got := far(ctx, at); got != want {
				t.Errorf("%s in %s: far is %v, want %v", ShortWhen(ctx, at), lang, got, want)
			}
		}
	}
}

func TestCountdown(t *testing.T) {
	for d, want := range map[time.Duration]string{
		462 * time.Second: "7:42", 0: "0:00", time.Hour + 67*time.Second: "1:01:07",
		24*time.Hour - time.Second: "23:59:59", 24 * time.Hour: "24 hours", 4107 * time.Hour: "171 days",
	} {
		if got := countdown(context.Background(), d); got != want {
			t.Errorf("countdown(%s) = %s, want %s", d, got, want)
		}
	}
}

// TestIconsAreThere fails for an icon that a template names and nobody
// fetched: it would fail the whole page.
func TestIconsAreThere(t *testing.T) {
	for name, svg := range icons() {
		if !regexp.MustCompile(`^<svg class="icon [a-z0-9-]+-i" .*</svg>$`).MatchString(svg) || strings.Contains(svg, "\n") {
			t.Errorf("the icon %s is not one line of svg: %s", name, svg)
		}
	}
	if len(icons()) < 20 {
		t.Errorf("only %d icons", len(icons()))
	}
}
