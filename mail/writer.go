package mail

import (
	"fmt"
	"html"
	"strings"

	xhtml "golang.org/x/net/html"

	"stagedoor"
)

// A writer turns a body's safe HTML into the letter's HTML, where every
// element has its style on itself as mail programs want it, and into its
// text, in one walk.
type writer struct {
	values values
	accent stagedoor.Accent
	button string
	public string
	lines  []Line

	html strings.Builder
	text []string // paragraphs
	lead string   // the paragraph above the codes, for the list of letters

	para   strings.Builder // the paragraph being written, as text
	bullet []int           // open lists: -1 for dots, else the last number
	link   string          // the open link's address
	label  strings.Builder // and what stands in it
	soft   bool            // the paragraph below the codes is quiet
	notes  bool            // below the first line (---) stand notes
	item   bool            // the last text was a list's item
	quote  int
}

// The look's letter: sizes and colours of the light theme. The classes are
// for the dark one, in frame.go.
const (
	styleText  = "margin:12px 0 0;font-size:17px;line-height:26px;color:#17181a"
	styleSoft  = "margin:12px 0 0;font-size:15px;line-height:22px;color:#4f5257"
	styleHead  = "margin:28px 0 0;font-size:20px;line-height:26px;font-weight:700;color:#17181a"
	styleList  = "margin:12px 0 0;padding:0 0 0 24px"
	styleItem  = "margin:4px 0 0;font-size:17px;line-height:26px;color:#17181a"
	styleRule  = "border-top:1px solid #dcdcd8;margin:32px 0 20px;font-size:0;line-height:0"
	styleNote  = "border-top:1px solid #dcdcd8;margin:20px 0;font-size:0;line-height:0"
	styleQuote = "margin:12px 0 0;padding:0 0 0 16px;border-left:3px solid #dcdcd8"
	styleWhose = "margin:28px 0 0;font-size:17px;line-height:24px;font-weight:600;color:#17181a"
	styleInk   = "color:#17181a"
	styleCode  = "font-family:ui-monospace,'SF Mono',Menlo,Consolas,'Courier New',monospace"
	styleBox   = "padding:22px 8px;background:#f5f5f3;border:1px solid #83857f;border-radius:6px;" + styleCode +
		";font-size:27px;line-height:32px;letter-spacing:2px;color:#17181a;white-space:nowrap"
)

// write walks the body. A paragraph that is only {codes} becomes them.
func (w *writer) write(safe string) {
	for i, part := range strings.Split(safe, "<p>{codes}</p>") {
		if i > 0 {
			w.codes()
		}
		w.walk(part)
	}
}

func (w *writer) walk(safe string) {
	z := xhtml.NewTokenizer(strings.NewReader(safe))
	for {
		switch z.Next() {
		case xhtml.ErrorToken:
			return // the end: it reads a string
		case xhtml.TextToken:
			w.words(z.Token().Data)
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			w.open(z.Token())
		case xhtml.EndTagToken:
			w.close(z.Token().Data)
		}
	}
}

func (w *writer) open(t xhtml.Token) {
	switch t.Data {
	case "p":
		if !w.inItem() {
			w.raw(`<p class="%s" style="%s">`, w.class(), w.style())
		}
	case "h1", "h2", "h3", "h4", "h5", "h6":
		w.raw(`<h2 class="ink" style="%s">`, styleHead)
	case "ul", "ol":
		w.flush()
		w.item = w.inItem()
		w.raw(`<%s style="%s">`, t.Data, styleList)
		w.bullet = append(w.bullet, map[string]int{"ul": -1}[t.Data])
	case "li":
		w.flush()
		w.raw(`<li class="ink" style="%s">`, styleItem)
		w.para.WriteString(w.mark())
	case "blockquote":
		w.quote++
		w.raw(`<blockquote class="rule" style="%s">`, styleQuote)
	case "hr":
		w.line()
	case "br":
		w.raw("<br>")
		w.para.WriteString("\n")
	case "strong":
		w.raw(`<b class="ink" style="%s">`, styleInk)
	case "em":
		w.raw("<em>")
	case "code":
		w.raw(`<span style="%s">`, styleCode)
	case "a":
		for _, a := range t.Attr {
			if a.Key == "href" {
				w.link = w.values.safeHref(a.Val)
			}
		}
		w.label.Reset()
		if w.link != "" {
			w.openLink(w.link)
		}
	}
}

func (w *writer) close(name string) {
	switch name {
	case "p":
		if !w.inItem() {
			w.soft = false
			w.raw("</p>\n")
			w.flush()
		}
	case "h1", "h2", "h3", "h4", "h5", "h6":
		w.raw("</h2>\n")
		w.flush()
	case "ul", "ol":
		w.flush()
		if n := len(w.bullet); n > 0 {
			w.bullet = w.bullet[:n-1]
		}
		w.raw("</%s>\n", name)
	case "li":
		w.raw("</li>\n")
		w.flush()
		w.item = true
	case "blockquote":
		w.quote--
		w.raw("</blockquote>\n")
	case "strong":
		w.raw("</b>")
	case "em":
		w.raw("</em>")
	case "code":
		w.raw("</span>")
	case "a":
		if w.link != "" {
			w.raw("</a>")
			if label := w.label.String(); label != w.link && "mailto:"+label != w.link {
				fmt.Fprintf(&w.para, " (%s)", strings.TrimPrefix(w.link, "mailto:"))
			}
			w.link = ""
		}
	}
}

// words writes text with the placeholders' values.
func (w *writer) words(s string) {
	if strings.TrimSpace(s) == "" && w.para.Len() == 0 {
		return // between blocks
	}
	for s != "" {
		at := placeholder.FindStringIndex(s)
		if at == nil {
			w.say(s)
			return
		}
		name := strings.Trim(s[at[0]:at[1]], "{}")
		href, linked := w.values.href[name]
		if !linked || w.link != "" {
			// filled with what stands before it, which an empty value shortens
			end := at[1]
			if strings.HasPrefix(s[end:], ",") {
				end++
			}
			w.say(w.values.fill(s[:end]))
			s = s[end:]
			continue
		}
		w.say(s[:at[0]])
		w.openLink(href)
		w.say(w.values.text[name])
		w.raw("</a>")
		s = s[at[1]:]
	}
}

func (w *writer) openLink(href string) {
	colour := "#17181a"
	if w.soft || w.notes {
		colour = "#4f5257"
	}
	w.raw(`<a class="%s" href="%s" style="color:%s">`, w.class(), html.EscapeString(href), colour)
}

// codes writes each line's code and button, with its name when there are
// several.
func (w *writer) codes() {
	w.flush()
	w.lead = w.lastParagraph()
	top := 24
	for _, line := range w.lines {
		link := linkOf(w.public, line.Code)
		words := []string{line.Code.String(), link}
		if len(w.lines) > 1 {
			w.raw(`<p class="ink" style="%s">%s</p>`+"\n", styleWhose, html.EscapeString(label(line)))
			words = append([]string{label(line)}, words...)
			top = 8
		}
		w.raw(codeBox, top, styleBox, html.EscapeString(line.Code.String()),
			w.accent.Fill, html.EscapeString(link), w.accent.On, html.EscapeString(w.button))
		w.text = append(w.text, strings.Join(words, "\n"))
	}
	w.soft = true
}

// codeBox is a code with its button: top margin, style, code, colour, link,
// the text's colour, the button's word.
const codeBox = `<table role="presentation" width="100%%" cellpadding="0" cellspacing="0" border="0" style="margin:%dpx 0 0"><tr><td class="codebox ink codetext" align="center" style="%s">%s</td></tr></table>
<table role="presentation" width="100%%" cellpadding="0" cellspacing="0" border="0" style="margin:16px 0 0"><tr><td align="center" style="background:%s;border-radius:6px"><a href="%s" style="display:block;padding:15px 24px;font-size:17px;line-height:22px;font-weight:700;color:%s;text-decoration:none">%s</a></td></tr></table>
`

// line writes a rule; the first one ends the letter proper, what follows are
// notes.
func (w *writer) line() {
	style := styleRule
	if w.notes {
		style = styleNote
	}
	w.notes = true
	w.raw(`<div class="rule" style="%s">&nbsp;</div>`+"\n", style)
	w.text = append(w.text, "--")
}

func (w *writer) say(s string) {
	w.html.WriteString(html.EscapeString(s))
	w.para.WriteString(s)
	if w.link != "" {
		w.label.WriteString(s)
	}
}

func (w *writer) raw(format string, args ...any) { fmt.Fprintf(&w.html, format, args...) }

func (w *writer) inItem() bool { return len(w.bullet) > 0 }

func (w *writer) class() string {
	if w.soft || w.notes {
		return "soft"
	}
	return "ink"
}

func (w *writer) style() string {
	if w.soft || w.notes {
		return styleSoft
	}
	return styleText
}

// mark begins a list's item in the text.
func (w *writer) mark() string {
	n := len(w.bullet)
	if n == 0 {
		return "- "
	}
	pad := strings.Repeat("  ", n-1)
	if w.bullet[n-1] < 0 {
		return pad + "- "
	}
	w.bullet[n-1]++
	return fmt.Sprintf("%s%d. ", pad, w.bullet[n-1])
}

// flush ends the text's paragraph.
func (w *writer) flush() {
	if s := strings.TrimRight(w.para.String(), " \n"); strings.TrimSpace(s) != "" {
		if w.quote > 0 {
			s = "> " + strings.ReplaceAll(s, "\n", "\n> ")
		}
		if n := len(w.text); w.item && w.inItem() && n > 0 {
			w.text[n-1] += "\n" + s // items stand close together
		} else {
			w.text = append(w.text, s)
		}
		w.item = false
	}
	w.para.Reset()
}

func (w *writer) lastParagraph() string {
	if len(w.text) == 0 {
		return ""
	}
	return oneLine(w.text[len(w.text)-1])
}

// plain is the letter's text.
func (w *writer) plain() string {
	w.flush()
	return strings.Join(w.text, "\n\n") + "\n"
}
