package attend

import (
	"bytes"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"stagedoor/schedule"
)

// An abstract is Markdown or HTML, or both, and whoever hands in a talk writes
// it. Markdown is made HTML first, with the HTML in it left as it is; then all
// that is not plain prose is taken out.
var (
	markdown = goldmark.New(
		goldmark.WithExtensions(extension.Strikethrough, extension.Linkify, extension.Table),
		goldmark.WithRendererOptions(html.WithUnsafe(), html.WithHardWraps()),
	)
	prosePolicy = sync.OnceValue(func() *bluemonday.Policy {
		p := bluemonday.NewPolicy()
		p.AllowElements("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "em", "i", "u", "s", "del", "sub", "sup",
			"code", "pre", "kbd", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "table", "thead", "tbody", "tr", "th", "td")
		p.AllowAttrs("href").OnElements("a")
		p.AllowURLSchemes("http", "https", "mailto")
		p.AllowRelativeURLs(false)
		p.RequireParseableURLs(true)
		p.RequireNoFollowOnLinks(true)
		p.RequireNoReferrerOnLinks(true)
		p.AddTargetBlankToFullyQualifiedLinks(true) // with rel=noopener; who watches goes on watching
		return p
	})
	// The page has its h1. A heading that was sanitised has no attributes, and
	// in text there is no "<".
	lower = strings.NewReplacer(
		"<h5>", "<h6>", "</h5>", "</h6>", "<h4>", "<h5>", "</h4>", "</h5>", "<h3>", "<h4>", "</h3>", "</h4>",
		"<h2>", "<h3>", "</h2>", "</h3>", "<h1>", "<h2>", "</h1>", "</h2>",
	)
)

// maxProse bounds the HTML that is made of an abstract of 20,000 characters: a
// long address that is named once can be meant by a thousand links.
const maxProse = 512 << 10

// prose makes an abstract safe HTML. One that is no text, but marks without
// end, is shown as it was typed.
func prose(abstract string) string {
	if schedule.Overmarked(abstract) {
		return templ.EscapeString(abstract)
	}
	var b bytes.Buffer
	if err := markdown.Convert([]byte(abstract), &b); err != nil || b.Len() > maxProse {
		return templ.EscapeString(abstract)
	}
	return strings.TrimSpace(lower.Replace(prosePolicy().Sanitize(b.String())))
}

// abstracts keeps what prose made: hundreds open the page of the talk that is
// about to start. The zero value is empty.
type abstracts struct {
	mu   sync.Mutex
	made map[string]string
	size int // bytes
}

const abstractsMost = 8 << 20 // bytes kept; then it starts again

func (a *abstracts) prose(abstract string) string {
	a.mu.Lock()
	safe, there := a.made[abstract]
	a.mu.Unlock()
	if there {
		return safe
	}
	safe = prose(abstract)
	a.mu.Lock()
	defer a.mu.Unlock()
	size := len(abstract) + len(safe)
	if a.made == nil || a.size+size > abstractsMost {
		a.made, a.size = map[string]string{}, 0
	}
	a.made[abstract] = safe
	a.size += size
	return safe
}
