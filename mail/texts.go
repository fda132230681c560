package mail

import (
	"embed"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"stagedoor"
	"stagedoor/text"
)

// The letters as they are before anybody edits them: one file per language,
// named by its tag. A third language is one file more beside its file in
// package text; TestEveryLanguageHasItsLetters says what it must hold.
//
//go:embed texts/*.md
var textFiles embed.FS

// wording is a language's file: the text of each kind, and the few words of
// the frame.
type wording map[string]string

// wordings reads the files once, by language tag. They are part of the binary
// and a test reads them, so a broken one ends the process at its first use.
var wordings = sync.OnceValue(func() map[string]wording {
	out := map[string]wording{}
	names, err := textFiles.ReadDir("texts")
	if err != nil {
		panic(err) // an embedded folder
	}
	for _, f := range names {
		b, err := textFiles.ReadFile("texts/" + f.Name())
		if err != nil {
			panic(err) // an embedded file
		}
		out[strings.TrimSuffix(f.Name(), path.Ext(f.Name()))] = readWording(string(b))
	}
	return out
})

// readWording reads a file: a line "=== name" begins each part.
func readWording(file string) wording {
	w := wording{}
	for _, part := range strings.Split("\n"+file, "\n=== ")[1:] {
		name, body, _ := strings.Cut(part, "\n")
		w[strings.TrimSpace(name)] = strings.TrimSpace(body)
	}
	return w
}

// words finds a language's wording; English is there for every other.
func words(l *text.Language) wording {
	if w, ok := wordings()[l.Tag()]; ok {
		return w
	}
	return wordings()["en"]
}

// TextOf returns a letter's text as it is in force: edited, or ours. The
// language is the nearest one that we have. A test letter has the first
// letter's text.
func TextOf(conf stagedoor.Conference, kind stagedoor.LetterKind, language string) stagedoor.LetterText {
	if kind == stagedoor.LetterTest {
		kind = stagedoor.LetterCode
	}
	l := languageOf(conf, language)
	if t := conf.Letter(kind, l.Tag()); t != nil {
		return *t
	}
	return DefaultText(kind, l.Tag())
}

// DefaultText is our own text of a kind, for "take ours again".
func DefaultText(kind stagedoor.LetterKind, language string) stagedoor.LetterText {
	l := text.For(language)
	subject, body, _ := strings.Cut(words(l)[string(kind)], "\n")
	return stagedoor.LetterText{Kind: kind, Language: l.Tag(), Subject: strings.TrimSpace(subject), Body: strings.TrimSpace(body)}
}

func languageOf(conf stagedoor.Conference, language string) *text.Language {
	if language == "" {
		language = conf.Language
	}
	return text.For(language)
}

// Placeholders lists what a text may hold between braces, in the order in
// which the editor explains them.
var Placeholders = []string{"name", "conference", "codes", "code", "link", "address", "dates", "doors", "devices", "contact"}

var (
	placeholder     = regexp.MustCompile(`\{([a-z]+)\}`)
	likePlaceholder = regexp.MustCompile(`\{\s*([\pL][\pL\pN_ -]{0,30}?)\s*\}`)
)

// CheckText returns what is wrong with an edited text, as an Invalid error:
// its form, a placeholder that we do not know, or no way to come in.
func CheckText(t stagedoor.LetterText) error {
	if err := t.Validate(); err != nil {
		return err
	}
	if !slices.Contains(stagedoor.LetterKinds, t.Kind) {
		return stagedoor.Errorf(stagedoor.Invalid, "There is no letter of the kind %q.", string(t.Kind))
	}
	if !text.Has(t.Language) {
		return stagedoor.Errorf(stagedoor.Invalid, "We have no letters in the language %q.", t.Language)
	}
	for _, theirs := range []string{"{{", "{%", "{$"} {
		if strings.Contains(t.Subject+"\n"+t.Body, theirs) {
			return stagedoor.Errorf(stagedoor.Invalid, "The text may not hold %s: mail services read it as a placeholder of their own.", theirs)
		}
	}
	for _, m := range likePlaceholder.FindAllStringSubmatch(t.Subject+"\n"+t.Body, -1) {
		if name := m[1]; m[0] != "{"+name+"}" || !slices.Contains(Placeholders, name) {
			return stagedoor.Errorf(stagedoor.Invalid, "We do not know the placeholder %s. These are known: %s.", m[0], "{"+strings.Join(Placeholders, "}, {")+"}")
		}
	}
	for _, secret := range []string{"code", "codes", "link"} {
		if strings.Contains(t.Subject, "{"+secret+"}") {
			return stagedoor.Errorf(stagedoor.Invalid, "The subject may not hold %s: it shows on locked screens.", "{"+secret+"}")
		}
	}
	if !holdsCode(t.Body) {
		return stagedoor.Errorf(stagedoor.Invalid, "The text must hold {codes}, or nobody can come in with the letter.")
	}
	return nil
}

func holdsCode(body string) bool {
	return strings.Contains(body, "{codes}") || strings.Contains(body, "{code}") || strings.Contains(body, "{link}")
}

// values are what the placeholders of one letter stand for.
type values struct {
	text map[string]string
	href map[string]string // those that are shown as a link
}

// noBraces keeps what a buyer wrote from being read as a placeholder, by us
// or by a mail service that has its own.
var noBraces = strings.NewReplacer("{", "(", "}", ")")

func valuesOf(conf stagedoor.Conference, l *text.Language, public string, lines []Line, now time.Time) values {
	v := values{text: map[string]string{}, href: map[string]string{}}
	var names, codes []string
	for _, line := range lines {
		if name := noBraces.Replace(line.Name); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
		codes = append(codes, line.Code.String())
	}
	v.text["name"] = listed(names, words(l)["and"])
	v.text["conference"] = conf.Name
	v.text["code"] = strings.Join(codes, ", ")
	v.text["codes"] = v.text["code"] // where it does not stand alone in its paragraph
	v.text["link"] = linkOf(public, lines[0].Code)
	v.href["link"] = v.text["link"]
	v.text["address"] = strings.TrimPrefix(strings.TrimPrefix(public, "https://"), "http://")
	v.href["address"] = public
	v.text["dates"] = l.Days(conf.Starts, conf.Ends)
	v.text["doors"] = doors(conf, l, now)
	v.text["devices"] = fmt.Sprint(conf.Devices())
	v.text["contact"] = conf.Contact
	if conf.Contact != "" {
		v.href["contact"] = "mailto:" + conf.Contact
	}
	return v
}

// doors says when they open, or that they are open; nothing when no time is
// set or all is over.
func doors(conf stagedoor.Conference, l *text.Language, now time.Time) string {
	switch zone := conf.Location(); {
	case conf.DoorsOpen.IsZero() || conf.Over(now):
		return ""
	case conf.Opened(now):
		return words(l)["open"]
	default:
		return fmt.Sprintf(words(l)["doors"], l.Day(conf.DoorsOpen, zone), l.ClockIn(conf.DoorsOpen, zone))
	}
}

// linkOf is where the button leads: the code is a fragment, so no log,
// Referer or mail scanner sees it.
func linkOf(public string, code stagedoor.AccessCode) string {
	return public + "/in#" + code.String()
}

// listed writes "Ada", "Ada and Boyan", "Ada, Boyan and Vera"; of more than
// three only the first, as one writes to who bought the tickets.
func listed(names []string, and string) string {
	switch n := len(names); {
	case n == 0:
		return ""
	case n == 1 || n > 3:
		return names[0]
	default:
		return strings.Join(names[:n-1], ", ") + " " + and + " " + names[n-1]
	}
}

// fill puts the values into a text. Where there is no value, the space (and a
// comma, if one follows too) before it goes: "Hello {name}," is "Hello,".
func (v values) fill(s string) string {
	var b strings.Builder
	for {
		at := placeholder.FindStringSubmatchIndex(s)
		if at == nil {
			b.WriteString(s)
			return b.String()
		}
		before, name, after := s[:at[0]], s[at[2]:at[3]], s[at[1]:]
		value, known := v.text[name]
		switch {
		case !slices.Contains(Placeholders, name):
			value = s[at[0]:at[1]]
		case !known || value == "":
			before = strings.TrimRight(before, " ")
			if strings.HasPrefix(after, ",") {
				before = strings.TrimRight(before, ",")
			}
		}
		b.WriteString(before)
		b.WriteString(value)
		s = after
	}
}
