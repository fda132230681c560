package schedule

import (
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	goldmarkhtml "github.com/yuin/goldmark/renderer/html"
	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// markdown turns an abstract to HTML, and leaves the HTML in it as it is: what
// comes of it is only read as text, never shown.
var markdown = goldmark.New(goldmark.WithExtensions(extension.Strikethrough, extension.Linkify), goldmark.WithRendererOptions(goldmarkhtml.WithUnsafe()))

var (
	gaps   = regexp.MustCompile(`\n[ \t]*(?:\n[ \t]*)+`)
	spaces = regexp.MustCompile(`[ \t]*\n[ \t]*`)
)

// plainProse is an abstract, HTML or Markdown, as text for where neither is
// read: paragraphs stay apart, lists keep a dash, links their address.
func plainProse(s string) string {
	s = prose(s)
	if Overmarked(s) {
		return s
	}
	var page strings.Builder
	if err := markdown.Convert([]byte(s), &page); err != nil {
		return s
	}
	var out strings.Builder
	href, from := "", 0 // of the link that is open
	z := nethtml.NewTokenizer(strings.NewReader(page.String()))
	for kind := z.Next(); kind != nethtml.ErrorToken; kind = z.Next() {
		raw := string(z.Raw())
		if kind == nethtml.TextToken {
			out.WriteString(html.UnescapeString(raw))
		}
		if kind != nethtml.StartTagToken && kind != nethtml.EndTagToken && kind != nethtml.SelfClosingTagToken {
			continue
		}
		t := z.Token()
		switch {
		case t.DataAtom == 0:
			out.WriteString(html.UnescapeString(raw)) // "<T>" is no tag
		case t.DataAtom == atom.A && kind == nethtml.StartTagToken:
			href, from = "", out.Len()
			for _, a := range t.Attr {
				if a.Key == "href" {
					href = strings.TrimSpace(a.Val)
				}
			}
		case t.DataAtom == atom.A && kind == nethtml.EndTagToken:
			if href != "" && !strings.Contains(out.String()[from:], strings.TrimPrefix(href, "mailto:")) {
				out.WriteString(" (" + href + ")")
			}
			href = ""
		case (t.DataAtom == atom.Script || t.DataAtom == atom.Style) && kind == nethtml.StartTagToken:
			z.Next() // its text is not for people
		case t.DataAtom == atom.Li && kind == nethtml.StartTagToken:
			if !strings.HasSuffix(out.String(), "\n") {
				out.WriteString("\n")
			}
			out.WriteString("- ")
		case t.DataAtom == atom.Li:
		case t.DataAtom == atom.Br || t.DataAtom == atom.Tr:
			out.WriteString("\n")
		case breaks[t.DataAtom]:
			out.WriteString("\n\n")
		}
	}
	text := gaps.ReplaceAllString(strings.TrimSpace(prose(out.String())), "\n\n")
	return strings.ReplaceAll(spaces.ReplaceAllString(text, "\n"), "- \n", "- ")
}
