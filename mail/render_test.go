package mail

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"stagedoor"
	"stagedoor/text"
)

var update = flag.Bool("update", false, "write the golden letters anew; then look at them")

var sofia = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Sofia")
	if err != nil {
		panic(err)
	}
	return zone
}()

func testConf() stagedoor.Conference {
	return stagedoor.Conference{
		Name: "Hexagon Conf 2027", Zone: "Europe/Sofia", Language: "en", Contact: "team@hexagon.example",
		Starts: stagedoor.Date{Year: 2027, Month: 5, Day: 13}, Ends: stagedoor.Date{Year: 2027, Month: 5, Day: 14},
		DoorsOpen: time.Date(2027, 5, 13, 8, 30, 0, 0, sofia), LettersOpen: true,
	}
}

// before is a week before the doors of testConf open.
var before = time.Date(2027, 5, 6, 12, 0, 0, 0, sofia)

var (
	boyan = Line{Attendee: "b", Name: "Boyan", Label: "HX-20377", Code: "7HQMK2WP9XRT", Current: true}
	vera  = Line{Attendee: "v", Name: "Вера Иванова", Label: "HX-20378", Code: "0123456789AB", Current: true}
)

// TestLettersAreAsTheyWere compares every kind in every language with its
// golden file.
func TestLettersAreAsTheyWere(t *testing.T) {
	for _, l := range text.Languages() {
		for _, kind := range append(stagedoor.LetterKinds, stagedoor.LetterTest) {
			lines := []Line{boyan}
			if kind == stagedoor.LetterCode {
				lines = append(lines, vera)
			}
			m, err := Render(testConf(), "https://live.hexagon.example", kind, l.Tag(), lines, before)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, string(kind)+"-"+l.Tag()+".html", m.HTML)
			golden(t, string(kind)+"-"+l.Tag()+".txt", "Subject: "+m.Subject+"\n\n"+m.Text)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not as it was; got:\n%s", name, got)
	}
}

func TestEveryLanguageHasItsLetters(t *testing.T) {
	for _, l := range text.Languages() {
		w, ok := wordings()[l.Tag()]
		if !ok {
			t.Errorf("there is no texts/%s.md", l.Tag())
			continue
		}
		for _, part := range []string{"test", "button", "doors", "open", "and", "sample"} {
			if w[part] == "" {
				t.Errorf("texts/%s.md has no part %q", l.Tag(), part)
			}
		}
		for _, kind := range stagedoor.LetterKinds {
			if err := CheckText(DefaultText(kind, l.Tag())); err != nil {
				t.Errorf("our own text of %s in %s: %v", kind, l.Tag(), err)
			}
		}
	}
}

func render(t *testing.T, subject, body string, lines ...Line) Message {
	t.Helper()
	conf := testConf()
	conf.Letters = []stagedoor.LetterText{{Kind: stagedoor.LetterCode, Language: "en", Subject: subject, Body: body}}
	m, err := Render(conf, "https://live.hexagon.example", stagedoor.LetterCode, "", lines, before)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestPlaceholders(t *testing.T) {
	nameless := boyan
	nameless.Name = ""
	ada := Line{Name: "Ada", Code: "111111111111"}
	for _, tt := range []struct {
		name, body string
		lines      []Line
		want       string
	}{
		{"name", "Hello {name},\n\n{code}", []Line{boyan}, "Hello Boyan,\n\n7HQM-K2WP-9XRT\n"},
		{"no name", "Hello {name},\n\n{code}", []Line{nameless}, "Hello,\n\n7HQM-K2WP-9XRT\n"},
		{"no name after a comma", "Hello, {name},\n\n{code}", []Line{nameless}, "Hello,\n\n7HQM-K2WP-9XRT\n"},
		{"two names", "Hello {name}.\n\n{codes}", []Line{boyan, ada}, "Hello Boyan and Ada.\n\nBoyan · HX-20377\n7HQM-K2WP-9XRT\nhttps://live.hexagon.example/in#7HQM-K2WP-9XRT\n\nAda\n1111-1111-1111\nhttps://live.hexagon.example/in#1111-1111-1111\n"},
		{"four names", "{name}: {code}\n\n{codes}", []Line{boyan, ada, vera, {Name: "Zoe", Code: "1"}}, "Boyan: 7HQM-K2WP-9XRT, 1111-1111-1111, 0123-4567-89AB, 1"},
		{"times and places", "{dates}. {doors} {devices}, {contact}, {address} {link}", []Line{boyan}, "Thursday 13 and Friday 14 May 2027. Doors open on Thursday 13 May at 08:30 in Sofia. 3, team@hexagon.example, live.hexagon.example https://live.hexagon.example/in#7HQM-K2WP-9XRT\n"},
		{"a link of one's own", "[come]({link}) [write](mailto:{contact})", []Line{boyan}, "come (https://live.hexagon.example/in#7HQM-K2WP-9XRT) write (team@hexagon.example)\n"},
		{"unknown stays", "{nonsense} {code}", []Line{boyan}, "{nonsense} 7HQM-K2WP-9XRT\n"},
		{"no code", "Nothing.", []Line{boyan}, "Nothing.\n\n7HQM-K2WP-9XRT\nhttps://live.hexagon.example/in#7HQM-K2WP-9XRT\n"},
		{"one code's text for two", "Code {code}", []Line{boyan, ada}, "Code 7HQM-K2WP-9XRT, 1111-1111-1111\n\nBoyan · HX-20377\n7HQM"},
		{"a list", "1. one\n2. two\n   - in it\n\nend {code}", []Line{boyan}, "1. one\n2. two\n  - in it\n\nend 7HQM-K2WP-9XRT\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := render(t, "S", tt.body, tt.lines...).Text; !strings.HasPrefix(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

// TestTheDoorsInALetter: it says when they open until they do, then that they
// are open, and nothing of them once all is over.
func TestTheDoorsInALetter(t *testing.T) {
	opens := testConf().DoorsOpen
	for _, tt := range []struct {
		name   string
		at     time.Time
		en, bg string
	}{
		{"a week before", before, "Doors open on Thursday 13 May at 08:30 in Sofia.", "Отваряме вратите: четвъртък, 13 май, 08:30 в София."},
		{"the moment before", opens.Add(-time.Second), "Doors open on Thursday 13 May at 08:30 in Sofia.", "Отваряме вратите: четвъртък, 13 май, 08:30 в София."},
		{"as they open", opens, "The doors are open.", "Вратите са отворени."},
		{"on the second day", opens.AddDate(0, 0, 1), "The doors are open.", "Вратите са отворени."},
		{"when all is over", opens.AddDate(0, 0, 7), "", ""},
	} {
		for language, want := range map[string]string{"en": tt.en, "bg": tt.bg} {
			conf := testConf()
			conf.Letters = []stagedoor.LetterText{{Kind: stagedoor.LetterCode, Language: language, Subject: "S", Body: "{code} {doors}"}}
			m, err := Render(conf, "https://x.example", stagedoor.LetterCode, language, []Line{boyan}, tt.at)
			if want = strings.TrimSpace("7HQM-K2WP-9XRT " + want); err != nil || strings.TrimSpace(m.Text) != want {
				t.Errorf("%s, %s: %q, %v; want %q", tt.name, language, m.Text, err, want)
			}
		}
	}
}

// TestNamesAreNotMarkup holds that what a buyer wrote into a ticket's name is
// shown as it is: nobody sends our attendees a link through us.
func TestNamesAreNotMarkup(t *testing.T) {
	for _, name := range []string{"[free beer](https://evil.example)", "<img src=x onerror=alert(1)>", "**Bob**", "{code}", `" onmouseover="x`, "https://evil.example"} {
		line := boyan
		line.Name = name
		m := render(t, "For {name}", "Hello {name},\n\n{codes}\n\n{codes}", line, vera)
		name = strings.NewReplacer("{", "(", "}", ")").Replace(name)
		if !strings.Contains(m.Text, "Hello "+name) {
			t.Errorf("the text does not say %q as it is:\n%s", name, m.Text)
		}
		for _, bad := range []string{`href="https://evil`, "<img", "<b class=\"ink\" style=\"color:#17181a\">Bob", `" onmouseover`} {
			if strings.Contains(m.HTML, bad) {
				t.Errorf("%q became %q", name, bad)
			}
		}
		if m.Subject != "For "+name+" and Вера Иванова" {
			t.Errorf("subject = %q", m.Subject)
		}
	}
}

func TestBodiesAreSafe(t *testing.T) {
	m := render(t, "S\u2028x", "<script>alert(1)</script>\n\n[a](javascript:alert(1)) [b](/in) [c](data:text/html,x) ![p](https://evil.example/p.gif)\n\n<a href=\"javascript:x\" onclick=\"y\">z</a>\n\n{codes}", boyan)
	for _, bad := range []string{"<script", "javascript:", "data:", "onclick", "evil.example", `href="/in"`} {
		if strings.Contains(m.HTML, bad) {
			t.Errorf("the letter holds %q", bad)
		}
	}
}

func TestLinksComeFromThePublicURL(t *testing.T) {
	for _, public := range []string{"", "live.example", "ftp://live.example", "https://"} {
		if _, err := Render(testConf(), public, stagedoor.LetterCode, "", []Line{boyan}, before); stagedoor.KindOf(err) != stagedoor.Invalid {
			t.Errorf("public URL %q: %v, want Invalid", public, err)
		}
	}
	m, err := Preview(testConf(), "http://localhost:8080/", stagedoor.LetterCode, "bg", before)
	if err != nil || !strings.Contains(m.HTML, `href="http://localhost:8080/in#7HQM-K2WP-9XRT"`) {
		t.Errorf("the preview's link is not made of the public URL: %v", err)
	}
}

func TestCheckText(t *testing.T) {
	for _, tt := range []struct{ name, subject, body, want string }{
		{"ours", "Your code for {conference}", "{codes}", ""},
		{"braces in prose", "Hi", "{ } {1} {x: 2} {codes}", ""},
		{"misspelt", "Hi", "Hello {nmae}, {codes}", "We do not know the placeholder {nmae}."},
		{"capitals", "Hi {Name}", "{codes}", "We do not know the placeholder {Name}."},
		{"spaces", "Hi { name }", "{codes}", "We do not know the placeholder { name }."},
		{"Cyrillic", "Hi {име}", "{codes}", "We do not know the placeholder {име}."},
		{"a mail service's placeholder", "Hi", "{{ email }} {codes}", "The text may not hold {{"},
		{"no code", "Hi", "Hello {name}", "The text must hold {codes}"},
		{"code in the subject", "{code}", "{codes}", "The subject may not hold {code}"},
		{"no subject", " ", "{codes}", "The letter needs a subject."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := CheckText(stagedoor.LetterText{Kind: stagedoor.LetterCode, Language: "en", Subject: tt.subject, Body: tt.body})
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.HasPrefix(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if err != nil && stagedoor.KindOf(err) != stagedoor.Invalid {
				t.Errorf("kind = %v, want Invalid", stagedoor.KindOf(err))
			}
		})
	}
}

func TestEditedTextIsUsed(t *testing.T) {
	conf := testConf()
	conf.Letters = []stagedoor.LetterText{{Kind: stagedoor.LetterCode, Language: "bg", Subject: "Код", Body: "Ето: {codes}"}}
	for language, want := range map[string]string{"bg": "Код", "bg-BG": "Код", "": "Your code for Hexagon Conf 2027", "ja": "Your code for Hexagon Conf 2027"} {
		m, err := Render(conf, "https://x.example", stagedoor.LetterCode, language, []Line{boyan}, before)
		if err != nil || m.Subject != want {
			t.Errorf("language %q: subject %q, %v; want %q", language, m.Subject, err, want)
		}
	}
	if m, _ := Render(conf, "https://x.example", stagedoor.LetterTest, "bg", []Line{boyan}, before); m.Subject != "Проба: Код" || !strings.HasPrefix(m.Text, "Това е проба.") {
		t.Errorf("a test letter is not the edited one: %q\n%s", m.Subject, m.Text)
	}
}

func FuzzRender(f *testing.F) {
	f.Add("Hello {name}", "Hello {name},\n\n{codes}\n\n---\n[x]({link})", "Ada")
	f.Add("{", "{name} }{ {{name}} <p>{codes}</p>\n\n> {codes}\n\n- {codes}", "{codes}")
	f.Add("x", "[{name}](mailto:{contact} \"{code}\")\n1. a\n   ```\n{link}", "<b>&amp;")
	f.Fuzz(func(t *testing.T, subject, body, name string) {
		conf := testConf()
		conf.Letters = []stagedoor.LetterText{{Kind: stagedoor.LetterCode, Language: "en", Subject: subject, Body: body}}
		line := boyan
		line.Name = name
		m, err := Render(conf, "https://live.hexagon.example", stagedoor.LetterCode, "en", []Line{line}, before)
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(m.Subject, "\r\n") {
			t.Errorf("the subject has several lines: %q", m.Subject)
		}
		for _, bad := range []string{"<script", "javascript:", " onclick=", "<img", "<iframe"} {
			if strings.Contains(strings.ToLower(m.HTML), bad) && !strings.Contains(strings.ToLower(name+subject+body), bad) {
				t.Errorf("the letter holds %q", bad)
			}
		}
		if strings.Contains(m.HTML, "<script") {
			t.Error("the letter holds a script")
		}
		if !strings.Contains(m.Text, "7HQM-K2WP-9XRT") {
			t.Errorf("the letter has lost its code; text:\n%s", m.Text)
		}
	})
}
