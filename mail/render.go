package mail

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/renderer/html"

	"stagedoor"
)

// sampleCode stands in previews and test letters. It is written like a code;
// that it is somebody's is as likely as that a guess is right.
const sampleCode = stagedoor.AccessCode("7HQMK2WP9XRT")

// Sample is a line for a preview or a test letter.
func Sample(name string) Line {
	return Line{Name: name, Code: sampleCode, Current: true}
}

// Preview makes a letter with a sample code, as the editor shows it; give conf
// the text that is being written in Letters.
func Preview(conf stagedoor.Conference, publicURL string, kind stagedoor.LetterKind, language string, now time.Time) (Message, error) {
	return Render(conf, publicURL, kind, language, []Line{Sample(words(languageOf(conf, language))["sample"])}, now)
}

// Render makes a letter's subject, HTML and text. Several lines are several
// attendees at one address: each is listed with name, code and link. Links
// lead to publicURL. The letter says of the doors what is so at now.
func Render(conf stagedoor.Conference, publicURL string, kind stagedoor.LetterKind, language string, lines []Line, now time.Time) (Message, error) {
	if err := checkPublicURL(publicURL); err != nil {
		return Message{}, err
	}
	if len(lines) == 0 {
		return Message{}, fmt.Errorf("render: a letter without lines")
	}
	public := strings.TrimRight(publicURL, "/")
	l := languageOf(conf, language)
	t := TextOf(conf, kind, l.Tag())
	if !strings.Contains(t.Body, "{codes}") && (len(lines) > 1 || !holdsCode(t.Body)) {
		t.Body += "\n\n{codes}" // {code} and {link} alone cannot say whose is whose
	}
	v := valuesOf(conf, l, public, lines, now)
	if kind == stagedoor.LetterTest {
		subject, note, _ := strings.Cut(words(l)[string(kind)], "\n")
		t.Subject, t.Body = fmt.Sprintf(subject, t.Subject), strings.TrimSpace(note)+"\n\n"+t.Body
	}
	safe, err := markdown(t.Body)
	if err != nil {
		return Message{}, fmt.Errorf("render: %w", err)
	}
	accent, err := stagedoor.AccentOf(conf.Look.AccentOrDefault())
	if err != nil {
		return Message{}, fmt.Errorf("render: %w", err)
	}
	w := &writer{values: v, accent: accent, button: words(l)["button"], public: public, lines: lines}
	w.write(safe)
	m := Message{Language: l.Tag(), Subject: oneLine(v.fill(t.Subject)), Text: w.plain()}
	m.HTML, err = frame(framed{
		Language: l.Tag(), Subject: m.Subject, Preheader: w.lead, Name: conf.Name, Dates: v.text["dates"],
		Accent: accent, Body: w.html.String(),
	})
	return m, err
}

// policy is what of HTML may stand in a letter's body; writer gives it its
// look. Markdown makes no more, since raw HTML in it is dropped before.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "em", "code", "ul", "ol", "li", "blockquote")
	p.AllowAttrs("href").OnElements("a")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(true) // {link} is one until it is filled; writer drops the others
	p.AllowURLSchemes("http", "https", "mailto")
	return p
})

// markdown makes safe HTML, its placeholders still in it: their values come
// in later and only as text, so that no ticket's name can be Markdown or HTML.
func markdown(body string) (string, error) {
	var b bytes.Buffer
	md := goldmark.New(goldmark.WithRendererOptions(html.WithHardWraps()))
	if err := md.Convert([]byte(body), &b); err != nil {
		return "", err
	}
	return policy().Sanitize(b.String()), nil
}

// oneLine keeps line breaks out of a header.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// safeHref fills the placeholders of a link; empty when it may lead nowhere.
func (v values) safeHref(raw string) string {
	if s, err := url.PathUnescape(raw); err == nil {
		raw = s
	}
	filled := placeholder.ReplaceAllStringFunc(raw, func(p string) string {
		name := strings.Trim(p, "{}")
		switch href, whole := v.href[name]; {
		case whole && (name != "contact" || raw == p):
			return href
		case name == "contact":
			return v.text[name]
		}
		return url.QueryEscape(v.text[name])
	})
	u, err := url.Parse(filled)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "mailto" {
		return ""
	}
	return u.String()
}

// label says whose code it is, in a letter with several.
func label(line Line) string {
	name, of := noBraces.Replace(line.Name), noBraces.Replace(line.Label)
	if name == "" || of == "" {
		return name + of
	}
	return name + " · " + of
}
