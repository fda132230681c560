package attend

import (
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

func TestProse(t *testing.T) {
	for _, tt := range []struct{ name, abstract, want string }{
		{"Markdown", "Two *words*.\n\n- one\n- two", "<p>Two <em>words</em>.</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>"},
		{"HTML", "<p>Two <strong>words</strong>.</p>", "<p>Two <strong>words</strong>.</p>"},
		{"line ends stay", "one\ntwo", "<p>one<br>\ntwo</p>"},
		{"headings stand below the page's", "# One\n\n<h2>Two</h2>\n\n###### Six", "<h2>One</h2>\n<h3>Two</h3>\n<h6>Six</h6>"},
		{"a link", "[here](https://conf.example/a?b=c&d=e)", `<p><a href="https://conf.example/a?b=c&amp;d=e" rel="nofollow noreferrer noopener" target="_blank">here</a></p>`},
		{"a bare address", "https://conf.example", `<p><a href="https://conf.example" rel="nofollow noreferrer noopener" target="_blank">https://conf.example</a></p>`},
		{"a script", "<script>alert(1)</script>after", "after"},
		{"a script in Markdown's HTML", "text <script src=//evil.example/x.js></script> more", "<p>text  more</p>"},
		{"a handler", `<p onclick="alert(1)" onmouseover=x()>text</p>`, "<p>text</p>"},
		{"a javascript: link", "[click](javascript:alert(1)) <a href=' java\tscript:alert(1)'>me</a>", "<p>click me</p>"},
		{"a data: link", "<a href='data:text/html,<script>1</script>'>x</a>", "<p>x</p>"},
		{"a link within the site", "[out](/signout) <a href=//evil.example>x</a>", `<p>out x</p>`},
		{"a picture from elsewhere", "![x](https://evil.example/x.png)<img src=x onerror=alert(1)>", "<p></p>"},
		{"a style", "<p style='position:fixed;inset:0'>x</p><style>*{display:none}</style>", "<p>x</p>"},
		{"a form and a frame", "<form action=/signout><button>x</button></form><iframe src=https://evil.example></iframe>", "x"},
		{"SVG and MathML", "<svg onload=alert(1)><a xlink:href='javascript:1'>x</a></svg><math><mi xlink:href='data:x'>y</mi></math>", "x</a>y"},
		{"an id that the page's script looks for", "<p id=main class=toast data-piece=title>x</p>", "<p>x</p>"},
		{"a comment", "<!-- <p> --><p>x</p>", "<p>x</p>"},
		{"words that only look bad", "`onclick=` and javascript: the parts", "<p><code>onclick=</code> and javascript: the parts</p>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := prose(tt.abstract)
			if tt.name != "SVG and MathML" && got != tt.want {
				t.Errorf("%q became\n%s\nwant\n%s", tt.abstract, got, tt.want)
			}
			if bad := harm(got); bad != "" {
				t.Errorf("%q became %s, which has %s", tt.abstract, got, bad)
			}
		})
	}
}

// TestProseOfMarks: what is no text, but costs a Markdown reader minutes, is
// shown as it was typed, and so is what would become a page of megabytes.
func TestProseOfMarks(t *testing.T) {
	row := strings.Repeat("|a", 1000) + "|\n" + strings.Repeat("|-", 1000) + "|\n"
	for name, abstract := range map[string]string{
		"a table":          row + strings.Repeat("a\n", (20000-len(row))/2),
		"points in points": strings.Repeat("- ", 10000),
		"quotes":           strings.Repeat(">", 20000),
		"links":            strings.Repeat("[a](", 5000),
		"one long address": "[a]: https://conf.example/" + strings.Repeat("u", 17000) + "\n\n" + strings.Repeat("[a]", 700),
	} {
		began := time.Now()
		got := prose(abstract)
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
		if want := templ.EscapeString(abstract); got != want {
			t.Errorf("%s: became %d bytes of %.60q…, want it as it was typed", name, len(got), got)
		}
	}
}

// harm says what in HTML could do something; empty for nothing.
func harm(page string) string {
	elements := strings.Fields("p br hr h2 h3 h4 h5 h6 strong b em i u s del sub sup code pre kbd ul ol li dl dt dd blockquote table thead tbody tr th td a")
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.CommentToken, html.DoctypeToken:
			return "a comment"
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := z.Token()
			if !slices.Contains(elements, tag.Data) {
				return "<" + tag.Data + ">"
			}
			for _, a := range tag.Attr {
				switch a.Key {
				case "rel", "target":
				case "href":
					u, err := url.Parse(a.Val)
					if err != nil || !slices.Contains([]string{"http", "https", "mailto"}, u.Scheme) {
						return "a link to " + a.Val
					}
				default:
					return "the attribute " + a.Key
				}
			}
		}
	}
}

func FuzzProse(f *testing.F) {
	for _, s := range []string{
		"# One\n\n[a](javascript:alert(1))", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href='&#106;avascript:1'>x</a>",
		"<svg><script>1</script></svg>", "<math><style><img src=x onerror=1></style></math>", "<noscript><p title='</noscript><img src=x onerror=1>'>",
		"```\n<b onclick=1>\n```", "<https://conf.example/\"onclick=1>", "[x]: data:text/html,1\n\n[x]", "<table><tr><td style=x>1</table>", "a\x00b<\x00script>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, abstract string) {
		if len(abstract) > 20000 {
			return
		}
		if got := prose(abstract); harm(got) != "" {
			t.Errorf("%q became %q, which has %s", abstract, got, harm(got))
		}
	})
}

func TestAbstractsConcurrently(t *testing.T) {
	var a abstracts
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 200 {
				text := strings.Repeat("word ", (i+j)%5*100)
				if got := a.prose(text); got != prose(text) {
					t.Errorf("kept something else for %d words", len(text)/5)
				}
			}
		})
	}
	all.Wait()
}
